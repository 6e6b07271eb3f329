"""The user's own constructs in the place of resources: used by their attributes, never looked up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import App, TerraformIterator, TerraformResource, TerraformStack, TerraformVariable
from cdktf_cdktf_provider_azurerm.container_app_environment import (
    ContainerAppEnvironment,
    ContainerAppEnvironmentWorkloadProfile,
)
from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
from cdktf_cdktf_provider_azurerm.data_azurerm_container_app_environment import (
    DataAzurermContainerAppEnvironment,
)
from cdktf_cdktf_provider_azurerm.data_azurerm_container_registry import DataAzurermContainerRegistry
from cdktf_cdktf_provider_azurerm.data_azurerm_eventhub_namespace import DataAzurermEventhubNamespace
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault
from cdktf_cdktf_provider_azurerm.data_azurerm_log_analytics_workspace import DataAzurermLogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.data_azurerm_resource_group import DataAzurermResourceGroup
from cdktf_cdktf_provider_azurerm.data_azurerm_servicebus_namespace import DataAzurermServicebusNamespace
from cdktf_cdktf_provider_azurerm.data_azurerm_storage_account import DataAzurermStorageAccount
from cdktf_cdktf_provider_azurerm.data_azurerm_user_assigned_identity import DataAzurermUserAssignedIdentity
from cdktf_cdktf_provider_azurerm.eventhub_namespace import EventhubNamespace
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.monitor_action_group import MonitorActionGroup
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.search_service import SearchService
from cdktf_cdktf_provider_azurerm.servicebus_namespace import ServicebusNamespace
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount
from cdktf_cdktf_provider_azurerm.subnet import (
    Subnet,
    SubnetDelegation,
    SubnetDelegationServiceDelegation,
)
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

from cdktf_aspire import (
    ContainerAppWritableSecret,
    Event,
    ExistingResourceGroup,
    ServiceBusScaleRule,
    StorageQueueScaleRule,
    create_builder,
    raw,
)
from tests.apphost import PROJECT
from tests.hosting.azure.test_existing import ADDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cdktf_aspire import ContainerAppJob
    from constructs import Construct
    from tests.apphost import AppHost

    NewAppHost = Callable[..., AppHost]

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLACE = {"name": "theirs", "location": "westeurope", "resource_group_name": "rg-theirs"}
TENANT = "00000000-0000-0000-0000-000000000000"

RESOURCES: dict[str, tuple[type[Any], dict[str, object]]] = {
    "azurerm_container_app_environment": (ContainerAppEnvironment, {}),
    "azurerm_container_registry": (ContainerRegistry, {"sku": "Basic"}),
    "azurerm_key_vault": (
        KeyVault,
        {"sku_name": "standard", "tenant_id": TENANT, "rbac_authorization_enabled": True},
    ),
    "azurerm_log_analytics_workspace": (LogAnalyticsWorkspace, {}),
    "azurerm_storage_account": (
        StorageAccount,
        {"account_tier": "Standard", "account_replication_type": "LRS"},
    ),
    "azurerm_user_assigned_identity": (UserAssignedIdentity, {}),
    "azurerm_servicebus_namespace": (ServicebusNamespace, {"sku": "Standard"}),
    "azurerm_eventhub_namespace": (EventhubNamespace, {"sku": "Standard"}),
}
DATA_SOURCES: dict[str, type[Any]] = {
    "azurerm_container_app_environment": DataAzurermContainerAppEnvironment,
    "azurerm_container_registry": DataAzurermContainerRegistry,
    "azurerm_key_vault": DataAzurermKeyVault,
    "azurerm_log_analytics_workspace": DataAzurermLogAnalyticsWorkspace,
    "azurerm_storage_account": DataAzurermStorageAccount,
    "azurerm_user_assigned_identity": DataAzurermUserAssignedIdentity,
    "azurerm_servicebus_namespace": DataAzurermServicebusNamespace,
    "azurerm_eventhub_namespace": DataAzurermEventhubNamespace,
}


def own(scope: Construct, kind: str, construct_id: str = "own") -> Any:  # noqa: ANN401
    """A construct of the user's, as a person would write it."""
    made, more = RESOURCES[kind]
    return made(scope, construct_id, **PLACE, **more)


def looked_up(scope: Construct, kind: str, construct_id: str = "own") -> Any:  # noqa: ANN401
    return DATA_SOURCES[kind](scope, construct_id, name="theirs", resource_group_name="rg-theirs")


@pytest.mark.parametrize("kind", ADDS)
def test_as_existing_takes_the_construct_and_looks_nothing_up(apphost: AppHost, kind: str) -> None:
    resource = ADDS[kind](apphost.builder, "it").as_existing(own(apphost.stack, kind))  # type: ignore[attr-defined]
    apphost.builder.add_container("batch", IMAGE).with_environment("ID", resource.id).with_environment(
        "NAME", resource.name_output
    ).publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert kind not in terraform.get("data", {})
    assert "own" in terraform["resource"][kind]
    assert "it" not in terraform["resource"][kind]
    assert apphost.env() | {"ID": f"${{{kind}.own.id}}", "NAME": f"${{{kind}.own.name}}"} == apphost.env()


@pytest.mark.parametrize("kind", ADDS)
def test_as_existing_takes_a_data_source_of_ones_own(apphost: AppHost, kind: str) -> None:
    resource = ADDS[kind](apphost.builder, "it").as_existing(looked_up(apphost.stack, kind))  # type: ignore[attr-defined]
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ID", resource.id
    ).publish_as_azure_container_app_job()

    assert list(apphost.terraform()["data"][kind]) == ["own"]
    assert apphost.env()["ID"] == f"${{data.{kind}.own.id}}"


@pytest.mark.parametrize("kind", ADDS)
def test_a_construct_of_another_kind_is_an_error_that_names_both(apphost: AppHost, kind: str) -> None:
    other = "azurerm_key_vault" if kind != "azurerm_key_vault" else "azurerm_storage_account"
    ADDS[kind](apphost.builder, "it").as_existing(own(apphost.stack, other))  # type: ignore[attr-defined]

    (problem,) = apphost.problems()
    assert problem.code == "ACJ002"
    assert problem.message == f"as_existing() takes {kind} here, not {other} 'stack/own'"


def test_what_azure_gives_back_comes_from_the_constructs_attributes(apphost: AppHost) -> None:
    builder, stack = apphost.builder, apphost.stack
    values = {
        "VAULT": builder.add_azure_key_vault("kv")
        .as_existing(own(stack, "azurerm_key_vault", "v"))
        .vault_uri,
        "BLOBS": builder.add_azure_storage("st")
        .as_existing(own(stack, "azurerm_storage_account", "s"))
        .blob_endpoint,
        "REGISTRY": builder.add_azure_container_registry("acr")
        .as_existing(own(stack, "azurerm_container_registry", "r"))
        .login_server,
        "BUS": builder.add_azure_service_bus("sb")
        .as_existing(own(stack, "azurerm_servicebus_namespace", "b"))
        .host_name,
        "CLIENT": builder.add_azure_user_assigned_identity("id")
        .as_existing(own(stack, "azurerm_user_assigned_identity", "i"))
        .client_id,
        "DOMAIN": builder.add_azure_container_app_environment("env")
        .as_existing(own(stack, "azurerm_container_app_environment", "e"))
        .default_domain,
    }
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for name, value in values.items():
        batch.with_environment(name, value)

    env = apphost.env()
    assert {name: env[name] for name in values} == {
        "VAULT": "${azurerm_key_vault.v.vault_uri}",
        "BLOBS": "${azurerm_storage_account.s.primary_blob_endpoint}",
        "REGISTRY": "${azurerm_container_registry.r.login_server}",
        "BUS": "${azurerm_servicebus_namespace.b.name}.servicebus.windows.net",
        "CLIENT": "${azurerm_user_assigned_identity.i.client_id}",
        "DOMAIN": "${azurerm_container_app_environment.e.default_domain}",
    }


# The resource group


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("is_data", [True, False])
def test_the_resource_group_as_a_construct(apphost: AppHost, wrapped: bool, is_data: bool) -> None:
    group = (
        DataAzurermResourceGroup(apphost.stack, "group", name="rg-x")
        if is_data
        else ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    )
    builder = create_builder(
        scope=apphost.stack, name="second", resource_group=ExistingResourceGroup(group) if wrapped else group
    )
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    address = f"{'data.' if is_data else ''}azurerm_resource_group.group"
    assert apphost.job()["resource_group_name"] == f"${{{address}.name}}"
    assert apphost.job()["location"] == f"${{{address}.location}}"
    groups = terraform.get("resource", {}).get("azurerm_resource_group", {})
    assert list(groups) == ([] if is_data else ["group"])
    assert "variable" not in terraform


@pytest.mark.parametrize("wrapped", [True, False])
def test_another_construct_as_resource_group_is_an_error(new_apphost: NewAppHost, wrapped: bool) -> None:
    apphost = new_apphost()
    vault = own(apphost.stack, "azurerm_key_vault")
    group = ExistingResourceGroup(vault) if wrapped else vault
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)

    (problem,) = builder.check()
    assert problem.code == "ACJ002"
    assert problem.message == "The resource group is azurerm_key_vault 'stack/own', not the name of a group"
    assert "azurerm_resource_group" in str(problem.allowed)


def test_a_region_of_its_own_beside_a_group_that_exists(new_apphost: NewAppHost) -> None:
    apphost = new_apphost()
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    builder = create_builder(
        scope=apphost.stack, name="second", resource_group=group, location="North Europe"
    )
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.terraform()["variable"]["second_location"]["default"] == "northeurope"
    assert apphost.job()["location"] == "${var.second_location}"


def test_a_region_beside_a_group_that_is_looked_up(new_apphost: NewAppHost) -> None:
    apphost = new_apphost(resource_group=ExistingResourceGroup("rg-x"), location="northeurope")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job()["location"] == "${var.location}"
    assert apphost.job()["resource_group_name"] == "${data.azurerm_resource_group.resource_group.name}"


@pytest.mark.parametrize("is_data", [True, False])
def test_the_name_of_a_group_of_the_stack_would_create_it_twice(
    new_apphost: NewAppHost, is_data: bool
) -> None:
    apphost = new_apphost()
    group = (
        DataAzurermResourceGroup(apphost.stack, "group", name="rg-x")
        if is_data
        else ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    )
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group.name)

    (problem,) = builder.check()
    assert problem.code == "ACJ948"
    assert problem.path == "resource_group="


def test_a_name_that_only_begins_with_another_groups_is_a_new_group(new_apphost: NewAppHost) -> None:
    apphost = new_apphost()
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    builder = create_builder(scope=apphost.stack, name="second", resource_group=f"{group.name}-jobs")
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.terraform()["resource"]["azurerm_resource_group"]["second_resource_group"]["name"] == (
        "${azurerm_resource_group.group.name}-jobs"
    )


def test_a_construct_that_is_looked_up_by_its_name_is_a_warning(new_apphost: NewAppHost) -> None:
    apphost = new_apphost()
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    vault = own(apphost.stack, "azurerm_key_vault")
    builder = create_builder(
        scope=apphost.stack, name="second", resource_group=ExistingResourceGroup(group.name)
    )
    builder.add_azure_key_vault("kv").as_existing(vault.name, "rg-theirs")

    assert [(each.code, each.resource) for each in builder.check()] == [("ACJ947", None), ("ACJ947", "kv")]


def test_the_group_of_what_is_looked_up_as_a_construct(apphost: AppHost) -> None:
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    apphost.builder.add_azure_key_vault("kv").as_existing("theirs", group)

    assert apphost.terraform()["data"]["azurerm_key_vault"]["kv"] == {
        "name": "theirs",
        "resource_group_name": "${azurerm_resource_group.group.name}",
    }


# In the place of a resource of the application


def test_a_workspace_and_a_registry_of_an_environment(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_azure_log_analytics_workspace(
        own(apphost.stack, "azurerm_log_analytics_workspace", "law")
    )
    environment.with_azure_container_registry(own(apphost.stack, "azurerm_container_registry", "acr"))
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["log_analytics_workspace_id"] == "${azurerm_log_analytics_workspace.law.id}"
    assert apphost.job()["registry"][0]["server"] == "${azurerm_container_registry.acr.login_server}"
    assert list(apphost.terraform()["resource"]["azurerm_container_registry"]) == ["acr"]
    assert list(apphost.terraform()["resource"]["azurerm_log_analytics_workspace"]) == ["law"]


def test_an_environment(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    job = apphost.job()
    assert job["container_app_environment_id"] == "${azurerm_container_app_environment.cae.id}"
    assert job["location"] == "${azurerm_container_app_environment.cae.location}"
    # As with any environment that the application does not create: the jobs are in its own group.
    assert job["resource_group_name"] == "${azurerm_resource_group.resource_group.name}"
    assert list(apphost.terraform()["resource"]["azurerm_container_app_environment"]) == ["cae"]


def test_jobs_without_a_choice_do_not_run_in_the_environment_of_another(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()
    apphost.builder.add_container("other", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job("other")["container_app_environment_id"] == (
        "${azurerm_container_app_environment.env.id}"
    )


def test_an_image_that_is_built_for_an_environment_of_the_users(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    apphost.builder.add_project("batch", "batch.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    assert apphost.job()["registry"] == [
        {
            "identity": "${azurerm_user_assigned_identity.cae_mi.id}",
            "server": "${azurerm_container_registry.cae_acr.login_server}",
        }
    ]
    assert apphost.terraform()["output"]["registry_endpoints"]["value"] == {
        "cae": "${azurerm_container_registry.cae_acr.login_server}"
    }


def test_profiles_of_an_environment_of_the_users(apphost: AppHost) -> None:
    with_profiles = own(apphost.stack, "azurerm_container_app_environment", "cae")
    with_profiles.put_workload_profile(
        [ContainerAppEnvironmentWorkloadProfile(name="Consumption", workload_profile_type="Consumption")]
    )
    without = own(apphost.stack, "azurerm_container_app_environment", "older")
    for name, environment in {"batch": with_profiles, "other": without}.items():
        apphost.builder.add_container(name, IMAGE).with_compute_environment(
            environment
        ).publish_as_azure_container_app_job()

    assert apphost.job()["workload_profile_name"] == "Consumption"
    assert "workload_profile_name" not in apphost.job("other")


def test_an_alert_asks_the_workspace_that_the_environment_names(apphost: AppHost) -> None:
    workspace = own(apphost.stack, "azurerm_log_analytics_workspace", "law")
    made, _ = RESOURCES["azurerm_container_app_environment"]
    environment = made(apphost.stack, "cae", **PLACE, log_analytics_workspace_id=workspace.id)
    group = MonitorActionGroup(
        apphost.stack, "on_call", name="on-call", resource_group_name="rg-x", short_name="on-call"
    )
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job().alert_on_failure(group)

    alert = apphost.resource("azurerm_monitor_scheduled_query_rules_alert_v2", "batch_failed")
    assert alert["scopes"] == ["${azurerm_container_app_environment.cae.log_analytics_workspace_id}"]
    assert alert["action"] == {"action_groups": ["${azurerm_monitor_action_group.on_call.id}"]}


def test_an_alert_needs_an_environment_that_names_a_workspace(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job().alert_on_failure(own(apphost.stack, "azurerm_key_vault"))

    assert apphost.codes() == ["ACJ920"]


def test_an_identity_and_roles_on_whatever_has_an_id(apphost: AppHost) -> None:
    search = SearchService(apphost.stack, "search", **PLACE, sku="basic")  # type: ignore[arg-type]
    vault = own(apphost.stack, "azurerm_key_vault", "vault")
    apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(
        own(apphost.stack, "azurerm_user_assigned_identity", "worker")
    ).with_role_assignments(search, "Search Index Data Reader").with_role_assignments(
        vault, "Key Vault Reader"
    ).publish_as_azure_container_app_job()

    assert apphost.job()["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.worker.id}"]
    assert apphost.env()["AZURE_CLIENT_ID"] == "${azurerm_user_assigned_identity.worker.client_id}"
    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert {each["role_definition_name"]: each["scope"] for each in roles.values()} == {
        "Search Index Data Reader": "${azurerm_search_service.search.id}",
        "Key Vault Reader": "${azurerm_key_vault.vault.id}",
    } | {each["role_definition_name"]: each["scope"] for each in roles.values() if "AcrPull" in str(each)}


def test_a_reference_to_a_vault_or_a_namespace_has_the_constructs_id_as_its_name(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_reference(own(apphost.stack, "azurerm_key_vault", "secrets"))
    batch.with_reference(own(apphost.stack, "azurerm_servicebus_namespace", "bus"), "messages")
    batch.publish_as_azure_container_app_job()

    env = apphost.env()
    assert env["ConnectionStrings__secrets"] == "${azurerm_key_vault.secrets.vault_uri}"
    assert "azurerm_servicebus_namespace.bus.name" in str(env["ConnectionStrings__messages"])
    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert "batch_roles_secrets_key_vault_secrets_user" in roles


def test_one_construct_in_several_places_is_one_resource(apphost: AppHost) -> None:
    vault = own(apphost.stack, "azurerm_key_vault", "secrets")
    resource = apphost.builder.add_azure_key_vault("kv").as_existing(vault)
    batch = apphost.builder.add_container("batch", IMAGE).with_reference(resource)
    batch.with_role_assignments(vault, "Key Vault Reader").publish_as_azure_container_app_job()

    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert [name for name in roles if name.startswith("batch")] == ["batch_roles_kv_key_vault_reader"]


def test_something_to_wait_for(apphost: AppHost) -> None:
    anything = TerraformResource(apphost.stack, "ready", terraform_resource_type="time_sleep")
    apphost.builder.add_container("batch", IMAGE).wait_for(anything).wait_for(
        own(apphost.stack, "azurerm_key_vault")
    ).publish_as_azure_container_app_job()

    assert {"time_sleep.ready", "azurerm_key_vault.own"} <= set(apphost.job()["depends_on"])


def test_a_subnet(apphost: AppHost) -> None:
    subnet = Subnet(
        apphost.stack,
        "jobs",
        name="jobs",
        resource_group_name="rg-x",
        virtual_network_name="vnet",
        address_prefixes=["10.0.0.0/27"],
        delegation=[
            SubnetDelegation(
                name="jobs",
                service_delegation=SubnetDelegationServiceDelegation(name="Microsoft.App/environments"),
            )
        ],
    )
    apphost.builder.add_azure_container_app_environment("env").with_delegated_subnet(subnet)

    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment["infrastructure_subnet_id"] == "${azurerm_subnet.jobs.id}"


def test_registry_credentials(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        own(apphost.stack, "azurerm_container_registry", "acr"),
        identity=own(apphost.stack, "azurerm_user_assigned_identity", "puller"),
    ).publish_as_azure_container_app_job()

    assert apphost.job()["registry"] == [
        {
            "identity": "${azurerm_user_assigned_identity.puller.id}",
            "server": "${azurerm_container_registry.acr.login_server}",
        }
    ]
    assert apphost.job()["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.puller.id}"]


def test_in_a_configure_callback(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    identity = own(apphost.stack, "azurerm_user_assigned_identity", "worker")

    def configure(_: object, job: ContainerAppJob) -> None:
        job.environment_id = environment
        job.identity.user_assigned_identities.append(identity)

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.job()["container_app_environment_id"] == "${azurerm_container_app_environment.cae.id}"
    assert apphost.job()["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.worker.id}"]


def test_in_a_scale_rule(apphost: AppHost) -> None:
    bus = own(apphost.stack, "azurerm_servicebus_namespace", "bus")
    account = own(apphost.stack, "azurerm_storage_account", "work")
    identity = own(apphost.stack, "azurerm_user_assigned_identity", "scaler")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        trigger=Event(
            [
                ServiceBusScaleRule(queue_name="orders", namespace=bus, identity=identity),
                StorageQueueScaleRule(
                    name="work", queue_name="work", account_name=account, identity=identity
                ),
            ]
        )
    )

    first, second = apphost.job()["event_trigger_config"]["scale"][0]["rules"]
    assert first["metadata"]["namespace"] == "${azurerm_servicebus_namespace.bus.name}"
    assert second["metadata"]["accountName"] == "${azurerm_storage_account.work.name}"
    assert second["identity_id"] == "${azurerm_user_assigned_identity.scaler.id}"
    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert {
        "${azurerm_servicebus_namespace.bus.id}",
        "${azurerm_storage_account.work.id}",
    } <= {each["scope"] for each in roles.values()}


WRONG: dict[str, Callable[[AppHost, Construct], object]] = {
    "with_azure_log_analytics_workspace": lambda apphost, vault: (
        apphost.builder.add_azure_container_app_environment("env").with_azure_log_analytics_workspace(vault)
    ),
    "with_azure_container_registry": lambda apphost, vault: (
        apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(vault)
    ),
    "with_delegated_subnet": lambda apphost, vault: apphost.builder.add_azure_container_app_environment(
        "env"
    ).with_delegated_subnet(vault),
    "with_compute_environment": lambda apphost, vault: (
        apphost.builder.add_container("batch", IMAGE)
        .publish_as_azure_container_app_job()
        .with_compute_environment(vault)
    ),
    "with_azure_user_assigned_identity": lambda apphost, vault: (
        apphost.builder.add_container("batch", IMAGE)
        .publish_as_azure_container_app_job()
        .with_azure_user_assigned_identity(vault)
    ),
    "with_registry_credentials": lambda apphost, vault: (
        apphost.builder.add_container("batch", IMAGE)
        .publish_as_azure_container_app_job()
        .with_registry_credentials("ghcr.io", identity=vault)
    ),
}


@pytest.mark.parametrize("call", WRONG)
def test_a_vault_where_something_else_belongs_is_an_error_that_names_it(apphost: AppHost, call: str) -> None:
    WRONG[call](apphost, own(apphost.stack, "azurerm_key_vault"))

    (problem,) = apphost.problems()
    assert problem.code in {"ACJ002", "ACJ919"}
    assert "azurerm_key_vault 'stack/own'" in problem.message


def test_a_construct_and_a_resource_may_have_the_same_name(apphost: AppHost) -> None:
    workspace = own(apphost.stack, "azurerm_log_analytics_workspace", "batch")
    apphost.builder.add_azure_container_app_environment("env").with_azure_log_analytics_workspace(workspace)
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert apphost.builder.resource("batch") is batch


# Other stacks


def test_constructs_of_another_stack_are_referred_to_across_the_stacks(apphost: AppHost) -> None:
    platform = apphost.add_stack("platform")
    AzurermProvider(platform, "azurerm", features=[AzurermProviderFeatures()])
    group = ResourceGroup(platform, "group", name="rg-x", location="westeurope")
    environment = own(platform, "azurerm_container_app_environment", "cae")
    vault = own(platform, "azurerm_key_vault", "vault")
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)
    builder.add_container("batch", IMAGE).with_compute_environment(environment).with_reference(
        vault
    ).wait_for(vault).publish_as_azure_container_app_job()

    apphost.app.synth()
    job = apphost.job()
    assert job["container_app_environment_id"].startswith("${data.terraform_remote_state.")
    assert job["resource_group_name"].startswith("${data.terraform_remote_state.")
    assert not any("key_vault.vault" in each for each in job["depends_on"])
    assert [each.node.id for each in apphost.stack.dependencies] == ["platform"]
    assert "vault" in apphost.read("platform")["resource"]["azurerm_key_vault"]


def test_constructs_of_another_app_are_an_error(apphost: AppHost) -> None:
    elsewhere = TerraformStack(App(), "elsewhere")
    group = ResourceGroup(elsewhere, "group", name="rg-x", location="westeurope")
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)
    builder.add_azure_key_vault("kv").as_existing(own(elsewhere, "azurerm_key_vault"))
    builder.add_container("batch", IMAGE).with_compute_environment(
        own(elsewhere, "azurerm_container_app_environment", "cae")
    ).publish_as_azure_container_app_job()

    assert [(each.code, each.resource) for each in builder.check()] == [
        ("ACJ949", None),
        ("ACJ949", "kv"),
        ("ACJ949", "cae"),
    ]


def test_a_construct_that_is_several_is_an_error(apphost: AppHost) -> None:
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope", count=2)
    made, more = RESOURCES["azurerm_key_vault"]
    vault = made(apphost.stack, "vault", **PLACE, **more, for_each=TerraformIterator.from_list(["a", "b"]))
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)
    builder.add_azure_key_vault("kv").as_existing(vault)
    builder.add_azure_storage("st").as_existing("theirs", group)

    assert [(each.code, each.resource, each.message) for each in builder.check()] == [
        ("ACJ002", None, "azurerm_resource_group 'stack/group' is several resources, because it has count="),
        ("ACJ002", "kv", "azurerm_key_vault 'stack/vault' is several resources, because it has for_each="),
        ("ACJ002", "st", "azurerm_resource_group 'stack/group' is several resources, because it has count="),
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("azurerm_key_vault", "env"), ("azurerm_container_app_environment", "apphost_env")],
)
def test_the_default_environment_keeps_its_name_beside_a_construct(
    apphost: AppHost, kind: str, name: str
) -> None:
    construct = own(apphost.stack, kind, "env")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    other = apphost.builder.add_container("other", IMAGE).publish_as_azure_container_app_job()
    if kind == "azurerm_key_vault":
        other.with_reference(construct)
    else:
        other.with_compute_environment(construct)

    assert (
        apphost.job()["container_app_environment_id"] == f"${{azurerm_container_app_environment.{name}.id}}"
    )


# Names


@pytest.mark.parametrize("attribute", ["id", "fqn"])
@pytest.mark.parametrize("wrapped", [True, False])
def test_an_attribute_that_is_no_name_is_an_error(apphost: AppHost, attribute: str, wrapped: bool) -> None:
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    token = getattr(group, attribute)
    builder = create_builder(
        scope=apphost.stack, name="second", resource_group=ExistingResourceGroup(token) if wrapped else token
    )
    builder.add_azure_key_vault("kv").as_existing(getattr(own(apphost.stack, "azurerm_key_vault"), attribute))

    assert [(each.code, each.path) for each in builder.check()] == [
        ("ACJ002", "resource_group="),
        ("ACJ002", "as_existing"),
    ]


def test_a_group_of_the_stack_that_has_the_name_would_be_created_twice(apphost: AppHost) -> None:
    ResourceGroup(apphost.stack, "one", name="RG-x", location="westeurope")
    ResourceGroup(apphost.stack, "two", name="rg-stack-third", location="westeurope")
    second = create_builder(scope=apphost.stack, name="second", resource_group="rg-x")
    third = create_builder(scope=apphost.stack, name="third")
    for builder in (second, third):
        builder.add_container(f"batch-{builder.node.id}", IMAGE).publish_as_azure_container_app_job()

    assert [(each.code, each.message) for each in (*second.check(), *third.check())] == [
        ("ACJ948", "azurerm_resource_group.one already exists and would be created a second time"),
        ("ACJ948", "azurerm_resource_group.two already exists and would be created a second time"),
    ]


def test_the_name_of_a_construct_in_plain_text_is_the_construct_too(apphost: AppHost) -> None:
    ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope")
    own(apphost.stack, "azurerm_key_vault")
    builder = create_builder(scope=apphost.stack, name="second", resource_group=ExistingResourceGroup("rg-x"))
    builder.add_azure_key_vault("kv").as_existing("theirs", "rg-theirs")
    builder.add_azure_key_vault("elsewhere").as_existing("theirs", "rg-elsewhere")
    builder.add_azure_storage("st").as_existing("theirs", "rg-theirs")

    assert [(each.code, each.resource) for each in builder.check()] == [("ACJ947", None), ("ACJ947", "kv")]


# Registries


def test_the_same_registry_twice_is_an_error(apphost: AppHost) -> None:
    registry = own(apphost.stack, "azurerm_container_registry", "acr")
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_registry_credentials(registry, identity=identity)
    batch.with_registry_credentials(
        apphost.builder.add_azure_container_registry("reg"), identity=identity
    ).with_registry_credentials(registry, identity=identity)

    (problem,) = apphost.problems()
    assert (problem.code, problem.message) == ("ACJ919", "The resource already signs in to 'acr'")


def test_a_job_signs_in_to_the_registry_of_its_environment_by_itself(apphost: AppHost) -> None:
    registry = own(apphost.stack, "azurerm_container_registry", "acr")
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(registry)
    for resource in (
        apphost.builder.add_project("built", PROJECT),
        apphost.builder.add_container("pulled", IMAGE),
    ):
        resource.publish_as_azure_container_app_job().with_registry_credentials(registry, identity=identity)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ919", "built")


def test_two_applications_of_a_stack_share_an_environment_and_its_registry(apphost: AppHost) -> None:
    environment = own(apphost.stack, "azurerm_container_app_environment", "cae")
    second = create_builder(scope=apphost.stack, name="second")
    for builder, name in ((apphost.builder, "one"), (second, "two")):
        builder.add_project(name, "p.csproj").with_compute_environment(
            environment
        ).publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert list(terraform["resource"]["azurerm_container_registry"]) == ["cae_acr"]
    servers = {apphost.job(name)["registry"][0]["server"] for name in ("one", "two")}
    assert servers == {"${azurerm_container_registry.cae_acr.login_server}"}


# Vaults


@pytest.mark.parametrize("waits", [True, False])
def test_a_vault_that_the_same_deployment_creates_may_have_no_secret_yet(
    apphost: AppHost, waits: bool
) -> None:
    vault = own(apphost.stack, "azurerm_key_vault")
    secret = KeyVaultSecret(apphost.stack, "secret", name="key", value="${var.key}", key_vault_id=vault.id)
    kv = apphost.builder.add_azure_key_vault("kv").as_existing(vault)
    batch = apphost.builder.add_container("batch", IMAGE).with_environment("KEY", kv.get_secret("key"))
    batch.publish_as_azure_container_app_job()
    if waits:
        batch.wait_for(secret)

    assert apphost.codes() == ([] if waits else ["ACJ943"])


def test_a_vault_of_another_stack_or_a_data_source_is_there_already(apphost: AppHost) -> None:
    platform = apphost.add_stack("platform")
    for name, vault in (
        ("first", own(platform, "azurerm_key_vault")),
        ("second", looked_up(apphost.stack, "azurerm_key_vault")),
    ):
        kv = apphost.builder.add_azure_key_vault(name).as_existing(vault)
        apphost.builder.add_container(f"{name}-job", IMAGE).with_environment(
            "KEY", kv.get_secret("key")
        ).publish_as_azure_container_app_job()

    assert apphost.codes() == []


URIS: dict[str, tuple[bool, Callable[[Any], Any]]] = {
    "token": (True, lambda vault: f"{vault.vault_uri}secrets/key"),
    "expression": (True, lambda vault: raw('"${azurerm_key_vault.own.vault_uri}secrets/key"')),
    "another vault": (False, lambda vault: raw('"${azurerm_key_vault.other.vault_uri}secrets/key"')),
    "data source": (False, lambda vault: raw('"${data.azurerm_key_vault.own.vault_uri}secrets/key"')),
    "text": (False, lambda vault: "https://theirs.vault.azure.net/secrets/key"),
}


@pytest.mark.parametrize("case", URIS)
def test_an_address_in_a_vault_that_the_same_deployment_creates(apphost: AppHost, case: str) -> None:
    is_new, uri = URIS[case]
    address = uri(own(apphost.stack, "azurerm_key_vault"))
    identity = apphost.builder.add_azure_user_assigned_identity("reader")

    def configure(infra: object, job: ContainerAppJob) -> None:
        job.configuration.secrets.append(
            ContainerAppWritableSecret(name="key", key_vault_uri=address, identity=identity.id)
        )

    apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == (["ACJ943"] if is_new else [])


# Providers


def test_a_provider_with_an_alias_is_not_the_one_of_the_jobs(apphost: AppHost) -> None:
    other = AzurermProvider(apphost.stack, "azurerm", alias="other", features=[AzurermProviderFeatures()])
    group = ResourceGroup(apphost.stack, "group", name="rg-x", location="westeurope", provider=other)
    builder = create_builder(scope=apphost.stack, name="second", resource_group=group)
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    providers = apphost.terraform()["provider"]["azurerm"]
    assert [each.get("alias") for each in providers] == ["other", None]


def test_scale_rules_take_constructs_for_a_type_checker_too(apphost: AppHost) -> None:
    name, location, group = PLACE.values()
    bus = ServicebusNamespace(
        apphost.stack, "bus", sku="Standard", name=name, location=location, resource_group_name=group
    )
    identity = UserAssignedIdentity(
        apphost.stack, "scaler", name=name, location=location, resource_group_name=group
    )
    rule = ServiceBusScaleRule(queue_name="orders", namespace=bus, identity=identity)
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(trigger=Event([rule]))

    assert apphost.codes() == []


def a_vault(stack: TerraformStack, **settings: object) -> KeyVault:
    made: type[Any] = KeyVault
    vault: KeyVault = made(stack, "own", **PLACE, sku_name="standard", tenant_id=TENANT, **settings)
    return vault


def with_override(stack: TerraformStack) -> KeyVault:
    vault = a_vault(stack)
    vault.add_override("rbac_authorization_enabled", True)
    return vault


def with_variable(stack: TerraformStack) -> KeyVault:
    return a_vault(
        stack, rbac_authorization_enabled=TerraformVariable(stack, "roles", type="bool").boolean_value
    )


VAULTS: dict[str, tuple[bool, Callable[[TerraformStack], Any]]] = {
    "nothing said": (True, a_vault),
    "off": (True, lambda stack: a_vault(stack, rbac_authorization_enabled=False)),
    "off by the older name": (True, lambda stack: a_vault(stack, enable_rbac_authorization=False)),
    "on": (False, lambda stack: a_vault(stack, rbac_authorization_enabled=True)),
    "on by the older name": (False, lambda stack: a_vault(stack, enable_rbac_authorization=True)),
    "on by an override": (False, with_override),
    "known to Terraform alone": (False, with_variable),
    "data source": (False, lambda stack: looked_up(stack, "azurerm_key_vault")),
}


@pytest.mark.parametrize("vault", VAULTS)
@pytest.mark.parametrize("is_resource", [True, False])
def test_a_role_on_a_vault_that_ignores_roles_is_a_warning(
    apphost: AppHost, vault: str, is_resource: bool
) -> None:
    is_warned, make = VAULTS[vault]
    construct = make(apphost.stack)
    source = apphost.builder.add_azure_key_vault("kv").as_existing(construct) if is_resource else construct
    for name in ("batch", "other"):
        apphost.builder.add_container(name, IMAGE).with_reference(source).publish_as_azure_container_app_job()

    found = [each for each in apphost.builder.check() if each.code == "ACJ958"]
    assert [each.message for each in found] == [
        "azurerm_key_vault 'stack/own' doesn't have rbac_authorization_enabled=True, and ignores 'Key "
        "Vault Secrets User'"
    ] * is_warned


def test_a_role_on_the_vault_itself_works_with_access_policies(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        a_vault(apphost.stack), "Key Vault Contributor", "Reader"
    ).publish_as_azure_container_app_job()

    assert apphost.builder.check() == []


def test_a_role_that_an_identity_has_on_a_vault_counts_too_and_can_be_acknowledged(apphost: AppHost) -> None:
    builder = apphost.builder
    vault = builder.add_azure_key_vault("kv").as_existing(a_vault(apphost.stack))
    builder.add_azure_user_assigned_identity("reader").with_role_assignments(vault, "Key Vault Secrets User")
    assert [(each.code, each.resource) for each in builder.check()] == [("ACJ958", "kv")]

    vault.acknowledge("ACJ958", "the vault is switched to roles next week")
    assert builder.check() == []
