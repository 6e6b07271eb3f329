"""Words that every format shares: what happens to a job in a line, what it costs, what to look at first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.image_names import without_long_digests
from cdktf_aspire.review.words import duration, listed, number, plural, short_duration
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cdktf_aspire.review.cost import Cost, Hours, Prices
    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.model import JobReview, ResourceReview, Review, Row, RunReview

ICONS: Final = {
    Action.DELETED: "\N{LARGE RED CIRCLE}",
    Action.REPLACED: "\N{LARGE RED CIRCLE}",
    Action.FORGOTTEN: "\N{LARGE ORANGE CIRCLE}",
    Action.UNCLEAR: "\N{LARGE ORANGE CIRCLE}",
    Action.CHANGED: "\N{LARGE YELLOW CIRCLE}",
    Action.NEW: "\N{LARGE GREEN CIRCLE}",
    Action.IMPORTED: "\N{LARGE BLUE CIRCLE}",
    Action.MOVED: "\N{LARGE BLUE CIRCLE}",
    Action.DRIFTED: "\N{LARGE BLUE CIRCLE}",
    Action.UNCHANGED: "\N{MEDIUM WHITE CIRCLE}",
}
WORDS: Final = {
    Action.DELETED: "deleted",
    Action.REPLACED: "replaced",
    Action.FORGOTTEN: "no longer managed",
    Action.UNCLEAR: "unclear",
    Action.CHANGED: "changed in place",
    Action.NEW: "new",
    Action.IMPORTED: "imported",
    Action.MOVED: "moved",
    Action.DRIFTED: "only drifted",
    Action.UNCHANGED: "unchanged",
}
DANGEROUS: Final = (Action.DELETED, Action.REPLACED)
# They are shown next to the full schedule, and are left out of the summary line.
_BESIDE: Final = {"runs per day", "next runs"}
_MANY: Final = 3
# The number of changes to another resource that its line shows.
_VALUES: Final = 6
# The most important facts about a new or deleted job.
_OF_A_WHOLE_JOB: Final = ("trigger", "schedule", "image")


@records.frozen
class Headline:
    """The essentials of a job, in a line.

    Attributes:
        reasons: why.
        rows: that say most.
        more: how many others there are.
    """

    reasons: tuple[str, ...]
    rows: tuple[Row, ...]
    more: int


def headline(job: JobReview) -> Headline:
    """The essentials of a job."""
    rows = [row for row in job.rows if row.field not in _BESIDE]
    most = _MANY
    if job.action is Action.DRIFTED:
        rows = list(job.drift)
    elif one_sided(job):
        whole = [row for row in rows if row.field in _OF_A_WHOLE_JOB]
        rows = whole[-2:] if any(row.field == "schedule" for row in whole) else whole
    elif job.reasons and job.action is Action.REPLACED:
        return Headline(job.reasons, (), 0)
    return Headline(job.reasons, tuple(rows[:most]), max(0, len(rows) - most))


def one_sided(job: JobReview) -> bool:
    """Whether the rows tell what a job is or was, not what changes."""
    return job.action in {Action.NEW, Action.DELETED, Action.FORGOTTEN}


def cost_changes(job: JobReview) -> bool:
    """Whether there is a cost to tell of: not of a job of which nothing changes."""
    return bool(job.rows) or job.cost != job.cost_before


def extras(job: JobReview) -> list[str]:
    """What happens besides, in words."""
    parts = []
    if job.moved_from is not None and job.action is not Action.MOVED:
        parts.append("moved")
    if job.imported is not None and job.action is not Action.IMPORTED:
        parts.append("imported")
    if job.drift and job.action is not Action.DRIFTED:
        parts.append("had drifted")
    return parts


def action_words(job: JobReview) -> str:
    """What happens to a job: `changed in place, moved`."""
    return ", ".join([WORDS[job.action], *extras(job)])


def month_words(cost: Cost | None, prices: Prices | None) -> str:
    """The worst case of a month in short: `243 vCPU-h`, or its price."""
    if cost is None:
        return "nothing"
    if cost.month is None:
        return "per run only" if cost.basis == "manual" else "not known"
    if prices is not None and not cost.dedicated:
        return price_words(cost.month, prices)
    return f"{number(cost.month.vcpu)} vCPU-h"


def price_words(hours: Hours, prices: Prices) -> str:
    """A price with its currency."""
    price = hours.price(prices)
    text = f"{price:,.0f}" if price >= 100 else f"{price:,.2f}"
    return f"{text} {prices.currency}"


def hours_words(hours: Hours) -> str:
    """`243 vCPU-hours and 487 GiB-hours`."""
    return f"{number(hours.vcpu)} vCPU-hours and {number(hours.gib)} GiB-hours"


def month_change(job: JobReview, prices: Prices | None) -> str:
    """The worst case of a month in short, before and after."""
    before, after = (month_words(cost, prices) for cost in (job.cost_before, job.cost))
    if job.action is Action.NEW or before == after:
        return after
    if before.endswith(" vCPU-h") and after.endswith(" vCPU-h"):
        before = before.removesuffix(" vCPU-h")
    return f"{before} \N{RIGHTWARDS ARROW} {after}"


def cost_words(cost: Cost | None, prices: Prices | None) -> str:
    """The worst case of a job in full."""
    if cost is None:
        return "nothing"
    if cost.per_run is None:
        return "not known: the plan does not have all the values"
    if cost.month is None:
        text = f"{hours_words(cost.per_run)} a run"
        hours = cost.per_run
        if cost.basis == "unknown":
            text += "; how many runs is not known"
    else:
        text, hours = hours_words(cost.month), cost.month
    if cost.dedicated:
        return f"{text}, on nodes of a workload profile that are paid for anyway"
    return f"{text}, {price_words(hours, prices)}" if prices else text


def basis_words(cost: Cost) -> str:
    """How the number of a month comes about."""
    runs = number(cost.runs_a_month or 0)
    match cost.basis:
        case "schedule":
            return f"{runs} runs a month, each with all its retries and its whole timeout"
        case "event":
            return f"{runs} runs a month: max_executions at every polling interval"
        case "always running":
            return "max_executions running all the time"
        case "manual":
            return "started by hand, so there is no number for a month"
    return "the plan does not have all the values"


def total_words(review: Review) -> str | None:
    """The worst case of all jobs, before and after; None when there is no difference to show."""
    known = [job for job in review.jobs if any(_has_month(cost) for cost in (job.cost_before, job.cost))]
    if not known:
        return None
    before, after = review.cost_before, review.cost
    if before == after:
        text = f"{hours_words(after)}, as before"
    else:
        text = (
            f"{number(before.vcpu)} \N{RIGHTWARDS ARROW} {number(after.vcpu)} vCPU-hours, "
            f"{number(before.gib)} \N{RIGHTWARDS ARROW} {number(after.gib)} GiB-hours"
        )
    if review.prices:
        paid = [
            sum(
                cost.month.price(review.prices)
                for cost in costs
                if cost is not None and cost.month is not None and not cost.dedicated
            )
            for costs in ([job.cost_before for job in review.jobs], [job.cost for job in review.jobs])
        ]
        amounts = [f"{amount:,.2f}" for amount in paid]
        text += f", {f' {chr(0x2192)} '.join(dict.fromkeys(amounts))} {review.prices.currency}"
    left_out = [
        plural(count, one, many)
        for count, one, many in (
            (_count(review, "manual"), "manual job", "manual jobs"),
            (_count(review, "unknown"), "job that is not known", "jobs that are not known"),
        )
        if count
    ]
    return f"{text} (without {listed(left_out)})" if left_out else text


def _has_month(cost: Cost | None) -> bool:
    return cost is not None and cost.month is not None


def _count(review: Review, basis: str) -> int:
    return sum(job.cost is not None and job.cost.basis == basis for job in review.jobs)


@records.frozen
class Gathered:
    """The same finding on one job or several.

    Attributes:
        finding: what the rule says.
        jobs: that have it.
        attribute: with Terraform's names; None where the jobs differ in it.
    """

    finding: PlanFinding
    jobs: tuple[JobReview, ...]
    attribute: str | None

    def names(self, most: int = 3) -> list[str]:
        """The names of the first jobs; the last entry counts the others."""
        names = [clipped(job.name, 60) for job in self.jobs]
        if len(names) <= most + 1:
            return names
        return [*names[:most], f"{len(names) - most:,} more"]


def gathered(found: Iterable[tuple[JobReview, PlanFinding]]) -> list[Gathered]:
    """The findings, each once, errors first, what most jobs have before the others."""
    groups: dict[tuple[object, ...], list[tuple[JobReview, PlanFinding]]] = {}
    for job, each in found:
        groups.setdefault(_identity_of(each), []).append((job, each))
    result = []
    for group in groups.values():
        attributes = {each.attribute for _, each in group}
        jobs = tuple({id(job): job for job, _ in group}.values())
        result.append(Gathered(group[0][1], jobs, attributes.pop() if len(attributes) == 1 else None))
    return sorted(result, key=lambda one: (not one.finding.error, -len(one.jobs), one.finding.code))


def findings_with_jobs(jobs: Iterable[JobReview]) -> Iterator[tuple[JobReview, PlanFinding]]:
    """Each finding of some jobs with its job."""
    return ((job, each) for job in jobs for each in job.findings)


def shared_findings(review: Review) -> list[Gathered]:
    """The findings that several of the touched jobs have: they are shown once, not with each job."""
    found = gathered(findings_with_jobs(review.touched))
    return [each for each in found if len(each.jobs) > 1]


def own_findings(review: Review) -> dict[int, list[PlanFinding]]:
    """The findings of each touched job that no other one has, by the identity of the job."""
    shared = {_identity_of(each.finding) for each in shared_findings(review)}
    return {
        id(job): [each for each in job.findings if _identity_of(each) not in shared] for job in review.touched
    }


def _identity_of(finding: PlanFinding) -> tuple[object, ...]:
    """What makes two findings the same."""
    return finding.code, finding.error, finding.message, finding.hint, finding.new


def findings_words(jobs: Sequence[JobReview]) -> str | None:
    """How many findings there are: `1 error and 3 warnings`."""
    return count_words([finding for job in jobs for finding in job.findings])


def count_words(found: Sequence[PlanFinding]) -> str | None:
    """How many errors and warnings are in a list; None when it is empty."""
    errors = sum(finding.error for finding in found)
    parts = [
        plural(count, word) for count, word in ((errors, "error"), (len(found) - errors, "warning")) if count
    ]
    return " and ".join(parts) or None


def written_again_words(review: Review) -> str | None:
    """The jobs that Terraform writes again for nothing, in words."""
    names = [clipped(job.name, 60) for job in review.written_again]
    if not names:
        return None
    return (
        f"Terraform rewrites {plural(len(names), 'job')} and nothing changes: only the order or the "
        f"notation differs ({listed(names, most=4)})"
    )


def stack_notes(review: Review) -> Iterator[tuple[bool, str]]:
    """Notes on the plans themselves: whether it is an error, and the text."""
    for stack in review.stacks:
        where = f" of {stack.name}" if review.several_stacks else ""
        if stack.errored:
            yield True, f"Terraform stopped with an error: the plan{where} is incomplete."
        if stack.deferred:
            words = [f"{address} ({reason.replace('_', ' ')})" for address, reason in stack.deferred]
            yield False, f"Terraform deferred a part of the plan{where} to another plan: {listed(words)}."
        elif not stack.complete:
            yield (
                False,
                (
                    f"The plan{where} is not complete: it was made with -target, or Terraform deferred "
                    "a part of it. Another plan is needed after the apply."
                ),
            )


def of_each(text: str) -> str:
    """Words about one job, for several of which the same is true."""
    return re.sub(r"^its\b", "their", re.sub(r"^(The|A new) job is\b", "Each job is", text))


def row_words(row: Row) -> str:
    """A change in a line: `sku_name: standard → premium`."""
    before, after = (f"{each.text}" if each else "none" for each in (row.before, row.after))
    old, new = around_difference(before, after, 80)
    return f"{row.field}: {old} → {new}"


def resource_words(resource: ResourceReview) -> str:
    """Why, what is lost, and what changes, in words that may have names of the plan in them."""
    parts = [*resource.consequences, *resource.reasons]
    if resource.action in {Action.CHANGED, Action.DRIFTED, Action.REPLACED}:
        parts += map(row_words, resource.rows[:_VALUES])
        shown = {row.field.partition(".")[0] for row in resource.rows[:_VALUES]}
        others = [name for name in resource.attributes if name not in shown]
        if others and resource.action is not Action.REPLACED:
            parts.append(listed(others))
    if resource.unknown:
        parts.append(f"known after the apply: {listed(resource.unknown)}")
    if resource.moved_from is not None:
        parts.append(f"from {resource.moved_from}")
    if resource.imported:
        parts.append(f"id {resource.imported}")
    return "; ".join(parts)


def deploy_run_words(run: RunReview) -> str:
    """What the apply does with a job: `runs migrate and waits, up to 15 minutes; app waits for it`."""
    limit = (
        "for as long as the deployment allows" if run.seconds is None else f"up to {duration(run.seconds)}"
    )
    words = f"runs {clipped(run.job, 60)} and waits, {limit}"
    if run.again:
        words += ", because its last run failed"
    if run.waiting:
        verb = "waits" if len(run.waiting) == 1 else "wait"
        words += f"; {listed([clipped(each, 60) for each in run.waiting])} {verb} for it"
    return words


def run_words(seconds: float | None) -> str:
    """How long a run may take, in short."""
    return "" if seconds is None else short_duration(seconds)


def sentence(text: str) -> str:
    """With a full stop at the end."""
    return text if text.endswith(".") else f"{text}."


def before_and_after(row: Row, limit: int) -> tuple[str, str]:
    """The texts of a change, shortened so that what differs stays in sight."""
    before, after = (without_long_digests(each.text) if each else "" for each in (row.before, row.after))
    return around_difference(before, after, limit)


def around_difference(before: str, after: str, limit: int) -> tuple[str, str]:
    """Two long texts shortened so that what differs stays in sight."""
    if max(len(before), len(after)) <= limit:
        return before, after
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    first = max(0, start - limit // 4)
    return clipped(before, limit, first), clipped(after, limit, first)


def clipped(text: str, limit: int, first: int = 0) -> str:
    """At most so many characters, from the first one on, and how many there are."""
    if len(text) <= limit:
        return text
    dots = "\N{HORIZONTAL ELLIPSIS}"
    part = text[first : first + limit]
    return f"{dots if first else ''}{part}{dots if first + limit < len(text) else ''}"
