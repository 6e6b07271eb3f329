"""A picture that is not too large to look at, or to draw."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.overview.picture import Look, shown_text
from cdktf_aspire.review.words import listed, plural

if TYPE_CHECKING:
    from cdktf_aspire.overview.parts import Key
    from cdktf_aspire.overview.picture import Arrow, Box, Picture

# Up to so many jobs are drawn as a box each.
MANY: Final = 40
_NAMES: Final = 4


def without_doubles(picture: Picture) -> Picture:
    """The picture with one box for jobs that use the same things, where there are more than `MANY`."""
    if sum(box.is_job for box in picture.boxes) <= MANY:
        return picture
    uses: dict[Key, list[tuple[object, ...]]] = defaultdict(list)
    for arrow in picture.arrows:
        uses[arrow.source].append(("to", arrow.target, arrow.is_dotted, len(arrow.lines)))
        uses[arrow.target].append(("from", arrow.source, arrow.is_dotted, len(arrow.lines)))
    alike: dict[object, list[Box]] = defaultdict(list)
    for box in picture.boxes:
        same = (box.stack, box.look, tuple(sorted(uses[box.key], key=str))) if box.is_job else box.key
        alike[same].append(box)
    merged = {box.key: each[0].key for each in alike.values() for box in each}
    boxes = tuple(_merged(each) for each in alike.values())
    arrows: dict[tuple[Key, Key], Arrow] = {}
    for arrow in picture.arrows:
        moved = attrs.evolve(arrow, source=merged[arrow.source], target=merged[arrow.target])
        arrows.setdefault((moved.source, moved.target), moved)
    return attrs.evolve(picture, boxes=boxes, arrows=tuple(arrows.values()))


def _merged(boxes: list[Box]) -> Box:
    first = boxes[0]
    if len(boxes) == 1:
        return first
    what = {
        Look.MANUAL: "started by hand",
        Look.SCHEDULE: f"on {plural(len({box.lines for box in boxes}), 'schedule')}",
        Look.EVENT: "on events",
    }[first.look]
    names = listed([box.title for box in boxes], most=_NAMES)
    return attrs.evolve(
        first, title=f"{len(boxes):,} jobs", lines=(what, shown_text(names)), count=len(boxes)
    )


def at_most(picture: Picture, boxes: int, arrows: int) -> Picture:
    """The picture with so many boxes and arrows; it says how many resources it leaves out."""
    if len(picture.boxes) <= boxes and len(picture.arrows) <= arrows:
        return picture
    outgoing: dict[Key, list[Arrow]] = defaultdict(list)
    for arrow in picture.arrows:
        outgoing[arrow.source].append(arrow)
    by_key = {box.key: box for box in picture.boxes}
    used = {arrow.target for arrow in picture.arrows}
    kept: dict[Key, None] = {}
    drawn: set[Arrow] = set()
    # Jobs first, each with what it uses, as long as there is room for all of that.
    for box in sorted(picture.boxes, key=lambda box: not box.is_job):
        if not box.is_job and box.key in used and box.key not in kept:
            continue
        own = outgoing[box.key] if box.is_job else [each for each in outgoing[box.key] if each.target in kept]
        new = dict.fromkeys([box.key, *(each.target for each in own)])
        if len(kept | new) > boxes or len(drawn) + len(own) > arrows:
            continue
        kept |= new
        drawn |= set(own)
    left = sum(box.count for key, box in by_key.items() if key not in kept)
    return attrs.evolve(
        picture,
        boxes=tuple(box for box in picture.boxes if box.key in kept),
        arrows=tuple(each for each in picture.arrows if each in drawn),
        left_out=left,
    )
