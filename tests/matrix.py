"""Cases and examples that do not run every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _pytest.mark import ParameterSet


def matrix(*values: object) -> ParameterSet:
    """The values of a case of which every run has another one of its kind: `pytest -m matrix` runs it."""
    return pytest.param(*values, marks=pytest.mark.matrix)


def examples(number: int) -> int:
    """How many examples of a property a run tries, if `pytest -m matrix` tries this number."""
    return number if settings.get_current_profile_name() == "full" else number // 10


def longest_first(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """The tests in the order in which several processes end at about the same time.

    pytest-xdist gives each process a part of the list: the long ones, `@pytest.mark.matrix(is_long=True)`,
    begin all of the parts.
    """
    long = [each for each in items if any("is_long" in mark.kwargs for mark in each.iter_markers("matrix"))]
    others = [each for each in items if each not in long]
    ordered: list[pytest.Item] = []
    for process in range(processes):
        size = (len(items) - len(ordered)) // (processes - process)
        first = long[process::processes]
        rest = max(0, size - len(first))
        ordered += [*first, *others[:rest]]
        del others[:rest]
    return ordered
