"""Documents with something else in one place."""

from __future__ import annotations

from typing import Any


def places(value: object) -> int:
    """How many values there are in a document."""
    match value:
        case dict():
            return 1 + sum(places(each) for each in value.values())
        case list():
            return 1 + sum(places(each) for each in value)
    return 1


def mutated(value: Any, at: int, new: object) -> Any:  # noqa: ANN401
    """The document with another value at a place; "drop" takes it out."""
    counter = [at]

    def visit(each: Any) -> Any:  # noqa: ANN401
        counter[0] -= 1
        if counter[0] == -1:
            return new
        if isinstance(each, dict):
            found = {key: visit(inner) for key, inner in each.items()}
            return {key: inner for key, inner in found.items() if inner != "drop"}
        if isinstance(each, list):
            return [visit(inner) for inner in each]
        return each

    return visit(value)
