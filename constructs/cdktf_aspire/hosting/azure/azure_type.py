"""The facts of Azure, azurerm and Bicep about a type of resource: stated once, on the resource's class."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.azure.azure_names import NewName, PartName


class OfDeployment(enum.Enum):
    """A value that each deployment has once."""

    TENANT_ID = "tenantId"


@records.frozen
class AzureOutput:
    """An output of a resource in Azure.

    Attributes:
        name: Aspire's name of the output; None where Aspire has none, and only Bicep asks for it.
        attribute: of azurerm's resource and its data source; None where no attribute is it.
        bicep: where Bicep has it, such as `properties.vaultUri` or `listKeys().primarySharedKey`; None where
            nothing in Bicep asks for it.
        secret: whether it is a secret.
        by_name: what it is in Azure's public cloud, with the resource's name for `{}`; None where the name
            does not say it.
    """

    name: str | None = None
    attribute: str | None = None
    bicep: str | None = None
    secret: bool = False
    by_name: str | None = None


def _with_id_and_name(outputs: tuple[AzureOutput, ...]) -> tuple[AzureOutput, ...]:
    return (AzureOutput("id", "id", "id"), AzureOutput("name", "name", "name", by_name="{}"), *outputs)


@records.frozen
class AzureType:
    """A kind of resource.

    Attributes:
        name: in Azure, such as `Microsoft.KeyVault/vaults`.
        azurerm: Terraform's type.
        names: of new ones.
        outputs: what Azure gives back, `id` and `name` first.
        default_roles: built-in roles that a job gets which refers to the resource, as in Aspire.
        roles: built-in roles for such resources -> id of the definition, None where Aspire's Bicep has none.
        bicep: what a new one is in the words of Bicep, path -> value: Bicep that says no more needs no other.
        brought: types in Azure of what comes with the resource, under the name `default`.
        found_by_id: whether an id is enough to use one that exists: azurerm only looks up by name, and in its
            own subscription.
    """

    name: str
    azurerm: str
    names: NewName
    outputs: tuple[AzureOutput, ...] = attrs.field(default=(), converter=_with_id_and_name)
    default_roles: tuple[str, ...] = ()
    roles: Mapping[str, str | None] = attrs.field(factory=dict)
    bicep: Mapping[str, object] = attrs.field(factory=dict)
    brought: tuple[str, ...] = ()
    found_by_id: bool = False

    @property
    def output_names(self) -> tuple[str, ...]:
        """Aspire's names of the outputs."""
        return tuple(each.name for each in self.outputs if each.name is not None)

    @property
    def outputs_by_name(self) -> dict[str, str]:
        """Aspire's name of an output -> what it is, with the resource's name for `{}`."""
        return {
            each.name: each.by_name
            for each in self.outputs
            if each.name is not None and each.by_name is not None
        }

    @property
    def attributes(self) -> dict[str, str]:
        """Aspire's name of an output -> azurerm's attribute, where one attribute is it."""
        return {
            each.name: each.attribute
            for each in self.outputs
            if each.name is not None and each.attribute is not None
        }


@records.frozen
class AzurePartType:
    """A kind of resource that is a part of another one.

    Attributes:
        name: in Azure, such as `Microsoft.ServiceBus/namespaces/queues`.
        azurerm: Terraform's type.
        names: what Azure takes.
        family: of those whose names differ in one whole; Terraform's type when not given.
        bicep: what a new one is in the words of Bicep, path -> value.
    """

    name: str
    azurerm: str
    names: PartName
    family: str = attrs.field(default=attrs.Factory(lambda self: self.azurerm, takes_self=True))
    bicep: Mapping[str, object] = attrs.field(factory=dict)
