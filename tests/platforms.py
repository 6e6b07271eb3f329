"""What a test needs of the system that it runs on."""

from __future__ import annotations

import sys

import pytest

# Where a virtual environment has its programs.
PROGRAMS = "Scripts" if sys.platform == "win32" else "bin"


def needs_posix(what: str) -> None:
    """Skips the test on Windows.

    Args:
        what: can't be had there.
    """
    if sys.platform == "win32":
        pytest.skip(f"{what}: not on Windows")


def posix(what: str) -> pytest.MarkDecorator:
    """The same for all of a test."""
    return pytest.mark.skipif(sys.platform == "win32", reason=f"{what}: not on Windows")
