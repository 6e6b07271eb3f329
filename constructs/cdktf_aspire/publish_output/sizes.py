"""How large values have grown: a few lines of Bicep can double one sixty times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.expressions import Interpolation
from cdktf_aspire.values.value import inner_of

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.leaves import BicepValue

_LARGEST: Final = 20_000
_LONGEST: Final = 200_000


class Sizes:
    """Remembers the size of every composite value, so that each is counted once."""

    def __init__(self) -> None:
        self._sizes: dict[int, int] = {}
        self._alive: list[object] = []  # an id means something only as long as its object lives

    def is_too_large(self, value: BicepValue) -> bool:
        """Whether a value, made of values that were asked about before, is beyond what Aspire writes."""
        if isinstance(value, str):
            return len(value) > _LONGEST
        return self._size(value) > _LARGEST

    def _size(self, value: object) -> int:
        parts = value.parts if isinstance(value, Interpolation) else inner_of(value)
        if not parts:
            return 1
        known = self._sizes.get(id(value))
        if known is None:
            known = self._sizes[id(value)] = 1 + sum(self._size(part) for part in parts)
            self._alive.append(value)
        return known
