"""A job's schedule: when it runs, how often, and whether runs overlap."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cronsim import CronSim

from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs import cron as crons
from cdktf_aspire.jobs.overlap import Effort, Overlap, overlap
from cdktf_aspire.review.plan_values import block, number_of, trigger_block, trigger_of
from cdktf_aspire.review.words import duration, number, plural
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cdktf_aspire.review.plan_secrets import PlanSecrets

_NEXT: Final = 3
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@records.frozen
class ScheduleReview:
    """When a job runs.

    Attributes:
        cron: the expression, as the plan has it.
        valid: whether Azure takes it.
        runs_per_day: on an average day of a year.
    """

    cron: str
    valid: bool
    runs_per_day: float

    @property
    def in_words(self) -> str:
        """The expression in words."""
        return crons.describe(self.cron) if self.valid else "not an expression that Azure accepts"

    @property
    def runs_per_day_in_words(self) -> str:
        """How often it runs."""
        if self.runs_per_day == 0:
            return f"none: {crons.NO_DATE}"
        if self.runs_per_day >= 1 or not self.valid:
            return number(self.runs_per_day)
        return f"{plural(round(self.runs_per_day * 365), 'run')} a year"

    def next_runs(self, now: datetime, count: int = _NEXT) -> list[datetime]:
        """The next runs, in UTC."""
        return list(_next_runs(self.cron, now, count)) if self.valid else []

    def next_runs_in_words(self, now: datetime) -> str:
        """The next runs: a date once for all that follow on that day."""
        words, day = [], None
        for run in self.next_runs(now):
            words.append(f"{run:%H:%M}" if run.date() == day else f"{day_in_words(run, now)} {run:%H:%M}")
            day = run.date()
        return f"{', '.join(words)} UTC" if words else "none"

    def runs_until(self, now: datetime, end: datetime, *, most: int) -> list[datetime] | None:
        """The runs after now and before the end; None when there are more than so many."""
        if not self.valid:
            return []
        runs: list[datetime] = []
        try:
            for run in CronSim(self.cron, now):
                if run >= end:
                    break
                if len(runs) == most:
                    return None
                runs.append(run)
        except Exception:  # an impossible date is an error of cronsim's
            return []
        return runs


def day_in_words(day: datetime, now: datetime) -> str:
    """`Fri 1 Jan`, with the year when it is another one than now; in English whatever the machine speaks."""
    year = f" {day.year}" if day.year != now.year else ""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def schedule_of(job: Mapping[str, object], secrets: PlanSecrets) -> ScheduleReview | None:
    """The schedule of a job; None when it has none, or one that the plan hides or does not know."""
    if trigger_of(job) != "schedule":
        return None
    expression = block(job, "schedule_trigger_config").get("cron_expression")
    if not isinstance(expression, str) or not expression.strip() or secrets.hide(expression):
        return None
    return _schedule(expression)


@lru_cache(maxsize=4096)
def _schedule(expression: str) -> ScheduleReview:
    valid = crons.error_in(expression) is None
    return ScheduleReview(expression, valid, crons.runs_per_day(expression) if valid else 0)


@lru_cache(maxsize=4096)
def _next_runs(expression: str, now: datetime, count: int) -> tuple[datetime, ...]:
    return tuple(crons.next_runs(expression, now, count))


def effort_of(job: Mapping[str, object]) -> Effort | None:
    """What one execution of a job may do, if known."""
    trigger = trigger_block(job)
    timeout = number_of(job.get("replica_timeout_in_seconds"), default.TIMEOUT)
    retries = number_of(job.get("replica_retry_limit"), default.RETRY_LIMIT)
    at_a_time = number_of(trigger.get("parallelism"), default.PARALLELISM)
    completions = number_of(trigger.get("replica_completion_count"), default.COMPLETIONS)
    if timeout is None or retries is None or at_a_time is None or completions is None:
        return None
    return Effort(timeout, retries, at_a_time, completions)


def longest_run(job: Mapping[str, object]) -> float | None:
    """Seconds that one execution may take, if known."""
    effort = effort_of(job)
    return None if effort is None else effort.longest


def overlap_of(schedule: ScheduleReview | None, longest: float | None) -> Overlap | None:
    """Whether a run of a scheduled job may go on when the next one starts."""
    if schedule is None or not schedule.valid or longest is None:
        return None
    return overlap(schedule.cron, longest)


def overlap_in_words(found: Overlap) -> str:
    """`starts every 5 minutes and may run for 30 minutes: up to 6 runs at a time`."""
    return (
        f"starts every {duration(found.every)} and may run for {duration(found.longest)}: "
        f"up to {found.at_a_time:,} runs at a time"
    )
