"""Text for the user, on a stream of any encoding."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, TextIO

from cdktf_aspire.diagnostics.report import render_text

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem


def text_on(stream: TextIO | None, problems: list[Problem]) -> str:
    """The problems in full: what the stream's encoding does not have, as Python writes it in a literal."""
    try:
        color = stream is not None and stream.isatty()
    except ValueError:  # closed
        color = False
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return render_text(problems, color=color).encode(encoding, "backslashreplace").decode(encoding)


def write_problems(problems: list[Problem]) -> None:
    """Writes to standard error."""
    write_error(text_on(sys.stderr, problems))


def write_error(text: str) -> None:
    """Writes to standard error. Where nobody reads it, the program goes on, to its own exit code."""
    if sys.stderr is not None:  # as in a program without a console
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
