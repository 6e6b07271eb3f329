"""Compares a plan review with the least that any reader of the plan must do: parse its JSON.

`uv run python -m benchmarks.review` reviews a plan of 1,000 jobs, most of which change. Each has a different
schedule, so that no cache is used. It measures only the processor time of this process. `--smoke` reviews a
few jobs once, and only shows that it works.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cdktf_aspire.jobs import cron
from cdktf_aspire.review import schedule
from cdktf_aspire.review.as_html import html_page
from cdktf_aspire.review.as_json import json_text
from cdktf_aspire.review.as_markdown import markdown
from cdktf_aspire.review.as_text import plain_text
from cdktf_aspire.review.plan import read_plan
from cdktf_aspire.review.reviewing import review
from tests.review.plans import many_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
CACHES = (cron.error_in, cron.describe, cron.never_fires, cron.shortest_interval)


def cold() -> None:
    """Clears the caches of schedules, as in a new process."""
    for function in (*CACHES, cron._days_a_year, schedule._schedule, schedule._next_runs):
        function.cache_clear()


def seconds(work: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        cold()
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)  # the rest is time that other processes took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="once, and few jobs")
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the fastest counts")
    options = parser.parse_args()
    jobs, runs = (10, 1) if options.smoke else (options.jobs, options.runs)
    content = json.dumps(many_jobs(jobs)).encode()

    def reviewed() -> object:
        return review([read_plan(content, stack="bench", source="bench")], now=NOW)

    result = review([read_plan(content, stack="bench", source="bench")], now=NOW)
    if len(result.jobs) != jobs:
        raise SystemExit(f"{len(result.jobs)} jobs are reviewed, and the plan has {jobs}")
    parse = seconds(lambda: json.loads(content), runs)
    print(f"{jobs} jobs, {len(content) / 1e6:.1f} MB of JSON{'seconds':>22}{'of parsing':>12}")
    for label, work in (
        ("json.loads", lambda: json.loads(content)),
        ("review", reviewed),
        ("  and markdown", lambda: markdown(result)),
        ("  and text", lambda: plain_text(result)),
        ("  and json", lambda: json_text(result)),
        ("  and html", lambda: html_page(result)),
    ):
        measured = seconds(work, runs)
        print(f"{label:30}{measured:15.2f}{measured / parse:11.0f}x")


if __name__ == "__main__":
    main()
