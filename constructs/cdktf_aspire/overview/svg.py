"""A picture as SVG: text, boxes and curves, nothing from elsewhere and no script."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from cdktf_aspire.overview.layout import Edge, Layout, Size, lay_out
from cdktf_aspire.overview.picture import Look, shown_text
from cdktf_aspire.overview.smaller import at_most, without_doubles
from cdktf_aspire.review.escaping import html_text
from cdktf_aspire.review.words import plural
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.overview.parts import Key
    from cdktf_aspire.overview.picture import Arrow, Box, Picture

_BOXES: Final = 400
_ARROWS: Final = 1_000
_COLUMNS: Final = 34
_CHARACTER: Final = 6.8
_TITLE: Final = 8.3
_LINE: Final = 15
_PADDING: Final = 12
_FRAME: Final = 24
_HEAD: Final = 30
_BEND: Final = 70
# Between columns without a label, so that curves are not too steep.
_BARE: Final = 60
_ROUND: Final = {Look.MANUAL: 22, Look.SCHEDULE: 22, Look.EVENT: 22, Look.STORE: 8, Look.APP: 4}

STYLE: Final = """
svg { font-family: system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif; background: #ffffff }
text { font-size: 12px; fill: #1f2328 }
.title { font-size: 13px; font-weight: 600 }
.soft, .label { font-size: 11px; fill: #57606a }
.label { text-anchor: middle }
.behind { fill: #ffffff }
.frame { fill: none; stroke: #d0d7de }
.box { fill: #f6f8fa; stroke: #8c959f }
.manual { fill: #eef1f5; stroke: #57606a }
.schedule { fill: #ddf4ff; stroke: #0969da }
.event { fill: #fff1e5; stroke: #bc4c00 }
.secret { fill: #fbefff; stroke: #8250df }
.arrow { fill: none; stroke: #8c959f; stroke-width: 1.2 }
.dotted { stroke-dasharray: 2 4 }
.head { fill: #8c959f }
.grid { stroke: #d0d7de }
.late { stroke: #eaeef2 }
.run { fill: #54aeff }
.doubled { fill: #cf222e }
.often { fill-opacity: 0.35 }
.hour { fill: #0969da }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117 }
  text { fill: #e6edf3 }
  .soft, .label { fill: #9198a1 }
  .behind { fill: #0d1117 }
  .frame, .grid { stroke: #3d444d }
  .late { stroke: #21262d }
  .box { fill: #161b22; stroke: #6e7681 }
  .manual { fill: #1c2128; stroke: #9198a1 }
  .schedule { fill: #0c2d4a; stroke: #4493f8 }
  .event { fill: #3d2108; stroke: #db6d28 }
  .secret { fill: #2b1b47; stroke: #ab7df8 }
}
"""


@records.frozen
class Drawing:
    """Elements of SVG, and how much room they take.

    Attributes:
        elements: in the order in which they are drawn.
        width: in pixels.
        height: in pixels.
    """

    elements: tuple[str, ...]
    width: float
    height: float


def svg(drawings: Sequence[Drawing], title: str) -> str:
    """Drawings below each other as one image."""
    width = max((each.width for each in drawings), default=0)
    parts, y = [], 0.0
    for each in drawings:
        parts += [f'<g transform="translate(0 {px(y)})">', *each.elements, "</g>"]
        y += each.height
    size = f'width="{px(width)}" height="{px(y)}" viewBox="0 0 {px(width)} {px(y)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<title>{html_text(title)}</title>\n'
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


@records.frozen
class _Shape:
    """A box as it is drawn."""

    box: Box
    title: str
    lines: tuple[str, ...]
    size: Size


def drawn(picture: Picture) -> Drawing:
    """The picture, each stack in a frame of its own."""
    picture = at_most(without_doubles(picture), _BOXES, _ARROWS)
    frames: list[tuple[str, list[_Shape], Layout, list[Arrow]]] = []
    for stack in picture.stacks:
        shapes = [_shape(box) for box in picture.boxes if box.stack == stack]
        if shapes:
            numbers = {shape.box.key: number for number, shape in enumerate(shapes)}
            inside = [each for each in picture.arrows if {each.source, each.target} <= numbers.keys()]
            edges = [Edge(numbers[each.source], numbers[each.target], _label_size(each)) for each in inside]
            first = [shape.box.is_job for shape in shapes]
            layout = lay_out([shape.size for shape in shapes], edges, first)
            frames.append((stack, shapes, layout, inside))
    several = len(picture.stacks) > 1
    width = max((layout.width for _, _, layout, _ in frames), default=200) + 2 * _FRAME
    elements: list[str] = []
    corners: dict[Key, tuple[float, float, Size]] = {}
    y = 0.0
    for stack, shapes, layout, inside in frames:
        top = y + _FRAME + (_HEAD if several else 0)
        if several:
            height = layout.height + _HEAD + _FRAME
            elements += [
                f'<rect class="frame" x="{_FRAME / 2}" y="{px(y + _FRAME / 2)}" width="{px(width - _FRAME)}" '
                f'height="{px(height)}" rx="6"/>',
                text_at(_FRAME, y + _FRAME + 10, shown_text(stack), "title"),
            ]
        for arrow, route in zip(inside, layout.routes, strict=True):
            elements += _arrow(arrow, [(x + _FRAME, at + top) for x, at in route.points])
        for arrow, route in zip(inside, layout.routes, strict=True):
            elements += _label(arrow, route.label[0] + _FRAME, route.label[1] + top)
        for shape, (x, at) in zip(shapes, layout.boxes, strict=True):
            corners[shape.box.key] = (x + _FRAME, at + top, shape.size)
            elements += _drawn_box(shape, x + _FRAME, at + top)
        y = top + layout.height + _FRAME
    elements += _between_stacks(picture, corners, width)
    if picture.left_out:
        y += _LINE
        elements.append(text_at(_FRAME, y, f"and {plural(picture.left_out, 'more resource')}", "soft"))
        y += _LINE
    if not frames:
        y = 3 * _LINE
        elements.append(text_at(_FRAME, 2 * _LINE, "no resources", "soft"))
    return Drawing(tuple(elements), width + (_BEND if _crosses(picture) else 0), y)


def _crosses(picture: Picture) -> list[Arrow]:
    return [each for each in picture.arrows if each.source[0] != each.target[0]]


def _between_stacks(
    picture: Picture, corners: dict[Key, tuple[float, float, Size]], width: float
) -> Iterator[str]:
    """Arrows between stacks leave and arrive on the right, where nothing is."""
    for arrow in _crosses(picture):
        (x, y, size), (to_x, to_y, to_size) = corners[arrow.source], corners[arrow.target]
        start, end = (x + size.width, y + size.height / 2), (to_x + to_size.width, to_y + to_size.height / 2)
        far = width + _BEND
        bend = f"C{px(far)} {px(start[1])} {px(far)} {px(end[1])} {px(end[0] + 7)} {px(end[1])}"
        line = f"M{px(start[0])} {px(start[1])}{bend}"
        yield f'<path class="arrow{" dotted" if arrow.is_dotted else ""}" d="{line}"/>'
        yield _head(end[0], end[1], -1)
        yield from _label(arrow, width - _BEND / 2, (start[1] + end[1]) / 2)


def _shape(box: Box) -> _Shape:
    title = textwrap.shorten(box.title, _COLUMNS, placeholder="…") if " " in box.title else box.title
    title = title if len(title) <= _COLUMNS else f"{title[: _COLUMNS - 1]}…"
    lines = tuple(line for each in box.lines for line in textwrap.wrap(each, _COLUMNS))
    width = max(cell_len(title) * _TITLE, *(cell_len(line) * _CHARACTER for line in lines), 60)
    return _Shape(box, title, lines, Size(width + 2 * _PADDING, _LINE * (len(lines) + 1) + _PADDING + 4))


def _drawn_box(shape: _Shape, x: float, y: float) -> Iterator[str]:
    size, look = shape.size, shape.box.look
    yield f"<g><title>{html_text(shape.box.title)}</title>"
    if look is Look.ENVIRONMENT:
        cut, right, bottom = 10, x + size.width, y + size.height
        corners = (
            *((x + cut, y), (right - cut, y), (right, y + size.height / 2)),
            *((right - cut, bottom), (x + cut, bottom), (x, y + size.height / 2)),
        )
        points = " ".join(f"{px(a)},{px(b)}" for a, b in corners)
        yield f'<polygon class="box {look}" points="{points}"/>'
    else:
        place = f'x="{px(x)}" y="{px(y)}" width="{px(size.width)}" height="{px(size.height)}"'
        yield f'<rect class="box {look}" {place} rx="{_ROUND.get(look, 0)}"/>'
    yield text_at(x + _PADDING, y + _LINE + 4, shape.title, "title")
    for number, line in enumerate(shape.lines, 2):
        yield text_at(x + _PADDING, y + number * _LINE + 4, line, "soft")
    yield "</g>"


def _label_size(arrow: Arrow) -> Size:
    lines = _label_lines(arrow)
    width = max((cell_len(line) * _CHARACTER for line in lines), default=0)
    return Size(width + 8 if lines else _BARE, 13 * len(lines) + 2)


def _label_lines(arrow: Arrow) -> list[str]:
    return [line for each in arrow.lines for line in textwrap.wrap(each, _COLUMNS)]


def _label(arrow: Arrow, x: float, y: float) -> Iterator[str]:
    lines, size = _label_lines(arrow), _label_size(arrow)
    if lines:
        left, top = x - size.width / 2, y - size.height / 2
        place = f'x="{px(left)}" y="{px(top)}" width="{px(size.width)}" height="{px(size.height)}"'
        yield f'<rect class="behind" {place}/>'
        for number, line in enumerate(lines):
            yield text_at(x, top + 11 + 13 * number, line, "label")


def _arrow(arrow: Arrow, points: list[tuple[float, float]]) -> Iterator[str]:
    """A curve through the points, level at each of them."""
    forward = 1 if points[-1][0] >= points[0][0] else -1
    end = (points[-1][0] - 7 * forward, points[-1][1])
    path = f"M{px(points[0][0])} {px(points[0][1])}"
    for (x, y), (to_x, to_y) in zip(points, [*points[1:-1], end], strict=False):
        middle = (x + to_x) / 2
        path += (
            f"H{px(to_x)}"
            if abs(y - to_y) < 0.05
            else f"C{px(middle)} {px(y)} {px(middle)} {px(to_y)} {px(to_x)} {px(to_y)}"
        )
    yield f'<path class="arrow{" dotted" if arrow.is_dotted else ""}" d="{path}"/>'
    yield _head(points[-1][0], points[-1][1], forward)


def _head(x: float, y: float, forward: int) -> str:
    back = x - 8 * forward
    return f'<path class="head" d="M{px(x)} {px(y)}L{px(back)} {px(y - 4)}V{px(y + 4)}Z"/>'


def text_at(x: float, y: float, text: str, name: str) -> str:
    """Text whose base line begins at a point, with the name of its style."""
    return f'<text class="{name}" x="{px(x)}" y="{px(y)}">{html_text(text)}</text>'


def px(value: float) -> str:
    """A number of pixels: a tenth is as much as anyone sees."""
    return f"{value:.1f}".removesuffix(".0")
