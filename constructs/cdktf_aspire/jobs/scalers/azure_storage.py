"""Storage queues and blobs."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

import attrs

from cdktf_aspire.jobs.scalers.declaration import choice, flag, scaler, secret, text, whole
from cdktf_aspire.jobs.scalers.kinds import AZURE_NAME
from cdktf_aspire.jobs.scalers.rule import Access, AzureSource, ScaleRule
from cdktf_aspire.jobs.scalers.scaler import ANYWHERE, SignIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.values.value import Number, Text

STORAGE_ACCOUNT = "Microsoft.Storage/storageAccounts"


class QueueLengthStrategy(enum.Enum):
    """Which messages of a storage queue count."""

    ALL = "all"
    VISIBLE_ONLY = "visibleonly"


@scaler(
    "azure-queue",
    page="azure-storage-queue",
    sign_in=SignIn((("connection",),), with_identity=("accountName",), roles="Storage Queue Data Reader"),
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
    """

    queue_name: Text | AzureSource = text("queueName")
    queue_length: Number | None = whole("queueLength", default=5, least=1)
    activation_queue_length: Number | None = whole("activationQueueLength", default=0)
    queue_length_strategy: QueueLengthStrategy | Text | None = choice(
        "queueLengthStrategy", QueueLengthStrategy, default=QueueLengthStrategy.ALL
    )
    account_name: Text | AzureSource | None = text("accountName", kind=AZURE_NAME, default=None)
    endpoint_suffix: Text | None = text("endpointSuffix", default=None)
    connection: Text | None = secret("connection", default=None, source=ANYWHERE)
    resource_group: Text | None = attrs.field(default=None)

    access: ClassVar[Mapping[str, Access]] = {
        "account_name": Access("Storage Queue Data Reader", STORAGE_ACCOUNT)
    }


@scaler(
    "azure-blob",
    page="azure-storage-blob",
    sign_in=SignIn((("connection",),), with_identity=("accountName",), roles="Storage Blob Data Reader"),
)
class BlobScaleRule(ScaleRule):
    """Blobs in a container: https://keda.sh/docs/latest/scalers/azure-storage-blob/.

    Without a connection the job's identity signs in, with the role Storage Blob Data Reader on the account.

    Attributes:
        blob_container_name: a container of the application, or the name of one; `blobContainerName`.
        blob_count: blobs for one execution; `blobCount`, 5 when not set.
        activation_blob_count: no execution up to so many; `activationBlobCount`, 0 when not set.
        blob_delimiter: that ends a folder's name; `blobDelimiter`, `/` when not set.
        blob_prefix: of the blobs that count, or their folder; `blobPrefix`.
        recursive: whether blobs in folders count; `recursive`, False when not set.
        glob_pattern: that the blobs' names fit, instead of prefix and delimiter; `globPattern`.
        account_name: the storage account, or its name; `accountName`, follows from the container.
        endpoint_suffix: of the blobs in a sovereign cloud; `endpointSuffix`.
        connection: a connection string, instead of an identity; `connection`.
        resource_group: of an account that is given by name; the application's own when not set.
    """

    blob_container_name: Text | AzureSource = text("blobContainerName")
    blob_count: Number | None = whole("blobCount", default=5, least=1)
    activation_blob_count: Number | None = whole("activationBlobCount", default=0)
    blob_delimiter: Text | None = text("blobDelimiter", default="/")
    blob_prefix: Text | None = text("blobPrefix", default=None)
    recursive: bool | Text | None = flag("recursive", default=False)
    glob_pattern: Text | None = text("globPattern", default=None)
    account_name: Text | AzureSource | None = text("accountName", kind=AZURE_NAME, default=None)
    endpoint_suffix: Text | None = text("endpointSuffix", default=None)
    connection: Text | None = secret("connection", default=None, source=ANYWHERE)
    resource_group: Text | None = attrs.field(default=None)

    access: ClassVar[Mapping[str, Access]] = {
        "account_name": Access("Storage Blob Data Reader", STORAGE_ACCOUNT)
    }
