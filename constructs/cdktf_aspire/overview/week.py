"""A week of all schedules: when each job starts, how long it may run, and what runs at the same time."""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs import cron
from cdktf_aspire.jobs.overlap import Overlap, overlap
from cdktf_aspire.overview.smaller import MANY
from cdktf_aspire.review.schedule import day_in_words
from cdktf_aspire.review.words import duration, listed, plural
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from cdktf_aspire.overview.parts import Stack

DAYS: Final = 7
COLUMNS: Final = (
    "Job",
    "Schedule",
    "Days",
    "Starts",
    "Runs",
    "May run",
    "Overlaps itself",
    "At the same time",
)
A_DAY: Final = 24 * 60
_MINUTES: Final = DAYS * A_DAY
_WEEK: Final = (1 << _MINUTES) - 1
_HOUR: Final = (1 << 60) - 1
# Runs that began so many days before the week are looked for in it.
_BEFORE: Final = 31
_ROWS: Final = 1_000
ROWS_OF_TABLE: Final = 200
_TIMES: Final = 4
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BUSY: Final = re.compile("1+")


@records.frozen
class WeekRow:
    """Jobs that start at the same times and may run equally long; one job, unless there are many.

    Attributes:
        jobs: their names.
        cron_expression: as the file has it.
        schedule: in words.
        days: of the week on which they start, from 0.
        minutes: after midnight at which they start on each of those.
        longest: seconds that a run may take; None where that is not known.
        overlap: whether runs of one job overlap each other.
        busy: a bit for each minute of the week in which they may run.
    """

    jobs: tuple[str, ...]
    cron_expression: str
    schedule: str
    days: tuple[int, ...]
    minutes: tuple[int, ...]
    longest: float | None
    overlap: Overlap | None
    busy: int = attrs.field(repr=False)

    @property
    def title(self) -> str:
        """The job, or how many there are and a few of them."""
        if len(self.jobs) == 1:
            return self.jobs[0]
        return f"{len(self.jobs):,} jobs: {listed(self.jobs, most=_TIMES)}"

    @property
    def starts(self) -> int:
        """How often each of them starts in the week."""
        return len(self.days) * len(self.minutes)

    @property
    def times_in_words(self) -> str:
        """`06:00 and 18:00`, `every 5 minutes`, `every hour, 08:00 to 17:00`."""
        if cron.never_fires(self.cron_expression):
            return f"never: {cron.NO_DATE}"
        if not self.days:
            return "not in this week"
        if len(self.minutes) <= _TIMES:
            return " and ".join(
                filter(None, (", ".join(map(_time, self.minutes[:-1])), _time(self.minutes[-1])))
            )
        gaps = {after - before for before, after in itertools.pairwise(self.minutes)}
        span = f"{_time(self.minutes[0])} to {_time(self.minutes[-1])}"
        if len(gaps) > 1:
            return f"{len(self.minutes):,} times, {span}"
        every = f"every {duration(60 * min(gaps)).removeprefix('1 ')}"
        is_all_day = self.minutes[0] + A_DAY - self.minutes[-1] == min(gaps)
        return every if is_all_day else f"{every}, {span}"

    @property
    def longest_in_words(self) -> str:
        """How long a run may take."""
        return "not known" if self.longest is None else duration(self.longest)

    @property
    def overlap_in_words(self) -> str:
        """How many runs of one job there may be at a time; empty where it is one."""
        return "" if self.overlap is None else f"up to {self.overlap.at_a_time:,} runs at a time"

    def stretches(self) -> Iterator[tuple[int, int]]:
        """When they may run, in minutes of the week: from, and until."""
        yield from (match.span() for match in _BUSY.finditer(f"{self.busy:b}"[::-1]))


@records.frozen
class Week:
    """Seven days.

    Attributes:
        first: midnight at their beginning, in UTC.
        rows: the scheduled jobs, in the order in which they start.
        unknown: jobs with a schedule that is not known, or that Azure does not take.
        left_out: how many more scheduled jobs there are.
    """

    first: datetime
    rows: tuple[WeekRow, ...]
    unknown: tuple[str, ...]
    left_out: int

    @property
    def title(self) -> str:
        """Its first and its last day."""
        last = self.first + timedelta(days=DAYS - 1)
        return f"{self.day(0)} to {day_in_words(last, self.first)} {last.year} (UTC)"

    def day(self, number: int) -> str:
        """A day in words."""
        return day_in_words(self.first + timedelta(days=number), self.first)

    def days_in_words(self, row: WeekRow) -> str:
        """`every day`, `Mon to Fri`, `Mon and Thu`."""
        if len(row.days) in {0, DAYS}:
            return "every day" if row.days else "none"
        names = [_WEEKDAYS[(self.first.weekday() + day) % DAYS] for day in row.days]
        if len(names) > 2 and row.days[-1] - row.days[0] == len(names) - 1:
            return f"{names[0]} to {names[-1]}"
        return listed(names, most=DAYS)

    def hours(self) -> list[int]:
        """How many jobs may be running in each hour of the week."""
        return [
            sum(len(row.jobs) for row in self.rows if row.busy >> 60 * hour & _HOUR)
            for hour in range(DAYS * 24)
        ]

    def at_the_same_time(self) -> list[tuple[str, ...]]:
        """The other jobs that may be running while those of a row are, for each row."""
        found: list[list[str]] = [[] for _ in self.rows]
        for one, other in itertools.combinations(range(len(self.rows)), 2):
            if self.rows[one].busy & self.rows[other].busy:
                found[one] += self.rows[other].jobs
                found[other] += self.rows[one].jobs
        return [
            (*(row.jobs if len(row.jobs) > 1 and row.busy else ()), *others)
            for row, others in zip(self.rows, found, strict=True)
        ]

    def left_out_below(self, rows: int) -> str:
        """The note below so many rows; empty where those are all.

        Args:
            rows: that are shown.
        """
        left = sum(len(row.jobs) for row in self.rows[rows:]) + self.left_out
        return f"and {plural(left, 'more scheduled job')}" if left else ""

    def cells(self) -> list[tuple[str, ...]]:
        """The calendar as a table, row by row, below `COLUMNS`."""
        return [
            (
                row.title,
                f"{row.cron_expression}: {row.schedule}",
                self.days_in_words(row),
                row.times_in_words,
                f"{row.starts:,}" + (" each" if len(row.jobs) > 1 else ""),
                row.longest_in_words,
                row.overlap_in_words,
                listed(others, most=_TIMES),
            )
            for row, others in zip(self.rows[:ROWS_OF_TABLE], self.at_the_same_time(), strict=False)
        ]


def week_of(stacks: Sequence[Stack], now: datetime) -> Week:
    """The seven days that begin with the day of `now`.

    Args:
        stacks: what was read.
        now: with a time zone.
    """
    first = now.replace(hour=0, minute=0, second=0, microsecond=0)
    known: list[tuple[str, str, float | None]] = []
    unknown: list[str] = []
    for stack in stacks:
        for part in stack.parts:
            job = part.job
            if job is None or job.trigger != "schedule":
                continue
            name = f"{part.title} ({stack.name})" if len(stacks) > 1 else part.title
            if job.schedule is None or job.cron_expression is None:
                unknown.append(f"{name}: {job.cron_expression or 'no schedule'}")
            else:
                known.append((name, job.cron_expression, job.longest))
    rows = sorted(
        (_row(names, expression, longest, first) for expression, longest, names in _grouped(known)),
        key=lambda row: (not row.days, row.days[:1], row.minutes[:1], row.jobs),
    )
    left = sum(len(row.jobs) for row in rows[_ROWS:])
    return Week(first, tuple(rows[:_ROWS]), tuple(unknown), left)


def _grouped(
    known: list[tuple[str, str, float | None]],
) -> Iterable[tuple[str, float | None, tuple[str, ...]]]:
    if len(known) <= MANY:
        return [(expression, longest, (name,)) for name, expression, longest in known]
    alike: dict[tuple[str, float | None], list[str]] = defaultdict(list)
    for name, expression, longest in known:
        alike[expression, longest].append(name)
    return [(expression, longest, tuple(names)) for (expression, longest), names in alike.items()]


def _row(names: tuple[str, ...], expression: str, longest: float | None, first: datetime) -> WeekRow:
    minutes = cron.minutes_of_runs(expression)
    length = min(max(math.ceil((longest or 0) / 60), 1), (_BEFORE + DAYS) * A_DAY)
    before = min(math.ceil(length / A_DAY), _BEFORE)
    days = [
        day - before for day in cron.days_of_runs(expression, first - timedelta(days=before), before + DAYS)
    ]
    a_day = 0
    for minute in minutes:
        a_day |= ((1 << length) - 1) << minute
    busy = 0
    for day in days:
        busy |= a_day << day * A_DAY if day >= 0 else a_day >> -day * A_DAY
    return WeekRow(
        names,
        expression,
        cron.describe(expression).removesuffix(" (UTC)"),
        tuple(day for day in days if day >= 0),
        minutes,
        longest,
        None if longest is None else overlap(expression, longest),
        busy & _WEEK,
    )


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
