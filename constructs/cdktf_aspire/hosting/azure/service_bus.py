"""Service Bus: a namespace with queues, topics and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.hosting.azure.azure_names import SUBSCRIPTION
from cdktf_aspire.hosting.azure.messaging import AzureMessagingEntity, AzureMessagingNamespace
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.jobs import azure_ids

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text


class AzureServiceBusResource(AzureMessagingNamespace):
    """A Service Bus namespace (Aspire's `AddAzureServiceBus`)."""

    azurerm_type: ClassVar[str] = "azurerm_servicebus_namespace"
    azure_type: ClassVar[str] = azure_ids.SERVICE_BUS_NAMESPACE

    aspire_default_roles: ClassVar[tuple[str, ...]] = ("Azure Service Bus Data Owner",)
    endpoint_output = "serviceBusEndpoint"
    output_names: ClassVar[tuple[str, ...]] = ("id", "name", "hostName", "serviceBusEndpoint")

    @user_call
    def add_service_bus_queue(
        self, name: str, queue_name: Text | None = None
    ) -> AzureServiceBusQueueResource:
        """Adds a queue (Aspire's `AddServiceBusQueue`).

        Args:
            name: of the resource.
            queue_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusQueueResource(self.application, name, self, queue_name)

    @user_call
    def add_service_bus_topic(
        self, name: str, topic_name: Text | None = None
    ) -> AzureServiceBusTopicResource:
        """Adds a topic (Aspire's `AddServiceBusTopic`).

        Args:
            name: of the resource.
            topic_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusTopicResource(self.application, name, self, topic_name)


class AzureServiceBusQueueResource(AzureMessagingEntity):
    """A queue of a Service Bus namespace."""

    azure_type: ClassVar[str] = azure_ids.SERVICE_BUS_QUEUE
    name_argument = "queue_name="

    @property
    def _names(self) -> dict[str, object]:
        return {"QueueName": self.azure_name}


class AzureServiceBusTopicResource(AzureMessagingEntity):
    """A topic of a Service Bus namespace."""

    azure_type: ClassVar[str] = azure_ids.SERVICE_BUS_TOPIC
    name_argument = "topic_name="

    @property
    def _names(self) -> dict[str, object]:
        return {"TopicName": self.azure_name}

    @user_call
    def add_service_bus_subscription(
        self, name: str, subscription_name: Text | None = None
    ) -> AzureServiceBusSubscriptionResource:
        """Adds a subscription (Aspire's `AddServiceBusSubscription`).

        Args:
            name: of the resource.
            subscription_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusSubscriptionResource(self.application, name, self, subscription_name)


class AzureServiceBusSubscriptionResource(AzureMessagingEntity):
    """A subscription of a topic.

    Attributes:
        topic: that it subscribes to.
    """

    azure_type: ClassVar[str] = azure_ids.SERVICE_BUS_SUBSCRIPTION
    name_rule = SUBSCRIPTION
    name_argument = "subscription_name="

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        topic: AzureServiceBusTopicResource,
        azure_name: Text | None,
    ) -> None:
        super().__init__(application, name, topic.namespace, azure_name)
        self.topic = topic

    @property
    def within(self) -> AzureServiceBusTopicResource:
        """Its topic."""
        return self.topic

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0}/Subscriptions/{1}", self.topic.azure_name, self.azure_name)

    @property
    def _names(self) -> dict[str, object]:
        return {"TopicName": self.topic.azure_name, "SubscriptionName": self.azure_name}
