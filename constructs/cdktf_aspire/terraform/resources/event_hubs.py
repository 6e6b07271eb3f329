"""Event Hubs namespaces with their hubs and consumer groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.event_hubs import (
    AzureEventHubConsumerGroupResource,
    AzureEventHubResource,
    AzureEventHubsResource,
)
from cdktf_aspire.terraform.resources.azure_resource import PartEntry, group_of
from cdktf_aspire.terraform.resources.messaging import NamespaceEntry, in_namespace

if TYPE_CHECKING:
    from cdktf_aspire.terraform.resources.context import Context

# Azure's default; azurerm requires the attribute.
_RETENTION_DAYS: Final = 1


def _of_namespace(context: Context, hub: AzureEventHubResource) -> dict[str, object]:
    return {
        **in_namespace(context, hub),
        "partition_count": context.number(hub.partition_count),
        "message_retention": _RETENTION_DAYS,
    }


def _of_hub(context: Context, group: AzureEventHubConsumerGroupResource) -> dict[str, object]:
    return {
        "eventhub_name": context.output(group.hub, "name"),
        "namespace_name": context.output(group.parent, "name"),
        "resource_group_name": group_of(context, group.parent.existing),
    }


NamespaceEntry(
    AzureEventHubsResource,
    "event-hubs",
    {"sku": "Standard", "local_authentication_enabled": False, "minimum_tls_version": "1.2"},
)
PartEntry(AzureEventHubResource, "hub", _of_namespace)
PartEntry(AzureEventHubConsumerGroupResource, "consumer-group", _of_hub)
