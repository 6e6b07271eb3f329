"""Event Hubs: a namespace with hubs and consumer groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from cdktf_aspire.diagnostics.problems import caller
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
from cdktf_aspire.jobs import azure_ids, rules
from cdktf_aspire.values.value import is_literal_number, is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Number, Text

# What the Azure CLI takes; only Premium namespaces can change it later.
_PARTITIONS: Final = 4
_MAXIMUM_PARTITIONS: Final = 32


class AzureEventHubsResource(AzureMessagingNamespace):
    """An Event Hubs namespace (Aspire's `AddAzureEventHubs`).

    Example:
        ```python
        hubs = builder.add_azure_event_hubs("hubs").as_existing("evhns-prod", "rg-events")
        worker.with_reference(hubs.add_hub("clicks"))
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        azure_ids.EVENT_HUBS_NAMESPACE,
        "azurerm_eventhub_namespace",
        NAMESPACE_NAME,
        outputs=namespace_outputs("eventHubsEndpoint"),
        default_roles=("Azure Event Hubs Data Owner",),
        roles={
            "Azure Event Hubs Data Owner": "f526a384-b230-433a-b45c-95f59c4a2dec",
            "Azure Event Hubs Data Receiver": "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
            "Azure Event Hubs Data Sender": "2b629674-e913-4c01-ae53-ef4638d8f975",
        },
        bicep=NAMESPACE_BICEP,
    )
    endpoint_output = "eventHubsEndpoint"

    @user_call
    def add_hub(
        self, name: str, hub_name: Text | None = None, *, partition_count: Number = _PARTITIONS
    ) -> AzureEventHubResource:
        """Adds a hub (Aspire's `AddHub`).

        Args:
            name: of the resource.
            hub_name: in Azure; the resource's name when not given.
            partition_count: how many readers can share the work, 1 to 32; it can't be changed later.
        """
        is_right = is_literal_number(partition_count) and partition_count in range(1, _MAXIMUM_PARTITIONS + 1)
        if not is_right and not is_text_token(partition_count):
            self._report(
                rules.problem(
                    "ACJ002",
                    "A hub has 1 to 32 partitions",
                    path="partition_count=",
                    value=partition_count,
                    allowed="a whole number from 1 to 32",
                    where=caller(),
                )
            )
        return AzureEventHubResource(self._application, name, self, hub_name, partition_count)


class AzureEventHubResource(AzureMessagingEntity):
    """A hub of an Event Hubs namespace.

    Attributes:
        partition_count: how many readers can share the work.

    Example:
        `worker.with_reference(builder.add_azure_event_hubs("hubs").add_hub("clicks"))`
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.EVENT_HUB, "azurerm_eventhub", entity_name(256)
    )
    _name_argument = "hub_name="
    _name_property = "EventHubName"

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureEventHubsResource,
        azure_name: Text | None,
        partition_count: Number = _PARTITIONS,
    ) -> None:
        super().__init__(application, name, parent, azure_name)
        self.partition_count = partition_count

    @user_call
    def add_consumer_group(
        self, name: str, group_name: Text | None = None
    ) -> AzureEventHubConsumerGroupResource:
        """Adds a consumer group (Aspire's `AddConsumerGroup`).

        Args:
            name: of the resource.
            group_name: in Azure; the resource's name when not given.
        """
        return AzureEventHubConsumerGroupResource(self._application, name, self, group_name)


class AzureEventHubConsumerGroupResource(AzureMessagingEntity):
    """A consumer group of a hub.

    Attributes:
        hub: that it reads.

    Example:
        ```python
        hub = builder.add_azure_event_hubs("hubs").add_hub("clicks")
        reports = hub.add_consumer_group("reports")
        worker.with_reference(reports)
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.EVENT_HUBS_CONSUMER_GROUP,
        "azurerm_eventhub_consumer_group",
        entity_name(50),
    )
    _name_argument = "group_name="
    _name_property = "ConsumerGroupName"

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
    def _within(self) -> AzureEventHubResource:
        """Its hub."""
        return self.hub

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0};ConsumerGroup={1}", self.hub.azure_name, self.azure_name)
