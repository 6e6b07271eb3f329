"""Records behave as attrs' own classes do; only their methods are made later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable


def _classes(of: object, options: dict[str, bool]) -> list[type]:
    decorate: Callable[[type], type] = getattr(of, "frozen" if options.pop("is_frozen") else "define")(
        **options
    )

    class Point:
        x: object
        y: object = 0
        secret: object = attrs.field(default="hidden", repr=False)
        note: object = attrs.field(default="", eq=False)

    class Named:
        name: object

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named)

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "a name"

    class Empty:
        pass

    point = decorate(Point)

    class Deeper(point):  # type: ignore[misc,valid-type]
        z: object = 1

    return [point, decorate(Named), decorate(Empty), decorate(Deeper), type("Plain", (point,), {})]


VALUES = st.none() | st.integers(0, 2) | st.text(max_size=2)


@pytest.mark.parametrize("is_frozen", [True, False])
@pytest.mark.parametrize("options", [{}, {"slots": False}, {"eq": False}, {"repr": False}])
@given(given=st.lists(st.tuples(st.integers(0, 4), VALUES, VALUES, VALUES), min_size=2, max_size=2))
def test_they_are_equal_hashed_and_shown_as_attrs_does(
    options: dict[str, bool], is_frozen: bool, given: list[tuple[int, object, object, object]]
) -> None:
    own, theirs = (_classes(each, {**options, "is_frozen": is_frozen}) for each in (records, attrs))

    def made(classes: list[type]) -> list[object]:
        arguments = {"Named": 1, "Empty": 0}
        return [
            classes[kind](*(x, y, y, note)[: arguments.get(classes[kind].__name__)])
            for kind, x, y, note in given
        ]

    first, second = made(own)
    their_first, their_second = made(theirs)

    assert (first == second) == (their_first == their_second)
    assert (first != second) == (their_first != their_second)
    assert _hashes(first, second) == _hashes(their_first, their_second)
    if options.get("repr", True):
        assert repr(first) == repr(their_first)


def _hashes(first: object, second: object) -> object:
    try:
        return first == second and hash(first) == hash(second)
    except TypeError as error:
        return str(error)


def test_what_contains_itself_is_shown_too() -> None:
    @records.define
    class Tree:
        children: list[object]

    tree = Tree([])
    tree.children.append(tree)

    assert repr(tree) == "Tree(children=[...])"


def test_errors_stay_what_they_are() -> None:
    @records.frozen
    class RefusedError(Exception):
        why: str

    assert RefusedError("no") != RefusedError("no")
    assert repr(RefusedError("no")) == "RefusedError(why='no')"


def test_every_class_of_the_package_is_made_by_it() -> None:
    package = Path(records.__file__).parents[1]
    found = {
        file.name
        for file in package.rglob("*.py")
        if re.search(r"^@attrs\.|attrs\.(frozen|define|mutable)\(", file.read_text(encoding="utf-8"), re.M)
    }

    assert found == set()
