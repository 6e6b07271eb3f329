"""The worst case of a month, and runs that overlap; docs/plan-review.md defines both."""

from __future__ import annotations

import pytest

from cdktf_aspire.review.cost import Cost, Hours, Prices
from cdktf_aspire.review.presenting import cost_words, total_words
from cdktf_aspire.review.schedule import overlap_in_words
from tests.review.plans import Json, a_change, a_job, a_plan, a_rule, an_event, changed
from tests.review.reading import job_of, review_of

PRICES = Prices(0.1, 0.01, "EUR")


def cost_of(job: Json) -> Cost:
    cost = job_of(a_plan(a_change(None, job))).cost
    assert cost is not None
    return cost


def same(actual: Hours | None, vcpu: float, gib: float) -> bool:
    return actual is not None and (actual.vcpu, actual.gib) == pytest.approx((vcpu, gib))


def test_a_scheduled_job_is_runs_x_replicas_x_attempts_x_timeout_x_size() -> None:
    job = a_job(
        cron="0 * * * *",
        replica_timeout_in_seconds=1800,
        replica_retry_limit=2,
        replicas={"parallelism": 2, "replica_completion_count": 6},
        container={"cpu": 0.5, "memory": "1Gi"},
    )
    cost = cost_of(job)

    assert cost.runs_a_month == pytest.approx(730)
    assert same(cost.per_run, 6 * 3 * 0.5 * 0.5, 6 * 3 * 0.5 * 1)
    assert same(cost.month, 730 * 6 * 3 * 0.5 * 0.5, 730 * 6 * 3 * 0.5 * 1)


def test_more_replicas_at_a_time_than_must_succeed_are_paid_too() -> None:
    one = cost_of(a_job(replicas={"parallelism": 1}))
    five = cost_of(a_job(replicas={"parallelism": 5}))

    assert one.month
    assert same(five.month, 5 * one.month.vcpu, 5 * one.month.gib)


def test_the_size_is_all_containers_or_a_larger_init_container() -> None:
    job = a_job(cron="0 * * * *", replica_timeout_in_seconds=3600, replica_retry_limit=0)
    container = job["template"][0]["container"][0]
    job["template"][0]["container"].append({**container, "name": "sidecar", "cpu": 0.25, "memory": "0.5Gi"})
    job["template"][0]["init_container"] = [{**container, "name": "init", "cpu": 1, "memory": "0.5Gi"}]

    assert same(cost_of(job).per_run, 1, 1.5)


def test_a_manual_job_has_a_cost_per_run_only() -> None:
    cost = cost_of(a_job(cron=None, replica_timeout_in_seconds=3600, replica_retry_limit=0))

    assert (cost.basis, cost.month, cost.runs_a_month) == ("manual", None, None)
    assert same(cost.per_run, 0.5, 1)


def test_an_event_job_with_long_runs_is_all_its_executions_all_the_time() -> None:
    job = a_job(
        cron=None,
        replica_timeout_in_seconds=600,
        **an_event(a_rule(), max_executions=10, polling_interval_in_seconds=30),
    )
    cost = cost_of(job)

    assert cost.basis == "always running"
    assert same(cost.month, 10 * 0.5 * 730, 10 * 1 * 730)


def test_an_event_job_with_short_runs_is_its_executions_at_every_poll() -> None:
    job = a_job(
        cron=None,
        replica_timeout_in_seconds=60,
        replica_retry_limit=0,
        **an_event(a_rule(), max_executions=10, polling_interval_in_seconds=600),
    )
    cost = cost_of(job)

    assert cost.basis == "event"
    assert cost.runs_a_month == pytest.approx(10 * 730 * 6)
    assert same(cost.month, 10 * 730 * 6 * 0.5 / 60, 10 * 730 * 6 / 60)


def test_an_event_job_without_a_rule_costs_nothing() -> None:
    assert same(cost_of(a_job(cron=None, **an_event())).month, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"replica_timeout_in_seconds": "soon"},
        {"replica_retry_limit": [1]},
        {"schedule": {"parallelism": "two"}},
        {"schedule": {"cron_expression": "every day"}},
        {"schedule": {"cron_expression": None}},
        {"container": {"memory": "1 GB"}},
        {"container": {"cpu": "much"}},
        {"template": []},
        {"schedule_trigger_config": []},
    ],
)
def test_what_the_plan_does_not_say_is_not_known(changes: Json) -> None:
    cost = cost_of(changed(a_job(), **changes))

    assert (cost.basis, cost.month) == ("unknown", None)


@pytest.mark.parametrize(
    ("memory", "gib"), [("1Gi", 1), ("0.5Gi", 0.5), ("512Mi", 0.5), ("1048576Ki", 1), (None, 0)]
)
def test_units_of_memory(memory: str | None, gib: float) -> None:
    job = a_job(cron="0 * * * *", replica_timeout_in_seconds=3600, replica_retry_limit=0)

    assert same(cost_of(changed(job, container={"memory": memory})).per_run, 0.5, gib)


def test_prices_are_the_users() -> None:
    job = a_job(cron="0 * * * *", replica_timeout_in_seconds=3600, replica_retry_limit=0)
    result = review_of(a_plan(a_change(None, job)), prices=PRICES)

    assert cost_words(result.jobs[0].cost, PRICES) == "365 vCPU-hours and 730 GiB-hours, 43.80 EUR"
    assert total_words(result) == "0 → 365 vCPU-hours, 0 → 730 GiB-hours, 0.00 → 43.80 EUR"


def test_a_job_on_a_dedicated_profile_has_no_price_of_its_own() -> None:
    job = a_job(workload_profile_name="big")

    assert "paid for anyway" in cost_words(cost_of(job), PRICES)
    assert "EUR" not in cost_words(cost_of(job), PRICES)
    assert not cost_of(a_job(workload_profile_name="Consumption")).dedicated


def test_a_serverless_gpu_is_not_paid_for_anyway_whatever_the_environment_calls_it() -> None:
    job = a_job(workload_profile_name="gpu")
    environment = {
        "id": job["container_app_environment_id"],
        "name": "env",
        "workload_profile": [{"name": "gpu", "workload_profile_type": "Consumption-GPU-NC8as-T4"}],
    }
    plan = a_plan(
        a_change(None, job),
        a_change(environment, environment, name="env", type="azurerm_container_app_environment"),
    )
    cost = job_of(plan).cost

    assert cost is not None
    assert not cost.dedicated


def test_all_jobs_together_before_and_after() -> None:
    job = a_job(cron="0 * * * *", replica_timeout_in_seconds=3600, replica_retry_limit=0)
    plan = a_plan(
        a_change(job, changed(job, replica_timeout_in_seconds=7200), name="a"),
        a_change(job, None, name="b"),
        a_change(job, job, name="c"),
        a_change(None, a_job(cron=None), name="d"),
    )

    assert total_words(review_of(plan)) == (
        "1,095 vCPU-hours and 2,190 GiB-hours, as before (without 1 manual job)"
    )


def test_runs_that_go_on_when_the_next_one_starts() -> None:
    job = a_job(cron="*/15 * * * *", replica_timeout_in_seconds=600, replica_retry_limit=1)
    overlap = job_of(a_plan(a_change(None, job))).overlap

    assert overlap is not None
    assert overlap_in_words(overlap) == (
        "starts every 15 minutes and may run for 20 minutes: up to 2 runs at a time"
    )


def test_waves_of_replicas_count_one_after_another() -> None:
    job = a_job(
        cron="0 * * * *",
        replica_timeout_in_seconds=1200,
        replica_retry_limit=0,
        replicas={"parallelism": 2, "replica_completion_count": 7},
    )
    overlap = job_of(a_plan(a_change(None, job))).overlap

    assert overlap is not None
    assert (overlap.longest, overlap.at_a_time) == (4800, 2)


def test_a_run_as_long_as_the_interval_does_not_overlap() -> None:
    job = a_job(cron="*/15 * * * *", replica_timeout_in_seconds=900, replica_retry_limit=0)

    assert job_of(a_plan(a_change(None, job))).overlap is None
