"""The stand-in against the real azurerm: the same configuration, what azurerm 4.55 planned and what it kept.

`azurerm_4_55.json` was recorded with the real provider.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.terraform.runner import actions
from tests.terraform.stand_in import bindings
from tests.terraform.stand_in.azure import SUBSCRIPTION
from tests.terraform.stand_in.cloud import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import Json
    from tests.terraform.runner import Terraform
    from tests.terraform.stand_in.cloud import Cloud


@pytest.fixture(scope="module")
def recorded() -> Json:
    document: Json = json.loads(Path(__file__).with_name("azurerm_4_55.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture
def terraform(
    tmp_path: Path, recorded: Json, cloud: Cloud, terraform_in: Callable[[Path], Terraform]
) -> Terraform:
    (tmp_path / "cdk.tf.json").write_text(json.dumps(recorded["configuration"]), encoding="utf-8")
    made = terraform_in(tmp_path)
    made.init()
    return made


def test_it_plans_what_azurerm_planned(terraform: Terraform, recorded: Json) -> None:
    planned = {
        each["address"]: {key: each["change"][key] for key in ("after", "after_unknown", "after_sensitive")}
        for each in terraform.plan()["resource_changes"]
    }
    assert planned == recorded["planned"]


def test_it_keeps_the_attributes_that_azurerm_kept(terraform: Terraform, recorded: Json) -> None:
    terraform.apply()
    assert keys_of(terraform.state()) == keys_of(recorded["state"])


def keys_of(value: object) -> object:
    """The keys of a structure, without the values."""
    if isinstance(value, dict) and value:
        return {key: keys_of(each) for key, each in value.items()}
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [keys_of(each) for each in value]
    return None


def test_it_replaces_the_job_for_what_azurerm_replaced_it_for(terraform: Terraform, recorded: Json) -> None:
    terraform.apply()
    document = terraform.document
    job = document["resource"]["azurerm_container_app_job"]["job"]
    del job["schedule_trigger_config"]
    job["manual_trigger_config"] = [{}]
    terraform.rewrite(document)
    (change,) = (each for each in terraform.plan()["resource_changes"] if "replace_paths" in each["change"])
    expected = recorded["trigger_switch"][change["address"]]
    assert change["change"]["actions"] == expected["actions"]
    assert sorted(change["change"]["replace_paths"]) == sorted(expected["replace_paths"])


INVALID: dict[str, tuple[Json, str]] = {
    "no trigger": ({"schedule_trigger_config": None}, "exactly one of"),
    "two triggers": ({"manual_trigger_config": [{}]}, "exactly one of"),
    "an argument is missing": (
        {"replica_timeout_in_seconds": None},
        '"replica_timeout_in_seconds" is required',
    ),
    "an argument is unknown": ({"replica_timeout": 5}, "Extraneous JSON object property"),
    "a name": ({"name": "Job_1"}, "invalid value for name"),
    "no template": ({"template": None}, 'At least 1 "template" block'),
    "two templates": (
        {"template": [{"container": []}, {"container": []}]},
        'No more than 1 "template" block',
    ),
    "a secret's name": ({"secret": [{"name": "API_KEY", "value": "x"}]}, "invalid secret name"),
    "a negative timeout": ({"replica_timeout_in_seconds": 0}, "to be at least (1)"),
}


@pytest.mark.parametrize("mistake", INVALID)
def test_it_refuses_what_azurerm_refuses_before_it_asks_azure(terraform: Terraform, mistake: str) -> None:
    change, message = INVALID[mistake]
    document = terraform.document
    job = {**document["resource"]["azurerm_container_app_job"]["job"], **change}
    document["resource"]["azurerm_container_app_job"]["job"] = {
        name: value for name, value in job.items() if value is not None
    }
    terraform.rewrite(document)
    assert message in " ".join(terraform.run("validate", "-no-color", ends_with=(1,)).split())


REFUSED: dict[str, tuple[str, Json, str]] = {
    "an unknown secret": (
        "azurerm_container_app_job",
        {"secret": [], "registry": []},
        "'api-key' is no secret of the job",
    ),
    "an environment that is not there": (
        "azurerm_container_app_job",
        {
            "container_app_environment_id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-demo"
            "/providers/Microsoft.App/managedEnvironments/gone"
        },
        "was not found",
    ),
    "a resource group that is not there": (
        "azurerm_user_assigned_identity",
        {"resource_group_name": "rg-gone"},
        "Resource group 'rg-gone' could not be found",
    ),
}


@pytest.mark.parametrize("mistake", REFUSED)
def test_its_cloud_refuses_what_azure_refuses(terraform: Terraform, mistake: str) -> None:
    kind, change, message = REFUSED[mistake]
    document = terraform.document
    (name,) = document["resource"][kind]
    document["resource"][kind][name] |= change
    terraform.rewrite(document)
    assert message in " ".join(terraform.apply(fails=True).split())


@pytest.mark.parametrize("namespace", ["Microsoft.App", "Microsoft.ManagedIdentity"])
def test_a_subscription_that_never_used_a_namespace_refuses_its_types(
    terraform: Terraform, cloud: Cloud, namespace: str
) -> None:
    cloud.register_nothing()
    document = terraform.document
    (provider,) = document["provider"]["azurerm"]
    needed = {"Microsoft.App", "Microsoft.ManagedIdentity", "Microsoft.OperationalInsights"}
    provider["resource_providers_to_register"] = sorted(needed - {namespace})
    terraform.rewrite(document)
    said = terraform.apply(fails=True)
    assert "MissingSubscriptionRegistration" in said
    assert f"namespace '{namespace}'" in said


def test_a_schema_can_be_had_of_whatever_type_the_bindings_have() -> None:
    modules = bindings.javascript(bindings.Everything())
    assert len(modules) > 1500
    for module in sorted(modules)[::10]:
        schema = bindings.schema_of(module, modules[module], "4.55.0")
        assert schema.attributes, module
        assert all(each.required or each.optional or each.computed for each in schema.attributes.values())


def test_a_resource_is_not_created_twice_or_deleted_with_something_in_it(
    terraform: Terraform, cloud: Cloud
) -> None:
    terraform.apply()
    group = terraform.state()["azurerm_resource_group.rg"]["id"]
    with pytest.raises(RefusedError, match="still contains"):
        cloud.delete(group)
    terraform.run("state", "rm", "azurerm_container_app_job.job")
    assert "already exists" in terraform.apply(fails=True)
    assert actions(terraform.plan()) == {"azurerm_container_app_job.job": "create"}


def test_what_a_later_azurerm_has_is_there_from_its_first_version_on() -> None:
    source = bindings.javascript({"container-app-job"})["container-app-job"]

    def rule(version: str) -> bindings.Block:
        job = bindings.schema_of("azurerm_container_app_job", source, version)
        return job.blocks["event_trigger_config"].block.blocks["scale"].block.blocks["rules"].block

    assert "identity_id" not in rule("4.55.0").attributes
    assert "identity_id" in rule("4.73.0").attributes
