"""Says what a program has written that synthesizes on its own; the engine's CLI says it itself."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path


def say_what_was_written(outdir: str) -> None:
    """Writes a line to standard output, unless the engine's CLI or a test runs the program.

    Args:
        outdir: where the app has written its stacks.
    """
    if "CDKTF_OUTDIR" in os.environ or "_pytest" in sys.modules or sys.stdout is None:
        return
    stacks = list(json.loads((Path(outdir) / "manifest.json").read_bytes())["stacks"])
    what = f"the stack {stacks[0]}" if len(stacks) == 1 else f"the stacks {', '.join(stacks)}"
    with contextlib.suppress(ValueError):  # in another folder
        outdir = Path(outdir).absolute().relative_to(Path.cwd()).as_posix()
    with contextlib.suppress(OSError, ValueError):  # nobody reads it
        sys.stdout.write(f"Wrote {what} to {outdir}.\n")
