"""`cdktf-aspire jobs`: the jobs of a publish output, of Terraform JSON and of a plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cdktf import App, TerraformStack
from typer.testing import CliRunner, Result

from cdktf_aspire import create_builder
from cdktf_aspire.cli import app
from tests.publish_output.outputs import changed
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import ContainerAppJob, Infrastructure
    from tests.apphost import AppHost

NOW = "2027-01-01T10:07"


def jobs(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["jobs", *(str(each) for each in arguments), "--now", NOW])


def rows(*arguments: object) -> list[dict[str, object]]:
    done = jobs(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    found: list[dict[str, object]] = json.loads(done.stdout)["jobs"]
    return found


def table(*arguments: object) -> list[list[str]]:
    """The cells of the table, line by line."""
    done = jobs(*arguments)
    assert done.exit_code == 0, done.output
    return [[cell for cell in line.split("  ") if cell.strip()] for line in done.stdout.splitlines()]


def test_a_publish_output() -> None:
    assert [[cell.strip() for cell in line] for line in table(SAMPLES / "events")] == [
        [
            "Job",
            "Name in Azure",
            "Trigger",
            "Schedule",
            "Next run (UTC)",
            "Timeout",
            "Retries",
            "Size",
            "Image",
        ],
        [
            *("importer", "importer", "event (azure-queue)", "30 min", "0", "0.25 vCPU, 0.5Gi"),
            "{importer.containerImage}",
        ],
        [
            "Cleanup",
            "cleanup",
            "schedule",
            "*/30 * * * *: every 30 minutes (UTC)",
            "2027-01-01 10:30",
            "30 min",
            "0",
            "0.5 vCPU, 1Gi",
            "docker.io/library/alpine:3.20",
        ],
    ]


def test_a_publish_output_without_a_manifest() -> None:
    (row,) = rows(SAMPLES / "worker-folder" / "main.bicep")
    assert row == {
        "stack": "worker-folder",
        "name": "worker",
        "address": None,
        "name_in_azure": "worker",
        "trigger": "manual",
        "cron_expression": None,
        "schedule": None,
        "next_run": None,
        "timeout_in_seconds": 600,
        "retry_limit": 2,
        "cpu": 0.5,
        "memory": "1Gi",
        "image": "{worker.containerImage}",
        "rules": [],
    }


def test_terraform_json(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop")
    apphost.terraform()

    (row,) = rows(apphost.folder)
    assert row["name"] == "report"
    assert row["cron_expression"] == "0 6 * * 1-5"
    assert row["schedule"] == "at 06:00, Monday through Friday (UTC)"
    assert row["next_run"] == "2027-01-04T06:00:00+00:00"
    assert (row["timeout_in_seconds"], row["retry_limit"]) == (3600, 1)
    assert (row["cpu"], row["memory"], row["image"]) == (2, "4Gi", "${var.report_containerimage}")


def test_the_name_is_aspires_as_in_the_graph_and_the_address_is_terraforms(apphost: AppHost) -> None:
    for name in ("nightly-report", "Cleanup"):
        apphost.builder.add_container(name, "a/b:1").publish_as_azure_container_app_job()
    apphost.terraform()

    assert [(row["stack"], row["name"], row["address"]) for row in rows(apphost.folder)] == [
        ("stack", "Cleanup", "azurerm_container_app_job.Cleanup"),
        ("stack", "nightly-report", "azurerm_container_app_job.nightly_report"),
    ]
    drawn = CliRunner().invoke(app, ["graph", str(apphost.folder)]).stdout
    assert '(["nightly-report<br>' in drawn
    assert [line[0].strip() for line in table(apphost.folder)] == ["Job", "Cleanup", "nightly-report"]


def test_a_job_that_no_construct_wrote_has_the_name_in_its_address(tmp_path: Path) -> None:
    written = {"resource": {"azurerm_container_app_job": {"by_hand": {"name": "by-hand", "//": "a comment"}}}}
    for folder in ("one/jobs", "two/jobs"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "cdk.tf.json").write_text(json.dumps(written))

    assert [(row["stack"], row["name"]) for row in rows(tmp_path)] == [
        ("jobs", "by_hand"),
        ("jobs (2)", "by_hand"),
    ]


@pytest.mark.parametrize(
    ("bicep", "shown"),
    [
        ("'other-name'", "other-name"),
        ("'nightly-${take('abc', 1)}'", "nightly-a"),
        ("toLower('Nightly')", "nightly"),
        ("'b-${uniqueString(resourceGroup().id)}'", "b-uniqueString({resourceGroup.id})"),
    ],
)
def test_the_name_in_azure_of_a_publish_output_is_the_bicep_files(
    tmp_path: Path, bicep: str, shown: str
) -> None:
    output = changed(
        "nightly",
        tmp_path,
        "batch-containerapp.module.bicep",
        "name: 'batch'\n  loc",
        f"name: {bicep}\n  loc",
    )
    (row,) = rows(output)
    assert (row["name"], row["name_in_azure"]) == ("batch", shown)


def test_the_name_in_azure_of_terraform_json_is_what_a_callback_has_set(apphost: AppHost) -> None:
    stage = apphost.builder.add_parameter("stage")
    for name, in_azure in (("plain", "other"), ("token", stage), ("untouched", None)):

        def configure(infra: Infrastructure, job: ContainerAppJob, given: object = in_azure) -> None:
            if given is not None:
                job.name = given  # type: ignore[assignment]

        apphost.builder.add_container(name, "a:1").publish_as_azure_container_app_job(configure)
    apphost.terraform()

    assert [(row["name"], row["name_in_azure"]) for row in rows(apphost.folder)] == [
        ("plain", "other"),
        ("token", "${var.stage}"),
        ("untouched", "untouched"),
    ]


@pytest.mark.parametrize(
    ("sensitive", "name", "shown"),
    [(False, "other", "other"), (True, "other", "(sensitive)"), (False, None, "(known after apply)")],
)
def test_the_name_in_azure_of_a_plan(tmp_path: Path, sensitive: bool, name: str | None, shown: str) -> None:
    file, written = tmp_path / "plan.json", plan(name=name)
    if sensitive:
        modules = written["planned_values"]["root_module"]["child_modules"]  # type: ignore[index]
        modules[0]["resources"][0]["sensitive_values"]["name"] = True
    file.write_text(json.dumps(written))
    assert [row["name_in_azure"] for row in rows(file)] == [shown]


def plan(**changes: object) -> dict[str, object]:
    """A plan as `terraform show -json` writes it, with one job in a module."""
    container = {"name": "main", "image": "a/b:1", "cpu": 0.5, "memory": "1Gi"}
    values = {
        "name": "nightly",
        "replica_timeout_in_seconds": 300,
        "replica_retry_limit": 1,
        "schedule_trigger_config": [{"cron_expression": "*/15 * * * *"}],
        "manual_trigger_config": [],
        "event_trigger_config": [],
        "template": [{"container": [container]}],
        **changes,
    }
    resource = {
        "address": "module.jobs.azurerm_container_app_job.nightly",
        "mode": "managed",
        "type": "azurerm_container_app_job",
        "values": values,
        "sensitive_values": {"template": [{"container": [{"image": True}]}]},
    }
    modules = [{"address": "module.jobs", "resources": [resource]}]
    return {"format_version": "1.2", "planned_values": {"root_module": {"child_modules": modules}}}


def test_a_plan_and_what_is_sensitive_or_unknown_in_it(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(replica_retry_limit=None)))

    (row,) = rows(file)
    assert row["stack"] == "plan"
    assert row["name"] == row["address"] == "module.jobs.azurerm_container_app_job.nightly"
    assert row["next_run"] == "2027-01-01T10:15:00+00:00"
    assert row["image"] == "(sensitive)"
    assert row["retry_limit"] == "(known after apply)"


def test_a_schedule_that_no_date_matches_never_runs(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(schedule_trigger_config=[{"cron_expression": "0 0 30 2 *"}])))
    assert "(UTC)  never " in jobs(file).stdout
    assert rows(file)[0]["next_run"] is None
    drawn = CliRunner().invoke(app, ["graph", str(file)]).stdout
    assert "on day 30 of the month, only in February (UTC)<br>never: no date matches it" in drawn


def test_a_name_with_a_secret_in_it_is_not_shown_in_the_address_either(tmp_path: Path) -> None:
    file, written = tmp_path / "plan.json", plan(name="nightly")
    module = written["planned_values"]["root_module"]["child_modules"][0]  # type: ignore[index]
    module["resources"][0]["address"] = 'azurerm_container_app_job.all["p4ssw0rd-8-of-ours"]'
    secret = {"address": "terraform_data.x", "mode": "managed", "type": "terraform_data"}
    module["resources"].append(
        {**secret, "values": {"input": "p4ssw0rd-8-of-ours"}, "sensitive_values": {"input": True}}
    )
    file.write_text(json.dumps(written))
    assert "p4ssw0rd" not in jobs(file, "--format", "json").stdout
    assert rows(file)[0]["address"] == "(sensitive)"


def test_a_schedule_that_azure_does_not_take_has_no_next_run(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(schedule_trigger_config=[{"cron_expression": "every day"}])))
    (row,) = rows(file)
    assert (row["cron_expression"], row["schedule"], row["next_run"]) == ("every day", None, None)


@pytest.mark.parametrize(
    "now",
    [
        "2027-01-31T06:00Z",
        "2027-01-31T06:00",
        "2027-01-31T06:00:00Z",
        "2027-01-31T07:00:00+0100",
        "2027-01-31T07:00+01:00",
        "2027-01-31",
    ],
)
def test_the_clock_takes_what_review_takes(tmp_path: Path, now: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(schedule_trigger_config=[{"cron_expression": "30 6 * * *"}])))
    done = CliRunner().invoke(app, ["jobs", str(file), "--format", "json", "--now", now])
    assert json.loads(done.stdout)["jobs"][0]["next_run"] == "2027-01-31T06:30:00+00:00"


def test_a_clock_that_is_no_time_is_a_wrong_option(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["jobs", str(tmp_path), "--now", "tomorrow"])
    assert done.exit_code == 2
    assert "--now can't be 'tomorrow'" in done.stderr


def test_no_jobs(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    done = jobs(tmp_path)
    assert (done.exit_code, done.stdout) == (0, "No jobs.\n")


def test_a_terminal_is_not_led_astray(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    written = plan()
    written["planned_values"]["root_module"]["child_modules"][0]["resources"][0]["address"] = "a\x1b[31mb"  # type: ignore[index]
    file.write_text(json.dumps(written))
    assert "\x1b" not in jobs(file).stdout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not JSON"),
        ("[]", "is not an object at its top level"),
        ('{"resources": {"a": 1}}', "The resource 'a' is not an object [ACJ803]"),
    ],
)
def test_what_can_not_be_read_is_told(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    done = jobs(file)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_publish_output_with_errors_is_told_with_its_line(tmp_path: Path) -> None:
    file = "batch-containerapp.module.bicep"
    output = changed("nightly", tmp_path, file, "name: 'batch'\n  location", "name: nope\n  location")
    done = jobs(output)
    assert done.exit_code == 2
    assert "Nothing is named 'nope' here [ACJ806]" in done.stderr
    assert f"{file} line 9" in done.stderr


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert jobs(tmp_path / "nowhere").exit_code == 2


def test_a_stack_that_the_app_has_no_more_is_not_listed(tmp_path: Path) -> None:
    for names in (["reports"], ["reports-dev", "reports-prod"]):
        engine_app = App(outdir=str(tmp_path))
        for name in names:
            builder = create_builder(scope=TerraformStack(engine_app, name))
            builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
        engine_app.synth()

    assert (tmp_path / "stacks" / "reports").is_dir()
    assert [line.split()[:3] for line in jobs(tmp_path).stdout.splitlines()] == [
        ["Stack", "Job", "Name"],
        ["reports-dev", "batch", "batch"],
        ["reports-prod", "batch", "batch"],
    ]
