"""The worst case that a job can cost in a month: every run uses all its retries and its whole timeout.

    hours = runs a month x replicas a run x (retries + 1) x timeout x size

A month has 730 hours, as in Azure's price list. docs/plan-review.md says what each factor is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs.workload_profiles import is_dedicated, kind_of
from cdktf_aspire.review.plan_values import (
    block,
    blocks,
    gib_of,
    is_mark,
    number_of,
    profile,
    trigger_block,
    trigger_of,
)
from cdktf_aspire.review.schedule import effort_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cdktf_aspire.jobs.rules import EnvironmentFacts
    from cdktf_aspire.review.schedule import ScheduleReview

HOURS_A_MONTH: Final = 730.0
_DAYS_A_MONTH: Final = HOURS_A_MONTH / 24
_SECONDS_A_MONTH: Final = HOURS_A_MONTH * 3600


@records.frozen
class Prices:
    """What the user pays.

    Attributes:
        vcpu_hour: for a vCPU for an hour.
        gib_hour: for a GiB of memory for an hour.
        currency: its code or sign, for the text.
    """

    vcpu_hour: float
    gib_hour: float
    currency: str


@records.frozen
class Hours:
    """What is used.

    Attributes:
        vcpu: vCPU-hours.
        gib: GiB-hours of memory.
    """

    vcpu: float
    gib: float

    def __mul__(self, factor: float) -> Hours:
        return Hours(self.vcpu * factor, self.gib * factor)

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.vcpu + other.vcpu, self.gib + other.gib)

    def price(self, prices: Prices) -> float:
        """In the user's currency."""
        return self.vcpu * prices.vcpu_hour + self.gib * prices.gib_hour


NOTHING: Final = Hours(0, 0)


@records.frozen
class Cost:
    """The worst case of one job.

    Attributes:
        per_run: most hours that one execution uses; None when the plan does not say.
        runs_a_month: None for a manual job, and when the plan does not say.
        month: hours in a month; None for a manual job, and when the plan does not say.
        basis: `schedule`, `event`, `always running`, `manual` or `unknown`.
        dedicated: whether it runs on the nodes of a workload profile, which are paid for whatever runs.
    """

    per_run: Hours | None
    runs_a_month: float | None
    month: Hours | None
    basis: str
    dedicated: bool


def cost_of(
    job: Mapping[str, object], schedule: ScheduleReview | None, facts: EnvironmentFacts | None = None
) -> Cost:
    """The worst case of a job.

    Args:
        job: its attributes, with their marks.
        schedule: when it runs.
        facts: what is known of its environment.
    """
    name = profile(job.get("workload_profile_name"))
    dedicated = isinstance(name, str) and is_dedicated(
        kind_of(name, facts.workload_profiles if facts else None)
    )
    kind, effort, size = trigger_of(job), effort_of(job), _size(job)
    if kind is None or effort is None or size is None:
        return Cost(None, None, None, "unknown", dedicated)
    one = size * (max(effort.timeout, 0) / 3600 * effort.attempts)
    # Azure starts `parallelism` replicas even when fewer have to succeed.
    per_run = one * max(effort.parallelism, effort.completions, 1)
    match kind:
        case "manual":
            return Cost(per_run, None, None, kind, dedicated)
        case "schedule":
            if schedule is None or not schedule.valid:
                return Cost(per_run, None, None, "unknown", dedicated)
            runs = schedule.runs_per_day * _DAYS_A_MONTH
            return Cost(per_run, runs, per_run * runs, kind, dedicated)
    scale = block(trigger_block(job), "scale")
    most = number_of(scale.get("max_executions"), default.MAX_EXECUTIONS)
    every = number_of(scale.get("polling_interval_in_seconds"), default.POLLING_INTERVAL)
    if most is None or every is None:
        return Cost(per_run, None, None, "unknown", dedicated)
    if not blocks(scale, "rules") and not is_mark(scale.get("rules")):
        most = 0  # without a rule it never runs
    runs = most * _SECONDS_A_MONTH / max(every, 1)
    started = per_run * runs
    # KEDA starts no more than leaves max_executions running, so there is never more than that.
    always = size * (most * max(effort.parallelism, 1) * HOURS_A_MONTH)
    if always.vcpu < started.vcpu:
        return Cost(per_run, runs * always.vcpu / started.vcpu, always, "always running", dedicated)
    return Cost(per_run, runs, started, "event", dedicated)


def total(costs: Iterable[Cost | None]) -> Hours:
    """The sum of what is known."""
    result = NOTHING
    for cost in costs:
        if cost is not None and cost.month is not None:
            result += cost.month
    return result


def _size(job: Mapping[str, object]) -> Hours | None:
    """The size of one replica: its containers together, or an init container if one is larger."""
    template = block(job, "template")
    sizes = [_container(each) for each in blocks(template, "container")]
    inits = [_container(each) for each in blocks(template, "init_container")]
    known = [each for each in sizes + inits if each is not None]
    if not sizes or len(known) < len(sizes) + len(inits):
        return None
    together = sum(known[: len(sizes)], NOTHING)
    return Hours(
        max([together.vcpu, *(each.vcpu for each in known[len(sizes) :])]),
        max([together.gib, *(each.gib for each in known[len(sizes) :])]),
    )


def _container(container: Mapping[str, object]) -> Hours | None:
    cpu = number_of(container.get("cpu"), 0)
    gib = gib_of(container.get("memory"))
    return None if cpu is None or gib is None else Hours(max(cpu, 0), gib)
