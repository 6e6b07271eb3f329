"""Says what a program has written that synthesizes on its own; the engine's CLI says it itself."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.output import write_problems

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem


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
    stacks = list(json.loads((Path(outdir) / "manifest.json").read_bytes())["stacks"])
    what = f"the stack {stacks[0]}" if len(stacks) == 1 else f"the stacks {', '.join(stacks)}"
    with contextlib.suppress(ValueError):  # in another folder
        outdir = Path(outdir).absolute().relative_to(Path.cwd()).as_posix()
    with contextlib.suppress(OSError, ValueError):  # nobody reads it
        sys.stdout.write(f"Wrote {what} to {outdir}.\n")
