"""A storage account with blobs, queues and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.hosting.azure.azure_names import BLOB_CONTAINER, STORAGE_QUEUE, check_part_name
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.jobs import azure_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.values.value import Reference, Text


class AzureStorageResource(AzureResource):
    """A storage account (Aspire's `AddAzureStorage`).

    Outputs: `id`, `name`, `blobEndpoint`, `queueEndpoint`, `tableEndpoint`.
    """

    azurerm_type: ClassVar[str] = "azurerm_storage_account"
    azure_type: ClassVar[str] = azure_ids.STORAGE_ACCOUNT

    aspire_default_roles: ClassVar[tuple[str, ...]] = (
        "Storage Blob Data Contributor",
        "Storage Table Data Contributor",
        "Storage Queue Data Contributor",
    )

    output_names: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "blobEndpoint",
        "queueEndpoint",
        "tableEndpoint",
    )

    @property
    def blob_endpoint(self) -> Output:
        """Address of the blobs."""
        return self.output("blobEndpoint")

    @property
    def queue_endpoint(self) -> Output:
        """Address of the queues."""
        return self.output("queueEndpoint")

    @property
    def table_endpoint(self) -> Output:
        """Address of the tables."""
        return self.output("tableEndpoint")

    @user_call
    def add_blobs(self, name: str) -> AzureBlobStorageResource:
        """Adds the account's blobs (Aspire's `AddBlobs`).

        Args:
            name: of the resource.
        """
        return AzureBlobStorageResource(self.application, name, self)

    @user_call
    def add_blob_container(
        self, name: str, blob_container_name: Text | None = None
    ) -> AzureBlobStorageContainerResource:
        """Adds a container for blobs (Aspire's `AddBlobContainer`).

        Args:
            name: of the resource.
            blob_container_name: of the container in Azure; the resource's name when not given.
        """
        return AzureBlobStorageContainerResource(self.application, name, self, blob_container_name)

    @user_call
    def add_queues(self, name: str) -> AzureQueueStorageResource:
        """Adds the account's queues (Aspire's `AddQueues`).

        Args:
            name: of the resource.
        """
        return AzureQueueStorageResource(self.application, name, self)

    @user_call
    def add_queue(self, name: str, queue_name: Text | None = None) -> AzureQueueStorageQueueResource:
        """Adds a queue (Aspire's `AddQueue`).

        Args:
            name: of the resource.
            queue_name: of the queue in Azure; the resource's name when not given.
        """
        return AzureQueueStorageQueueResource(self.application, name, self, queue_name)

    @user_call
    def add_tables(self, name: str) -> AzureTableStorageResource:
        """Adds the account's tables (Aspire's `AddTables`).

        Args:
            name: of the resource.
        """
        return AzureTableStorageResource(self.application, name, self)


class _StoragePart(AzureChildResource):
    """A part of a storage account."""

    def __init__(self, application: ApplicationModel, name: str, parent: AzureStorageResource) -> None:
        super().__init__(application, name, parent)
        self.storage = parent

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None


class AzureBlobStorageResource(_StoragePart):
    """The blobs of a storage account."""

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the blobs."""
        return self.storage.blob_endpoint

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address."""
        return {"Uri": self.storage.blob_endpoint}


class AzureBlobStorageContainerResource(_StoragePart):
    """A container for blobs.

    Attributes:
        blob_container_name: in Azure.
    """

    azure_type: ClassVar[str] = azure_ids.BLOB_CONTAINER

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureStorageResource,
        blob_container_name: Text | None,
    ) -> None:
        super().__init__(application, name, parent)
        self.blob_container_name: Text = blob_container_name or self.name.lower()
        check_part_name(self, BLOB_CONTAINER, self.blob_container_name, "blob_container_name=")

    @property
    def azure_name(self) -> Text:
        """The container's name."""
        return self.blob_container_name

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the blobs, and the container's name."""
        return ref_expr(
            "Endpoint={0};ContainerName={1}", self.storage.blob_endpoint, self.blob_container_name
        )

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address and the container's name."""
        return {"Uri": self.storage.blob_endpoint, "BlobContainerName": self.blob_container_name}


class AzureQueueStorageResource(_StoragePart):
    """The queues of a storage account."""

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the queues."""
        return self.storage.queue_endpoint

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address."""
        return {"Uri": self.storage.queue_endpoint}


class AzureQueueStorageQueueResource(_StoragePart):
    """A queue of a storage account.

    Attributes:
        queue_name: in Azure.
    """

    azure_type: ClassVar[str] = azure_ids.STORAGE_QUEUE

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureStorageResource,
        queue_name: Text | None,
    ) -> None:
        super().__init__(application, name, parent)
        self.queue_name: Text = queue_name or self.name.lower()
        check_part_name(self, STORAGE_QUEUE, self.queue_name, "queue_name=")

    @property
    def azure_name(self) -> Text:
        """The queue's name."""
        return self.queue_name

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the queues, and the queue's name."""
        return ref_expr("Endpoint={0};QueueName={1}", self.storage.queue_endpoint, self.queue_name)

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address and the queue's name."""
        return {"Uri": self.storage.queue_endpoint, "QueueName": self.queue_name}


class AzureTableStorageResource(_StoragePart):
    """The tables of a storage account."""

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the tables."""
        return self.storage.table_endpoint

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address."""
        return {"Uri": self.storage.table_endpoint}
