"""References of a publish output as Terraform expressions: scopes, what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.publish_output.published_references import DeployerId, ScopeText

if TYPE_CHECKING:
    from cdktf_aspire.hosting.references import PublishedReference
    from cdktf_aspire.terraform.resources.context import Context


def published_token(context: Context, reference: PublishedReference) -> str:
    """A reference that only a publish output has, as text with cdktf's tokens in it."""
    match reference:
        case ScopeText(kind="resourceGroup"):
            return _of_group(context, reference)
        case ScopeText(name="tenantId"):
            return str(context.client_config.tenant_id)
        case ScopeText(kind="tenant"):
            return "/"
        case ScopeText(name="id"):
            return f"/subscriptions/{_subscription_id(context, reference)}"
        case ScopeText():
            return _subscription_id(context, reference)
        case DeployerId():
            return str(context.client_config.object_id)
    raise TypeError(f"no Terraform expression for {reference!r}")


def _of_group(context: Context, reference: ScopeText) -> str:
    """A resource group's id from its name, so that it is known at the plan, as the names made of it are."""
    if reference.group is None and reference.name == "location":
        return str(context.place_of_new["location"])
    own = context.group_name if reference.group is None else context.text(reference.group)
    if reference.name == "name":
        return str(own)
    return f"/subscriptions/{_subscription_id(context, reference)}/resourceGroups/{own}"


def _subscription_id(context: Context, reference: ScopeText) -> str:
    if reference.subscription is not None:
        return str(context.text(reference.subscription))
    return str(context.client_config.subscription_id)
