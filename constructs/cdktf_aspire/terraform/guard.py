"""Stops a synth before it writes: every problem of every application, printed once, exit code 1."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cdktf_aspire.jobs.report import render_text

if TYPE_CHECKING:
    from cdktf_aspire.jobs.problems import Problem


class SynthesisStopped(SystemExit):
    """Ends the process with exit code 1 because of errors in the AppHost, which are on standard error.

    Attributes:
        problems: all of them, warnings too.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(1)


def stop_on_errors(problems: list[Problem]) -> None:
    """Prints the problems and stops when one of them is an error.

    Raises:
        SynthesisStopped: there is an error.
    """
    if any(problem.is_error for problem in problems):
        sys.stderr.write(render_text(problems, color=sys.stderr.isatty()))
        raise SynthesisStopped(problems)
