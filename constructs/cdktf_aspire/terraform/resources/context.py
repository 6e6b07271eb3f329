"""The interface of the writer for resources, and the result of writing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import attrs

from cdktf_aspire.values import records

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


@records.frozen
class Written:
    """The Terraform elements of a resource.

    Attributes:
        element: the resource, the data source or the user's own construct.
        attributes: the name of an output in Aspire -> the attribute in azurerm.
        known: an output -> its text, if it is known without a request to Node, or was requested before.
        others: elements such as role assignments that must exist before the resource can be used.
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
    """The part of an application's writer that its resources use."""

    @property
    def engine(self) -> Engine:
        """The engine that the application is written with."""

    @property
    def place_of_new(self) -> dict[str, object]:
        """The group, region and tags of resources that the application creates."""

    @property
    def tags(self) -> dict[str, object] | None:
        """The application's tags in Terraform's format."""

    @property
    def group_name(self) -> object:
        """The application's own resource group."""

    @property
    def group_id(self) -> object:
        """The Azure id of that group."""

    @property
    def unique_suffix(self) -> str:
        """Eight characters that differ between subscriptions and resource groups, known at plan time."""

    @property
    def client_config(self) -> DataAzurermClientConfig:
        """Terraform's identity, tenant and subscription."""

    def token(self, reference: Reference) -> str:
        """A reference to one attribute of one Terraform element, as text of the Terraform JSON."""

    def text(self, value: object) -> object:
        """A value for a text attribute of azurerm."""

    def number(self, value: object) -> object:
        """A value for a number attribute of azurerm."""

    def refuse(self, job: ContainerAppJob, condition: str, message: str) -> None:
        """Makes Terraform refuse to deploy a job if a condition is false."""

    def azure(self, resource: MaybeExisting) -> Written:
        """The Terraform elements of another resource."""

    def part(self, part: AzurePart) -> TerraformElement | None:
        """The Terraform element of a part of a resource; None if it exists or comes with the resource."""

    def output(self, resource: object, name: str) -> str:
        """The token of an output of another resource."""

    @property
    def role_assignments(self) -> RoleAssignments:
        """The role assignments of the application."""
