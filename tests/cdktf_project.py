"""A project as a user has it, and the real cdktf CLI in it."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from tests.apphost import ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

CDKTF: Final = "cdktf-cli@0.21.0"


@functools.cache
def program_of(package: str) -> str:
    """Where `npx` has a CLI: it looks for it anew, as long as the CLI itself takes, each time."""
    done = subprocess.run(
        ["npx", "--yes", "--package", package, "--", "which", package.partition("-cli")[0]],
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


class CdktfProject:
    """A copy of what a synth needs of this project; the package itself is the installed one.

    Attributes:
        folder: of the copy.
    """

    def __init__(self, folder: Path, app: str | None = None, **environment: str) -> None:
        """Makes the copy.

        Args:
            folder: an empty one.
            app: the command that synthesizes; the project's own when not given.
            environment: variables for every command.
        """
        self.folder = folder
        self._environment = clean_environment(**{"CI": "1", "CHECKPOINT_DISABLE": "1", **environment})
        settings = json.loads((ROOT / "cdktf.json").read_text(encoding="utf-8"))
        settings["app"] = app or settings["app"]
        (folder / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")
        shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))

    def cdktf(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs `cdktf` with arguments, and with more environment variables."""
        return subprocess.run(
            [program_of(CDKTF), *arguments],
            cwd=self.folder,
            env={**self._environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def written(self) -> dict[str, bytes]:
        """The JSON of the last synth, by path in `cdktf.out`."""
        out = self.folder / "cdktf.out"
        return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*.json")}
