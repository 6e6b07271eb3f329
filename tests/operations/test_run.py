"""`cdktf-aspire run`, with Azure's own SDK, over TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.operations.commands import type_in
from tests.operations.stand_in.arm import FAILED, job

if TYPE_CHECKING:
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
