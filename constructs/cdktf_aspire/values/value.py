"""Values that only Terraform knows: references and cdktf's tokens, as opposed to literals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeGuard

import attrs

from cdktf_aspire.values import records
from cdktf_aspire.values.tokens import STRING_TOKEN, is_engine_token

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is never null.
_ID = re.compile(r"\$\{(?:data\.)?azurerm_\w+\.[\w-]+(?:\[[^\[\]]+\])?\.(?:id|name)\}")
# Of Terraform: text in quotes without an expression in it.
_QUOTED_TEXT = re.compile(r'"((?:[^"\\$%]|\\.|[$%](?!\{))*)"')


class Reference:
    """A value that is not text but stands for something Terraform will know: a parameter, an output, ...

    Example:
        ```python
        region: Reference = builder.add_parameter("region", "westeurope")
        worker.with_environment("REGION", region)
        ```
    """

    def __str__(self) -> str:
        # In an f-string it would be text that means nothing to Terraform; this form is found there.
        return f"<{type(self).__module__}.{type(self).__qualname__} object>"

    @property
    def is_secret(self) -> bool:
        """Whether the value must not appear in plain text in a job's configuration."""
        return False

    @property
    def _may_be_null(self) -> bool:
        """Whether the value may turn out not to be set at all, as an expression of Terraform may."""
        return False

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The parts of its text, for each of the texts that it may come to; none where nothing is known."""
        return ()

    @property
    def _inner(self) -> tuple[object, ...]:
        """The values that it has in it."""
        return ()

    @property
    def _known_text(self) -> str | None:
        """Its text, where that is known here already."""
        return None


@records.frozen
class EngineToken(Reference):
    """A cdktf token as a part of an expression.

    Attributes:
        value: the token, in the form that the user has it.
    """

    value: object = attrs.field(repr=False)


@records.frozen
class Raw(Reference):
    """A Terraform expression written by hand, passed through unescaped.

    Attributes:
        expression: the text between `${` and `}`, for example `var.zone` or `upper("x")`.
    """

    expression: str

    @property
    def _may_be_null(self) -> bool:
        """Always: `null` is an expression too."""
        return True

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The text of an expression that is nothing but text in quotes."""
        match = _QUOTED_TEXT.fullmatch(self.expression.strip())
        return ((match[1],),) if match else ()


def raw(expression: str) -> Raw:
    """A Terraform expression, which is written as it is.

    Args:
        expression: the text between `${` and `}`, such as `var.location`.

    Example:
        `worker.with_environment("TODAY", raw('formatdate("YYYY-MM-DD", plantimestamp())'))`
    """
    return Raw(expression)


@records.frozen(repr=False)
class Template(Reference):
    """Text of Terraform JSON with an expression in it.

    Attributes:
        text: as it is in the file.
        secret: whether the expression refers to something sensitive.
    """

    text: str
    secret: bool = False

    def __repr__(self) -> str:
        return "(sensitive)" if self.secret else self.text

    @property
    def is_secret(self) -> bool:
        """Whether the expression refers to something sensitive."""
        return self.secret

    @property
    def _may_be_null(self) -> bool:
        """Whether the text is nothing but an expression; text around it makes text of it.

        The id of a resource is never null, nor is its name.
        """
        is_expression = self.text.startswith("${") and self.text.endswith("}")
        return is_expression and _ID.fullmatch(self.text) is None


@records.frozen(repr=False)
class Unknown(Reference):
    """A value that nothing is known about here, so nothing is reported for it.

    As an element of a list it stands for any number of elements, none included.

    Attributes:
        secret: whether something sensitive goes into it.
    """

    secret: bool = False

    def __repr__(self) -> str:
        return "(unknown)"

    @property
    def is_secret(self) -> bool:
        """Whether something sensitive goes into it."""
        return self.secret

    @property
    def _may_be_null(self) -> bool:
        """Always."""
        return True


class Composite(Reference):
    """A reference that consists of other values."""

    @property
    def is_secret(self) -> bool:
        """Whether one of the values is a secret: then the whole is one."""
        return has_secret(self)


class OwnSource(Protocol):
    """A resource or a data source of the azurerm bindings that the user created."""

    @property
    def terraform_resource_type(self) -> str:
        """Terraform's type, for example `azurerm_servicebus_namespace`."""

    def get_string_attribute(self, terraform_attribute: str) -> str:
        """The token of an attribute."""


Text: TypeAlias = "str | Reference"
Number: TypeAlias = "int | float | Reference"
Flag: TypeAlias = "bool | Reference"


def is_token(value: object) -> bool:
    """Whether only Terraform knows the value: a `Reference`, or a cdktf token of any form."""
    return isinstance(value, Reference) or is_engine_token(value)


def is_set(value: object) -> bool:
    """Whether there certainly is a value: one that only Terraform knows may be null.

    For such a value, neither a value nor its absence (`value is None`) is certain.
    """
    if isinstance(value, Reference):
        return not value._may_be_null
    if isinstance(value, str):
        return STRING_TOKEN.fullmatch(value) is None
    return value is not None and not is_token(value)


def is_text_token(value: object) -> bool:
    """Whether only Terraform knows the value, and it can be text."""
    return not isinstance(value, list | tuple | dict) and is_token(value)


def is_list_token(value: object) -> bool:
    """Whether it is a cdktf token of a list."""
    return isinstance(value, list | tuple) and is_token(value)


def is_literal_text(value: object) -> TypeGuard[str]:
    """Whether the value is plain text that can be checked here."""
    return isinstance(value, str) and not is_engine_token(value)


def is_literal_number(value: object) -> TypeGuard[int | float]:
    """Whether the value is a plain number that can be checked here (a bool is none)."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and not is_engine_token(value)


def walk(value: object) -> Iterator[object]:
    """The value, and every value inside it; what is used in two places once."""
    left = [value]
    seen: dict[int, object] = {}  # an id means something only as long as its object lives
    while left:
        each = left.pop()
        inner = inner_of(each)
        if inner:
            if id(each) in seen:
                continue
            seen[id(each)] = each
            left += reversed(inner)
        yield each


def inner_of(value: object) -> tuple[object, ...]:
    """The values directly inside of one."""
    match value:
        case Reference():
            return value._inner
        case list():
            return tuple(value)
        case dict():
            return tuple(value.values())
    return ()


def hashable(value: object) -> object:
    """Something that can be in a set, and that is equal where the value is: `true` is not 1."""
    match value:
        case list() | tuple():
            return (list, *map(hashable, value))
        case dict():
            return frozenset((key, hashable(each)) for key, each in value.items())
        case bool() | float():
            return (type(value), value)
        case Reference() if attrs.has(type(value)) and type(value).__hash__ is not object.__hash__:
            fields = (each.name for each in attrs.fields(type(value)) if each.eq)  # type: ignore[arg-type]
            return (type(value), *(hashable(getattr(value, name)) for name in fields))
    return value


def is_known(value: object) -> bool:
    """Whether nothing of the value is left for Terraform."""
    return not any(isinstance(each, Reference) for each in walk(value))


def has_secret(value: object) -> bool:
    """Whether a value is a secret, or has one in it."""
    return isinstance(value, Reference | list | dict) and any(
        isinstance(each, Reference) and not isinstance(each, Composite) and each.is_secret
        for each in walk(value)
    )


def known_text(value: object) -> str | None:
    """The text of a value that is known here."""
    if isinstance(value, Reference):
        return value._known_text
    if isinstance(value, str):
        return None if is_engine_token(value) else value
    return str(value) if isinstance(value, bool) else None
