"""What reading a publish output may cost: a few lines of Bicep can double a value sixty times.

A value is measured before it is made, each part of it once; all work is counted. So the same input always
ends in the same way, on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cdktf_aspire.values.expressions import Interpolation
from cdktf_aspire.values.value import inner_of

if TYPE_CHECKING:
    from collections.abc import Iterable

# A resource as Aspire writes it takes some sixty; all of it takes some seconds.
_ALL_WORK: Final = 500_000
_CHARACTERS_A_STEP: Final = 200
_PARTS_A_STEP: Final = 20
_MEASURED_A_STEP: Final = 40


class WrittenSize(NamedTuple):
    """How much a value comes to when everything in it is written out.

    Attributes:
        parts: texts, numbers and references.
        characters: of its texts.
        depth: of values in one another.
    """

    parts: int = 1
    characters: int = 0
    depth: int = 1

    @property
    def is_too_large(self) -> bool:
        """Whether it is beyond what Aspire writes."""
        return self.parts > _LARGEST.parts or self.characters > _LARGEST.characters or self.depth > 100

    @property
    def steps(self) -> int:
        """The work that one look at the value is."""
        return self.parts // _PARTS_A_STEP + self.characters // _CHARACTERS_A_STEP


_PLAIN: Final = frozenset({str, int, bool, float, type(None)})
_LARGEST: Final = WrittenSize(parts=20_000, characters=200_000)


class Work:
    """The work of reading one publish output.

    Attributes:
        left: steps until it is given up.
    """

    def __init__(self) -> None:
        self.left = _ALL_WORK
        self._extents: dict[int, WrittenSize] = {}
        self._alive: list[object] = []  # an id means something only as long as its object lives

    def is_used_up_by(self, steps: int) -> bool:
        """Counts work, and says whether it was too much."""
        self.left -= steps
        return self.left < 0

    def extent_of(self, value: object) -> WrittenSize:
        """How much a value comes to."""
        if isinstance(value, str):
            return WrittenSize(characters=len(value))
        parts = value.parts if isinstance(value, Interpolation) else inner_of(value)
        if not parts:
            return WrittenSize()
        known = self._extents.get(id(value))
        if known is None:
            # Measuring is work too, also where the value turns out to be too large.
            self.left -= len(parts) // _MEASURED_A_STEP
            known = self.extent_of_all(parts)
            if isinstance(value, dict):
                known = known._replace(characters=known.characters + sum(map(len, value)))
            self._extents[id(value)] = known
            self._alive.append(value)
        return known

    def extent_of_all(self, values: Iterable[object]) -> WrittenSize:
        """How much values in one come to."""
        parts, characters, depth = 1, 0, 0
        for value in values:
            if type(value) in _PLAIN:  # most are, and lists of them are long
                parts += 1
                characters += len(value) if isinstance(value, str) else 0
                depth = depth or 1
                continue
            extent = self.extent_of(value)
            parts += extent.parts
            characters += extent.characters
            depth = max(depth, extent.depth)
        return WrittenSize(parts, characters, depth + 1)
