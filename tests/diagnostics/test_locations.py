"""The user's line, as messages show it: the same wherever a program is run, and on every system."""

from __future__ import annotations

import ntpath
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import cdktf_aspire
from cdktf_aspire.diagnostics import problems
from cdktf_aspire.diagnostics.problems import SourceLocation
from tests.apphost import clean_environment
from tests.platforms import posix

if TYPE_CHECKING:
    import pytest

PROGRAM = """
from cdktf_aspire.diagnostics.problems import caller
print(caller())
"""


def printed_by(program: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, program],
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_a_path_on_windows_has_the_slashes_of_every_other_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems, "os", SimpleNamespace(path=ntpath, sep="\\", curdir="C:\\elsewhere"))
    monkeypatch.setattr(sys, "path", ["c:\\Work"])

    assert SourceLocation("C:\\work\\jobs\\nightly.py", 3).display_file == "jobs/nightly.py"
    assert SourceLocation("D:\\work\\nightly.py", 3).display_file == "D:\\work\\nightly.py"


@posix("links without a permission")
def test_a_program_in_a_folder_that_is_a_link_has_a_short_name(tmp_path: Path) -> None:
    """As everything in /tmp on macOS."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "main.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    assert printed_by(tmp_path / "link" / "main.py") == "main.py:3"


@posix("links without a permission")
def test_the_package_may_be_installed_in_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(Path(cdktf_aspire.__file__).parent.parent)
    program = tmp_path / "main.py"
    program.write_text(
        "from cdktf_aspire import create_builder\n"
        "builder = create_builder(name='a')\n"
        "builder.add_container('batch', '')\n"
        "print({str(problem.where) for problem in builder.check()})\n",
        encoding="utf-8",
    )

    assert printed_by(program, PYTHONPATH=str(tmp_path / "link")) == "{'main.py:3'}"


def test_the_line_is_never_one_of_pythons_own_library(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text(
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from unittest.mock import Mock\n"
        "from cdktf_aspire.diagnostics.problems import caller\n"
        "with ThreadPoolExecutor() as pool:\n"
        "    print(pool.submit(caller).result(), pool.submit(lambda: caller()).result())\n"
        "print(Mock(side_effect=caller)())\n",
        encoding="utf-8",
    )

    assert printed_by(program).splitlines() == ["None main.py:5", "main.py:6"]
