"""What a synth takes grows with the jobs, not faster: counted, for time says more of the machine."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment
from tests.matrix import matrix

if TYPE_CHECKING:
    from pathlib import Path

# The calls of Python's that an AppHost takes from its first resource to the end.
CALLS = """
import sys
from cdktf import App, LocalBackend, TerraformStack
from cdktf_aspire import create_builder

def synthesized(jobs):
    app = App(outdir=f"out-{jobs}")
    stack = TerraformStack(app, "stack")
    LocalBackend(stack, path="terraform.tfstate")
    builder = create_builder(scope=stack)
    calls = 0
    def count(frame, event, argument):
        nonlocal calls
        calls += event in ("call", "c_call") and counted in frame.f_code.co_filename
    sys.setprofile(count)
    declare(builder, jobs)
    end(builder, app)
    sys.setprofile(None)
    return calls

synthesized(20)  # what is imported and kept is done once
print(synthesized(some), synthesized(2 * some))
"""
SCHEDULED = """
some, counted = 100, ""
def end(builder, app):
    app.synth()
def declare(builder, jobs):
    for number in range(jobs):
        job = builder.add_container(f"job-{number}", "a/b:1").with_environment("NUMBER", str(number))
        job.publish_as_scheduled_azure_container_app_job("0 2 * * *", timeout=600)
"""
WAITING = """
some, counted = 100, "publishing_checks"
def end(builder, app):
    builder.check()
def declare(builder, jobs):
    last = None
    for number in range(jobs):
        job = builder.add_project(f"job-{number}", "a.csproj")
        job.publish_as_azure_container_app_job()
        if last is not None:
            last.wait_for(job)
        last = job
"""


@pytest.mark.parametrize("declare", [SCHEDULED, matrix(WAITING)])
def test_twice_the_jobs_are_twice_the_work(tmp_path: Path, declare: str) -> None:
    (tmp_path / "main.py").write_text(declare + CALLS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    some, twice = map(int, done.stdout.splitlines()[-1].split())
    assert twice <= 2.2 * some


@pytest.mark.matrix(is_long=True)
def test_the_benchmark_writes_the_same_in_both_ways() -> None:
    """By hand and as an AppHost: what is compared has to be the same."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.synth", "--smoke", "--growth"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "times the memory" in done.stdout
