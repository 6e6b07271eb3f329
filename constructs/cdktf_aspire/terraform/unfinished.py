"""Applications that were never synthesized: the content of the output folder is not theirs.

A program that ends well with such an application in it has forgotten `run()`, and cdktf's CLI would go on
with an old output. So it ends with a message and exit code 1. Not so where nobody expects output: after an
exception or a failing `sys.exit()`, in an interactive session, in a run of tests, in a child process, in a
tool that imports the program.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from cdktf_aspire.diagnostics.output import write_problems
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation

# What Python itself calls at the end of a program; no code of an exit is known there.
_exit_of_python: Final = sys.exit

# By the identity of the application, which is kept with it: its process, its line, and what finishes it.
_unfinished: dict[int, tuple[object, int, SourceLocation | None, str]] = {}


def begin(application: object, where: SourceLocation | None, *, finish: str) -> None:
    """Notes an application that is to be synthesized.

    Args:
        application: the new one.
        where: the user's line that makes it.
        finish: the call that synthesizes it.
    """
    # Once, and as late as it can be: what was registered after it runs before it.
    atexit.unregister(_end)
    atexit.register(_end)
    sys.exit = _exit
    _unfinished[id(application)] = (application, os.getpid(), where, finish)


def finish(application: object) -> None:
    """Notes that an application was synthesized or checked."""
    _unfinished.pop(id(application), None)
    _restore_exit()


def finish_all() -> None:
    """Notes that the program ends because of problems that it has told."""
    _unfinished.clear()
    _restore_exit()


def _restore_exit() -> None:
    if not _unfinished and sys.exit is _exit:
        sys.exit = _exit_of_python


def _exit(status: object = None, /) -> NoReturn:
    """In place of `sys.exit`: a program that says itself that it fails needs no other reason."""
    if status is not None and status != 0:
        finish_all()
    raise SystemExit(status)


def _end() -> None:
    problems = [
        rules.problem(
            "ACJ982",
            "The application was never synthesized",
            where=where,
            hint=f"End the program with {finish}; builder.check() looks for problems and writes nothing",
        )
        for _, process, where, finish in _unfinished.values()
        if process == os.getpid()
    ]
    if not problems or expects_no_output():
        return
    write_problems(problems)
    _end_with_1()


def fail_at_the_end() -> None:
    """Notes that a thread has ended by problems: its program goes on, and must not end with exit code 0."""
    if not expects_no_output():
        atexit.unregister(_end_with_1)
        atexit.register(_end_with_1)


def _end_with_1() -> None:
    # The interpreter ignores exit codes from here on. Call the other exit functions, and exit.
    atexit.unregister(_end)
    atexit.unregister(_end_with_1)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(1)


def expects_no_output() -> bool:
    """Whether this isn't a program whose output somebody deploys, but a session, a test or a tool."""
    multiprocessing = sys.modules.get("multiprocessing")
    return (
        hasattr(sys, "last_type")  # an exception has ended the program
        or hasattr(sys, "ps1")
        or bool(sys.flags.interactive)
        or "_pytest" in sys.modules
        or (multiprocessing is not None and multiprocessing.parent_process() is not None)
        # cdktf's CLI tells whatever it runs where to write.
        or ("CDKTF_OUTDIR" not in os.environ and _is_tool())
    )


def _is_tool() -> bool:
    """Whether the program is one of the installed ones, such as a test runner or a generator of docs."""
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    if not file:
        return False
    paths = sysconfig.get_paths()
    places = {paths[name] for name in ("stdlib", "purelib", "platlib", "scripts")}
    return any(Path(file).absolute().is_relative_to(place) for place in places)
