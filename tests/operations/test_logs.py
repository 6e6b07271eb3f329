"""`cdktf-aspire logs`: the command itself, with Azure's SDKs, against the stand-in over TLS."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.operations import logs
from cdktf_aspire.operations.azure import Azure
from cdktf_aspire.operations.executions import DeployedJob
from cdktf_aspire.operations.job_lookup import JobId
from cdktf_aspire.operations.log_query import LogSource, query_text
from cdktf_aspire.operations.logs import last_lines
from tests.operations.commands import Shown, type_in
from tests.operations.stand_in.arm import FAILED, GROUP, SUBSCRIPTION, Answer, Fault, Run, error, job
from tests.operations.stand_in.log_analytics import Kusto, Line, LogAnalytics, Row
from tests.operations.test_job_lookup import fake, write_stack

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operations.stand_in.arm import StandIn

JOB = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.App/jobs/nightly"
FIRST, SECOND = "nightly-run0001", "nightly-run0002"
LIMIT = "Job has reached the specified backoff limit"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def workspace(azure: StandIn) -> LogAnalytics:
    """The logs of a job `nightly` that has succeeded and then failed."""
    azure.add(job("nightly"))
    azure.ran("nightly", Run(), start=time.time() - 3600)
    azure.ran("nightly", FAILED, start=time.time() - 600)
    found = LogAnalytics(azure)
    found.write("nightly", FIRST, "all is well")
    found.write("nightly", SECOND, "Unhandled exception.", "  at Program.Main()")
    found.write("nightly-2", "nightly-2-run0001", "of another job")
    found.write("nightly", SECOND, LIMIT, system="BackoffLimitExceeded")
    return found


def show(*arguments: str, job: str = JOB) -> Shown:
    return type_in("logs", job, *arguments)


def texts(shown: Shown) -> list[str]:
    """The lines that were shown, without their times."""
    assert shown.code == 0, shown.messages
    return [line.partition("Z ")[2] for line in shown.output.splitlines()]


def test_the_lines_of_the_newest_execution(workspace: LogAnalytics) -> None:
    result = show()
    assert texts(result) == ["Unhandled exception.", "  at Program.Main()"]
    assert result.messages == f"The newest execution, {SECOND}:\n"


def test_the_lines_of_one_execution(workspace: LogAnalytics) -> None:
    assert texts(show(FIRST)) == ["all is well"]


def test_what_the_platform_says(workspace: LogAnalytics) -> None:
    assert texts(show("--system"))[-1] == (
        "[system] BackoffLimitExceeded: Job has reached the specified backoff limit"
    )


def test_all_executions_of_the_last_time_say_which_one_wrote_a_line(workspace: LogAnalytics) -> None:
    workspace.lines[0].written -= timedelta(hours=3)
    assert texts(show("--since", "1h")) == ["Unhandled exception.", "  at Program.Main()"]
    assert texts(show("--since", "1d"))[:2] == [
        f"{FIRST}-abcde all is well",
        f"{SECOND}-abcde Unhandled exception.",
    ]
    assert texts(show(FIRST, "--since", "1h")) == []


def test_the_last_lines_say_that_there_are_more(workspace: LogAnalytics) -> None:
    result = show("--last", "1")
    assert texts(result) == ["  at Program.Main()"]
    assert result.messages.endswith("These are the last 1 lines; --last 10 shows more.\n")


def test_an_environment_that_sends_its_logs_through_azure_monitor(workspace: LogAnalytics) -> None:
    workspace.send_through_azure_monitor()
    assert texts(show("--system")) == [
        "Unhandled exception.",
        "  at Program.Main()",
        f"[system] BackoffLimitExceeded: Job has reached the specified backoff limit '{SECOND}'",
    ]
    assert workspace.queries[0].count("_CL") == 0
    workspace.settings = []
    refused = show()
    assert refused.code == 1
    assert "none of its diagnostic settings names a Log Analytics workspace" in refused.messages


def test_an_environment_without_a_workspace(workspace: LogAnalytics) -> None:
    workspace.destination = "none"
    refused = show()
    assert (refused.code, refused.output) == (1, "")
    assert "Error: The environment env keeps no logs (its destination is 'none')" in refused.messages


def test_a_workspace_that_may_not_be_read_names_the_role(workspace: LogAnalytics) -> None:
    workspace.refuses = error(403, "InsufficientAccessError", "The provided credentials have no access")
    refused = show()
    assert refused.code == 1
    assert "It needs the role Log Analytics Reader on the workspace" in refused.messages


def test_a_workspace_that_is_gone(workspace: LogAnalytics, azure: StandIn) -> None:
    workspace.refuses = error(404, "WorkspaceNotFoundError", "not found")
    assert "no longer exists" in show().messages


@pytest.mark.parametrize("destination", ["log-analytics", "azure-monitor"])
def test_no_line_yet_says_that_they_come_later(workspace: LogAnalytics, destination: str) -> None:
    workspace.lines = []
    if destination == "azure-monitor":
        workspace.send_through_azure_monitor()
    result = show()
    assert texts(result) == []
    assert result.messages.splitlines()[-1] == (
        f"No log lines of {SECOND}. Lines reach the workspace some minutes after they are written, "
        "later still in a new environment. --system shows what the platform says."
    )
    assert "--system" not in show("--system").messages.splitlines()[-1]


def test_a_part_of_the_lines_is_said_to_be_a_part(workspace: LogAnalytics) -> None:
    workspace.partial = "Query result set has exceeded 64 MB"
    result = show()
    assert len(texts(result)) == 2
    reason = "PartialError: Query result set has exceeded 64 MB"
    assert f"returned only some of the lines ({reason})." in result.messages


@pytest.mark.parametrize(
    "answer", [error(429, "TooManyRequests", "later", Retry_After="0"), error(503, "Busy", "later"), None]
)
def test_what_passes_is_waited_for(workspace: LogAnalytics, azure: StandIn, answer: Answer | None) -> None:
    azure.faults.append(Fault("POST", "/query", answer, times=2))
    assert texts(show()) == ["Unhandled exception.", "  at Program.Main()"]


def test_an_execution_that_azure_lists_no_more_is_looked_for_in_all_of_the_workspace(
    workspace: LogAnalytics,
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=20)
    workspace.lines.append(Line("nightly", "nightly-old", "long ago", long_ago))
    result = show("nightly-old")
    assert texts(result) == ["long ago"]
    assert result.messages == "Azure doesn't list the execution nightly-old, or no longer does.\n"


def test_a_job_without_an_execution(azure: StandIn) -> None:
    azure.add(job("fresh"))
    LogAnalytics(azure)
    result = show(job=JOB.replace("nightly", "fresh"))
    assert (result.code, result.messages) == (0, "fresh has no execution yet.\n")


def test_nothing_in_a_line_acts_on_a_terminal_or_a_pipeline(workspace: LogAnalytics) -> None:
    style = "\x1b[31mred\x1b[0m \x1b]0;title\x07"
    workspace.write("nightly", SECOND, style, "::error::no command", "##[error]none")
    assert texts(show())[2:] == ["red \\x1b]0;title\\x07", "\\x3a:error::no command", "\\x23#[error]none"]


def test_lines_of_several_containers_say_whose_they_are(workspace: LogAnalytics) -> None:
    workspace.lines = [
        Line("nightly", SECOND, "one", container="main", stream="stdout"),
        Line("nightly", SECOND, "two", container="sidecar", stream="stderr"),
    ]
    assert texts(show()) == [f"{SECOND}-abcde/main one", f"{SECOND}-abcde/sidecar [stderr] two"]


def test_a_job_is_named_as_in_the_apphost(
    workspace: LogAnalytics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_stack(tmp_path / "cdktf.out", "prod", {"every-night": JOB})
    outputs = json.dumps({"job_ids": {"value": {"every-night": JOB}}})
    fake(tmp_path, monkeypatch, "terraform", f"echo '{outputs}'")
    monkeypatch.chdir(tmp_path)
    assert texts(show(FIRST, job="every-night")) == ["all is well"]
    assert "Did you mean every-night?" in show(job="every-nigth").messages


def test_wrong_use(workspace: LogAnalytics) -> None:
    assert show("--since", "soon").code == 2
    refused = show("--follow", "--since", "1h")
    assert refused.code == 2
    assert "--follow reads one execution" in refused.messages
    refused = show(job="/subscriptions/x")
    assert refused.code == 2
    assert refused.messages.startswith("Error: /subscriptions/x is not the id of a job")


# -- following


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("NOTE", 0.02), ("QUIET", 0.1), ("SETTLE", 0.3)):
        monkeypatch.setattr(logs, f"_{name}_SECONDS", seconds)


@pytest.mark.usefixtures("quick")
def test_following_ends_when_the_execution_has_ended_and_its_lines_are_in(
    azure: StandIn, workspace: LogAnalytics
) -> None:
    steps = ("Running", "Running", "Running", "Succeeded")
    azure.ran("nightly", Run(steps)).reads = 0
    third = "nightly-run0003"
    now = datetime.now(UTC)
    late = [f"line {number}" for number in range(5)]

    def one_more() -> None:
        if late:
            # Each becomes visible after lines that arrived later.
            text, earlier = late.pop(0), timedelta(seconds=5 - len(late))
            workspace.lines.append(Line("nightly", third, text, now - earlier))

    workspace.on_query = one_more
    result = show("--follow")
    assert sorted(texts(result)) == [f"line {number}" for number in range(5)]
    assert "Lines reach the workspace some minutes after they are written" in result.messages
    assert f"{third} is Succeeded: waiting for its last lines ..." in result.messages
    assert "| where Arrived > datetime(" in workspace.queries[-1]


@pytest.mark.usefixtures("quick")
def test_following_outlives_a_lost_network(
    azure: StandIn, workspace: LogAnalytics, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure.ran("nightly", Run()).reads = 0
    workspace.write("nightly", "nightly-run0003", "done")
    azure.faults.append(Fault("GET", "/executions/nightly-run0003", error(502, "Bad", "gateway"), times=8))
    result = show("--follow")
    assert texts(result) == ["done"]
    assert "Bad: gateway. Still following.\n" in result.messages
    monkeypatch.setattr(logs, "_LOST_SECONDS", 0)
    azure.faults.append(Fault("GET", "/executions/nightly-run0003", None, times=50))
    refused = show("--follow")
    assert refused.code == 1
    assert "Azure can't be reached after several attempts" in refused.messages


@pytest.mark.usefixtures("quick")
def test_following_without_a_line_ends_too(azure: StandIn, workspace: LogAnalytics) -> None:
    workspace.lines = []
    result = show(SECOND, "--follow")
    assert texts(result) == []
    assert f"No log lines of {SECOND}." in result.messages


@pytest.mark.usefixtures("quick")
def test_an_execution_that_does_not_end_when_it_should_is_not_followed_for_ever(
    azure: StandIn, workspace: LogAnalytics
) -> None:
    azure.add(job("nightly", timeout=0))
    azure.ran("nightly", Run(("Running",)))
    refused = show("--follow")
    assert refused.code == 1
    assert "nightly-run0003 should have ended by now, but Azure reports it as Running" in refused.messages


@pytest.mark.usefixtures("quick")
def test_an_interrupt_ends_it_quietly(
    azure: StandIn, workspace: LogAnalytics, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure.ran("nightly", Run(("Running",)))

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cdktf_aspire.operations.logs.time.sleep", interrupt)
    result = show("--follow")
    assert result.code == 130
    assert "Traceback" not in result.messages


# -- of a run


@pytest.mark.usefixtures("quick")
def test_a_run_shows_its_log_while_it_runs_and_after(azure: StandIn, workspace: LogAnalytics) -> None:
    texts = ["first", "second", "third", "last"]

    def one_more() -> None:
        if texts:
            workspace.write("nightly", "nightly-run0003", texts.pop(0))

    workspace.on_query = one_more
    shown = type_in("run", JOB, "--follow")
    assert (shown.code, shown.output) == (0, "nightly-run0003\n")
    lines = shown.messages.splitlines()
    found = [line.partition("Z ")[2] for line in lines if line.startswith("  ")]
    assert found == ["first", "second", "third", "last"]
    assert lines.index("nightly-run0003: Running (0 s)") < lines.index(
        next(line for line in lines if line.endswith("second"))
    )


def test_a_log_that_can_not_be_read_does_not_disturb_the_run(workspace: LogAnalytics) -> None:
    workspace.refuses = error(403, "InsufficientAccessError", "no")
    shown = type_in("run", JOB, "--follow")
    assert shown.code == 0
    assert shown.messages.count("Its log can't be followed. The signed-in identity isn't allowed") == 1


@pytest.mark.usefixtures("quick")
def test_a_log_that_can_not_be_read_at_present_is_read_later(azure: StandIn, workspace: LogAnalytics) -> None:
    azure.next_runs("nightly", Run(console=("at last",)))
    azure.faults.append(Fault("POST", "/query", error(503, "Busy", "later"), times=8))
    shown = type_in("run", JOB, "--follow")
    assert shown.code == 0
    assert "Z at last\n" in shown.messages


def test_a_failed_run_ends_with_the_end_of_its_log(azure: StandIn, workspace: LogAnalytics) -> None:
    azure.next_runs("nightly", attrs.evolve(FAILED, console=("Migrating", "Unhandled exception.")))
    shown = type_in("run", JOB, "--wait")
    assert shown.code == 1
    why, container, *lines = shown.messages.splitlines()[-6:]
    assert why == f"  BackoffLimitExceeded: {LIMIT}"
    assert container == "  container nightly of replica nightly-run0003-abcde: exit code 1"
    assert lines[0] == "Waiting for its log, at most 120 s ..."
    assert [line.partition("Z ")[2] for line in lines[1:3]] == ["Migrating", "Unhandled exception."]
    assert lines[3] == f"  The whole log, in a few minutes: cdktf-aspire logs {JOB} nightly-run0003"


def deployed() -> DeployedJob:
    found = JobId.parse(JOB)
    assert found is not None
    return DeployedJob(Azure(lambda line: None), found)


def test_the_end_of_a_failed_execution(workspace: LogAnalytics) -> None:
    found = last_lines(deployed(), SECOND, "cdktf-aspire logs x", count=2)
    assert [line.partition("Z ")[2] for line in found[:-1]] == [
        "  at Program.Main()",
        f"[system] BackoffLimitExceeded: {LIMIT}",
    ]
    assert found[-1] == "The whole log, in a few minutes: cdktf-aspire logs x"


def test_an_end_that_is_not_there_or_can_not_be_read_is_said(workspace: LogAnalytics) -> None:
    workspace.lines = []
    (said,) = last_lines(deployed(), SECOND, "cdktf-aspire logs x", wait=10)
    assert said == "Its log hasn't reached the workspace yet. Try again in a few minutes: cdktf-aspire logs x"
    workspace.destination = ""
    (said,) = last_lines(deployed(), SECOND, "cdktf-aspire logs x")
    assert said.startswith("Its log can't be read. The environment env keeps no logs")


# -- the question


ODD = ('x" or "1" =~ "1', "x\\", 'a"\n| take 1 //', "nightly'", "${x}", "\u2028")
NAMES = st.text() | st.sampled_from(ODD)


def rows_of(name: str, execution: str) -> dict[str, list[Row]]:
    """A table with a line of the job, and one of another."""
    return {
        "ContainerAppConsoleLogs_CL": [
            {
                "ContainerJobName_s": each,
                "ContainerGroupName_s": f"{run}-abcde",
                "ContainerName_s": "main",
                "Stream_s": "stdout",
                "Log_s": each,
                "TimeGenerated": NOON,
                "$arrived": NOON,
            }
            for each, run in ((name, execution), ("the other", "the other-1"))
        ]
    }


@given(NAMES, NAMES)
def test_no_name_changes_the_question(name: str, execution: str) -> None:
    for sources in ((LogSource.CONSOLE,), tuple(LogSource)):
        query = query_text(name, execution=execution, sources=sources, custom=True, last=10)
        found = Kusto(rows_of(name, execution)).rows(query)
        assert {row["Text"] for row in found} == {name}
