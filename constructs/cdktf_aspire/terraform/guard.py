"""Stops a synth before it writes, with every problem of every application."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import threading
from typing import TYPE_CHECKING, Final, NoReturn

from cdktf_aspire.diagnostics.output import text_on, write_error
from cdktf_aspire.diagnostics.report import counted, headline
from cdktf_aspire.hosting.terraform_rules import OUTPUT_FOLDER
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform import unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem

_end_of_pythons_threads: Final = threading.excepthook
# What whole_output.js says of a file that it can't write: its path and the reason.
_OUTPUT = re.compile(r"cdktf-aspire-output:(\[.*\])")
# An error of Node's about a file: the reason, what it was doing, and the path.
FILE_ERROR: Final = re.compile(
    r"\bE[A-Z]+: ([^\n,]+), (?:mkdir|mkdtemp|open|write|rename|copyfile|access)(?: '([^'\n]+)')?"
)


class SynthesisStopped(SystemExit):
    """The AppHost has errors, and nothing was written.

    Its message counts the problems and lists the code, the resource and the title of each.

    If nothing catches it, also in a thread, all problems are printed in full to standard error, without a
    traceback, and the process ends with exit code 1. If something catches it, nothing is printed: a test
    reads `problems`.

    It is a `SystemExit`, so `except Exception` doesn't catch it. A program that goes on by mistake would end
    with exit code 0, and cdktf's CLI would deploy the output of the last good synth. After
    `except SynthesisStopped`, that output is unchanged; the errors can be fixed, or another AppHost built.

    Attributes:
        problems: all of them, warnings too, in the order of the code.
        code: what Python prints if nothing catches it, `str`; see `SystemExit`.

    Example:
        ```python
        try:
            builder.build().run()
        except SynthesisStopped as stopped:
            print([problem.code for problem in stopped.problems])
        ```
    """

    __module__ = "cdktf_aspire"  # where users import it from, for messages
    code: str

    def __init__(self, problems: list[Problem]) -> None:
        """Raised by the library; a test of your own code may raise it too.

        Args:
            problems: at least one error, and the warnings beside it.
        """
        super().__init__(problems)
        self.problems = problems
        self.code = text_on(sys.stderr, problems).rstrip("\n")

    def __str__(self) -> str:
        return "\n".join([f"{counted(self.problems)}:", *map(headline, self.problems)])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({[problem.code for problem in self.problems]})"


def stop_on_errors(problems: list[Problem]) -> None:
    """Stops when one of the problems is an error.

    Raises:
        SynthesisStopped: there is an error.
    """
    if any(problem.is_error for problem in problems):
        stop(*problems)


def stop(*problems: Problem) -> NoReturn:
    """Stops because of problems.

    Raises:
        SynthesisStopped: always.
    """
    unfinished.finish_all()
    if (
        threading.current_thread() is not threading.main_thread()
        and threading.excepthook is _end_of_pythons_threads
    ):
        threading.excepthook = _end_of_thread
    raise SynthesisStopped(list(problems))


def _end_of_thread(ended: threading.ExceptHookArgs, /) -> None:
    """Where nothing catches the exception in a thread, Python would show a traceback and exit with 0."""
    if isinstance(ended.exc_value, SynthesisStopped):
        write_error(f"{ended.exc_value.code}\n")
        unfinished.fail_at_the_end()
    else:
        _end_of_pythons_threads(ended)


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
