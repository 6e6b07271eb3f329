"""Bicep that is newer than the grammar, as older Bicep of the same length: every place stays where it is."""

from __future__ import annotations

import re
from typing import Final

import attrs

from cdktf_aspire.values import records

_TOKEN: Final = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)|\$*'''|'|\.\.\.|[{}\[\]()\n]", re.DOTALL)
_IN_TEXT: Final = re.compile(rb"\\[^\n]|\$\{|'|\n")
_IN_LONG_TEXT: Final = re.compile(rb"'''+|\$+\{")
_IN_TYPE: Final = re.compile(rb"//[^\n]*|/\*.*?(?:\*/|\Z)|'''|'|[{}\[\]()\n=]", re.DOTALL)
# The sign before a type is that of `type` only.
_DECLARED: Final = re.compile(
    rb"[ \t]*(?P<keyword>var|param|output|type)[ \t]+[A-Za-z_]\w*(?:[ \t]+|(?==))(?P<sign>(?:=\s*)?)"
)
_PLAIN_TYPE: Final = re.compile(rb"[A-Za-z_][\w.]*(?:\[\])*")
# Two words in one line are not a type, whatever else it has; texts and decorators count as nothing.
_NOT_OF_TYPES: Final = re.compile(rb"'[^']*'|//[^\n]*|/\*.*?\*/|@[\w.]+\([^()]*\)", re.DOTALL)
_NO_TYPE: Final = re.compile(rb"\w[ \t]+\w|[^\w\s.,:|?*<>()\[\]{}!-]")
_NO_BREAK: Final = re.compile(rb"[^\r\n]")
# Every file has one of these, unless its only newer syntax is in a type.
NEWER: Final = re.compile(rb"\.\.\.|\$'''|^[ \t]*var[ \t]+\w+[ \t]+[^=\s]", re.MULTILINE)


class OpenTextError(Exception):
    """A text without its closing quote.

    Attributes:
        start: where its opening quote is.
    """

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


@records.define
class OlderSyntax:
    """A file as the grammar can read it.

    Attributes:
        source: of the same length, with the same lines.
        spreads: where each `...` of an object begins, and what follows each `...` of a list.
        texts: start of each text in `$'''` with holes, which is a list of them now -> the texts around them.
        types: start of each type that is one name now -> where it ends.
    """

    source: bytearray
    spreads: set[int] = attrs.field(factory=set)
    texts: dict[int, list[bytes]] = attrs.field(factory=dict)
    types: dict[int, int] = attrs.field(factory=dict)


def older_syntax(source: bytes) -> OlderSyntax:
    """The file with older syntax for what the grammar does not have.

    Raises:
        OpenTextError: a text does not end.
    """
    reader = _Reader(source)
    reader.code(0, is_hole=False)
    return reader.made


class _Reader:
    """Reads a file from its beginning to its end."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.made = OlderSyntax(bytearray(source))

    def code(self, at: int, *, is_hole: bool) -> int:
        """Reads what is not text, up to the end of the file or of a hole; the place behind it."""
        brackets: list[bytes] = []
        if not is_hole:
            at = self._declaration(at)
        while match := _TOKEN.search(self._source, at):
            token, at = match[0], match.end()
            if token == b"'":
                at = self._text(match.start())
            elif token.endswith(b"'''"):
                at = self._long_text(match.start(), len(token) - 3)
            elif token == b"...":
                self._spread(match.start(), brackets[-1] if brackets else b"")
            elif token in {b"{", b"[", b"("}:
                brackets.append(token)
            elif token in {b"}", b"]", b")"}:
                if is_hole and not brackets:
                    return at
                brackets = brackets[:-1]
            elif token == b"\n" and not brackets and not is_hole:
                at = self._declaration(at)
        return len(self._source)

    def _text(self, start: int) -> int:
        at = start + 1
        while match := _IN_TEXT.search(self._source, at):
            at = match.end()
            if match[0] == b"'":
                return at
            if match[0] == b"\n":
                break
            if match[0] == b"${":
                at = self.code(at, is_hole=True)
        raise OpenTextError(start)

    def _long_text(self, start: int, dollars: int) -> int:
        """A text of several lines; with dollars before it, as many begin a hole."""
        at = begin = start + dollars + 3
        texts: list[bytes] = []
        outside: list[tuple[int, int]] = []
        last = start
        while match := _IN_LONG_TEXT.search(self._source, at):
            at = match.end()
            if match[0].startswith(b"'"):
                break
            if not 0 < dollars < len(match[0]):
                continue
            texts.append(self._source[begin : at - 1 - dollars])
            outside.append((last, at))
            begin = at = self.code(at, is_hole=True)
            last = begin - 1
        else:
            raise OpenTextError(start)
        if not texts:
            self._blank(start, start + dollars)
            return at
        self.made.texts[start] = [*texts, self._source[begin : at - 3]]
        for first, end in [*outside, (last, at)]:
            self._blank(first, end)
            self.made.source[first] = ord(",")
        self.made.source[start], self.made.source[last], self.made.source[at - 1] = b"[ ]"
        return at

    def _spread(self, start: int, bracket: bytes) -> None:
        if bracket == b"{":
            self.made.source[start : start + 3] = b"__:"
            self.made.spreads.add(start)
        elif bracket == b"[":
            self._blank(start, start + 3)
            rest = self._source[start + 3 : start + 200]
            self.made.spreads.add(start + 3 + len(rest) - len(rest.lstrip()))

    def _declaration(self, at: int) -> int:
        """Reads the type of a declaration, if one begins here; the place behind what it read."""
        match = _DECLARED.match(self._source, at)
        if match is None or (match["sign"] != b"") != (match["keyword"] == b"type"):
            return at
        is_variable, start = match["keyword"] == b"var", match.end()
        end, ends_with = self._end_of_type(start)
        written = self._source[start:end]
        if (
            not written
            or (is_variable and ends_with != b"=")
            or (not is_variable and _PLAIN_TYPE.fullmatch(written))
            or _NO_TYPE.search(_NOT_OF_TYPES.sub(b"", written))
        ):
            return start
        self._blank(start, end)
        if not is_variable:
            self.made.types[start] = end
            self.made.source[start : start + 1] = b"_"
        return end

    def _end_of_type(self, at: int) -> tuple[int, bytes]:
        """Where a type ends, and what follows it; a union can go on in the next line."""
        depth, start, comment = 0, at, (at, at)
        end, sign = len(self._source), b""
        while match := _IN_TYPE.search(self._source, at):
            token, at = match[0], match.end()
            if token == b"'":
                at = self._text(match.start())
            elif token in {b"{", b"[", b"("}:
                depth += 1
            elif token in {b"}", b"]", b")"}:
                depth -= 1
            elif token.startswith(b"/"):
                comment = match.span()
            elif depth > 0:
                continue
            elif token != b"\n" or not self._goes_on(start, match.start()):
                end, sign = match.start(), token
                break
        if not self._source[comment[1] : end].strip():
            end = comment[0]
        return start + len(self._source[start:end].rstrip()), sign

    def _goes_on(self, start: int, at: int) -> bool:
        before = self._source[max(start, at - 200) : at].rstrip()  # not all of it, for every line
        return not before or before.endswith(b"|") or self._source[at : at + 200].lstrip().startswith(b"|")

    def _blank(self, start: int, end: int) -> None:
        self.made.source[start:end] = _NO_BREAK.sub(b" ", self._source[start:end])
