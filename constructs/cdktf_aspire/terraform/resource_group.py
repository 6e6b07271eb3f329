"""The resource group: created, or looked up when it exists already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs.values import Text, is_literal_text, is_token
from cdktf_aspire.terraform import azurerm
from cdktf_aspire.terraform.escaping import escape, quote
from cdktf_aspire.terraform.resources import create, variable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf import TerraformVariable

    from cdktf_aspire.terraform.application import DistributedApplication
    from cdktf_aspire.terraform.writer import Writer

DEFAULT_LOCATION = "westeurope"


@attrs.frozen
class ExistingResourceGroup:
    """A resource group that is there already and that Terraform only looks up.

    Attributes:
        name: of the group: text, a parameter or a token.
    """

    name: Text


def normalise_location(location: str) -> str:
    """A region as Azure gives it back: `West Europe` is `westeurope`."""
    return re.sub(r"\s", "", location).lower()


def planned_addresses(application: DistributedApplication) -> Iterator[str]:
    """The addresses of the application's own group and its variables, where it will have them."""

    def is_parameter(name: str) -> bool:
        return not application.address_prefix and any(
            each.identifier == name for each in application.resources_of(Parameter)
        )

    prefix, wanted = application.address_prefix, application.resource_group
    is_existing = isinstance(wanted, ExistingResourceGroup)
    name = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    if not is_existing:
        yield f"azurerm_resource_group.{prefix}resource_group"
    if not is_parameter("resource_group_name") and not (name is not None and is_token(name)):
        yield f"var.{prefix}resource_group_name"
    location = application.location
    if not is_existing and not is_parameter("location") and not (location is not None and is_token(location)):
        yield f"var.{prefix}location"


def known_group(application: DistributedApplication) -> str | None:
    """The name of an application's group, unless only the deployment knows it."""
    wanted: object = application.resource_group
    if isinstance(wanted, ExistingResourceGroup):
        wanted = wanted.name
    parameter = _parameter(application, "resource_group_name")
    if parameter is not None:
        wanted = parameter.value
    elif wanted is None:
        wanted = _usual_name(application)
    return wanted if is_literal_text(wanted) else None


def _usual_name(application: DistributedApplication) -> str:
    # A second application of the stack has a group of its own: two can't create the same one.
    return f"rg-{application.display_name}{application.name_suffix}"


def _parameter(application: DistributedApplication, variable_name: str) -> Parameter | None:
    """The AppHost's own parameter of that name: the two would be one Terraform variable."""
    if application.address_prefix:
        return None
    parameters = application.resources_of(Parameter)
    return next((each for each in parameters if each.identifier == variable_name), None)


class ResourceGroup:
    """The resource group of an application, with what is known through it."""

    def __init__(self, application: DistributedApplication, writer: Writer) -> None:
        self._application = application
        self._writer = writer
        self._variable: TerraformVariable | None = None
        self._expected: list[str] = []
        wanted = application.resource_group
        if isinstance(wanted, ExistingResourceGroup):
            from cdktf_cdktf_provider_azurerm.data_azurerm_resource_group import DataAzurermResourceGroup

            data = create(
                DataAzurermResourceGroup,
                application,
                "resource-group",
                writer.address("resource_group"),
                {"name": self._name(wanted.name)},
            )
            application.wrote(data)
            self.name, self.location, self.id = data.name, data.location, data.id
            return
        group = create(
            azurerm.ResourceGroup,
            application,
            "resource-group",
            writer.address("resource_group"),
            {"name": self._name(wanted), "location": self._location(), "tags": application.tags_or_none},
        )
        application.wrote(group)
        self.name, self.location, self.id = group.name, group.location, group.id

    def _name(self, wanted: Text | None) -> object:
        wanted = _parameter(self._application, "resource_group_name") or wanted
        if wanted is not None and is_token(wanted):
            return self._writer.text(wanted)
        default = wanted if isinstance(wanted, str) else _usual_name(self._application)
        self._variable = variable(
            self._application,
            "resource-group-name",
            self._writer.address("resource_group_name"),
            description="Name of the resource group.",
            default=default,
        )
        return self._variable.string_value

    def expect(self, name: str) -> None:
        """Has Terraform refuse another name for the group, where the deployment can give one.

        Args:
            name: of the group, in the case that Azure's ids have.
        """
        if self._variable is None or name in self._expected:
            return
        self._expected.append(name)
        variable_name = self._writer.address("resource_group_name")
        self._variable.add_override(
            "validation",
            [
                {
                    "condition": f"${{var.{variable_name} == {quote(each)}}}",
                    "error_message": f"A job is imported from the resource group {escape(each)}, and "
                    "would be replaced in another one.",
                }
                for each in self._expected
            ],
        )

    def _location(self) -> object:
        wanted = _parameter(self._application, "location") or self._application.location
        if wanted is not None and is_token(wanted):
            return self._writer.text(wanted)
        location = wanted if isinstance(wanted, str) else DEFAULT_LOCATION
        return variable(
            self._application,
            "location",
            self._writer.address("location"),
            description="Azure region, for example westeurope.",
            default=normalise_location(location),
        ).string_value
