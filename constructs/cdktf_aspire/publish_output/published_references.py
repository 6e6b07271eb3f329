"""References that only a publish output has: scopes, resources that are carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.references import PublishedReference
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource


@records.frozen(eq=False)
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


@records.frozen(eq=False)
class ScopeText(PublishedReference):
    """Something of the resource group, the subscription or the tenant.

    Attributes:
        kind: `resourceGroup`, `subscription`, `tenant`.
        name: `id`, `name`, `location`, `subscriptionId`, `tenantId`.
        group: name of another resource group; the application's own when None.
        subscription: id of another subscription; the application's own when None.
    """

    kind: str
    name: str
    group: object = None
    subscription: object = None


@records.frozen(eq=False)
class DeployerId(PublishedReference):
    """The object id of the identity that runs Terraform."""
