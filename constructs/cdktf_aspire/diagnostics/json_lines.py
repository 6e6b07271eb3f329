"""On which line of a JSON file each value begins."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

# The keys and positions that lead to a value.
Path: TypeAlias = "tuple[str | int, ...]"
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def lines_of(text: str, *, repeated: dict[Path, int] | None = None) -> dict[Path, int]:
    """The line, counted from 1, of each key and list position in well-formed JSON.

    Args:
        text: the document.
        repeated: takes the keys that an object has more than once, with the line of the first one; but not
            comments, nor what is inside of such a key.
    """
    lines: dict[Path, int] = {(): 1}
    path: list[str | int] = []
    line = 1
    key: str | None = None
    inside: list[str] = []
    expects_key = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        match token:
            case "\n":
                line += 1
            case "{" | "[":
                _note(lines, path, inside, line)
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
                at = tuple(path)
                if repeated is not None and at in lines and not _is_inside(at, repeated):
                    repeated.setdefault(at, lines[at])
                lines[at] = line
            case _:
                _note(lines, path, inside, line)
    return lines


def _is_inside(at: Path, repeated: dict[Path, int]) -> bool:
    """Whether a key is a comment, or is in an object that has been noted already."""
    return "//" in at or any(at[:length] in repeated for length in range(len(at)))


def _note(lines: dict[Path, int], path: list[str | int], inside: list[str], line: int) -> None:
    """Notes a list position; a key has been noted where it stands."""
    if inside and inside[-1] == "[":
        lines[tuple(path)] = line
