"""What the user has in the stack is never overwritten: each address is taken once, whoever comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
import pytest
from cdktf import (
    App,
    Aspects,
    IAspect,
    TerraformLocal,
    TerraformOutput,
    TerraformResource,
    TerraformStack,
    TerraformVariable,
)
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from cdktf_aspire import SynthesisStopped
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf import TerraformElement

    from constructs import IConstruct
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"

Own = "Callable[[Construct], TerraformElement]"

KNOWN_BEFORE: dict[str, Callable[[Construct], TerraformElement]] = {
    "output.job_names": lambda scope: TerraformOutput(scope, "job_names", value="x"),
    "output.job_ids": lambda scope: TerraformOutput(scope, "job_ids", value="x"),
    "output.job_logs_commands": lambda scope: TerraformOutput(scope, "job_logs_commands", value="x"),
    "output.registry_endpoints": lambda scope: TerraformOutput(scope, "registry_endpoints", value="x"),
    "local.unique_suffix": lambda scope: TerraformLocal(scope, "unique_suffix", "x"),
    "var.location": lambda scope: TerraformVariable(scope, "location", type="string"),
    "var.resource_group_name": lambda scope: TerraformVariable(scope, "resource_group_name", type="string"),
    "azurerm_resource_group.resource_group": lambda scope: ResourceGroup(
        scope, "resource_group", name="rg-mine", location="westeurope"
    ),
    "data.azurerm_client_config.current": lambda scope: DataAzurermClientConfig(scope, "current"),
    "azurerm_container_app_job.batch": lambda scope: TerraformResource(
        scope, "batch", terraform_resource_type="azurerm_container_app_job"
    ),
}
# What is only known once everything is written.
KNOWN_AFTER: dict[str, Callable[[Construct], TerraformElement]] = {
    "azurerm_role_assignment.env_mi_acr_pull": lambda scope: TerraformResource(
        scope, "env_mi_acr_pull", terraform_resource_type="azurerm_role_assignment"
    ),
    "azurerm_storage_share.batch_data": lambda scope: TerraformResource(
        scope, "batch_data", terraform_resource_type="azurerm_storage_share"
    ),
}


def declare(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume(
        "/data", "data"
    ).publish_as_azure_container_app_job()


@pytest.mark.parametrize("address", KNOWN_BEFORE)
@pytest.mark.parametrize("is_first", [True, False])
def test_an_address_of_the_users_is_an_error(apphost: AppHost, address: str, is_first: bool) -> None:
    if is_first:
        KNOWN_BEFORE[address](apphost.stack)
    declare(apphost)
    if not is_first:
        KNOWN_BEFORE[address](apphost.stack)

    (problem,) = apphost.problems()
    assert problem.code == "ACJ906"
    name = address.rpartition(".")[2]
    assert problem.message == f"{address} is already the address of the construct 'stack/{name}'"


@pytest.mark.parametrize("address", KNOWN_BEFORE | KNOWN_AFTER)
def test_nothing_is_written_then(apphost: AppHost, address: str) -> None:
    declare(apphost)
    (KNOWN_BEFORE | KNOWN_AFTER)[address](apphost.stack)

    for _ in range(2):
        with pytest.raises(SynthesisStopped) as stopped:
            apphost.app.synth()
        (problem,) = [each for each in stopped.value.problems if each.is_error]
        assert problem.code == "ACJ906"
        assert problem.message.startswith(f"{address} is already the address of")
    assert not list(apphost.folder.rglob("cdk.tf.json"))


@pytest.mark.parametrize("address", KNOWN_BEFORE)
def test_the_same_deep_in_the_tree_under_another_id(apphost: AppHost, address: str) -> None:
    layer = Construct(Construct(apphost.stack, "layers"), "one")
    KNOWN_BEFORE[address](layer).override_logical_id(address.rpartition(".")[2])
    declare(apphost)

    assert apphost.codes() == ["ACJ906"]


def test_the_same_name_in_another_namespace_or_stack_is_none(apphost: AppHost) -> None:
    TerraformLocal(apphost.stack, "job_names", "x")
    TerraformOutput(apphost.stack, "unique_suffix", value="x")
    TerraformOutput(apphost.stack, "batch", value="x")
    TerraformVariable(apphost.stack, "env_mi_acr_pull", type="string")
    TerraformOutput(apphost.add_stack("other"), "job_names", value="x")
    declare(apphost)

    assert apphost.codes() == []
    assert apphost.terraform()["output"]["unique_suffix"] == {"value": "x"}


def test_what_an_application_does_not_write_may_be_the_users(apphost: AppHost) -> None:
    TerraformOutput(apphost.stack, "job_names", value="x")
    TerraformLocal(apphost.stack, "unique_suffix", "x")
    apphost.builder.add_parameter("region")

    assert apphost.codes() == []
    assert isinstance(apphost.app, App)
    assert apphost.terraform()["locals"] == {"unique_suffix": "x"}


# Below the builder


BELOW = ["job_names", "unique-suffix", "location", "resource-group", "client-config", "batch", "env", "own"]


@pytest.mark.parametrize("construct_id", BELOW)
def test_an_element_below_the_builder_keeps_its_id_and_address(apphost: AppHost, construct_id: str) -> None:
    TerraformOutput(apphost.builder, construct_id, value="mine")
    declare(apphost)

    outputs = apphost.terraform()["output"]
    (mine,) = [name for name, each in outputs.items() if each["value"] == "mine"]
    assert mine.startswith("apphost_")
    assert outputs["job_names"]["value"] == {"batch": "${azurerm_container_app_job.batch.name}"}


def test_an_element_below_a_resource_keeps_its_id_too(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    TerraformOutput(batch, "job", value="mine")

    assert apphost.job()["name"] == "batch"
    assert {"value": "mine"} in apphost.terraform()["output"].values()


# What comes last


def an_output(scope: Construct, construct_id: str = "mine") -> None:
    TerraformOutput(scope, construct_id, value="mine").override_logical_id("job_names")


@jsii.implements(IAspect)
class Adds:
    """An aspect of the user's that adds an output the first time."""

    def __init__(self) -> None:
        self._is_done = False

    def visit(self, node: IConstruct) -> None:
        if not self._is_done and isinstance(node, TerraformStack):
            self._is_done = True
            an_output(node)


LATE: dict[str, Callable[[AppHost], object]] = {
    "below the builder": lambda apphost: an_output(apphost.builder),
    "below a resource": lambda apphost: an_output(apphost.builder.resource("batch")),
    "configure_terraform": lambda apphost: apphost.builder.resource("batch").configure_terraform(
        lambda job: an_output(apphost.stack)
    ),
    "aspect": lambda apphost: Aspects.of(apphost.stack).add(Adds()),
}


@pytest.mark.parametrize("case", LATE)
def test_what_comes_last_overwrites_nothing(apphost: AppHost, case: str) -> None:
    declare(apphost)
    LATE[case](apphost)

    for _ in range(2):
        with pytest.raises(SynthesisStopped) as stopped:
            apphost.app.synth()
        assert [each.code for each in stopped.value.problems] == ["ACJ906"]
    assert not list(apphost.folder.rglob("cdk.tf.json"))
