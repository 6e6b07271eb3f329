"""Service Bus: a namespace with queues, topics and subscriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from cdktf_aspire.hosting.azure.azure_names import PartName
from cdktf_aspire.hosting.azure.azure_type import AzurePartType, AzureType
from cdktf_aspire.hosting.azure.messaging import (
    NAMESPACE_BICEP,
    NAMESPACE_NAME,
    AzureMessagingEntity,
    AzureMessagingNamespace,
    entity_name,
    namespace_outputs,
)
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.jobs import azure_ids

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text

_ENTITY_NAME: Final = PartName(
    re.compile(r"[A-Za-z0-9](?:[\w./~-]*[A-Za-z0-9])?", re.ASCII),
    260,
    "up to 260 letters, digits and . - _ / ~, with a letter or digit at both ends",
)
# Azure has queues and topics under the same names.
_ENTITIES: Final = "entity"


class AzureServiceBusResource(AzureMessagingNamespace):
    """A Service Bus namespace (Aspire's `AddAzureServiceBus`).

    Example:
        ```python
        bus = builder.add_azure_service_bus("bus")
        worker.with_reference(bus).with_role_assignments(bus, "Azure Service Bus Data Receiver")
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        azure_ids.SERVICE_BUS_NAMESPACE,
        "azurerm_servicebus_namespace",
        NAMESPACE_NAME,
        outputs=namespace_outputs("serviceBusEndpoint"),
        default_roles=("Azure Service Bus Data Owner",),
        roles={
            "Azure Service Bus Data Owner": "090c5cfd-751d-490a-894a-3ce6f1109419",
            "Azure Service Bus Data Receiver": "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
            "Azure Service Bus Data Sender": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
        },
        bicep=NAMESPACE_BICEP,
    )
    endpoint_output = "serviceBusEndpoint"

    @user_call
    def add_service_bus_queue(
        self, name: str, queue_name: Text | None = None
    ) -> AzureServiceBusQueueResource:
        """Adds a queue (Aspire's `AddServiceBusQueue`).

        Args:
            name: of the resource.
            queue_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusQueueResource(self._application, name, self, queue_name)

    @user_call
    def add_service_bus_topic(
        self, name: str, topic_name: Text | None = None
    ) -> AzureServiceBusTopicResource:
        """Adds a topic (Aspire's `AddServiceBusTopic`).

        Args:
            name: of the resource.
            topic_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusTopicResource(self._application, name, self, topic_name)


class AzureServiceBusQueueResource(AzureMessagingEntity):
    """A queue of a Service Bus namespace.

    Example:
        ```python
        orders = builder.add_azure_service_bus("bus").add_service_bus_queue("orders")
        worker.with_reference(orders)
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.SERVICE_BUS_QUEUE, "azurerm_servicebus_queue", _ENTITY_NAME, _ENTITIES
    )
    _name_argument = "queue_name="
    _name_property = "QueueName"


class AzureServiceBusTopicResource(AzureMessagingEntity):
    """A topic of a Service Bus namespace.

    Example:
        `worker.with_reference(builder.add_azure_service_bus("bus").add_service_bus_topic("events"))`
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.SERVICE_BUS_TOPIC, "azurerm_servicebus_topic", _ENTITY_NAME, _ENTITIES
    )
    _name_argument = "topic_name="
    _name_property = "TopicName"

    @user_call
    def add_service_bus_subscription(
        self, name: str, subscription_name: Text | None = None
    ) -> AzureServiceBusSubscriptionResource:
        """Adds a subscription (Aspire's `AddServiceBusSubscription`).

        Args:
            name: of the resource.
            subscription_name: in Azure; the resource's name when not given.
        """
        return AzureServiceBusSubscriptionResource(self._application, name, self, subscription_name)


class AzureServiceBusSubscriptionResource(AzureMessagingEntity):
    """A subscription of a topic.

    Attributes:
        topic: that it subscribes to.

    Example:
        ```python
        topic = builder.add_azure_service_bus("bus").add_service_bus_topic("events")
        billing = topic.add_service_bus_subscription("billing")
        worker.with_reference(billing)
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.SERVICE_BUS_SUBSCRIPTION,
        "azurerm_servicebus_subscription",
        entity_name(50),
        bicep={"properties.maxDeliveryCount": 10},
    )
    _name_argument = "subscription_name="
    _name_property = "SubscriptionName"

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
    def _within(self) -> AzureServiceBusTopicResource:
        """Its topic."""
        return self.topic

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0}/Subscriptions/{1}", self.topic.azure_name, self.azure_name)
