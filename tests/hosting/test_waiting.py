"""`wait_for`: what Terraform can order, and what it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_a_job_is_created_after_whatever_of_azure_it_waits_for(apphost: AppHost) -> None:
    builder = apphost.builder
    storage, vault = builder.add_azure_storage("storage"), builder.add_azure_key_vault("kv")
    bus = builder.add_azure_service_bus("bus")
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for other in (
        storage,
        storage.add_queue("orders"),
        storage.add_blobs("blobs"),
        vault,
        vault.add_secret("password", builder.add_parameter("password-value", secret=True)),
        bus.add_service_bus_topic("topic").add_service_bus_subscription("subscription"),
        builder.add_azure_container_app_environment("env"),
        builder.add_azure_user_assigned_identity("me"),
        builder.add_azure_container_registry("registry"),
        builder.add_azure_log_analytics_workspace("logs"),
        builder.add_azure_key_vault("old").as_existing("old-vault"),
    ):
        batch.wait_for(other)

    assert apphost.codes() == []
    assert apphost.job()["depends_on"] == [
        "azurerm_storage_account.storage",
        "azurerm_storage_queue.orders",
        "azurerm_key_vault.kv",
        "azurerm_key_vault_secret.password",
        "azurerm_servicebus_subscription.subscription",
        "azurerm_container_app_environment.env",
        "azurerm_user_assigned_identity.me",
        "azurerm_container_registry.registry",
        "azurerm_log_analytics_workspace.logs",
        "data.azurerm_key_vault.old",
    ]


def test_waiting_gives_no_role(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("storage").add_queue("orders")
    apphost.builder.add_container("batch", IMAGE).wait_for(queue).publish_as_azure_container_app_job()

    assert "identity" not in apphost.job()
    assert apphost.job()["depends_on"] == ["azurerm_storage_queue.orders"]


@pytest.mark.parametrize("method", ["wait_for", "wait_for_start"])
def test_a_job_that_waits_for_a_job_is_created_after_it_and_warned_that_it_may_run_first(
    apphost: AppHost, method: str
) -> None:
    second = apphost.builder.add_container("second", IMAGE)
    first = apphost.builder.add_container("first", IMAGE).publish_as_azure_container_app_job()
    getattr(second.publish_as_azure_container_app_job(), method)(first)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource, problem.path) == ("ACJ916", "second", method)
    assert problem.hint == "Wait for a run of the job with wait_for_completion(job)"
    assert not problem.is_error
    assert apphost.job("second")["depends_on"] == ["azurerm_container_app_job.first"]


def test_what_terraform_does_not_create_is_a_warning(apphost: AppHost) -> None:
    builder = apphost.builder
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.wait_for(builder.add_parameter("zone"))
    batch.wait_for(builder.add_connection_string("db"))
    batch.wait_for(builder.add_external_service("docs", "https://docs.example.com"))
    batch.wait_for_completion(builder.add_container("app", IMAGE).exclude_from_manifest(), exit_code=3)

    assert apphost.codes() == ["ACJ916"] * 4
    assert {problem.hint for problem in apphost.problems()} == {"Remove the call"}
    assert "depends_on" not in apphost.job()


def test_a_circle_is_an_error(apphost: AppHost) -> None:
    one, two, three = (
        apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job()
        for name in ("one", "two", "three")
    )
    one.wait_for(two)
    two.wait_for_completion(three)
    three.wait_for(one)

    assert apphost.codes() == ["ACJ922"] * 3


def test_a_resource_that_waits_for_itself_is_an_error(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.wait_for(batch)

    assert apphost.codes() == ["ACJ922"]


def test_something_of_another_application_is_an_error(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.wait_for(other.add_azure_storage("storage"))
    batch.wait_for(other.add_container("batch", IMAGE).publish_as_azure_container_app_job())

    assert apphost.codes() == ["ACJ921", "ACJ921"]


def test_only_resources_are_waited_for(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.wait_for("storage")  # type: ignore[arg-type]
    batch.wait_for_completion(None)  # type: ignore[arg-type]

    assert apphost.codes() == ["ACJ002", "ACJ002"]
