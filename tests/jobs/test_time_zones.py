"""Schedules that are meant in a time zone, which Azure does not have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire import Schedule
from cdktf_aspire.jobs import cron, time_zones

if TYPE_CHECKING:
    from tests.apphost import AppHost


def published(apphost: AppHost, schedule: Schedule) -> list[tuple[str, str | None]]:
    container = apphost.builder.add_container("batch", "r.io/batch:1")
    container.publish_as_azure_container_app_job(trigger=schedule)
    return [(each.code, each.hint) for each in apphost.problems()]


def test_a_schedule_in_a_time_zone_says_when_that_is_in_utc(apphost: AppHost) -> None:
    ((code, hint),) = published(apphost, Schedule("0 8 * * *", timezone="Europe/Berlin"))

    assert code == "ACJ215"
    assert hint is not None
    assert "'0 7 * * *' while Europe/Berlin is at UTC+01:00" in hint
    assert "'0 6 * * *' while Europe/Berlin is at UTC+02:00" in hint
    assert "'0 6,7 * * *' and let the program end" in hint


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Africa/Abidjan"])
def test_a_zone_that_is_utc_is_taken(zone: str, apphost: AppHost) -> None:
    assert published(apphost, Schedule("0 8 * * *", timezone=zone)) == []


@pytest.mark.parametrize(
    ("expression", "zone", "hint"),
    [
        ("0 8 * * *", "Asia/Kolkata", "Write '30 2 * * *'"),
        ("0 8 * * 1-5", "Asia/Tokyo", "Write '0 23 * * 0,1,2,3,4'"),
        ("*/15 * * * *", "Europe/Berlin", "Write '*/15 * * * *'"),
        (
            "30 0 1 * *",
            "Asia/Tokyo",
            "No cron expression in UTC says it: the day in Asia/Tokyo and the day in UTC",
        ),
        ("0 8 * * *", "Europe/Berln", "Not the name of a time zone; did you mean 'Europe/Berlin'?"),
        ("0 8 * * *", "../../etc/passwd", "Not the name of a time zone"),
    ],
)
def test_advice(expression: str, zone: str, hint: str) -> None:
    assert time_zones.advice(expression, zone).startswith(hint)


@pytest.mark.parametrize("prefix", ["CRON_TZ=", "TZ="])
def test_a_time_zone_in_the_expression_is_not_taken_for_seconds(prefix: str) -> None:
    error = cron.error_in(f"{prefix}Asia/Tokyo 0 8 * * *")

    assert error is not None
    assert "can't begin with a time zone" in error.message
    assert error.hint == "Azure has no time zones: every schedule is in UTC. Write '0 23 * * *'"


@pytest.mark.parametrize(
    ("expression", "alternatives"),
    [
        ("0 0 13 * 5", True),
        ("0 0 1-7 * 1", True),
        ("0 0 */2 * 1", False),
        ("0 0 * * 1", False),
        ("0 0 1 * *", False),
    ],
)
def test_a_day_of_the_month_and_a_day_of_the_week_mean_either(expression: str, alternatives: bool) -> None:
    assert cron.days_are_alternatives(expression) is alternatives


_FIELDS = st.sampled_from(
    ["0 8 * * *", "5,50 0-3 * * 1-5", "0 23 * * 0", "*/20 * * * 6", "0 */6 * * *", "30 0 1 * *"]
)


@given(_FIELDS, st.integers(-14 * 4, 14 * 4))
def test_the_expression_in_utc_starts_at_the_same_moments(expression: str, quarters: int) -> None:
    offset = timedelta(minutes=15 * quarters)
    in_utc = time_zones.in_utc(expression, offset)
    if in_utc is None:
        return
    start = datetime(2027, 3, 1, 12, tzinfo=UTC)
    local = cron.next_runs(expression, start + offset, 40)

    assert cron.next_runs(in_utc, start, 40) == [moment - offset for moment in local]
