"""What Node says on standard error, and what it means that it does not run."""

from __future__ import annotations

import io
import os
import re
import subprocess
from typing import IO, TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.output import write_error

if TYPE_CHECKING:
    from collections.abc import Callable

# jsii frames with these what it says of the version of Node.
_FRAME: Final = "!!"
_REASON: Final = re.compile(r"^\w*Error\b.*")


def program() -> str:
    """What jsii starts as Node."""
    return os.environ.get("JSII_NODE", "node")


def is_about_node(error: OSError) -> bool:
    """Whether the error is that Node can't be started; Windows doesn't say which program it is about."""
    is_windows = getattr(error, "winerror", None) is not None
    return error.filename == program() or (is_windows and error.filename is None)


class NodeError(Exception):
    """Node does not run.

    Attributes:
        is_there: whether it could be started.
    """

    def __init__(self, message: str, *, is_there: bool) -> None:
        super().__init__(message)
        self.is_there = is_there


class NodeErrors:
    """Reads Node's standard error in place of jsii, which shows a line that it does not know as `b'...'`.

    Until Node runs, such lines are kept: they are why it does not.
    """

    def __init__(self, read_framed: Callable[[IO[bytes]], None]) -> None:
        """Makes a reader.

        Args:
            read_framed: jsii's own, which reads what programs in Node have written: a JSON object in a line.
        """
        self._read_framed = read_framed
        self._kept: list[str] | None = []
        self._is_version_reported = False

    def read(self, stream: IO[bytes]) -> None:
        """Reads all; in jsii's thread, in which nothing may be imported."""
        for line in iter(stream.readline, b""):
            if line.startswith(b"{"):
                self._read_framed(io.BytesIO(line))
                continue
            text = line.decode("utf-8", "replace")
            if text.startswith(_FRAME):
                self._tell_of_version(text.strip("!\n ").rstrip("."))
            elif self._kept is None:
                write_error(text)
            else:
                self._kept.append(text)

    def pass_on(self) -> None:
        """Writes what was kept, and what follows."""
        kept, self._kept = self._kept, None
        write_error("".join(kept or ()))

    def reason(self) -> str:
        """Why Node has ended, in a sentence."""
        lines = [line.strip() for line in self._kept or () if line.strip()]
        said = next(filter(_REASON.match, lines), lines[-1] if lines else "it gives no reason")
        return f"Node{_version()} ended when it was started: {said}"

    def _tell_of_version(self, sentence: str) -> None:
        if sentence and not self._is_version_reported:
            self._is_version_reported = True
            write_error(f"Warning: {sentence} [ACJ995]\n")


def _version() -> str:
    """Of the program that can't run jsii, after a blank; empty for one that says none."""
    try:
        done = subprocess.run(
            [program(), "--version"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    said = done.stdout.strip()
    return f" {said}" if re.fullmatch(r"v[\d.]+", said) else ""
