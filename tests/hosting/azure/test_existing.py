"""What is in Azure already: looked up, never created, and used where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import DistributedApplication
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
SUBNET = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/jobs"
ADDS: dict[str, Callable[[DistributedApplication, str], object]] = {
    "azurerm_container_app_environment": lambda builder, n: builder.add_azure_container_app_environment(n),
    "azurerm_container_registry": lambda builder, n: builder.add_azure_container_registry(n),
    "azurerm_key_vault": lambda builder, n: builder.add_azure_key_vault(n),
    "azurerm_log_analytics_workspace": lambda builder, n: builder.add_azure_log_analytics_workspace(n),
    "azurerm_storage_account": lambda builder, n: builder.add_azure_storage(n),
    "azurerm_user_assigned_identity": lambda builder, n: builder.add_azure_user_assigned_identity(n),
    "azurerm_servicebus_namespace": lambda builder, n: builder.add_azure_service_bus(n),
    "azurerm_eventhub_namespace": lambda builder, n: builder.add_azure_event_hubs(n),
}


@pytest.mark.parametrize("kind", ADDS)
def test_name_and_group_as_text(apphost: AppHost, kind: str) -> None:
    ADDS[kind](apphost.builder, "it").as_existing("theirs", "their-group")  # type: ignore[attr-defined]

    terraform = apphost.terraform()
    assert terraform["data"] == {kind: {"it": {"name": "theirs", "resource_group_name": "their-group"}}}
    # Nothing of the kind is created, and no group for it either.
    assert "resource" not in terraform


@pytest.mark.parametrize("kind", ADDS)
def test_name_and_group_as_parameters(apphost: AppHost, kind: str) -> None:
    name, group = apphost.builder.add_parameter("kvName"), apphost.builder.add_parameter("shared-rg")
    ADDS[kind](apphost.builder, "it").publish_as_existing(name, group)  # type: ignore[attr-defined]

    assert apphost.terraform()["data"] == {
        kind: {"it": {"name": "${var.kvName}", "resource_group_name": "${var.shared_rg}"}}
    }


@pytest.mark.parametrize("kind", ADDS)
def test_without_a_group_it_is_in_the_applications_own(apphost: AppHost, kind: str) -> None:
    ADDS[kind](apphost.builder, "it").as_existing("theirs")  # type: ignore[attr-defined]

    assert apphost.terraform()["data"][kind]["it"]["resource_group_name"] == (
        "${azurerm_resource_group.resource_group.name}"
    )


def test_name_and_group_as_tokens_of_the_users_own_constructs(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.key_vault import KeyVault
    from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

    group = ResourceGroup(apphost.stack, "group", name="rg-platform", location="westeurope")
    vault = KeyVault(
        apphost.stack,
        "vault",
        name="kv-platform",
        location=group.location,
        resource_group_name=group.name,
        sku_name="standard",
        tenant_id="00000000-0000-0000-0000-000000000000",
    )
    apphost.builder.add_azure_key_vault("kv").as_existing(vault.name, group.name)

    assert apphost.terraform()["data"]["azurerm_key_vault"]["kv"] == {
        "name": "${azurerm_key_vault.vault.name}",
        "resource_group_name": "${azurerm_resource_group.group.name}",
    }


def test_run_as_existing_is_about_aspires_run_mode_and_changes_nothing(apphost: AppHost) -> None:
    apphost.builder.add_azure_service_bus("bus").run_as_existing("theirs", "their-group")

    terraform = apphost.terraform()
    assert list(terraform["resource"]["azurerm_servicebus_namespace"]) == ["bus"]
    assert "azurerm_servicebus_namespace" not in terraform["data"]


def test_roles_are_given_where_the_resource_is(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data").as_existing("theirs", "their-group")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        storage.add_blobs("blobs")
    ).publish_as_azure_container_app_job()

    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    scopes = {each["scope"] for name, each in roles.items() if name.startswith("batch_roles")}
    assert scopes == {"${data.azurerm_storage_account.data.id}"}
    env = apphost.env()
    assert env["BLOBS_URI"] == "${data.azurerm_storage_account.data.primary_blob_endpoint}"


def test_an_existing_identity_with_roles(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    identity = apphost.builder.add_azure_user_assigned_identity("worker").as_existing("id-worker", "theirs")
    apphost.builder.add_container("batch", IMAGE).with_reference(vault).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job()

    job = apphost.job()
    assert job["identity"]["identity_ids"] == ["${data.azurerm_user_assigned_identity.worker.id}"]
    assert apphost.env()["AZURE_CLIENT_ID"] == "${data.azurerm_user_assigned_identity.worker.client_id}"
    role = apphost.resource("azurerm_role_assignment", "worker_roles_kv_key_vault_secrets_user")
    assert role["principal_id"] == "${data.azurerm_user_assigned_identity.worker.principal_id}"


def test_a_queue_of_an_existing_namespace_is_created_in_it_as_in_aspire(apphost: AppHost) -> None:
    bus = apphost.builder.add_azure_service_bus("bus").as_existing("theirs", "their-group")
    queue = bus.add_service_bus_queue("work")
    apphost.builder.add_container("batch", IMAGE).with_reference(queue).publish_as_azure_container_app_job()

    assert apphost.resource("azurerm_servicebus_queue", "work") == {
        "name": "work",
        "namespace_id": "${data.azurerm_servicebus_namespace.bus.id}",
    }
    host = "${data.azurerm_servicebus_namespace.bus.name}.servicebus.windows.net"
    assert apphost.env()["ConnectionStrings__work"] == f"Endpoint=https://{host}:443/;EntityPath=work"


def test_a_consumer_group_of_an_existing_namespace_is_created_in_its_group(apphost: AppHost) -> None:
    hubs = apphost.builder.add_azure_event_hubs("hubs").as_existing("theirs", "their-group")
    hubs.add_hub("clicks").add_consumer_group("nightly")

    group = apphost.resource("azurerm_eventhub_consumer_group", "nightly")
    assert group["resource_group_name"] == "their-group"
    assert group["namespace_name"] == "${data.azurerm_eventhub_namespace.hubs.name}"


def test_better_than_aspire_parts_that_exist_too_are_only_named(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data").as_existing("theirs", "their-group")
    bus = apphost.builder.add_azure_service_bus("bus").as_existing("theirs", "their-group")
    hubs = apphost.builder.add_azure_event_hubs("hubs").as_existing("theirs", "their-group")
    queue = storage.add_queue("work", "orders").as_existing()
    topic = bus.add_service_bus_topic("news").as_existing()
    subscription = topic.add_service_bus_subscription("mine")
    group = hubs.add_hub("clicks").as_existing().add_consumer_group("nightly")
    apphost.builder.add_container("batch", IMAGE).with_reference(queue).with_reference(subscription).wait_for(
        queue
    ).wait_for(group).publish_as_azure_container_app_job()

    resources = apphost.terraform()["resource"]
    assert not {"azurerm_storage_queue", "azurerm_servicebus_topic", "azurerm_eventhub"} & set(resources)
    # What is new in them is created all the same.
    assert resources["azurerm_servicebus_subscription"]["mine"]["topic_id"] == (
        "${data.azurerm_servicebus_namespace.bus.id}/topics/news"
    )
    assert resources["azurerm_eventhub_consumer_group"]["nightly"]["eventhub_name"] == "clicks"
    assert apphost.env()["WORK_QUEUENAME"] == "orders"
    assert apphost.job()["depends_on"][-2:] == [
        "data.azurerm_storage_account.data",
        "azurerm_eventhub_consumer_group.nightly",
    ]


def test_jobs_of_an_existing_environment_are_in_its_region_and_in_their_own_group(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").as_existing("cae-shared", "platform")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    job = apphost.job()
    # Azure refuses a job in another region than its environment.
    assert job["location"] == "${data.azurerm_container_app_environment.env.location}"
    assert job["resource_group_name"] == "${azurerm_resource_group.resource_group.name}"
    assert job["container_app_environment_id"] == "${data.azurerm_container_app_environment.env.id}"
    resources = apphost.terraform()["resource"]
    assert set(resources) == {"azurerm_container_app_job", "azurerm_resource_group"}


def test_an_existing_environment_brings_no_registry_so_images_that_are_built_get_one(
    apphost: AppHost,
) -> None:
    apphost.builder.add_azure_container_app_environment("env").as_existing("cae-shared", "platform")
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert terraform["resource"]["azurerm_container_registry"]["env_acr"]["name"] == (
        "envacr${local.unique_suffix}"
    )
    assert apphost.job()["registry"][0]["server"] == "${azurerm_container_registry.env_acr.login_server}"
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]
    assert terraform["output"]["registry_endpoints"]["value"] == {
        "env": "${azurerm_container_registry.env_acr.login_server}"
    }


def test_an_existing_environment_with_an_existing_registry_creates_only_who_pulls(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images").as_existing("shared", "platform")
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.as_existing("cae-shared", "platform").with_azure_container_registry(registry)
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    resources = apphost.terraform()["resource"]
    assert set(resources) == {
        "azurerm_container_app_job",
        "azurerm_resource_group",
        "azurerm_role_assignment",
        "azurerm_user_assigned_identity",
    }
    assert apphost.job()["registry"] == [
        {
            "server": "${data.azurerm_container_registry.images.login_server}",
            "identity": "${azurerm_user_assigned_identity.env_mi.id}",
        }
    ]


def test_an_application_beside_it_builds_images_for_the_existing_environment(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").as_existing("cae", "platform")
    other = create_builder(scope=apphost.stack, name="other")
    other.add_project("batch", "batch.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    assert apphost.job()["registry"][0]["server"] == "${azurerm_container_registry.env_acr.login_server}"
    assert apphost.job()["resource_group_name"] == "${azurerm_resource_group.other_resource_group.name}"
    # In the same stack, so Terraform can order it.
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]


def test_what_nobody_knows_of_an_existing_environment_is_an_error(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").as_existing("cae", "platform")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "REGISTRY", environment.registry_endpoint
    ).with_environment("LOGS", environment.log_analytics_workspace_id).with_environment(
        "DOMAIN", environment.default_domain
    ).publish_as_azure_container_app_job()

    assert [(each.code, each.value) for each in apphost.problems()] == [
        ("ACJ924", "'registry_endpoint'"),
        ("ACJ924", "'log_analytics_workspace_id'"),
    ]


def test_what_would_change_an_existing_environment_is_a_warning(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_workload_profile("big", "D4").with_delegated_subnet(SUBNET)
    assert apphost.codes() == []
    environment.as_existing("cae", "platform")

    assert [(each.code, each.path) for each in apphost.problems()] == [
        ("ACJ955", "with_workload_profile"),
        ("ACJ955", "with_delegated_subnet"),
    ]


@pytest.mark.parametrize(("name", "group"), [(None, None), ("", "rg"), ("x", ""), (5, None), ("x", 5)])
def test_something_else_as_name_or_group_is_an_error(apphost: AppHost, name: object, group: object) -> None:
    apphost.builder.add_azure_key_vault("kv").as_existing(name, group)  # type: ignore[arg-type]

    (problem,) = apphost.problems()
    assert problem.code == "ACJ002"
    assert problem.path == ("resource_group=" if name == "x" else "name=")
