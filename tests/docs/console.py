"""A reader's terminal: types the commands of `console` blocks, and compares what they print.

A line `...` in a block stands for any number of lines, and `...` in a line for any text. What cdktf puts in
front of a line, the stack's name and blanks, does not count: it differs from run to run.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING, Final

from tests.platforms import needs_posix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.docs.pages import Block

_ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")
_PREFIX: Final = re.compile(r"^(\w[\w-]* {2,}|\s+)+(?=\S)")
# Commands that need an account at Azure, which tests have not.
NEEDS_ACCOUNT: Final = ("az ",)


class Console:
    """One terminal for a whole page: folder and variables last from one command to the next."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], before_each: Callable[[Path], object]
    ) -> None:
        self._environment = dict(environment)
        self._state = folder / "state.sh"
        self._state.write_text(f"cd {shlex.quote(str(folder))}\n", encoding="utf-8")
        self._here = folder / "here.txt"
        self._here.write_text(str(folder), encoding="utf-8")
        self._folder = folder
        self._before_each = before_each

    def write(self, name: str, text: str) -> None:
        """Writes a file of the page where the reader is."""
        file = self._folder / self._here.read_text(encoding="utf-8").strip() / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def run(self, block: Block) -> list[str]:
        """Runs a block's commands; returns where what they print differs from the page."""
        problems: list[str] = []
        for command, expected in commands_of(block):
            if command.startswith(NEEDS_ACCOUNT):
                continue
            self._before_each(self._folder)
            printed = self._type(command)
            if expected and not matches(expected, printed):
                shown = "\n".join(printed)
                problems.append(f"$ {command}\nnot printed: {first_miss(expected, printed)}\nbut:\n{shown}")
        return problems

    def _type(self, command: str) -> list[str]:
        needs_posix("bash")
        state, here = shlex.quote(str(self._state)), shlex.quote(str(self._here))
        script = (
            f'. {state}\n{command}\n{{ export -p; echo cd $(printf %q "$PWD"); }} > {state}; pwd > {here}\n'
        )
        done = subprocess.run(
            ["bash", "-ec", script],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        printed = _ANSI.sub("", done.stdout)
        assert done.returncode == 0, f"{command}\n{printed}"
        return printed.splitlines()


def commands_of(block: Block) -> list[tuple[str, list[str]]]:
    """The commands of a block, each with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.strip():
            found[-1][1].append(line)
    return found


def matches(expected: list[str], printed: list[str]) -> bool:
    """Whether all the expected lines were printed, in their order."""
    lines = [bare(line) for line in printed if bare(line)]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else _pattern_of(bare(line)) + r"\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


def first_miss(expected: list[str], printed: list[str]) -> str:
    """The first expected line that was not printed where it should have been."""
    for count in range(1, len(expected)):
        if not matches([*expected[:count], "..."], printed):
            return expected[count - 1]
    return expected[-1]


def bare(line: str) -> str:
    """A line without what cdktf puts in front of it."""
    return _PREFIX.sub("", line).strip()


def _pattern_of(line: str) -> str:
    return r".*".join(re.escape(part) for part in line.split("..."))
