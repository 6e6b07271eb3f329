"""`cdktf-aspire graph`: who refers to whom and what starts each job, as a picture."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdktf_aspire.cli.options import clock
from cdktf_aspire.cli.sources import WHAT_IS_READ, read_stacks, readable
from cdktf_aspire.cli.writing import write
from cdktf_aspire.overview.picture import draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cdktf_aspire.overview.parts import Stack


class GraphFormat(enum.StrEnum):
    """How a picture is written."""

    MERMAID = "mermaid"
    SVG = "svg"
    HTML = "html"


def graph(
    path: Annotated[Path, typer.Argument(help=WHAT_IS_READ)] = Path("cdktf.out"),
    *,
    output: Annotated[
        GraphFormat, typer.Option("--format", help="Output format; svg and html have the calendar, too.")
    ] = GraphFormat.MERMAID,
    out: Annotated[
        Path | None, typer.Option("--output", "--out", help="Write the picture to this file.")
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            help="The time in the first day of the calendar, such as 2027-01-31T06:00Z. Default: now."
        ),
    ] = None,
) -> None:
    """Draws the AppHost: its resources, what each one uses and how, and what starts each job.

    The graph has the names of secrets, never their values.

    Exit code 0: drawn. 2: no file that can be read, the output can't be written, or an option is wrong.
    """
    moment = clock(now)
    with readable():
        write(_rendered(read_stacks(path), output, moment), out)


def _rendered(stacks: Sequence[Stack], output: GraphFormat, now: datetime) -> str:
    match output:
        case GraphFormat.SVG:
            from cdktf_aspire.overview.page import image

            return image(stacks, now)
        case GraphFormat.HTML:
            from cdktf_aspire.overview.page import html_page

            return html_page(stacks, now)
    from cdktf_aspire.overview.mermaid import mermaid

    return mermaid(draw(stacks))
