"""`cdktf-aspire calendar`: a week of all schedules, as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdktf_aspire.cli.options import clock
from cdktf_aspire.cli.sources import WHAT_IS_READ, read_stacks, readable
from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.overview.week import COLUMNS, DAYS, ROWS_OF_TABLE, week_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.overview.week import Week

# Wide enough for every column where nobody's terminal is in the way.
_WIDTH: Final = 240


def calendar(
    path: Annotated[Path, typer.Argument(help=WHAT_IS_READ)] = Path("cdktf.out"),
    *,
    now: Annotated[
        str | None,
        typer.Option(help="The time in the first day of the week, such as 2027-01-31T06:00Z. Default: now."),
    ] = None,
) -> None:
    """Lists a week of schedules: when jobs start, how long they may run, and what runs at the same time.

    Times are in UTC. The week begins with the day of --now. More than 40 scheduled jobs are one row for each
    schedule and duration.

    Exit code 0: listed, also where there is no schedule. 2: no file that can be read, or an option is wrong.
    """
    moment = clock(now)
    with readable():
        week = week_of(read_stacks(path), moment)
    if not week.rows and not week.unknown:
        sys.stdout.write("No schedules.\n")
        return
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    sys.stdout.write(f"Schedules, {week.title}\n\n")
    if week.rows:
        with console.capture() as capture:
            console.print(_table(week))
        # Rich fills each line up with blanks, which a reader's editor would take out.
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in capture.get().splitlines())
    left_out = week.left_out_below(ROWS_OF_TABLE)
    if left_out:
        sys.stdout.write(f"{left_out}\n")
    if week.rows:
        sys.stdout.write("\nJobs that may be running in each hour\n\n")
        sys.stdout.writelines(f"{line}\n" for line in _hours(week))
    for each in week.unknown:
        sys.stdout.write(f"\nNot in the calendar: {message_text(each)}\n")


def _table(week: Week) -> Table:
    table = Table(box=None)
    for name in COLUMNS:
        table.add_column(name, overflow="fold")
    for cells in week.cells():
        table.add_row(*(Text(message_text(cell)) for cell in cells))
    return table


def _hours(week: Week) -> Iterator[str]:
    hours = week.hours()
    width = max(2, len(str(max(hours))))
    yield f"{'':10} {' '.join(f'{hour:02}'.rjust(width) for hour in range(24))}"
    for day in range(DAYS):
        counts = hours[24 * day : 24 * (day + 1)]
        cells = ((str(count) if count else ".").rjust(width) for count in counts)
        yield f"{week.day(day):10} {' '.join(cells)}"
