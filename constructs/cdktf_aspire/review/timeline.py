"""When scheduled jobs run in the next 24 hours and 7 days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.actions import Action
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from datetime import datetime

    from cdktf_aspire.review.model import JobReview, Review


@records.frozen
class Window:
    """A stretch of time to look at.

    Attributes:
        title: in words.
        length: of it.
        most: runs of one job that are drawn one by one; more are one bar.
    """

    title: str
    length: timedelta
    most: int


DAY: Final = Window("Next 24 hours", timedelta(hours=24), 24)
WEEK: Final = Window("Next 7 days", timedelta(days=7), 28)


@records.frozen
class Line:
    """One job in a window.

    Attributes:
        job: that runs.
        runs: when it starts; None when that is too often to draw.
        length: seconds that a run may take.
        changes: whether the plan makes the job another one.
    """

    job: JobReview
    runs: tuple[datetime, ...] | None
    length: float
    changes: bool

    @property
    def schedule_in_words(self) -> str:
        """The schedule, without its time zone."""
        words = self.job.schedule.in_words if self.job.schedule else ""
        return words.removesuffix(" (UTC)")


@records.frozen
class Timeline:
    """A window over several jobs.

    Attributes:
        window: that is looked at.
        start: of it.
        lines: of the jobs that are drawn, the most dangerous first.
        left_out: how many more jobs run by the clock.
        several_stacks: whether two jobs may have the same name.
    """

    window: Window
    start: datetime
    lines: tuple[Line, ...]
    left_out: int
    several_stacks: bool

    def name(self, line: Line) -> str:
        """The job's name, with its stack where that is not clear."""
        return f"{line.job.name} ({line.job.stack})" if self.several_stacks else line.job.name

    @property
    def end(self) -> datetime:
        """Of the window."""
        return self.start + self.window.length


def timeline(review: Review, window: Window, *, most: int) -> Timeline | None:
    """A timeline of the scheduled jobs, at most so many; None when there are none."""
    jobs = review.scheduled
    if not jobs:
        return None
    lines = tuple(_line(review, job, window) for job in jobs[:most])
    return Timeline(window, review.now, lines, len(jobs) - len(lines), review.several_stacks)


def _line(review: Review, job: JobReview, window: Window) -> Line:
    assert job.schedule is not None
    runs = job.schedule.runs_until(review.now, review.now + window.length, most=window.most)
    return Line(
        job,
        None if runs is None else tuple(runs),
        job.longest_run or 0,
        job.action in {Action.NEW, Action.CHANGED, Action.REPLACED},
    )


def cells(line: Line, of: Timeline, count: int) -> list[str]:
    """A line cut into equal cells: `start` where a run starts, `run` where one may continue, otherwise empty.

    A run that takes less than half of a cell is `short`.
    """
    if line.runs is None:
        return ["start"] * count
    width = of.window.length.total_seconds() / count
    result = [""] * count
    start = "short" if line.length < width / 2 else "start"
    for run in line.runs:
        first = (run - of.start).total_seconds()
        for index in range(
            int(first // width), min(count, int((first + max(line.length - 1, 0)) // width) + 1)
        ):
            result[index] = result[index] or "run"
        result[int(first // width)] = start
    return result
