"""What only Terraform will know: no finding may depend on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.cli.check import expressions_of, terraform_value
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import Reader
from tests.cli.clean_jobs import IDENTITY, JOBS, Place, found_in, places, replaced
from tests.matrix import matrix

EXPRESSIONS = (
    "${local.some}",
    "${module.some.thing}",
    "${one(data.azurerm_user_assigned_identity.some[*].id)}",
    '${lookup(each.value, "some", null)}',
)
BLOCKS = frozenset(
    {
        "identity", "secret", "registry", "manual_trigger_config", "schedule_trigger_config",
        "event_trigger_config", "scale", "rules", "authentication", "template", "container",
        "init_container", "volume", "env", "volume_mounts",
    }
)  # fmt: skip


def findings(job: object) -> set[str]:
    """Codes, with the message of each for the reader of a failure."""
    assert isinstance(job, dict)
    reader = Reader(value=lambda value: terraform_value(value, expressions_of([])))
    model = reader.read(job)
    problems = [*reader.problems, *rules.check(model, resource="batch", path="")]
    text = " ".join(f"{each.message} {each.value} {each.hint}" for each in problems)
    assert "Unknown(" not in text
    assert "Template(" not in text
    return {f"{each.code} {each.message} ({each.path})" for each in problems}


def with_a_dynamic_block(job: object, at: Place) -> object:
    """The job with blocks of a name made by a `dynamic` block."""
    *above, name = at
    block = found_in(job, tuple(above))
    assert isinstance(block, dict)
    rest = {key: each for key, each in block.items() if key != name}
    dynamic = {str(name): {"for_each": "${var.all}", "iterator": "it", "content": {"name": "${it.value}"}}}
    return replaced(job, tuple(above), {**rest, "dynamic": {**rest.get("dynamic", {}), **dynamic}})


@pytest.mark.parametrize("name", JOBS)
def test_the_jobs_of_these_tests_are_clean(name: str) -> None:
    assert findings(JOBS[name]) == set()


@pytest.mark.parametrize(
    "expression", [matrix(each) if "module" in each or "lookup" in each else each for each in EXPRESSIONS]
)
@pytest.mark.parametrize("name", JOBS)
def test_an_expression_in_any_place_is_no_finding(name: str, expression: str) -> None:
    job = JOBS[name]
    for place in places(job):
        assert findings(replaced(job, place, expression)) == set(), place


@pytest.mark.parametrize("name", JOBS)
def test_a_dynamic_block_in_the_place_of_any_is_no_finding(name: str) -> None:
    job = JOBS[name]
    for place in places(job):
        if place[-1] in BLOCKS and isinstance(found_in(job, place), list):
            assert findings(with_a_dynamic_block(job, place)) == set(), place


@pytest.mark.parametrize("name", JOBS)
def test_an_expression_as_a_key_is_no_finding(name: str) -> None:
    job = JOBS[name]
    for place in places(job):
        if place[-1] in {"metadata", "tags"}:
            value = found_in(job, place)
            assert isinstance(value, dict)
            for key in value:
                keys = {"${local.key}" if each == key else each: value[each] for each in value}
                assert findings(replaced(job, place, keys)) == set(), (place, key)


@given(st.data())
def test_expressions_in_several_places_are_no_finding(data: st.DataObject) -> None:
    job: object = JOBS[data.draw(st.sampled_from(sorted(JOBS)))]
    for _ in range(data.draw(st.integers(2, 4))):
        place = data.draw(st.sampled_from(list(places(job))))
        job = replaced(job, place, data.draw(st.sampled_from(EXPRESSIONS)))

    assert findings(job) == set()


X = "${azurerm_user_assigned_identity.x.id}"


@pytest.mark.parametrize(
    ("own", "used"),
    [
        ("${local.id}", X),
        (X, "${var.identity}"),
        (X, "${module.identity.resource_id}"),
        (X, "${data.azurerm_user_assigned_identity.x.id}"),
        ("${azurerm_user_assigned_identity.x[0].id}", "${one(azurerm_user_assigned_identity.x[*].id)}"),
        ("${azurerm_user_assigned_identity.x[0].id}", X),
        ('${azurerm_user_assigned_identity.x["a"].id}', "${azurerm_user_assigned_identity.x[each.key].id}"),
        (IDENTITY, X),
        (IDENTITY.upper(), IDENTITY),
        (X, X),
    ],
)
def test_an_identity_that_may_be_the_jobs_own_is_no_finding(own: str, used: str) -> None:
    assert findings(pulling_with(used, [own])) == set()


@pytest.mark.parametrize(
    ("own", "used"),
    [
        ("${azurerm_user_assigned_identity.y.id}", X),
        ("${azurerm_user_assigned_identity.x[1].id}", "${azurerm_user_assigned_identity.x[0].id}"),
        (f"{IDENTITY}2", IDENTITY),
    ],
)
def test_an_identity_that_can_not_be_the_jobs_own_is_an_error(own: str, used: str) -> None:
    (found,) = findings(pulling_with(used, [own]))
    assert found.startswith("ACJ412")


def pulling_with(used: str, own: object) -> object:
    identity = [{"type": "UserAssigned", "identity_ids": own}]
    registry = [{"server": "mine.azurecr.io", "identity": used}]
    job = {**JOBS["manual"], "identity": identity, "registry": registry}
    key = {"name": "key", "value": "${var.key}"}
    return {**job, "secret": [*job["secret"][:1], key]}


def test_what_is_certain_is_told_beside_what_is_not() -> None:
    registry = [{"server": "mine.azurecr.io", "identity": X, "username": "me", "password_secret_name": "key"}]
    job = {**JOBS["manual"], "registry": registry, "identity": "${local.identity}"}
    (found,) = findings(job)
    assert found.startswith("ACJ420")


def test_two_triggers_are_an_error_only_when_both_are_there_for_certain() -> None:
    schedule = {"cron_expression": "0 2 * * 0"}
    dynamic = {"for_each": "${var.schedule}", "content": schedule}
    assert findings({**JOBS["manual"], "dynamic": {"schedule_trigger_config": dynamic}}) == set()

    (found,) = findings({**JOBS["manual"], "schedule_trigger_config": [schedule]})
    assert found.startswith("ACJ201")


def test_a_dynamic_block_of_a_name_that_azurerm_does_not_have_is_an_error() -> None:
    (found,) = findings({**JOBS["manual"], "dynamic": [{"registrys": {"for_each": [], "content": {}}}]})
    assert found.startswith("ACJ001 azurerm has no attribute 'registrys' here")
