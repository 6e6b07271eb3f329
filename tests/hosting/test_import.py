"""A job that is in Azure already is taken over, not created again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformVariable
from cdktf_cdktf_provider_azurerm.data_azurerm_resource_group import DataAzurermResourceGroup
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from cdktf_aspire import ExistingResourceGroup, create_builder, raw
from tests.apphost import AppHost

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
ID = "/subscriptions/s/resourceGroups/rg-stack/providers/Microsoft.App/jobs/batch"


def test_an_existing_job_gets_an_import_block(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job().import_existing(ID)

    assert apphost.terraform()["import"] == [{"to": "azurerm_container_app_job.batch", "id": ID}]


@pytest.mark.parametrize("written", [ID.lower(), ID.upper(), ID.replace("Microsoft.App", "microsoft.app")])
def test_the_id_is_written_in_the_case_that_azurerm_reads(apphost: AppHost, written: str) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(written)

    (block,) = apphost.terraform()["import"]
    assert "/providers/Microsoft.App/jobs/batch" in block["id"]
    assert "/resourceGroups/" in block["id"]


def test_a_job_of_another_name_would_be_replaced_so_it_is_an_error(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("nightly", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ932", "nightly")


def test_the_callback_can_give_the_job_the_name_that_it_has(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("nightly", IMAGE)
    batch.publish_as_azure_container_app_job(lambda _, job: setattr(job, "name", "batch"))
    batch.import_existing(ID)

    assert apphost.terraform()["import"] == [{"to": "azurerm_container_app_job.nightly", "id": ID}]


@pytest.mark.parametrize("group", ["rg-other", "RG-Stack"])
def test_a_job_of_another_group_would_be_replaced_so_it_is_a_warning(apphost: AppHost, group: str) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID.replace("rg-stack", group))

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource, problem.path) == ("ACJ933", "batch", "resource_id=")
    assert repr(group) in problem.message
    assert ("differ only in case" in problem.message) == (group == "RG-Stack")


@pytest.mark.parametrize("group", ["theirs", ExistingResourceGroup("theirs")])
def test_the_group_that_the_user_names_is_the_one_that_counts(
    tmp_path: Path, group: str | ExistingResourceGroup
) -> None:
    apphost = AppHost(tmp_path, resource_group=group)
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID.replace("rg-stack", "theirs"))

    assert apphost.codes() == []


def test_nothing_is_said_of_a_group_that_only_terraform_knows(tmp_path: Path) -> None:
    apphost = AppHost(tmp_path, resource_group=raw("terraform.workspace"))
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID)

    assert apphost.codes() == []


def test_a_parameter_is_the_group_by_its_default(apphost: AppHost) -> None:
    apphost.builder.add_parameter("resource-group-name", "theirs")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID)

    assert apphost.codes() == ["ACJ933"]


def test_the_job_is_in_the_group_of_its_environment(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("platform"))
    environment = other.add_azure_container_app_environment("shared")
    batch = apphost.builder.add_container("batch", IMAGE).with_compute_environment(environment)
    batch.publish_as_azure_container_app_job().import_existing(ID.replace("rg-stack", "rg-platform"))

    assert apphost.codes() == []


def test_terraform_refuses_another_group_than_the_one_that_a_job_is_imported_from(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job().import_existing(ID)

    assert apphost.terraform()["variable"]["resource_group_name"]["validation"] == [
        {
            "condition": '${var.resource_group_name == "rg-stack"}',
            "error_message": "A job is imported from the resource group rg-stack, and would be replaced in "
            "another one.",
        }
    ]


@pytest.mark.parametrize("is_data", [True, False])
def test_a_group_that_is_a_construct_is_known_by_its_name(apphost: AppHost, is_data: bool) -> None:
    group = (
        DataAzurermResourceGroup(apphost.stack, "group", name="rg-x")
        if is_data
        else ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    )
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)
    for name, resource_id in (
        ("batch", ID),
        ("right", ID.replace("rg-stack", "rg-x").replace("batch", "right")),
    ):
        builder.add_container(name, IMAGE).publish_as_azure_container_app_job().import_existing(resource_id)

    assert [(each.code, each.resource) for each in builder.check()] == [("ACJ933", "batch")]


def test_a_job_keeps_its_group_where_only_terraform_knows_the_name(apphost: AppHost) -> None:
    name = TerraformVariable(apphost.stack, "group", type="string").string_value
    builder = create_builder(scope=apphost.stack, name="second", resource_group=name)
    builder.add_container("batch", IMAGE).with_args(
        builder.add_parameter("one"), TerraformVariable(apphost.stack, "arg", type="string").string_value
    ).publish_as_azure_container_app_job().import_existing(ID)

    assert builder.check() == []
    conditions = [each["condition"] for each in apphost.job()["lifecycle"]["precondition"]]
    assert conditions == [
        '${var.arg != null && var.arg != ""}',
        '${azurerm_resource_group.second_resource_group.name == "rg-stack"}',
    ]
