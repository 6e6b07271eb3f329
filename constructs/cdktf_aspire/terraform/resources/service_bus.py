"""Service Bus namespaces with their queues, topics and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.service_bus import (
    AzureServiceBusQueueResource,
    AzureServiceBusResource,
    AzureServiceBusSubscriptionResource,
    AzureServiceBusTopicResource,
)
from cdktf_aspire.terraform.resources.azure_resource import PartEntry
from cdktf_aspire.terraform.resources.messaging import NamespaceEntry, in_namespace

if TYPE_CHECKING:
    from cdktf_aspire.terraform.resources.context import Context

# Azure's default; azurerm requires the attribute.
_MAX_DELIVERY_COUNT: Final = 10


def _of_topic(context: Context, subscription: AzureServiceBusSubscriptionResource) -> dict[str, object]:
    topic = subscription.topic
    element = context.part(topic)
    topic_id = (
        f"{context.output(topic.parent, 'id')}/topics/{context.text(topic.azure_name)}"
        if element is None
        else getattr(element, "id")  # noqa: B009 - elements have no common class with an id
    )
    return {"topic_id": topic_id, "max_delivery_count": _MAX_DELIVERY_COUNT}


NamespaceEntry(
    AzureServiceBusResource,
    "service-bus",
    {"sku": "Standard", "local_auth_enabled": False, "minimum_tls_version": "1.2"},
)
PartEntry(AzureServiceBusQueueResource, "queue", in_namespace)
PartEntry(AzureServiceBusTopicResource, "topic", in_namespace)
PartEntry(AzureServiceBusSubscriptionResource, "subscription", _of_topic)
