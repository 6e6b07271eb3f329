"""Volumes and bind mounts of a job, as Aspire writes them: down to their shares and the account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.jobs.azure_ids import ENVIRONMENT
from cdktf_aspire.publish_output.entries import ComputeEntry
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.resource_kinds import is_azd_name, is_made_up, is_written_whole

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.plan_model import JobPlan

_STORAGES = f"{ENVIRONMENT}/storages"
_ACCOUNT = AzureStorageResource._azure_type.name
_SHARE = f"{_ACCOUNT}/fileServices/shares"


def own_storages(job: JobPlan) -> list[Node] | None:
    """The storages of a job's volumes, where all of them are as Aspire writes volumes and bind mounts."""
    volumes = job.node.get("properties", "template", "volumes") or []
    mounts = job.node.get("properties", "template", "containers", job.own_container, "volumeMounts") or []
    if not isinstance(volumes, list) or not isinstance(mounts, list) or len(volumes) != len(mounts):
        return None
    counts = {"v": 0, "bm": 0}
    storages: list[Node] = []
    for volume, mount in zip(volumes, mounts, strict=True):
        if not isinstance(volume, dict) or not isinstance(mount, dict):
            return None
        name, storage = volume.get("name"), volume.get("storageName")
        prefix = str(name).rstrip("0123456789")
        if (
            prefix not in counts
            or name != f"{prefix}{counts[prefix]}"
            or mount.keys() != {"volumeName", "mountPath"}
            or mount["volumeName"] != name
            or not isinstance(mount["mountPath"], str)
            or volume.keys() != {"name", "storageType", "storageName"}
            or volume["storageType"] != "AzureFile"
            or not isinstance(storage, Property)
            or storage.path != ("name",)
            or not _is_aspires_storage(storage.node.itself, job, mount["mountPath"])
        ):
            return None
        counts[prefix] += 1
        storages.append(storage.node.itself)
    return storages


def _is_aspires_storage(storage: Node, job: JobPlan, target: str) -> bool:
    """Whether a storage of an environment is as Aspire writes it, down to its share and account."""
    if not storage.is_a(_STORAGES) or storage.is_existing or storage.parent is None:
        return False
    nodes = storage_nodes(storage)
    if storage.parent.itself is not job.environment or len(nodes) != 4 or storage.module.scope is not None:
        return False
    _, share, _, account = nodes
    azd_name = _azd_name(job, target)
    return (
        all(
            is_made_up(each) or is_azd_name(each) or each.name == azd_name
            for each in (storage, share, account)
        )
        and share.is_a(_SHARE)
        and is_written_whole(
            share, {("properties", "enabledProtocols"): ("SMB",), ("properties", "shareQuota"): (1024,)}
        )
        and account.is_a(_ACCOUNT)
        and is_written_whole(
            account,
            {
                ("kind",): ("StorageV2",),
                ("sku", "name"): ("Standard_LRS",),
                ("properties", "largeFileSharesState"): ("Enabled",),
                ("properties", "minimumTlsVersion"): ("TLS1_2",),
            },
        )
    )


def _azd_name(job: JobPlan, target: str) -> str | None:
    """The Azure Developer CLI's name for the share of a volume, where the manifest says which one it is."""
    mounts = job.entry.mounts if isinstance(job.entry, ComputeEntry) else ()
    source = next((each.source for each in mounts if each.target == target), None)
    if source is None or job.environment is None or not is_azd_name(job.environment):
        return None
    return f"{job.name}-{re.sub('[^a-z0-9]+', '', source.lower())}".lower()


def storage_nodes(storage: Node) -> list[Node]:
    """A storage of an environment with its share, the share's service and the account."""
    share = storage.get("properties", "azureFile", "shareName")
    if not isinstance(share, Property) or share.path != ("name",):
        return [storage]
    found = [storage, share.node.itself]
    while (parent := found[-1].parent) is not None:
        found.append(parent.itself)
    return found
