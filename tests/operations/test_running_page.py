"""The page on running jobs: its commands, typed one after another, print what it says."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.operations.job_lookup import JobId
from tests.apphost import ROOT
from tests.docs.console import commands_of, first_miss, matches
from tests.docs.pages import blocks_of
from tests.operations.commands import type_in
from tests.operations.stand_in.arm import FAILED, Run, job
from tests.operations.stand_in.log_analytics import LogAnalytics

if TYPE_CHECKING:
    import pytest

    from tests.operations.stand_in.arm import StandIn

LOG = ("Migrating the database", "Unhandled exception. Npgsql.NpgsqlException: Connection refused")
PAGE = ROOT / "docs" / "running.md"


def test_every_command_of_the_page_prints_what_it_says(
    azure: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = JobId.parse(azure.add(job("report", secret_env={"API_KEY": "api-key"})))
    azure.job("report")["properties"]["configuration"]["secrets"].append({"name": "other-key"})
    LogAnalytics(azure)
    failed = attrs.evolve(FAILED, console=LOG)
    azure.next_runs("report", Run(), failed, Run(("Processing", "Succeeded")), Run(("Running",)))
    # How the name of an AppHost is looked up has its own tests.
    monkeypatch.setattr("cdktf_aspire.cli.deployed.find_job", lambda *_, **__: job_id)
    for block in blocks_of(PAGE):
        for command, lines in commands_of(block) if block.language == "console" else ():
            shown = type_in(*shlex.split(command)[1:])
            # What is for people, or else what is for programs too; of a log both.
            text = shown.messages + (shown.output if not shown.messages or "logs" in command else "")
            printed = [" ".join(line.split()) for line in text.splitlines()]
            expected = [" ".join(line.split()) for line in lines]
            assert matches(expected, printed), (
                f"{PAGE.name}:{block.line}: {first_miss(expected, printed)}\n" + "\n".join(printed)
            )
            for execution in azure.executions["report"]:
                execution.start -= 60
                # An execution that nobody waited for has ended when the reader types the next command.
                execution.reads += len(execution.run.states)
