"""Every command works on a terminal or a pipe of any encoding, and when its reader goes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import clean_environment
from tests.matrix import matrix

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-c", "from cdktf_aspire.cli import main; main()"]
ENCODINGS = [
    {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    matrix({"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}),
    matrix({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
]


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    file = tmp_path / "größe–λ.tf.json"
    job = {"name": "größe–λ", "replica_timeout_in_seconds": "λ"}
    document = {"resource": {"azurerm_container_app_job": {"größe–λ": job}}}
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.mark.parametrize("environment", ENCODINGS, ids=lambda each: next(iter(each.values())))
@pytest.mark.parametrize(
    "arguments", ["check", "check --format json", "rules", "rules ACJ210", "jobs", "--help"]
)
def test_a_command_writes_what_the_encoding_does_not_have(
    stack: Path, environment: dict[str, str], arguments: str
) -> None:
    files = [str(stack)] if arguments.startswith(("check", "jobs")) else []
    done = subprocess.run(
        [*COMMAND, *arguments.split(), *files],
        env=clean_environment(**environment),
        capture_output=True,
        timeout=120,
        check=False,
    )

    assert b"Traceback" not in done.stderr
    assert done.stdout or done.stderr.startswith(b"Error: ")
    if arguments == "check":
        assert done.returncode == 1
        assert b"[ACJ" in done.stdout


def test_a_reader_that_goes_is_not_an_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "rules"], env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=120)

    assert errors == b""
