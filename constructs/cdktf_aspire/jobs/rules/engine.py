"""Runs the rules over a job and reports their findings with the user's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.diagnostics.problems import Problem, Severity, hides, show
from cdktf_aspire.diagnostics.rules import REGISTRY, WARNING, Rule, every_rule, problem, register
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.rules.checks import CHECKS, EnvironmentFacts, Finding, Subject
from cdktf_aspire.jobs.rules.kinds import check_kinds
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule
from cdktf_aspire.jobs.settings import Settings, join_path, may_show, own_problems, walk
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.jobs.job import ContainerAppJob

register(
    "ACJ005",
    WARNING,
    "acknowledge(code, reason)",
    allowed="the code of a warning that is reported for the resource",
    why="It would hide the warning if it comes back for another reason",
    fix="Remove the call",
    source="this library",
)


class Acknowledged(Protocol):
    """A warning that the user accepts: see `Resource.acknowledge`."""

    @property
    def code(self) -> str:
        """The warning's code."""

    @property
    def reason(self) -> str:
        """Why it is fine."""

    @property
    def where(self) -> SourceLocation | None:
        """The user's line."""


def check(
    job: ContainerAppJob,
    *,
    resource: str,
    path: str = "job",
    facts: EnvironmentFacts | None = None,
    are_kinds_checked: bool = False,
) -> list[Problem]:
    """All problems of one job, in the order of the user's code.

    Args:
        job: the model; values of a wrong kind are taken out of it.
        resource: Aspire's name, for the messages.
        path: what the user calls the job.
        facts: what is known of the environment.
        are_kinds_checked: whether `check_kinds` has looked at the job already.
    """
    problems = [attrs.evolve(each, resource=resource) for each in own_problems(job, path)]
    if not are_kinds_checked:
        problems += check_kinds(job, resource, path)
    subject = Subject(job, facts or EnvironmentFacts())
    found = [(REGISTRY[code], finding) for code, check_ in CHECKS for finding in check_(subject)]
    if found:
        paths = {id(block): at for at, block in walk(job, path)}
        problems += [_problem_of(rule, finding, resource, paths) for rule, finding in found]
    return sorted(problems, key=_order)


def _order(problem: Problem) -> tuple[str, int, str]:
    """By the user's lines, file by file."""
    where = problem.where
    return where.file if where else "", where.line if where else 0, problem.code


def _problem_of(rule: Rule, finding: Finding, resource: str, paths: dict[int, str]) -> Problem:
    block, note = finding.settings, finding.settings._note(finding.attribute)
    value: object = block.__dict__.get(finding.attribute)
    path = join_path(paths.get(id(block), ""), note.written)
    if finding.index is not None and isinstance(value, Items):
        value = value[finding.index]
        path = f"{path.rstrip('=')}[{finding.index}]"
    if finding.key is not None and isinstance(block, ContainerAppJobScaleRule):
        note = block._note_of_key(finding.key, paths.get(id(block), ""))
        value = value.get(finding.key) if isinstance(value, dict) else None
        path = note.written
    shown = finding.show_value and (may_show(block, finding.attribute) or finding.key is not None)
    return Problem(
        rule.code,
        rule.severity,
        finding.message,
        resource=resource,
        path=path,
        value=show(value) if shown and not isinstance(value, Settings | Items | Unknown | None) else None,
        allowed=finding.allowed or rule.allowed,
        hint=rule.fix if hides(value) else finding.hint or rule.fix,
        where=note.where,
    )


def apply_acknowledgements(
    problems: Sequence[Problem],
    acknowledgements: Sequence[Acknowledged],
    *,
    warnings_as_errors: bool = False,
) -> list[Problem]:
    """Takes out the warnings that the user accepts; an acceptance that meets none is a warning itself.

    Args:
        problems: of one resource.
        acknowledgements: of the same resource.
        warnings_as_errors: makes errors of the warnings that are left.
    """
    accepted = {each.code for each in acknowledgements if isinstance(each.code, str)}
    kept = [each for each in problems if each.is_error or each.code not in accepted]
    found = {each.code for each in problems if not each.is_error}
    for each in acknowledgements:
        if not isinstance(each.code, str) or each.code not in found:
            known = every_rule().get(each.code) if isinstance(each.code, str) else None
            message = (
                f"{show(each.code)} is not a code"
                if known is None
                else f"{each.code} is an error and can't be acknowledged"
                if known.severity is Severity.ERROR
                else f"{each.code} is acknowledged, but isn't reported any more"
            )
            kept.append(
                problem("ACJ005", message, path=f"acknowledge({show(each.code)}, ...)", where=each.where)
            )
    if warnings_as_errors:
        kept = [attrs.evolve(each, severity=Severity.ERROR) for each in kept]
    return kept


def one_line(problem: Problem) -> str:
    """A problem as one line, for cdktf's annotations."""
    parts = [f"[{problem.code}] {problem.message}"]
    if problem.path:
        equals = "" if problem.path.endswith("=") else " = "
        parts[0] += f" ({problem.path}{f'{equals}{problem.value}' if problem.value else ''})"
    if problem.hint:
        parts.append(problem.hint)
    if problem.where:
        parts.append(f"At {problem.where}")
    return message_text(" ".join(part if part.endswith(".") else f"{part}." for part in parts))
