"""Where in a JSON file each value begins."""

from __future__ import annotations

import json
import re
from typing import NamedTuple, TypeAlias

# The keys and positions that lead to a value.
Path: TypeAlias = "tuple[str | int, ...]"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


class Span(NamedTuple):
    """Where a key stands, or what is at a position of a list.

    Attributes:
        line: counted from 1.
        start: its first column.
        end: one past its last column; of an object or a list, of its bracket.
    """

    line: int
    start: int
    end: int


def lines_of(text: str, *, repeated: dict[Path, int] | None = None) -> dict[Path, int]:
    """The line, counted from 1, of each key and list position in well-formed JSON.

    Args:
        text: the document.
        repeated: takes the keys that an object has more than once, with the line of the first one; but not
            comments, nor what is inside of such a key.
    """
    return {path: span.line for path, span in spans_of(text, repeated=repeated).items()}


def spans_of(text: str, *, repeated: dict[Path, int] | None = None) -> dict[Path, Span]:
    """The place of each key and list position in well-formed JSON; see `lines_of`."""
    spans: dict[Path, Span] = {(): Span(1, 0, 0)}
    path: list[str | int] = []
    line, line_start = 1, 0
    key: str | None = None
    inside: list[str] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        at = Span(line, match.start() - line_start, match.end() - line_start)
        match token:
            case "\n":
                line, line_start = line + 1, match.end()
            case "{" | "[":
                _note(spans, path, inside, at)
                inside.append(token)
                expects_key = token == "{"
                path.append("" if token == "{" else 0)
            case "}" | "]":
                inside.pop()
                path.pop()
                expects_key = False
            case ",":
                expects_key = inside[-1] == "{"
                if inside[-1] == "[":
                    last = path[-1]
                    assert isinstance(last, int)
                    path[-1] = last + 1
            case ":":
                expects_key = False
            case _ if expects_key:
                key = json.loads(token)
                assert isinstance(key, str)
                path[-1] = key
                where = tuple(path)
                if repeated is not None and where in spans and not _is_inside(where, repeated):
                    repeated.setdefault(where, spans[where].line)
                spans[where] = at
            case _:
                _note(spans, path, inside, at)
    return spans


def _is_inside(at: Path, repeated: dict[Path, int]) -> bool:
    """Whether a key is a comment, or is in an object that has been noted already."""
    return "//" in at or any(at[:length] in repeated for length in range(len(at)))


def _note(spans: dict[Path, Span], path: list[str | int], inside: list[str], at: Span) -> None:
    """Notes a list position; a key has been noted where it stands."""
    if inside and inside[-1] == "[":
        spans[tuple(path)] = at
