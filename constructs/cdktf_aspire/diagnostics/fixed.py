"""Values that never change: setting an attribute of one is a problem for the user, not a Python exception."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.missing import is_in_callback, sets_plainly
from cdktf_aspire.diagnostics.rules import ERROR, problem, register
from cdktf_aspire.diagnostics.uncaught import unknown_attribute

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem

_FIXED: Final = register(
    "ACJ017",
    ERROR,
    "any attribute of a value, a trigger, a scale rule; the name of an endpoint",
    allowed="reading it",
    why="It may already be in use with its old value",
    fix="Create a new one, and use that",
    source="this library",
)


def fixed_problem(thing: object, name: str) -> Problem:
    """The problem of setting, or deleting, an attribute of a value that never changes."""
    return problem(_FIXED, f"{name!r} of {type(thing).__name__} can't be changed", path=name)


def refuse_changes(kind: type) -> None:
    """Makes setting an attribute of a frozen class's instances a problem of the resource that they are of.

    Args:
        kind: that attrs has made.
    """
    if not TYPE_CHECKING:
        kind.__setattr__ = kind.__delattr__ = _refuse


def _refuse(thing: object, name: str, value: object = None) -> None:
    found = fixed_problem(thing, name)
    report = getattr(thing, "_report", None)
    if report is None or is_in_callback() or not sets_plainly(sys._getframe(1)):
        raise unknown_attribute(found)
    report(found)
