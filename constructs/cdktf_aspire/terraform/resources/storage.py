"""Storage accounts with their blob containers and queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.storage import (
    AzureBlobStorageContainerResource,
    AzureQueueStorageQueueResource,
    AzureStorageResource,
)
from cdktf_aspire.terraform.resources.azure_resource import PartEntry, WholeEntry

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import AzurePart
    from cdktf_aspire.terraform.resources.context import Context


def _in_account(context: Context, part: AzurePart) -> dict[str, object]:
    return {"storage_account_id": context.output(part.parent, "id")}


# Used with identities, never with keys.
STORAGE_ACCOUNT: Final = WholeEntry(
    AzureStorageResource,
    "storage-account",
    {
        "account_tier": "Standard",
        "account_replication_type": "GRS",
        "shared_access_key_enabled": False,
        # azurerm's default is True, Azure's is not.
        "allow_nested_items_to_be_public": False,
        "min_tls_version": "TLS1_2",
    },
)
PartEntry(AzureBlobStorageContainerResource, "container", _in_account)
PartEntry(AzureQueueStorageQueueResource, "queue", _in_account)
