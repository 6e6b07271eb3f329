"""A picture in Mermaid's language, which GitHub draws. Names of a file are only ever text in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.plain_text import visible
from cdktf_aspire.overview.picture import Look, shown_text
from cdktf_aspire.overview.smaller import at_most, without_doubles
from cdktf_aspire.review.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.overview.picture import Arrow, Picture

# Mermaid refuses more than 500 arrows and 50,000 characters.
# https://mermaid.js.org/config/schema-docs/config.html
_ARROWS: Final = 400
_BOXES: Final = 200
_CHARACTERS: Final = 45_000
# Text that means only itself to Mermaid, Markdown and HTML; the rest is written by its number. A dot or a
# hyphen may begin a list, underscores may emphasize, `www.` is a link.
_TEXT: Final = re.compile(
    r"(?P<plain>[A-Za-z0-9]|(?<=[A-Za-z0-9,:)/])[ ](?! )|\((?=\w)|(?<=[A-Za-z])\)|"
    r"(?<=[A-Za-z0-9])(?:(?:_+|[/-]|(?<!www)\.)(?=[A-Za-z0-9])|,(?=[ A-Za-z0-9])|:(?=[ 0-9])))|.",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)
_NOT_IN_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_SHAPES: Final = {
    Look.MANUAL: ('(["', '"])'),
    Look.SCHEDULE: ('(["', '"])'),
    Look.EVENT: ('(["', '"])'),
    Look.ENVIRONMENT: ('{{"', '"}}'),
    Look.STORE: ('[("', '")]'),
    Look.PARAMETER: ('[/"', '"/]'),
    Look.SECRET: ('[/"', '"/]'),
}
_COLORS: Final = {
    Look.MANUAL: "fill:#eef1f5,stroke:#57606a,color:#1f2328",
    Look.SCHEDULE: "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    Look.EVENT: "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
    Look.SECRET: "fill:#fbefff,stroke:#8250df,color:#1f2328",
}


def mermaid(picture: Picture) -> str:
    """The picture as a flowchart, which says how many resources are too many for Mermaid."""
    boxes, arrows = _BOXES, _ARROWS
    picture = without_doubles(picture)
    while len(text := _text(at_most(picture, boxes, arrows))) > _CHARACTERS:
        boxes, arrows = boxes // 2, arrows // 2
    return text


def _text(picture: Picture) -> str:
    return "".join(f"{line}\n" for line in _lines(picture))


def _lines(picture: Picture) -> Iterator[str]:
    yield "flowchart LR"
    ids = _ids(picture)
    several = len(picture.stacks) > 1
    for number, stack in enumerate(picture.stacks):
        boxes = [box for box in picture.boxes if box.stack == stack]
        if several and boxes:
            yield f'  subgraph stack{number} ["{_label(shown_text(stack))}"]'
        for box in boxes:
            opening, closing = _SHAPES.get(box.look, ('["', '"]'))
            label = "<br>".join(map(_label, (box.title, *box.lines)))
            yield f"  {'  ' if several else ''}{ids[box.key]}{opening}{label}{closing}:::{box.look}"
        if several and boxes:
            yield "  end"
    if not picture.boxes:
        yield '  none["no resources"]'
    if picture.left_out:
        yield f'  more["and {plural(picture.left_out, "more resource")}"]'
    for arrow in picture.arrows:
        yield f"  {ids[arrow.source]} {_line(arrow)} {ids[arrow.target]}"
    for look in dict.fromkeys(box.look for box in picture.boxes):
        if look in _COLORS:
            yield f"  classDef {look} {_COLORS[look]}"


def _line(arrow: Arrow) -> str:
    line = "-.->" if arrow.is_dotted else "-->"
    return f'{line}|"{"<br>".join(map(_label, arrow.lines))}"|' if arrow.lines else line


def _ids(picture: Picture) -> dict[object, str]:
    """Ids that no keyword of Mermaid begins, made of the names: other resources don't change them."""
    found: dict[object, str] = {}
    taken: set[str] = set()
    for box in picture.boxes:
        name = first = f"r_{_NOT_IN_NAME.sub('_', box.title)[:40]}"
        number = 1
        while name in taken:
            number += 1
            name = f"{first}_{number}"
        taken.add(name)
        found[box.key] = name
    return found


def _label(text: str) -> str:
    """Text in quotes, in which no character means anything to Mermaid, to Markdown or to HTML."""
    return _TEXT.sub(lambda match: match["plain"] or f"#{ord(match[0])};", visible(text) or "(no name)")
