"""Azure resources that jobs refer to: created, or looked up where they exist already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure_key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure_messaging import AzureEventHubsResource, AzureServiceBusResource
from cdktf_aspire.hosting.azure_platform import (
    AzureContainerRegistryResource,
    AzureLogAnalyticsWorkspaceResource,
    PurgeTask,
)
from cdktf_aspire.hosting.azure_storage import AzureStorageResource
from cdktf_aspire.hosting.identities import AppIdentity, AzureUserAssignedIdentityResource
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.terraform import azure_names
from cdktf_aspire.terraform.azurerm import ContainerRegistry, LogAnalyticsWorkspace, UserAssignedIdentity
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.resources import create, local
from cdktf_aspire.terraform.written import Written

if TYPE_CHECKING:
    from cdktf import TerraformElement

    from cdktf_aspire.hosting.azure_resource import AzureResource, Existing, MaybeExisting
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.terraform.writer import Writer


def place_of(writer: Writer, resource: MaybeExisting, name: str) -> dict[str, object]:
    """Name, group, region and tags: of the resource's own, or of the one that exists."""
    existing = resource.existing
    if existing is None:
        group, tags = writer.resource_group, writer.application.tags_or_none
        return {"name": name, "resource_group_name": group.name, "location": group.location, "tags": tags}
    return {"name": writer.text(existing.name), "resource_group_name": group_of(writer, existing)}


def group_of(writer: Writer, existing: Existing | None) -> object:
    """The group of a resource: the application's own unless it exists in another one."""
    if existing is None or existing.resource_group is None:
        return writer.resource_group.name
    return writer.text(existing.resource_group)


def write_storage(writer: Writer, storage: AzureStorageResource) -> Written:
    """A storage account that is used with identities, never with keys."""
    account: TerraformElement
    if storage.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_storage_account import DataAzurermStorageAccount

        account = data = create(
            DataAzurermStorageAccount,
            storage,
            "storage-account",
            storage.identifier,
            place_of(writer, storage, ""),
        )
        ends = data.primary_blob_endpoint, data.primary_queue_endpoint, data.primary_table_endpoint
        return Written(account, {"id": data.id, "name": data.name, **_storage_outputs(ends)})
    from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount

    created = create(
        StorageAccount,
        storage,
        "storage-account",
        storage.identifier,
        {
            **place_of(writer, storage, azure_names.storage_account(storage.name, writer.unique_suffix)),
            "account_tier": "Standard",
            "account_replication_type": "GRS",
            "shared_access_key_enabled": False,
            # azurerm's default is True, Azure's is not.
            "allow_nested_items_to_be_public": False,
            "min_tls_version": "TLS1_2",
        },
    )
    ends = created.primary_blob_endpoint, created.primary_queue_endpoint, created.primary_table_endpoint
    return Written(created, {"id": created.id, "name": created.name, **_storage_outputs(ends)})


def _storage_outputs(endpoints: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("blobEndpoint", "queueEndpoint", "tableEndpoint"), endpoints, strict=True))


def write_key_vault(writer: Writer, vault: AzureKeyVaultResource) -> Written:
    """A vault with roles instead of access policies; and a role for whoever deploys, if it gets secrets."""
    if vault.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault

        data = create(DataAzurermKeyVault, vault, "key-vault", vault.identifier, place_of(writer, vault, ""))
        return Written(data, {"id": data.id, "name": data.name, "vaultUri": data.vault_uri})
    from cdktf_cdktf_provider_azurerm.key_vault import KeyVault

    created = create(
        KeyVault,
        vault,
        "key-vault",
        vault.identifier,
        {
            **place_of(writer, vault, azure_names.key_vault(vault.name, writer.unique_suffix)),
            "tenant_id": writer.client_config.tenant_id,
            "sku_name": "standard",
            "rbac_authorization_enabled": True,
        },
    )
    outputs = {"id": created.id, "name": created.name, "vaultUri": created.vault_uri}
    if not vault.secrets:
        return Written(created, outputs)
    officer = writer.role_assignment(
        vault,
        f"{vault.identifier}_deployer_secrets_officer",
        scope=created.id,
        role="Key Vault Secrets Officer",
        principal_id=writer.client_config.object_id,
        principal_type=None,
        # Who deploys next, or only plans, may be somebody else, and would take the role from the first one.
        ignore_changes=["name", "principal_id"],
    )
    return Written(created, outputs, (officer,))


def write_service_bus(writer: Writer, namespace: AzureServiceBusResource) -> Written:
    """A Service Bus namespace that is used with identities only."""
    if namespace.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_servicebus_namespace import (
            DataAzurermServicebusNamespace,
        )

        data = create(
            DataAzurermServicebusNamespace,
            namespace,
            "service-bus",
            namespace.identifier,
            place_of(writer, namespace, ""),
        )
        return Written(data, _namespace_outputs(data.id, data.name, "serviceBusEndpoint"))
    from cdktf_cdktf_provider_azurerm.servicebus_namespace import ServicebusNamespace

    created = create(
        ServicebusNamespace,
        namespace,
        "service-bus",
        namespace.identifier,
        {
            **place_of(writer, namespace, azure_names.namespace(namespace.name, writer.unique_suffix)),
            "sku": "Standard",
            "local_auth_enabled": False,
            "minimum_tls_version": "1.2",
        },
    )
    return Written(created, _namespace_outputs(created.id, created.name, "serviceBusEndpoint"))


def write_event_hubs(writer: Writer, namespace: AzureEventHubsResource) -> Written:
    """An Event Hubs namespace that is used with identities only."""
    if namespace.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_eventhub_namespace import DataAzurermEventhubNamespace

        data = create(
            DataAzurermEventhubNamespace,
            namespace,
            "event-hubs",
            namespace.identifier,
            place_of(writer, namespace, ""),
        )
        return Written(data, _namespace_outputs(data.id, data.name, "eventHubsEndpoint"))
    from cdktf_cdktf_provider_azurerm.eventhub_namespace import EventhubNamespace

    created = create(
        EventhubNamespace,
        namespace,
        "event-hubs",
        namespace.identifier,
        {
            **place_of(writer, namespace, azure_names.namespace(namespace.name, writer.unique_suffix)),
            "sku": "Standard",
            "local_authentication_enabled": False,
            "minimum_tls_version": "1.2",
        },
    )
    return Written(created, _namespace_outputs(created.id, created.name, "eventHubsEndpoint"))


def _namespace_outputs(resource_id: str, name: str, endpoint: str) -> dict[str, str]:
    host = f"{name}.servicebus.windows.net"
    return {"id": resource_id, "name": name, "hostName": host, endpoint: f"https://{host}:443/"}


def write_registry(writer: Writer, registry: AzureContainerRegistryResource) -> Written:
    """A container registry, and the tasks that remove old images from it."""
    written = _write_registry(writer, registry)
    for task in registry.purge_tasks:
        write_purge_task(writer, registry, task, written.outputs["id"])
    return written


def _write_registry(writer: Writer, registry: AzureContainerRegistryResource) -> Written:
    if registry.id_in_azure is not None:
        # A data source of azurerm's finds nothing in another subscription.
        registry_id = local(registry, "id", f"{registry.identifier}_id", registry.id_in_azure)
        outputs = {
            "id": str(registry_id.as_string),
            "name": registry.id_in_azure.rpartition("/")[2],
            "loginServer": registry.host or "",
        }
        return Written(registry_id, outputs)
    if registry.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_container_registry import DataAzurermContainerRegistry

        data = create(
            DataAzurermContainerRegistry,
            registry,
            "container-registry",
            registry.identifier,
            place_of(writer, registry, ""),
        )
        return Written(data, {"id": data.id, "name": data.name, "loginServer": data.login_server})
    created = create(
        ContainerRegistry,
        registry,
        "container-registry",
        registry.identifier,
        {
            **place_of(writer, registry, azure_names.registry(registry.name, writer.unique_suffix)),
            "sku": "Basic",
        },
    )
    return Written(created, {"id": created.id, "name": created.name, "loginServer": created.login_server})


def write_workspace(writer: Writer, workspace: AzureLogAnalyticsWorkspaceResource) -> Written:
    """A Log Analytics workspace."""
    if workspace.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_log_analytics_workspace import (
            DataAzurermLogAnalyticsWorkspace,
        )

        data = create(
            DataAzurermLogAnalyticsWorkspace,
            workspace,
            "log-analytics-workspace",
            workspace.identifier,
            place_of(writer, workspace, ""),
        )
        return Written(data, {"id": data.id, "name": data.name})
    created = create(
        LogAnalyticsWorkspace,
        workspace,
        "log-analytics-workspace",
        workspace.identifier,
        {
            **place_of(writer, workspace, azure_names.workspace(workspace.name, writer.unique_suffix)),
            "sku": "PerGB2018",
        },
    )
    return Written(created, {"id": created.id, "name": created.name})


def write_identity(writer: Writer, identity: AzureUserAssignedIdentityResource | AppIdentity) -> Written:
    """A user-assigned identity: one of the application's, or the one that a job needs for its roles."""
    if isinstance(identity, AzureUserAssignedIdentityResource) and identity.existing is not None:
        from cdktf_cdktf_provider_azurerm.data_azurerm_user_assigned_identity import (
            DataAzurermUserAssignedIdentity,
        )

        data = create(
            DataAzurermUserAssignedIdentity,
            identity,
            "identity",
            identity.identifier,
            place_of(writer, identity, ""),
        )
        return Written(data, _identity_outputs(data.id, data.name, data.client_id, data.principal_id))
    group = writer.resource_group
    owner: Resource
    if isinstance(identity, AppIdentity):
        owner, name = identity.owner, azure_names.app_identity(identity.owner.name_in_azure)
        address = f"{owner.identifier}_identity"
    else:
        owner, name, address = identity, azure_names.identity(identity.name), identity.identifier
    created = create(
        UserAssignedIdentity,
        owner,
        "identity",
        address,
        {
            "name": name,
            "resource_group_name": group.name,
            "location": group.location,
            "tags": writer.application.tags_or_none,
        },
    )
    return Written(
        created, _identity_outputs(created.id, created.name, created.client_id, created.principal_id)
    )


def _identity_outputs(resource_id: str, name: str, client_id: str, principal_id: str) -> dict[str, str]:
    return {"id": resource_id, "name": name, "clientId": client_id, "principalId": principal_id}


def write_purge_task(
    writer: Writer, registry: AzureContainerRegistryResource, task: PurgeTask, registry_id: str
) -> None:
    """A task of a registry that removes old images by the clock."""
    from cdktf_cdktf_provider_azurerm.container_registry_task import ContainerRegistryTask

    create(
        ContainerRegistryTask,
        registry,
        f"task-{task.name}",
        f"{registry.identifier}_{task.name}",
        {
            "name": task.name,
            "container_registry_id": registry_id,
            "tags": writer.application.tags_or_none,
            "platform": {"os": "Linux"},
            "encoded_step": {"task_content": escape(task.content)},
            "timer_trigger": [{"name": f"{task.name}_trigger", "schedule": task.schedule}],
        },
    )


def write_azure(writer: Writer, resource: AzureResource) -> Written:
    """An Azure resource of the application, whatever its kind."""
    match resource:
        case AzureStorageResource():
            return write_storage(writer, resource)
        case AzureKeyVaultResource():
            return write_key_vault(writer, resource)
        case AzureServiceBusResource():
            return write_service_bus(writer, resource)
        case AzureEventHubsResource():
            return write_event_hubs(writer, resource)
        case AzureContainerRegistryResource():
            return write_registry(writer, resource)
        case AzureLogAnalyticsWorkspaceResource():
            return write_workspace(writer, resource)
        case CarriedOverResource():
            from cdktf_aspire.terraform.carried_over import write_carried_over

            return write_carried_over(writer, resource)
    raise TypeError(f"no Terraform for {resource!r}")
