"""What one process of a test run makes, and the others take."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whoever needs it first; the others wait for it. On Windows, each process
    makes its own.

    Args:
        folder: in a folder that the processes share, `of_run`.
        make: fills it; when it fails, the next one tries again.
    """
    if sys.platform == "win32":
        folder = folder.with_name(f"{folder.name}-{os.getpid()}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = folder.with_name(f"{folder.name}.done")
    with _locked(folder.with_name(f"{folder.name}.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
    else:
        import fcntl

        with file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
