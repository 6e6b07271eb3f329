"""Cases and examples that do not run every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet


def matrix(*values: object) -> ParameterSet:
    """The values of a case of which every run has another one of its kind: `pytest -m matrix` runs it."""
    return pytest.param(*values, marks=pytest.mark.matrix)


def examples(number: int) -> int:
    """How many examples of a property a run tries, if `pytest -m matrix` tries this number."""
    return number if settings.get_current_profile_name() == "full" else number // 4
