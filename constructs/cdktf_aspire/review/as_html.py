"""A review as one HTML file: nothing is loaded, nothing runs, everything of the plan is escaped."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review import presenting
from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.schedule import day_in_words, overlap_in_words
from cdktf_aspire.review.templates import templates_of
from cdktf_aspire.review.timeline import DAY, WEEK, timeline
from cdktf_aspire.review.verdict import verdict
from cdktf_aspire.review.words import plural
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from datetime import datetime

    from jinja2 import Template

    from cdktf_aspire.review.model import Review, Row
    from cdktf_aspire.review.shown import Shown
    from cdktf_aspire.review.timeline import Line, Timeline

_LONG: Final = 2_000
_JOBS_IN_TIMELINE: Final = 100
# So many jobs are open when the page opens; a reader who scrolls through more wants them folded.
_OPEN: Final = 20
# A bar of a window that is this many times as long is a pixel or two wide: a line of a fixed width marks it.
_THINNEST: Final = 300
_HOURS: Final = {DAY: 3, WEEK: 24}


@records.frozen
class Bar:
    """A run in a picture, in minutes: as long as it may take; a mark where that is too short to see."""

    start: int
    length: float
    words: str
    is_mark: bool = False


@records.frozen
class Track:
    """A job in a picture."""

    line: Line
    bars: tuple[Bar, ...]


@records.frozen
class TimelinePicture:
    """A timeline as it is drawn: positions in minutes."""

    timeline: Timeline
    minutes: int
    ticks: tuple[tuple[float, str], ...]
    tracks: tuple[Track, ...]

    @property
    def has_marks(self) -> bool:
        """Whether some runs are too short to be drawn as bars."""
        return any(bar.is_mark for track in self.tracks for bar in track.bars)


def html_page(review: Review) -> str:
    """The review as a page."""
    pictures = [timeline(review, window, most=_JOBS_IN_TIMELINE) for window in (DAY, WEEK)]
    actions = [job.action for job in review.jobs] + [each.action for each in review.surroundings]
    page = _template().render(
        review=review,
        verdict=verdict(review),
        counts=Counter(job.action for job in review.jobs),
        worst=min(actions, key=lambda action: action.danger, default=""),
        total=presenting.total_words(review),
        own=presenting.own_findings(review),
        shared=presenting.shared_findings(review),
        pictures=[_picture(each) for each in pictures if each is not None],
        open=_OPEN,
    )
    return page.lstrip()


@cache
def _template() -> Template:
    environment = templates_of("cdktf_aspire.review")
    environment.globals.update(
        Action=Action,
        both=_both,
        identity=id,
        overlap_in_words=overlap_in_words,
        plural=plural,
        words=presenting,
    )
    return environment.get_template("page.html.jinja")


def _both(row: Row, limit: int = _LONG) -> list[tuple[Shown, str] | None]:
    """Before and after with their texts."""
    both = zip((row.before, row.after), presenting.before_and_after(row, limit), strict=True)
    return [(each, text) if each else None for each, text in both]


def _picture(one: Timeline) -> TimelinePicture:
    minutes = int(one.window.length.total_seconds() // 60)
    step = _HOURS[one.window] * 60
    ticks = tuple((100 * at / minutes, _tick(one, at)) for at in range(0, minutes, step))
    return TimelinePicture(
        one, minutes, ticks, tuple(Track(line, _bars(one, line, minutes)) for line in one.lines)
    )


def _tick(one: Timeline, minute: int) -> str:
    time = one.start + one.window.length * minute / int(one.window.length.total_seconds() // 60)
    return f"{time:%H:%M}" if one.window is DAY else day_in_words(time, one.start)


def _bars(one: Timeline, line: Line, minutes: int) -> tuple[Bar, ...]:
    if line.runs is None:
        return (Bar(0, minutes, line.schedule_in_words),)
    length = max(line.length / 60, 1)
    bars = []
    for run in line.runs:
        at = int((run - one.start).total_seconds() // 60)
        words = _run_in_words(run, one, line)
        bars.append(Bar(at, min(length, minutes - at), words, is_mark=length < minutes / _THINNEST))
    return tuple(bars)


def _run_in_words(run: datetime, one: Timeline, line: Line) -> str:
    length = presenting.run_words(line.length)
    return f"{day_in_words(run, one.start)} {run:%H:%M} UTC, may run for {length}"
