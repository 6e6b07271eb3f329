"""The first line of a review: what happens, in words."""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.surroundings import noun_of
from cdktf_aspire.review.words import listed, plural, plural_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.review.model import ResourceReview, Review

# With the noun for the first part, without for the others; the most dangerous first.
_WORDS: Final = {
    Action.DELETED: ("job is deleted", "jobs are deleted", "is deleted", "are deleted"),
    Action.REPLACED: ("job is replaced", "jobs are replaced", "is replaced", "are replaced"),
    Action.FORGOTTEN: (
        "job is no longer managed",
        "jobs are no longer managed",
        "is no longer managed",
        "are no longer managed",
    ),
    Action.UNCLEAR: ("job: unclear", "jobs: unclear", "unclear", "unclear"),
    Action.CHANGED: ("job changes", "jobs change", "changes", "change"),
    Action.NEW: ("job is new", "jobs are new", "new", "new"),
    Action.IMPORTED: ("job is imported", "jobs are imported", "imported", "imported"),
    Action.MOVED: ("job is moved", "jobs are moved", "moved", "moved"),
    Action.DRIFTED: ("job has only drifted", "jobs have only drifted", "only drifted", "only drifted"),
}
_KINDS: Final = 4


class Danger(enum.StrEnum):
    """What a pipeline can stop at."""

    REPLACE = "replace"
    DELETE = "delete"
    WARNING = "warning"
    ERROR = "error"


def verdict(review: Review) -> str:
    """What happens, in words, the most dangerous first: `1 job is replaced, 2 change, 1 new`."""
    parts = [*_losses(review), _jobs(review)]
    if review.runs:
        parts.append(f"{plural(len(review.runs), 'job runs', 'jobs run')} in the apply")
    if review.around:
        kind = "other resource" if review.jobs or len(parts) > 1 else "resource"
        changes = "changes" if len(review.around) == 1 else "change"
        parts.append(f"{plural(len(review.around), kind)} {changes}{_dangerous(review.around)}")
    text = "; ".join([parts[0], *(f"{each[0].lower()}{each[1:]}" for each in parts[1:])])
    if any(stack.errored for stack in review.stacks):
        text = f"Incomplete plan, Terraform stopped with an error: {text[0].lower()}{text[1:]}"
    return text


def _losses(review: Review) -> Iterator[str]:
    """The deleted and replaced resources with their content: `1 storage account is deleted`."""
    for action in (Action.DELETED, Action.REPLACED):
        nouns = Counter(noun_of(each.type) for each in review.lost if each.action is action)
        if nouns:
            words = listed([plural(nouns[noun], noun, plural_of(noun)) for noun in nouns], most=_KINDS)
            yield f"{words} {'is' if nouns.total() == 1 else 'are'} {action.value}"


def _dangerous(resources: Iterable[ResourceReview]) -> str:
    """The deleted and replaced ones among them: ` (1 deleted)`."""
    found = Counter(each.action for each in resources)
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
    """The dangers in the plans, at which a pipeline can stop.

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
