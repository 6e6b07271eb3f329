"""What the tests with the real terraform share, and what a run says about the provider."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apphost import AppHost
from tests.terraform.installation import StandIn
from tests.terraform.runner import Terraform, actions, types_in
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cdktf_aspire import DistributedApplication


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """The stand-in for azurerm, as Terraform finds it."""
    if shutil.which("terraform") is None:
        message = "terraform is not on the PATH"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    installed = StandIn(tmp_path_factory.mktemp("stand_in"))
    yield installed
    installed.stop()


@pytest.fixture
def cloud(stand_in: StandIn) -> Cloud:
    """An empty cloud, in which the stand-in's server works from now on."""
    stand_in.cloud_of_server.unlink(missing_ok=True)
    return Cloud(stand_in.cloud_of_server)


@pytest.fixture
def terraform_in(stand_in: StandIn, cloud: Cloud) -> Callable[[Path], Terraform]:
    """Makes a Terraform for a folder with `cdk.tf.json`, over the test's cloud."""

    def make(folder: Path) -> Terraform:
        stand_in.learn(types_in(folder))
        return Terraform(folder, stand_in.environment_with_server())

    return make


class Deployment:
    """An AppHost that is deployed in one version after another, each declared on a fresh builder."""

    def __init__(self, folder: Path, terraform_in: Callable[[Path], Terraform], cloud: Cloud) -> None:
        self._folder = folder
        self._terraform_in = terraform_in
        self.cloud = cloud
        self.terraform: Terraform

    def synth(self, declare: Callable[[DistributedApplication], object], **options: Any) -> Terraform:  # noqa: ANN401
        """Synthesizes a version over the one before."""
        apphost = AppHost(self._folder, **options)
        declare(apphost.builder)
        apphost.app.synth()
        is_first = not (self._folder / "stacks" / "stack" / ".terraform").exists()
        self.terraform = self._terraform_in(self._folder / "stacks" / "stack")
        if is_first:
            self.terraform.init()
        return self.terraform

    def deploy(self, declare: Callable[[DistributedApplication], object], **options: Any) -> Terraform:  # noqa: ANN401
        """Applies a version."""
        self.synth(declare, **options).apply()
        return self.terraform

    def plan(self, declare: Callable[[DistributedApplication], object], **options: Any) -> dict[str, str]:  # noqa: ANN401
        """What applying a version would do: `create`, `update`, `delete` or `replace`, by address."""
        return actions(self.synth(declare, **options).plan())


@pytest.fixture
def deployment(tmp_path: Path, terraform_in: Callable[[Path], Terraform], cloud: Cloud) -> Deployment:
    """Nothing deployed yet, in an empty cloud."""
    return Deployment(tmp_path / "cdktf.out", terraform_in, cloud)
