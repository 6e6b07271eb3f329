"""A program with an application that was never synthesized ends with exit code 1 and says where it is."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import clean_environment, run_program
from tests.platforms import posix

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.matrix

OWN = """
import os, sys
from cdktf_aspire import create_builder
builder = create_builder(name="a")
builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
"""
IN_A_STACK = """
from cdktf import App, TerraformStack, Testing
from cdktf_aspire import create_builder
app = App()
stack = TerraformStack(app, "a")
builder = create_builder(scope=stack)
"""


@pytest.mark.parametrize(
    ("code", "line", "finish", "wrote"),
    [
        (OWN, 4, "builder.build().run()", ""),
        (OWN + "builder.build()\nsys.exit(0)", 4, "builder.build().run()", ""),
        (
            OWN + "builder.run()\ncreate_builder(name='b')",
            7,
            "builder.build().run()",
            "Wrote the stack a to cdktf.out.\n",
        ),
        (IN_A_STACK, 6, "app.synth()", ""),
    ],
)
def test_an_application_that_was_forgotten(
    tmp_path: Path, code: str, line: int, finish: str, wrote: str
) -> None:
    done = run_program(tmp_path, "import atexit\natexit.register(print, 'still called')" + code)

    assert (done.returncode, done.stdout) == (1, f"{wrote}still called\n")
    assert done.stderr.startswith("Error: The application was never synthesized [ACJ982]\n")
    assert f"on main.py line {line + 1}:" in done.stderr
    assert finish in done.stderr


@pytest.mark.parametrize(
    "code",
    [
        OWN + "builder.build().run()",
        OWN + "builder.check()",
        IN_A_STACK + "app.synth()",
        IN_A_STACK + "Testing.synth(stack, False)",
        IN_A_STACK + "create_builder(scope=stack, name='other')\napp.synth()",
        pytest.param(
            OWN + "if os.fork() == 0:\n    os._exit(0)\nos.wait()\nbuilder.run()", marks=posix("fork")
        ),
    ],
)
def test_an_application_that_was_not_forgotten(tmp_path: Path, code: str) -> None:
    done = run_program(tmp_path, code)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "code",
    [
        OWN + "1 / 0",
        OWN + "create_builder(scope='x')",
        OWN + "sys.exit('a reason of its own')",
        OWN.replace('"a/b:1"', '""') + "second = create_builder(name='b')\nbuilder.run()",
    ],
)
def test_a_program_that_fails_tells_its_own_reason_only(tmp_path: Path, code: str) -> None:
    done = run_program(tmp_path, code)

    assert done.returncode == 1
    assert "ACJ982" not in done.stderr


@pytest.mark.parametrize("gone", ["sys.stderr = None", "sys.stderr.close()"])
def test_a_program_without_a_console_has_the_exit_code(tmp_path: Path, gone: str) -> None:
    assert run_program(tmp_path, OWN + gone).returncode == 1


def test_an_exit_code_of_the_programs_own_stays(tmp_path: Path) -> None:
    assert run_program(tmp_path, OWN + "sys.exit(3)").returncode == 3


IN_A_THREAD = """
import threading
from cdktf_aspire import create_builder
def build():
    builder = create_builder()
    builder.add_container("batch", "").publish_as_azure_container_app_job()
    builder.run()
thread = threading.Thread(target={target})
thread.start()
thread.join()
print("went on")
"""


def test_errors_in_a_thread_are_shown_once_and_the_program_fails_at_its_end(tmp_path: Path) -> None:
    done = run_program(tmp_path, IN_A_THREAD.format(target="build"))

    assert (done.returncode, done.stdout) == (1, "went on\n")
    assert done.stderr.startswith("Error: The container has no image [ACJ301]\n\n  on main.py line 6,")
    assert done.stderr.endswith("\n1 error.\n")
    assert done.stderr.count("ACJ301") == 1


def test_errors_that_something_catches_in_a_thread_are_its_own_matter(tmp_path: Path) -> None:
    code = IN_A_THREAD.format(target="catch").replace(
        "thread =", "def catch():\n    try:\n        build()\n    except SystemExit:\n        pass\nthread ="
    )
    done = run_program(tmp_path, code)

    assert (done.returncode, done.stdout, done.stderr) == (0, "went on\n", "")


def test_an_exit_is_pythons_own_after_the_synth(tmp_path: Path) -> None:
    code = "import sys\nbefore = sys.exit" + OWN + "builder.run()\nassert sys.exit is before"

    assert run_program(tmp_path, code).returncode == 0


def test_a_child_that_imports_the_program_ends_well(tmp_path: Path) -> None:
    """As where processes are spawned: the default of multiprocessing except on older Pythons of Linux."""
    code = """
import multiprocessing
from cdktf_aspire import create_builder
builder = create_builder(name="a")
if __name__ == "__main__":
    child = multiprocessing.get_context("spawn").Process(target=print)
    child.start()
    child.join()
    print(child.exitcode)
    builder.run()
"""
    done = run_program(tmp_path, code)

    assert (done.returncode, done.stdout, done.stderr) == (0, "\n0\nWrote the stack a to cdktf.out.\n", "")


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CDKTF_OUTDIR": "cdktf.out"}, 1)])
def test_a_tool_may_import_the_program_but_not_for_the_cli(
    tmp_path: Path, environment: dict[str, str], code: int
) -> None:
    (tmp_path / "main.py").write_text(OWN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pydoc", "main"],
        cwd=tmp_path,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "builder" in done.stdout
    assert (done.returncode, "[ACJ982]" in done.stderr) == (code, bool(code))


def test_a_run_of_tests_may_make_applications(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import unittest\nclass Test(unittest.TestCase):\n    def test(self):\n"
        "        from cdktf_aspire import create_builder\n        create_builder()\n"
    )
    for runner in ("unittest", "pytest"):
        done = subprocess.run(
            [sys.executable, "-m", runner, "test_it.py"],
            cwd=tmp_path,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_a_scope_that_is_in_no_stack(tmp_path: Path) -> None:
    code = """
from cdktf import App, TerraformStack
from constructs import Construct
from cdktf_aspire import create_builder
for scope in ("x", App(), Construct(App(), "c"), TerraformStack):
    try:
        create_builder(scope=scope).run()
    except SystemExit as end:
        print(end.code)
create_builder(scope=5).run()
"""
    done = run_program(tmp_path, code)

    assert done.returncode == 1
    told = (done.stdout + done.stderr).split("Error: ")
    assert told[0] == ""
    assert [each.splitlines()[0] for each in told[1:]] == [
        "The scope is neither a stack nor in one [ACJ983]"
    ] * 5
    assert [line for each in told[1:] for line in each.splitlines() if "on main.py line" in line] == [
        *["  on main.py line 7:"] * 4,
        "  on main.py line 10:",
    ]
    assert "Traceback" not in done.stderr
