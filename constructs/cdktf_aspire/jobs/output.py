"""Text for the user, on a stream of any encoding."""

from __future__ import annotations

import sys


def write_error(text: str) -> None:
    """Writes to standard error: what its encoding does not have, as Python writes it in a literal."""
    stream = sys.stderr
    if stream is None:
        return  # a program without a console
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
