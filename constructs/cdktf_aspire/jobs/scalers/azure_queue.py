"""Azure Storage queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.azure_ids import STORAGE_ACCOUNT, STORAGE_QUEUE
from cdktf_aspire.jobs.keda.attributes import choice, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import AzureSource, ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import AZURE_NAME

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


class QueueLengthStrategy(PublicEnum):
    """Which messages of a storage queue count.

    Example:
        ```python
        StorageQueueScaleRule(
            queue_name="orders",
            account_name="stprod",
            queue_length_strategy=QueueLengthStrategy.VISIBLE_ONLY,
            identity="System",
        )
        ```
    """

    ALL = "all"
    VISIBLE_ONLY = "visibleonly"


@typed_rule(
    Scaler(
        "azure-queue",
        page="azure-storage-queue",
        aliases=("azure-storage-queue",),
        sign_in=SignIn("connection", with_identity="accountName"),
    )
)
class StorageQueueScaleRule(ScaleRule):
    """Messages of a storage queue: https://keda.sh/docs/latest/scalers/azure-storage-queue/.

    Without a connection the job's identity signs in, with the role Storage Queue Data Reader on the account.

    Attributes:
        queue_name: a queue of the application, or the name of one; `queueName`.
        queue_length: messages for one execution; `queueLength`, 5 when not set.
        activation_queue_length: no execution up to so many; `activationQueueLength`, 0 when not set.
        queue_length_strategy: which messages count; `queueLengthStrategy`, all when not set.
        account_name: the storage account, or its name; `accountName`, follows from the queue.
        endpoint_suffix: of the queues in a sovereign cloud; `endpointSuffix`.
        connection: a connection string, instead of an identity; `connection`.
        resource_group: of an account that is given by name; the application's own when not set.

    Example:
        ```python
        orders = builder.add_azure_storage("storage").add_queue("orders")
        rule = StorageQueueScaleRule(queue_name=orders, queue_length=5)
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    queue_name: Text | AzureSource = text(azure_type=STORAGE_QUEUE)
    queue_length: Number | None = whole(default=5, least=1)
    activation_queue_length: Number | None = whole(default=0)
    queue_length_strategy: QueueLengthStrategy | Text | None = choice(
        QueueLengthStrategy, default=QueueLengthStrategy.ALL
    )
    account_name: Text | AzureSource | None = of_kind(
        AZURE_NAME, default=None, azure_type=STORAGE_ACCOUNT, role="Storage Queue Data Reader"
    )
    endpoint_suffix: Text | None = text(default=None)
    connection: Text | None = secret(default=None, source=ANYWHERE)
    resource_group: Text | None = attrs.field(default=None)
