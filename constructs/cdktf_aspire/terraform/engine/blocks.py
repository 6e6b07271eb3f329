"""The attributes of an azurerm block that the bindings support: they drop all others without a warning."""

from __future__ import annotations

import functools
import inspect
import sys

from cdktf_aspire.terraform.engine.engines import in_capitals
from cdktf_aspire.values import records


@records.frozen
class AttributesOfBlock:
    """A block, or a whole resource, by the class that accepts its attributes.

    Attributes:
        kind: the class in the bindings.
    """

    kind: type

    def knows(self, attribute: str) -> bool:
        """Whether the bindings support an attribute, given by its name in azurerm."""
        return attribute in _attributes(self.kind)

    def inner(self, attribute: str) -> AttributesOfBlock | None:
        """The block that an attribute is; None if the attribute is not a block."""
        found = _inner(self.kind, attribute)
        return None if found is None else AttributesOfBlock(found)


@functools.cache
def _attributes(kind: type) -> frozenset[str]:
    return frozenset(inspect.signature(kind.__init__).parameters)  # type: ignore[misc]


@functools.cache
def _inner(kind: type, attribute: str) -> type | None:
    # jsii joins the name of the outer block's class and the name of the attribute.
    name = kind.__name__ + in_capitals(attribute)
    found: type | None = getattr(sys.modules[kind.__module__], name, None)
    return found
