"""Which cloud, and as whom: what Terraform's azurerm uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.errors import OperationError, UsageError, azure_errors
from tests.operations.stand_in.arm import GROUP, SUBSCRIPTION, job

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operations.stand_in.arm import StandIn


def image_of(name: str) -> str | None:
    found = Azure().jobs(SUBSCRIPTION).jobs.get(GROUP, name)
    assert found.properties is not None
    assert found.properties.template is not None
    assert found.properties.template.containers is not None
    return found.properties.template.containers[0].image


def test_the_service_principal_of_terraform_signs_in(azure: StandIn) -> None:
    azure.add(job("nightly", image="registry.example/nightly:3"))
    assert image_of("nightly") == "registry.example/nightly:3"
    assert [each["grant_type"] for each in azure.sign_ins] == ["client_credentials"]


def test_a_token_of_a_pipeline_signs_in(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    azure.add(job("nightly"))
    monkeypatch.delenv("ARM_CLIENT_SECRET")
    file = tmp_path / "token"
    file.write_text("of-the-pipeline\n", encoding="utf-8")
    monkeypatch.setenv("ARM_OIDC_TOKEN_FILE_PATH", str(file))
    image_of("nightly")
    assert azure.sign_ins[0]["client_assertion"] == "of-the-pipeline"


def test_a_wrong_secret_is_said_without_the_secret(azure: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARM_CLIENT_SECRET", "not-the-right-one")
    with pytest.raises(OperationError, match="Could not sign in to Azure") as raised, azure_errors("try"):
        Azure().jobs(SUBSCRIPTION).jobs.get(GROUP, "nightly")
    assert "AADSTS7000215" in str(raised.value)
    assert "not-the-right-one" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("public", "management.azure.com"),
        ("USGovernment", "management.usgovcloudapi.net"),
        ("china", "management.chinacloudapi.cn"),
    ],
)
def test_the_environment_of_azurerm_names_the_cloud(
    monkeypatch: pytest.MonkeyPatch, name: str, host: str
) -> None:
    monkeypatch.delenv("ARM_METADATA_HOSTNAME", raising=False)
    monkeypatch.setenv("ARM_ENVIRONMENT", name)
    assert Azure().cloud.resource_manager == f"https://{host}"


def test_a_cloud_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARM_METADATA_HOSTNAME", raising=False)
    monkeypatch.setenv("ARM_ENVIRONMENT", "germany")
    with pytest.raises(UsageError, match="it is public, usgovernment or china"):
        _ = Azure().cloud
