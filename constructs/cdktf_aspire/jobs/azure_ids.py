"""Azure's ids of resources: Azure reads them in any case, and azurerm reads the fixed parts to the letter."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# How azurerm spells what is fixed in the ids that it reads to the letter. Names keep their case.
_SPELLING: Final = {
    each.lower(): each
    for each in (
        "subscriptions",
        "resourceGroups",
        "providers",
        "Microsoft.App",
        "jobs",
        "managedEnvironments",
        "Microsoft.Authorization",
        "roleDefinitions",
        "Microsoft.ContainerRegistry",
        "registries",
        "Microsoft.KeyVault",
        "vaults",
        "Microsoft.ManagedIdentity",
        "userAssignedIdentities",
        "Microsoft.Network",
        "virtualNetworks",
        "subnets",
    )
}

# As azurerm checks it: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
GROUP_NAME: Final = re.compile(r"[-\w._()]{0,89}[-\w_()]", re.ASCII)
GROUP_NAME_IN_WORDS: Final = "1 to 90 letters, digits and -_.() without a dot at the end"

ACTION_GROUP: Final = "Microsoft.Insights/actionGroups"
CONTAINER_REGISTRY: Final = "Microsoft.ContainerRegistry/registries"
ENVIRONMENT: Final = "Microsoft.App/managedEnvironments"
JOB: Final = "Microsoft.App/jobs"
STORAGE_ACCOUNT: Final = "Microsoft.Storage/storageAccounts"
STORAGE_QUEUE: Final = f"{STORAGE_ACCOUNT}/queueServices/queues"
BLOB_CONTAINER: Final = f"{STORAGE_ACCOUNT}/blobServices/containers"
SERVICE_BUS_NAMESPACE: Final = "Microsoft.ServiceBus/namespaces"
SERVICE_BUS_QUEUE: Final = f"{SERVICE_BUS_NAMESPACE}/queues"
SERVICE_BUS_TOPIC: Final = f"{SERVICE_BUS_NAMESPACE}/topics"
SERVICE_BUS_SUBSCRIPTION: Final = f"{SERVICE_BUS_TOPIC}/subscriptions"
EVENT_HUBS_NAMESPACE: Final = "Microsoft.EventHub/namespaces"
EVENT_HUB: Final = f"{EVENT_HUBS_NAMESPACE}/eventhubs"
EVENT_HUBS_CONSUMER_GROUP: Final = f"{EVENT_HUB}/consumergroups"
SUBNET: Final = "Microsoft.Network/virtualNetworks/subnets"
USER_ASSIGNED_IDENTITY: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"


def normalised_id(resource_id: str) -> str:
    """An id with its fixed parts as azurerm spells them: `resourcegroups` is `resourceGroups`.

    Args:
        resource_id: of any resource; text that isn't an id is returned unchanged.
    """
    if not resource_id.lower().startswith(("/subscriptions/", "/providers/")):
        return resource_id
    # Fixed parts and names alternate, except for the namespace after `providers`.
    parts = resource_id.removesuffix("/").split("/")
    index = 1
    while index < len(parts):
        is_provider = parts[index].lower() == "providers"
        for fixed in range(index, min(index + 1 + is_provider, len(parts))):
            parts[fixed] = _SPELLING.get(parts[fixed].lower(), parts[fixed])
        index += 2
    return "/".join(parts)


def match_id(resource_id: str, resource_type: str) -> re.Match[str] | None:
    """The parts of an id: the groups `subscription`, `group` and `name`; None if it is not of the type.

    Args:
        resource_id: in any case; the match is of what `normalised_id` makes of it.
        resource_type: for example `Microsoft.Network/virtualNetworks/subnets`.
    """
    return _pattern(resource_type).fullmatch(normalised_id(resource_id))


def id_format(resource_type: str) -> str:
    """What an id of the type looks like, for messages."""
    namespace, *kinds = resource_type.split("/")
    named = "".join(f"/{kind}/<name>" for kind in kinds)
    return f"/subscriptions/<id>/resourceGroups/<group>/providers/{namespace}{named}"


@cache
def _pattern(resource_type: str) -> re.Pattern[str]:
    namespace, *parents, kind = resource_type.split("/")
    above = "".join(rf"/{parent}/[^/\s]+" for parent in parents)
    return re.compile(
        r"/subscriptions/(?P<subscription>[^/\s]+)/resourceGroups/(?P<group>[^/\s]+)"
        rf"/providers/{re.escape(namespace)}{above}/{kind}/(?P<name>[^/\s]+)",
        re.IGNORECASE,
    )
