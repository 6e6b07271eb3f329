"""Files that are for another command, that nothing can be made of, or that want to do something."""

from __future__ import annotations

import base64
import json
import os
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from cdktf_aspire.cli import app
from tests.cli.test_check import a_job
from tests.cli.test_jobs import plan
from tests.platforms import posix

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json

COMMANDS = ("check", "jobs")


def run(command: str, path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, [command, str(path), *options])


STATE: Json = {"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": []}
SHOWN_STATE: Json = {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {}}}
STACKS: Json = {"version": "0.21.0", "stacks": {"app": {"synthesizedStackPath": "stacks/app/cdk.tf.json"}}}
ASPIRE: Json = {"$schema": "https://json.schemastore.org/aspire-8.0.json", "resources": {}}


@pytest.mark.parametrize(
    ("commands", "name", "content", "message"),
    [
        (["check"], "plan.json", json.dumps(plan()), "is a plan, not a configuration: `cdktf-aspire review`"),
        (COMMANDS, "terraform.tfstate", json.dumps(STATE), "is a Terraform state"),
        (COMMANDS, "state.json", json.dumps(SHOWN_STATE), "is a Terraform state"),
        (COMMANDS, "manifest.json", json.dumps(STACKS), "is cdktf's list of stacks. Name the folder"),
        (["check"], "aspire-manifest.json", json.dumps(ASPIRE), "is an Aspire manifest: `cdktf-aspire jobs`"),
        (COMMANDS, "main.tf", 'resource "azurerm_container_app_job" "a" {}', "not JSON but HCL"),
        (COMMANDS, "package.json", '{"name": "app", "version": "1"}', "is not Terraform JSON"),
        (COMMANDS, "tfplan", "PK\x03\x04...", "is the plan file itself"),
        (COMMANDS, "x.tf.json", f'{{"locals": {{"a": {"1" * 5000}}}}}', "a number with thousands of digits"),
        (COMMANDS, "x.tf.json", '{"locals": {"a": Infinity}}', "can't be read"),
    ],
)
def test_what_is_for_another_command_says_which(
    commands: list[str], name: str, content: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(content)
    for command in commands:
        done = run(command, file)
        assert done.exit_code == 2
        assert message in done.stderr
        assert done.stderr.count("\n") == 1
        assert done.stdout == ""


@posix("named pipes and devices")
@pytest.mark.parametrize("command", COMMANDS)
def test_pipes_and_devices_are_refused_and_never_waited_for(command: str, tmp_path: Path) -> None:
    pipe, device, folder = tmp_path / "pipe.tf.json", tmp_path / "zero.tf.json", tmp_path / "folder"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    folder.mkdir()
    (folder / "cdk.tf.json").symlink_to("/dev/urandom")

    for path, message in ((pipe, "a named pipe"), (device, "a device"), (folder, "a device")):
        done = run(command, path)
        assert (done.exit_code, message in done.stderr) == (2, True)


@pytest.mark.parametrize("command", COMMANDS)
def test_half_a_character_as_a_key_is_no_traceback(command: str, tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text('{"resource": {"azurerm_container_app_job": {"\\ud800": {"\\udfff": "\\ud800"}}}}')
    done = run(command, file)
    assert done.exit_code in {0, 1}
    assert isinstance(done.exception, SystemExit | None)


EVIL = ("\n::error::x", "\r::add-mask::x", " ##[error]x", "\x1b[2J", "a\u202eb", "\u2028::stop-commands::x")


def starts_a_command(text: str) -> bool:
    lines = [line.lstrip() for line in text.replace("\r", "\n").splitlines()]
    return any(line.startswith("::") for line in lines) or "##[" in text or "\x1b" in text or "\u202e" in text


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_of_a_file_reaches_the_start_of_a_line(evil: str, tmp_path: Path) -> None:
    manual = {evil: 1}
    broken = a_job(
        name=evil, manual_trigger_config=None, schedule_trigger_config={"cron_expression": f"0 {evil}"}
    )
    for job in (a_job(manual_trigger_config=manual, **{evil: evil}), broken):
        file = tmp_path / "cdk.tf.json"
        file.write_text(
            json.dumps({"resource": {"azurerm_container_app_job": {evil: job}}}, ensure_ascii=False)
        )
        for command in COMMANDS:
            done = run(command, file)
            assert not starts_a_command(done.stdout + done.stderr), done.stdout
            assert run(command, file, "--format", "json").stdout.isascii() or command == "jobs"


@pytest.mark.parametrize("evil", EVIL)
def test_nor_does_a_path(evil: str, tmp_path: Path) -> None:
    for command in COMMANDS:
        done = run(command, tmp_path / evil.replace("\x00", ""))
        assert (done.exit_code, starts_a_command(done.stderr)) == (2, False)


SECRET = "correct-horse-battery"


def planned(sensitive: object, **values: object) -> Json:
    written = plan(**values)
    (resource,) = written["planned_values"]["root_module"]["child_modules"][0]["resources"]  # type: ignore[index]
    resource["sensitive_values"] = sensitive
    return written


@pytest.mark.parametrize(
    ("sensitive", "values"),
    [
        ({"schedule_trigger_config": [{"cron_expression": True}]}, {}),
        ({"schedule_trigger_config": True}, {}),
        (True, {}),
        ({"template": True}, {}),
        ({"template": [{"container": True}]}, {}),
        ({"secret": True}, {"secret": [{"name": "a", "value": SECRET}]}),
        (
            {"event_trigger_config": [{"scale": [{"rules": [{"custom_rule_type": True}]}]}]},
            {"event_trigger_config": [{"scale": [{"rules": [{"custom_rule_type": SECRET}]}]}]},
        ),
        ({"event_trigger_config": True}, {"event_trigger_config": [{"scale": [{"rules": []}]}]}),
    ],
)
def test_jobs_shows_nothing_that_a_plan_marks_as_sensitive(
    sensitive: object, values: Json, tmp_path: Path
) -> None:
    image = f"r.io/{base64.b64encode(SECRET.encode()).decode()}:1" if "secret" in values else SECRET
    template = [{"container": [{"name": "main", "image": image, "cpu": 0.5, "memory": "1Gi"}]}]
    is_marked = sensitive is True or "template" in str(sensitive) or "secret" in values
    written = planned(
        sensitive,
        **{
            "template": template if is_marked else [],
            "schedule_trigger_config": []
            if "event_trigger_config" in values
            else [{"cron_expression": SECRET}]
            if "schedule" in str(sensitive) or sensitive is True
            else [],
            **values,
        },
    )
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(written))
    for options in ((), ("--format", "json")):
        done = run("jobs", file, *options)
        assert done.exit_code == 0, done.stderr
        assert "(sensitive)" in done.stdout
        assert SECRET not in done.stdout
        assert base64.b64encode(SECRET.encode()).decode() not in done.stdout


def test_a_wrong_option_exits_with_2_in_every_command(tmp_path: Path) -> None:
    for command in ("check", "jobs", "new", "review", "rules"):
        assert CliRunner().invoke(app, [command, "--no-such-option"]).exit_code == 2
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
