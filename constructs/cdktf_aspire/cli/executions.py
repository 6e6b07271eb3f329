"""`cdktf-aspire executions`: the latest executions of a deployed job."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cdktf_aspire.cli.deployed import (
    GroupOption,
    JobArgument,
    NamedJob,
    StackOption,
    SubscriptionOption,
    moment,
    say,
    speaking,
    words,
)
from cdktf_aspire.cli.options import OutputFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.operations.executions import DeployedJob, Execution

# Wide enough for every column where nobody's terminal is in the way.
_WIDTH = 240


def executions(
    job: JobArgument,
    *,
    last: Annotated[int, typer.Option(help="How many executions.", min=1, max=1000)] = 20,
    output: Annotated[OutputFormat, typer.Option("--format", help="Output format.")] = OutputFormat.TEXT,
    stack: StackOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
) -> None:
    """Lists the executions of a deployed job, the newest first.

    Exit code 0: listed, also where there is none. 1: Azure refused. 2: an option is wrong.
    """
    with speaking():
        deployed = NamedJob(job, stack, resource_group, subscription).find()
        deployed.read()
        found = deployed.executions()[:last]
    if output is OutputFormat.JSON:
        document = {"job": str(deployed.id), "executions": [_as_json(deployed, each) for each in found]}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    elif found:
        _print(deployed, found)
    else:
        say(f"{deployed.id.name} has no execution yet.")


def _as_json(job: DeployedJob, execution: Execution) -> dict[str, object]:
    duration = execution.duration()
    return {
        "name": execution.name,
        "state": execution.state,
        "start": execution.start.isoformat() if execution.start else None,
        "end": execution.end.isoformat() if execution.end else None,
        "duration_seconds": None if duration is None else int(duration.total_seconds()),
        "trigger": job.trigger_of(execution),
        "image": execution.image,
        "retries": job.retries_of(execution),
        "reason": execution.reason,
        "message": execution.message,
        "containers": [
            {
                "replica": each.replica,
                "name": each.name,
                "exit_code": each.exit_code,
                "status": each.status,
                "information": each.information,
            }
            for each in execution.containers
        ],
    }


def _print(job: DeployedJob, found: Sequence[Execution]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cdktf_aspire.diagnostics.plain_text import message_text

    table = Table("Execution", "State", "Start (UTC)", "Duration", "Trigger", "Image", "Retries", box=None)
    for each in found:
        duration, retries = each.duration(), job.retries_of(each)
        cells = (
            each.name,
            each.state,
            moment(each.start) if each.start else "-",
            "-" if duration is None else words(duration),
            job.trigger_of(each),
            each.image or "-",
            "-" if retries is None else str(retries),
        )
        table.add_row(*(Text(message_text(cell)) for cell in cells))
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)
