"""A schedule in a time zone, which Azure doesn't support: the nearest cron expressions in UTC."""

from __future__ import annotations

import itertools
import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cronsim import CronSim

from cdktf_aspire.diagnostics.problems import closest

if TYPE_CHECKING:
    from collections.abc import Iterable

_YEAR: Final = datetime(2027, 1, 1, tzinfo=UTC)
_DAY: Final = 24 * 60
_PREFIX: Final = re.compile(r"\s*(?:CRON_TZ|TZ)=(\S+)\s+(\S.*)", re.IGNORECASE)


def prefix_of(expression: str) -> tuple[str, str] | None:
    """The time zone at the start of an expression, as other crons allow it, and the rest.

    Args:
        expression: such as `CRON_TZ=Europe/Berlin 0 8 * * *`.
    """
    match = _PREFIX.fullmatch(expression)
    return (match[1], match[2]) if match else None


def is_utc(zone: str) -> bool:
    """Whether a time zone is UTC all the year."""
    return _offsets(zone) == [timedelta(0)]


def advice(expression: str, zone: str) -> str:
    """What to write instead of a well-formed expression in a time zone.

    Args:
        expression: five fields, as the clocks of the zone show them.
        zone: such as `Europe/Berlin`.
    """
    offsets = _offsets(zone)
    if not offsets:
        guess = closest(zone, zoneinfo.available_timezones())
        return "Not the name of a time zone" + (f"; did you mean {guess!r}?" if guess else "")
    parts = [(in_utc(expression, offset), offset) for offset in offsets]
    if any(text is None for text, _ in parts):
        return f"No cron expression in UTC says it: the day in {zone} and the day in UTC differ"
    if len({text for text, _ in parts}) == 1:
        return f"Write {parts[0][0]!r}"
    words = ", ".join(f"{text!r} while {zone} is at {_named(offset)}" for text, offset in parts)
    both = _both(expression, offsets)
    return (
        f"In UTC it is {words}. Write one of them and accept the hour for a part of the year, or write "
        + (f"{both!r} and let the program end " if both else "two jobs and let the program of each end ")
        + f"where it is not the hour in {zone}"
    )


def in_utc(expression: str, offset: timedelta) -> str | None:
    """The expression in UTC; None when one expression can't say it.

    Args:
        expression: well formed, in a zone.
        offset: of the zone from UTC.
    """
    return _shifted(expression, [offset])


def _both(expression: str, offsets: Iterable[timedelta]) -> str | None:
    return _shifted(expression, offsets)


def _shifted(expression: str, offsets: Iterable[timedelta]) -> str | None:
    minute, hour, day, month, weekday = expression.split()
    cron = CronSim(expression, _YEAR)
    times = {
        60 * at_hour + at_minute - int(offset.total_seconds()) // 60
        for at_hour, at_minute in itertools.product(cron.hours, cron.minutes)
        for offset in offsets
    }
    days = {time // _DAY for time in times}
    hours, minutes = {time % _DAY // 60 for time in times}, {time % 60 for time in times}
    if len(hours) * len(minutes) != len({time % _DAY for time in times}):
        return None
    if (day, month, weekday) != ("*", "*", "*") and days != {0}:
        if (day, month) != ("*", "*") or len(days) != 1:
            return None
        (shift,) = days
        weekday = _field(
            {(each + shift) % 7 for each in cron.weekdays if isinstance(each, int)}, set(range(7))
        )
    return " ".join(
        (
            minute if minutes == set(cron.minutes) else _field(minutes, set(range(60))),
            hour if hours == set(cron.hours) else _field(hours, set(range(24))),
            day,
            month,
            weekday,
        )
    )


def _field(values: set[int], every: set[int]) -> str:
    return "*" if values == every else ",".join(map(str, sorted(values)))


def _offsets(zone: str) -> list[timedelta]:
    """The offsets of a zone in a year, that of January first; none when there is no such zone."""
    try:
        info = zoneinfo.ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return []
    days = (_YEAR + timedelta(days=day) for day in range(365))
    return list(dict.fromkeys(day.astimezone(info).utcoffset() or timedelta(0) for day in days))


def _named(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
