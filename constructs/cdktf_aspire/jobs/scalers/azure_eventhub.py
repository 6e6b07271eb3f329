"""Azure Event Hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.azure_ids import (
    BLOB_CONTAINER,
    EVENT_HUB,
    EVENT_HUBS_CONSUMER_GROUP,
    EVENT_HUBS_NAMESPACE,
    STORAGE_ACCOUNT,
)
from cdktf_aspire.jobs.keda.attributes import choice, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import AzureSource, ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, ENV, METADATA, Needs, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import AZURE_NAME

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


class CheckpointStrategy(PublicEnum):
    """How the program stores its checkpoints.

    Current Azure SDKs, including .NET's EventProcessorClient, store them in the metadata of blobs.

    Example:
        ```python
        hub = builder.add_azure_event_hubs("hubs").add_hub("clicks")
        checkpoints = builder.add_azure_storage("storage").add_blob_container("checkpoints")
        rule = EventHubsScaleRule(
            event_hub_name=hub, blob_container=checkpoints, checkpoint_strategy=CheckpointStrategy.GO_SDK
        )
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    AZURE_FUNCTION = "azureFunction"
    BLOB_METADATA = "blobMetadata"
    GO_SDK = "goSdk"
    DAPR = "dapr"


@typed_rule(
    Scaler(
        "azure-eventhub",
        page="azure-event-hub",
        advised=(Needs("blobContainer", "checkpointStrategy"),),
        sign_in=SignIn(
            "connection storageConnection", with_identity="eventHubNamespace eventHubName storageAccountName"
        ),
    )
)
class EventHubsScaleRule(ScaleRule):
    """Unread events of a hub: https://keda.sh/docs/latest/scalers/azure-event-hub/.

    Without connections the job's identity signs in, with the role Azure Event Hubs Data Receiver on the
    namespace and Storage Blob Data Reader on the account of the checkpoints.

    Attributes:
        event_hub_name: a hub of the application, or the name of one; `eventHubName`.
        consumer_group: a consumer group of the application, or the name of one; `consumerGroup`, `$Default`
            when not set.
        unprocessed_event_threshold: events for one execution; `unprocessedEventThreshold`, 64 when not set.
        activation_unprocessed_event_threshold: no execution up to so many;
            `activationUnprocessedEventThreshold`, 0 when not set.
        stale_partition_info_threshold: events that a partition's information may be behind;
            `stalePartitionInfoThreshold`, 10000 when not set.
        blob_container: the container of the checkpoints, or its name; `blobContainer`.
        checkpoint_strategy: how the program stores them; `checkpointStrategy`, blobMetadata if there is a
            container, and otherwise the format of Azure Functions.
        event_hub_namespace: the namespace, or its name; `eventHubNamespace`, follows from the hub.
        storage_account_name: the account of the checkpoints, or its name; `storageAccountName`, follows
            from the container.
        cloud: `AzurePublicCloud`, another Azure cloud, or `Private`; `cloud`, the public one when not set.
        endpoint_suffix: of a private cloud; `endpointSuffix`.
        storage_endpoint_suffix: of a private cloud; `storageEndpointSuffix`.
        connection: a connection string, instead of an identity; `connection`.
        storage_connection: a connection string of the checkpoints' account; `storageConnection`.
        resource_group: of namespace and account that are given by name; the application's own when not set.

    Example:
        ```python
        hub = builder.add_azure_event_hubs("hubs").add_hub("clicks")
        checkpoints = builder.add_azure_storage("storage").add_blob_container("checkpoints")
        rule = EventHubsScaleRule(event_hub_name=hub, blob_container=checkpoints)
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    event_hub_name: Text | AzureSource | None = text(
        default=None, source=METADATA | ENV, azure_type=EVENT_HUB
    )
    consumer_group: Text | AzureSource | None = text(default="$Default", azure_type=EVENT_HUBS_CONSUMER_GROUP)
    unprocessed_event_threshold: Number | None = whole(default=64, least=1)
    activation_unprocessed_event_threshold: Number | None = whole(default=0)
    stale_partition_info_threshold: Number | None = whole(default=10000)
    blob_container: Text | AzureSource | None = text(default=None, azure_type=BLOB_CONTAINER)
    checkpoint_strategy: CheckpointStrategy | Text | None = choice(CheckpointStrategy, default=None)
    event_hub_namespace: Text | AzureSource | None = of_kind(
        AZURE_NAME,
        default=None,
        source=METADATA | ENV,
        azure_type=EVENT_HUBS_NAMESPACE,
        role="Azure Event Hubs Data Receiver",
    )
    storage_account_name: Text | AzureSource | None = of_kind(
        AZURE_NAME, default=None, azure_type=STORAGE_ACCOUNT, role="Storage Blob Data Reader"
    )
    cloud: Text | None = text(default=None)
    endpoint_suffix: Text | None = text(default=None)
    storage_endpoint_suffix: Text | None = text(default=None)
    connection: Text | None = secret(default=None, source=ENV | AUTH)
    storage_connection: Text | None = secret(default=None, source=ENV | AUTH)
    resource_group: Text | None = attrs.field(default=None)

    def __attrs_post_init__(self) -> None:
        if self.blob_container is not None and self.checkpoint_strategy is None:
            # Without a strategy KEDA looks for checkpoints as SDKs of the past wrote them, finds none, and
            # takes every event of the hub for unread.
            object.__setattr__(self, "checkpoint_strategy", CheckpointStrategy.BLOB_METADATA)
