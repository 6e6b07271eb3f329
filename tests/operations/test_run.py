"""`cdktf-aspire run`, with Azure's own SDK, over TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.operations.commands import type_in
from tests.operations.stand_in.arm import FAILED, Run, job

if TYPE_CHECKING:
    import pytest

    from tests.operations.stand_in.arm import StandIn


def test_a_start_names_the_execution(azure: StandIn) -> None:
    shown = type_in("run", azure.add(job("nightly", image="registry.example/nightly:3")))
    assert shown.code == 0, shown.messages
    assert shown.output == "nightly-run0001\n"
    assert "Started nightly-run0001 of the job nightly with registry.example/nightly:3." in shown.messages
    assert f"Portal: https://portal.azure.com/#resource{azure.id_of('nightly')}\n" in shown.messages
    assert azure.calls() == ["nightly/start"]


def test_waiting_says_each_change_and_ends_with_success(azure: StandIn) -> None:
    shown = type_in("run", azure.add(job("nightly")), "--wait")
    assert shown.code == 0, shown.messages
    states = [line for line in shown.messages.splitlines() if line.startswith("nightly-run0001: ")]
    assert states == [
        "nightly-run0001: Processing (0 s)",
        "nightly-run0001: Running (0 s)",
        "nightly-run0001: Succeeded after 42 s.",
    ]


def test_a_failure_says_why(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", FAILED)
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 1
    assert shown.messages.splitlines()[-3:] == [
        "nightly-run0001: Failed after 42 s.",
        "  BackoffLimitExceeded: Job has reached the specified backoff limit",
        "  container nightly of replica nightly-run0001-abcde: exit code 1",
    ]


def test_whether_jobs_can_be_started_is_checked_without_a_job(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = type_in("run", "--check")
    assert (shown.code, shown.output, shown.messages) == (0, "", "")
    assert len(azure.sign_ins) == 1
    assert azure.requests == []

    monkeypatch.setenv("ARM_CLIENT_SECRET", "a-wrong-one")
    shown = type_in("run", "--check")
    assert shown.code == 1
    assert "Could not sign in to Azure, so could not do anything in Azure" in shown.messages


def test_a_job_is_needed_without_the_check(azure: StandIn) -> None:
    shown = type_in("run")
    assert shown.code == 2
    assert "JOB is missing." in shown.messages


def test_with_current_the_template_is_sent(azure: StandIn) -> None:
    document = job("nightly", env={"MODE": "fast"}, secret_env={"TOKEN": "token"})
    assert type_in("run", azure.add(document), "--wait", "--current").code == 0
    (start,) = (each for each in azure.requests if each.method == "POST")
    (container,) = start.json["containers"]
    assert container["image"] == "registry.example/report:1.4"
    assert container["env"] == [
        {"name": "MODE", "value": "fast"},
        {"name": "TOKEN", "secretRef": "token"},
    ]
    assert container["resources"] == {"cpu": 0.5, "memory": "1Gi"}


def test_with_current_an_older_template_is_a_failure(azure: StandIn) -> None:
    document = job("nightly", image="registry.example/nightly:2")
    document["properties"]["template"]["containers"][0]["volumeMounts"] = [
        {"volumeName": "data", "mountPath": "/data"}
    ]
    older = job("nightly", image="registry.example/nightly:1")["properties"]["template"]
    azure.next_runs("nightly", Run(("Running",), template=older))
    shown = type_in("run", azure.add(document), "--wait", "--current")
    assert shown.code == 1
    assert "nightly-run0001 used an older template than the job's" in shown.messages
    assert azure.calls() == ["nightly/start", "nightly/executions/nightly-run0001/stop"]
    (start, _) = (each for each in azure.requests if each.method == "POST")
    assert not start.body
