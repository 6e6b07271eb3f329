"""What the bindings know of a block of azurerm's: they drop the rest without a word."""

from __future__ import annotations

import functools
import inspect
import sys

import attrs


@attrs.frozen
class Block:
    """A block, or a whole resource, by the class that takes its attributes.

    Attributes:
        kind: the class of the bindings.
    """

    kind: type

    def knows(self, attribute: str) -> bool:
        """Whether the bindings know an attribute, in azurerm's name."""
        return attribute in _attributes(self.kind)

    def inner(self, attribute: str) -> Block | None:
        """The block that an attribute is; None for one that is none."""
        found = _inner(self.kind, attribute)
        return None if found is None else Block(found)


@functools.cache
def _attributes(kind: type) -> frozenset[str]:
    return frozenset(inspect.signature(kind.__init__).parameters)  # type: ignore[misc]


@functools.cache
def _inner(kind: type, attribute: str) -> type | None:
    # As jsii names it: the class of a block is that of the block around it and the attribute.
    name = kind.__name__ + "".join(part.capitalize() for part in attribute.split("_"))
    found: type | None = getattr(sys.modules[kind.__module__], name, None)
    return found
