"""What the tests with the real terraform share, and what a run says about the provider."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.terraform.installation import StandIn
from tests.terraform.runner import Terraform, types_in
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


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
