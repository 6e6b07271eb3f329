"""Resources that a Bicep module declares, worked out, and the leaves of values that name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

import attrs

from cdktf_aspire.publish_output.paths import value_at
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Interpolation, interpolated
from cdktf_aspire.values.value import Reference, hashable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cdktf_aspire.publish_output.leaves import BicepValue, Scope
    from cdktf_aspire.publish_output.problems import SourceSpan
    from cdktf_aspire.publish_output.syntax import BicepFile

TYPE_PATTERN: Final = re.compile(r"(?P<type>[A-Za-z0-9.]+(?:/[A-Za-z0-9.]+)+)@(?P<version>[0-9A-Za-z-]+)")


class Declaring(Protocol):
    """What a resource knows of the module that declares it; see `modules.Module`."""

    name: str
    file: BicepFile
    scope: Scope | None

    @property
    def nodes(self) -> list[Node]:
        """The resources that it declares."""

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What an output comes to."""


@records.define(eq=False)
class Node(Reference):
    """A resource of a module.

    Attributes:
        module: that declares it.
        symbol: its name in the module.
        type: for example `Microsoft.App/jobs`.
        api_version: of that type.
        is_existing: whether it is only looked up.
        place: where it is declared.
        key: by which the module finds it: `parent::child`, `symbol[0]`; its symbol for others.
        decorators: names of those that it is declared with.
        name: in Azure.
        full_name: the name with those of all that it is in, `account/default/data`; often None.
        parent: whose child it is.
        above: the rest of the id of what it is in, after the id of the parent or the scope.
        scope: resource that it extends, or the group or subscription it is in; None for the module's own.
        body: everything else that the module says of it.
        places: of each property by its path, for messages.
        same_as: the resource that a lookup finds, where the publish output declares it.
        asked: what others ask of it.
    """

    module: Declaring
    symbol: str
    type: str
    api_version: str
    is_existing: bool
    place: SourceSpan
    key: str = ""
    decorators: Collection[str] = ()
    name: BicepValue = None
    full_name: BicepValue = None
    parent: Node | None = None
    above: tuple[BicepValue, ...] = ()
    scope: Node | Scope | None = None
    depends_on: list[Node] = attrs.field(factory=list)
    body: dict[str, BicepValue] = attrs.field(factory=dict)
    places: dict[tuple[str | int, ...], SourceSpan] = attrs.field(factory=dict)
    same_as: Node | None = None
    asked: list[Property] = attrs.field(factory=list)

    @property
    def itself(self) -> Node:
        """The resource, behind all lookups of it."""
        node = self
        while node.same_as is not None:
            node = node.same_as
        return node

    def is_a(self, kind: str) -> bool:
        """Whether it is of a type; upper and lower case count as equal, as in Azure."""
        return self.type.lower() == kind.lower()

    def get(self, *path: str | int) -> BicepValue:
        """What the module says at a path; None where it is not set."""
        found: BicepValue = value_at(self.body, path)
        return found

    def place_of(self, *path: str | int) -> SourceSpan:
        """Where a property stands, or what is around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.place)

    def __repr__(self) -> str:
        return f"<{self.type} {self.symbol!r} of {self.module.name!r}>"


@records.frozen
class Symbol(Reference):
    """A resource as such, as `parent` and `scope` have it.

    Attributes:
        node: the resource.
    """

    node: Node


@records.frozen
class Property(Reference):
    """Something of a resource that Azure knows.

    Attributes:
        node: the resource.
        path: `("properties", "vaultUri")`, `("id",)`, ...
        action: that gives it, such as `listKeys`; None for the resource itself.
        place: where it is asked for.
    """

    node: Node
    path: tuple[str | int, ...]
    action: str | None = None
    place: SourceSpan | None = attrs.field(default=None, eq=False, repr=False)


@records.frozen
class VaultSecretValue(Reference):
    """What a secret of a vault holds.

    Attributes:
        vault: that holds it.
        secret: its name in the vault.
    """

    vault: Node
    secret: str


def segments(name: BicepValue) -> list[BicepValue]:
    """The parts of a name between its slashes."""
    parts: Sequence[BicepValue] = name.parts if isinstance(name, Interpolation) else [name]
    found: list[list[BicepValue]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            found[-1].append(part)
            continue
        first, *others = part.split("/")
        found[-1].append(first)
        found += [[each] for each in others]
    return [interpolated(each) for each in found]


def find_the_same(nodes: list[Node]) -> None:
    """Ties each lookup to the resource of the publish output that it finds, parents before children."""
    found: dict[object, Node] = {}
    for depth in sorted({node.type.count("/") for node in nodes}):
        level = [node for node in nodes if node.type.count("/") == depth]
        for node in level:
            if not node.is_existing and node.name is not None:
                found.setdefault(_identity_of(node, node.module.scope), node)
        for lookup in level:
            if lookup.is_existing and lookup.name is not None:
                # Of several lookups of one thing, the first stands for all.
                same = _named(lookup) or found.setdefault(
                    _identity_of(lookup, lookup.scope or lookup.module.scope), lookup
                )
                lookup.same_as = None if same.itself is lookup else same


def _named(lookup: Node) -> Node | None:
    """The resource whose name a lookup has for its own."""
    match lookup.name:
        case Property(node=named, path=("name",), action=None) if named.itself.is_a(lookup.type):
            return named.itself
    return None


def _identity_of(node: Node, scope: object) -> object:
    """The identity of a resource: the type, the name and what they are in."""
    place = scope if node.parent is None else node.parent.itself
    return (node.type.lower(), hashable(node.name), hashable(node.above), hashable(place))
