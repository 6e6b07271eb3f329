"""Azure blobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.azure_ids import BLOB_CONTAINER, STORAGE_ACCOUNT
from cdktf_aspire.jobs.keda.attributes import flag, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import AzureSource, ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import AZURE_NAME

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler("azure-blob", page="azure-storage-blob", sign_in=SignIn("connection", with_identity="accountName"))
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

    Example:
        ```python
        uploads = builder.add_azure_storage("storage").add_blob_container("uploads")
        rule = BlobScaleRule(blob_container_name=uploads, blob_count=10)
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    blob_container_name: Text | AzureSource = text(azure_type=BLOB_CONTAINER)
    blob_count: Number | None = whole(default=5, least=1)
    activation_blob_count: Number | None = whole(default=0)
    blob_delimiter: Text | None = text(default="/")
    blob_prefix: Text | None = text(default=None)
    recursive: bool | Text | None = flag(default=False)
    glob_pattern: Text | None = text(default=None)
    account_name: Text | AzureSource | None = of_kind(
        AZURE_NAME, default=None, azure_type=STORAGE_ACCOUNT, role="Storage Blob Data Reader"
    )
    endpoint_suffix: Text | None = text(default=None)
    connection: Text | None = secret(default=None, source=ANYWHERE)
    resource_group: Text | None = attrs.field(default=None)
