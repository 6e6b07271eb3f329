"""Azure resources that jobs refer to: created, looked up where they exist already, or the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import attrs

from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting, OwnAzureResource
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource, PurgeTask
from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubsResource
from cdktf_aspire.hosting.azure.identity import AppIdentity, AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.service_bus import AzureServiceBusResource
from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.own_constructs import is_own_construct
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.terraform import azure_names
from cdktf_aspire.terraform.engine.azurerm import binding
from cdktf_aspire.terraform.engine.elements import create, local
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.written import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.azure.azure_resource import AzureResource, Existing
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.writer import Writer


class AzureName(Protocol):
    """Makes a name in Azure of the resource's name and the application's suffix."""

    def __call__(self, name: str, suffix: str) -> str:
        """The name."""


@attrs.frozen
class Kind:
    """How a kind of Azure resource stands in Terraform.

    Attributes:
        construct_id: below the resource.
        outputs: Aspire's name of an output -> azurerm's attribute, beside `id` and `name`.
        azure_name: of a new one; None for what is written elsewhere.
        attributes: of a new one, beside its name and place.
    """

    construct_id: str
    outputs: Mapping[str, str] = {}
    azure_name: AzureName | None = None
    attributes: Mapping[str, object] = {}


IDENTITY = Kind("identity", {"clientId": "client_id", "principalId": "principal_id"})
ENVIRONMENT = Kind("container-app-environment", {"default_domain": "default_domain"})
_KINDS: dict[type[MaybeExisting], Kind] = {
    # Used with identities, never with keys.
    AzureStorageResource: Kind(
        "storage-account",
        {
            "blobEndpoint": "primary_blob_endpoint",
            "queueEndpoint": "primary_queue_endpoint",
            "tableEndpoint": "primary_table_endpoint",
        },
        azure_names.storage_account,
        {
            "account_tier": "Standard",
            "account_replication_type": "GRS",
            "shared_access_key_enabled": False,
            # azurerm's default is True, Azure's is not.
            "allow_nested_items_to_be_public": False,
            "min_tls_version": "TLS1_2",
        },
    ),
    AzureKeyVaultResource: Kind(
        "key-vault",
        {"vaultUri": "vault_uri"},
        azure_names.key_vault,
        # Roles instead of access policies.
        {"sku_name": "standard", "rbac_authorization_enabled": True},
    ),
    AzureServiceBusResource: Kind(
        "service-bus",
        {},
        azure_names.namespace,
        {"sku": "Standard", "local_auth_enabled": False, "minimum_tls_version": "1.2"},
    ),
    AzureEventHubsResource: Kind(
        "event-hubs",
        {},
        azure_names.namespace,
        {"sku": "Standard", "local_authentication_enabled": False, "minimum_tls_version": "1.2"},
    ),
    AzureContainerRegistryResource: Kind(
        "container-registry", {"loginServer": "login_server"}, azure_names.registry, {"sku": "Basic"}
    ),
    AzureLogAnalyticsWorkspaceResource: Kind(
        "log-analytics-workspace", {}, azure_names.workspace, {"sku": "PerGB2018"}
    ),
    AzureUserAssignedIdentityResource: IDENTITY,
    AzureContainerAppEnvironment: ENVIRONMENT,
    OwnAzureResource: Kind("own"),
}


def place_of_new(writer: Writer) -> dict[str, object]:
    """Group, region and tags of what the application creates."""
    group, tags = writer.resource_group, writer.application.tags_or_none
    return {"resource_group_name": group.name, "location": group.location, "tags": tags}


def group_of(writer: Writer, existing: Existing | None) -> object:
    """The group of a resource: the application's own unless it exists in another one."""
    if existing is not None and existing.construct is not None:
        return existing.construct.get_string_attribute("resource_group_name")
    if existing is None or existing.resource_group is None:
        return writer.resource_group.name
    if is_own_construct(existing.resource_group):
        return existing.resource_group.get_string_attribute("name")
    return writer.text(existing.resource_group)


def write_existing(writer: Writer, resource: MaybeExisting, existing: Existing) -> Written:
    """The user's own construct as it is, or a data source that looks the resource up by its name."""
    kind = _KINDS[type(resource)]
    if existing.construct is not None:
        return _written(existing.construct, kind)
    attributes = {"name": writer.text(existing.name), "resource_group_name": group_of(writer, existing)}
    looks_up = binding(f"data_{resource.azurerm_type}")
    return _written(create(looks_up, resource, kind.construct_id, resource.identifier, attributes), kind)


def _written(element: OwnConstruct, kind: Kind) -> Written:
    names = {"id": "id", "name": "name", **kind.outputs}
    outputs = {name: element.get_string_attribute(attribute) for name, attribute in names.items()}
    return Written(cast("TerraformElement", element), outputs)


def _registry_by_id(registry: AzureContainerRegistryResource, registry_id: str) -> Written:
    """A registry in another subscription, where a data source of azurerm's finds nothing."""
    element = local(registry, "id", f"{registry.identifier}_id", registry_id)
    outputs = {
        "id": str(element.as_string),
        "name": registry_id.rpartition("/")[2],
        "loginServer": registry.host or "",
    }
    return Written(element, outputs)


def write_azure(writer: Writer, resource: AzureResource) -> Written:
    """An Azure resource of the application, whatever its kind."""
    if isinstance(resource, CarriedOverResource):
        from cdktf_aspire.terraform.carried_over import write_carried_over

        return write_carried_over(writer, resource)
    if isinstance(resource, AzureContainerRegistryResource) and resource.id_in_azure is not None:
        written = _registry_by_id(resource, resource.id_in_azure)
    elif resource.existing is not None:
        written = write_existing(writer, resource, resource.existing)
    else:
        written = _write_new(writer, resource)
    match resource:
        case AzureKeyVaultResource(existing=None) if resource.secrets:
            return attrs.evolve(written, others=(_secrets_officer(writer, resource, written),))
        case AzureServiceBusResource() | AzureEventHubsResource():
            host = f"{written.outputs['name']}.servicebus.windows.net"
            endpoint = {resource.endpoint_output: f"https://{host}:443/"}
            return attrs.evolve(written, outputs={**written.outputs, "hostName": host, **endpoint})
        case AzureContainerRegistryResource():
            for task in resource.purge_tasks:
                write_purge_task(writer, resource, task, written.outputs["id"])
    return written


def _write_new(writer: Writer, resource: AzureResource) -> Written:
    kind = _KINDS[type(resource)]
    assert kind.azure_name is not None
    attributes: dict[str, object] = {
        "name": kind.azure_name(resource.name, writer.unique_suffix),
        **place_of_new(writer),
        **kind.attributes,
    }
    if isinstance(resource, AzureKeyVaultResource):
        attributes["tenant_id"] = writer.client_config.tenant_id
    creates = binding(resource.azurerm_type)
    return _written(create(creates, resource, kind.construct_id, resource.identifier, attributes), kind)


def _secrets_officer(writer: Writer, vault: AzureKeyVaultResource, written: Written) -> TerraformElement:
    """The role of whoever deploys, which lets it write secrets."""
    return writer.role_assignment(
        vault,
        f"{vault.identifier}_deployer_secrets_officer",
        scope=written.outputs["id"],
        role="Key Vault Secrets Officer",
        principal_id=writer.client_config.object_id,
        principal_type=None,
        # Who deploys next, or only plans, may be somebody else, and would take the role from the first one.
        ignore_changes=["name", "principal_id"],
    )


def write_identity(writer: Writer, identity: AzureUserAssignedIdentityResource | AppIdentity) -> Written:
    """A user-assigned identity: one of the application's, or the one that a job needs for its roles."""
    owner: Resource
    if isinstance(identity, AppIdentity):
        owner, name = identity.owner, azure_names.app_identity(identity.owner.name_in_azure)
        address = f"{owner.identifier}_identity"
    elif identity.existing is not None:
        return write_existing(writer, identity, identity.existing)
    else:
        owner, name, address = identity, azure_names.identity(identity.name), identity.identifier
    creates = binding(AzureUserAssignedIdentityResource.azurerm_type)
    attributes = {"name": name, **place_of_new(writer)}
    return _written(create(creates, owner, IDENTITY.construct_id, address, attributes), IDENTITY)


def write_purge_task(
    writer: Writer, registry: AzureContainerRegistryResource, task: PurgeTask, registry_id: str
) -> None:
    """A task of a registry that removes old images by the clock."""
    create(
        binding("azurerm_container_registry_task"),
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
