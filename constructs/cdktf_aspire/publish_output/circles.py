"""Circles: what is made of itself, over however many steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


T = TypeVar("T")
_MOST_SHOWN = 8


def in_order(items: Iterable[T], needs: Callable[[T], Iterable[T]]) -> tuple[list[T], list[list[T]]]:
    """Items after all that they need, and the circles among them, each from an item to itself.

    Of a long circle only the beginning and the last item are there.
    """
    # Where an item is on the way to the one that is looked at; None for those that are finished.
    position: dict[T, int | None] = {}
    order: list[T] = []
    circles: list[list[T]] = []
    for first in items:
        path: list[tuple[T, Iterator[T]]] = []
        if first not in position:
            position[first] = 0
            path.append((first, iter(needs(first))))
        while path:
            item, rest = path[-1]
            needed = next(rest, None)
            if needed is None:
                path.pop()
                position[item] = None
                order.append(item)
            elif needed not in position:
                position[needed] = len(path)
                path.append((needed, iter(needs(needed))))
            elif (start := position[needed]) is not None:
                circles.append([*(each for each, _ in path[start : start + _MOST_SHOWN]), needed])
    return order, circles


def shown(names: list[str]) -> str:
    """A circle in a message: `a -> b -> a`."""
    if len(names) > _MOST_SHOWN:
        names = [*names[: _MOST_SHOWN - 2], "...", names[-1]]
    return " -> ".join(names)
