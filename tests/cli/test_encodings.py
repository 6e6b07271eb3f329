"""Every command works on a terminal or a pipe of any encoding, and when its reader goes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.apphost import clean_environment
from tests.matrix import matrix

COMMAND = [sys.executable, "-c", "from cdktf_aspire.cli import main; main()"]
FULL = Path("/dev/full")
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


# Runs commands one after the other, as the console script runs one.
RUN_ALL = """
import json, sys
from cdktf_aspire.cli import main
for arguments in json.loads(sys.argv[1]):
    sys.argv = ["cdktf-aspire", *arguments]
    try:
        code = main()
    except SystemExit as end:
        code = end.code
    print(f"\\n=== {code or 0}", flush=True)
    print("===", file=sys.stderr, flush=True)
"""


@pytest.mark.parametrize("environment", ENCODINGS, ids=lambda each: next(iter(each.values())))
def test_commands_write_what_the_encoding_does_not_have(stack: Path, environment: dict[str, str]) -> None:
    commands = [
        *(["check", str(stack)], ["check", "--format", "json", str(stack)], ["rules"], ["rules", "ACJ210"]),
        *(["jobs", str(stack)], ["--help"]),
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, json.dumps(commands, ensure_ascii=False)],
        env=clean_environment(**environment),
        capture_output=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    *printed, _ = re.split(rb"\n=== (\d+)\r?\n", done.stdout)
    codes, outputs, errors = printed[1::2], printed[::2], done.stderr.split(b"===")[:-1]
    for command, output, error in zip(commands, outputs, errors, strict=True):
        assert b"Traceback" not in error, command
        assert output or error.strip().startswith(b"Error: "), command
    assert codes[0] == b"1"
    assert b"[ACJ" in outputs[0]


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("calendar", 0),
        ("check", 1),  # it finds errors, and the exit code says so
        *(matrix(each, 0) for each in ("--help", "--version", "graph", "images", "jobs", "rules")),
    ],
)
def test_a_reader_that_goes_is_not_an_error(
    stack: Path, tmp_path: Path, command: str, code: int, unbuffered: str
) -> None:
    files = {"check": [str(stack)], "images": [str(tmp_path / "cdktf.out")]}
    process = subprocess.Popen(
        [*COMMAND, command, *files.get(command, [])],
        env=clean_environment(PYTHONUNBUFFERED=unbuffered),
        cwd=a_schedule(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, errors = process.communicate(timeout=120)

    assert (process.returncode, errors) == (code, b"")


def a_schedule(folder: Path) -> Path:
    job = {"schedule_trigger_config": {"cron_expression": "0 2 * * *"}}
    (folder / "cdktf.out").mkdir()
    (folder / "cdktf.out" / "cdk.tf.json").write_text(
        json.dumps({"resource": {"azurerm_container_app_job": {"nightly": job}}})
    )
    return folder


@pytest.mark.parametrize("command", ["calendar", *map(matrix, ("check", "graph", "jobs", "review"))])
def test_an_error_that_nobody_reads_is_an_error(tmp_path: Path, command: str) -> None:
    process = subprocess.Popen(
        [*COMMAND, command, "nowhere"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stderr.close()

    assert process.wait(timeout=120) == (1 if command == "review" else 2)


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", ["--version", matrix("rules"), "jobs", matrix("graph"), "calendar"])
def test_an_output_that_can_not_be_written_is_an_error_of_one_line(stack: Path, command: str) -> None:
    files = [] if command in {"--version", "rules"} else [str(stack)]
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*COMMAND, command, *files],
            env=clean_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=120,
            check=False,
        )

    assert done.stderr.endswith(b"Error: the output can't be written: No space left on device.\n")
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2
