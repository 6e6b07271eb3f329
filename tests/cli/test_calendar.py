"""`cdktf-aspire calendar`: a week of all schedules."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cdktf_aspire import Schedule
from cdktf_aspire.cli import app
from cdktf_aspire.jobs import cron
from cdktf_aspire.overview.jobs import Job
from cdktf_aspire.overview.parts import Part, Stack
from cdktf_aspire.overview.week import DAYS, Week, WeekRow, week_of
from tests.cli.test_graph import big
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

MONDAY = datetime(2027, 1, 4, tzinfo=UTC)


def calendar(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["calendar", *(str(each) for each in arguments)])


def table(*arguments: object) -> list[list[str]]:
    """The cells of the table; those that are empty are left out."""
    done = calendar(*arguments, "--now", "2027-01-04T08:00Z")
    assert done.exit_code == 0, done.output
    lines = done.stdout.split("\n\n")[1].splitlines()[1:]
    return [[cell.strip() for cell in re.split(r"\s{2,}", line.strip())] for line in lines]


def week(*jobs: tuple[str, str, float | None], now: datetime = MONDAY) -> Week:
    """A week of jobs: name, cron expression, seconds that a run may take."""
    parts = tuple(
        Part(
            ("stack", name),
            "azurerm_container_app_job",
            name,
            job=Job(name, name, "schedule", expression, {}, longest=longest),
        )
        for name, expression, longest in jobs
    )
    return week_of([Stack("stack", parts)], now)


def row(expression: str, longest: float = 60, now: datetime = MONDAY) -> WeekRow:
    (found,) = week(("job", expression, longest), now=now).rows
    return found


def test_a_week_of_an_apphost(apphost: AppHost) -> None:
    for name, expression, minutes, retries in (
        ("nightly", "0 2 * * *", 90, 1),
        ("report", "30 3 * * 1-5", 30, 0),
        ("poll", "*/5 * * * *", 10, 1),
    ):
        apphost.builder.add_container(name, "a/b:1").publish_as_azure_container_app_job(
            trigger=Schedule(expression), timeout=timedelta(minutes=minutes), retry_limit=retries
        )
    apphost.builder.add_container("manual", "a/b:1").publish_as_azure_container_app_job()
    apphost.terraform()

    assert table(apphost.folder) == [
        [
            *("poll", "*/5 * * * *: every 5 minutes", "every day", "every 5 minutes", "2,016", "20 minutes"),
            *("up to 4 runs at a time", "nightly and report"),
        ],
        ["nightly", "0 2 * * *: at 02:00", "every day", "02:00", "7", "3 hours", "poll and report"],
        [
            *("report", "30 3 * * 1-5: at 03:30, Monday through Friday", "Mon to Fri", "03:30", "5"),
            *("30 minutes", "poll and nightly"),
        ],
    ]


def test_how_many_jobs_may_be_running_in_each_hour(apphost: AppHost) -> None:
    for name, expression in (("nightly", "30 2 * * *"), ("weekly", "0 2 * * 0")):
        apphost.builder.add_container(name, "a/b:1").publish_as_azure_container_app_job(
            trigger=Schedule(expression), timeout=timedelta(minutes=60)
        )
    apphost.terraform()
    done = calendar(apphost.folder, "--now", "2027-01-08")
    lines = done.stdout.split("\n\n")[-1].splitlines()
    assert done.stdout.startswith("Schedules, Fri 8 Jan to Thu 14 Jan 2027 (UTC)\n")
    assert [line[:20] for line in lines[:4]] == [
        "           00 01 02 ",
        "Fri 8 Jan   .  .  1 ",
        "Sat 9 Jan   .  .  1 ",
        "Sun 10 Jan  .  .  2 ",
    ]
    assert lines[1].split()[3:] == [".", ".", "1", "1", *["."] * 20]


def test_a_publish_output() -> None:
    assert table(SAMPLES / "shop") == [
        [
            *("report", "0 6 * * 1-5: at 06:00, Monday through Friday", "Mon to Fri", "06:00", "5"),
            "2 hours",
        ]
    ]


@pytest.mark.parametrize(
    ("expression", "days", "times"),
    [
        ("0 6 * * *", "every day", "06:00"),
        ("0 6,18 * * 1,4", "Mon and Thu", "06:00 and 18:00"),
        ("*/5 * * * *", "every day", "every 5 minutes"),
        ("* * * * *", "every day", "every minute"),
        ("*/20 8-17 * * 2-4", "Tue to Thu", "every 20 minutes, 08:00 to 17:40"),
        ("0,7 */4 * * 6", "Sat", "12 times, 00:00 to 20:07"),
        ("0 0 1 * *", "none", "not in this week"),
        ("0 0 29 2 *", "none", "not in this week"),
        ("0 0 30 2 *", "none", "never: no date matches it"),
        ("0 0 5 * 0", "Tue and Sun", "00:00"),
    ],
)
def test_when_a_job_starts_in_words(expression: str, days: str, times: str) -> None:
    found = week(("job", expression, 60))
    assert (found.days_in_words(found.rows[0]), found.rows[0].times_in_words) == (days, times)


def test_a_run_that_began_before_the_week_goes_on_in_it() -> None:
    assert [*row("0 22 * * 0", longest=4 * 3600).stretches()] == [
        (0, 120),  # since Sunday
        (6 * 24 * 60 + 22 * 60, 7 * 24 * 60),
    ]


def test_a_run_ends_before_the_next_one_begins() -> None:
    """A job that starts when another one ends does not run at the same time."""
    found = week(("first", "0 2 * * *", 1800), ("second", "30 2 * * *", 60), ("third", "29 2 * * *", 60))
    assert dict(zip([each.title for each in found.rows], found.at_the_same_time(), strict=True)) == {
        "first": ("third",),
        "third": ("first",),
        "second": (),
    }


def test_a_run_without_a_known_length_counts_for_its_minute() -> None:
    found = week(("unknown", "0 2 * * *", None), ("other", "0 2 * * *", 60))
    assert found.rows[1].longest_in_words == "not known"
    assert found.rows[1].overlap is None
    assert found.at_the_same_time() == [("unknown",), ("other",)]


def test_a_schedule_that_is_not_known_is_said(tmp_path: Path) -> None:
    job = {"schedule_trigger_config": {"cron_expression": "${var.cron}"}}
    odd = {"schedule_trigger_config": {"cron_expression": "every day"}}
    document = {"resource": {"azurerm_container_app_job": {"a": job, "b": odd}}}
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document))
    assert calendar(tmp_path, "--now", "2027-01-04").stdout == (
        "Schedules, Mon 4 Jan to Sun 10 Jan 2027 (UTC)\n"
        "\n\nNot in the calendar: a: ${var.cron}\n\nNot in the calendar: b: every day\n"
    )


def test_no_schedules(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    done = calendar(tmp_path)
    assert (done.exit_code, done.stdout) == (0, "No schedules.\n")


def test_many_jobs_are_a_row_for_each_schedule_and_end_quickly(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text(json.dumps(big(200)))
    started = time.process_time()
    rows = table(tmp_path)
    assert time.process_time() - started < 10
    assert len(rows) == 35
    assert rows[0][:2] == ["6 jobs: job-0, job-35, job-70 and 3 more", "*/5 * * * *: every 5 minutes"]


def test_two_hundred_jobs_that_start_every_minute_end_quickly() -> None:
    started = time.process_time()
    found = week(*((f"job-{number}", "* * * * *", 60.0 * number) for number in range(200)))
    assert max(found.hours()) == 200
    assert time.process_time() - started < 10


def test_a_terminal_is_not_led_astray(tmp_path: Path) -> None:
    job = {"schedule_trigger_config": {"cron_expression": "0 2 * * *"}}
    (tmp_path / "cdk.tf.json").write_text(
        json.dumps({"resource": {"azurerm_container_app_job": {"a\x1b[31mb": job}}})
    )
    done = calendar(tmp_path)
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout


def test_a_clock_that_is_no_time_is_a_wrong_option(tmp_path: Path) -> None:
    done = calendar(tmp_path, "--now", "tomorrow")
    assert done.exit_code == 2
    assert "--now can't be 'tomorrow'" in done.stderr


def test_what_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    done = calendar(tmp_path / "x.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "it is not JSON" in done.stderr


fields = st.sampled_from(["*", "*/7", "0", "5", "1-4", "2,6"])
expressions = st.tuples(
    fields, fields, st.sampled_from(["*", "1", "5-9"]), st.sampled_from(["*", "1", "*/2"]), fields
)


@given(
    expressions.map(" ".join).filter(lambda each: cron.error_in(each) is None),
    st.datetimes(datetime(2027, 1, 1), datetime(2030, 1, 1)),
    st.integers(0, 3000),
)
def test_the_calendar_is_what_the_cron_expression_says(expression: str, now: datetime, minutes: int) -> None:
    """Minute by minute, as counted from each run of the expression."""
    found = row(expression, longest=60 * minutes, now=now.replace(tzinfo=UTC))
    first = now.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    busy: set[int] = set()
    starts = 0
    for run in CronSim(expression, first - timedelta(minutes=minutes + 1)):
        at = int((run - first).total_seconds() // 60)
        if at >= DAYS * 24 * 60:
            break
        starts += at >= 0
        busy |= set(range(max(at, 0), min(at + max(minutes, 1), DAYS * 24 * 60)))
    assert found.starts == starts
    assert {minute for start, end in found.stretches() for minute in range(start, end)} == busy
