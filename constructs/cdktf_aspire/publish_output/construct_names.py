"""Names for constructs that are unnamed in the publish output, and addresses in Terraform."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.resource_names import MAX_LENGTH, identifier, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable


class Names:
    """Gives each construct a name that Aspire takes and nobody else has.

    Attributes:
        taken: in lower case.
    """

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {name.lower() for name in taken}
        self._addresses: set[str] = set()
        # The last number behind a name that was not free.
        self._numbers: Counter[str] = Counter()
        self._address_numbers: Counter[str] = Counter()

    def new(self, *wanted: str) -> str:
        """The first of the wanted names that is free, or the last one with a number."""
        for each in wanted:
            name = suggest(each)
            if name is not None and name.lower() not in self.taken:
                self.taken.add(name.lower())
                return name
        base = suggest(wanted[-1]) or "resource"
        number = self._numbers[base.lower()] or 1
        while True:  # each number of a base is tried once
            number += 1
            end = f"-{number}"
            name = f"{base[: MAX_LENGTH - len(end)].rstrip('-')}{end}"
            if name.lower() not in self.taken:
                self._numbers[base.lower()] = number
                self.taken.add(name.lower())
                return name

    def address(self, module: str, symbol: str, *, is_only: bool) -> str:
        """The address of a resource that is carried over."""
        base = identifier(module)
        wanted = base if is_only or symbol.lower() == base.lower() else f"{base}_{symbol}"
        name = wanted
        while name in self._addresses:
            self._address_numbers[wanted] += 1
            name = f"{wanted}_{self._address_numbers[wanted] + 1}"
        self._addresses.add(name)
        return name
