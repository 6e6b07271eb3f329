"""Paths in the values of a publish output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def value_at(value: Any, path: Iterable[str | int]) -> Any:  # noqa: ANN401 - each caller has a type for it
    """What is at a path; None where nothing is.

    Args:
        value: that the path begins in.
        path: keys of objects, and positions in lists.
    """
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
