"""Cases that do not run every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet


def matrix(*values: object) -> ParameterSet:
    """The values of a case of which every run has another one of its kind: `pytest -m matrix` runs it."""
    return pytest.param(*values, marks=pytest.mark.matrix)
