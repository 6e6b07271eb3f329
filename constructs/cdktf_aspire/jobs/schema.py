"""The attributes of a job: each is declared once, on its settings class, for everything that walks a job.

A line such as

    replica_retry_limit: Number | None = setting(NUMBER, default=0)

is all that the check of kinds, the writer and the readers of Terraform and of Bicep, and the review need.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import attrs

from cdktf_aspire.jobs.items import Items
from cdktf_aspire.values import records
from cdktf_aspire.values.value import (
    Template,
    Unknown,
    is_list_token,
    is_literal_number,
    is_text_token,
    is_token,
)

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Mapping

    from cdktf_aspire.values.value import Number, Text

T = TypeVar("T")
A_co = TypeVar("A_co", covariant=True)

_KEY: Final = "setting"
_OWN_NAME: Final = "="


class Kind(Generic[A_co]):
    """The values that an attribute accepts; the type parameter is its type in Python."""

    @property
    def words(self) -> str:
        """A description for messages."""
        raise NotImplementedError

    @property
    def is_optional(self) -> bool:
        """Whether None stands for nothing."""
        return False

    def initial(self) -> A_co:
        """The value when nothing is set."""
        raise NotImplementedError

    def unknown(self) -> object:
        """A value that no rule reports: the replacement for one that can't be read.

        In a list or a map it stands for any number of items.
        """
        return Unknown()

    def fits(self, value: object) -> bool:
        """Whether a value is valid, apart from the initial blocks and lists."""
        return False


@records.frozen
class Scalar(Kind[T | None]):
    """One value.

    Attributes:
        words: a description for messages.
        is_one: whether a value is one.
        is_number: whether azurerm has a number there; otherwise it has text.
    """

    words: str
    is_one: Callable[[object], bool]
    is_number: bool = False

    @property
    def is_optional(self) -> bool:  # noqa: D102
        return True

    def initial(self) -> None:  # noqa: D102
        return None

    def fits(self, value: object) -> bool:  # noqa: D102
        return self.is_one(value)


@records.frozen
class Texts(Kind["list[Text]"]):
    """A list of texts.

    Attributes:
        is_joined: whether a token of a list among them is joined in.
        is_set: whether they are a set, which Bicep writes as the keys of an object.
    """

    is_joined: bool = False
    is_set: bool = False

    words = "a list of texts"

    def initial(self) -> list[Text]:  # noqa: D102
        return Items()

    def unknown(self) -> object:  # noqa: D102
        return Items([Unknown()])

    def takes(self, item: object) -> bool:
        """Whether a value can be one of them."""
        return _is_text(item) or (self.is_joined and is_list_token(item))


# How KEDA's metadata, which is text, has what it stands for.
_AS_TEXT: Final[dict[type, Callable[[object], str]]] = {
    bool: lambda value: str(value).lower(),
    int: str,
    float: lambda value: repr(value).removesuffix(".0"),
}


@records.frozen
class TextMap(Kind["dict[str, Text]"]):
    """Texts by the user's own keys.

    Attributes:
        is_joined: whether a token of a list becomes text, its elements joined with commas.
    """

    is_joined: bool = False

    words = "a dict from text to text"

    def as_texts(self, value: dict[object, object]) -> dict[object, object]:
        """The map with its numbers and truths as Azure writes them, where text stands for such values."""
        if not self.is_joined or all(type(each) not in _AS_TEXT for each in value.values()):
            return value
        return {
            key: _AS_TEXT[type(each)](each) if type(each) in _AS_TEXT and not is_token(each) else each
            for key, each in value.items()
        }

    def initial(self) -> dict[str, Text]:  # noqa: D102
        return {}

    def unknown(self) -> object:  # noqa: D102
        return {"unknown": Unknown()}

    def fits(self, value: object) -> bool:  # noqa: D102
        # What is read from Terraform may be an expression for a whole map.
        if not isinstance(value, dict):
            return isinstance(value, Template | Unknown)
        if is_token(value):
            return self.is_joined
        return all(
            isinstance(key, str) and (_is_text(each) or (self.is_joined and is_list_token(each)))
            for key, each in value.items()
        )


@records.frozen
class Choice(Kind[T]):
    """One of the members of an enum.

    Attributes:
        type: the enum.
        by_default: its member, or None.
    """

    type: type[enum.Enum]
    by_default: T

    @property
    def is_optional(self) -> bool:  # noqa: D102
        return self.by_default is None

    def initial(self) -> T:  # noqa: D102
        return self.by_default

    @property
    def words(self) -> str:  # noqa: D102
        return " or ".join(f"{self.type.__name__}.{member.name}" for member in self.type)

    def fits(self, value: object) -> bool:  # noqa: D102
        return isinstance(value, self.type)

    def member(self, text: str) -> enum.Enum | None:
        """The member that a text in any case stands for."""
        wanted = text.lower()
        return next(
            (each for each in self.type if wanted in {str(each.value).lower(), each.name.lower()}), None
        )


@records.frozen
class Block(Kind[T]):
    """A block of settings that is always there."""

    type: type[T]

    @property
    def words(self) -> str:  # noqa: D102
        return f"a {self.type.__name__}"

    def initial(self) -> T:  # noqa: D102
        return self.type()

    def unknown(self) -> object:  # noqa: D102
        return unknown_block(self.type)


@records.frozen
class Blocks(Kind["list[T]"], Generic[T]):
    """A list of blocks.

    Attributes:
        type: of each block.
        when_missing: what to do about a position that is not there.
        by: an attribute of each block, and its member by azurerm's name for such blocks; None where azurerm
            has all of them under one name.
    """

    type: type[T]
    when_missing: str = ""
    by: tuple[str, Mapping[str, enum.Enum]] | None = None

    @property
    def words(self) -> str:  # noqa: D102
        return f"a list[{self.type.__name__}]"

    def initial(self) -> list[T]:  # noqa: D102
        return Items(when_missing=self.when_missing)

    def unknown(self) -> object:  # noqa: D102
        return Items([unknown_block(self.type)])


def _is_text(value: object) -> bool:
    return isinstance(value, str) or is_text_token(value)


def _is_number(value: object) -> bool:
    return is_text_token(value) or (is_literal_number(value) and math.isfinite(value))


TEXT: Final[Scalar[Text]] = Scalar("text", _is_text)
NUMBER: Final[Scalar[Number]] = Scalar("a number", _is_number, is_number=True)
SECONDS: Final[Scalar[Number | timedelta]] = Scalar(
    "a number or a timedelta", lambda value: _is_number(value) or isinstance(value, timedelta), is_number=True
)
VCPU: Final[Scalar[Number | str]] = Scalar(
    "a number or text", lambda value: _is_number(value) or isinstance(value, str), is_number=True
)


@records.frozen
class Setting:
    """One attribute of a settings class.

    Attributes:
        kind: of its values.
        name: of the attribute.
        azurerm: its name in azurerm; None where azurerm has no such attribute, and empty for a block whose
            attributes are next to those of the block around it in azurerm.
        bicep: its path in Bicep; empty where Bicep has none.
        default: the value that is written when nothing is set; None leaves it to Azure.
        required: whether azurerm requires it.
        is_shown: whether a message may show what was given.
        when: a sibling's name and its value without which azurerm has no such attribute.
        selected_by: for a block that azurerm doesn't have as a block: the attribute that selects it, and the
            values that do. They are written if anything in the block is set.
        unless: a sibling's name; the value is not written where that one is set.
        is_list: whether azurerm takes several blocks where a job has one.
    """

    kind: Kind[object]
    name: str
    azurerm: str | None
    bicep: tuple[str, ...]
    default: object
    required: bool
    is_shown: bool
    when: tuple[str, enum.Enum] | None
    selected_by: tuple[str, ...]
    unless: str | None
    is_list: bool


def setting(
    kind: Kind[T],
    azurerm: str | None = _OWN_NAME,
    *,
    bicep: str | None = _OWN_NAME,
    default: object = None,
    required: bool = False,
    secret: bool = False,
    shown: bool = True,
    when: tuple[str, enum.Enum] | None = None,
    selected_by: tuple[str, ...] = (),
    unless: str | None = None,
    is_list: bool = False,
) -> T:
    """Declares an attribute of a settings class; the arguments are the attributes of `Setting`.

    azurerm's name is the attribute's own, and Bicep's path is that in camel case, unless another one is given
    (Bicep's with dots). A `secret` attribute is left out of the `repr`.
    """
    path = () if bicep is None else tuple(bicep.split("."))
    declared = Setting(kind, "", azurerm, path, default, required, shown, when, selected_by, unless, is_list)
    field: T = attrs.field(factory=kind.initial, repr=not secret, metadata={_KEY: declared})
    return field


_schemas: dict[type, tuple[Setting, ...]] = {}


def schema_of(kind: type) -> tuple[Setting, ...]:
    """The attributes of a settings class, in the order in which they are declared."""
    if kind not in _schemas:
        _schemas[kind] = tuple(_named(field.metadata[_KEY], field.name) for field in attrs.fields(kind))
    return _schemas[kind]


def _named(declared: Setting, name: str) -> Setting:
    return attrs.evolve(
        declared,
        name=name,
        azurerm=name if declared.azurerm == _OWN_NAME else declared.azurerm,
        bicep=(in_camel_case(name),) if declared.bicep == (_OWN_NAME,) else declared.bicep,
    )


def in_camel_case(name: str) -> str:
    """A name as Bicep and the bindings write it: `replica_timeout` is `replicaTimeout`."""
    first, *rest = name.split("_")
    return "".join((first, *map(str.capitalize, rest)))


def setting_of(kind: type, name: str) -> Setting:
    """One attribute of a settings class."""
    return next(each for each in schema_of(kind) if each.name == name)


def attributes_of(kind: type) -> dict[str, Setting]:
    """The azurerm attributes of a settings class, by azurerm's names."""
    attributes: dict[str, Setting] = {}
    for each in schema_of(kind):
        if each.azurerm:
            attributes[each.azurerm] = each
        elif isinstance(each.kind, Block) and each.azurerm == "":
            attributes |= attributes_of(each.kind.type)
        elif isinstance(each.kind, Blocks) and each.kind.by:
            attributes |= dict.fromkeys(each.kind.by[1], each)
    return attributes


def unknown_block(kind: type[T]) -> T:
    """A block that no rule reports: the replacement for one that can't be read."""
    block = kind()
    choices = [each for each in schema_of(kind) if each.selected_by]
    for each in schema_of(kind):
        if each in choices[1:]:  # a job has one of them
            continue
        if each.kind.is_optional or not isinstance(each.kind, Choice):
            block.__dict__[each.name] = each.kind.unknown()
    return block
