"""On which line of a JSON file each value begins."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdktf_aspire.jobs.azurerm import Path

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|\n')


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, of each key and list position in well-formed JSON."""
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
                lines[tuple(path)] = line
            case _:
                _note(lines, path, inside, line)
    return lines


def _note(lines: dict[Path, int], path: list[str | int], inside: list[str], line: int) -> None:
    """Notes a list position; a key has been noted where it stands."""
    if inside and inside[-1] == "[":
        lines[tuple(path)] = line
