"""Names for constructs that the publish output has no name for, and addresses in Terraform."""

from __future__ import annotations

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

    def new(self, *wanted: str) -> str:
        """The first of the wanted names that is free, or the last one with a number."""
        for each in wanted:
            name = suggest(each)
            if name is not None and name.lower() not in self.taken:
                self.taken.add(name.lower())
                return name
        base, number = suggest(wanted[-1]) or "resource", 2
        while f"{base}-{number}".lower() in self.taken:
            number += 1
        name = f"{base[: MAX_LENGTH - 4]}-{number}"
        self.taken.add(name.lower())
        return name

    def address(self, module: str, symbol: str, *, is_only: bool) -> str:
        """The address of a resource that is carried over."""
        base = identifier(module)
        wanted = base if is_only or symbol.lower() == base.lower() else f"{base}_{symbol}"
        name, number = wanted, 2
        while name in self._addresses:
            name, number = f"{wanted}_{number}", number + 1
        self._addresses.add(name)
        return name
