"""Cron expressions as Azure reads them: five fields, in UTC."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime, timedelta

import pytest

from cdktf_aspire.jobs import cron


@pytest.mark.parametrize(
    ("expression", "words", "per_day", "shortest"),
    [
        ("0 0 * * *", "at 00:00 (UTC)", 1, timedelta(days=1)),
        ("0 */6 * * *", "every 6 hours (UTC)", 4, timedelta(hours=6)),
        ("*/5 * * * *", "every 5 minutes (UTC)", 288, timedelta(minutes=5)),
        ("0 2 * * 0", "at 02:00, only on Sunday (UTC)", 52 / 365, timedelta(days=7)),
        ("0 0 1 1 *", "at 00:00, on day 1 of the month, only in January (UTC)", 1 / 365, timedelta(days=365)),
        ("50,10 23,0 * * *", None, 4, timedelta(minutes=20)),
        ("00 07 * * 07", "at 07:00, only on Sunday (UTC)", 52 / 365, timedelta(days=7)),
        ("0 0 29 2 *", "at 00:00, on day 29 of the month, only in February (UTC)", 0, None),
    ],
)
def test_words_frequency_and_interval(
    expression: str, words: str | None, per_day: float, shortest: timedelta | None
) -> None:
    assert cron.error_in(expression) is None
    assert words is None or cron.describe(expression) == words
    assert cron.runs_per_day(expression) == pytest.approx(per_day)
    if shortest is not None:
        assert cron.shortest_interval(expression) == shortest


def test_next_runs_are_in_utc_and_after_the_given_time() -> None:
    after = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)

    assert cron.next_runs("0 2 * * 0", after, 2) == [
        datetime(2026, 3, 8, 2, 0, tzinfo=UTC),
        datetime(2026, 3, 15, 2, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("expression", "message", "marked"),
    [
        ("0 25 * * *", "The hour of a cron expression can't be '25'", "  ^^"),
        ("x * * * *", "The minute of a cron expression can't be 'x'", "^"),
        ("0 0 L * *", "The day of month of a cron expression uses 'L', which Azure doesn't support", "    ^"),
        ("0 0 * * * 2027", "A cron expression has five fields, this one has 6", "          ^^^^"),
    ],
)
def test_the_bad_field_is_named_and_marked(expression: str, message: str, marked: str) -> None:
    error = cron.error_in(expression)

    assert error is not None
    assert error.message == message
    assert error.marked == f"{expression}\n{marked}"


def test_a_date_that_never_comes() -> None:
    assert cron.never_fires("0 0 31 2 *")
    assert cron.next_runs("0 0 31 2 *", datetime(2026, 1, 1, tzinfo=UTC), 3) == []
    assert cron.runs_per_day("0 0 31 2 *") == 0
    assert not cron.never_fires("0 0 29 2 *")


def test_a_machine_without_a_language_is_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container has none."""
    monkeypatch.setattr("locale.getlocale", lambda *_: (None, None))
    cron.describe.cache_clear()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cron.describe("0 6 * * *") == "at 06:00 (UTC)"
