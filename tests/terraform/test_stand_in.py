"""The stand-in against the real azurerm: the same configuration, what azurerm 4.55 planned and what it kept.

`azurerm_4_55.json` was recorded with the real provider.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.terraform.runner import actions
from tests.terraform.stand_in import bindings, flags
from tests.terraform.stand_in.azure import SUBSCRIPTION
from tests.terraform.stand_in.cloud import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import Json
    from tests.terraform.installation import StandIn
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
    "no timeout": ({"replica_timeout_in_seconds": 0}, "to be at least (1)"),
    "an id of something else": (
        {"container_app_environment_id": f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-demo"},
        "as the ID of an azurerm_container_app_environment",
    ),
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


CONTAINER: Json = {"name": "main", "image": "busybox:1", "cpu": 0.5, "memory": "1Gi"}
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
    "an empty argument": (
        "azurerm_container_app_job",
        {"template": [{"container": [{**CONTAINER, "args": ["--name", ""]}]}], "secret": []},
        "interface {} is nil, not string",
    ),
    "an empty secret": (
        "azurerm_container_app_job",
        {"secret": [{"name": "api-key", "value": ""}]},
        "a secret has no value",
    ),
    "a registry with an identity and a password": (
        "azurerm_container_app_job",
        {"registry": [{"server": "x.io", "identity": "System", "username": "me"}]},
        "must supply either identity or username/password_secret_name",
    ),
    "an environment with one letter": (
        "azurerm_container_app_environment",
        {"name": "e"},
        "fewer than 2 characters",
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


RECORDED = flags.recorded_types()


class RecordedAndATenth:
    """The modules of the types that were recorded, and every tenth of the others."""

    def __init__(self) -> None:
        self._recorded = {bindings.module_of(kind) for kind in RECORDED}

    def __contains__(self, module: object) -> bool:
        return module in self._recorded or zlib.crc32(str(module).encode()) % 10 == 0


@pytest.fixture(scope="module")
def modules() -> dict[str, str]:
    return bindings.javascript(RecordedAndATenth())


def test_a_schema_can_be_had_of_whatever_type_the_bindings_have(modules: dict[str, str]) -> None:
    assert len(modules) > 150
    for module in modules:
        schema = bindings.schema_of(module, modules[module], "4.55.0")
        assert schema.attributes, module
        assert all(each.required or each.optional or each.computed for each in schema.attributes.values())


def test_its_newest_schema_is_the_recorded_one(modules: dict[str, str]) -> None:
    missing = {kind for kind in RECORDED if bindings.module_of(kind) not in modules}
    assert missing == {"data.azurerm_container_app_environment_storage"}, "the bindings do not have these"
    for kind in set(RECORDED) - missing:
        schema = bindings.schema_of(kind, modules[bindings.module_of(kind)], "4.81.0")
        assert described(schema) == without_deprecation(flags.of_type(kind)), kind


def described(block: bindings.Block) -> Json:
    """A block as the recorded ones are written."""
    written: Json = {}
    for name, each in block.attributes.items():
        has = {"r": each.required, "o": each.optional, "c": each.computed, "s": each.sensitive}
        written[name] = "".join(letter for letter, is_so in has.items() if is_so)
    for name, nested in block.blocks.items():
        if name != "timeouts":
            count = f"{nested.minimum}..{nested.maximum or ''}"
            written[name] = {"": f"{nested.nesting} {count}", **described(nested.block)}
    return written


def without_deprecation(recorded: object) -> object:
    if isinstance(recorded, dict):
        return {name: each if not name else without_deprecation(each) for name, each in recorded.items()}
    return str(recorded).replace("d", "")


@pytest.mark.parametrize(
    ("kind", "path", "secret"),
    [
        ("azurerm_application_insights_api_key", "api_key", True),
        ("azurerm_storage_account_local_user", "sid", True),
        ("azurerm_application_insights", "app_id", False),
        ("data.azurerm_eventhub_sas", "sas", True),
        ("azurerm_redis_cache", "primary_access_key", True),  # not recorded: its name says so
        ("azurerm_linux_virtual_machine", "admin_ssh_public_key", False),
    ],
)
def test_what_is_secret_of_types_that_were_not_recorded_whole(kind: str, path: str, secret: bool) -> None:
    assert flags.is_sensitive(kind, path) == secret


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


def test_what_a_later_azurerm_has_is_there_from_its_first_version_on(modules: dict[str, str]) -> None:
    source = modules["container-app-job"]

    def rule(version: str) -> bindings.Block:
        job = bindings.schema_of("azurerm_container_app_job", source, version)
        return job.blocks["event_trigger_config"].block.blocks["scale"].block.blocks["rules"].block

    assert "identity_id" not in rule("4.55.0").attributes
    assert "identity_id" in rule("4.73.0").attributes
    assert "url" not in bindings.schema_of("x", modules["storage-container"], "4.81.0").attributes
    container = bindings.schema_of("azurerm_storage_container", modules["storage-container"], "4.81.0")
    assert container.attributes["url"] == bindings.Attribute("string", computed=True)


def test_azurerm_5_has_the_schemas_of_cdktns_bindings() -> None:
    kind, package = "azurerm_storage_table", bindings.package_of("5.10.0")
    source = bindings.javascript({"storage-table"}, package)["storage-table"]

    assert bindings.provider_version(package) == "5.10.0"
    attributes = bindings.schema_of(kind, source, "5.10.0").attributes
    assert attributes["storage_account_id"] == bindings.Attribute("string", required=True)
    assert "storage_account_name" not in attributes


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ("", "4.81.0"),
        (">= 4.55, < 6", "4.81.0"),
        ("4.55.0", "4.55.0"),
        ("= 4.55.0", "4.55.0"),
        ("~> 4.55.0", "4.55.0"),
        ("~> 4.73.0", "4.73.0"),
        ("~> 4.55", "4.81.0"),
        (">= 4.55, != 4.81.0", "4.73.0"),
        ("~> 5.0", "4.81.0"),  # there is none: the nearest one
    ],
)
def test_a_stack_has_the_version_that_init_would_install(
    stand_in: StandIn, constraint: str, version: str
) -> None:
    assert stand_in.version_for(constraint) == version


def test_a_stack_that_insists_on_an_older_version_has_only_what_that_one_has(
    terraform: Terraform, recorded: Json
) -> None:
    document = terraform.document
    rule = {"name": "q", "custom_rule_type": "azure-queue", "metadata": {}, "identity_id": "System"}
    job = document["resource"]["azurerm_container_app_job"]["job"]
    del job["schedule_trigger_config"]
    job["event_trigger_config"] = [{"scale": [{"rules": [rule]}]}]
    terraform.rewrite(document)
    said = " ".join(terraform.run("validate", "-no-color", ends_with=(1,)).split())
    assert 'No argument or block type is named "identity_id"' in said

    document["terraform"]["required_providers"]["azurerm"]["version"] = ">= 4.73"
    terraform.rewrite(document)
    terraform.validate()


def test_azure_gives_an_init_container_what_it_does_not_ask_for(terraform: Terraform) -> None:
    document = terraform.document
    template = document["resource"]["azurerm_container_app_job"]["job"]["template"][0]
    template["init_container"] = [{"name": "init", "image": "busybox:1"}]
    terraform.rewrite(document)
    terraform.apply()
    assert actions(terraform.plan()) == {"azurerm_container_app_job.job": "update"}, "at every plan"

    template["init_container"][0] |= {"cpu": 0.5, "memory": "1Gi"}
    terraform.rewrite(document)
    terraform.apply()
    terraform.assert_unchanged()


def test_the_plan_refuses_what_azurerm_refuses_there(terraform: Terraform) -> None:
    document = terraform.document
    document["resource"]["azurerm_container_app_environment"]["env"]["logs_destination"] = "azure-monitor"
    terraform.rewrite(document)
    terraform.validate()
    said = " ".join(terraform.run("plan", "-input=false", "-no-color", ends_with=(1,)).split())
    assert "`log_analytics_workspace_id` can only be set when `logs_destination`" in said
