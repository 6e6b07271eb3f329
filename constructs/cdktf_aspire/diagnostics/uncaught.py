"""A program that ends because something is not here is told so as of every other mistake: no traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.missing import UnknownAttributeError
from cdktf_aspire.diagnostics.output import write_problems

if TYPE_CHECKING:
    from types import TracebackType

    from cdktf_aspire.diagnostics.problems import Problem

_hook_of_python: Final = sys.excepthook


def unknown_attribute(problem: Problem) -> UnknownAttributeError:
    """The exception to raise for what is not here; a program that it ends prints the problem."""
    if sys.excepthook is _hook_of_python:
        sys.excepthook = _tell
    return UnknownAttributeError(problem)


def _tell(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if isinstance(error, UnknownAttributeError):
        write_problems([error.problem])
    else:
        _hook_of_python(kind, error, traceback)
