"""The attributes of a typed rule: one declaration of each gives metadata, its reading back and its check.

    @typed_rule(Scaler("azure-queue", page="azure-storage-queue"))
    class StorageQueueScaleRule(ScaleRule):
        queue_name: Text = text()
        queue_length: Number | None = whole(default=5, least=1)

KEDA's key is the attribute's name in camelCase, `queueName`, unless another one is given.
An attribute without a `default=` is required by KEDA. With one it may be left out, and then KEDA takes that
default: the attribute itself is None, and nothing is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar, Unpack, dataclass_transform

import attrs

from cdktf_aspire.jobs.keda import value_kinds
from cdktf_aspire.jobs.keda.scaler import AUTH, LOADED, Key, Scaler, Source
from cdktf_aspire.values import records

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Iterator

R = TypeVar("R")

# Where an attribute keeps its key.
_KEY: Final = "cdktf_aspire_key"


class _Facts(TypedDict, total=False):
    """The facts of an attribute: see `Key`; a default is a Python value, None if KEDA has no default."""

    default: object
    least: float | None
    greatest: float
    source: Source
    too_new: bool
    azure_type: str
    role: str


# As attrs.field does, these return Any: the annotation of the attribute says what it is.
def _field(key: Key, default: object = attrs.NOTHING, **facts: Any) -> Any:  # noqa: ANN401
    required = default is attrs.NOTHING
    text = None if required or default is None else key.kind.encode(default)
    assert text is None or isinstance(text, str), "a default is known"
    key = attrs.evolve(key, required=required, default=text, **facts)
    return attrs.field(default=None, converter=key.kind.convert, metadata={_KEY: key}, repr=not key.secret)


def of_kind(kind: value_kinds.ValueKind, name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a value of any kind."""
    return _field(Key(name, kind), **facts)


def text(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares text."""
    return _field(Key(name), **facts)


def texts(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a list of texts, which KEDA has separated by commas."""
    return _field(Key(name, value_kinds.TEXTS), **facts)


def secret(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a secret: it becomes a secret of the job, and never a metadata value."""
    return _field(Key(name, secret=True, source=AUTH), **facts)


def whole(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a whole number, not below zero."""
    return _field(Key(name, value_kinds.WHOLE, least=0), **facts)


def number(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a number."""
    return _field(Key(name, value_kinds.NUMBER), **facts)


def flag(name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares a flag."""
    return _field(Key(name, value_kinds.FLAG), **facts)


def choice(of: type[enum.Enum], name: str = "", **facts: Unpack[_Facts]) -> Any:  # noqa: ANN401
    """Declares one of a few values."""
    return _field(Key(name, value_kinds.choice(of)), **facts)


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(attrs.field, choice, flag, number, of_kind, secret, text, texts, whole),
)
def typed_rule(scaler: Scaler | None = None) -> Callable[[type[R]], type[R]]:
    """Makes a class the typed scale rule of a scaler.

    Args:
        scaler: what is known of it beside the attributes' keys; None for a class that others inherit from.
    """

    def decorate(cls: type[R]) -> type[R]:
        # Without slots, for rules that share attributes by multiple inheritance.
        made = records.frozen(kw_only=True, slots=False, field_transformer=_with_names)(cls)
        keys = [key for _, key in keys_of(made)]
        known = scaler or Scaler("")
        entry = attrs.evolve(known, keys=(keys, known.keys.values()), rule_class=made)
        setattr(made, "scaler", entry)  # noqa: B010 - the rules' base class declares it
        if scaler is not None:
            LOADED[entry.type] = entry
        return made

    return decorate


def _with_names(cls: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """The attributes, with a name in each key."""
    named = []
    for field in fields:
        key = field.metadata.get(_KEY)
        if key is not None and not key.name:
            name = re.sub("_([a-z])", lambda match: match[1].upper(), field.name)
            field = field.evolve(metadata={_KEY: attrs.evolve(key, name=name)})
        named.append(field)
    return named


def keys_of(rule: type) -> Iterator[tuple[str, Key]]:
    """Each attribute that is a key of the scaler, with its key."""
    for field in attrs.fields(rule):
        key = field.metadata.get(_KEY)
        if key is not None:
            yield field.name, key
