"""What is known of one of KEDA's scalers: its keys, what they may be, and how it signs in."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs.scalers.kinds import TEXT, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Final = "https://keda.sh/docs/latest/scalers/"
FROM_ENVIRONMENT: Final = "FromEnv"


class Source(enum.Flag):
    """Where KEDA takes a value from."""

    METADATA = enum.auto()
    ENVIRONMENT = enum.auto()
    AUTHENTICATION = enum.auto()


METADATA: Final = Source.METADATA
AUTHENTICATION: Final = Source.AUTHENTICATION
METADATA_OR_ENVIRONMENT: Final = Source.METADATA | Source.ENVIRONMENT
METADATA_OR_AUTHENTICATION: Final = Source.METADATA | Source.AUTHENTICATION
ENVIRONMENT_OR_AUTHENTICATION: Final = Source.ENVIRONMENT | Source.AUTHENTICATION
ANYWHERE: Final = Source.METADATA | Source.ENVIRONMENT | Source.AUTHENTICATION


@attrs.frozen
class Key:
    """A key of a scaler.

    Attributes:
        name: KEDA's.
        kind: of its value.
        required: whether KEDA refuses the rule without it.
        default: what KEDA takes without it, as KEDA's text; None when it takes nothing.
        least: the smallest number; of a time, in KEDA's unit.
        greatest: the greatest one.
        source: where it may come from.
        secret: whether it gives access to something.
    """

    name: str
    kind: Kind = TEXT
    required: bool = False
    default: str | None = None
    least: float | None = None
    greatest: float | None = None
    source: Source = METADATA
    secret: bool = False


@attrs.frozen
class OneOf:
    """Keys of which one group has to be there as a whole.

    Attributes:
        groups: of keys.
        exclusive: whether KEDA refuses two groups at once.
        optional: whether none may be there.
    """

    groups: tuple[tuple[str, ...], ...]
    exclusive: bool = True
    optional: bool = False


@attrs.frozen
class Needs:
    """Keys that another key needs beside it.

    Attributes:
        key: the other key.
        keys: that it needs.
        values: of the other key that need them; any when empty.
    """

    key: str
    keys: tuple[str, ...]
    values: tuple[str, ...] = ()


@attrs.frozen
class SignIn:
    """How a scaler proves who it is.

    Attributes:
        ways: groups of keys, one of which has to be there as a whole.
        optional: whether the source may be open to everybody.
        with_identity: keys that a managed identity needs beside it; None when the scaler takes none.
        roles: what the identity needs on the source, for a message: a role of Azure, or another right.
    """

    ways: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    with_identity: tuple[str, ...] | None = None
    roles: str = ""


OPEN: Final = SignIn(optional=True)


@attrs.frozen
class Scaler:
    """One of KEDA's scalers.

    Attributes:
        type: KEDA's name, azurerm's `custom_rule_type`.
        page: last part of its address in KEDA's documentation.
        keys: by KEDA's name.
        choices: keys that stand for each other.
        needs: keys that need others.
        sign_in: how it proves who it is.
        is_open: whether it takes keys of the user's own.
    """

    type: str
    page: str
    keys: Mapping[str, Key]
    choices: tuple[OneOf, ...] = ()
    needs: tuple[Needs, ...] = ()
    sign_in: SignIn = OPEN
    is_open: bool = False

    @property
    def url(self) -> str:
        """Its page in KEDA's documentation."""
        return f"{PAGES}{self.page}/"

    @property
    def takes_identity(self) -> bool:
        """Whether a managed identity of Azure can sign in."""
        return self.sign_in.with_identity is not None

    def key_of(self, written: str) -> Key | None:
        """The key that a key of the metadata stands for: itself, or less `FromEnv` at the end."""
        key = self.keys.get(written)
        if key is None and written.endswith(FROM_ENVIRONMENT):
            key = self.keys.get(written.removesuffix(FROM_ENVIRONMENT))
            return key if key is not None and Source.ENVIRONMENT in key.source else None
        return key
