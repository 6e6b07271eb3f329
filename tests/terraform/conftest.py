"""What the tests with the real terraform share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apphost import AppHost
from tests.terraform.azure_jobs import Azure
from tests.terraform.runner import actions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cdktf_aspire import DistributedApplication
    from tests.terraform.runner import Terraform
    from tests.terraform.stand_in.cloud import Cloud


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


@pytest.fixture
def azure(tmp_path: Path, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Azure]:
    """Starts the jobs of the cloud, for the command that this process and its children run."""
    found = Azure(tmp_path, cloud)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    yield found
    found.close()
