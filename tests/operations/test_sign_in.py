"""Which cloud, and as whom: what Terraform's azurerm uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.errors import OperationError, UsageError, azure_errors
from tests.operations.stand_in.arm import GROUP, SUBSCRIPTION, Answer, job

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operations.stand_in.arm import Request, StandIn


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


def test_a_workflow_of_github_signs_in(azure: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def issue(request: Request, _found: re.Match[str]) -> Answer:
        assert request.headers["Authorization"] == "Bearer of-the-runner"
        assert request.query["audience"] == "api://AzureADTokenExchange"
        return Answer(200, {"value": "of-the-workflow"})

    azure.add(job("nightly"))
    azure.routes.append(("GET", re.compile("^/token$"), issue))
    monkeypatch.delenv("ARM_CLIENT_SECRET")
    monkeypatch.setenv("ARM_USE_OIDC", "true")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"https://{azure.host}/token?api-version=2.0")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "of-the-runner")
    image_of("nightly")
    assert azure.sign_ins[0]["client_assertion"] == "of-the-workflow"


def test_without_any_sign_in_it_says_what_to_do(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_CLIENT_SECRET"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", str(tmp_path))
    # Not the identity of the machine, which one of Azure's has.
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "dev")
    with pytest.raises(OperationError) as raised:
        Azure().sign_in()
    assert str(raised.value) == (
        "Could not do anything in Azure, because the sign-in failed. None of the ways to sign in worked: set "
        "the variables of Terraform's azurerm provider, such as ARM_CLIENT_ID and ARM_TENANT_ID, or sign in "
        "with `az login` (Azure CLI: Azure CLI not found on path)."
    )


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"ARM_TENANT_ID": ""}, "incomplete: set ARM_TENANT_ID."),
        ({"ARM_CLIENT_SECRET": "", "ARM_USE_OIDC": "true"}, "ARM_USE_OIDC is set, but there is no token."),
        ({"ARM_CLIENT_CERTIFICATE_PATH": "missing.pfx"}, "Can't sign in with the ARM_... variables:"),
        ({"ARM_TENANT_ID": "not/a tenant"}, "Can't sign in with the ARM_... variables:"),
    ],
)
def test_half_a_sign_in_is_refused(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], message: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as raised:
        Azure().sign_in()
    assert message in str(raised.value)


def test_a_sign_in_that_gets_no_answer_is_tried_again_with_a_word_and_ends(
    azure: StandIn, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    azure_of_command = Azure(said.append)
    assert azure_of_command.cloud.authority
    azure.close()
    monkeypatch.setattr("cdktf_aspire.operations.azure.CONNECT_SECONDS", 0.2)
    with pytest.raises(OperationError, match=r"the sign-in failed|can't be reached"):
        azure_of_command.sign_in()
    assert said
    assert all(each.startswith("Azure can't be reached; trying again in ") for each in said)
    assert sum(slept) < 60


def test_a_wrong_secret_is_said_without_the_secret(azure: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARM_CLIENT_SECRET", "not-the-right-one")
    with pytest.raises(OperationError, match="because the sign-in failed") as raised, azure_errors("try"):
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
    with pytest.raises(UsageError, match="write public, usgovernment or china"):
        _ = Azure().cloud
