"""Stops a synth before it writes: every problem of every application, printed once, exit code 1."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Final, NoReturn

from cdktf_aspire.diagnostics.output import write_problems
from cdktf_aspire.hosting.terraform_rules import OUTPUT_FOLDER
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform import unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem

# What whole_output.js says of a file that it can't write: its path and the reason.
_OUTPUT = re.compile(r"cdktf-aspire-output:(\[.*\])")
# An error of Node's about a file: the reason, what it was doing, and the path.
FILE_ERROR: Final = re.compile(
    r"\bE[A-Z]+: ([^\n,]+), (?:mkdir|mkdtemp|open|write|rename|copyfile|access)(?: '([^'\n]+)')?"
)


class SynthesisStopped(SystemExit):
    """Ends the process with exit code 1 because of errors in the AppHost, which are on standard error.

    Attributes:
        problems: all of them, warnings too.

    Example:
        ```python
        try:
            builder.build().run()
        except SynthesisStopped as stopped:
            print([problem.code for problem in stopped.problems])
        ```
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
        stop(*problems)


def stop(*problems: Problem) -> NoReturn:
    """Prints the problems and stops.

    Raises:
        SynthesisStopped: always.
    """
    write_problems([*problems])
    unfinished.finish_all()
    raise SynthesisStopped(list(problems))


@contextlib.contextmanager
def problems_of_the_output() -> Iterator[None]:
    """Inside, cdktf synthesizes: what it can't write is a problem."""
    try:
        yield
    except RuntimeError as error:
        found = _OUTPUT.search(str(error))
        if found is None:
            raise
        path, reason = json.loads(found[1])
        stop(_output_problem(path, reason))


@contextlib.contextmanager
def problems_of_a_new_app() -> Iterator[None]:
    """Inside, an App is made, which makes its output folder: where it can't, that is a problem."""
    try:
        yield
    except RuntimeError as error:
        found = FILE_ERROR.search(str(error))
        if found is None:
            raise
        stop(_output_problem(found[2] or "cdktf.out", found[1]))


def _output_problem(path: str, reason: str) -> Problem:
    return rules.problem(OUTPUT_FOLDER, f"The output can't be written: {reason}", value=path)
