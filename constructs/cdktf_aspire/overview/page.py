"""The graph and the calendar in one file: an image, or a page that loads nothing and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cdktf_aspire.overview.picture import draw
from cdktf_aspire.overview.svg import drawn, svg
from cdktf_aspire.overview.week import COLUMNS, left_out_in_words, week_of
from cdktf_aspire.overview.week_svg import week_drawn
from cdktf_aspire.review.escaping import html_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cdktf_aspire.overview.parts import Stack

_ROWS: Final = 200


def image(stacks: Sequence[Stack], now: datetime) -> str:
    """The graph, and the calendar below it where there are schedules, as SVG."""
    week = week_of(stacks, now)
    return svg([drawn(draw(stacks)), *([week_drawn(week)] if week.rows else [])], _title(stacks))


def html_page(stacks: Sequence[Stack], now: datetime) -> str:
    """The same as a page, with the calendar as a table, too."""
    environment = Environment(
        loader=PackageLoader("cdktf_aspire.overview", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    week = week_of(stacks, now)
    left = sum(len(row.jobs) for row in week.rows[_ROWS:]) + week.left_out
    return environment.get_template("page.html.jinja").render(
        title=_title(stacks),
        graph=Markup(svg([drawn(draw(stacks))], "Resources and jobs")),
        week=week,
        calendar=Markup(svg([week_drawn(week)], "Schedules")) if week.rows else "",
        columns=COLUMNS,
        rows=week.cells(_ROWS),
        left=left_out_in_words(left) if left else "",
    )


def _title(stacks: Sequence[Stack]) -> str:
    return ", ".join(stack.name for stack in stacks)


def _printable(value: object) -> object:
    """Every text that is written, with control characters and the like as escapes."""
    return Markup(html_text(value)) if isinstance(value, str) and not isinstance(value, Markup) else value
