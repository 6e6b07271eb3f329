"""Writes all Azure resources: new ones, existing ones and the user's own."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast

import attrs

from cdktf_aspire.hosting.azure.azure_names import UNKNOWN_SUFFIX
from cdktf_aspire.hosting.azure.azure_resource import AzurePart, MaybeExisting, OwnAzureResource
from cdktf_aspire.hosting.own_constructs import is_own_construct
from cdktf_aspire.hosting.own_provider import is_own_provider
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.engine.elements import create, local
from cdktf_aspire.terraform.resources.context import Written
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cdktf_aspire.hosting.azure.azure_resource import Existing
    from cdktf_aspire.hosting.model import ApplicationModel, Resource
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.resources.context import Context
    from constructs import Construct

# The entries by class of resource; each module adds those of its service when it is imported.
_ENTRIES: Final[dict[type[Resource], object]] = {}

M = TypeVar("M", bound=MaybeExisting)
P = TypeVar("P", bound=AzurePart)


@records.frozen
class Planned:
    """A Terraform element that will be written.

    Attributes:
        kind: the type in azurerm, with `data.` before it for a data source; or `var`.
        name: the rest of the address.
        resource: the resource that it belongs to.
        azure_name: the name in Azure, with the names of its parents; None if it doesn't create anything.
        family: the group of types that need different names in Azure; by default only its own type.
    """

    kind: str
    name: str
    resource: Resource
    azure_name: str | None = None
    family: str = attrs.field(default=attrs.Factory(lambda self: self.kind, takes_self=True))

    @property
    def address(self) -> str:
        """The address in Terraform."""
        return f"{self.kind}.{self.name}"


def group_of(context: Context, existing: Existing | None) -> object:
    """The group of a resource: the application's, unless the resource exists in another one."""
    if existing is not None and existing.construct is not None:
        return existing.construct.get_string_attribute("resource_group_name")
    if existing is None or existing.resource_group is None:
        return context.group_name
    if is_own_construct(existing.resource_group):
        return existing.resource_group.get_string_attribute("name")
    return context.text(existing.resource_group)


def provider_of(owner: Resource, existing: Existing | None) -> Construct | None:
    """The provider for the parts of a resource: the one of the resource, if it isn't the application's.

    azurerm looks for some parts in the subscription of their provider, even if their parent's id names
    another one.

    Args:
        owner: the resource in whose stack the part is written.
        existing: the known values of the resource.
    """
    if existing is None or existing.construct is None:
        return None if existing is None else existing.provider
    found, application = getattr(existing.construct, "provider", None), owner._application
    assert isinstance(application, StackApplication)
    is_here = is_own_provider(found) and found.cdktf_stack is application.stack
    return cast("Construct", found) if is_here else None


def provide(
    kind: str,
    owner: Construct,
    construct_id: str,
    address: str,
    existing: Existing | None,
    *,
    new: Callable[[], Mapping[str, object]],
    found: Callable[[Existing], Mapping[str, object]],
    ignore_changes: Sequence[str] = (),
) -> TerraformElement:
    """The element of a resource: a new one, a data source for an existing one, or the user's own construct.

    Args:
        kind: the type in azurerm.
        owner: the construct that it is written for.
        construct_id: its id below the owner.
        address: its name in Terraform's address.
        existing: the known values of an existing resource; None creates one.
        new: returns the attributes of a new one.
        found: returns the attributes that identify an existing one.
        ignore_changes: attributes of a new one that Azure changes on its own.
    """
    if existing is None:
        return create(kind, owner, construct_id, address, new(), ignore_changes=ignore_changes)
    if existing.construct is not None:
        return cast("TerraformElement", existing.construct)
    return create(f"data_{kind}", owner, construct_id, address, found(existing), provider=existing.provider)


@records.frozen
class WholeEntry(Generic[M]):
    """How a kind of Azure resource is written.

    Attributes:
        resource: its class.
        construct_id: the id of the construct below the resource.
        attributes: the attributes of a new one, except for its name and place.
        ignore_changes: attributes of a new one that Azure changes on its own.
    """

    resource: type[M]
    construct_id: str
    attributes: Mapping[str, object] = attrs.field(factory=dict)
    ignore_changes: Sequence[str] = ()

    def __attrs_post_init__(self) -> None:
        _ENTRIES[self.resource] = self

    def write(self, context: Context, resource: M) -> Written:
        """Creates the resource, looks it up by its name, or uses the user's own construct."""
        if resource.existing is not None and resource.existing.subscription is not None:
            return self.complete(context, resource, self._by_id(context, resource, resource.existing))
        element = provide(
            self.resource._azure_type.azurerm,
            resource,
            self.construct_id,
            resource.identifier,
            resource.existing,
            new=lambda: {
                **self._of_new(context, self.name_of(context, resource)),
                **self.more_attributes(context, resource),
            },
            found=lambda existing: {
                "name": context.text(existing.name),
                "resource_group_name": group_of(context, existing),
            },
            ignore_changes=self.ignore_changes,
        )
        return self.complete(context, resource, self._stands_for(element))

    def _by_id(self, context: Context, resource: M, existing: Existing) -> Written:
        """The known values of a resource in another subscription, where azurerm can't look it up."""
        kind, name = self.resource._azure_type, str(context.text(existing.name))
        subscription, group = context.text(existing.subscription), group_of(context, existing)
        resource_id = f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{kind.name}/{name}"
        element = local(resource, "id", f"{resource.identifier}_id", resource_id)
        host = name.lower() if is_literal_text(existing.name) else name
        known = {output: text.format(host) for output, text in kind.outputs_by_name.items()}
        return Written(element, known={**known, "id": str(element.as_string), "name": name})

    def create(
        self,
        context: Context,
        owner: Construct,
        address: str,
        name: object,
        more: Mapping[str, object] | None = None,
        *,
        construct_id: str | None = None,
        ignore_changes: Sequence[str] | None = None,
    ) -> Written:
        """Creates a resource of the kind, which doesn't have to be in the application model.

        Args:
            context: the writer of the application.
            owner: the construct that it is created for.
            address: its name in Terraform's address.
            name: its name in Azure.
            more: attributes in addition to those that all resources of the kind have.
            construct_id: its id below the owner; by default the one of the kind.
            ignore_changes: attributes that Azure changes on its own; by default those of the kind.
        """
        kind, identifier = self.resource._azure_type.azurerm, construct_id or self.construct_id
        attributes = {**self._of_new(context, name), **(more or {})}
        ignored = self.ignore_changes if ignore_changes is None else ignore_changes
        return self._stands_for(create(kind, owner, identifier, address, attributes, ignore_changes=ignored))

    def _of_new(self, context: Context, name: object) -> dict[str, object]:
        return {"name": name, **context.place_of_new, **self.attributes}

    def _stands_for(self, element: TerraformElement) -> Written:
        return Written(element, self.resource._azure_type.attributes)

    def name_of(self, context: Context, resource: M) -> str:
        """The name of a new resource in Azure."""
        return resource._new_name(context.unique_suffix)

    def more_attributes(self, context: Context, resource: M) -> Mapping[str, object]:
        """Attributes of a new resource that are not the same for all."""
        return {}

    def complete(self, context: Context, resource: M, written: Written) -> Written:
        """Adds the elements that come with the resource."""
        return written

    def planned(self, resource: M, applications: Iterable[ApplicationModel]) -> Iterator[Planned]:
        """The elements that will be written for a resource.

        Args:
            resource: a resource of an application.
            applications: all applications of the cdktf app.
        """
        kind, existing = self.resource._azure_type.azurerm, resource.existing
        if existing is None:
            yield Planned(kind, resource.identifier, resource, resource._new_name(UNKNOWN_SUFFIX))
        elif existing.subscription is not None:
            yield Planned("local", f"{resource.identifier}_id", resource)
        elif existing.name is not None:
            yield Planned(f"data.{kind}", resource.identifier, resource)


@records.frozen
class PartEntry(Generic[P]):
    """How a kind of part of Azure resources is written.

    Attributes:
        resource: its class.
        construct_id: the id of the construct below the part.
        attributes: returns its attributes, except for its name.
    """

    resource: type[P]
    construct_id: str
    attributes: Callable[[Context, P], Mapping[str, object]]

    def __attrs_post_init__(self) -> None:
        _ENTRIES[self.resource] = self

    def write(self, context: Context, part: P) -> TerraformElement:
        """Creates the part."""
        depends_on = context.azure(part.parent).others
        attributes = {"name": context.text(part.azure_name), **self.attributes(context, part)}
        creates = self.resource._azure_type.azurerm
        return create(
            creates,
            part,
            self.construct_id,
            part.identifier,
            attributes,
            depends_on=depends_on,
            provider=provider_of(part, part.parent.existing),
        )

    def planned(self, part: P) -> Iterator[Planned]:
        """The element that will be written for a part."""
        name = f"{part.parent.name}/{part._azure_path}".lower()
        yield Planned(
            self.resource._azure_type.azurerm, part.identifier, part, name, self.resource._azure_type.family
        )


WholeEntry(OwnAzureResource, "own")


def write_whole(context: Context, resource: MaybeExisting) -> Written:
    """Creates a resource, looks it up, or uses the user's own construct."""
    return _whole(type(resource)).write(context, resource)


def write_part(context: Context, part: AzurePart) -> TerraformElement | None:
    """Creates a part of a resource; None if the part exists already, or comes with the resource."""
    if not part._azure_type.name or part._is_existing:
        return None
    return _part(type(part)).write(context, part)


def planned_azure(resource: Resource, applications: Iterable[ApplicationModel]) -> Iterator[Planned]:
    """The elements that will be written for an Azure resource; none for any other resource.

    Args:
        resource: a resource of an application.
        applications: all applications of the cdktf app.
    """
    if isinstance(resource, MaybeExisting) and resource._azure_type.name:
        yield from _whole(type(resource)).planned(resource, applications)
    elif isinstance(resource, AzurePart) and resource._azure_type.name and not resource._is_existing:
        yield from _part(type(resource)).planned(resource)


def _whole(kind: type[M]) -> WholeEntry[M]:
    return cast("WholeEntry[M]", entry_of(kind))


def _part(kind: type[P]) -> PartEntry[P]:
    return cast("PartEntry[P]", entry_of(kind))


def entry_of(kind: type[Resource]) -> object:
    """The entry of a class, from the module with the same name as the one that defines the class."""
    if kind not in _ENTRIES:
        importlib.import_module(f"{__package__}.{kind.__module__.rpartition('.')[2]}")
    return _ENTRIES[kind]
