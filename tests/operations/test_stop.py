"""`cdktf-aspire stop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.operations.commands import type_in
from tests.operations.stand_in.arm import Fault, Run, error, job

if TYPE_CHECKING:
    from tests.operations.stand_in.arm import StandIn

GOES_ON = Run(("Running",))


def running(azure: StandIn, count: int) -> str:
    job_id = azure.add(job("nightly"))
    for _ in range(count):
        azure.ran("nightly", GOES_ON)
    return job_id


def test_the_one_that_is_running_is_stopped(azure: StandIn) -> None:
    job_id = running(azure, 1)
    azure.ran("nightly", Run())
    shown = type_in("stop", job_id, "--yes")
    assert (shown.code, shown.messages) == (0, "nightly-run0001: Stopped.\n")
    assert azure.calls() == ["nightly/executions/nightly-run0001/stop"]


def test_of_several_one_is_named(azure: StandIn) -> None:
    job_id = running(azure, 2)
    shown = type_in("stop", job_id, "--yes")
    assert shown.code == 2
    assert "2 executions are running: nightly-run000" in shown.messages
    assert f"cdktf-aspire stop {job_id} --all" in shown.messages
    assert azure.calls() == []
    assert type_in("stop", job_id, "nightly-run0002", "--yes").code == 0
    assert [each.over for each in azure.executions["nightly"]] == [False, True]


def test_all_are_stopped(azure: StandIn) -> None:
    shown = type_in("stop", running(azure, 3), "--all", "--yes")
    assert shown.code == 0
    assert all(each.over for each in azure.executions["nightly"])


def test_without_a_terminal_it_has_to_be_said(azure: StandIn) -> None:
    shown = type_in("stop", running(azure, 1))
    assert shown.code == 2
    assert "Add --yes to stop nightly-run0001: there is no terminal" in shown.messages
    assert azure.calls() == []


def test_what_has_ended_stays_as_it_is(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    assert type_in("stop", job_id, "--all").messages == "No execution of nightly is running.\n"
    azure.ran("nightly", Run())
    shown = type_in("stop", job_id, "nightly-run0001")
    assert (shown.code, shown.messages) == (0, "nightly-run0001 has already ended: Succeeded.\n")


def test_an_execution_that_is_not_there_is_named(azure: StandIn) -> None:
    shown = type_in("stop", running(azure, 1), "nightly-other", "--yes")
    assert shown.code == 1
    assert "The job nightly doesn't have an execution nightly-other" in shown.messages


def test_a_lost_answer_is_no_reason_to_give_up(azure: StandIn) -> None:
    job_id = running(azure, 1)
    azure.faults.append(Fault("POST", "/stop", None, times=2))
    assert type_in("stop", job_id, "--yes").code == 0


def test_a_refusal_says_which_role_is_needed(azure: StandIn) -> None:
    job_id = running(azure, 1)
    azure.faults.append(Fault("POST", "/stop", error(403, "AuthorizationFailed", "No.")))
    shown = type_in("stop", job_id, "--yes")
    assert shown.code == 1
    assert "Container Apps Jobs Operator" in shown.messages


def test_one_or_all_not_both(azure: StandIn) -> None:
    assert type_in("stop", running(azure, 1), "nightly-run0001", "--all").code == 2


def test_an_empty_name_is_not_the_one_that_is_running(azure: StandIn) -> None:
    job_id = running(azure, 1)
    for command in ("stop", "logs"):
        shown = type_in(command, job_id, "")
        assert shown.code == 2
        assert "EXECUTION is empty" in shown.messages
    assert azure.calls() == []
