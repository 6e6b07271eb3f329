"""Cron expressions as Azure Container Apps reads them: five fields, in UTC.

Parsed by `cronsim` and described by `cron-descriptor`; this module decides what Azure accepts.
"""

from __future__ import annotations

import itertools
import re
import warnings
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from cronsim import CronSim

from cdktf_aspire.jobs import time_zones
from cdktf_aspire.values import records

FIELDS: Final = ("minute", "hour", "day of month", "month", "day of week")
RANGES: Final = (
    "0 to 59",
    "0 to 23",
    "1 to 31",
    "1 to 12 or JAN to DEC",
    "0 to 6 (0 is Sunday) or SUN to SAT",
)
# A fixed start keeps every answer the same on every day; a leap year is within reach.
_EPOCH: Final = datetime(2027, 1, 1, tzinfo=UTC)
# What is said of a schedule that `never_fires`.
NO_DATE: Final = "no date matches it"
# Features of other crons that Azure doesn't document: last day, nearest weekday, nth weekday, none.
_EXTENSIONS: Final = re.compile(r"[LW#?]", re.IGNORECASE)


@records.frozen
class CronError:
    """What is wrong with an expression.

    Attributes:
        message: in a sentence, without a full stop.
        marked: the expression, and below it the bad field underlined.
        hint: what to write instead.
    """

    message: str
    marked: str
    hint: str | None = None


@lru_cache(maxsize=4096)
def error_in(expression: str) -> CronError | None:
    """Why Azure would refuse the expression, or None."""
    parts = expression.split()
    if len(parts) != len(FIELDS):
        return _wrong_count(expression, parts)
    for index, part in enumerate(parts):
        extension = _EXTENSIONS.search(re.sub(r"[A-Z]{3}", "", part.upper()))
        if extension or not _field_parses(index, part):
            what = (
                f"uses {extension.group()!r}, which Azure doesn't support"
                if extension
                else f"can't be {part!r}"
            )
            return CronError(
                f"The {FIELDS[index]} of a cron expression {what}",
                _mark(expression, index),
                f"The {FIELDS[index]} goes from {RANGES[index]}; lists 1,2, ranges 1-5 and steps */5 work",
            )
    return None


def _wrong_count(expression: str, parts: list[str]) -> CronError:
    hint = "minute hour day-of-month month day-of-week, for example '0 2 * * 0'"
    zoned = time_zones.prefix_of(expression)
    if zoned is not None:
        zone, rest = zoned
        hint = "Azure has no time zones: every schedule is in UTC"
        if error_in(rest) is None:
            hint += f". {time_zones.advice(rest, zone)}"
        return CronError(
            f"A cron expression can't begin with a time zone, and this one begins with {zone!r}",
            _mark(expression, 0),
            hint,
        )
    if expression.strip().startswith("@"):
        hint = "Azure doesn't know @daily and similar names; write the five fields, for example '0 0 * * *'"
    elif len(parts) == len(FIELDS) + 1 and error_in(" ".join(parts[1:])) is None:
        five = " ".join(parts[1:])
        hint = f"Azure has no seconds; remove the first field: {five!r} is {describe(five)}"
    count = len(parts)
    return CronError(
        f"A cron expression has five fields, this one has {count}", _mark(expression, len(FIELDS)), hint
    )


def _field_parses(index: int, part: str) -> bool:
    fields = ["*"] * len(FIELDS)
    fields[index] = part
    try:
        CronSim(" ".join(fields), _EPOCH)
    except Exception:  # cronsim has errors of its own, and a few of Python's for odd input
        return False
    return True


def _mark(expression: str, index: int) -> str:
    """The expression with the field underlined; fields past the fifth all at once."""
    expression = "".join(char if char.isprintable() else " " for char in expression)
    matches = list(re.finditer(r"\S+", expression))
    if index >= len(matches):
        return expression
    start = matches[index].start()
    end = matches[index].end() if index < len(FIELDS) else matches[-1].end()
    return f"{expression}\n{' ' * start}{'^' * (end - start)}"


def days_are_alternatives(expression: str) -> bool:
    """Whether a well-formed expression names days of the month and of the week: it runs on either.

    A field that begins with `*` leaves the choice to the other one.
    """
    _, _, day, _, weekday = expression.split()
    return not day.startswith("*") and not weekday.startswith("*")


@lru_cache(maxsize=4096)
def never_fires(expression: str) -> bool:
    """Whether a well-formed expression matches no date, such as the 31st of February."""
    return not next_runs(expression, _EPOCH, 1)


def next_runs(expression: str, after: datetime, count: int) -> list[datetime]:
    """The next runs of a well-formed expression, in UTC; fewer when there are no more.

    Args:
        expression: five fields.
        after: with a time zone; a run at this very minute is not counted.
        count: maximum number of runs.
    """
    try:
        runs = CronSim(expression, after.astimezone(UTC))
        return [run for _, run in zip(range(count), runs, strict=False)]
    except Exception:  # an impossible date is an error of cronsim's, and no run for us
        return []


def days_of_runs(expression: str, first: datetime, days: int) -> list[int]:
    """On which days a well-formed expression runs.

    Args:
        expression: five fields.
        first: midnight at the beginning of the first day, in UTC.
        days: that are looked at.

    Returns:
        The days, as numbers from 0.
    """
    fields = " ".join(expression.split()[2:])
    # Just before, for a run at that very minute would not be counted.
    runs = next_runs(f"0 0 {fields}", first - timedelta(minutes=1), days)
    return [number for run in runs if (number := (run - first).days) < days]


@lru_cache(maxsize=4096)
def minutes_of_runs(expression: str) -> tuple[int, ...]:
    """When a well-formed expression runs on each of its days, in minutes after midnight."""
    try:
        cron = CronSim(expression, _EPOCH)
    except Exception:  # a date that there never is
        return ()
    return tuple(sorted(60 * hour + minute for hour in cron.hours for minute in cron.minutes))


@lru_cache(maxsize=4096)
def shortest_interval(expression: str) -> timedelta | None:
    """The shortest time between two runs of a well-formed expression; None when it runs at most once."""
    times = minutes_of_runs(expression)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    days = _shortest_time_between_days(" ".join(expression.split()[2:]))
    if days is None:
        return None
    if days:
        gaps.append(24 * 60 * days - times[-1] + times[0])
    return timedelta(minutes=min(gaps)) if gaps else None


@lru_cache(maxsize=4096)
def _shortest_time_between_days(days: str) -> int | None:
    """The fewest days between runs, by the last three fields; 0 for a single date, None for none."""
    runs = next_runs(f"0 0 {days}", _EPOCH - timedelta(minutes=1), 15)
    if not runs:
        return None
    return min(((after - before).days for before, after in itertools.pairwise(runs)), default=0)


def runs_per_day(expression: str) -> float:
    """How often a well-formed expression runs on an average day of a year."""
    return len(minutes_of_runs(expression)) * _days_a_year(" ".join(expression.split()[2:])) / 365


@lru_cache(maxsize=4096)
def _days_a_year(days: str) -> int:
    """How many days of the year the last three fields are; most schedules share them."""
    # Just before the year, for a run at that very minute would not be counted.
    before = _EPOCH - timedelta(minutes=1)
    return sum(run.year == _EPOCH.year for run in next_runs(f"0 0 {days}", before, 366))


@lru_cache(maxsize=4096)
def describe(expression: str) -> str:
    """A well-formed expression in words, with its time zone: `every 6 hours (UTC)`."""
    from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, Options  # only for a message

    with warnings.catch_warnings():
        # It asks for the machine's language, and warns if there is none, as in a container.
        warnings.simplefilter("ignore")
        options = Options()
    options.throw_exception_on_parse_error = True
    options.locale_code = "en_US"  # else it speaks the language of the machine
    options.casing_type = CasingTypeEnum.Sentence
    options.use_24hour_time_format = True
    # cron-descriptor has no words for 07.
    plain = re.sub(r"(?<![0-9])0+(?=[0-9])", "", expression)
    try:
        words = ExpressionDescriptor(plain, options).get_full_description()
    except Exception:  # words are a courtesy; the expression itself is always shown beside them
        return expression
    return f"{words[0].lower()}{words[1:]} (UTC)"
