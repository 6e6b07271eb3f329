"""Text of files and of users in a terminal and in a log, where nothing in it may act.

An escape sequence moves a terminal's cursor, a bidi mark turns a line around, and a runner of a pipeline
takes the beginning of a line for a command of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cdktf_aspire.values.lazy_pattern import LazyPattern

# What a runner of GitHub or an agent of Azure DevOps takes for a command in the output of a step:
# `::error::` at the start of a line, after any blanks; `##[error]` and `##vso[...]` anywhere.
_COMMANDS: Final = LazyPattern(r"^\s*:(?=:)|#(?=#\w*\[)", re.MULTILINE)
# The colors that this library writes itself.
_COLOR: Final = LazyPattern(r"(\x1b\[[0-9]{1,2}m)")


@lru_cache(maxsize=65536)
def visible(text: str) -> str:
    """The text on one line, with control characters, bidi marks and the like as escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def line_text(text: str) -> str:
    """Lines of a log or of an error message in which no runner finds a command."""
    return _COMMANDS.sub(lambda match: f"{match[0][:-1]}{ord(match[0][-1]):#04x}".replace("0x", "\\x"), text)


def message_text(text: str) -> str:
    """A message of one line for a terminal or a log, whatever names are in it."""
    return line_text(visible(text))


def page_text(text: str, *, color: bool = False) -> str:
    """The same for a message of several lines.

    Args:
        text: in lines.
        color: whether it is for a terminal, in which colors are meant.
    """
    lines = []
    for line in text.split("\n"):
        parts = _COLOR.split(line) if color else [line]
        lines.append("".join(part if color and _COLOR.fullmatch(part) else visible(part) for part in parts))
    return line_text("\n".join(lines))
