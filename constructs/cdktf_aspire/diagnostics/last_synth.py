"""Which files of an output folder are those of the last synth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, read_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# The advice when nothing has been written yet.
SYNTHESIZE: Final = (
    "Synthesize first (`uv run python main.py`, or synth of the engine's CLI) in the folder with cdktf.json"
)


def of_last_synth(files: Iterable[Path], folder: Path) -> list[Path]:
    """The files, sorted, without those of stacks that the app doesn't have any more.

    A synth leaves the folder of such a stack; only the engine's CLI removes it. The manifest has the stacks
    of the last synth. Without one, all files count.

    Args:
        files: below the folder.
        folder: that the engine has written.
    """
    try:
        manifest = read_json(folder / "manifest.json")
    except InputError:
        manifest = None
    stacks = manifest.get("stacks") if isinstance(manifest, dict) else None
    if not isinstance(stacks, dict):
        return sorted(files)
    of_stacks = folder / "stacks"
    return sorted(
        file
        for file in files
        if not file.is_relative_to(of_stacks) or file.relative_to(of_stacks).parts[0] in stacks
    )
