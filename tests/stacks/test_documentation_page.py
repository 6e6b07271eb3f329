"""The stack `documentation-page`: every example of Aspire's page, named as there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, Json, without_notes
from tests.terraform import examples

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, of_run: Path) -> Path:
    """`cdktf.out` of what `cdktf.json` names as the app, run from another folder."""
    assert json.loads((ROOT / "cdktf.json").read_text(encoding="utf-8"))["app"].startswith("python ")
    (cdktf_out,), _ = examples.of_run_in(of_run, examples.STACKS, tmp_path_factory.mktemp("elsewhere"))
    return cdktf_out / "stacks"


@pytest.fixture(scope="module")
def terraform(folder: Path) -> Json:
    document: Json = without_notes(json.loads((folder / "documentation-page" / "cdk.tf.json").read_text()))
    return document


@pytest.fixture(scope="module")
def jobs(terraform: Json) -> Json:
    jobs: Json = terraform["resource"]["azurerm_container_app_job"]
    return jobs


def trigger(job: Json) -> Json:
    """The job's one trigger block with its kind."""
    (kind,) = (key for key in job if key.endswith("_trigger_config"))
    return {kind: job[kind]}


def test_the_nine_jobs_of_the_page_are_there(jobs: Json) -> None:
    assert {address: job["name"] for address, job in jobs.items()} == {
        "batch_processor": "batch-processor",
        "data_processor": "data-processor",
        "data_script": "data-script",
        "db_task": "db-task",
        "event_task": "event-task",
        "intensive_task": "intensive-task",
        "manual_task": "manual-task",
        "retryable_task": "retryable-task",
        "scheduled_task": "scheduled-task",
    }


def test_their_triggers(jobs: Json) -> None:
    one = {"parallelism": 1, "replica_completion_count": 1}
    manual = {"manual_trigger_config": one}
    assert {address: trigger(job) for address, job in jobs.items()} == {
        "batch_processor": {"schedule_trigger_config": {"cron_expression": "0 2 * * 0", **one}},
        "data_processor": {"schedule_trigger_config": {"cron_expression": "0 0 * * *", **one}},
        "data_script": manual,
        "db_task": manual,
        "event_task": {
            "event_trigger_config": {
                **one,
                "scale": [{"min_executions": 0, "max_executions": 10, "polling_interval_in_seconds": 30}],
            }
        },
        "intensive_task": manual,
        "manual_task": manual,
        "retryable_task": manual,
        "scheduled_task": {"schedule_trigger_config": {"cron_expression": "0 */6 * * *", **one}},
    }


def test_resources_environment_timeout_and_retry(terraform: Json, jobs: Json) -> None:
    container = jobs["intensive_task"]["template"]["container"][0]
    assert (container["cpu"], container["memory"]) == (1.0, "2Gi")
    env = jobs["db_task"]["template"]["container"][0]["env"]
    assert {"name": "ConnectionString", "value": "${var.connectionString}"} in env
    assert "connectionString" in terraform["variable"]
    retryable = jobs["retryable_task"]
    assert (retryable["replica_timeout_in_seconds"], retryable["replica_retry_limit"]) == (1800, 3)


def test_images_and_commands(jobs: Json) -> None:
    def container(address: str) -> Json:
        first: Json = jobs[address]["template"]["container"][0]
        return first

    assert container("batch_processor")["image"] == "myregistry.azurecr.io/batch-processor:latest"
    assert container("data_script")["image"] == "${var.data_script_containerimage}"
    assert container("data_script")["command"] == ["python"]
    assert container("data_script")["args"] == ["process_data.py"]


def test_the_jobs_stack_of_the_production_layout_refers_to_the_platform_stack(folder: Path) -> None:
    platform = json.loads((folder / "platform" / "cdk.tf.json").read_text())
    jobs = json.loads((folder / "jobs" / "cdk.tf.json").read_text())

    assert "azurerm_container_app_job" not in platform["resource"]
    assert "azurerm_container_registry" in platform["resource"]
    assert list(jobs["resource"]) == ["azurerm_container_app_job"]
    report = jobs["resource"]["azurerm_container_app_job"]["report"]
    assert "terraform_remote_state" in report["container_app_environment_id"]
    assert report["registry"][0]["server"].startswith("${data.terraform_remote_state.")


def test_no_stack_knows_a_path_of_the_machine(folder: Path) -> None:
    for written in folder.rglob("cdk.tf.json"):
        text = written.read_text()
        assert str(folder) not in text
        assert str(ROOT) not in text
