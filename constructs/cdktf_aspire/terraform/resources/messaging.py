"""Shared by Service Bus and Event Hubs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from cdktf_aspire.hosting.azure.messaging import AzureMessagingNamespace
from cdktf_aspire.terraform.resources.azure_resource import WholeEntry

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import AzurePart
    from cdktf_aspire.terraform.resources.context import Context, Written

N = TypeVar("N", bound=AzureMessagingNamespace)


class NamespaceEntry(WholeEntry[N]):
    """A namespace, whose address follows from its name."""

    def complete(self, context: Context, resource: N, written: Written) -> Written:
        """With the host and the address."""
        host = f"{written.output('name')}.servicebus.windows.net"
        known = {**written.known, "hostName": host, resource.endpoint_output: f"https://{host}:443/"}
        return attrs.evolve(written, known=known)


def in_namespace(context: Context, part: AzurePart) -> dict[str, object]:
    """What names the namespace of a part."""
    return {"namespace_id": context.output(part.parent, "id")}
