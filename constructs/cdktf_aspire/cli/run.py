"""`cdktf-aspire run`: starts a deployed job, and waits until its execution has ended."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdktf_aspire.cli.deployed import (
    FAILED,
    INTERRUPTED,
    TIMEOUT,
    GroupOption,
    NamedJob,
    StackOption,
    SubscriptionOption,
    parse_duration,
    say,
    speaking,
    words,
)
from cdktf_aspire.cli.progress import Log, progress_of
from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.errors import OperationError, UsageError
from cdktf_aspire.operations.logs import last_lines
from cdktf_aspire.operations.overrides import Overrides, parse_env
from cdktf_aspire.operations.watching import StillRunningError, stop, watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from cdktf_aspire.cli.progress import Lines, Spinner
    from cdktf_aspire.operations.executions import DeployedJob, Execution, Started

# What Azure needs besides, to find a place for the replicas and to pull the image.
_MARGIN: Final = timedelta(minutes=10)
_STOPPING: Final = timedelta(minutes=2)


def run(
    job: Annotated[
        str | None,
        typer.Argument(
            metavar="JOB",
            help="The job's name in the AppHost; its name in Azure, with --resource-group; or its id.",
            show_default=False,
        ),
    ] = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only check the installation and the sign-in; start nothing.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the execution has ended.")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Wait and show the log, which arrives some minutes late.")
    ] = False,
    timeout: Annotated[
        str | None,
        typer.Option(
            help="With --wait, how long: 90s, 30m. Default: as long as the job may take.", metavar="TIME"
        ),
    ] = None,
    stop_on_timeout: Annotated[
        bool, typer.Option("--stop-on-timeout", help="With --wait, stop the execution at the timeout.")
    ] = False,
    current: Annotated[
        bool,
        typer.Option("--current", help="With --wait, fail if Azure starts an older template of the job."),
    ] = False,
    env: Annotated[
        list[str] | None,
        typer.Option(
            help="Set a variable in this execution; NAME=secretref:SECRET takes a secret of the job; "
            "may be repeated.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    arg: Annotated[
        list[str] | None,
        typer.Option(
            help="An argument, in place of all the job's arguments; may be repeated.", metavar="TEXT"
        ),
    ] = None,
    image: Annotated[str | None, typer.Option(help="The image of this execution.")] = None,
    cpu: Annotated[float | None, typer.Option(help="vCPU of this execution.")] = None,
    memory: Annotated[str | None, typer.Option(help='Memory of this execution, such as "1Gi".')] = None,
    container: Annotated[
        str | None, typer.Option(help="The container that these change, if the job has several.")
    ] = None,
    stack: StackOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
) -> None:
    """Starts a deployed job, by hand or in a pipeline.

    The execution uses the job's template with the changes given here. If standard output isn't a terminal,
    the name of the execution is written there.

    Exit code 0: it succeeded; without --wait, it was started. 1: it failed, or could not be started. 2: an
    option is wrong. 3: it did not end in time.
    """
    if check:
        with speaking():
            Azure(say).sign_in()
        return
    if job is None:
        raise typer.BadParameter("JOB is missing.")
    choice = NamedJob(job, stack, resource_group, subscription)
    wait = wait or follow
    limit = None if timeout is None else parse_duration(timeout, "--timeout")
    if (limit is not None or stop_on_timeout or current) and not wait:
        raise typer.BadParameter("--timeout, --stop-on-timeout and --current need --wait.")
    started: Started | None = None
    with speaking():
        overrides = Overrides(
            env=parse_env(env or ()), args=arg, image=image, cpu=cpu, memory=memory, container=container
        )
        if container is not None and not overrides.any:
            raise UsageError("--container needs --env, --arg, --image, --cpu or --memory.")
        overrides.check()
        try:
            with _terminated_as_interrupted():
                deployed = choice.find()
                started = deployed.start(overrides, current=current)
                _say_started(deployed, started, choice, wait)
                if wait:
                    _wait(deployed, started, choice, limit, stop_on_timeout, current, follow)
        except KeyboardInterrupt:
            if started is None:
                say(f"Interrupted. To see whether an execution was started: {choice.command('executions')}")
            else:
                stopping = choice.command("stop", started.name)
                say(f"Interrupted; {started.name} keeps running. To stop it: {stopping}")
            raise typer.Exit(INTERRUPTED) from None


def _say_started(job: DeployedJob, started: Started, choice: NamedJob, wait: bool) -> None:
    image = (started.template.get("containers") or [{}])[0].get("image")
    say(f"Started {started.name} of the job {job.id.name}" + (f" with {image}." if image else "."))
    if job.portal:
        say(f"Portal: {job.portal}")
    if not sys.stdout.isatty():
        try:
            sys.stdout.write(f"{started.name}\n")
            sys.stdout.flush()
        except OSError as error:  # the execution is started and has to be waited for nevertheless
            say(f"Warning: its name can't be written to standard output: {error.strerror}.")
    if not wait:
        say(f"Its state: {choice.command('executions')}")


def _wait(
    job: DeployedJob,
    started: Started,
    choice: NamedJob,
    limit: timedelta | None,
    stops: bool,
    current: bool,
    follow: bool,
) -> None:
    limit = job.longest + _MARGIN if limit is None else limit
    log = Log(job, started.name) if follow else None
    try:
        with progress_of(started.name) as progress:
            execution = _watch(job, started, limit, progress, current, log)
    except StillRunningError:
        state = f"{started.name} has not ended after {words(limit)}"
        if not stops:
            say(f"{state} and keeps running. To stop it: {choice.command('stop', started.name)}")
        elif stop(job, started.name, _STOPPING) is None:
            say(f"{state}; Azure is stopping it.")
        else:
            say(f"{state} and was stopped.")
        raise typer.Exit(TIMEOUT) from None
    except OperationError as error:
        raise OperationError(
            f"{error} {started.name} may still be running: {choice.command('executions')}"
        ) from None
    taken = execution.duration()
    say(f"{execution.name}: {execution.state}" + (f" after {words(taken)}." if taken is not None else "."))
    why = [] if execution.succeeded else execution.why()
    for line in why:
        say(f"  {line}")
    # A user who doesn't want to wait for the log has already seen the result.
    with contextlib.suppress(KeyboardInterrupt):
        if log is not None:
            log.finish(execution)
        elif execution.state == "Failed":
            for line in last_lines(job, execution.name, choice.command("logs", execution.name)):
                say(f"  {line}")
    if not execution.succeeded:
        raise typer.Exit(FAILED)


def _watch(
    job: DeployedJob,
    started: Started,
    limit: timedelta,
    progress: Lines | Spinner,
    current: bool,
    log: Log | None,
) -> Execution:
    compared = False
    for execution in watch(job, started.name, limit):
        if not compared and execution.template.get("containers"):
            compared = True
            if other := job.stale(execution, started.template):
                if current and not started.is_sent:
                    if not execution.over:
                        stop(job, execution.name, _STOPPING)
                    raise OperationError(
                        f"{execution.name} used an older template than the job's ({'; '.join(other)}), so it "
                        "does not count. Azure may use the old one for minutes after a change: try again."
                    )
                progress.line(
                    f"Warning: {execution.name} uses an older template than the job's: {'; '.join(other)}. "
                    "Azure may use the old one for some minutes after a change."
                )
        progress.show(execution)
        if log is not None:
            log.show(progress.line)
    return execution


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """A pipeline that is cancelled sends SIGTERM: then the same is said as after Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
