"""`cdktf-aspire run`, with Azure's own SDK, over TLS."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.apphost import clean_environment
from tests.matrix import matrix
from tests.operations.commands import type_in
from tests.operations.stand_in.arm import FAILED, SUBSCRIPTION, Answer, Fault, Run, error, job

if TYPE_CHECKING:
    from tests.operations.stand_in.arm import StandIn


def states(messages: str) -> list[str]:
    return [line for line in messages.splitlines() if line.startswith("nightly-run")]


def body_of_start(azure: StandIn) -> Any:  # noqa: ANN401
    return next(each for each in azure.requests if each.path.endswith("/start")).json


# -- a start


def test_a_start_names_the_execution(azure: StandIn) -> None:
    shown = type_in("run", azure.add(job("nightly", image="registry.example/nightly:3")))
    assert shown.code == 0, shown.messages
    assert shown.output == "nightly-run0001\n"
    assert "Started nightly-run0001 of the job nightly with registry.example/nightly:3." in shown.messages
    assert f"Portal: https://portal.azure.com/#resource{azure.id_of('nightly')}\n" in shown.messages
    assert azure.calls() == ["nightly/start"]
    assert next(each for each in azure.requests if each.path.endswith("/start")).body == b""


def test_a_job_is_named_as_in_azure_too(azure: StandIn) -> None:
    azure.add(job("nightly"))
    assert type_in("run", "nightly", "--resource-group", "rg").output == "nightly-run0001\n"
    assert type_in("run", azure.id_of("nightly").upper()).output == "nightly-run0002\n"


@pytest.mark.parametrize("trigger", ["Schedule", "Event"])
def test_a_job_with_another_trigger_can_be_started_by_hand(azure: StandIn, trigger: str) -> None:
    assert type_in("run", azure.add(job("nightly", trigger=trigger))).code == 0


def test_it_waits_for_the_name_that_azure_gives_later(azure: StandIn) -> None:
    azure.pending_starts = 3
    assert type_in("run", azure.add(job("nightly"))).output == "nightly-run0001\n"


def test_what_is_running_already_is_said(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    for _ in range(5):
        azure.ran("nightly", Run(("Running",)))
    azure.ran("nightly", Run())
    shown = type_in("run", job_id)
    assert shown.code == 0
    assert (
        "Already running: nightly-run0005, nightly-run0004, nightly-run0003 and 2 more.\n" in shown.messages
    )


def test_it_waits_until_a_change_of_the_job_is_done(azure: StandIn) -> None:
    """An execution that is started before may use the old template."""
    job_id = azure.add(job("nightly"))
    changing = job("nightly")
    changing["properties"]["provisioningState"] = "InProgress"
    azure.faults.append(Fault("GET", "/jobs/nightly", Answer(200, changing), times=2))
    shown = type_in("run", job_id)
    assert shown.code == 0
    assert shown.messages.count("Azure is still changing the job nightly; waiting until it is done.") == 1


def test_a_job_whose_last_change_failed_is_started_with_a_warning(azure: StandIn) -> None:
    document = job("nightly")
    document["properties"]["provisioningState"] = "Failed"
    shown = type_in("run", azure.add(document))
    assert shown.code == 0
    assert "Warning: the last change of the job nightly did not succeed (Failed)" in shown.messages


# -- what is different in one execution


def test_an_execution_with_changes_keeps_the_rest_of_the_template(azure: StandIn) -> None:
    document = job("nightly", env={"MODE": "full", "LEVEL": "1"}, secret_env={"DB_PASSWORD": "db-password"})
    init = {"name": "prepare", "image": "registry.example/prepare:1", "command": ["prepare"]}
    document["properties"]["template"]["initContainers"] = [init]
    shown = type_in(
        *("run", azure.add(document), "--env", "MODE=part", "--env", "DAY=2027-01-04", "--image"),
        *("registry.example/report:1.5", "--arg", "--fast", "--arg", "2", "--cpu", "1", "--memory", "2Gi"),
    )
    assert shown.code == 0, shown.messages
    assert body_of_start(azure) == {
        "containers": [
            {
                "name": "nightly",
                "image": "registry.example/report:1.5",
                "args": ["--fast", "2"],
                "env": [
                    {"name": "MODE", "value": "part"},
                    {"name": "LEVEL", "value": "1"},
                    {"name": "DB_PASSWORD", "secretRef": "db-password"},
                    {"name": "DAY", "value": "2027-01-04"},
                ],
                "resources": {"cpu": 1.0, "memory": "2Gi"},
            }
        ],
        "initContainers": [init],
    }
    assert "Started nightly-run0001 of the job nightly with registry.example/report:1.5." in shown.messages


def test_the_value_of_a_secret_is_not_taken_from_the_command_line(azure: StandIn) -> None:
    job_id = azure.add(job("nightly", secret_env={"DB_PASSWORD": "db-password"}))
    for pair in ("DB_PASSWORD=hunter2hunter2", "OTHER_TOKEN=hunter2hunter2"):
        shown = type_in("run", job_id, "--env", pair)
        assert shown.code == 2
        assert "secretref:NAME" in shown.messages
        assert "hunter2" not in shown.messages
    assert azure.calls() == []


def test_a_start_with_changes_of_a_job_with_volumes_is_warned_of(azure: StandIn) -> None:
    document = job("nightly")
    mounts = [{"volumeName": "data", "mountPath": "/data"}]
    document["properties"]["template"]["containers"][0]["volumeMounts"] = mounts
    shown = type_in("run", azure.add(document), "--env", "MODE=part")
    assert shown.code == 0
    assert "Warning: a start with changes can't name volumes" in shown.messages
    assert "volumeMounts" not in str(body_of_start(azure))


# -- waiting


def test_waiting_says_each_change_and_ends_with_success(azure: StandIn) -> None:
    shown = type_in("run", azure.add(job("nightly")), "--wait")
    assert shown.code == 0, shown.messages
    assert states(shown.messages) == [
        "nightly-run0001: Processing (0 s)",
        "nightly-run0001: Running (0 s)",
        "nightly-run0001: Succeeded after 42 s.",
    ]


def test_a_long_run_says_little(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", Run(("Processing", *["Running"] * 15, "Succeeded")))
    assert len(states(type_in("run", job_id, "--wait").messages)) == 3


def test_a_failure_says_why(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", FAILED)
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 1
    assert (
        "nightly-run0001: Failed after 42 s.\n"
        "  BackoffLimitExceeded: Job has reached the specified backoff limit\n"
        "  container nightly of replica nightly-run0001-abcde: exit code 1\n"
    ) in shown.messages
    assert type_in("run", job_id, "--wait").code == 0


def test_an_execution_that_somebody_stopped_is_no_success(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", Run(("Running", "Stopped")))
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 1
    assert states(shown.messages)[-1] == "nightly-run0001: Stopped after 42 s."


def test_an_execution_of_an_older_template_is_warned_of(azure: StandIn) -> None:
    job_id = azure.add(job("nightly", image="registry.example/report:2"))
    old = job("nightly", image="registry.example/report:1")["properties"]["template"]
    azure.next_runs("nightly", Run(template=old))
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 0
    assert (
        "Warning: nightly-run0001 uses an older template than the job's: "
        "image registry.example/report:1 instead of registry.example/report:2."
    ) in shown.messages


def test_what_is_not_over_in_time_goes_on(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", Run(("Running",)))
    shown = type_in("run", "nightly", "-g", "rg", "--wait", "--timeout", "1")
    assert shown.code == 3
    assert shown.messages.endswith(
        "nightly-run0001 has not ended after 1 s and keeps running. To stop it: "
        "cdktf-aspire stop nightly nightly-run0001 --resource-group rg\n"
    )
    assert azure.calls() == ["nightly/start"]
    assert job_id


def test_what_is_not_over_in_time_is_stopped_where_that_is_wanted(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", Run(("Running",)))
    shown = type_in("run", job_id, "--wait", "--timeout", "1s", "--stop-on-timeout")
    assert shown.code == 3
    assert shown.messages.endswith("nightly-run0001 has not ended after 1 s and was stopped.\n")
    assert azure.calls() == ["nightly/start", "nightly/executions/nightly-run0001/stop"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_the_execution_running(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def interrupt(_seconds: float) -> None:
        signal.raise_signal(number)

    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", Run(("Running",)))
    monkeypatch.setattr("cdktf_aspire.operations.watching.time.sleep", interrupt)
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 130
    assert shown.messages.endswith(
        "Interrupted; nightly-run0001 keeps running. To stop it: "
        f"cdktf-aspire stop {job_id} nightly-run0001\n"
    )
    assert azure.calls() == ["nightly/start"]
    assert not azure.executions["nightly"][0].over


@pytest.mark.skipif(sys.platform == "win32", reason="the shell's syntax is that of POSIX")
@pytest.mark.parametrize("redirected", ["| true", matrix(">&-"), matrix("2>&-")])
def test_an_output_that_nobody_reads_does_not_end_the_waiting(azure: StandIn, redirected: str) -> None:
    job_id = azure.add(job("nightly"))
    command = str(Path(sys.executable).parent / "cdktf-aspire")
    ended = subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$@" {redirected}', "bash", command, "run", job_id, "--wait"],
        env=clean_environment(**azure.environment),
        capture_output=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert azure.executions["nightly"][0].over


# -- wrong use


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--timeout", "30m"), "need --wait"),
        (("--stop-on-timeout",), "need --wait"),
        (("--wait", "--timeout", "soon"), "--timeout can't be 'soon'"),
        (("--env", "MODE"), "--env takes NAME=VALUE"),
        (("--cpu", "much"), "'--cpu'"),
        (("--memory", "1"), "--memory can't be '1'"),
        (("--container", "nightly"), "--container needs"),
    ],
)
def test_wrong_use_is_said_before_anything_is_started(
    azure: StandIn, words: tuple[str, ...], message: str
) -> None:
    shown = type_in("run", azure.add(job("nightly")), *words)
    assert shown.code == 2
    assert message in " ".join(shown.messages.split())
    assert azure.calls() == []


def test_without_the_extra_it_says_how_to_get_it(azure: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "azure.identity", None)
    for command in ("run", "executions", "stop"):
        shown = type_in(command, azure.add(job("nightly")))
        assert shown.code == 2
        assert 'uv add "cdktf-aspire[run]"' in shown.messages


# -- what Azure refuses


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            Fault("POST", "/start", error(403, "AuthorizationFailed", "The client has no authorization.")),
            "It needs the role Container Apps Jobs Operator, Container Apps Jobs Contributor or Contributor",
        ),
        (
            Fault("POST", "/start", error(400, "ContainerAppInvalidResourceTotal", "They don't fit")),
            "Azure answered 400: ContainerAppInvalidResourceTotal: They don't fit.",
        ),
        (
            Fault("GET", "/jobs/nightly", error(500, "InternalServerError", "Oh no"), times=99),
            "Could not read the job nightly: Azure answered 500: InternalServerError: Oh no.",
        ),
        (
            Fault("GET", "/jobs/nightly", None, times=99),
            "Could not read the job nightly: Azure can't be reached after several attempts",
        ),
        (
            Fault("POST", "/start", error(409, "JobUpdateInProgress", "busy"), times=99),
            "Could not start nightly: Azure answered 409: JobUpdateInProgress: busy.",
        ),
        (
            Fault("POST", "/start", error(429, "TooManyRequests", "slow down", Retry_After="1"), times=99),
            "Could not start nightly: Azure refuses further requests (429). Try again in a few minutes.",
        ),
        (
            Fault("POST", "/start", error(503, "ServiceUnavailable", "later"), times=99),
            "Could not start nightly: Azure answered 503, 6 times.",
        ),
    ],
    ids=["403", "400", "500", "cut", "409", "429", "503"],
)
def test_a_refusal_ends_with_a_message(azure: StandIn, fault: Fault, message: str) -> None:
    job_id = azure.add(job("nightly"))
    azure.faults.append(fault)
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 1
    assert message in shown.messages
    assert azure.executions.get("nightly", []) == []


def test_a_job_that_is_not_there_is_named(azure: StandIn) -> None:
    shown = type_in("run", azure.id_of("nightly"))
    assert shown.code == 1
    assert shown.messages == (
        "There is no job nightly yet; trying again in 3 s.\n"
        * 2
        + f"Error: There is no job nightly in the resource group rg of the subscription {SUBSCRIPTION}, "
        "or the signed-in identity can't see it.\n"
    )


def test_a_token_in_azures_words_is_not_shown(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    azure.faults.append(Fault("POST", "/start", error(400, "Bad", f"Bearer {token} was not taken")))
    shown = type_in("run", job_id)
    assert shown.code == 1
    assert "eyJ" not in shown.messages
    assert "Azure answered 400: Bad: Bearer *** was not taken." in shown.messages


# -- what passes


@pytest.mark.parametrize(
    "fault",
    [
        Fault("POST", "/start", error(409, "JobUpdateInProgress", "busy"), times=2),
        Fault("POST", "/start", error(429, "TooManyRequests", "slow down", Retry_After="3"), times=2),
        Fault("POST", "/start", error(503, "ServiceUnavailable", "later")),
        Fault("POST", "/start", None),
        Fault("POST", "/start", error(500, "InternalServerError", "lost"), after=True),
        Fault("POST", "/start", None, after=True),
        Fault("GET", "/operations/nightly-run0001", error(500, "InternalServerError", "lost"), times=99),
        Fault("GET", "/operations/nightly-run0001", error(404, "NotFound", "lost"), times=99),
        Fault("GET", "/executions", error(503, "ServiceUnavailable", "later")),
        Fault("GET", "/executions/nightly-run0001", error(429, "Many", "", Retry_After="7"), times=3),
        Fault("GET", "/executions/nightly-run0001", error(404, "NotFound", "not yet"), times=2),
        Fault("GET", "/executions/nightly-run0001", None, times=2),
        Fault("GET", "/executions/nightly-run0001", error(502, "BadGateway", "x"), times=20),
        Fault("GET", "/executions/nightly-run0001", seconds=0.2, slow=True),
        Fault("GET", "/jobs/nightly", error(404, "ResourceNotFound", "not yet"), times=2),
        Fault("GET", "/metadata/endpoints", error(503, "ServiceUnavailable", "later")),
    ],
    ids=lambda fault: f"{fault.method} {fault.path} {fault.answer.status if fault.answer else 'cut'}",
)
def test_what_passes_is_waited_for_and_nothing_is_started_twice(azure: StandIn, fault: Fault) -> None:
    job_id = azure.add(job("nightly"))
    azure.faults.append(fault)
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 0, shown.messages
    assert shown.output == "nightly-run0001\n"
    assert [each.name for each in azure.executions["nightly"]] == ["nightly-run0001"]
    assert azure.faults == [] or fault.times > 70


def test_an_execution_whose_start_was_not_answered_is_found(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.ran("nightly", Run(), suffix="earlier")
    azure.faults.append(Fault("POST", "/start", None, after=True))
    shown = type_in("run", job_id)
    assert shown.output == "nightly-run0002\n"
    assert "The connection was cut before Azure's answer came; checking in 2 s." in shown.messages
    assert "Azure has started the execution nightly-run0002 anyway." in shown.messages


def test_it_waits_as_long_as_azure_says_and_says_so(azure: StandIn, slept: list[float]) -> None:
    job_id = azure.add(job("nightly"))
    for seconds in ("7", "9999"):
        azure.faults.append(Fault("GET", "/jobs/nightly", error(429, "Many", "", Retry_After=seconds)))
    azure.faults.append(Fault("POST", "/start", error(429, "TooManyRequests", "", Retry_After="9999")))
    shown = type_in("run", job_id)
    assert "Azure throttles requests (429); trying again in 7 s.\n" in shown.messages
    assert shown.messages.count("Azure throttles requests (429); trying again in 60 s.\n") == 2
    assert {7, 60} <= set(slept)


def test_a_token_is_renewed_before_it_expires(azure: StandIn) -> None:
    azure.token_seconds = 60
    job_id = azure.add(job("nightly"))
    assert type_in("run", job_id, "--wait").code == 0
    assert len(azure.sign_ins) > 3


def test_what_can_not_be_watched_any_more_goes_on(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    denied = error(403, "AuthorizationFailed", "no more")
    azure.faults.append(Fault("GET", "/executions/nightly-run0001", Answer(200, {"name": "x"}), times=1))
    azure.faults.append(Fault("GET", "/executions/nightly-run0001", denied, times=9))
    shown = type_in("run", job_id, "--wait")
    assert shown.code == 1
    assert f"nightly-run0001 may still be running: cdktf-aspire executions {job_id}" in shown.messages


# -- what a deployment uses


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
    assert "Could not do anything in Azure, because the sign-in failed." in shown.messages


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


def test_what_was_sent_is_not_an_older_template_whatever_azure_shows(azure: StandIn) -> None:
    other = job("nightly", image="registry.example/nightly:1")["properties"]["template"]
    azure.next_runs("nightly", Run(("Succeeded",), template=other))
    shown = type_in("run", azure.add(job("nightly")), "--wait", "--current")
    assert shown.code == 0
    assert "Warning: nightly-run0001 uses an older template" in shown.messages


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
