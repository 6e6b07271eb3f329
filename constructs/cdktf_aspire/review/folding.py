"""Keeps a text under a limit by folding whole pieces away, in a known order, never in the middle of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.review.words import listed, plural
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Sequence


@records.define
class Piece:
    """A part of a text that can be shorter.

    Attributes:
        full: its text.
        short: what takes its place when it is folded away.
        turn: the lowest turn folds first, the last piece of a turn before the others; None never folds.
        name: what is left out, singular and plural.
        folded: whether it is.
    """

    full: str
    short: str = ""
    turn: int | None = None
    name: tuple[str, str] = ("", "")
    folded: bool = False

    @property
    def text(self) -> str:
        """Its current text."""
        return self.short if self.folded else self.full


def size(text: str) -> int:
    """Bytes in UTF-8: never less than the characters that anyone counts."""
    return len(text.encode("utf-8"))


def fold(pieces: Sequence[Piece], limit: int) -> list[Piece]:
    """Folds pieces away until all of them fit; gives those that were folded.

    Args:
        pieces: in the order of the text.
        limit: in bytes.
    """
    length = sum(size(piece.text) for piece in pieces)
    order = sorted(
        ((piece.turn, -index) for index, piece in enumerate(pieces) if piece.turn is not None),
    )
    folded = []
    for _, negative in order:
        if length <= limit:
            break
        piece = pieces[-negative]
        length += size(piece.short) - size(piece.full)
        piece.folded = True
        folded.append(piece)
    return folded


def left_out(folded: Sequence[Piece]) -> str:
    """What was folded away, in words: `the next 7 days, 12 details of jobs`."""
    counts: dict[tuple[str, str], int] = {}
    for piece in folded:
        if piece.name[0]:
            counts[piece.name] = counts.get(piece.name, 0) + 1
    return listed(
        [one if one == many else plural(count, one, many) for (one, many), count in counts.items()], most=20
    )
