"""What is no plan gets a clear error; what is odd in a plan gets a right answer."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdktf_aspire.review.as_markdown import GITHUB_LIMIT, markdown
from cdktf_aspire.review.plan import PlanError, read_plan
from cdktf_aspire.review.verdict import verdict
from tests.matrix import examples
from tests.review.mutation import mutated, places
from tests.review.plans import Json, a_change, a_job, a_plan, changed, real
from tests.review.reading import in_every_format, review_of


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"PK\x03\x04binary", "is the plan file itself"),
        (b"\xff\xfe\x00\x00\xff", "isn't text"),
        (b"\x89PNG\r\n\x1a\n", "isn't text"),
        (b"Terraform will perform the following actions:", "Is it the output of `terraform plan`?"),
        (b'{"format_version": "1.2", "resource_chan', "ends in the middle (line 1)"),
        (b'{"format_version": "1.2", "resource_changes": [', "ends in the middle"),
        (b'{"format_version": "1.2",\n "x": tru}', "line 2 is not JSON"),
        (b'{"format_version": "1.2"} {}', "is not JSON: Extra data"),
        (b'{"@level":"info"}\n{"@level":"info"}', "is the log of `terraform plan -json`"),
        (b"\x1f\x8b\x08\x00\xff", "is not a plan: it is compressed"),
        (b'{"@level":"info"}', "is the log of `terraform plan -json`"),
        (b"[]", "its top level is not an object"),
        (b"null", "its top level is not an object"),
        (b"{}", "it has no format_version"),
        (b'{"version": 4, "serial": 1, "lineage": "a", "resources": []}', "is a Terraform state"),
        (b'{"format_version": "1.0", "values": {}}', "`terraform show -json` of a state"),
        (b'{"format_version": "1.0", "terraform_version": "1.11.4"}', "it has no resource_changes"),
        (b'{"format_version": "1.0", "provider_schemas": {}}', "schemas of providers"),
        (b'{"resource": {"azurerm_container_app_job": {}}}', "is a Terraform configuration"),
        (b'{"terraform": {"backend": {}}}', "is a Terraform configuration"),
        (b'{"format_version": "2.0", "resource_changes": []}', "format version 2.0"),
        (b'{"format_version": "0.1", "resource_changes": []}', "format version 0.1"),
        (b'{"format_version": 1.2, "resource_changes": []}', "it has no format_version"),
        (b'{"format_version": "1.2", "resource_changes": {}}', "are lists"),
        (b'{"format_version": "1.2", "resource_changes": [1]}', "has no change"),
        (b'{"format_version": "1.2", "resource_changes": [{"change": {}}]}', "no address"),
        (
            b'{"format_version": "1.2", "resource_changes": [{"change": {}, "address": "a", "type": "b"}]}',
            "no list of actions",
        ),
        (b'{"format_version": "1.2", "resource_changes": [], "x": NaN}', "NaN isn't a JSON number"),
        (b'{"x": ' * 100_000, "nested too deeply"),
        (b'{"format_version": "1.2", "x": ' + b"9" * 5000 + b"}", "is not a plan"),
    ],
    ids=range(32),
)
def test_what_is_no_plan_is_named(content: bytes, message: str) -> None:
    with pytest.raises(PlanError) as raised:
        read_plan(content, stack="s", source="plan.json")

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith("plan.json ")


def test_a_plan_in_the_encoding_of_windows_powershell() -> None:
    text = json.dumps(a_plan(a_change(None, a_job())))

    for encoding in ("utf-16", "utf-8-sig"):
        plan = read_plan(text.encode(encoding), stack="s", source="plan.json")
        assert len(plan.changes) == 1


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (a_plan(), "No jobs in this plan"),
        ({"format_version": "1.2", "planned_values": {}}, "No jobs in this plan"),
        (
            a_plan(a_change(None, {}, name="rg", type="azurerm_resource_group")),
            "No jobs in this plan; 1 resource changes",
        ),
    ],
)
def test_a_plan_without_jobs(plan: Json, words: str) -> None:
    result = review_of(plan)

    assert verdict(result) == words
    assert in_every_format(result)["text"].startswith(words)


def test_ten_thousand_resources() -> None:
    changes = [
        a_change(
            None,
            {"name": f"r{index}"},
            name=f"r{index}",
            type="azurerm_role_assignment",
            unknown={"id": True},
        )
        for index in range(10_000)
    ]
    result = review_of(a_plan(*changes, a_change(None, a_job())))

    assert verdict(result) == "1 job is new; 10,000 other resources change"
    assert len(markdown(result).encode()) <= GITHUB_LIMIT


def test_nesting_that_json_allows_and_no_plan_has() -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = {"a": deep}
    with pytest.raises(PlanError, match="nested too deeply"):
        review_of(a_plan(a_change(a_job(), a_job(odd=deep))))


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e300,
    "",
    "x",
    "\ud800",
    "\x1b[31m",
    [],
    [None],
    [[]],
    {},
    {"a": None},
    [{"name": 5}],
]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("attribute", sorted(a_job()))
def test_an_attribute_of_any_type(attribute: str, value: object) -> None:
    job = {**a_job(), attribute: value}

    in_every_format(review_of(a_plan(a_change(a_job(), job), a_change(job, None, name="b"))))


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("attribute", sorted(a_job()["template"][0]["container"][0]))
def test_an_attribute_of_a_container_of_any_type(attribute: str, value: object) -> None:
    job = changed(a_job(), container={attribute: value})

    in_every_format(review_of(a_plan(a_change(a_job(), job))))


PLANTED = "planted-S3cret-value"


def planted() -> Json:
    """A real plan with a secret that must never be shown."""
    text = json.dumps(real("trigger-switch")).replace("not-a-real-secret", PLANTED)
    plan: Json = json.loads(text)
    del plan["prior_state"]  # less to mutate in vain
    return plan


PLAN = planted()
PLACES = places(PLAN)
ALSO = st.sampled_from([*ODD, "drop", PLANTED, f"a {PLANTED} b", {PLANTED: PLANTED}, ["update"], [True]])
TEXT = st.text(max_size=8)


@settings(max_examples=examples(150))
@given(st.lists(st.tuples(st.integers(1, PLACES - 1), ALSO | TEXT), min_size=1, max_size=4))
def test_a_mutated_plan_is_an_error_or_a_review_and_leaks_nothing(changes: list[tuple[int, object]]) -> None:
    plan = copy.deepcopy(PLAN)
    for at, new in changes:
        plan = mutated(plan, at % places(plan) or 1, new)
    try:
        written = in_every_format(review_of(plan))
    except PlanError as mistake:
        written = {"error": str(mistake)}
    changed_now = plan.get("resource_changes")
    still_secret = PLANTED in str(
        [
            each.get("value")
            for change in (changed_now if isinstance(changed_now, list) else [])
            if isinstance(change, dict) and change.get("type") == "azurerm_container_app_job"
            for side in ("before", "after")
            for each in secrets_of(change, side)
        ]
    )
    for name, text in written.items():
        assert not (still_secret and PLANTED in text), name
        text.encode("utf-8")


def secrets_of(change: Any, side: str) -> list[Json]:  # noqa: ANN401
    """The secret blocks of a job that is still readable after all mutations."""
    values = change.get("change", {})
    values = values.get(side) if isinstance(values, dict) else None
    found = values.get("secret") if isinstance(values, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
