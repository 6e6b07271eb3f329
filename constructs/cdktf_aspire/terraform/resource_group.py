"""The resource group: created, or looked up when it exists already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs.values import Text, is_token
from cdktf_aspire.terraform import azurerm
from cdktf_aspire.terraform.resources import create, variable

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class ResourceGroup:
    """The resource group of an application, with what is known through it."""

    def __init__(self, application: DistributedApplication, writer: Writer) -> None:
        self._application = application
        self._writer = writer
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
        wanted = self._parameter("resource_group_name") or wanted
        if wanted is not None and is_token(wanted):
            return self._writer.text(wanted)
        # A second application of the stack has a group of its own: two can't create the same one.
        usual = f"rg-{self._application.display_name}{self._application.name_suffix}"
        default = wanted if isinstance(wanted, str) else usual
        return variable(
            self._application,
            "resource-group-name",
            self._writer.address("resource_group_name"),
            description="Name of the resource group.",
            default=default,
        ).string_value

    def _location(self) -> object:
        wanted = self._parameter("location") or self._application.location
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

    def _parameter(self, variable_name: str) -> Parameter | None:
        """The AppHost's own parameter of that name: the two would be one Terraform variable."""
        if self._application.address_prefix:
            return None
        parameters = self._application.resources_of(Parameter)
        return next((each for each in parameters if each.identifier == variable_name), None)
