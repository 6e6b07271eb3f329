"""The facts of a scale rule that follow from a resource given instead of a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.attributes import keys_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.model import Resource


def rule_for(source: Resource) -> str:
    """How to write a rule that watches a resource.

    Args:
        source: of the application.
    """
    found: list[tuple[bool, str, str]] = []
    for scaler in catalogue.all_scalers():
        rule = scaler.rule_class
        attribute = next(iter(attributes_of(rule, source)), None) if rule else None
        if rule is not None and attribute is not None:
            written = f"{rule.__name__}({attribute}={source.name.replace('-', '_')})"
            found.append((dict(keys_of(rule))[attribute].required, scaler.type, written))
    if found:  # one that requires it; of several the last, with queues before blobs
        return max(found)[2]
    return "a rule that watches it, such as StorageQueueScaleRule(queue_name=...)"


def attributes_of(rule: type, source: Resource) -> dict[str, AzureResource | Output]:
    """The attributes of a rule that follow from a resource given instead of a name."""
    parts = {each._azure_type.name: each for each in _with_wholes(source) if each._azure_type.name}
    keys = [(attribute, key) for attribute, key in keys_of(rule) if key.azure_type in parts]
    if not any(parts[key.azure_type] is source for _, key in keys):
        return {}
    return {
        attribute: whole if key.role and isinstance(whole, AzureResource) else Output(whole, "name")
        for attribute, key in keys
        for whole in (parts[key.azure_type],)
    }


def _with_wholes(source: Resource) -> Iterator[AzureResource | AzureChildResource]:
    """A resource, and the resources that contain it."""
    while isinstance(source, AzureChildResource):
        yield source
        source = source._within
    if isinstance(source, AzureResource):
        yield source
