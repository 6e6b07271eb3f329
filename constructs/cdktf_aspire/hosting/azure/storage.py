"""Storage account: blobs, queues and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

import attrs

from cdktf_aspire.hosting.azure.azure_names import PartName, UniqueName, check_part_name
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzurePartType, AzureType
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.jobs import azure_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.values.value import Reference, Text

_QUEUE_NAME: Final = PartName(
    re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,}", re.ASCII),
    63,
    "3 to 63 lower-case letters, digits and single hyphens",
)
_CONTAINER_NAME: Final = attrs.evolve(
    _QUEUE_NAME, pattern=re.compile(rf"\$root|\$web|{_QUEUE_NAME.pattern.pattern}", re.ASCII)
)


class AzureStorageResource(AzureResource):
    """A storage account (Aspire's `AddAzureStorage`).

    Outputs: `id`, `name`, `blobEndpoint`, `queueEndpoint`, `tableEndpoint`.

    Example:
        ```python
        storage = builder.add_azure_storage("storage").as_existing("stprod", "rg-shared")
        worker.with_environment("BLOBS", storage.blob_endpoint)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        azure_ids.STORAGE_ACCOUNT,
        "azurerm_storage_account",
        UniqueName(24, hyphens=False),
        outputs=(
            AzureOutput(
                "blobEndpoint",
                "primary_blob_endpoint",
                "properties.primaryEndpoints.blob",
                by_name="https://{}.blob.core.windows.net/",
            ),
            AzureOutput(
                "queueEndpoint",
                "primary_queue_endpoint",
                "properties.primaryEndpoints.queue",
                by_name="https://{}.queue.core.windows.net/",
            ),
            AzureOutput(
                "tableEndpoint",
                "primary_table_endpoint",
                "properties.primaryEndpoints.table",
                by_name="https://{}.table.core.windows.net/",
            ),
            AzureOutput(None, "primary_dfs_endpoint", "properties.primaryEndpoints.dfs"),
            AzureOutput(None, "primary_file_endpoint", "properties.primaryEndpoints.file"),
            AzureOutput(None, "primary_access_key", "listKeys().keys.0.value", secret=True),
        ),
        default_roles=(
            "Storage Blob Data Contributor",
            "Storage Table Data Contributor",
            "Storage Queue Data Contributor",
        ),
        roles={
            "Storage Account Contributor": None,
            "Storage Account Key Operator Service Role": None,
            "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
            "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
            "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
            "Storage Blob Delegator": None,
            "Storage File Data Privileged Contributor": None,
            "Storage File Data SMB Share Contributor": None,
            "Storage File Data SMB Share Reader": None,
            "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
            "Storage Queue Data Message Processor": "8a0f0c08-91a1-4084-bc3d-661d67233fed",
            "Storage Queue Data Message Sender": "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
            "Storage Queue Data Reader": "19e7f393-937e-4f77-808e-94535e297925",
            "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
            "Storage Table Data Reader": "76199698-9eea-4c19-bc75-cec21354c6b6",
        },
        bicep={
            "kind": "StorageV2",
            "sku.name": "Standard_GRS",
            "properties.accessTier": "Hot",
            "properties.allowSharedKeyAccess": False,
            "properties.minimumTlsVersion": "TLS1_2",
            "properties.networkAcls.defaultAction": "Allow",
            "properties.publicNetworkAccess": "Enabled",
        },
        brought=(
            f"{azure_ids.STORAGE_ACCOUNT}/blobServices",
            f"{azure_ids.STORAGE_ACCOUNT}/queueServices",
            f"{azure_ids.STORAGE_ACCOUNT}/tableServices",
        ),
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
        return AzureBlobStorageResource(self._application, name, self)

    @user_call
    def add_blob_container(
        self, name: str, blob_container_name: Text | None = None
    ) -> AzureBlobStorageContainerResource:
        """Adds a container for blobs (Aspire's `AddBlobContainer`).

        Args:
            name: of the resource.
            blob_container_name: of the container in Azure; the resource's name when not given.
        """
        return AzureBlobStorageContainerResource(self._application, name, self, blob_container_name)

    @user_call
    def add_queues(self, name: str) -> AzureQueueStorageResource:
        """Adds the account's queues (Aspire's `AddQueues`).

        Args:
            name: of the resource.
        """
        return AzureQueueStorageResource(self._application, name, self)

    @user_call
    def add_queue(self, name: str, queue_name: Text | None = None) -> AzureQueueStorageQueueResource:
        """Adds a queue (Aspire's `AddQueue`).

        Args:
            name: of the resource.
            queue_name: of the queue in Azure; the resource's name when not given.
        """
        return AzureQueueStorageQueueResource(self._application, name, self, queue_name)

    @user_call
    def add_tables(self, name: str) -> AzureTableStorageResource:
        """Adds the account's tables (Aspire's `AddTables`).

        Args:
            name: of the resource.
        """
        return AzureTableStorageResource(self._application, name, self)


class _StoragePart(AzureChildResource):
    """A part of a storage account: all blobs, queues or tables, or one container or queue of them."""

    _service: ClassVar[str]

    def __init__(self, application: ApplicationModel, name: str, parent: AzureStorageResource) -> None:
        super().__init__(application, name, parent)
        self.storage = parent

    @property
    def _endpoint(self) -> Output:
        return self.storage.output(f"{self._service}Endpoint")

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the service."""
        return self._endpoint

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address."""
        return {"Uri": self._endpoint}

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None


class AzureBlobStorageResource(_StoragePart):
    """The blobs of a storage account.

    Example:
        `worker.with_reference(builder.add_azure_storage("storage").add_blobs("blobs"))`
    """

    _service = "blob"


class AzureBlobStorageContainerResource(_StoragePart):
    """A container for blobs.

    Attributes:
        blob_container_name: in Azure.

    Example:
        ```python
        reports = builder.add_azure_storage("storage").add_blob_container("reports")
        worker.with_reference(reports)
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.BLOB_CONTAINER, "azurerm_storage_container", _CONTAINER_NAME
    )
    _service = "blob"

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureStorageResource,
        blob_container_name: Text | None,
    ) -> None:
        super().__init__(application, name, parent)
        self.blob_container_name: Text = blob_container_name or self.name.lower()
        check_part_name(self, self._azure_type.names, self.blob_container_name, "blob_container_name=")

    @property
    def azure_name(self) -> Text:
        """The container's name."""
        return self.blob_container_name

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the blobs, and the container's name."""
        return ref_expr("Endpoint={0};ContainerName={1}", self._endpoint, self.blob_container_name)

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address and the container's name."""
        return {"Uri": self._endpoint, "BlobContainerName": self.blob_container_name}


class AzureQueueStorageResource(_StoragePart):
    """The queues of a storage account.

    Example:
        `worker.with_reference(builder.add_azure_storage("storage").add_queues("queues"))`
    """

    _service = "queue"


class AzureQueueStorageQueueResource(_StoragePart):
    """A queue of a storage account.

    Attributes:
        queue_name: in Azure.

    Example:
        ```python
        orders = builder.add_azure_storage("storage").add_queue("orders")
        worker.with_reference(orders)
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        azure_ids.STORAGE_QUEUE, "azurerm_storage_queue", _QUEUE_NAME
    )
    _service = "queue"

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureStorageResource,
        queue_name: Text | None,
    ) -> None:
        super().__init__(application, name, parent)
        self.queue_name: Text = queue_name or self.name.lower()
        check_part_name(self, self._azure_type.names, self.queue_name, "queue_name=")

    @property
    def azure_name(self) -> Text:
        """The queue's name."""
        return self.queue_name

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the queues, and the queue's name."""
        return ref_expr("Endpoint={0};QueueName={1}", self._endpoint, self.queue_name)

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address and the queue's name."""
        return {"Uri": self._endpoint, "QueueName": self.queue_name}


class AzureTableStorageResource(_StoragePart):
    """The tables of a storage account.

    Example:
        `worker.with_reference(builder.add_azure_storage("storage").add_tables("tables"))`
    """

    _service = "table"
