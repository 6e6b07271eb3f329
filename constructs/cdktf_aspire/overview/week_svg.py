"""A week of schedules as SVG: a line for each job, a bar for each run, as long as it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.overview.svg import Drawing, px, text_at
from cdktf_aspire.overview.week import A_DAY, DAYS
from cdktf_aspire.review.escaping import html_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.overview.week import Week, WeekRow

_ROWS: Final = 100
_NAMES: Final = 250
_DAY_WIDTH: Final = 140
_ROW: Final = 22
_TOP: Final = 62
_LEFT: Final = 24
_THINNEST: Final = 2.0
_LETTERS: Final = 36


def week_drawn(week: Week) -> Drawing:
    """The week; its first hundred rows, with how many jobs there are beside those."""
    rows = week.rows[:_ROWS]
    width = _LEFT + _NAMES + DAYS * _DAY_WIDTH + _LEFT
    bottom = _TOP + _ROW * (len(rows) + 1)
    elements = [text_at(_LEFT, 24, f"Schedules, {week.title}", "title")]
    for day in range(DAYS + 1):
        x = _LEFT + _NAMES + day * _DAY_WIDTH
        elements.append(_line(x, _TOP - 20, bottom, "grid"))
        if day < DAYS:
            quarters = (x + part * _DAY_WIDTH / 4 for part in (1, 2, 3))
            elements += [_line(quarter, _TOP - 6, bottom, "late") for quarter in quarters]
            elements.append(text_at(x + 4, _TOP - 10, week.day(day), "soft"))
    for number, row in enumerate(rows):
        elements += _row(row, _TOP + number * _ROW)
    elements += _hours(week, _TOP + len(rows) * _ROW)
    notes = ["Red: a run may overlap the next one of the same job. Pale: too many runs to draw each of them."]
    notes += filter(None, [week.left_out_below(_ROWS)])
    for number, note in enumerate(notes, 1):
        elements.append(text_at(_LEFT, bottom + 18 * number, note, "soft"))
    return Drawing(tuple(elements), width, bottom + 18 * len(notes) + _LEFT)


def _line(x: float, top: float, bottom: float, name: str) -> str:
    return f'<path class="{name}" d="M{px(x)} {px(top)}V{px(bottom)}"/>'


def _row(row: WeekRow, top: float) -> Iterator[str]:
    words = f"{row.title}: {row.schedule}, may run for {row.longest_in_words}"
    title = row.title if len(row.title) <= _LETTERS else f"{row.title[: _LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"
    yield f"<g><title>{html_text(words)}</title>"
    yield text_at(_LEFT, top + 15, title, "name")
    bars, is_often = _bars(row)
    name = f"run{' doubled' if row.overlap else ''}{' often' if is_often else ''}"
    path = "".join(f"M{px(x)} {px(top + 4)}h{px(width)}v14h{px(-width)}z" for x, width in bars)
    if path:
        yield f'<path class="{name}" d="{path}"/>'
    yield "</g>"


def _bars(row: WeekRow) -> tuple[list[tuple[float, float]], bool]:
    """Left ends and widths; and whether one of them is several runs, too near each other to draw apart."""
    bars: list[tuple[float, float]] = []
    is_often = False
    for start, end in row.stretches():
        x = _LEFT + _NAMES + start * _DAY_WIDTH / A_DAY
        width = max((end - start) * _DAY_WIDTH / A_DAY, _THINNEST)
        if bars and x - (bars[-1][0] + bars[-1][1]) < 1:
            is_often = True
            bars[-1] = (bars[-1][0], x + width - bars[-1][0])
        else:
            bars.append((x, width))
    return bars, is_often


def _hours(week: Week, top: float) -> Iterator[str]:
    hours = week.hours()
    most = max(hours, default=0)
    yield text_at(_LEFT, top + 15, f"jobs in each hour, at most {most:,}", "soft")
    width = _DAY_WIDTH / 24
    for hour, count in enumerate(hours):
        if count:
            x = _LEFT + _NAMES + hour * width
            place = f'x="{px(x)}" y="{px(top + 4)}" width="{px(width)}" height="14"'
            shade = f'fill-opacity="{max(count / most, 0.15):.2f}"'
            yield f'<rect class="hour" {place} {shade}><title>{count:,}</title></rect>'
