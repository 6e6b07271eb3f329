"""The example of the documentation, and the benchmark: both are what they say."""

from __future__ import annotations

import subprocess
import sys

from tests.apphost import ROOT
from tests.review.example import FILE, text


def test_the_plan_of_the_documentation_is_the_one_that_is_made_here() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_the_benchmark_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.review", "--smoke"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("10 jobs, ")
