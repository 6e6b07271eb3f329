"""Where boxes and arrows go: in columns, each box to the right of what refers to it, with few crossings.

This is Sugiyama's method: arrows that lead back are turned around, and an arrow has a place of its own in
each column that it passes. The same goes for its label, between two columns, so no label covers another one.
The same picture always gives the same places.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWEEPS: Final = 12
_MOVES: Final = 40
# So many items get all passes; more of them get fewer, so that a picture takes seconds.
_ITEMS: Final = 5_000
_GAP: Final = 18.0
# An arrow without a label, and how much it counts beside what is read.
_THIN: Final = 3.0
_LIGHT: Final = 0.02
_BESIDE: Final = 28.0


@records.frozen
class Size:
    """Of a box or a label, in pixels."""

    width: float
    height: float


@records.frozen
class Edge:
    """An arrow between two boxes, by their numbers.

    Attributes:
        source: where it begins.
        target: where it ends.
        label: of its text.
    """

    source: int
    target: int
    label: Size


@records.frozen
class Route:
    """The way of an arrow.

    Attributes:
        points: from box to box; between two of them it bends.
        label: the middle of its label.
    """

    points: tuple[tuple[float, float], ...]
    label: tuple[float, float]


@records.frozen
class Layout:
    """Places.

    Attributes:
        boxes: the left upper corner of each.
        routes: of each arrow, in the direction in which it was given.
        width: of all of it.
        height: of all of it.
    """

    boxes: tuple[tuple[float, float], ...]
    routes: tuple[Route, ...]
    width: float
    height: float


@records.define
class _Item:
    """A box, or the place of an arrow in a column."""

    size: Size
    column: int
    before: list[int] = attrs.field(factory=list)
    after: list[int] = attrs.field(factory=list)
    y: float = 0


def lay_out(boxes: Sequence[Size], edges: Sequence[Edge], first: Sequence[bool]) -> Layout:
    """Places for boxes and arrows.

    Args:
        boxes: their sizes.
        edges: between them, each pair once.
        first: which of them are in the first column if nothing refers to them.
    """
    turned = _turned(len(boxes), edges)
    ways = [
        (each.target, each.source) if back else (each.source, each.target)
        for each, back in zip(edges, turned, strict=True)
    ]
    columns = _columns(len(boxes), ways, first)
    items = [_Item(size, 2 * column) for size, column in zip(boxes, columns, strict=True)]
    chains = [_chain(items, way, each.label) for way, each in zip(ways, edges, strict=True)]
    layers: list[list[int]] = [[] for _ in range(max((item.column for item in items), default=0) + 1)]
    for number, item in enumerate(items):
        layers[item.column].append(number)
    _order(items, layers)
    _stack(items, layers)
    lefts, width = _lefts(items, layers)
    top = min((item.y - item.size.height / 2 for item in items), default=0)
    height = max((item.y + item.size.height / 2 for item in items), default=0) - top
    for item in items:
        item.y -= top
    ports = _ports(items, chains, len(boxes))
    routes = []
    for number, (chain, back) in enumerate(zip(chains, turned, strict=True)):
        route = _route(items, layers, lefts, chain, ports[number])
        routes.append(attrs.evolve(route, points=route.points[::-1]) if back else route)
    return Layout(
        tuple((lefts[each.column], each.y - each.size.height / 2) for each in items[: len(boxes)]),
        tuple(routes),
        width,
        height,
    )


def _turned(count: int, edges: Sequence[Edge]) -> list[bool]:
    """Which arrows close a circle."""
    outgoing: list[list[int]] = [[] for _ in range(count)]
    for number, each in enumerate(edges):
        outgoing[each.source].append(number)
    turned = [False] * len(edges)
    state = [0] * count  # not seen, on the way, done
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        path = [(start, iter(outgoing[start]))]
        while path:
            box, left = path[-1]
            found = next(left, None)
            if found is None:
                state[box] = 2
                path.pop()
                continue
            target = edges[found].target
            if state[target] == 1:
                turned[found] = True
            elif not state[target]:
                state[target] = 1
                path.append((target, iter(outgoing[target])))
    return turned


def _columns(count: int, ways: Sequence[tuple[int, int]], first: Sequence[bool]) -> list[int]:
    """The column of each box: right of everything that refers to it."""
    outgoing: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in ways:
        outgoing[source].append(target)
        waiting[target] += 1
    sources = [box for box in range(count) if not waiting[box]]
    columns = [0] * count
    ready = sources.copy()
    while ready:
        box = ready.pop()
        for target in outgoing[box]:
            columns[target] = max(columns[target], columns[box] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for box in sources:
        if not first[box] and outgoing[box]:
            columns[box] = min(columns[target] for target in outgoing[box]) - 1
    return columns


def _chain(items: list[_Item], way: tuple[int, int], label: Size) -> list[int]:
    """The places of an arrow from one end to the other; the label takes the first one."""
    source, target = way
    chain = [source]
    for column in range(items[source].column + 1, items[target].column):
        size = label if len(chain) == 1 else Size(0, 0)
        items.append(_Item(size, column))
        chain.append(len(items) - 1)
    chain.append(target)
    for one, next_one in itertools.pairwise(chain):
        items[one].after.append(next_one)
        items[next_one].before.append(one)
    return chain


def _order(items: list[_Item], layers: list[list[int]]) -> None:
    """Puts each item of a column near its neighbors: the order with the fewest crossings of a few passes."""
    best, fewest = [layer.copy() for layer in layers], _crossings(items, layers)
    for sweep in range(_passes(_SWEEPS, items)):
        if not fewest:
            break
        down = sweep % 2 == 0
        place = {number: index for layer in layers for index, number in enumerate(layer)}
        for layer in layers if down else reversed(layers):
            wanted = {}
            for number in layer:
                others = items[number].before if down else items[number].after
                wanted[number] = (
                    sum(place[other] for other in others) / len(others) if others else place[number]
                )
            layer.sort(key=lambda number: wanted[number])
            place |= {number: index for index, number in enumerate(layer)}
        crossings = _crossings(items, layers)
        if crossings < fewest:
            best, fewest = [layer.copy() for layer in layers], crossings
    layers[:] = best


def _passes(most: int, items: list[_Item]) -> int:
    """As many as there is time for, and one in each direction at least."""
    return max(min(most, most * _ITEMS // max(len(items), 1)), 2)


def _crossings(items: list[_Item], layers: list[list[int]]) -> int:
    """How many arrows cross between neighboring columns."""
    found = 0
    place = {number: index for layer in layers for index, number in enumerate(layer)}
    for layer in layers:
        ends: list[int] = []
        for number in layer:
            own = sorted(place[other] for other in items[number].after)
            found += sum(len(ends) - bisect_right(ends, end) for end in own)
            for end in own:
                insort(ends, end)
    return found


def _stack(items: list[_Item], layers: list[list[int]]) -> None:
    """Heights: near the neighbors on both sides, in the order of the column, without an overlap."""
    for layer in layers:
        heights = [items[number].size.height for number in layer]
        for number, y in zip(layer, _apart([0.0] * len(layer), heights), strict=True):
            items[number].y = y
    for sweep in range(_passes(_MOVES, items)):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for number in layer:
                item = items[number]
                others = [*item.before, *item.after]
                wanted.append(sum(items[other].y for other in others) / len(others) if others else item.y)
            heights = [items[number].size.height for number in layer]
            for number, y in zip(layer, _apart(wanted, heights), strict=True):
                items[number].y = y


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The heights nearest to the wanted ones, in least squares, at which nothing overlaps.

    A line gives way to boxes and labels.
    """
    weights = [1.0 if height > _THIN else _LIGHT for height in heights]
    offsets: list[float] = []
    for number, height in enumerate(heights):
        if number:
            before = heights[number - 1]
            gap = _GAP if min(before, height) > _THIN else _GAP / 2
            offsets.append(offsets[-1] + before / 2 + gap + height / 2)
        else:
            offsets.append(0)
    # What must not be in the wrong order: neighbors that are move to their mean, together.
    blocks: list[tuple[float, float, int]] = []
    for want, offset, weight in zip(wanted, offsets, weights, strict=True):
        total, heavy, count = (want - offset) * weight, weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / heavy:
            more, heavier, many = blocks.pop()
            total, heavy, count = total + more, heavy + heavier, count + many
        blocks.append((total, heavy, count))
    shifts = [total / heavy for total, heavy, count in blocks for _ in range(count)]
    return [offset + shift for offset, shift in zip(offsets, shifts, strict=True)]


def _lefts(items: list[_Item], layers: list[list[int]]) -> tuple[list[float], float]:
    """Where each column begins, and the width of all."""
    lefts, x = [], 0.0
    for layer in layers:
        lefts.append(x)
        x += max((items[number].size.width for number in layer), default=0) + _BESIDE
    return lefts, max(x - _BESIDE, 0)


def _ports(items: list[_Item], chains: list[list[int]], boxes: int) -> list[tuple[float, float]]:
    """At which height each arrow leaves and arrives: beside each other along the side of a box."""
    leaving: list[list[int]] = [[] for _ in range(boxes)]
    arriving: list[list[int]] = [[] for _ in range(boxes)]
    for number, chain in enumerate(chains):
        leaving[chain[0]].append(number)
        arriving[chain[-1]].append(number)
    ports = [(0.0, 0.0)] * len(chains)
    for box in range(boxes):
        item = items[box]
        for numbers, is_start in ((leaving[box], True), (arriving[box], False)):
            numbers.sort(key=lambda number: items[chains[number][1 if is_start else -2]].y)
            for place, number in enumerate(numbers, 1):
                y = item.y + item.size.height * (place / (len(numbers) + 1) - 0.5) * 0.8
                ports[number] = (y, ports[number][1]) if is_start else (ports[number][0], y)
    return ports


def _route(
    items: list[_Item],
    layers: list[list[int]],
    lefts: list[float],
    chain: list[int],
    ports: tuple[float, float],
) -> Route:
    points = [(lefts[items[chain[0]].column] + items[chain[0]].size.width, ports[0])]
    for number in chain[1:-1]:
        item = items[number]
        right = lefts[item.column + 1] - _BESIDE
        points += [(lefts[item.column], item.y), (right, item.y)]
    points.append((lefts[items[chain[-1]].column], ports[1]))
    middle = items[chain[1]]
    label = (lefts[middle.column] + middle.size.width / 2, middle.y)
    return Route(tuple(points), label)
