"""A review as JSON is what its schema says."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest

from cdktf_aspire.review.as_json import FORMAT_VERSION, json_text
from cdktf_aspire.review.cost import Prices
from tests.review.example import example
from tests.review.plans import Json, a_plan, many_jobs, real
from tests.review.reading import review_of

SCHEMA = json.loads((files("cdktf_aspire.review") / "schema.json").read_text(encoding="utf-8"))
NAMES = ("create", "cron-change", "destroy", "image-change", "nochange", "secret-change", "timeout-change")


def validate(document: Json) -> None:
    jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(document)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["format_version"] == {"const": FORMAT_VERSION}


@pytest.mark.parametrize(
    "plan",
    [*(real(name) for name in NAMES), real("trigger-switch"), example(), a_plan(), many_jobs(30)],
    ids=range(11),
)
def test_every_review_fits_the_schema(plan: Json) -> None:
    validate(json.loads(json_text(review_of(plan))))
    validate(json.loads(json_text(review_of(plan, plan, prices=Prices(0.1, 0.01, "EUR")))))


def test_what_the_schema_forbids_is_found() -> None:
    document = json.loads(json_text(review_of(real("cron-change"))))
    document["jobs"][0]["action"] = "exploded"

    with pytest.raises(jsonschema.ValidationError):
        validate(document)


def test_a_program_finds_what_it_needs() -> None:
    document = json.loads(json_text(review_of(real("cron-change"))))
    (job,) = document["jobs"]

    assert document["verdict"] == "1 job changes"
    assert document["counts"]["changed"] == 1
    assert (job["address"], job["action"]) == ("azurerm_container_app_job.job", "changed")
    assert job["schedule"]["after"] == {
        "cron_expression": "0 3 * * *",
        "valid": True,
        "in_words": "at 03:00 (UTC)",
        "runs_per_day": 1,
        "next_runs": ["2027-01-05T03:00:00Z", "2027-01-06T03:00:00Z", "2027-01-07T03:00:00Z"],
    }
    assert job["worst_case"]["after"]["month"]["vcpu_hours"] == pytest.approx(2.5347, abs=1e-4)
    assert document["timelines"]["day"]["jobs"][0]["runs"] == ["2027-01-05T03:00:00Z"]


def test_it_is_ascii_and_the_same_every_time() -> None:
    text = json_text(review_of(example()))

    assert text.isascii()
    assert text == json_text(review_of(example()))
