"""Where the state is: beside `cdktf.json`, or where the user's own backend says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cdktf
import pytest
from cdktf import AzurermBackend

from cdktf_aspire import DistributedApplication, create_builder
from cdktf_aspire.terraform.engine.engines import preferred

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json


@pytest.fixture(autouse=True)
def cdktf_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an AppHost without a scope writes."""
    folder = tmp_path / "cdktf.out"

    class FolderApp(cdktf.App):
        def __init__(self) -> None:
            super().__init__(outdir=str(folder))

    monkeypatch.setattr(preferred(), "App", FolderApp)
    return folder


def backend_of(builder: DistributedApplication, cdktf_out: Path) -> Json:
    builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
    builder.build().run()
    (written,) = cdktf_out.glob("stacks/*/cdk.tf.json")
    backend: Json = json.loads(written.read_text())["terraform"]["backend"]
    return backend


def test_without_a_backend_the_state_lies_beside_cdktf_json(cdktf_out: Path) -> None:
    assert backend_of(create_builder(name="reports"), cdktf_out) == {
        "local": {"path": "../../../terraform.reports.tfstate"}
    }


def test_a_backend_in_the_builders_stack_is_the_only_one(cdktf_out: Path) -> None:
    builder = create_builder()
    AzurermBackend(
        builder.stack,
        resource_group_name="rg-terraform",
        storage_account_name="stterraform",
        container_name="tfstate",
        key="reports.tfstate",
        use_azuread_auth=True,
    )
    assert backend_of(builder, cdktf_out) == {
        "azurerm": {
            "resource_group_name": "rg-terraform",
            "storage_account_name": "stterraform",
            "container_name": "tfstate",
            "key": "reports.tfstate",
            "use_azuread_auth": True,
        }
    }
