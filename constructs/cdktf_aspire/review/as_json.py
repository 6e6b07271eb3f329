"""A review as JSON, for programs. Its schema is `schema.json` beside this file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.presenting import findings_with_jobs, gathered
from cdktf_aspire.review.timeline import DAY, WEEK, timeline
from cdktf_aspire.review.verdict import counts, dangers, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cdktf_aspire.review.cost import Cost, Hours, Prices
    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.model import JobReview, ResourceReview, Review, Row, RunReview
    from cdktf_aspire.review.presenting import Gathered
    from cdktf_aspire.review.schedule import ScheduleReview
    from cdktf_aspire.review.shown import Shown
    from cdktf_aspire.review.timeline import Timeline

# The first number changes when a reader of the old one could break; new keys change the second.
FORMAT_VERSION: Final = "1.2"
_ALL: Final = 1_000_000


def json_text(review: Review) -> str:
    """The review as a JSON document, in ASCII: a terminal that shows it obeys nothing in it."""
    return "".join(_pretty(document(review)))


def _pretty(whole: Mapping[str, object]) -> Iterator[str]:
    """A key per line, and a job or a resource per line: two reviews can be compared, at no cost."""
    separator = "{\n"
    for key, value in whole.items():
        yield f"{separator}  {json.dumps(key)}: "
        if isinstance(value, list) and value:
            yield from ("[\n    ", ",\n    ".join(map(_dumps, value)), "\n  ]")
        else:
            yield _dumps(value)
        separator = ",\n"
    yield "\n}\n"


def _dumps(value: object) -> str:
    """A value as JSON; a runner takes `##[` anywhere in a log for the beginning of a command."""
    return json.dumps(value).replace("##", r"#\u0023")


def document(review: Review) -> Mapping[str, object]:
    """The review as plain data."""
    return {
        "format_version": FORMAT_VERSION,
        "verdict": verdict(review),
        "dangers": sorted(danger.value for danger in dangers(review)),
        "counts": counts(job.action for job in review.jobs),
        "now": _time(review.now),
        "stacks": [
            {
                "name": stack.name,
                "terraform_version": stack.terraform_version,
                "errored": stack.errored,
                "complete": stack.complete,
                "changed_outputs": list(stack.outputs),
                "deferred": [{"address": address, "reason": reason} for address, reason in stack.deferred],
            }
            for stack in review.stacks
        ],
        "jobs": [_job(job, review) for job in review.jobs],
        "findings": [_gathered(each) for each in _all_findings(review)],
        "runs": [_run(each) for each in review.runs],
        "surroundings": [_resource(each) for each in review.surroundings],
        "drift": [_resource(each) for each in review.drift],
        "worst_case_month": {
            "before": _hours(review.cost_before, review.prices),
            "after": _hours(review.cost, review.prices),
        },
        "currency": review.prices.currency if review.prices else None,
        "timelines": {
            "day": _timeline(timeline(review, DAY, most=_ALL)),
            "week": _timeline(timeline(review, WEEK, most=_ALL)),
        },
    }


def _job(job: JobReview, review: Review) -> dict[str, object]:
    return {
        "stack": job.stack,
        "address": job.address,
        "name": job.name,
        "action": job.action.value,
        "reasons": list(job.reasons),
        "consequences": list(job.consequences),
        "cause": job.cause,
        "written_again": job.written_again,
        "moved_from": job.moved_from,
        "imported_id": job.imported,
        "changes": [_row(row) for row in job.rows],
        "drift": [_row(row) for row in job.drift],
        "schedule": {
            "before": _schedule(job.schedule_before, review.now),
            "after": _schedule(job.schedule, review.now),
        },
        "worst_case": {
            "before": _cost(job.cost_before, review.prices),
            "after": _cost(job.cost, review.prices),
        },
        "longest_run_seconds": job.longest_run,
        "overlap": {
            "every_seconds": job.overlap.every,
            "longest_run_seconds": job.overlap.longest,
            "runs_at_a_time": job.overlap.at_a_time,
        }
        if job.overlap
        else None,
        "findings": [_finding(finding) for finding in job.findings],
    }


def _finding(finding: PlanFinding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": "error" if finding.error else "warning",
        "message": finding.message,
        "attribute": finding.attribute,
        "hint": finding.hint,
        "new": finding.new,
    }


def _all_findings(review: Review) -> list[Gathered]:
    return gathered(findings_with_jobs(review.jobs))


def _gathered(one: Gathered) -> dict[str, object]:
    """The same finding of all jobs that have it."""
    jobs = [{"stack": job.stack, "address": job.address} for job in one.jobs]
    return {**_finding(one.finding), "attribute": one.attribute, "count": len(jobs), "jobs": jobs}


def _row(row: Row) -> dict[str, object]:
    return {"field": row.field, "before": _shown(row.before), "after": _shown(row.after)}


def _shown(value: Shown | None) -> dict[str, object] | None:
    if value is None:
        return None
    return {"kind": value.kind.value, "text": value.text, "prefix": value.prefix, "meaning": value.meaning}


def _schedule(schedule: ScheduleReview | None, now: datetime) -> dict[str, object] | None:
    if schedule is None:
        return None
    return {
        "cron_expression": schedule.cron,
        "valid": schedule.valid,
        "in_words": schedule.in_words,
        "runs_per_day": schedule.runs_per_day,
        "next_runs": [_time(run) for run in schedule.next_runs(now)],
    }


def _cost(cost: Cost | None, prices: Prices | None) -> dict[str, object] | None:
    if cost is None:
        return None
    paid = None if cost.dedicated else prices
    return {
        "basis": cost.basis,
        "dedicated_profile": cost.dedicated,
        "runs_a_month": cost.runs_a_month,
        "run": _hours(cost.per_run, paid),
        "month": _hours(cost.month, paid),
    }


def _hours(hours: Hours | None, prices: Prices | None) -> dict[str, object] | None:
    if hours is None:
        return None
    return {
        "vcpu_hours": hours.vcpu,
        "gib_hours": hours.gib,
        "price": hours.price(prices) if prices else None,
    }


def _resource(resource: ResourceReview) -> dict[str, object]:
    return {
        "stack": resource.stack,
        "address": resource.address,
        "type": resource.type,
        "action": resource.action.value,
        "reasons": list(resource.reasons),
        "consequences": list(resource.consequences),
        "loses": resource.loses,
        "cause": resource.cause,
        "changes": [_row(row) for row in resource.rows],
        "attributes": list(resource.attributes),
        "known_after_apply": list(resource.unknown),
        "moved_from": resource.moved_from,
        "imported_id": resource.imported,
    }


def _run(run: RunReview) -> dict[str, object]:
    return {
        "stack": run.stack,
        "address": run.address,
        "job": run.job,
        "job_address": run.job_address,
        "timeout_seconds": run.seconds,
        "waiting": list(run.waiting),
        "again": run.again,
    }


def _timeline(one: Timeline | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "start": _time(one.start),
        "end": _time(one.end),
        "jobs": [
            {
                "stack": line.job.stack,
                "address": line.job.address,
                "runs": None if line.runs is None else [_time(run) for run in line.runs],
                "longest_run_seconds": line.length,
            }
            for line in one.lines
        ],
    }


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"
