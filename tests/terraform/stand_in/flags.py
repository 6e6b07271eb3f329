"""What azurerm's own schema says of an attribute: required, optional, computed, sensitive.

`azurerm_4_81.json` has it for the services around jobs, recorded from the real provider. The bindings know
which attributes there are and their types, but not which optional ones Azure fills in, nor which are secret.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = Path(__file__).with_name("azurerm_4_81.json")
# Of a type that is not in the file, an attribute's name has to say that it is secret.
_SENSITIVE: Final = re.compile(
    r"(.*_)?(password|secret|access_key|shared_key|client_certificate)|.*(connection_string|_key|_sas)"
)
_NOT_SENSITIVE: Final = re.compile(r".*(_public_key|partition_key|customer_managed_key|_access_key_enabled)")


@functools.cache
def recorded() -> Mapping[str, Any]:
    """All that is in the file."""
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document


def recorded_types() -> list[str]:
    """The types that were recorded whole: `azurerm_x`, `data.azurerm_x`."""
    return [*recorded()["resources"], *(f"data.{kind}" for kind in recorded()["data_sources"])]


def of_type(kind: str) -> Mapping[str, Any] | None:
    """The attributes and blocks of a type, `azurerm_x` or `data.azurerm_x`; None when it was not recorded."""
    section = "data_sources" if kind.startswith("data.") else "resources"
    found: dict[str, Any] | None = recorded()[section].get(kind.removeprefix("data."))
    return found


def of_attribute(kind: str, path: str) -> str | None:
    """The flags of an attribute, for example `oc`; None when it was not recorded."""
    found = _at(kind, path)
    return found if isinstance(found, str) else None


def of_block(kind: str, path: str) -> tuple[str, int, int] | None:
    """A block's nesting, its least number and its greatest, 0 for any; None when it was not recorded."""
    found = _at(kind, path)
    if not isinstance(found, dict):
        return None
    nesting, _, count = found[""].partition(" ")
    least, _, most = count.partition("..")
    return nesting, int(least), int(most or 0)


def is_sensitive(kind: str, path: str) -> bool:
    """Whether a text is secret, of a type whose attributes were not recorded."""
    section = "data_sources" if kind.startswith("data.") else "resources"
    secrets: list[str] | None = recorded()["sensitive"][section].get(kind.removeprefix("data."))
    if secrets is not None:
        return path in secrets
    name = path.rpartition(".")[2]
    return bool(_SENSITIVE.fullmatch(name)) and not _NOT_SENSITIVE.fullmatch(name)


def _at(kind: str, path: str) -> object:
    found: Any = of_type(kind)
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
