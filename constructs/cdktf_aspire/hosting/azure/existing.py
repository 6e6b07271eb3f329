"""Existing Azure resources: what is known of them, and the calls that say where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.values.value import Text
    from constructs import Construct

register(
    "ACJ961",
    ERROR,
    "as_existing_in_subscription(name, subscription), as_existing_in_tenant(name)",
    allowed="a resource in a resource group",
    why="All of these resources live in a resource group",
    fix="Name the group: as_existing_in_resource_group(name, resource_group, subscription)",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/scope-extension-resources",
)


@records.frozen
class Existing:
    """A resource that this application doesn't create: looked up by name, or a construct of the user.

    Attributes:
        name: in Azure: text, a parameter or a token; None for a construct.
        resource_group: where it is: text, a token or a construct; the application's own group when None.
        subscription: of that group: text or a token; the one that Terraform deploys to when None. A resource
            of another subscription is not looked up, and known by its id and its name only.
        construct: the user's own resource or data source, which is used as it is.
        provider: the user's provider that looks it up; the application's when None.
        id: of an environment of which nothing else is known.
        where: the user's line.
    """

    name: Text | None = None
    resource_group: Text | OwnConstruct | None = None
    subscription: Text | None = None
    construct: OwnConstruct | None = None
    provider: Construct | None = None
    id: Text | None = None
    where: SourceLocation | None = attrs.field(default=None, eq=False)

    @property
    def is_known_by_id(self) -> bool:
        """Whether nothing is looked up, so that only the id is known, and what the name says."""
        return self.id is not None or self.subscription is not None


class ExistsElsewhere(Resource):
    """A resource that may be in Azure already, in a group or a subscription of its own."""

    def _take_existing(
        self,
        name: Text | Construct,
        resource_group: Text | Construct | None,
        subscription: Text | None,
        where: SourceLocation | None,
        provider: Construct | None = None,
    ) -> None:
        """Uses an existing resource instead of creating one."""
        raise NotImplementedError

    @user_call
    def as_existing_in_resource_group(
        self, name: Text, resource_group: Text | Construct, subscription: Text | None = None
    ) -> Self:
        """Uses an existing resource in a group, and creates none (Aspire's `AsExistingInResourceGroup`).

        Args:
            name: of the resource in Azure: text, a parameter or a token.
            resource_group: where it is: text, a parameter, a token or the construct of the group.
            subscription: id of the group's subscription, if it isn't the one that Terraform deploys to.
                azurerm can't look anything up there, so only the id is known, and the values that follow from
                the name in Azure's public cloud; `as_existing(name, resource_group, provider=...)` looks it
                up.
        """
        self._take_existing(name, resource_group, subscription, caller())
        return self

    @user_call
    def as_existing_in_subscription(self, name: Text, subscription: Text) -> Self:
        """An error: these resources are in a resource group (Aspire's `AsExistingInSubscription`).

        Args:
            name: of the resource in Azure.
            subscription: id of the subscription.
        """
        hint = f"as_existing_in_resource_group({_shown(name)}, <resource group>, {_shown(subscription)})"
        return self._not_in_a_group("as_existing_in_subscription", name, "a subscription", hint)

    @user_call
    def as_existing_in_tenant(self, name: Text) -> Self:
        """An error: these resources are in a resource group (Aspire's `AsExistingInTenant`).

        Args:
            name: of the resource in Azure.
        """
        hint = f"as_existing_in_resource_group({_shown(name)}, <resource group>, <subscription>)"
        return self._not_in_a_group("as_existing_in_tenant", name, "the tenant", hint)

    def _not_in_a_group(self, method: str, name: Text, where_it_is: str, hint: str) -> Self:
        self._report(
            rules.problem(
                "ACJ961",
                f"{with_article(self)[:1].upper()}{with_article(self)[1:]} is in a resource group, not in "
                f"{where_it_is} itself",
                path=method,
                value=name,
                hint=hint,
                where=caller(),
            )
        )
        return self

    @user_call
    def publish_as_existing_in_resource_group(
        self, name: Text, resource_group: Text | Construct, subscription: Text | None = None
    ) -> Self:
        """The same as `as_existing_in_resource_group`: Terraform only publishes.

        Args:
            name: of the resource in Azure.
            resource_group: where it is.
            subscription: id of the group's subscription.
        """
        return self.as_existing_in_resource_group(name, resource_group, subscription)

    @user_call
    def publish_as_existing_in_subscription(self, name: Text, subscription: Text) -> Self:
        """The same as `as_existing_in_subscription`: Terraform only publishes.

        Args:
            name: of the resource in Azure.
            subscription: id of the subscription.
        """
        return self.as_existing_in_subscription(name, subscription)

    @user_call
    def publish_as_existing_in_tenant(self, name: Text) -> Self:
        """The same as `as_existing_in_tenant`: Terraform only publishes.

        Args:
            name: of the resource in Azure.
        """
        return self.as_existing_in_tenant(name)

    @user_call
    def run_as_existing_in_resource_group(
        self, name: Text, resource_group: Text | Construct, subscription: Text | None = None
    ) -> Self:
        """Has no effect: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
            resource_group: ignored.
            subscription: ignored.
        """
        return self

    @user_call
    def run_as_existing_in_subscription(self, name: Text, subscription: Text) -> Self:
        """Has no effect: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
            subscription: ignored.
        """
        return self

    @user_call
    def run_as_existing_in_tenant(self, name: Text) -> Self:
        """Has no effect: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
        """
        return self


def is_name(value: object) -> bool:
    """Whether a value can be a name in Azure: text, or something that is text in the end."""
    return is_text_token(value) or (isinstance(value, str) and bool(value.strip()))


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else "..."
