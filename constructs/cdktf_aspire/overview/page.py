"""The graph and the calendar in one file: an image, or a page that loads nothing and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from cdktf_aspire.overview.picture import draw
from cdktf_aspire.overview.svg import drawn, svg
from cdktf_aspire.overview.week import COLUMNS, ROWS_OF_TABLE, week_of
from cdktf_aspire.overview.week_svg import week_drawn
from cdktf_aspire.review.templates import templates_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cdktf_aspire.overview.parts import Stack


def image(stacks: Sequence[Stack], now: datetime) -> str:
    """The graph, and the calendar below it where there are schedules, as SVG."""
    week = week_of(stacks, now)
    return svg([drawn(draw(stacks)), *([week_drawn(week)] if week.rows else [])], _title(stacks))


def html_page(stacks: Sequence[Stack], now: datetime) -> str:
    """The same as a page, with the calendar as a table, too."""
    week = week_of(stacks, now)
    template = templates_of("cdktf_aspire.overview").get_template("page.html.jinja")
    return template.render(
        title=_title(stacks),
        graph=Markup(svg([drawn(draw(stacks))], "Resources and jobs")),
        week=week,
        calendar=Markup(svg([week_drawn(week)], "Schedules")) if week.rows else "",
        columns=COLUMNS,
        rows=week.cells(),
        left=week.left_out_below(ROWS_OF_TABLE),
    )


def _title(stacks: Sequence[Stack]) -> str:
    return ", ".join(stack.name for stack in stacks)
