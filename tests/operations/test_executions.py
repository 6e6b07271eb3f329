"""`cdktf-aspire executions`: what has run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.operations.commands import type_in
from tests.operations.stand_in.arm import FAILED, Run, job

if TYPE_CHECKING:
    from tests.operations.stand_in.arm import StandIn

# 2027-01-04, 08:00 UTC.
MONDAY = 1_799_049_600.0


def test_executions_are_listed_the_newest_first(azure: StandIn) -> None:
    job_id = azure.add(job("nightly", trigger="Schedule", image="registry.example/nightly:3"))
    azure.ran("nightly", Run(), suffix="29984160", start=MONDAY)
    azure.ran("nightly", FAILED, suffix="x7k2pqa", start=MONDAY + 3600)
    shown = type_in("executions", job_id)
    assert shown.code == 0
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert lines == [
        "Execution State Start (UTC) Duration Trigger Image Retries",
        "nightly-x7k2pqa Failed 2027-01-04 09:00:00 42 s Manual registry.example/nightly:3 0",
        "nightly-29984160 Succeeded 2027-01-04 08:00:00 42 s Schedule registry.example/nightly:3 -",
    ]


def test_they_are_written_for_programs_too(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.ran("nightly", FAILED, start=MONDAY)
    shown = type_in("executions", job_id, "--format", "json")
    assert json.loads(shown.output) == {
        "job": job_id,
        "executions": [
            {
                "name": "nightly-run0001",
                "state": "Failed",
                "start": "2027-01-04T08:00:00+00:00",
                "end": "2027-01-04T08:00:42+00:00",
                "duration_seconds": 42,
                "trigger": "Manual",
                "image": "registry.example/report:1.4",
                "retries": 0,
                "reason": "BackoffLimitExceeded",
                "message": "Job has reached the specified backoff limit",
                "containers": [
                    {
                        "replica": "nightly-run0001-abcde",
                        "name": "nightly",
                        "exit_code": 1,
                        "status": "Terminated",
                        "information": None,
                    }
                ],
            }
        ],
    }


def test_as_many_as_are_wanted(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    for number in range(25):
        azure.ran("nightly", Run(), start=MONDAY + number)
    assert len(type_in("executions", job_id).output.splitlines()) == 21
    assert [
        each["name"]
        for each in json.loads(type_in("executions", job_id, "--last", "2", "--format", "json").output)[
            "executions"
        ]
    ] == ["nightly-run0025", "nightly-run0024"]


def test_attempts_that_were_made_again_are_retries(azure: StandIn) -> None:
    job_id = azure.add(job("nightly", retries=3))
    azure.ran("nightly", FAILED).attempts = 3
    found = json.loads(type_in("executions", job_id, "--format", "json").output)["executions"]
    assert found[0]["retries"] == 2


def test_a_job_that_has_not_run_says_so(azure: StandIn) -> None:
    shown = type_in("executions", azure.add(job("nightly")))
    assert (shown.code, shown.output, shown.messages) == (0, "", "nightly has no execution yet.\n")


def test_what_a_job_says_of_itself_does_not_act_on_a_terminal(azure: StandIn) -> None:
    job_id = azure.add(job("nightly", image="registry.example/\x1b[2Jx:1"))
    azure.ran("nightly", Run())
    assert "\x1b" not in type_in("executions", job_id).output


def test_a_job_that_is_not_there_is_named(azure: StandIn) -> None:
    shown = type_in("executions", azure.id_of("nightly"))
    assert shown.code == 1
    assert shown.messages.startswith("Error: There is no job nightly in the resource group rg")
