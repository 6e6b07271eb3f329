"""What expressions of Bicep and of the manifest come to: plain values, or what only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import Place


class Symbolic:
    """A value that the publish output alone does not tell."""


@attrs.frozen
class Joined(Symbolic):
    """Text with values in it.

    Attributes:
        parts: text and values, never two texts in a row.
    """

    parts: tuple[Value, ...]


@attrs.frozen
class Call(Symbolic):
    """A function of Bicep over values that are not all known.

    Attributes:
        function: its name in Bicep; `==`, `!=`, `?:` and `[]` for the operators.
        args: its arguments.
        place: where it is called.
    """

    function: str
    args: tuple[Value, ...]
    place: Place | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Symbol(Symbolic):
    """A resource by itself, as `parent` and `scope` have it.

    Attributes:
        node: the resource.
    """

    node: Node


@attrs.frozen
class Property(Symbolic):
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
    place: Place | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Scope(Symbolic):
    """`resourceGroup()`, `subscription()` or `tenant()`.

    Attributes:
        kind: which of the three.
        name: of another resource group, or None for the application's own.
    """

    kind: str
    name: Value = None


@attrs.frozen
class ScopeProperty(Symbolic):
    """Something of a scope, such as `resourceGroup().location`.

    Attributes:
        scope: of what.
        name: `id`, `name`, `location`, `subscriptionId`, `tenantId`.
    """

    scope: Scope
    name: str


@attrs.frozen
class Deployer(Symbolic):
    """What the deployment knows about whoever runs it: Aspire leaves it empty in the manifest.

    Attributes:
        parameter: `principalId`, `userPrincipalId`, `principalName`.
    """

    parameter: str


@attrs.frozen
class ParameterValue(Symbolic):
    """A parameter of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
class ConnectionString(Symbolic):
    """The connection string of a resource of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
class Image(Symbolic):
    """The image of a project or a Dockerfile.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
class Binding(Symbolic):
    """Something of an endpoint; also the port that a container listens on.

    Attributes:
        name: of the resource.
        endpoint: its name, or None for `containerPort`.
        part: `url`, `host`, `port`, `targetPort`, `scheme`, `tlsEnabled`.
    """

    name: str
    endpoint: str | None
    part: str


@attrs.frozen
class VaultSecretValue(Symbolic):
    """What a secret of a vault holds.

    Attributes:
        vault: that holds it.
        secret: its name in the vault.
    """

    vault: Node
    secret: str


@attrs.frozen
class LeftOut(Symbolic):
    """An output of a resource that the user leaves out of this Terraform.

    Attributes:
        name: of the resource.
        output: which one.
        secret: whether it is one.
    """

    name: str
    output: str
    secret: bool = False


Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | Symbolic | None"


@attrs.frozen
class Keyed(Symbolic):
    """An object with keys that are not all known, such as a map by identity id.

    Attributes:
        items: key and value.
    """

    items: tuple[tuple[Value, Value], ...]


def joined(parts: list[Value]) -> Value:
    """Text of parts: plain text where all of them are, the value itself where it is the only one."""
    flat: list[Value] = []
    for part in parts:
        pieces = part.parts if isinstance(part, Joined) else (part,)
        for piece in pieces:
            text = text_of(piece)
            if text is None:
                flat.append(piece)
            elif flat and isinstance(flat[-1], str):
                flat[-1] += text
            elif text:
                flat.append(text)
    if all(isinstance(part, str) for part in flat):
        return "".join(str(part) for part in flat)
    return flat[0] if len(flat) == 1 else Joined(tuple(flat))


def text_of(value: Value) -> str | None:
    """A known value as Bicep puts it into a text; None for others."""
    match value:
        case bool():
            return "True" if value else "False"
        case str():
            return value
        case int():
            return str(value)
        case float():
            return f"{value:g}"
    return None


def is_known(value: Value) -> bool:
    """Whether nothing of the value is left for Terraform."""
    return not any(isinstance(each, Symbolic) for each in walk(value))


def walk(value: Value) -> Iterator[Value]:
    """The value, and every value inside it."""
    left = [value]
    while left:
        each = left.pop()
        yield each
        match each:
            case list():
                left += reversed(each)
            case dict():
                left += reversed(each.values())
            case Joined(parts=inner) | Call(args=inner):
                left += reversed(inner)
            case Keyed(items=items):
                left += [part for pair in reversed(items) for part in reversed(pair)]
            case ScopeProperty(scope=Scope(name=name)) | Scope(name=name) if name is not None:
                left.append(name)
