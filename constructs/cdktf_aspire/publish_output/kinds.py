"""Azure resources that the library has constructs for: what their Bicep may say, and what they answer.

A construct stands for a resource when it writes all that the Bicep says, and gives all that others ask of
it. Where either is not so, the resource is carried over as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.publish_output.values import Call, Joined, Scope, ScopeProperty, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.values import Value

Path = tuple[str | int, ...]
ASPIRE_TAG: Final = "aspire-resource-name"
ENVIRONMENT: Final = "Microsoft.App/managedEnvironments"
JOB: Final = "Microsoft.App/jobs"
IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
REGISTRY: Final = "Microsoft.ContainerRegistry/registries"
WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces"
VAULT: Final = "Microsoft.KeyVault/vaults"
VAULT_SECRET: Final = "Microsoft.KeyVault/vaults/secrets"
STORAGE: Final = "Microsoft.Storage/storageAccounts"
ROLE_ASSIGNMENT: Final = "Microsoft.Authorization/roleAssignments"
_TENANTS: Final = (
    ScopeProperty(Scope("tenant"), "tenantId"),
    ScopeProperty(Scope("subscription"), "tenantId"),
)


@attrs.frozen
class Answer:
    """How a construct gives a value of Azure's.

    Attributes:
        output: Aspire's name of an output, or None.
        attribute: azurerm's attribute, where there is no such output.
        secret: whether it is one.
    """

    output: str | None = None
    attribute: str | None = None
    secret: bool = False


@attrs.frozen
class Kind:
    """A type of resource that has a construct.

    Attributes:
        type: in Azure.
        add: method of the application that makes the construct.
        terraform_type: of azurerm.
        answers: action (or "") and path -> how the construct gives it.
        says: path -> what the construct writes by itself.
    """

    type: str
    add: str
    terraform_type: str
    answers: Mapping[Path, Answer]
    says: Mapping[Path, tuple[object, ...]]


@attrs.frozen
class Part:
    """A type of resource that is a part of another one.

    Attributes:
        type: in Azure.
        add: method of the whole's, or of the part's it belongs to; None when the whole brings it.
        says: path -> what the construct writes by itself.
    """

    type: str
    add: str | None
    says: Mapping[Path, tuple[object, ...]]


_ID_AND_NAME: Final[Mapping[Path, Answer]] = {("", "id"): Answer("id"), ("", "name"): Answer("name")}

KINDS: Final[dict[str, Kind]] = {
    kind.type.lower(): kind
    for kind in (
        Kind(
            IDENTITY,
            "add_azure_user_assigned_identity",
            "azurerm_user_assigned_identity",
            {
                **_ID_AND_NAME,
                ("", "properties", "clientId"): Answer("clientId"),
                ("", "properties", "principalId"): Answer("principalId"),
            },
            {},
        ),
        Kind(
            REGISTRY,
            "add_azure_container_registry",
            "azurerm_container_registry",
            {**_ID_AND_NAME, ("", "properties", "loginServer"): Answer("loginServer")},
            {("sku", "name"): ("Basic",), ("properties", "adminUserEnabled"): (False,)},
        ),
        Kind(
            WORKSPACE,
            "add_azure_log_analytics_workspace",
            "azurerm_log_analytics_workspace",
            {
                **_ID_AND_NAME,
                ("", "properties", "customerId"): Answer(attribute="workspace_id"),
                ("listKeys", "primarySharedKey"): Answer(attribute="primary_shared_key", secret=True),
            },
            {("properties", "sku", "name"): ("PerGB2018",)},
        ),
        Kind(
            VAULT,
            "add_azure_key_vault",
            "azurerm_key_vault",
            {**_ID_AND_NAME, ("", "properties", "vaultUri"): Answer("vaultUri")},
            {
                ("properties", "tenantId"): _TENANTS,
                ("properties", "sku", "family"): ("A",),
                ("properties", "sku", "name"): ("standard",),
                ("properties", "enableRbacAuthorization"): (True,),
                ("properties", "publicNetworkAccess"): ("Enabled",),
            },
        ),
        Kind(
            STORAGE,
            "add_azure_storage",
            "azurerm_storage_account",
            {
                **_ID_AND_NAME,
                ("", "properties", "primaryEndpoints", "blob"): Answer("blobEndpoint"),
                ("", "properties", "primaryEndpoints", "queue"): Answer("queueEndpoint"),
                ("", "properties", "primaryEndpoints", "table"): Answer("tableEndpoint"),
                ("", "properties", "primaryEndpoints", "dfs"): Answer(attribute="primary_dfs_endpoint"),
                ("", "properties", "primaryEndpoints", "file"): Answer(attribute="primary_file_endpoint"),
                ("listKeys", "keys", 0, "value"): Answer(attribute="primary_access_key", secret=True),
            },
            {
                ("kind",): ("StorageV2",),
                ("sku", "name"): ("Standard_GRS",),
                ("properties", "accessTier"): ("Hot",),
                ("properties", "allowSharedKeyAccess"): (False,),
                ("properties", "minimumTlsVersion"): ("TLS1_2",),
                ("properties", "networkAcls", "defaultAction"): ("Allow",),
                ("properties", "publicNetworkAccess"): ("Enabled",),
            },
        ),
        Kind(
            "Microsoft.ServiceBus/namespaces",
            "add_azure_service_bus",
            "azurerm_servicebus_namespace",
            {**_ID_AND_NAME, ("", "properties", "serviceBusEndpoint"): Answer("serviceBusEndpoint")},
            {
                ("sku", "name"): ("Standard",),
                ("properties", "disableLocalAuth"): (True,),
                ("properties", "minimumTlsVersion"): ("1.2",),
                ("properties", "publicNetworkAccess"): ("Enabled",),
            },
        ),
        Kind(
            "Microsoft.EventHub/namespaces",
            "add_azure_event_hubs",
            "azurerm_eventhub_namespace",
            {**_ID_AND_NAME, ("", "properties", "serviceBusEndpoint"): Answer("eventHubsEndpoint")},
            {
                ("sku", "name"): ("Standard",),
                ("properties", "disableLocalAuth"): (True,),
                ("properties", "minimumTlsVersion"): ("1.2",),
                ("properties", "publicNetworkAccess"): ("Enabled",),
            },
        ),
    )
}

PARTS: Final[dict[str, Part]] = {
    part.type.lower(): part
    for part in (
        Part("Microsoft.Storage/storageAccounts/blobServices", None, {}),
        Part("Microsoft.Storage/storageAccounts/queueServices", None, {}),
        Part("Microsoft.Storage/storageAccounts/tableServices", None, {}),
        Part("Microsoft.Storage/storageAccounts/blobServices/containers", "add_blob_container", {}),
        Part("Microsoft.Storage/storageAccounts/queueServices/queues", "add_queue", {}),
        Part("Microsoft.ServiceBus/namespaces/queues", "add_service_bus_queue", {}),
        Part("Microsoft.ServiceBus/namespaces/topics", "add_service_bus_topic", {}),
        Part(
            "Microsoft.ServiceBus/namespaces/topics/subscriptions",
            "add_service_bus_subscription",
            {("properties", "maxDeliveryCount"): (10,)},
        ),
        Part("Microsoft.EventHub/namespaces/eventhubs", "add_hub", {}),
        Part("Microsoft.EventHub/namespaces/eventhubs/consumergroups", "add_consumer_group", {}),
    )
}


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Everything that a body says, by its path; empty objects say nothing."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif value is not None:
        yield path, value


def says_no_more(node: Node, says: Mapping[Path, tuple[object, ...]]) -> bool:
    """Whether a construct writes all that the Bicep says."""
    for path, value in leaves(node.body):
        if path == ("location",):
            if value != ScopeProperty(Scope("resourceGroup"), "location"):
                return False
        elif path[0] == "tags":
            if path != ("tags", ASPIRE_TAG):
                return False
        elif not any(value == each and type(value) is type(each) for each in says.get(path, ())):
            return False
    return True


def is_made_up(name: Value) -> bool:
    """Whether a name is one that Aspire makes up to be unique, and not one that somebody chose."""
    return any(isinstance(each, Call) and each.function == "uniqueString" for each in walk(name))


def is_azd_name(name: Value) -> bool:
    """Whether a name is as the Azure Developer CLI makes them: `cae-<unique>`."""
    match name:
        case Joined(parts=(str() as first, Call(function="uniqueString"))):
            return first in {"cae-", "mi-", "law-"}
    return False
