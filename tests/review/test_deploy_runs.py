"""Jobs that the apply runs: what is run, how long it is waited for, and what waits."""

from __future__ import annotations

import copy

import attrs
import pytest

from cdktf_aspire.review.verdict import dangers, verdict
from tests.review.plans import Json, real
from tests.review.reading import in_every_format, review_of

RUN, CHECK = "terraform_data.migrate_run", "terraform_data.cdktf_aspire"


def plan() -> Json:
    """A new image for a migration, and for the app and the queue that wait for it."""
    return real("deploy-run")


def configured(document: Json, address: str) -> Json:
    """A resource in the configuration of a plan."""
    found: Json
    (found,) = (
        each for each in document["configuration"]["root_module"]["resources"] if each["address"] == address
    )
    return found


def changed(document: Json, address: str) -> Json:
    """A resource in the changes of a plan."""
    found: Json
    (found,) = (each for each in document["resource_changes"] if each["address"] == address)
    return found


def test_a_run_is_told_with_its_time_and_what_waits_for_it() -> None:
    review = review_of(plan())
    (run,) = review.runs

    assert (run.job, run.job_address, run.address) == ("migrate", "azurerm_container_app_job.migrate", RUN)
    assert (run.seconds, run.waiting, run.again) == (900, ("app", "azurerm_storage_queue.orders"), False)
    assert verdict(review) == "2 jobs change; 1 job runs in the apply"
    for name, text in in_every_format(review).items():
        if name != "json":
            words = text.replace("\\_", "_")
            assert "runs migrate and waits, up to 15 minutes" in words, name
            assert "app and azurerm_storage_queue.orders wait for it" in words, name


def test_neither_a_run_nor_its_check_is_something_that_is_replaced() -> None:
    review = review_of(plan())

    assert review.surroundings == ()
    assert dangers(review) == set()


def test_a_run_that_failed_is_run_again() -> None:
    document = plan()
    changed(document, RUN)["action_reason"] = "replace_because_tainted"
    review = review_of(document)

    assert review.runs[0].again
    assert "waits, up to 15 minutes, because its last run failed" in in_every_format(review)["text"]


def test_without_a_run_the_check_is_told_as_anything_else() -> None:
    document = plan()
    changed(document, RUN)["change"]["actions"] = ["no-op"]
    review = review_of(document)

    assert review.runs == ()
    assert [each.address for each in review.surroundings] == [CHECK]


def test_a_run_that_goes_is_deleted() -> None:
    document = plan()
    changed(document, RUN)["change"]["actions"] = ["delete"]
    review = review_of(document)

    assert review.runs == ()
    assert RUN in [each.address for each in review.surroundings]


def test_a_module_has_its_own_addresses() -> None:
    document = plan()
    root = document["configuration"]["root_module"]
    document["configuration"]["root_module"] = {"module_calls": {"batch": {"module": root}}}
    for each in document["resource_changes"]:
        each["address"] = f"module.batch.{each['address']}"
    (run,) = review_of(document).runs

    assert (run.address, run.job) == (f"module.batch.{RUN}", "migrate")
    assert run.waiting == ("app", "module.batch.azurerm_storage_queue.orders")


@pytest.mark.parametrize("interpreter", [[], ["cdktf-aspire", "run", "--timeout"], ["${var.seconds}s"]])
def test_a_time_that_the_plan_does_not_say(interpreter: list[str]) -> None:
    document = plan()
    (provisioner,) = configured(document, RUN)["provisioners"]
    expressions = provisioner["expressions"]
    expressions["interpreter"]["constant_value"] = ["cdktf-aspire", "run", *interpreter]
    review = review_of(document)

    assert review.runs[0].seconds is None
    assert "waits, for as long as the deployment allows" in in_every_format(review)["text"]


@pytest.mark.parametrize("wrong", [None, 1, "text", [], [1], {"a": 1}, [{"type": 1}], [[[]]]])
@pytest.mark.parametrize("key", ["provisioners", "depends_on", "address"])
def test_a_configuration_of_another_shape_is_no_run(key: str, wrong: object) -> None:
    document = plan()
    for each in document["configuration"]["root_module"]["resources"]:
        each[key] = copy.deepcopy(wrong)

    assert len(review_of(document).jobs) == 2


def test_another_provisioner_is_no_run() -> None:
    document = plan()
    (provisioner,) = configured(document, RUN)["provisioners"]
    provisioner["expressions"]["interpreter"]["constant_value"] = ["bash", "-c"]
    review = review_of(document)

    assert review.runs == ()
    assert RUN in [each.address for each in review.surroundings]


def test_a_stack_is_named_where_there_are_several() -> None:
    review = review_of(plan())
    several = attrs.evolve(review, stacks=(*review.stacks, *review.stacks))

    for name, text in in_every_format(several).items():
        assert name == "json" or review.runs[0].stack in text.partition("In the apply")[2], name
