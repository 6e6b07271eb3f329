"""Shared by the commands for deployed jobs: the job, the output, the exit codes."""

from __future__ import annotations

import contextlib
import re
import shlex
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.errors import OperationError, UsageError, masked
from cdktf_aspire.operations.executions import DeployedJob
from cdktf_aspire.operations.job_lookup import JobNotFound, find_job, output_folder
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

FAILED: Final = 1
WRONG_USE: Final = 2
TIMEOUT: Final = 3
# As a shell has it for a program that SIGINT ended.
INTERRUPTED: Final = 130

JobArgument = Annotated[
    str,
    typer.Argument(
        metavar="JOB",
        help="The job's name in the AppHost; its name in Azure, with --resource-group; or its id.",
    ),
]
StackOption = Annotated[
    str | None, typer.Option(help="The stack that declares the job, if several stacks have one of that name.")
]
GroupOption = Annotated[
    str | None,
    typer.Option("--resource-group", "-g", help="The job's resource group, if JOB is its name in Azure."),
]
SubscriptionOption = Annotated[
    str | None,
    typer.Option(
        help="Subscription id, with --resource-group. Default: ARM_SUBSCRIPTION_ID, or the Azure CLI's."
    ),
]

_DURATION: Final = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s?)?", re.ASCII)


def check_name(execution: str | None) -> None:
    """Refuses an empty name, which a script passes when its variable is empty.

    Raises:
        BadParameter: it is empty.
    """
    if execution is not None and not execution.strip():
        raise typer.BadParameter("EXECUTION is empty. Name an execution, or leave it out.")


def say(text: str) -> None:
    """Writes lines for the user, on standard error: standard output is for programs."""
    write_error(page_text(masked(text)) + "\n")


@contextlib.contextmanager
def speaking() -> Iterator[None]:
    """Turns an error inside the block into a message and an exit code: 2 for wrong use, otherwise 1."""
    try:
        yield
    except (UsageError, JobNotFound) as mistake:
        say(f"Error: {mistake}")
        raise typer.Exit(WRONG_USE) from None
    except OperationError as error:
        say(f"Error: {error}")
        raise typer.Exit(FAILED) from None


@records.frozen
class NamedJob:
    """Which job was named, and how: what is suggested to type next names it in the same way."""

    job: str
    stack: str | None
    resource_group: str | None
    subscription: str | None

    def find(self) -> DeployedJob:
        """The job in Azure.

        Raises:
            UsageError: the extra isn't installed.
            JobNotFound: it isn't known which job is meant.
        """
        azure = Azure(say)
        azure.check()
        return DeployedJob(
            azure,
            find_job(
                self.job,
                stack=self.stack,
                resource_group=self.resource_group,
                subscription=self.subscription,
                folder=output_folder(),
            ),
        )

    def command(self, name: str, *arguments: str) -> str:
        """A command line for the same job."""
        options = [
            *(("--stack", self.stack) if self.stack else ()),
            *(("--resource-group", self.resource_group) if self.resource_group else ()),
            *(("--subscription", self.subscription) if self.subscription else ()),
        ]
        return shlex.join(["cdktf-aspire", name, self.job, *arguments, *options])


def parse_duration(text: str, option: str) -> timedelta:
    """A time such as `30m`, `1h30m`, `90s`, `2d`; a number alone is in seconds.

    Raises:
        typer.BadParameter: it is not in that form, or is zero.
    """
    found = _DURATION.fullmatch(text.strip().lower())
    parts = [int(each or 0) for each in found.groups()] if found else []
    if not any(parts):
        raise typer.BadParameter(f"{option} can't be {text!r}: write a time such as 90s, 30m or 1h30m.")
    days, hours, minutes, seconds = parts
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def words(duration: timedelta) -> str:
    """A time as people read it: `42 s`, `3 min 5 s`, `2 h 10 min`."""
    seconds = int(duration.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min" + (f" {seconds % 60} s" if seconds % 60 else "")
    return f"{seconds // 3600} h" + (f" {seconds % 3600 // 60} min" if seconds % 3600 // 60 else "")


def moment(when: datetime) -> str:
    """A moment in UTC, as `executions` and `logs` write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
