"""Loads only the parts of the azurerm bindings that are used, in Python and in Node.

A plain import takes 11 to 20 seconds and up to 950 MB: the package imports its 1,527 submodules, in Python
and in JavaScript. In Python, this module replaces the package with one whose submodules load on first use. In
Node, `lazy_exports.js` makes the JavaScript exports lazy. If anything has an unexpected structure, the plain
import happens instead. The Terraform is the same.

`CDKTF_ASPIRE_PLAIN_BINDINGS=1` in the environment forces the plain import.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from cdktf_aspire.terraform.engine.ahead import assembly_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.machinery import ModuleSpec

    from cdktf_aspire.terraform.engine.engines import Engine

PLAIN: Final = "CDKTF_ASPIRE_PLAIN_BINDINGS"
# A package with this attribute already loads its submodules on first use.
_OF_THEIR_OWN: Final = "_SUBMODULES"


def install(engine: Engine) -> bool:
    """Installs the lazy loading once; does nothing if the bindings are already imported.

    Returns:
        Whether the bindings load lazily in Python.
    """
    loaded = sys.modules.get(engine.bindings)
    if loaded is not None:
        return isinstance(loaded, LazyBindings) or hasattr(loaded, _OF_THEIR_OWN)
    if os.environ.get(PLAIN):
        return False
    spec = importlib.util.find_spec(engine.bindings)
    source = None if spec is None else _source_of(spec)
    if spec is None or source is None:
        return False
    if f"\n{_OF_THEIR_OWN} = " in source:
        return True
    if not _is_eager(source):
        return False
    sys.modules[engine.bindings] = LazyBindings(spec)
    return True


def requests(engine: Engine) -> list[Mapping[str, str]]:
    """The requests to load the bindings in Node: 50 MB, their index of types, and the most common classes."""
    loaded = sys.modules.get(engine.bindings)
    assembly = assembly_of(importlib.util.find_spec(engine.bindings) if loaded is None else loaded.__spec__)
    if assembly is None:
        return []
    return [assembly.request, *(assembly.question(each, "tfResourceType") for each in engine.common_classes)]


class LazyBindings(ModuleType):
    """The package of the bindings without its eager imports: a submodule loads on first use."""

    def __init__(self, spec: ModuleSpec) -> None:
        super().__init__(spec.name, "The azurerm bindings; submodules load on first use.")
        self.__spec__ = spec
        self.__loader__ = spec.loader
        self.__file__ = spec.origin
        self.__package__ = spec.name
        self.__path__ = list(spec.submodule_search_locations or ())

    def __getattr__(self, name: str) -> object:
        if name == "__all__":
            names = self.__dict__["__all__"] = _submodules(self.__path__)
            return names
        if not name.startswith("_"):
            try:
                return importlib.import_module(f"{self.__name__}.{name}")
            except ModuleNotFoundError as error:
                if error.name != f"{self.__name__}.{name}":
                    raise
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *_submodules(self.__path__)})


def _submodules(locations: Iterable[str]) -> list[str]:
    return sorted(
        entry.name
        for location in locations
        for entry in os.scandir(location)
        if entry.is_dir() and not entry.name.startswith("_")
    )


def _source_of(spec: ModuleSpec) -> str | None:
    """The source of the package's own module, if a `_jsii` package is next to it."""
    if spec.origin is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.origin).parent
    if not (folder / "_jsii" / "__init__.py").is_file():
        return None
    try:
        return Path(spec.origin).read_text(encoding="utf-8")
    except OSError:
        return None


def _is_eager(source: str) -> bool:
    """Whether a module only imports its submodules."""
    _, found, after = source.partition("\npublication.publish()\n")
    lines = [line for line in after.splitlines() if line and not line.startswith("#")]
    return bool(found and lines) and all(line.startswith("from . import ") for line in lines)
