"""References of a publish output as Terraform expressions: scopes, what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.publish_output.references import CarriedProperty, DeployerId, ScopeText
from cdktf_aspire.terraform.rendering import expression_of

if TYPE_CHECKING:
    from cdktf_aspire.hosting.references import PublishedReference
    from cdktf_aspire.terraform.writer import Writer


def published_token(writer: Writer, reference: PublishedReference) -> str:
    """A reference that only a publish output has, as text with cdktf's tokens in it."""
    match reference:
        case CarriedProperty():
            return f"${{{_property(writer, reference)}}}"
        case ScopeText(kind="resourceGroup"):
            return _of_group(writer, reference)
        case ScopeText(name="tenantId"):
            return str(writer.client_config.tenant_id)
        case ScopeText(name="id"):
            return f"/subscriptions/{writer.client_config.subscription_id}"
        case ScopeText():
            return str(writer.client_config.subscription_id)
        case DeployerId():
            return str(writer.client_config.object_id)
    raise TypeError(f"no Terraform expression for {reference!r}")


def published_expression(writer: Writer, reference: PublishedReference) -> str:
    """The same as a part of a Terraform expression."""
    if isinstance(reference, CarriedProperty):
        return _property(writer, reference)
    return expression_of(writer, published_token(writer, reference))


def _property(writer: Writer, reference: CarriedProperty) -> str:
    return writer.carried(reference.resource).property(reference.node, reference.path, reference.action)


def _of_group(writer: Writer, reference: ScopeText) -> str:
    """A resource group's id from its name, so that it is known at the plan, as the names made of it are."""
    if reference.group is None and reference.name == "location":
        return str(writer.resource_group.location)
    own = writer.resource_group.name if reference.group is None else writer.text(reference.group)
    if reference.name == "name":
        return str(own)
    return f"/subscriptions/{writer.client_config.subscription_id}/resourceGroups/{own}"
