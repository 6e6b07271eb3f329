"""Applications that were never synthesized: what is in the output folder is not theirs.

A program that ends well with such an application in it has forgotten `run()`, and cdktf's CLI would go on
with an old output. So it ends with a message and exit code 1. Not so where nobody expects output: after an
exception, in an interactive session, in a run of tests, in a forked child.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import TYPE_CHECKING

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.output import write_error
from cdktf_aspire.jobs.report import render_text

if TYPE_CHECKING:
    from cdktf_aspire.jobs.problems import SourceLocation

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
    _unfinished[id(application)] = (application, os.getpid(), where, finish)


def finish(application: object) -> None:
    """Notes that an application was synthesized or checked."""
    _unfinished.pop(id(application), None)


def finish_all() -> None:
    """Notes that the program ends because of problems that it has told."""
    _unfinished.clear()


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
    if not problems or _expects_no_output():
        return
    with contextlib.suppress(OSError, ValueError):
        write_error(render_text(problems, color=sys.stderr.isatty()))
    # The interpreter takes no exit code any more: the rest of its end, and then ours.
    atexit.unregister(_end)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(1)


def _expects_no_output() -> bool:
    main = getattr(sys.modules.get("__main__"), "__spec__", None)
    return (
        hasattr(sys, "last_type")  # an exception has ended the program
        or hasattr(sys, "ps1")
        or bool(sys.flags.interactive)
        or "_pytest" in sys.modules
        or getattr(main, "name", "") == "unittest.__main__"
    )
