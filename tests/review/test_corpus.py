"""Plans of every release and every shape are reviewed without a false error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.review.verdict import verdict
from tests.matrix import matrix
from tests.review.corpus import CORPUS, RELEASES, a_full_job, deferred, places_in, unknown_at, with_target
from tests.review.plans import Json, a_change, a_plan
from tests.review.reading import in_every_format, review_of
from tests.review.test_json import validate

if TYPE_CHECKING:
    from cdktf_aspire.review.model import Review

INSIDE = ("Unknown(", "Template(", "Hidden(", "Reference", "SecretText", "<cdktf", "object at 0x", "None)")


def assert_no_false_word(result: Review) -> None:
    written = in_every_format(result)
    for name, text in written.items():
        assert not [inner for inner in INSIDE if inner in text], name
    validate(json.loads(written["json"]))
    assert [finding for job in result.jobs for finding in job.findings if finding.error] == []


# Each shape in the newest release of both, and each release with one of the shapes; the others in the matrix.
NEWEST = [
    next(each for each in reversed(RELEASES) if each.startswith(name)) for name in ("terra", "opentofu")
]


@pytest.mark.parametrize(
    ("name", "release"),
    [
        (name, release) if index == 0 or release in NEWEST else matrix(name, release)
        for index, name in enumerate(CORPUS)
        for release in RELEASES
    ],
)
def test_a_plan_of_any_shape_and_release(name: str, release: str) -> None:
    plan, words = CORPUS[name]
    result = review_of({**plan, **RELEASES[release]})

    assert verdict(result) == words
    assert_no_false_word(result)


JOBS = {
    "event": a_full_job(),
    "schedule": a_full_job(
        event_trigger_config=[],
        schedule_trigger_config=[
            {"cron_expression": "0 3 * * *", "parallelism": 1, "replica_completion_count": 1}
        ],
    ),
}


# Each place of one of the jobs; those that the other one has too, in the matrix.
PLACES = {kind: places_in(job) for kind, job in JOBS.items()}
ELSEWHERE = {*PLACES["event"]}


@pytest.mark.parametrize(
    ("kind", "place"),
    [("event", place) for place in PLACES["event"]]
    + [
        matrix("schedule", place) if place in ELSEWHERE else ("schedule", place)
        for place in PLACES["schedule"]
    ],
)
def test_what_is_known_after_the_apply_is_no_error(kind: str, place: tuple[str | int, ...]) -> None:
    job = JOBS[kind]
    after, unknown = unknown_at(job, place)
    plan = a_plan(
        a_change(None, after, name="new", unknown=unknown),
        a_change(job, after, actions=["update"], unknown=unknown),
    )

    assert_no_false_word(review_of(plan))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (with_target(), "it was made with -target, or Terraform deferred a part of it"),
        (deferred(), "azurerm_container_app_job.later (instance count unknown)"),
    ],
)
def test_a_plan_that_is_not_all(plan: Json, words: str) -> None:
    text = in_every_format(review_of(plan))["text"]

    assert words in " ".join(text.split())
