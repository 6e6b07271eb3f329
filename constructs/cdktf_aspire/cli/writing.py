"""Writes what a command made: to a file or to standard output, all of it or nothing."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from cdktf_aspire.diagnostics.json_input import InputError


class UnwritableError(InputError):
    """The file can't be written; the message is one line."""

    def __init__(self, out: Path, reason: str) -> None:
        Exception.__init__(self, f"{out} can't be written: {reason}.")
        self.reason = reason


def write(text: str, out: Path | None) -> None:
    """Writes all of it or nothing: an existing file stays until the new text is complete.

    Args:
        text: to write.
        out: the file; standard output when None.

    Raises:
        UnwritableError: the file can't be written.
    """
    content = text.encode("utf-8")
    if out is None:
        sys.stdout.flush()
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        return
    try:
        if out.exists() and not out.is_file() and not out.is_dir():
            _write_to_device(content, out)
        else:
            _replace(content, out)
    except OSError as error:
        raise UnwritableError(out, f"{error.strerror}") from None


def _write_to_device(content: bytes, out: Path) -> None:
    """A pipe or a device, such as /dev/null, stays what it is; a pipe that nobody reads is an error."""
    descriptor = os.open(out, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if hasattr(os, "O_NONBLOCK"):  # not on Windows
        os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as file:  # noqa: PTH123
        file.write(content)


def _replace(content: bytes, out: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
        file.write(content)
    try:
        _as_the_old_one(file.name, out)
        os.replace(file.name, out)  # noqa: PTH105
    except OSError:
        Path(file.name).unlink(missing_ok=True)
        raise


def _as_the_old_one(name: str, out: Path) -> None:
    """A temporary file is readable by its owner only; the result has the usual permissions."""
    if out.exists():
        mode = out.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    Path(name).chmod(mode)
