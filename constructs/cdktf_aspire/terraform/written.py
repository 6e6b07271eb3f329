"""The output folders of a program: says which stacks are in them, and lets no App replace another's."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.output import write_problems
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform import unfinished

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.terraform.engine.classes import App


# By the output folder: the App that wrote it last, and the names of its stacks.
_writers: Final[dict[Path, tuple[weakref.ref[App], list[str]]]] = {}


def replaced_output(app: App, where: SourceLocation | None) -> list[Problem]:
    """The problem that another App of this program has written to the same folder.

    Args:
        app: that is about to write.
        where: the user's line that created its first AppHost.
    """
    folder = Path(app.outdir).absolute()
    other, stacks = _writers.get(folder, (None, []))
    if other is None or other() is app or unfinished.expects_no_output():
        return []
    shown = _shown(folder, app.outdir)
    message = f"Another App of this program has written {_named(stacks)} to {shown}"
    return [rules.problem("ACJ988", message, path="App", value=shown, where=where)]


def note_what_was_written(app: App) -> None:
    """Notes which App has written a folder."""
    folder = Path(app.outdir).absolute()
    with contextlib.suppress(OSError, ValueError):  # Node's current folder is the one that it was started in
        _writers[folder] = (weakref.ref(app), _stacks_in(folder))


def say_what_was_written(outdir: str, warnings: list[Problem]) -> None:
    """Writes a line to standard output, and the warnings to standard error.

    Nothing if the engine's CLI or a test runs the program: the CLI shows both itself.

    Args:
        outdir: where the app has written its stacks.
        warnings: of all applications in it.
    """
    if "CDKTF_OUTDIR" in os.environ or "_pytest" in sys.modules:
        return
    if warnings:
        write_problems(warnings)
    if sys.stdout is None:
        return
    folder = Path(outdir).absolute()
    with contextlib.suppress(OSError, ValueError):  # nobody reads it
        sys.stdout.write(f"Wrote {_named(_stacks_in(folder))} to {_shown(folder, outdir)}.\n")


def _stacks_in(folder: Path) -> list[str]:
    return list(json.loads((folder / "manifest.json").read_bytes())["stacks"])


def _named(stacks: list[str]) -> str:
    return f"the stack {stacks[0]}" if len(stacks) == 1 else f"the stacks {', '.join(stacks)}"


def _shown(folder: Path, elsewhere: str) -> str:
    """The folder as seen from the current one."""
    with contextlib.suppress(ValueError):
        return folder.relative_to(Path.cwd()).as_posix()
    return elsewhere
