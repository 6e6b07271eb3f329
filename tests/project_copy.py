"""A copy of the project for the commands of a reader who has a clone."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.apphost import ROOT, clean_environment
from tests.once import made_once
from tests.platforms import needs_posix

if TYPE_CHECKING:
    from pathlib import Path


def project_of_run(of_run: Path) -> Path:
    """A copy of the project, for all processes of a run; commands leave their files in it."""
    return made_once(of_run / "project", _copy_to)


def _copy_to(folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def printed_in(project: Path, command: str) -> str:
    """What a command prints in the copy; several pages and tests have the same one, which runs once.

    `uv run` takes what is installed here. In the matrix, a reader on a new machine types the commands of
    README, and it installs what a clone needs.
    """

    needs_posix("bash")

    def make(folder: Path) -> None:
        environment = clean_environment(
            CI="1", CHECKPOINT_DISABLE="1", UV_PROJECT_ENVIRONMENT=sys.prefix, UV_NO_SYNC="1"
        )
        environment.pop("VIRTUAL_ENV", None)
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        (folder / "stdout").write_text(done.stdout, encoding="utf-8")

    digest = hashlib.sha256(command.encode()).hexdigest()[:16]
    place = made_once(project.with_name("project-commands") / digest, make)
    return (place / "stdout").read_text(encoding="utf-8")
