"""`cdktf-aspire logs`: what an execution of a deployed job wrote, from the workspace of its environment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cdktf_aspire.cli.deployed import (
    INTERRUPTED,
    GroupOption,
    JobArgument,
    NamedJob,
    StackOption,
    SubscriptionOption,
    check_name,
    parse_duration,
    say,
    speaking,
)
from cdktf_aspire.operations.log_query import MOST_LINES, LogSource
from cdktf_aspire.operations.logs import RETENTION, JobLogs, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.operations.logs import LogLine

_LATE = "Lines reach the workspace some minutes after they are written, later still in a new environment."


def logs(
    job: JobArgument,
    execution: Annotated[
        str | None, typer.Argument(help="Name of an execution. Default: the one that started last.")
    ] = None,
    *,
    follow: Annotated[
        bool,
        typer.Option(
            "--follow", help="Keep reading until the execution has ended and its lines have arrived."
        ),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only the last 30m, 1h, 2d; without EXECUTION, the lines of all executions.", metavar="TIME"
        ),
    ] = None,
    last: Annotated[
        int, typer.Option(help="How many lines, counted from the end.", min=1, max=MOST_LINES)
    ] = 1000,
    system: Annotated[
        bool,
        typer.Option("--system", help="Also the platform's lines, such as why an image wasn't pulled."),
    ] = False,
    stack: StackOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
) -> None:
    """Shows the log of a deployed job, from the Log Analytics workspace of its environment.

    Lines arrive some minutes after they were written.

    Exit code 0: read, also where there is no line. 1: they can't be read. 2: an option is wrong.
    """
    check_name(execution)
    period = None if since is None else parse_duration(since, "--since")
    if follow and period is not None and execution is None:
        raise typer.BadParameter("--follow reads one execution: name it, or leave out --since.")
    sources = tuple(LogSource) if system else (LogSource.CONSOLE,)
    with speaking():
        try:
            found = JobLogs(NamedJob(job, stack, resource_group, subscription).find())
            _show(found, execution, period, follow=follow, last=last, sources=sources)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None


def _show(
    logs: JobLogs,
    execution: str | None,
    period: timedelta | None,
    *,
    follow: bool,
    last: int,
    sources: Sequence[LogSource],
) -> None:
    printer = _Printer()
    now = datetime.now(UTC)
    known = {each.name: each.start for each in logs.job.executions()}
    if execution is None and period is not None:
        printer.write(logs.read(None, now - period, last=last, sources=sources))
        printer.end(f"{logs.job.id.name} in this time", last, sources)
        return
    if execution is None:
        if not known:
            say(f"{logs.job.id.name} has no execution yet.")
            return
        execution = next(iter(known))
        say(f"The newest execution, {execution}:")
    elif execution not in known:
        say(f"Azure doesn't list the execution {execution}, or no longer does.")
    since = now - period if period is not None else known.get(execution) or now - RETENTION
    if follow:
        say(_LATE)
        for lines in logs.follow(execution, since, last=last, sources=sources):
            printer.write(lines)
    else:
        printer.write(logs.read(execution, since, last=last, sources=sources))
    printer.end(execution, MOST_LINES if follow else last, sources)


class _Printer:
    """Writes lines; which replica and container they are of, from where there are several."""

    def __init__(self) -> None:
        self._writers: set[tuple[str, str]] = set()
        self._written = 0

    def write(self, lines: Sequence[LogLine]) -> None:
        self._writers |= {(line.replica, line.container) for line in lines if line.replica}
        for line in lines:
            sys.stdout.write(shown(line, writer=len(self._writers) > 1) + "\n")
        sys.stdout.flush()
        self._written += len(lines)

    def end(self, whose: str, last: int, sources: Sequence[LogSource]) -> None:
        """Says what is not there, or not shown."""
        if self._written == 0:
            hint = "" if len(sources) > 1 else " --system shows what the platform says."
            say(f"No log lines of {whose}. {_LATE}{hint}")
        elif self._written >= last:
            more = f"; --last {min(last * 10, MOST_LINES)} shows more" if last < MOST_LINES else ""
            say(f"These are the last {last} lines{more}.")
