"""What the bindings of an engine know of a stack: its attributes and blocks, and those it refers to."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.terraform.engine import bindings
from cdktf_aspire.terraform.engine.blocks import AttributesOfBlock
from cdktf_aspire.terraform.engine.engines import engine_named
from cdktf_aspire.terraform.provider_versions import OLDEST, SINCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.apphost import Json

# What the oldest bindings do not have yet.
NEWER: Final = {
    f"{kind}.{path}"
    for kind, known in SINCE.items()
    for path, since in known.items()
    if since.version > OLDEST
}
_META: Final = {"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "//"}
_REFERENCE: Final = re.compile(r"\b(data\.)?(azurerm_\w+)\.[\w-]+\.([a-z]\w*)")


def unknown(document: Json, text: str, engine_name: str) -> set[str]:
    """What the bindings of an engine do not know, and what they require that is not there.

    Args:
        document: a stack's JSON, without the engine's notes.
        text: the same as text.
        engine_name: whose bindings.
    """
    engine = engine_named(engine_name)
    assert engine is not None
    bindings.install(engine)

    def find() -> Iterator[str]:
        for section, prefix in (("resource", ""), ("data", "data_")):
            for kind, elements in document.get(section, {}).items():
                if kind.startswith("azurerm_"):
                    for element in elements.values():
                        yield from _in_block(AttributesOfBlock(engine.binding(prefix + kind)), element, kind)
        for provider in document.get("provider", {}).get("azurerm", []):
            yield from _in_block(
                AttributesOfBlock(engine.binding("azurerm_provider")), provider, "azurerm_provider"
            )
        for data, kind, attribute in set(_REFERENCE.findall(text)):
            if not hasattr(engine.binding(f"{'data_' if data else ''}{kind}"), attribute):
                yield f"{data}{kind}.{attribute} (referred to)"

    return set(find())


def _in_block(block: AttributesOfBlock, value: object, path: str) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _in_block(block, each, path)
    elif isinstance(value, dict):
        parameters = inspect.signature(block.kind.__init__).parameters  # type: ignore[misc]
        required = {
            name
            for name, each in parameters.items()
            if each.kind is each.KEYWORD_ONLY and each.default is each.empty
        }
        yield from (f"{path}.{name} (required)" for name in required - {*value})
        for name in {*value} - _META:
            if not block.knows(name):
                yield f"{path}.{name}"
            elif (inner := block.inner(name)) is not None:
                yield from _in_block(inner, value[name], f"{path}.{name}")
