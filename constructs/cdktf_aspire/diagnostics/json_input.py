"""Reads JSON that somebody else wrote: it always ends, and what can't be read is an error of one line.

A path may lead to a pipe that nobody writes to or to a device that never ends; a document may be larger than
the memory, nested too deeply, or hold numbers that Python refuses and half characters that nothing can print.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import json
import os
import re
import stat
from typing import IO, TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

# Far above any real plan; parsed it takes some ten times as much memory.
GREATEST: Final = 256 * 1024 * 1024
# Process substitution of a shell, `<(terraform show -json tfplan)`, is a pipe that somebody writes to.
_OF_THE_SHELL: Final = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
_NO_REGULAR_FILES: Final = (
    (stat.S_ISFIFO, "it is a named pipe, not a file"),
    (stat.S_ISSOCK, "it is a socket, not a file"),
    (stat.S_ISCHR, "it is a device, not a file"),
    (stat.S_ISBLK, "it is a device, not a file"),
)
# gzip, zstd, xz, bzip2
_COMPRESSED: Final = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh")
_MANY_DIGITS: Final = re.compile(r"integer string conversion|Exceeds the limit")
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class InputError(Exception):
    """A document can't be read; the message is one line.

    Attributes:
        reason: why, for a message that says more.
    """

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source} can't be read: {reason}.")
        self.reason = reason


def read_file(path: Path, *, source: str | None = None, most: int = GREATEST) -> bytes:
    """The content of a regular file.

    Args:
        path: of the file; a link is followed.
        source: what the file is called in a message; its path when None.
        most: bytes that it may have.

    Raises:
        InputError: there is none, it is something else, or it is too large.
    """
    source = str(path) if source is None else source
    try:
        # Without O_NONBLOCK the open itself waits for somebody to write into a pipe.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        from_shell = str(path).startswith(_OF_THE_SHELL)
        with open(os.open(path, os.O_RDONLY if from_shell else flags), "rb") as file:  # noqa: PTH123
            mode = os.fstat(file.fileno()).st_mode
            for is_one, words in _NO_REGULAR_FILES:
                if is_one(mode) and not (from_shell and stat.S_ISFIFO(mode)):
                    raise InputError(source, words)
            return read_stream(file, source=source, most=most)
    except OSError as error:
        # Windows denies access to a folder; elsewhere it can be opened, but not read.
        reason = os.strerror(errno.EISDIR) if os.path.isdir(path) else error.strerror  # noqa: PTH112 - never raises
        raise InputError(source, f"{reason}") from None
    except ValueError:
        raise InputError(source, "that isn't the name of a file") from None


def read_stream(stream: IO[bytes], *, source: str, most: int = GREATEST) -> bytes:
    """All that a stream has.

    Raises:
        InputError: it is too much.
    """
    try:
        content = stream.read(most + 1)
    except OSError as error:
        raise InputError(source, f"{error.strerror}") from None
    if len(content) > most:
        raise InputError(source, f"it is larger than {most // 1024**2} MiB")
    return content


def text_in(content: bytes, *, source: str) -> str:
    """A document as text; `>` of Windows PowerShell writes UTF-16.

    Raises:
        InputError: it isn't text.
    """
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode(encoding)
    raise InputError(source, "it is compressed" if content.startswith(_COMPRESSED) else "it isn't text")


def is_log(text: str) -> bool:
    """Whether a text is the log of `terraform plan -json`: an object on each line."""
    return re.match(r'\s*\{[^\n]*"@level"', text[:10_000]) is not None


def parse_json(text: str, *, source: str) -> object:
    """The value of a document, without half characters and infinite numbers.

    Raises:
        json.JSONDecodeError: it is not JSON; the caller knows best what it is instead.
        InputError: it is JSON that nothing can be made of.
    """
    if _HALF.search(text):
        text = _ESCAPE.sub(lambda match: r"\ufffd" if match[1] else match[0], text)
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except json.JSONDecodeError:
        raise
    except RecursionError:
        raise InputError(source, "it is nested too deeply") from None
    except ValueError as error:
        reason = (
            ("it contains a number with thousands of digits")
            if _MANY_DIGITS.search(str(error))
            else f"{error}"
        )
        raise InputError(source, reason) from None


def read_json(file: Path) -> object:
    """The value of a file.

    Raises:
        InputError: it can't be read, it is not JSON, or nothing can be made of it.
    """
    try:
        return parse_json(text_in(read_file(file), source=str(file)), source=str(file))
    except json.JSONDecodeError as error:
        raise InputError(str(file), f"line {error.lineno}: {error.msg}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} isn't a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("it contains a number that is too large")
    return number
