"""`cdktf-aspire run`: starts a deployed job, and waits until its execution has ended."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdktf_aspire.cli.deployed import (
    FAILED,
    INTERRUPTED,
    TIMEOUT,
    Choice,
    GroupOption,
    StackOption,
    SubscriptionOption,
    parse_duration,
    say,
    speaking,
    words,
)
from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.errors import OperationError, UsageError
from cdktf_aspire.operations.log_query import MOST_LINES, Source
from cdktf_aspire.operations.logs import PAUSE_SECONDS, JobLogs, Tail, last_lines, shown
from cdktf_aspire.operations.overrides import Overrides, parse_env
from cdktf_aspire.operations.watching import StillRunningError, stop, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from cdktf_aspire.operations.executions import DeployedJob, Execution, Started

# What Azure needs besides, to find a place for the replicas and to pull the image.
_MARGIN: Final = timedelta(minutes=10)
_STOPPING: Final = timedelta(minutes=2)
_HEARTBEAT_SECONDS: Final = 60


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
        bool, typer.Option("--check", help="Start nothing, only check the installation and the sign-in.")
    ] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until the execution has ended.")] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Wait, and show the log, which comes some minutes late.")
    ] = False,
    timeout: Annotated[
        str | None,
        typer.Option(
            help="With --wait, how long: 90s, 30m. Else as long as the job may take.", metavar="TIME"
        ),
    ] = None,
    stop_on_timeout: Annotated[
        bool, typer.Option("--stop-on-timeout", help="With --wait, stop what is not over in time.")
    ] = False,
    current: Annotated[
        bool,
        typer.Option("--current", help="With --wait, fail where Azure starts an older template of the job."),
    ] = False,
    env: Annotated[
        list[str] | None,
        typer.Option(
            help="Set a variable in this execution, or name=secretref:SECRET of the job; may be repeated.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    arg: Annotated[
        list[str] | None,
        typer.Option(help="An argument, instead of all that the job has; may be repeated.", metavar="TEXT"),
    ] = None,
    image: Annotated[str | None, typer.Option(help="The image of this execution.")] = None,
    cpu: Annotated[float | None, typer.Option(help="vCPU of this execution.")] = None,
    memory: Annotated[str | None, typer.Option(help='Memory of this execution, such as "1Gi".')] = None,
    container: Annotated[str | None, typer.Option(help="Which container these are for, of several.")] = None,
    stack: StackOption = None,
    resource_group: GroupOption = None,
    subscription: SubscriptionOption = None,
) -> None:
    """Starts a deployed job, by hand or in a pipeline.

    All of the job's template counts, except what is said here. Writes the execution's name to standard output
    if that isn't a terminal.

    Exit code 0: it succeeded; without --wait, it was started. 1: it failed, or could not be started. 2: an
    option is wrong. 3: it wasn't over in time.
    """
    if check:
        with speaking():
            Azure(say).sign_in()
        return
    if job is None:
        raise typer.BadParameter("JOB is missing.")
    choice = Choice(job, stack, resource_group, subscription)
    wait = wait or follow
    limit = None if timeout is None else parse_duration(timeout, "--timeout")
    if (limit is not None or stop_on_timeout or current) and not wait:
        raise typer.BadParameter("--timeout, --stop-on-timeout and --current go with --wait.")
    started: Started | None = None
    with speaking():
        overrides = Overrides(
            env=parse_env(env or ()), args=arg, image=image, cpu=cpu, memory=memory, container=container
        )
        if container is not None and not overrides.any:
            raise UsageError("--container goes with --env, --arg, --image, --cpu or --memory.")
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
                say(f"Interrupted. Whether it was started shows {choice.command('executions')}")
            else:
                say(f"Interrupted: {started.name} goes on. Stop it: {choice.command('stop', started.name)}")
            raise typer.Exit(INTERRUPTED) from None


def _say_started(job: DeployedJob, started: Started, choice: Choice, wait: bool) -> None:
    image = (started.template.get("containers") or [{}])[0].get("image")
    say(f"Started {started.name} of the job {job.id.name}" + (f" with {image}." if image else "."))
    say(f"Portal: {job.portal}")
    if not sys.stdout.isatty():
        sys.stdout.write(f"{started.name}\n")
        sys.stdout.flush()
    if not wait:
        say(f"Its state: {choice.command('executions')}")


def _wait(
    job: DeployedJob,
    started: Started,
    choice: Choice,
    limit: timedelta | None,
    stops: bool,
    current: bool,
    follow: bool,
) -> None:
    limit = job.longest + _MARGIN if limit is None else limit
    log = _Log(job, started.name) if follow else None
    try:
        with _progress(started.name) as progress:
            execution = _watch(job, started, limit, progress, current, log)
    except StillRunningError:
        state = f"{started.name} is not over after {words(limit)}"
        if not stops:
            say(f"{state}; it goes on. Stop it: {choice.command('stop', started.name)}")
        elif stop(job, started.name, _STOPPING) is None:
            say(f"{state}; Azure is stopping it.")
        else:
            say(f"{state}; it was stopped.")
        raise typer.Exit(TIMEOUT) from None
    except OperationError as error:
        raise OperationError(f"{error} {started.name} may go on: {choice.command('executions')}") from None
    taken = execution.duration()
    say(f"{execution.name}: {execution.state}" + (f" after {words(taken)}." if taken is not None else "."))
    why = [] if execution.succeeded else execution.why()
    for line in why:
        say(f"  {line}")
    # Whoever doesn't want to wait for the log knows the end already.
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
    progress: _Lines | _Spinner,
    current: bool,
    log: _Log | None,
) -> Execution:
    compared = False
    for execution in watch(job, started.name, limit):
        if not compared and execution.template.get("containers"):
            compared = True
            if other := job.stale(execution, started.template):
                if current:
                    if not execution.over:
                        stop(job, execution.name, _STOPPING)
                    raise OperationError(
                        f"{execution.name} used an older template than the job's ({'; '.join(other)}), so it "
                        "does not count. Azure can take minutes until a change of a job counts: try again."
                    )
                progress.line(
                    f"Warning: {execution.name} uses an older template than the job's: {'; '.join(other)}. "
                    "Azure can take minutes until a change of a job counts."
                )
        progress.show(execution)
        if log is not None:
            log.show(progress.line)
    return execution


class _Log:
    """The execution's log while it runs. What can't be read is said once, and the run goes on."""

    def __init__(self, job: DeployedJob, execution: str) -> None:
        sources = tuple(Source)
        self._tail: Tail | None = Tail(JobLogs(job), execution, datetime.now(UTC), MOST_LINES, sources)

    def show(self, write: Callable[[str], None]) -> None:
        """Writes the lines that have come."""
        try:
            for line in self._tail.poll() if self._tail else ():
                write(f"  {shown(line)}")
        except OperationError as error:
            self._tail = None
            write(f"Its log can't be followed. {error}")

    def finish(self, execution: Execution) -> None:
        """Writes the lines that are still to come, until none are to be expected."""
        if self._tail is not None:
            say("Waiting for the rest of its log, at most 5 min ...")
        while self._tail is not None and not self._tail.is_complete(execution.end):
            time.sleep(PAUSE_SECONDS)
            self.show(say)


class _Lines:
    """Progress in a pipeline: a line for each change, and now and then one that says it still runs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._state: str | None = None
        self._started = self._said = time.monotonic()

    def line(self, text: str) -> None:
        say(text)

    def show(self, execution: Execution) -> None:
        now = time.monotonic()
        if execution.over or (execution.state == self._state and now - self._said < _HEARTBEAT_SECONDS):
            return
        self._state, self._said = execution.state, now
        say(f"{self._name}: {execution.state} ({words(timedelta(seconds=now - self._started))})")


class _Spinner:
    """Progress on a terminal: one line that moves, with the state and the time."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[execution]}  {task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, execution=name, state="Starting")
        self.bar = self._bar

    def line(self, text: str) -> None:
        from rich.text import Text

        self._bar.console.print(Text(text))

    def show(self, execution: Execution) -> None:
        self._bar.update(self._task, state=execution.state)


@contextlib.contextmanager
def _progress(name: str) -> Iterator[_Lines | _Spinner]:
    if not sys.stderr.isatty():
        yield _Lines(name)
        return
    spinner = _Spinner(name)
    with spinner.bar:
        yield spinner


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
