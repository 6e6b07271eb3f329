"""The real cdktf CLI over the project: `cdktf synth`, its warnings, and what an error leaves behind."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

CDKTF = ["npx", "--yes", "cdktf-cli@0.21.0"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a synth needs of the project; the package itself is the installed one."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "cdktf.json", folder)
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def synth(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CDKTF, "synth"],
        cwd=project,
        env=clean_environment(CI="1", CHECKPOINT_DISABLE="1"),
        capture_output=True,
        text=True,
        check=False,
    )


def written(project: Path) -> dict[str, bytes]:
    out = project / "cdktf.out"
    return {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*.json")}


def test_synth_writes_every_stack_and_again_the_same_bytes(project: Path) -> None:
    done = synth(project)
    assert done.returncode == 0, done.stdout + done.stderr
    first = written(project)
    stacks = ("documentation-page", "platform", "jobs", "queue-worker")
    assert {f"stacks/{name}/cdk.tf.json" for name in stacks} <= set(first)
    assert "[ACJ220]" in done.stdout, "the CLI shows the warnings"

    assert synth(project).returncode == 0
    assert written(project) == first


def test_an_error_leaves_the_last_good_output_untouched(project: Path) -> None:
    if not (project / "cdktf.out").exists():
        synth(project)
    before = written(project)
    page = project / "stacks" / "documentation_page.py"
    good = page.read_text()
    try:
        page.write_text(good.replace('"0 */6 * * *"', '"0 */6 * *"'))
        done = synth(project)
    finally:
        page.write_text(good)

    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert "A cron expression has five fields, this one has 4 [ACJ210]" in output
    assert "on stacks/documentation_page.py line" in output
    assert "Traceback" not in output
    assert written(project) == before
