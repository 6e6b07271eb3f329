"""Azure resources that jobs refer to: created, or looked up where they exist already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure_key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure_messaging import AzureEventHubsResource, AzureServiceBusResource
from cdktf_aspire.hosting.azure_platform import (
    AzureContainerRegistryResource,
    AzureLogAnalyticsWorkspaceResource,
)
from cdktf_aspire.hosting.azure_storage import AzureStorageResource
from cdktf_aspire.hosting.identities import AppIdentity, AzureUserAssignedIdentityResource
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.terraform.carried_over import write_carried_over
from cdktf_aspire.terraform.resources import create
from cdktf_aspire.terraform.written import Written

if TYPE_CHECKING:
    from cdktf import TerraformElement

    from cdktf_aspire.hosting.azure_resource import AzureResource, MaybeExisting
    from cdktf_aspire.terraform.writer import Writer

# Azure's limits on names that are unique in the whole world.
_REGISTRY_LENGTH = 50
_STORAGE_LENGTH = 24
_VAULT_LENGTH = 24
_NAMESPACE_LENGTH = 50
_WORKSPACE_LENGTH = 63
_IDENTITY_LENGTH = 128


def place_of(writer: Writer, resource: MaybeExisting, name: str) -> dict[str, object]:
    """Name, group, region and tags: of the resource's own, or of the one that exists."""
    group = writer.resource_group
    existing = resource.existing
    if existing is None:
        tags = writer.application.tags_or_none
        return {"name": name, "resource_group_name": group.name, "location": group.location, "tags": tags}
    return {
        "name": writer.text(existing.name),
        "resource_group_name": group.name
        if existing.resource_group is None
        else writer.text(existing.resource_group),
    }


def unique_name(writer: Writer, name: str, length: int, *, separator: str = "") -> str:
    """A name that nobody else in the world has: the resource's, and the suffix of subscription and group."""
    room = length - len(separator) - 8
    cleaned = re.sub("[^a-z0-9]" if not separator else "[^a-z0-9-]", "", name.lower())[:room].strip("-")
    return f"{cleaned}{separator}{writer.unique_suffix}"


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
            **place_of(writer, storage, unique_name(writer, storage.name, _STORAGE_LENGTH)),
            "account_tier": "Standard",
            "account_replication_type": "GRS",
            "shared_access_key_enabled": False,
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
            **place_of(writer, vault, unique_name(writer, vault.name, _VAULT_LENGTH, separator="-")),
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
        "deployer",
        f"{vault.identifier}_deployer_secrets_officer",
        scope=created.id,
        role="Key Vault Secrets Officer",
        principal_id=writer.client_config.object_id,
        principal_type=None,
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
            **place_of(
                writer, namespace, unique_name(writer, namespace.name, _NAMESPACE_LENGTH, separator="-")
            ),
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
            **place_of(
                writer, namespace, unique_name(writer, namespace.name, _NAMESPACE_LENGTH, separator="-")
            ),
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
    """A container registry."""
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
    from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry

    created = create(
        ContainerRegistry,
        registry,
        "container-registry",
        registry.identifier,
        {
            **place_of(writer, registry, unique_name(writer, registry.name, _REGISTRY_LENGTH)),
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
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace

    created = create(
        LogAnalyticsWorkspace,
        workspace,
        "log-analytics-workspace",
        workspace.identifier,
        {
            **place_of(
                writer, workspace, unique_name(writer, workspace.name, _WORKSPACE_LENGTH, separator="-")
            ),
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
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

    group = writer.resource_group
    owner = identity.owner if isinstance(identity, AppIdentity) else identity
    suffix = "-identity" if isinstance(identity, AppIdentity) else ""
    created = create(
        UserAssignedIdentity,
        owner,
        "identity",
        f"{owner.identifier}{suffix.replace('-', '_')}",
        {
            "name": f"{owner.name.lower()}{suffix}"[:_IDENTITY_LENGTH],
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
            return write_carried_over(writer, resource)
    raise TypeError(f"no Terraform for {resource!r}")
