"""`cdktf-aspire stop`: stops executions of a deployed job."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdktf_aspire.cli.deployed import (
    FAILED,
    GroupOption,
    JobArgument,
    NamedJob,
    StackOption,
    SubscriptionOption,
    check_name,
    say,
    speaking,
    words,
)
from cdktf_aspire.operations.errors import UsageError
from cdktf_aspire.operations.watching import stop as stop_and_wait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.operations.executions import DeployedJob, Execution

_STOPPING: Final = timedelta(minutes=2)


def stop(
    job: JobArgument,
    execution: Annotated[
        str | None, typer.Argument(help="Its name. Default: the one that is running.", metavar="EXECUTION")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Stop all that are running.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask for confirmation.")] = False,
    stack: StackOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
) -> None:
    """Stops an execution of a deployed job, or all, and waits until it has ended. Asks first.

    Exit code 0: stopped, or nothing was running. 1: Azure refused, the answer was no, or it goes on. 2: an
    option is wrong, or there is no terminal to ask on and no --yes.
    """
    if execution is not None and every:
        raise typer.BadParameter("Give the name of an execution or --all, not both.")
    check_name(execution)
    choice = NamedJob(job, stack, resource_group, subscription)
    with speaking():
        deployed = choice.find()
        running = _meant(deployed, execution, every, choice)
        if not running:
            return
        if not yes:
            _ask(running)
        going_on = False
        for each in running:
            end = stop_and_wait(deployed, each.name, _STOPPING)
            going_on = going_on or end is None
            say(
                f"{each.name}: not stopped yet after {words(_STOPPING)}; Azure has accepted the request."
                if end is None
                else f"{each.name}: {end.state}."
            )
        if going_on:
            raise typer.Exit(FAILED)


def _meant(job: DeployedJob, name: str | None, every: bool, choice: NamedJob) -> Sequence[Execution]:
    if name is not None:
        found = job.execution(name)
        if found.over:
            say(f"{name} has already ended: {found.state}.")
            return []
        return [found]
    running = [each for each in job.executions() if not each.over]
    if not running:
        say(f"No execution of {job.id.name} is running.")
    if len(running) > 1 and not every:
        raise UsageError(
            f"{len(running)} executions are running: {', '.join(each.name for each in running)}. "
            f"Name one, or stop them all: {choice.command('stop', '--all')}"
        )
    return running


def _ask(running: Sequence[Execution]) -> None:
    names = ", ".join(each.name for each in running)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"Add --yes to stop {names}: there is no terminal to ask for confirmation.")
    if not typer.confirm(f"Stop {names}?", err=True):
        say("Nothing was stopped.")
        raise typer.Exit(FAILED)
