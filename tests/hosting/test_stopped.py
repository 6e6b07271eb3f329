"""What a stopped synth says, to whom, and what is possible after it."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import cdktf
import pytest
from cdktf import TerraformStack

from cdktf_aspire import DistributedApplication, Schedule, SynthesisStopped, create_builder
from tests.apphost import AppHost, clean_environment, run_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG = """
from cdktf_aspire import Schedule, SynthesisStopped, create_builder
builder = create_builder(name="jobs")
builder.add_container("batch", "a/b").publish_as_azure_container_app_job(
    trigger=Schedule("0 0 2 * * 0"), memory="1GB"
)
"""
MESSAGE = """\
2 errors and 1 warning:
ACJ210 'batch': A cron expression has five fields, this one has 6
ACJ302 'batch': The image has no fixed version
ACJ311 'batch': The memory can't be '1GB'"""


def declare(builder: DistributedApplication, *, schedule: str = "0 0 2 * * 0", memory: str = "1GB") -> None:
    builder.add_container("batch", "a/b").publish_as_azure_container_app_job(
        trigger=Schedule(schedule), memory=memory
    )


def stack_of_a_test() -> tuple[TerraformStack, DistributedApplication]:
    stack = TerraformStack(cdktf.Testing.app(), "jobs")
    return stack, create_builder(scope=stack)


# -- in a program


def test_a_program_prints_the_problems_once_and_ends_with_exit_code_1(tmp_path: Path) -> None:
    done = run_program(tmp_path, WRONG + "builder.build().run()")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: A cron expression has five fields, this one has 6 [ACJ210]\n")
    assert done.stderr.endswith("\n2 errors and 1 warning.\n")
    assert [done.stderr.count(code) for code in ("[ACJ210]", "[ACJ302]", "[ACJ311]")] == [1, 1, 1]
    assert "Traceback" not in done.stderr


def test_one_that_catches_it_prints_nothing_and_goes_on(tmp_path: Path) -> None:
    good = WRONG.replace("0 0 2", "0 2").replace("1GB", "1Gi") + "builder.run()\n"
    assert run_program(tmp_path, good).returncode == 0
    files = {file: file.read_bytes() for file in (tmp_path / "cdktf.out").rglob("*") if file.is_file()}

    done = run_program(
        tmp_path, f"{WRONG}try:\n    builder.run()\nexcept SynthesisStopped as stopped:\n    print(stopped)"
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{MESSAGE}\n", "")
    assert files == {
        file: file.read_bytes() for file in (tmp_path / "cdktf.out").rglob("*") if file.is_file()
    }


def test_one_that_catches_every_exception_does_not_go_on_by_mistake(tmp_path: Path) -> None:
    done = run_program(tmp_path, f"{WRONG}try:\n    builder.run()\nexcept Exception:\n    pass")

    assert (done.returncode, done.stderr.count("[ACJ210]")) == (1, 1)


@pytest.mark.parametrize("gone", ["None", "open('closed', 'w'); sys.stderr.close()"])
def test_one_without_a_console_has_the_exit_code(tmp_path: Path, gone: str) -> None:
    done = run_program(tmp_path, f"{WRONG}import sys\nsys.stderr = {gone}\nbuilder.run()")

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_a_console_that_lacks_letters_gets_escapes(tmp_path: Path) -> None:
    code = WRONG.replace("1GB", "1 \N{HEAVY CHECK MARK}") + "builder.run()"
    done = run_program(tmp_path, code, PYTHONIOENCODING="ascii")

    assert "'1 \\u2714'" in done.stderr


# -- in a test


def test_its_message_counts_the_problems_and_lists_them(
    apphost: AppHost, capfd: pytest.CaptureFixture[str]
) -> None:
    declare(apphost.builder)

    with pytest.raises(SynthesisStopped, match="ACJ210") as stopped:
        apphost.app.synth()

    assert str(stopped.value) == MESSAGE
    assert [each.code for each in stopped.value.problems] == ["ACJ210", "ACJ302", "ACJ311"]
    assert repr(stopped.value) == "SynthesisStopped(['ACJ210', 'ACJ302', 'ACJ311'])"
    assert tuple(capfd.readouterr()) == ("", "")


def test_another_process_can_hand_it_over(apphost: AppHost) -> None:
    declare(apphost.builder)
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()

    again = pickle.loads(pickle.dumps(stopped.value))

    assert (str(again), again.code) == (MESSAGE, stopped.value.code)
    assert again.problems == stopped.value.problems


def test_a_test_that_does_not_expect_it_fails_with_its_message(tmp_path: Path) -> None:
    body = "".join(f"    {line}\n" for line in f"{WRONG}builder.run()".splitlines())
    (tmp_path / "test_it.py").write_text(f"def test_it() -> None:\n{body}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert (
        "E       cdktf_aspire.SynthesisStopped: 2 errors and 1 warning:\nE       ACJ210 'batch': A cron"
        in done.stdout
    )
    assert "Captured stderr" not in done.stdout


@pytest.mark.parametrize("synth", [cdktf.Testing.synth, cdktf.Testing.full_synth])
def test_the_engines_own_way_to_test_stops_too_and_works_again(
    synth: Callable[[TerraformStack], str],
) -> None:
    for _ in range(3):
        stack, builder = stack_of_a_test()
        declare(builder)
        with pytest.raises(SynthesisStopped) as stopped:
            synth(stack)
        assert str(stopped.value) == MESSAGE

        stack, builder = stack_of_a_test()
        declare(builder, schedule="0 2 * * 0", memory="1Gi")
        terraform = json.loads(cdktf.Testing.synth(stack))
        assert list(terraform["resource"]["azurerm_container_app_job"]) == ["batch"]


def test_many_apphosts_of_one_process_do_not_disturb_each_other(
    new_apphost: Callable[..., AppHost],
) -> None:
    good, wrong, after = new_apphost("good"), new_apphost("wrong"), new_apphost("after")
    declare(good.builder, schedule="0 2 * * 0", memory="1Gi")
    declare(wrong.builder)
    declare(after.builder, schedule="0 2 * * 0", memory="1Gi")

    with pytest.raises(SynthesisStopped):
        wrong.app.synth()

    assert good.job() == after.job()
    assert not list(wrong.folder.rglob("cdk.tf.json"))
