"""`cdktf-aspire jobs`: the jobs of a publish output, of Terraform JSON or of a plan, as a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdktf_aspire.cli.options import OutputFormat, clock
from cdktf_aspire.cli.sources import WHAT_IS_READ, read_sources, readable
from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.overview.jobs import SENSITIVE

if TYPE_CHECKING:
    from datetime import datetime

    from cdktf_aspire.overview.jobs import Job

# Wide enough for every column where nobody's terminal is in the way.
_WIDTH = 240
_MINUTE, _HOUR = 60, 3600


def jobs(
    path: Annotated[
        Path,
        typer.Argument(help=WHAT_IS_READ),
    ] = Path("cdktf.out"),
    *,
    output: Annotated[OutputFormat, typer.Option("--format", help="Output format.")] = OutputFormat.TEXT,
    now: Annotated[
        str | None,
        typer.Option(
            help="The time from which next runs are counted, such as 2027-01-31T06:00Z. Default: now."
        ),
    ] = None,
) -> None:
    """Lists the jobs: name in Azure, trigger, schedule in words, next run, timeout, retries, size and image.

    JSON also has the stack and the Terraform address of each job.

    Exit code 0: listed, also where there is no job. 2: no file that jobs can be read from, or an option is
    wrong.
    """
    moment = clock(now)
    with readable():
        sources = [(source.name, job) for source in read_sources(path) for job in source.jobs()]
    if output is OutputFormat.JSON:
        sys.stdout.write(
            json.dumps({"jobs": [_as_json(*each, moment) for each in sources]}, indent=2, allow_nan=False)
            + "\n"
        )
    elif sources:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(_table(sources, moment))
    else:
        sys.stdout.write("No jobs.\n")


def _table(found: list[tuple[str, Job]], now: datetime) -> Table:
    """The jobs by their source, which has a column of its own where there are several."""
    table = Table(box=None)
    several = len({name for name, _ in found}) > 1
    for name in (
        *(("Stack",) if several else ()),
        "Job",
        "Name in Azure",
        "Trigger",
        "Schedule",
        "Next run (UTC)",
        "Timeout",
        "Retries",
        "Size",
        "Image",
    ):
        table.add_column(name, overflow="fold")
    for name, job in found:
        following = job.next_run(now)
        size = f"{_text(job.settings['cpu'])} vCPU, {_text(job.settings['memory'])}"
        cells = (
            *((name,) if several else ()),
            job.name,
            _text(job.name_in_azure),
            f"{job.trigger} ({', '.join(job.rules)})" if job.rules else job.trigger,
            _schedule(job),
            f"{following:%Y-%m-%d %H:%M}" if following else "never" if job.never_runs else "",
            _duration(job.settings["timeout_in_seconds"]),
            _text(job.settings["retry_limit"]),
            size,
            _text(job.settings["image"]),
        )
        table.add_row(*(Text(message_text(cell)) for cell in cells))
    return table


def _schedule(job: Job) -> str:
    if job.cron_expression is None:
        return ""
    return f"{job.cron_expression}: {job.schedule}" if job.schedule else job.cron_expression


def _duration(seconds: object) -> str:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 10**9:
        return _text(seconds)
    minutes, rest = divmod(int(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _HOUR // _MINUTE)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if count]
    return " ".join(parts) or "0 s"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _as_json(stack: str, job: Job, now: datetime) -> dict[str, object]:
    following = job.next_run(now)
    return {
        "stack": stack,
        "name": job.name,
        "address": SENSITIVE if job.name == SENSITIVE else job.address or None,
        "name_in_azure": job.name_in_azure,
        "trigger": job.trigger,
        "cron_expression": job.cron_expression,
        "schedule": job.schedule,
        "next_run": following.isoformat() if following else None,
        **job.settings,
        "rules": list(job.rules),
    }
