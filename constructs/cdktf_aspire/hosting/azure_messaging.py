"""Service Bus and Event Hubs: namespaces with queues, topics and hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.part_names import (
    CONSUMER_GROUP,
    EVENT_HUB,
    SERVICE_BUS_ENTITY,
    SUBSCRIPTION,
    PartName,
    check_part_name,
)
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import is_literal_number, is_text_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.values.value import Number, Reference, Text

# What the Azure CLI takes; only Premium namespaces can change it later.
_PARTITIONS: Final = 4
_MAXIMUM_PARTITIONS: Final = 32


class _Namespace(AzureResource):
    """A namespace that is reached at one endpoint.

    Outputs: `id`, `name`, `hostName`, and the endpoint under Aspire's name for it.
    """

    endpoint_output: ClassVar[str]

    @property
    def endpoint(self) -> Output:
        """Address of the namespace, `https://<name>.servicebus.windows.net:443/`."""
        return self.output(self.endpoint_output)

    @property
    def host_name(self) -> Output:
        """`<name>.servicebus.windows.net`."""
        return self.output("hostName")

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the namespace."""
        return self.endpoint

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Host and address."""
        return {"Host": self.host_name, "Uri": ref_expr("sb://{0}/", self.host_name)}


class AzureServiceBusResource(_Namespace):
    """A Service Bus namespace (Aspire's `AddAzureServiceBus`)."""

    azurerm_type: ClassVar[str] = "azurerm_servicebus_namespace"

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


class AzureEventHubsResource(_Namespace):
    """An Event Hubs namespace (Aspire's `AddAzureEventHubs`)."""

    azurerm_type: ClassVar[str] = "azurerm_eventhub_namespace"

    aspire_default_roles: ClassVar[tuple[str, ...]] = ("Azure Event Hubs Data Owner",)
    endpoint_output = "eventHubsEndpoint"
    output_names: ClassVar[tuple[str, ...]] = ("id", "name", "hostName", "eventHubsEndpoint")

    @user_call
    def add_hub(
        self, name: str, hub_name: Text | None = None, *, partition_count: Number = _PARTITIONS
    ) -> AzureEventHubResource:
        """Adds a hub (Aspire's `AddHub`).

        Args:
            name: of the resource.
            hub_name: in Azure; the resource's name when not given.
            partition_count: how many readers can share the work, 1 to 32; it stays as it is afterwards.
        """
        is_right = is_literal_number(partition_count) and partition_count in range(1, _MAXIMUM_PARTITIONS + 1)
        if not is_right and not is_text_token(partition_count):
            self.report(
                rules.problem(
                    "ACJ002",
                    "A hub has 1 to 32 partitions",
                    path="partition_count=",
                    value=partition_count,
                    allowed="a whole number from 1 to 32",
                    where=caller(),
                )
            )
        return AzureEventHubResource(self.application, name, self, hub_name, partition_count)


class _Entity(AzureChildResource):
    """A queue, topic, subscription, hub or consumer group."""

    name_rule: ClassVar[PartName] = SERVICE_BUS_ENTITY
    name_argument: ClassVar[str]

    def __init__(
        self, application: ApplicationModel, name: str, parent: _Namespace, azure_name: Text | None
    ) -> None:
        super().__init__(application, name, parent)
        self.namespace = parent
        self._azure_name = azure_name or self.name
        check_part_name(self, self.name_rule, self.azure_name, self.name_argument)

    @property
    def azure_name(self) -> Text:
        """Its name in Azure."""
        return self._azure_name

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0}", self.azure_name)

    @property
    def _names(self) -> dict[str, object]:
        return {}

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the namespace, and what of it."""
        return ref_expr("Endpoint={0}{1}", self.namespace.endpoint, self._path)

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Those of the namespace, and the names."""
        return {**self.namespace.connection_properties, **self._names}


class AzureServiceBusQueueResource(_Entity):
    """A queue of a Service Bus namespace."""

    name_argument = "queue_name="

    @property
    def _names(self) -> dict[str, object]:
        return {"QueueName": self.azure_name}


class AzureServiceBusTopicResource(_Entity):
    """A topic of a Service Bus namespace."""

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


class AzureServiceBusSubscriptionResource(_Entity):
    """A subscription of a topic.

    Attributes:
        topic: that it subscribes to.
    """

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
    def azure_path(self) -> str:
        """Below its topic."""
        return f"{self.topic.azure_path}/{super().azure_path}"

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0}/Subscriptions/{1}", self.topic.azure_name, self.azure_name)

    @property
    def _names(self) -> dict[str, object]:
        return {"TopicName": self.topic.azure_name, "SubscriptionName": self.azure_name}


class AzureEventHubResource(_Entity):
    """A hub of an Event Hubs namespace.

    Attributes:
        partition_count: how many readers can share the work.
    """

    name_rule = EVENT_HUB
    name_argument = "hub_name="

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureEventHubsResource,
        azure_name: Text | None,
        partition_count: Number,
    ) -> None:
        super().__init__(application, name, parent, azure_name)
        self.partition_count = partition_count

    @property
    def _names(self) -> dict[str, object]:
        return {"EventHubName": self.azure_name}

    @user_call
    def add_consumer_group(
        self, name: str, group_name: Text | None = None
    ) -> AzureEventHubConsumerGroupResource:
        """Adds a consumer group (Aspire's `AddConsumerGroup`).

        Args:
            name: of the resource.
            group_name: in Azure; the resource's name when not given.
        """
        return AzureEventHubConsumerGroupResource(self.application, name, self, group_name)


class AzureEventHubConsumerGroupResource(_Entity):
    """A consumer group of a hub.

    Attributes:
        hub: that it reads.
    """

    name_rule = CONSUMER_GROUP
    name_argument = "group_name="

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        hub: AzureEventHubResource,
        azure_name: Text | None,
    ) -> None:
        super().__init__(application, name, hub.namespace, azure_name)
        self.hub = hub

    @property
    def azure_path(self) -> str:
        """Below its hub."""
        return f"{self.hub.azure_path}/{super().azure_path}"

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0};ConsumerGroup={1}", self.hub.azure_name, self.azure_name)

    @property
    def _names(self) -> dict[str, object]:
        return {"EventHubName": self.hub.azure_name, "ConsumerGroupName": self.azure_name}
