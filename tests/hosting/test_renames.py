"""Renaming a resource with `moved_from`: new addresses, old names in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "myregistry.azurecr.io/report:1.0"


def test_the_job_moves_to_its_new_address_and_keeps_its_name_in_azure(apphost: AppHost) -> None:
    apphost.builder.add_container("nightly-report", IMAGE).publish_as_azure_container_app_job().moved_from(
        "report"
    )
    assert apphost.terraform()["moved"] == [
        {"from": "azurerm_container_app_job.report", "to": "azurerm_container_app_job.nightly_report"}
    ]
    assert apphost.job("nightly_report")["name"] == "report"
    assert apphost.container("nightly_report")["name"] == "report"


def test_what_was_created_for_the_job_moves_with_it(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("nightly", IMAGE).with_reference(storage.add_blobs("blobs")).with_volume(
        "/cache", "cache"
    ).alert_on_failure(
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Insights/actionGroups/a"
    ).publish_as_azure_container_app_job().moved_from("report")

    terraform = apphost.terraform()
    moved = {each["from"]: each["to"] for each in terraform["moved"]}
    written = {f"{kind}.{name}" for kind, named in terraform["resource"].items() for name in named}
    of_the_job = {address for address in written if address.partition(".")[2].startswith("nightly")}
    assert set(moved.values()) == of_the_job
    assert len(of_the_job) > 5
    assert {old: old.replace(".report", ".nightly") for old in moved} == moved
    identity = apphost.resource("azurerm_user_assigned_identity", "nightly_identity")
    assert identity["name"] == "report-identity"


def test_each_of_several_renames_is_a_move(apphost: AppHost) -> None:
    apphost.builder.add_container("third", IMAGE).publish_as_azure_container_app_job().moved_from(
        "second", "first"
    )
    assert apphost.terraform()["moved"] == [
        {"from": "azurerm_container_app_job.first", "to": "azurerm_container_app_job.second"},
        {"from": "azurerm_container_app_job.second", "to": "azurerm_container_app_job.third"},
    ]
    assert apphost.job("third")["name"] == "first"


def test_two_applications_in_a_stack_keep_each_others_moves(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    other = create_builder(scope=apphost.stack, name="other")
    for builder, name in ((apphost.builder, "one"), (other, "two")):
        builder.add_container(f"new-{name}", IMAGE).with_compute_environment(
            environment
        ).publish_as_azure_container_app_job().moved_from(name)
    assert {each["to"] for each in apphost.terraform()["moved"]} == {
        "azurerm_container_app_job.new_one",
        "azurerm_container_app_job.new_two",
    }


def test_a_change_of_case_or_of_no_address_needs_no_move(apphost: AppHost) -> None:
    apphost.builder.add_container("report", IMAGE).publish_as_azure_container_app_job()
    assert "moved" not in apphost.terraform()
