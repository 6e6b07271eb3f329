"""References that only a publish output has: functions of Bicep, resources that are carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.references import PublishedReference
from cdktf_aspire.values.value import Reference

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource


@attrs.frozen(eq=False)
class FunctionCall(PublishedReference):
    """A function of Bicep that Terraform works out.

    Attributes:
        function: its name in Bicep; `==`, `!=`, `?:` and `[]` for the operators.
        args: text, numbers, lists, objects, references.
    """

    function: str
    args: tuple[object, ...]

    @property
    def is_secret(self) -> bool:
        """Whether one of the arguments is a secret."""
        return any(has_secret(each) for each in self.args)


@attrs.frozen(eq=False)
class CarriedProperty(PublishedReference):
    """Something that Azure gives back of a resource that is carried over.

    Attributes:
        resource: that it belongs to.
        node: which resource of Azure.
        path: in Azure's answer; `("id",)` and `("name",)` for the two that azapi knows itself.
        action: that gives it, such as `listKeys`; None for the resource itself.
    """

    resource: CarriedOverResource
    node: CarriedNode
    path: tuple[str | int, ...]
    action: str | None = None

    @property
    def is_secret(self) -> bool:
        """Whether it is a key: what `listKeys` and its like give."""
        return self.action is not None


@attrs.frozen(eq=False)
class ScopeText(PublishedReference):
    """Something of the resource group, the subscription or the tenant.

    Attributes:
        kind: `resourceGroup`, `subscription`, `tenant`.
        name: `id`, `name`, `location`, `subscriptionId`, `tenantId`.
        group: name of another resource group; the application's own when None.
    """

    kind: str
    name: str
    group: object = None


@attrs.frozen(eq=False)
class DeployerId(PublishedReference):
    """The object id of whoever runs Terraform."""


@attrs.frozen(eq=False)
class Pairs:
    """An object with keys that Terraform works out.

    Attributes:
        items: key and value.
    """

    items: tuple[tuple[object, object], ...]


def has_secret(value: object) -> bool:
    """Whether a value is a secret, or has one in it."""
    if isinstance(value, Reference):
        return value.is_secret
    if isinstance(value, list):
        return any(has_secret(each) for each in value)
    if isinstance(value, dict):
        return any(has_secret(each) for each in value.values())
    if isinstance(value, Pairs):
        return any(has_secret(each) for pair in value.items for each in pair)
    return False
