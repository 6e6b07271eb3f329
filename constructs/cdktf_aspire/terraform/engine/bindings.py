"""Loads of the azurerm bindings only what is used: in Python, and in Node.

A plain import takes 11 to 20 seconds and up to 950 MB: the package imports its 1,527 submodules, and so
does its JavaScript half. Here a package module whose submodules load on first use takes its place in
Python, and `lazy_exports.js` makes the JavaScript exports lazy. Where anything is not as expected, the plain
import happens instead; the Terraform is the same.

`CDKTF_ASPIRE_PLAIN_BINDINGS=1` in the environment asks for the plain import.
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

PACKAGE: Final = "cdktf_cdktf_provider_azurerm"
PLAIN: Final = "CDKTF_ASPIRE_PLAIN_BINDINGS"


def install() -> bool:
    """Puts the lazy loading in place, once; does nothing when the bindings are imported already.

    Returns:
        Whether the bindings load lazily in Python.
    """
    loaded = sys.modules.get(PACKAGE)
    if loaded is not None:
        return isinstance(loaded, LazyBindings)
    if os.environ.get(PLAIN):
        return False
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not _is_as_expected(spec):
        return False
    sys.modules[PACKAGE] = LazyBindings(spec)
    return True


def requests() -> list[Mapping[str, str]]:
    """To load the bindings in Node, and their index of types: most of it is reading 50 MB."""
    assembly = assembly_of(sys.modules[PACKAGE].__spec__)
    if assembly is None:
        return []
    return [assembly.request, assembly.question("provider.AzurermProvider", "tfResourceType")]


class LazyBindings(ModuleType):
    """The package of the bindings without its eager imports: a submodule loads when it is asked for."""

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
                return importlib.import_module(f"{PACKAGE}.{name}")
            except ModuleNotFoundError as error:
                if error.name != f"{PACKAGE}.{name}":
                    raise
        raise AttributeError(f"module {PACKAGE!r} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *_submodules(self.__path__)})


def _submodules(locations: Iterable[str]) -> list[str]:
    return sorted(
        entry.name
        for location in locations
        for entry in os.scandir(location)
        if entry.is_dir() and not entry.name.startswith("_")
    )


def _is_as_expected(spec: ModuleSpec) -> bool:
    """A package whose module does nothing but import its submodules, beside a `_jsii` that loads itself."""
    if spec.origin is None or not spec.submodule_search_locations:
        return False
    folder = Path(spec.origin).parent
    if not (folder / "_jsii" / "__init__.py").is_file():
        return False
    try:
        source = Path(spec.origin).read_text(encoding="utf-8")
    except OSError:
        return False
    _, found, after = source.partition("\npublication.publish()\n")
    lines = [line for line in after.splitlines() if line and not line.startswith("#")]
    return bool(found and lines) and all(line.startswith("from . import ") for line in lines)
