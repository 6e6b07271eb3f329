"""Circles: what is made of itself, over however many steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


T = TypeVar("T")
_MOST_SHOWN = 8


def in_order(items: Iterable[T], needs: Callable[[T], Iterable[T]]) -> tuple[list[T], list[list[T]]]:
    """Items after all that they need, and the circles among them, each from an item to itself."""
    done: dict[T, bool] = {}  # True for those that are finished
    order: list[T] = []
    circles: list[list[T]] = []
    for first in items:
        path: list[tuple[T, Iterator[T]]] = []
        if first not in done:
            done[first] = False
            path.append((first, iter(needs(first))))
        while path:
            item, rest = path[-1]
            needed = next(rest, None)
            if needed is None:
                path.pop()
                done[item] = True
                order.append(item)
            elif needed not in done:
                done[needed] = False
                path.append((needed, iter(needs(needed))))
            elif not done[needed]:
                names = [each for each, _ in path]
                circles.append([*names[names.index(needed) :], needed])
    return order, circles


def shown(names: list[str]) -> str:
    """A circle in a message: `a -> b -> a`."""
    if len(names) > _MOST_SHOWN:
        names = [*names[: _MOST_SHOWN - 2], "...", names[-1]]
    return " -> ".join(names)
