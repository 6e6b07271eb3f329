"""No name in a file breaks a Mermaid diagram or puts anything but text into it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.diagnostics.plain_text import visible
from cdktf_aspire.overview.mermaid import mermaid
from cdktf_aspire.overview.picture import Arrow, Box, Look, Picture, shown_text

# What Mermaid, its Markdown, HTML and GitHub find a meaning in.
HOSTILE = (
    '"]',
    "end",
    "\nclick r_a href",
    "]; click r_a call f()",
    "https://x.yz",
    "www.x.yz",
    "<img src=x onerror=f()>",
    "%%{init: {}}%%",
    "#quot;",
    "#34;",
    "&quot;",
    "`**b**`",
    "1. a",
    "- a",
    "__a__",
    "$$a$$",
    "fa:fa-car",
    ":::manual",
    "|",
    "-->",
    "@user",
    "<br>",
    "---",
    "```",
    "::error::",
)
names = st.one_of(st.text(), st.sampled_from(HOSTILE), st.lists(st.sampled_from(HOSTILE)).map(" ".join))

LABEL = r'"((?:[A-Za-z0-9 _.,:/()-]|#[0-9]+;|<br>)*)"'
BOX = re.compile(
    rf" +(r_[A-Za-z0-9_]*)(?:\[/|\(\[|\{{\{{|\[\(|\[){LABEL}(?:/\]|\]\)|\}}\}}|\)\]|\]):::([a-z]+)"
)
ARROW = re.compile(rf" +(r_[A-Za-z0-9_]*) (-->|-\.->)(?:\|{LABEL}\|)? (r_[A-Za-z0-9_]*)")
FRAME = re.compile(rf" +subgraph (stack[0-9]+) \[{LABEL}\]")
OTHERS = re.compile(r"flowchart LR| +end| +classDef [a-z]+ [a-z0-9:#,-]+")


def lines_of(label: str) -> list[str]:
    """The lines of a label: what Mermaid makes of it."""
    return [re.sub(r"#(\d+);", lambda match: chr(int(match[1])), each) for each in label.split("<br>")]


def as_shown(text: str) -> str:
    return visible(text) or "(no name)"


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    stacks = tuple(draw(st.lists(names, min_size=1, max_size=3, unique=True)))
    boxes = tuple(
        Box((stack, f"{number}"), stack, title, tuple(lines), look)
        for number, (stack, title, lines, look) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(stacks), names, st.lists(names, max_size=3), st.sampled_from(Look)
                    ),
                    min_size=1,
                    max_size=8,
                )
            )
        )
    )
    pairs = draw(
        st.lists(
            st.tuples(st.sampled_from(boxes), st.sampled_from(boxes)),
            max_size=8,
            unique_by=lambda each: (each[0].key, each[1].key),
        )
    )
    arrows = tuple(
        Arrow(one.key, other.key, tuple(draw(st.lists(names, max_size=3))), draw(st.booleans()))
        for one, other in pairs
    )
    return Picture(stacks, boxes, arrows)


@given(pictures())
def test_the_diagram_says_exactly_what_was_drawn(picture: Picture) -> None:
    text = mermaid(picture)
    assert text.isascii()
    boxes: dict[str, tuple[list[str], str]] = {}
    arrows: list[tuple[str, str, list[str], str]] = []
    frames: list[str] = []
    for line in text.splitlines():
        if found := BOX.fullmatch(line):
            assert found[1] not in boxes
            boxes[found[1]] = (lines_of(found[2]), found[3])
        elif found := ARROW.fullmatch(line):
            arrows.append((found[1], found[4], lines_of(found[3]) if found[3] else [], found[2]))
        elif found := FRAME.fullmatch(line):
            frames += lines_of(found[2])
        else:
            assert OTHERS.fullmatch(line), line

    ordered = [box for stack in picture.stacks for box in picture.boxes if box.stack == stack]
    assert [*boxes.values()] == [
        ([*map(as_shown, (box.title, *box.lines))], box.look.value) for box in ordered
    ]
    ids = dict(zip((box.key for box in ordered), boxes, strict=True))
    assert arrows == [
        (
            ids[each.source],
            ids[each.target],
            [*map(as_shown, each.lines)],
            "-.->" if each.is_dotted else "-->",
        )
        for each in picture.arrows
    ]
    if len(picture.stacks) > 1:
        used = {box.stack for box in ordered}
        assert frames == [as_shown(shown_text(stack)) for stack in picture.stacks if stack in used]


@given(names)
def test_a_label_has_no_link_no_list_and_no_emphasis(name: str) -> None:
    """What the Markdown of Mermaid's labels and GitHub look for is written by numbers."""
    picture = Picture(("s",), (Box(("s", "a"), "s", name, (), Look.OTHER),), ())
    found = BOX.fullmatch(mermaid(picture).splitlines()[1])
    assert found is not None
    label = found[2]
    assert not re.search(r"://|www\.|  |^ |^[0-9]+[.)] |^[-+*>] ", label, re.IGNORECASE)
    assert not re.search(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9_])", re.sub(r"_+", "_", label))
