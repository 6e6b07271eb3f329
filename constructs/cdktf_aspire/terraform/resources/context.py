"""What a resource needs to be written, and what stands for it then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.azure.azure_resource import AzurePart, MaybeExisting
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.terraform.engine.classes import (
        ContainerAppJob,
        DataAzurermClientConfig,
        TerraformElement,
    )
    from cdktf_aspire.terraform.engine.engines import Engine
    from cdktf_aspire.terraform.resources.role_assignments import RoleAssignments
    from cdktf_aspire.values.value import Reference


@attrs.frozen
class Written:
    """What stands for a resource in Terraform.

    Attributes:
        element: the resource, the data source or the user's own construct.
        attributes: Aspire's name of an output -> azurerm's attribute.
        known: output -> its text, where that is known without asking Node, or was asked for before.
        others: role assignments and the like that must be there before the resource can be used.
    """

    element: TerraformElement
    attributes: Mapping[str, str] = attrs.field(factory=dict)
    known: dict[str, str] = attrs.field(factory=dict)
    others: tuple[TerraformElement, ...] = ()

    def output(self, name: str) -> str:
        """An output of the resource as text with a token in it."""
        if name not in self.known:
            self.known[name] = self.attribute(self.attributes[name])
        return self.known[name]

    def attribute(self, name: str) -> str:
        """An azurerm attribute as text with a token in it."""
        return cast("OwnConstruct", self.element).get_string_attribute(name)


class Context(Protocol):
    """The writer of an application, as far as its resources know it."""

    @property
    def engine(self) -> Engine:
        """That the application is written with."""

    @property
    def place_of_new(self) -> dict[str, object]:
        """Group, region and tags of what the application creates."""

    @property
    def tags(self) -> dict[str, object] | None:
        """The application's tags in Terraform's format."""

    @property
    def group_name(self) -> object:
        """The application's own resource group."""

    @property
    def group_id(self) -> object:
        """Azure's id of that group."""

    @property
    def unique_suffix(self) -> str:
        """Eight characters that differ between subscriptions and resource groups, known at the plan."""

    @property
    def client_config(self) -> DataAzurermClientConfig:
        """Who Terraform is signed in as, and to what."""

    def token(self, reference: Reference) -> str:
        """A reference that is one attribute of one Terraform element, as text of Terraform JSON."""

    def text(self, value: object) -> object:
        """A value for a place where azurerm has text."""

    def number(self, value: object) -> object:
        """A value for a place where azurerm has a number."""

    def refuse(self, job: ContainerAppJob, condition: str, message: str) -> None:
        """Has Terraform refuse a deployment of a job where a condition does not hold."""

    def azure(self, resource: MaybeExisting) -> Written:
        """What another resource is in Terraform."""

    def part(self, part: AzurePart) -> TerraformElement | None:
        """What a part of a resource is in Terraform; None where it exists, or with the whole."""

    def output(self, resource: object, name: str) -> str:
        """The token of an output of another resource."""

    @property
    def role_assignments(self) -> RoleAssignments:
        """Those of the application."""
