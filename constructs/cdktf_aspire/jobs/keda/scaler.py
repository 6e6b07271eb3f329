"""What is known of one of KEDA's scalers: its keys, what they may be, and how it signs in."""

from __future__ import annotations

import enum
import itertools
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from cdktf_aspire.jobs.keda.value_kinds import TEXT, WHOLE, ValueKind
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PAGES: Final = "https://keda.sh/docs/latest/scalers/"
FROM_ENVIRONMENT: Final = "FromEnv"
# https://learn.microsoft.com/azure/container-apps/scale-app, in August 2026. The facts about the scalers are
# from KEDA's documentation, which is ahead of what Azure runs.
KEDA_OF_CONTAINER_APPS: Final = "2.18.1"


class Source(enum.Flag):
    """Where KEDA takes a value from."""

    METADATA = enum.auto()
    ENVIRONMENT = enum.auto()
    AUTHENTICATION = enum.auto()


# In the words of KEDA's schema.
METADATA: Final = Source.METADATA
ENV: Final = Source.ENVIRONMENT
AUTH: Final = Source.AUTHENTICATION
ANYWHERE: Final = METADATA | ENV | AUTH


@records.frozen
class Key:
    """A key of a scaler.

    Attributes:
        name: KEDA's; of a typed rule's attribute its own name in camelCase when empty.
        kind: of its value.
        required: whether KEDA refuses the rule without it.
        default: what KEDA takes without it, as KEDA's text; None when it takes nothing.
        least: the smallest number; of a time, in KEDA's unit.
        greatest: the greatest one.
        source: where it may come from.
        secret: whether it gives access to something.
        too_new: whether the KEDA of Container Apps does not have it, by KEDA's schema of 2.18 and of 2.20.
        azure_type: type of the Azure resource that it names, which can be passed instead; empty if there is
            none.
        role: what an identity needs on that resource, a built-in role of Azure; empty for a part of another.
    """

    name: str
    kind: ValueKind = TEXT
    required: bool = False
    default: str | None = None
    least: float | None = None
    greatest: float | None = None
    source: Source = METADATA
    secret: bool = False
    too_new: bool = False
    azure_type: str = ""
    role: str = ""


def required(names: str, source: Source = METADATA, kind: ValueKind = TEXT) -> list[Key]:
    """Keys that KEDA refuses the rule without."""
    return [Key(name, kind, required=True, source=source) for name in names.split()]


def optional(
    names: str,
    source: Source = METADATA,
    kind: ValueKind = TEXT,
    least: float | None = None,
    too_new: bool = False,
) -> list[Key]:
    """Keys that may be left out, each with KEDA's default after `=` where there is one."""
    parts = (name.partition("=") for name in names.split())
    return [
        Key(name, kind, False, default if equals else None, least, source=source, too_new=too_new)
        for name, equals, default in parts
    ]


def counts(names: str, activation: str = "") -> list[Key]:
    """Whole numbers: for one execution, so from 1, and up to which there is none, so from 0."""
    return optional(names, kind=WHOLE, least=1) + optional(activation, kind=WHOLE, least=0)


def secrets(names: str, source: Source = AUTH) -> list[Key]:
    """Keys that give access to something."""
    return [Key(name, source=source, secret=True) for name in names.split()]


def _groups(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split()) for group in text.split("|")) if text else ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@records.frozen
class OneOf:
    """Keys of which one group has to be there as a whole.

    Attributes:
        groups: of keys, given as `queueName | topicName subscriptionName`.
        exclusive: whether KEDA refuses two groups at once.
        optional: whether none may be there.
    """

    groups: tuple[tuple[str, ...], ...] = attrs.field(converter=_groups)
    exclusive: bool = True
    optional: bool = False


# Of a client that shows one where the server asks for it.
CERTIFICATE: Final = OneOf("cert key", optional=True)


@records.frozen
class Needs:
    """Keys that another key needs beside it.

    Attributes:
        key: the other key.
        keys: that it needs, given as words.
        values: of the other key that need them, given as words; any when empty.
    """

    key: str
    keys: tuple[str, ...] = attrs.field(converter=_words)
    values: tuple[str, ...] = attrs.field(default="", converter=_words)


@records.frozen
class SignIn:
    """How a scaler proves who it is.

    Attributes:
        ways: groups of keys, one of which has to be there as a whole, given as those of `OneOf`.
        optional: whether the source may be open to everybody.
        with_identity: keys that a managed identity needs beside it, given as words; None when the scaler
            takes none.
        rights: what the identity needs on the source, where no key has a role for that.
    """

    ways: tuple[tuple[str, ...], ...] = attrs.field(default="", converter=_groups)
    optional: bool = False
    with_identity: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_words)
    )
    rights: str = ""


OPEN: Final = SignIn(optional=True)


# `type` is an attribute below.
_RuleClass: TypeAlias = type


def _by_name(keys: Iterable[Iterable[Key]]) -> dict[str, Key]:
    by_name: dict[str, Key] = {}
    for key in itertools.chain.from_iterable(keys):
        by_name.setdefault(key.name, key)  # an attribute says more of its key
    return by_name


@records.frozen
class Scaler:
    """One of KEDA's scalers.

    Attributes:
        type: KEDA's name, azurerm's `custom_rule_type`.
        keys: by KEDA's name; given as groups of keys, without those of the typed rule's attributes.
        page: last part of its address in KEDA's documentation; the type when not given.
        choices: keys that stand for each other.
        needs: keys that need others.
        advised: keys that had better have others beside them.
        sign_in: how it proves who it is.
        is_open: whether it accepts the user's own keys.
        aliases: names that it has elsewhere.
        never: why a job has nothing from it, for a message; empty where it starts jobs.
        rule_class: of its typed rule; None when it has none.
    """

    type: str
    keys: Mapping[str, Key] = attrs.field(default=(), converter=_by_name)
    page: str = attrs.Factory(lambda self: self.type, takes_self=True)
    choices: tuple[OneOf, ...] = ()
    needs: tuple[Needs, ...] = ()
    advised: tuple[Needs, ...] = ()
    sign_in: SignIn = OPEN
    is_open: bool = False
    aliases: tuple[str, ...] = ()
    never: str = ""
    rule_class: _RuleClass | None = None

    @property
    def url(self) -> str:
        """Its page in KEDA's documentation."""
        return f"{PAGES}{self.page}/"

    @property
    def takes_identity(self) -> bool:
        """Whether a managed identity of Azure can sign in."""
        return self.sign_in.with_identity is not None

    @property
    def rights(self) -> str:
        """What an identity needs on the source, for a message: roles of Azure, or another right."""
        roles = (f"the role {key.role}" for key in self.keys.values() if key.role)
        return self.sign_in.rights or f"{' and '.join(roles)} on the source"

    def key_of(self, written: str) -> Key | None:
        """The key that a metadata key sets: the key itself, or the key without `FromEnv` at the end."""
        key = self.keys.get(written)
        if key is None and written.endswith(FROM_ENVIRONMENT):
            key = self.keys.get(written.removesuffix(FROM_ENVIRONMENT))
            return key if key is not None and Source.ENVIRONMENT in key.source else None
        return key


# KEDA's name of each scaler whose module is loaded -> what is known of it.
LOADED: Final[dict[str, Scaler]] = {}


def register(*scalers: Scaler) -> None:
    """Makes scalers known that have no typed rule."""
    LOADED.update((scaler.type, scaler) for scaler in scalers)
