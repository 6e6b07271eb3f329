"""Text for the user, on a stream of any encoding."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.report import render_text

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem


def write_problems(problems: list[Problem]) -> None:
    """Writes to standard error: what its encoding does not have, as Python writes it in a literal."""
    stream = sys.stderr
    if stream is None:
        return  # a program without a console
    text = render_text(problems, color=stream.isatty())
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
