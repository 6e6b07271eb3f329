"""How an execution goes, on a terminal or in a pipeline, and its log beside that."""

from __future__ import annotations

import contextlib
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cdktf_aspire.cli.deployed import say, words
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.operations.errors import OperationError, UnreachableError, masked
from cdktf_aspire.operations.log_query import MOST_LINES, LogSource
from cdktf_aspire.operations.logs import PAUSE_SECONDS, JobLogs, Tail, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.operations.executions import DeployedJob, Execution

_HEARTBEAT_SECONDS: Final = 60


class Lines:
    """Progress in a pipeline: a line for each change, and now and then one that says it still runs."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._state: str | None = None
        self._started = self._said = time.monotonic()

    def line(self, text: str) -> None:
        """Says something beside the progress."""
        say(text)

    def show(self, execution: Execution) -> None:
        """Says how the execution stands."""
        now = time.monotonic()
        if execution.over or (execution.state == self._state and now - self._said < _HEARTBEAT_SECONDS):
            return
        self._state, self._said = execution.state, now
        say(f"{self._name}: {execution.state} ({words(timedelta(seconds=now - self._started))})")


class Spinner:
    """Progress on a terminal: one line that moves, with the state and the time."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[execution]}  {task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self.bar.add_task("", total=None, execution=name, state="Starting")

    def line(self, text: str) -> None:
        """Says something beside the progress."""
        from rich.text import Text

        self.bar.console.print(Text(page_text(masked(text))))

    def show(self, execution: Execution) -> None:
        """Says how the execution stands."""
        self.bar.update(self._task, state=execution.state)


@contextlib.contextmanager
def progress_of(name: str) -> Iterator[Lines | Spinner]:
    """The progress of an execution, for where standard error leads to."""
    if not sys.stderr.isatty():
        yield Lines(name)
        return
    spinner = Spinner(name)
    with spinner.bar:
        yield spinner


class Log:
    """The execution's log while it runs. An unreadable log is reported once, and the run continues."""

    def __init__(self, job: DeployedJob, execution: str) -> None:
        sources = tuple(LogSource)
        self._tail: Tail | None = Tail(JobLogs(job), execution, datetime.now(UTC), MOST_LINES, sources)

    def show(self, write: Callable[[str], None]) -> None:
        """Writes the lines that have come."""
        try:
            for line in self._tail.poll() if self._tail else ():
                write(f"  {shown(line)}")
        except UnreachableError:
            return  # the next time, perhaps
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
