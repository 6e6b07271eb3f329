"""The attributes of a typed rule: one declaration of each gives metadata, its reading back and its check.

    @scaler("azure-queue", page="azure-storage-queue")
    class StorageQueueScaleRule(ScaleRule):
        queue_name: Text = text("queueName")
        queue_length: Number | None = whole("queueLength", default=5, least=1)

An attribute without a `default=` is required by KEDA. With one it may be left out, and then KEDA takes that
default: the attribute itself is None, and nothing is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar, dataclass_transform

import attrs

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.scaler import METADATA, OPEN, Key, Needs, OneOf, Scaler, SignIn, Source

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Iterator

    from cdktf_aspire.jobs.scalers.rule import ScaleRule

R = TypeVar("R", bound="ScaleRule")

# Where an attribute keeps its key.
_KEY: Final = "cdktf_aspire_key"


# As attrs.field does, these return Any: the annotation of the attribute says what it is.
def _key(name: str, kind: kinds.Kind, default: object, source: Source, **more: Any) -> Any:  # noqa: ANN401
    required = default is attrs.NOTHING
    text: str | None = None
    if not required and default is not None:
        encoded = kind.encode(default)
        assert isinstance(encoded, str), f"{name} has a default that is not {kind.words}"
        text = encoded
    key = Key(name, kind, required, text, source=source, **more)
    return attrs.field(default=None, converter=kind.convert, metadata={_KEY: key}, repr=not key.secret)


def text(
    name: str,
    *,
    default: object = attrs.NOTHING,
    source: Source = METADATA,
    kind: kinds.Kind = kinds.TEXT,
) -> Any:  # noqa: ANN401
    """Declares text; `kind` narrows what it may be."""
    return _key(name, kind, default, source)


def secret(name: str, *, default: object = attrs.NOTHING, source: Source = Source.AUTHENTICATION) -> Any:  # noqa: ANN401
    """Declares a secret: it becomes a secret of the job, and never a metadata value."""
    return _key(name, kinds.TEXT, default, source, secret=True)


def whole(
    name: str,
    *,
    default: object = attrs.NOTHING,
    least: int | None = 0,
    greatest: int | None = None,
    source: Source = METADATA,
) -> Any:  # noqa: ANN401
    """Declares a whole number."""
    return _key(name, kinds.WHOLE, default, source, least=least, greatest=greatest)


def number(
    name: str, *, default: object = attrs.NOTHING, least: float | None = None, source: Source = METADATA
) -> Any:  # noqa: ANN401
    """Declares a number."""
    return _key(name, kinds.NUMBER, default, source, least=least)


def flag(name: str, *, default: object = attrs.NOTHING, source: Source = METADATA) -> Any:  # noqa: ANN401
    """Declares a flag."""
    return _key(name, kinds.FLAG, default, source)


def choice(
    name: str, of: type[enum.Enum], *, default: object = attrs.NOTHING, source: Source = METADATA
) -> Any:  # noqa: ANN401
    """Declares one of a few values."""
    return _key(name, kinds.choice(of), default, source)


def texts(name: str, *, default: object = attrs.NOTHING, source: Source = METADATA) -> Any:  # noqa: ANN401
    """Declares a list of texts, which KEDA has separated by commas."""
    return _key(name, kinds.TEXTS, default, source)


def time(
    name: str,
    kind: kinds.Kind,
    *,
    default: object = attrs.NOTHING,
    least: int | None = None,
    source: Source = METADATA,
) -> Any:  # noqa: ANN401
    """Declares a timedelta; `kind` says how KEDA has it, and `least` is in that unit."""
    return _key(name, kind, default, source, least=least)


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(attrs.field, choice, flag, number, secret, text, texts, time, whole),
)
def scaler(
    kind: str,
    *,
    page: str,
    choices: tuple[OneOf, ...] = (),
    needs: tuple[Needs, ...] = (),
    sign_in: SignIn = OPEN,
    is_open: bool = False,
    more: tuple[Key, ...] = (),
) -> Callable[[type[R]], type[R]]:
    """Makes a class the typed scale rule of a scaler.

    Args:
        kind: KEDA's name of the scaler.
        page: last part of its address in KEDA's documentation.
        choices: keys that stand for each other.
        needs: keys that need others.
        sign_in: how it proves who it is.
        is_open: whether it takes keys of the user's own.
        more: keys without an attribute, such as those that KEDA gives up.
    """

    def decorate(cls: type[R]) -> type[R]:
        # Without slots, for rules that share attributes by multiple inheritance.
        made = attrs.frozen(kw_only=True, slots=False)(cls)
        keys = {key.name: key for key in (*(key for _, key in keys_of(made)), *more)}
        made.scaler = Scaler(kind, page, keys, choices, needs, sign_in, is_open)
        return made

    return decorate


def keys_of(kind: type[ScaleRule]) -> Iterator[tuple[str, Key]]:
    """Each attribute that is a key of the scaler, with its key."""
    for field in attrs.fields(kind):
        key = field.metadata.get(_KEY)
        if key is not None:
            yield field.name, key
