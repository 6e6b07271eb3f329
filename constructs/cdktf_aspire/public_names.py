"""Which module each public name is in, where lazy_loader finds no `__init__.pyi` beside the code."""

from __future__ import annotations

import ast
import importlib.resources
import pkgutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PACKAGE: Final = __package__
# Rooms with public names, the ones whose names win first.
_ROOMS: Final = ("hosting", "jobs", "values", "diagnostics", "terraform", "publish_output")


def public_names(locations: Iterable[str]) -> dict[str, list[str]]:
    """Public names by module: from the stub in a zip, else, where there is no stub, from all modules.

    Args:
        locations: the package's `__path__`.
    """
    try:
        text = importlib.resources.files(_PACKAGE).joinpath("__init__.pyi").read_text(encoding="utf-8")
    except OSError:
        return _defined_names(locations)
    return _grouped(
        (node.module, alias.name)
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module is not None
        for alias in node.names
    )


def _defined_names(locations: Iterable[str]) -> dict[str, list[str]]:
    """Names that the modules define themselves; of two alike the first one counts."""
    taken: set[str] = set()
    found: list[tuple[str, str]] = []
    rooms = [[f"{location}/{room}" for location in locations] for room in _ROOMS]
    for room, paths in zip(_ROOMS, rooms, strict=True):
        for module, source in _sources(room, paths):
            for name in _definitions(source):
                if name not in taken:
                    taken.add(name)
                    found.append((module, name))
    return _grouped(found)


def _sources(package: str, locations: list[str]) -> Iterator[tuple[str, str]]:
    for info in pkgutil.iter_modules(locations):
        name = f"{package}.{info.name}"
        if info.ispkg:
            yield from _sources(name, [f"{location}/{info.name}" for location in locations])
            continue
        spec = info.module_finder.find_spec(info.name, None)
        get_source = getattr(spec and spec.loader, "get_source", None)
        source = get_source(info.name) if get_source is not None else None
        if source:
            yield name, source


def _definitions(source: str) -> Iterator[str]:
    for node in ast.parse(source).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign):  # a shorter name of a class
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for module, name in pairs:
        grouped.setdefault(module, []).append(name)
    return grouped
