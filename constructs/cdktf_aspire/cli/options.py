"""Options that several commands have."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import every_rule

if TYPE_CHECKING:
    from collections.abc import Iterable


class OutputFormat(enum.StrEnum):
    """How a command writes what it found."""

    TEXT = "text"
    JSON = "json"


def clock(text: str | None) -> datetime:
    """The time that `--now` says, in UTC; the machine's, to the minute, when it is not given.

    Raises:
        typer.BadParameter: it is not a time.
    """
    if text is None:
        return datetime.now(UTC).replace(second=0, microsecond=0)
    try:
        found = datetime.fromisoformat(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"--now can't be {text!r}: write a time such as 2027-01-31T06:00Z."
        ) from None
    if not 2000 <= found.year <= 9000:
        raise typer.BadParameter("--now takes years from 2000 to 9000.")
    return found


def left_out(codes: Iterable[str] | None) -> frozenset[str]:
    """The codes that `--ignore` names, upper and lower case alike.

    Raises:
        typer.BadParameter: there is no rule of a code.
    """
    found = frozenset(code.upper() for code in codes or ())
    known = every_rule() if found else {}
    for code in sorted(found - known.keys()):
        guess = closest(code, known)
        hint = f" Did you mean {guess}?" if guess else ""
        raise typer.BadParameter(
            f"--ignore can't be {code!r}: there is no such rule.{hint} `cdktf-aspire rules` lists them."
        )
    return found
