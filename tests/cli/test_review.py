"""`cdktf-aspire review`: options, exit codes, files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from cdktf_aspire.cli import app
from tests.platforms import posix
from tests.review.plans import REAL, Json, a_change, a_job, a_plan, changed, many_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = ("--now", "2027-01-04T08:00Z")


def review(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["review", *map(str, arguments), *NOW], input=stdin)


@pytest.fixture
def a_file(tmp_path: Path) -> Callable[..., Path]:
    def write(plan: Json, name: str = "plan.json") -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(plan), encoding="utf-8")
        return file

    return write


@pytest.mark.parametrize(
    ("format", "start"),
    [
        ("text", "1 job is replaced\n"),
        ("markdown", "### 1 job is replaced\n"),
        ("json", '{\n  "format_version": "1.2",\n  "verdict": "1 job is replaced",\n'),
        ("html", "<!doctype html>\n"),
    ],
)
def test_each_format(format: str, start: str) -> None:
    result = review(REAL / "trigger-switch.json", "--format", format)

    assert result.exit_code == 0
    assert result.stdout.startswith(start)
    assert result.stderr == ""


def test_text_is_the_default() -> None:
    assert review(REAL / "cron-change.json").stdout.startswith("1 job changes\n")


def test_standard_input() -> None:
    content = (REAL / "cron-change.json").read_bytes()

    assert review("-", stdin=content).stdout.startswith("1 job changes\n")
    assert "can only be read once" in review("-", "-", stdin=content).stderr


def test_several_stacks_have_the_names_of_their_files(a_file: Callable[..., Path]) -> None:
    plan = a_plan(a_change(None, a_job()))
    files = [
        a_file(plan, name)
        for name in ("stacks/one/plan.json", "stacks/two/plan.json", "three.json", "a/three.json")
    ]
    result = review(*files, "--format", "json")

    assert [stack["name"] for stack in json.loads(result.stdout)["stacks"]] == [
        "one",
        "two",
        "three",
        "three (2)",
    ]


@pytest.mark.parametrize(
    ("plan", "fail_on", "code"),
    [
        ("trigger-switch", [], 0),
        ("trigger-switch", ["replace"], 2),
        ("trigger-switch", ["delete"], 0),
        ("trigger-switch", ["delete", "replace"], 2),
        ("destroy", ["delete"], 2),
        ("destroy", ["replace"], 0),
        ("cron-change", ["replace", "delete"], 0),
        ("cron-change", ["warning"], 2),
        ("cron-change", ["error"], 0),
        ("image-change", ["warning"], 0),
    ],
)
def test_exit_codes_for_a_pipeline(plan: str, fail_on: list[str], code: int) -> None:
    options = [each for danger in fail_on for each in ("--fail-on", danger)]
    result = review(REAL / f"{plan}.json", *options)

    assert result.exit_code == code
    assert result.stdout
    assert ("--fail-on is met: " in result.stderr) is (code == 2)


def test_an_error_of_a_rule_fails_on_error_and_warning(a_file: Callable[..., Path]) -> None:
    file = a_file(a_plan(a_change(None, changed(a_job(), container={"cpu": 99}))))

    assert review(file, "--fail-on", "error").exit_code == 2
    assert review(file, "--fail-on", "warning").exit_code == 2


def test_a_rule_can_be_left_out() -> None:
    file = REAL / "cron-change.json"

    assert review(file, "--fail-on", "warning", "--ignore", "acj302").exit_code == 0
    assert "ACJ302" not in review(file, "--ignore", "ACJ302").stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("{", "ends in the middle"),
        ('{"version": 4, "lineage": "x"}', "is a Terraform state, not a plan"),
        ('{"format_version": "2.0", "resource_changes": []}', "format version 2.0"),
        (
            '{"format_version": "\\u001b[31m9.0", "resource_changes": []}',
            "is a plan of an unknown format",
        ),
    ],
)
def test_bad_input_is_one_line_and_exit_code_1(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(content)
    result = review(file)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert message in result.stderr
    assert re.fullmatch(r"Error: .*\n", result.stderr)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.json"], "missing.json can't be read: No such file or directory."),
        (["."], ". is a folder."),
        (["a\0b"], "can't be read"),
        ([REAL / "cron-change.json", "--out", "missing/review.md"], "missing/review.md can't be written"),
    ],
)
def test_what_can_not_be_read_or_written_is_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str | Path], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["review", *map(str, arguments)])

    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([REAL / "cron-change.json", "--now", "tomorrow"], "--now can't be 'tomorrow'"),
        ([REAL / "cron-change.json", "--now", "0001-01-01"], "years from 2000"),
        ([REAL / "cron-change.json", "--ignore", "ACJ999999"], "--ignore can't be 'ACJ999999'"),
        ([REAL / "cron-change.json", "--marker", "a-->b"], "--marker takes letters"),
        ([REAL / "cron-change.json", "--vcpu-hour", "0.1"], "go together"),
        ([REAL / "cron-change.json", "--vcpu-hour", "inf", "--gib-hour", "1"], "amounts of money"),
        (
            [REAL / "cron-change.json", "--vcpu-hour", "1", "--gib-hour", "1", "--currency", "a b"],
            "--currency",
        ),
        (["-", "-"], "Standard input can only be read once"),
        ([], "Missing argument"),
        ([REAL / "cron-change.json", "--bogus"], "No such option"),
        ([REAL / "cron-change.json", "--format", "pdf"], "pdf"),
        ([REAL / "cron-change.json", "--fail-on", "everything"], "everything"),
        ([REAL / "cron-change.json", "--max-length", "10"], "greater than or equal to 2000"),
    ],
)
def test_a_wrong_option_is_exit_code_2_as_in_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str | Path], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["review", *map(str, arguments)])

    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_help_is_exit_code_0() -> None:
    result = CliRunner().invoke(app, ["review", "--help"])

    assert result.exit_code == 0
    assert "--fail-on" in result.stdout


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes and devices are Unix's")
def test_what_is_no_file_is_an_error_at_once(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.json", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")

    for path, words in ((pipe, "it is a named pipe"), (link, "it is a device")):
        result = review(path)
        assert result.exit_code == 1
        assert words in result.stderr
        assert re.fullmatch(r"Error: .*\n", result.stderr)


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="process substitution is Unix's")
def test_a_pipe_of_the_shell_is_read() -> None:
    command = f"{Path(sys.executable).parent}/cdktf-aspire review <(cat {REAL}/cron-change.json)"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)

    assert done.stdout.startswith("1 job changes\n"), done.stderr


@pytest.mark.parametrize("name", ["\n::error::x", "##[error]x", "##vso[task.x]", "\x1b[31m\u202e"])
def test_no_command_of_a_runner_is_in_an_error(tmp_path: Path, name: str) -> None:
    result = review(tmp_path / f"{name}.json")

    assert re.fullmatch(r"Error: .*\n", result.stderr)
    assert "##[" not in result.stderr
    assert "##vso[" not in result.stderr
    assert result.stderr.strip().isprintable()


def test_out_writes_the_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "review.md"
    result = review(REAL / "cron-change.json", "--format", "markdown", "--out", out)

    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("### 1 job changes\n")
    assert list(tmp_path.iterdir()) == [out]


def test_the_last_good_output_stays_when_the_next_run_fails(tmp_path: Path) -> None:
    out = tmp_path / "review.md"
    out.write_text("good")
    bad = tmp_path / "bad.json"
    bad.write_text("{")

    assert review(bad, "--out", out).exit_code == 1
    assert out.read_text() == "good"
    assert set(tmp_path.iterdir()) == {out, bad}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_out_has_the_permissions_that_any_file_gets(tmp_path: Path) -> None:
    out, other = tmp_path / "review.md", tmp_path / "other"
    other.write_text("")
    review(REAL / "cron-change.json", "--out", out)

    assert out.stat().st_mode == other.stat().st_mode
    out.chmod(0o640)
    review(REAL / "cron-change.json", "--out", out)
    assert out.stat().st_mode & 0o777 == 0o640


def test_the_marker_is_there_unless_it_is_not_wanted() -> None:
    file = REAL / "cron-change.json"

    assert review(file, "--format", "markdown").stdout.endswith("<!-- cdktf-aspire-review -->\n")
    assert review(file, "--format", "markdown", "--marker", "prod").stdout.endswith("<!-- prod -->\n")
    assert "<!--" not in review(file, "--format", "markdown", "--marker", "").stdout


def test_the_length_is_the_users(a_file: Callable[..., Path]) -> None:
    result = review(a_file(many_jobs(100)), "--format", "markdown", "--max-length", "5000")

    assert len(result.stdout.encode()) <= 5000


def test_prices() -> None:
    result = review(
        REAL / "cron-change.json", "--vcpu-hour", "0.1", "--gib-hour", "0.01", "--currency", "EUR"
    )

    assert "29.20 EUR → 2.53 vCPU-hours and 5.07 GiB-hours, 0.30 EUR" in result.stdout


def test_a_time_zone_of_the_user_is_understood() -> None:
    in_berlin = CliRunner().invoke(
        app, ["review", str(REAL / "cron-change.json"), "--now", "2027-01-04T09:00+01:00"]
    )

    assert in_berlin.stdout == review(REAL / "cron-change.json").stdout


def test_the_same_output_every_time(a_file: Callable[..., Path]) -> None:
    file = a_file(many_jobs(50))
    both = (
        "import sys\nfrom typer.testing import CliRunner\nfrom cdktf_aspire.cli import app\n"
        "for name in ('markdown', 'html'):\n"
        "    print(CliRunner().invoke(app, [*sys.argv[1:], '--format', name]).stdout)\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", both, "review", str(file), *NOW],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    (output,) = outputs
    assert b"\n### " in b"\n" + output
    assert b"<html" in output


@posix("bash")
def test_a_reader_that_goes_away_is_no_traceback(a_file: Callable[..., Path]) -> None:
    file = a_file(many_jobs(100))
    program = Path(sys.executable).parent / "cdktf-aspire"
    done = subprocess.run(
        ["bash", "-c", f"{program} review {file} --format json | head -1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "{\n"
    assert done.stderr == ""
