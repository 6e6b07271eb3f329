"""What needs no account and so runs with the real azurerm where it is: `validate`, and `terraform test`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.terraform import examples
from tests.terraform.mocks import mock_of_azurerm, outputs_of_others, value_of
from tests.terraform.runner import TerraformError, types_in, variables_of
from tests.terraform.stand_in import azure
from tests.terraform.stand_in.table import TABLE, id_pattern

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost, Json
    from tests.terraform.installation import StandIn
    from tests.terraform.provider_plugin import Runs
    from tests.terraform.runner import Terraform


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_is_valid(
    name: str,
    tmp_path: Path,
    of_run: Path,
    without_account: Callable[[Path], Terraform],
    subtests: pytest.Subtests,
    runs: Runs,
) -> None:
    for folder in stacks_of(name, tmp_path, of_run, runs):
        with subtests.test(stack=folder.relative_to(tmp_path).as_posix()):
            stack = without_account(folder)
            stack.init()
            stack.validate()


@pytest.mark.parametrize("name", examples.NAMES_OF_A_MATRIX)
def test_an_example_can_be_applied_to_a_mock(
    name: str,
    tmp_path: Path,
    of_run: Path,
    stand_in: StandIn,
    without_account: Callable[[Path], Terraform],
    subtests: pytest.Subtests,
    runs: Runs,
) -> None:
    for folder in stacks_of(name, tmp_path, of_run, runs):
        with subtests.test(stack=folder.relative_to(tmp_path).as_posix()):
            stack = without_account(folder)
            document = stack.document
            document.pop("import", None)  # a mock has nothing to import from, as Terraform says
            for run in document["resource"].get("terraform_data", {}).values():
                del run["provisioner"]  # there is no Azure whose job could run
            stack.rewrite(document)
            mock = mock_of_azurerm(stand_in.schemas_of(types_in(folder)))
            (folder / "mocked.tftest.json").write_text(json.dumps(mocked(document, mock)))
            stack.init()
            assert "1 passed, 0 failed" in stack.run("test", "-no-color")


def stacks_of(name: str, folder: Path, of_run: Path, runs: Runs) -> list[Path]:
    """The folders of all stacks of an example, which is synthesized."""
    apps, _ = examples.of_run_in(of_run, name, folder)
    runs.left_out += [f"{each} of {name}" for app in apps for each in examples.left_out_in(app)]
    return [stack for app in apps for stack in examples.stacks_in(app)]


def mocked(document: Json, mock: Json) -> Json:
    """An apply with a mock of azurerm: its schema and checks are real, what it fills in is made up."""
    jobs = document.get("resource", {}).get("azurerm_container_app_job", {})
    # Each alias is a provider of its own, which the mock of the one without an alias is nothing to.
    aliases = [each["alias"] for each in document["provider"]["azurerm"] if "alias" in each]
    return {
        "mock_provider": {"azurerm": [mock, *(mock | {"alias": each} for each in aliases)]},
        "override_data": outputs_of_others(document),
        "run": {
            "applied": {
                "command": "apply",
                "assert": [
                    {
                        "condition": f'${{azurerm_container_app_job.{address}.name == "{job["name"]}"}}',
                        "error_message": "another name",
                    }
                    for address, job in jobs.items()
                    if "$" not in job["name"]
                ],
            }
        },
    }


def test_values_that_a_mock_makes_up_by_itself_are_refused(
    apphost: AppHost, tmp_path: Path, without_account: Callable[[Path], Terraform]
) -> None:
    blobs = apphost.builder.add_azure_storage("data").add_blobs("blobs")
    apphost.builder.add_project("report", "Report.csproj").with_reference(
        blobs
    ).publish_as_azure_container_app_job()
    apphost.app.synth()
    folder = tmp_path / "cdktf.out" / "stacks" / "stack"
    stack = without_account(folder)
    (folder / "mocked.tftest.json").write_text(json.dumps(mocked(stack.document, {})))
    stack.init()
    with pytest.raises(TerraformError) as refused:
        stack.run("test", "-no-color")
    said = " ".join(str(refused.value).split())
    assert 'cannot parse "scope" as a resource id' in said
    assert "is not a valid UUID" in said


@pytest.mark.parametrize("kind", TABLE)
def test_an_id_that_is_made_up_has_the_form_of_its_type(kind: str) -> None:
    assert re.fullmatch(id_pattern(kind), azure.sample_id(kind))


@pytest.mark.parametrize(
    ("output", "value"),
    [
        ("cross-stack-output-azurerm_container_registryenv_acrlogin_server", "shared.azurecr.io"),
        ("cross-stack-output-azurerm_resource_groupresource_groupname", "shared"),
        ("cross-stack-output-azurerm_resource_groupresource_grouplocation", "westeurope"),
        ("cross-stack-output-azurerm_key_vaultvaultvault_uri", "https://shared.vault.azure.net/"),
        (
            "cross-stack-output-azurerm_user_assigned_identityenv_miid",
            azure.sample_id("azurerm_user_assigned_identity"),
        ),
    ],
)
def test_an_output_of_another_stack_has_the_form_of_its_attribute(output: str, value: str) -> None:
    assert value_of(output) == value


def test_a_variable_has_a_value_that_azurerm_allows_where_it_is_used(tmp_path: Path) -> None:
    document = {
        "variable": {"vault_name": {}, "share": {}, "environment_id": {}, "note": {}, "size": {"default": 1}},
        "data": {"azurerm_key_vault": {"vault": {"name": "${var.vault_name}"}}},
        "resource": {
            "azurerm_storage_share": {"share": {"name": "${var.share}"}},
            "azurerm_container_app_job": {"job": {"container_app_environment_id": "${var.environment_id}"}},
        },
        "output": {"note": {"value": "${var.note}"}},
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    assert variables_of(tmp_path) == {
        "vault_name": "value-of-vault-name",
        "share": "value-of-share",
        "environment_id": azure.sample_id("azurerm_container_app_environment"),
        "note": "value-of-note",
    }
