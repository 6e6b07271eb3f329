"""The real cdktf CLI over the project: `cdktf synth`, its warnings, and what an error leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cdktf_project import CDKTF, CdktfProject
from tests.project_copy import printed_in, project_of_run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> CdktfProject:
    return CdktfProject(tmp_path_factory.mktemp("project"))


def test_synth_writes_every_stack_and_shows_the_warnings(of_run: Path) -> None:
    folder = project_of_run(of_run)
    printed = printed_in(folder, f"uv run npx --yes {CDKTF} synth")  # as in README
    for name in ("documentation-page", "platform", "jobs", "queue-worker"):
        assert (folder / "cdktf.out" / "stacks" / name / "cdk.tf.json").exists()
    assert "[ACJ220]" in printed


@pytest.fixture
def synthesized(project: CdktfProject) -> CdktfProject:
    """With the output of a synth."""
    if not (project.folder / "cdktf.out").exists():
        assert project.cdktf("synth").returncode == 0
    return project


@pytest.mark.matrix
def test_another_synth_writes_the_same_bytes_and_keeps_the_images_of_the_last_build(
    synthesized: CdktfProject,
) -> None:
    stack = synthesized.folder / "cdktf.out" / "stacks" / "jobs"
    (stack / "images.auto.tfvars.json").write_text("{}", encoding="utf-8")
    first = synthesized.written()
    assert "stacks/jobs/images.auto.tfvars.json" in first
    assert synthesized.cdktf("synth").returncode == 0
    assert synthesized.written() == first


@pytest.mark.matrix
def test_an_error_leaves_the_last_good_output_untouched(synthesized: CdktfProject) -> None:
    before = synthesized.written()
    page = synthesized.folder / "stacks" / "documentation_page.py"
    good = page.read_text()
    try:
        page.write_text(good.replace('"0 */6 * * *"', '"0 */6 * *"'))
        done = synthesized.cdktf("synth")
    finally:
        page.write_text(good)

    assert done.returncode == 1
    output = done.stdout + done.stderr
    assert "A cron expression has five fields, this one has 4 [ACJ210]" in output
    assert "on stacks/documentation_page.py line" in output
    assert "Traceback" not in output
    assert synthesized.written() == before
