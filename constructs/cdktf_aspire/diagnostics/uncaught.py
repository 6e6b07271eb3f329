"""A program that ends because something is missing reports it like other mistakes: without a traceback."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.missing import UnknownAttributeError
from cdktf_aspire.diagnostics.output import write_problems

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from cdktf_aspire.diagnostics.problems import Problem

_hook_of_python: Final = sys.excepthook


# Functions that convert an exception of another library to a problem, or return None.
_told_as: Final[list[Callable[[BaseException], Problem | None]]] = []


def tell_as(
    problem_of: Callable[[BaseException], Problem | None],
) -> Callable[[BaseException], Problem | None]:
    """Has a program that ends by an exception print the problem which the function makes of it."""
    _told_as.append(problem_of)
    watch_the_end()
    return problem_of


def watch_the_end() -> None:
    """Prints a problem instead of a traceback where a program ends by one."""
    if sys.excepthook is _hook_of_python:
        sys.excepthook = _tell


def unknown_attribute(problem: Problem) -> UnknownAttributeError:
    """The exception to raise for what is not here; a program that it ends prints the problem."""
    watch_the_end()
    return UnknownAttributeError(problem)


def _tell(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if isinstance(error, UnknownAttributeError):
        found: Problem | None = error.problem
    else:
        found = next(filter(None, (problem_of(error) for problem_of in _told_as)), None)
    if found is None:
        _hook_of_python(kind, error, traceback)
    else:
        write_problems([found])
