"""A review for a terminal and for a log."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from cdktf_aspire.review import as_text
from cdktf_aspire.review.as_text import plain_text, print_text
from tests.review.plans import a_change, a_job, a_plan, changed, many_jobs, real
from tests.review.reading import review_of
from tests.review.test_markdown import HOSTILE, hostile_plan


def test_a_review_as_a_log_has_it() -> None:
    assert (
        plain_text(review_of(real("cron-change")))
        == """\
1 job changes

  ~ job-demo  changed in place  azurerm_container_app_job.job
      schedule               */15 * * * *  every 15 minutes (UTC) → 0 3 * * *  at 03:00 (UTC)
      runs per day           96 → 1
      next runs              Mon 4 Jan 08:15, 08:30, 08:45 UTC
                           → Tue 5 Jan 03:00, Wed 6 Jan 03:00, Thu 7 Jan 03:00 UTC
      worst case a month     243 vCPU-hours and 487 GiB-hours → 2.53 vCPU-hours and 5.07 GiB-hours
                             (30.4 runs a month, each with all its retries and its whole timeout)
      Warning ACJ302, there before: The image has no fixed version (template.container[0].image).
      Give the version: image:1.4, or image@sha256:...

Worst case a month, all jobs: 243 → 2.53 vCPU-hours, 487 → 5.07 GiB-hours

Next 24 hours from 2027-01-04 08:00 UTC; a character is 30 minutes, ▎ is a shorter run
                             08:00       14:00       20:00       02:00
    job-demo                 ······································▎·········  at 03:00

Next 7 days from 2027-01-04 08:00 UTC; a character is 3 hours, ▎ is a shorter run
                             Mon 4   Tue 5   Wed 6   Thu 7   Fri 8   Sat 9   Sun 10
    job-demo                 ······▎·······▎·······▎·······▎·······▎·······▎·······▎·  at 03:00
"""
    )


def test_a_run_is_drawn_as_long_as_it_may_take() -> None:
    job = a_job(cron="0 12 * * *", replica_timeout_in_seconds=3600, replica_retry_limit=2)
    text = plain_text(review_of(a_plan(a_change(None, job))))

    assert "········█▒▒▒▒▒··" in text


def test_a_run_that_is_much_shorter_than_a_character_is_thinner_than_one() -> None:
    job = a_job(cron="0 12 * * *", replica_timeout_in_seconds=600, replica_retry_limit=0)
    text = plain_text(review_of(a_plan(a_change(None, job))))

    assert "········▎·······" in text
    assert "UTC; a character is 30 minutes, ▎ is a shorter run" in text


def test_runs_that_are_too_many_to_draw_are_one_bar() -> None:
    text = plain_text(review_of(a_plan(a_change(None, a_job(cron="*/5 * * * *")))))

    assert f"{'█' * 48}  every 5 minutes" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_obeys_nothing_in_a_plan(text: str) -> None:
    written = plain_text(review_of(hostile_plan(text)))

    assert all(char.isprintable() or char == "\n" for char in written)
    written.encode()


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.StringIO()
    console = Console(file=output, force_terminal=True, width=90, color_system="standard", highlight=False)
    monkeypatch.setattr(as_text, "Console", lambda **_: console)
    print_text(review_of(hostile_plan("[bold]\x1b]0;title\x07[/bold]")))
    escapes = set(re.findall(r"\x1b[^m]*m?", output.getvalue()))

    assert "[bold]\\x1b]0;title\\x07[/bold]" in output.getvalue()
    assert all(re.fullmatch(r"\x1b\[[\d;]*m", each) for each in escapes)
    assert len(escapes) > 3


def test_a_long_value_takes_a_line_of_its_own() -> None:
    before = a_job(container={"args": ["--first", "a" * 60]})
    after = changed(before, container={"args": ["--first", "b" * 60]})
    lines = plain_text(review_of(a_plan(a_change(before, after)))).splitlines()
    at = next(index for index, line in enumerate(lines) if "args" in line)

    assert lines[at].endswith(f"--first {'a' * 60}")
    assert lines[at + 1].endswith(f"→ --first {'b' * 60}")


def test_only_some_of_many_jobs_are_in_the_timeline() -> None:
    assert "    and 60 more jobs" in plain_text(review_of(many_jobs(100)))
