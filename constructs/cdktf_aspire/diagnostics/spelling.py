"""Enums whose members have C#'s spelling too: `TriggerType.Schedule` is `TriggerType.SCHEDULE`."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT
from cdktf_aspire.diagnostics.problems import caller, closest
from cdktf_aspire.diagnostics.rules import problem
from cdktf_aspire.diagnostics.uncaught import unknown_attribute


class EitherSpelling(enum.EnumMeta):
    """Finds members without regard to case and underscores; another name says which one was meant."""

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> object:
            members = cls.__dict__.get("_member_map_", {})
            folded = {each.replace("_", "").lower(): member for each, member in members.items()}
            member = members.get(name) or folded.get(name.replace("_", "").lower())
            if member is not None:
                return member
            if name.startswith("_"):
                raise AttributeError(name)
            guess = closest(name, members)
            raise unknown_attribute(
                problem(
                    WRONG_ARGUMENT,
                    f"{cls.__name__} doesn't have this member",
                    path=cls.__name__,
                    allowed=", ".join(f"{cls.__name__}.{each}" for each in members),
                    hint=f"Did you mean {cls.__name__}.{guess}?" if guess else None,
                    where=caller(),
                )
            )


class PublicEnum(enum.Enum, metaclass=EitherSpelling):
    """The base of enums that users write."""
