"""Waiting for an execution to end: never without a bound, and never for long without a word."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from cdktf_aspire.operations.errors import NotThereError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from cdktf_aspire.operations.executions import DeployedJob, Execution

# After so many seconds, it is read every so many seconds.
_PACE: Final = ((600, 10), (60, 5), (0, 2))
# An execution that was started a moment ago isn't known everywhere at once.
_UNKNOWN_SECONDS: Final = 60
_LOST_SECONDS: Final = 300


class StillRunningError(Exception):
    """The time was over before the execution was."""


def watch(job: DeployedJob, name: str, timeout: timedelta) -> Iterator[Execution]:
    """An execution, each time that it has been read, until it has ended; the last one is the end.

    Args:
        job: of which it is.
        name: of the execution.
        timeout: how long this takes at most.

    Raises:
        StillRunningError: the time is over.
        OperationError: it can't be read any more.
    """
    started = time.monotonic()
    read = started
    seen = False
    while True:
        try:
            execution = job.execution(name)
        except UnreachableError as error:
            if time.monotonic() - read > _LOST_SECONDS:
                raise
            job.azure.say(f"{error} Still waiting.")
        except NotThereError:
            if seen or time.monotonic() - started > _UNKNOWN_SECONDS:
                raise
        else:
            read, seen = time.monotonic(), True
            yield execution
            if execution.over:
                return
        taken = time.monotonic() - started
        left = timeout.total_seconds() - taken
        if left <= 0:
            raise StillRunningError
        time.sleep(min(next(pace for after, pace in _PACE if taken >= after), left))


def stop(job: DeployedJob, name: str, timeout: timedelta) -> Execution | None:
    """Stops an execution and waits until it has ended.

    Returns:
        Its end; None if Azure was still stopping it after the time.
    """
    job.stop(name)
    try:
        return list(watch(job, name, timeout))[-1]
    except StillRunningError:
        return None
