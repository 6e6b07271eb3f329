"""The real cdktf CLI over the project: `cdktf synth`, its warnings, and what an error leaves behind."""

from __future__ import annotations

import pytest

from tests.cdktf_project import CdktfProject


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> CdktfProject:
    return CdktfProject(tmp_path_factory.mktemp("project"))


def test_synth_writes_every_stack_and_shows_the_warnings(project: CdktfProject) -> None:
    done = project.cdktf("synth")
    assert done.returncode == 0, done.stdout + done.stderr
    stacks = ("documentation-page", "platform", "jobs", "queue-worker")
    assert {f"stacks/{name}/cdk.tf.json" for name in stacks} <= set(project.written())
    assert "[ACJ220]" in done.stdout


@pytest.fixture
def synthesized(project: CdktfProject) -> CdktfProject:
    """With the output of a synth."""
    if not (project.folder / "cdktf.out").exists():
        assert project.cdktf("synth").returncode == 0
    return project


@pytest.mark.matrix
def test_another_synth_writes_the_same_bytes(synthesized: CdktfProject) -> None:
    first = synthesized.written()
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
