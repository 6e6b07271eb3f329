"""Regular expressions that are compiled when they are first used: a small synth needs few of them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Found = re.Match[str]


class LazyPattern:
    """A regular expression that is compiled at its first use.

    Args:
        pattern: as `re.compile` takes it.
        flags: of `re`.

    Raises:
        re.error: at the first use; the pattern is wrong.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def search(self, text: str) -> Found | None:
        """The first match anywhere in the text."""
        return self._compiled.search(text)

    def match(self, text: str, start: int = 0) -> Found | None:
        """The match that begins at the start."""
        return self._compiled.match(text, start)

    def fullmatch(self, text: str) -> Found | None:
        """The match of the whole text."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[Found]:
        """All matches, one after the other."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[tuple[str, ...]]:
        """The groups of all matches, of a pattern that has several."""
        return self._compiled.findall(text)

    def split(self, text: str) -> list[str]:
        """The text between the matches, and what their groups match."""
        return self._compiled.split(text)

    def sub(self, replacement: str | Callable[[Found], str], text: str) -> str:
        """The text with each match replaced."""
        return self._compiled.sub(replacement, text)
