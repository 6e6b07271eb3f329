"""Circles: what is made of itself, over however many steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cdktf_aspire.publish_output.nodes import Node, Property, Symbol
from cdktf_aspire.publish_output.problems import problem_at
from cdktf_aspire.values.value import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.publish_output.modules import Module

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


def circles_of(modules: list[Module]) -> Iterator[Problem]:
    """The circles among modules and among their resources."""
    _, found = in_order(modules, lambda module: module.uses)
    for circle in found:
        names = shown([module.name for module in circle])
        message = f"The modules use each other's outputs in a circle: {names}"
        yield problem_at("ACJ806", message, circle[0].uses[circle[1]], resource=circle[0].name)
    _, circles = in_order((node for module in modules for node in module.nodes), _needs)
    for nodes in circles:
        names = shown([node.symbol for node in nodes])
        message = f"The resources refer to each other in a circle: {names}"
        yield problem_at("ACJ806", message, nodes[0].place, resource=nodes[0].module.name)


def _needs(node: Node) -> Iterator[Node]:
    yield from node.depends_on
    for value in (node.name, node.parent, node.scope, node.body):
        for each in (value,) if isinstance(value, Node) else walk(value):
            if isinstance(each, Property | Symbol):
                yield each.node
            elif isinstance(each, Node):
                yield each
