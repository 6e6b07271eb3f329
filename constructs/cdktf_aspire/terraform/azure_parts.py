"""Parts of Azure resources: queues, topics, hubs, blob containers, secrets of a vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubConsumerGroupResource, AzureEventHubResource
from cdktf_aspire.hosting.azure.service_bus import (
    AzureServiceBusQueueResource,
    AzureServiceBusSubscriptionResource,
    AzureServiceBusTopicResource,
)
from cdktf_aspire.hosting.azure.storage import (
    AzureBlobStorageContainerResource,
    AzureQueueStorageQueueResource,
)
from cdktf_aspire.terraform.azure import group_of
from cdktf_aspire.terraform.engine.azurerm import binding
from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.escaping import escape

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource
    from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultSecretResource
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.writer import Writer

# What Azure takes when nothing is said; azurerm wants it written.
_MAX_DELIVERY_COUNT = 10
_RETENTION_DAYS = 1


def write_part(writer: Writer, part: AzureChildResource) -> TerraformElement | None:
    """A part of an Azure resource; None for one that is there already, or with the whole as its blobs are."""
    if part.is_existing:
        return None
    parent = writer.azure(part.parent)
    parent_id = parent.outputs["id"]
    address = part.identifier
    match part:
        case AzureBlobStorageContainerResource(blob_container_name=name):
            attributes: dict[str, object] = {"name": writer.text(name), "storage_account_id": parent_id}
            return create(binding("azurerm_storage_container"), part, "container", address, attributes)
        case AzureQueueStorageQueueResource(queue_name=name):
            attributes = {"name": writer.text(name), "storage_account_id": parent_id}
            return create(binding("azurerm_storage_queue"), part, "queue", address, attributes)
        case AzureServiceBusQueueResource(azure_name=name):
            attributes = {"name": writer.text(name), "namespace_id": parent_id}
            return create(binding("azurerm_servicebus_queue"), part, "queue", address, attributes)
        case AzureServiceBusTopicResource(azure_name=name):
            attributes = {"name": writer.text(name), "namespace_id": parent_id}
            return create(binding("azurerm_servicebus_topic"), part, "topic", address, attributes)
        case AzureServiceBusSubscriptionResource(azure_name=name, topic=topic):
            attributes = {
                "name": writer.text(name),
                "topic_id": _id_of_topic(writer, topic),
                "max_delivery_count": _MAX_DELIVERY_COUNT,
            }
            return create(
                binding("azurerm_servicebus_subscription"), part, "subscription", address, attributes
            )
        case AzureEventHubResource(azure_name=name, partition_count=count):
            attributes = {"name": writer.text(name), "namespace_id": parent_id}
            attributes |= {"partition_count": writer.number(count), "message_retention": _RETENTION_DAYS}
            return create(binding("azurerm_eventhub"), part, "hub", address, attributes)
        case AzureEventHubConsumerGroupResource(azure_name=name, hub=hub):
            attributes = {
                "name": writer.text(name),
                "eventhub_name": _name_of_hub(writer, hub),
                "namespace_name": parent.outputs["name"],
                "resource_group_name": group_of(writer, hub.parent.existing),
            }
            return create(
                binding("azurerm_eventhub_consumer_group"), part, "consumer-group", address, attributes
            )
    return None


def _id_of_topic(writer: Writer, topic: AzureServiceBusTopicResource) -> str:
    element = writer.part(topic)
    if element is None:
        return f"{writer.output(topic.parent, 'id')}/topics/{writer.text(topic.azure_name)}"
    return str(getattr(element, "id"))  # noqa: B009 - elements have no common class with an id


def _name_of_hub(writer: Writer, hub: AzureEventHubResource) -> str:
    element = writer.part(hub)
    return str(writer.text(hub.azure_name)) if element is None else str(getattr(element, "name"))  # noqa: B009


def write_vault_secret(writer: Writer, secret: AzureKeyVaultSecretResource) -> TerraformElement:
    """A secret of a vault; whoever deploys may write it by then."""
    vault = writer.azure(secret.vault)
    return create(
        binding("azurerm_key_vault_secret"),
        secret,
        "secret",
        secret.identifier,
        {
            "name": escape(secret.secret_name),
            "value": writer.text(secret.value),
            "key_vault_id": vault.outputs["id"],
        },
        depends_on=vault.others,
    )
