"""The first line of a review: what happens, in words."""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.review.model import Review

# In this order; with the noun for the first part, without for the others.
_WORDS: Final = {
    Action.CHANGED: ("job changes", "jobs change", "changes", "change"),
    Action.REPLACED: ("job is replaced", "jobs are replaced", "is replaced", "are replaced"),
    Action.DELETED: ("job is deleted", "jobs are deleted", "is deleted", "are deleted"),
    Action.FORGOTTEN: (
        "job is no longer managed",
        "jobs are no longer managed",
        "is no longer managed",
        "are no longer managed",
    ),
    Action.UNCLEAR: ("job: unclear", "jobs: unclear", "unclear", "unclear"),
    Action.NEW: ("job is new", "jobs are new", "new", "new"),
    Action.IMPORTED: ("job is imported", "jobs are imported", "imported", "imported"),
    Action.MOVED: ("job is moved", "jobs are moved", "moved", "moved"),
    Action.DRIFTED: ("job has only drifted", "jobs have only drifted", "only drifted", "only drifted"),
}


class Danger(enum.StrEnum):
    """What a pipeline can stop at."""

    REPLACE = "replace"
    DELETE = "delete"
    WARNING = "warning"
    ERROR = "error"


def verdict(review: Review) -> str:
    """What happens, in words: `2 jobs change, 1 is replaced, 1 new`."""
    text = _jobs(review)
    others = len(review.surroundings)
    if others:
        kind = "other resource" if review.jobs else "resource"
        changes = "changes" if others == 1 else "change"
        text = f"{text}; {plural(others, kind)} {changes}{_dangerous(review)}"
    if any(stack.errored for stack in review.stacks):
        text = f"Incomplete plan, Terraform stopped with an error: {text[0].lower()}{text[1:]}"
    return text


def _dangerous(review: Review) -> str:
    """What is deleted or replaced around the jobs: ` (1 deleted)`."""
    found = Counter(each.action for each in review.surroundings)
    words = [
        f"{found[action]:,} {action.value}" for action in (Action.DELETED, Action.REPLACED) if found[action]
    ]
    return f" ({', '.join(words)})" if words else ""


def _jobs(review: Review) -> str:
    counts = Counter(job.action for job in review.jobs)
    parts: list[str] = []
    for action, (one, many, also_one, also_many) in _WORDS.items():
        count = counts[action]
        if count:
            words = (also_one, also_many) if parts else (one, many)
            parts.append(f"{count:,} {words[0] if count == 1 else words[1]}")
    if parts:
        return ", ".join(parts)
    if not review.jobs:
        return "No jobs in this plan" if len(review.stacks) == 1 else "No jobs in these plans"
    return "No job changes" if review.surroundings else "Nothing changes"


def dangers(review: Review) -> set[Danger]:
    """What a pipeline can stop at and the plans have.

    Replaced and deleted are jobs and what surrounds them, except what exists in the state only.
    """
    actions = {job.action for job in review.jobs}
    actions |= {each.action for each in review.surroundings if not in_state_only(each.type)}
    findings = [finding for job in review.jobs for finding in job.findings]
    met = {
        Danger.REPLACE: Action.REPLACED in actions,
        Danger.DELETE: Action.DELETED in actions,
        Danger.ERROR: any(finding.error for finding in findings) or any(s.errored for s in review.stacks),
        Danger.WARNING: bool(findings),
    }
    return {danger for danger, is_met in met.items() if is_met}


def in_state_only(kind: str) -> bool:
    """Whether a type of resource is nothing but a note in the state: replacing it destroys nothing."""
    return kind in {"terraform_data", "null_resource"}


def counts(actions: Iterable[Action]) -> dict[str, int]:
    """How often each action occurs, with those that do not."""
    found = Counter(actions)
    return {action.value: found[action] for action in Action}
