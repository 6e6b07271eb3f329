"""The list of all rules: one code, one meaning, for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import Problem, Severity, SourceLocation, caller, hides, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.settings import Settings

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING


@attrs.frozen
class Finding:
    """What a rule found, before it is told in the user's words.

    Attributes:
        settings: the block that holds the attribute.
        attribute: its name in the model.
        message: what is wrong, one sentence without a full stop.
        hint: what to do; the rule's own when None.
        show_value: whether the value may be shown; never for secrets.
        index: position in a list attribute.
        key: KEDA's key in the metadata of a scale rule.
        allowed: what is allowed here; the rule's own when None.
    """

    settings: Settings
    attribute: str
    message: str
    hint: str | None = None
    show_value: bool = True
    index: int | None = None
    key: str | None = None
    allowed: str | None = None


@attrs.frozen
class EnvironmentFacts:
    """What is known of the environment that a job runs in; None is unknown and not checked.

    Attributes:
        workload_profiles: name of each of its workload profiles -> type, for example `D4`; empty for the
            older kind of environment, which has none.
        storages: names of its storages.
    """

    workload_profiles: Mapping[str, str] | None = None
    storages: frozenset[str] | None = None


@attrs.frozen
class Subject:
    """One job that rules look at.

    Attributes:
        job: the model; every attribute has the right kind of value by now, or None.
        facts: of its environment.
    """

    job: ContainerAppJob
    facts: EnvironmentFacts


@attrs.frozen
class Rule:
    """One thing that Azure, azurerm or Aspire wants.

    Attributes:
        code: `ACJ` and three digits, never used for another meaning.
        severity: error or warning.
        attribute: what it looks at, in the model's names.
        allowed: what is allowed.
        why: what happens otherwise.
        fix: what to do.
        source: where the rule comes from.
        check: finds offences in one job; None for what is found elsewhere, such as on a call.
    """

    code: str
    severity: Severity
    attribute: str
    allowed: str
    why: str
    fix: str
    source: str
    check: Callable[[Subject], Iterator[Finding]] | None = None


REGISTRY: Final[dict[str, Rule]] = {}

AZURERM: Final = "azurerm 4.55, azurerm_container_app_job"
AZURE_JOBS: Final = "https://learn.microsoft.com/azure/container-apps/jobs"
AZURE_CONTAINERS: Final = "https://learn.microsoft.com/azure/container-apps/containers"
AZURE_SECRETS: Final = "https://learn.microsoft.com/azure/container-apps/manage-secrets"
AZURE_IDENTITY: Final = "https://learn.microsoft.com/azure/container-apps/managed-identity"
AZURE_STORAGE: Final = "https://learn.microsoft.com/azure/container-apps/storage-mounts"
AZURE_PROFILES: Final = "https://learn.microsoft.com/azure/container-apps/workload-profiles-overview"
KEDA: Final = "https://keda.sh/docs/latest/scalers/"


def register(rule: Rule) -> Rule:
    """Adds a rule to the list."""
    assert rule.code not in REGISTRY, f"{rule.code} is taken"
    REGISTRY[rule.code] = rule
    return rule


def rule(
    code: str,
    severity: Severity,
    attribute: str,
    *,
    allowed: str,
    why: str,
    fix: str,
    source: str,
) -> Callable[[Callable[[Subject], Iterator[Finding]]], Callable[[Subject], Iterator[Finding]]]:
    """Registers a function as the check of a rule over one job."""

    def add(check: Callable[[Subject], Iterator[Finding]]) -> Callable[[Subject], Iterator[Finding]]:
        register(Rule(code, severity, attribute, allowed, why, fix, source, check))
        return check

    return add


def problem(
    code: str,
    message: str,
    *,
    resource: str | None = None,
    path: str | None = None,
    value: object = None,
    hint: str | None = None,
    allowed: str | None = None,
    where: SourceLocation | None = None,
) -> Problem:
    """A problem of a registered code; severity, what is allowed and the hint come from the rule.

    Args:
        code: of the rule.
        message: what is wrong.
        resource: Aspire's name.
        path: as the user wrote it.
        value: the offending value; left out when None. Never a secret.
        hint: instead of the rule's own.
        allowed: instead of the rule's own.
        where: the user's line; the caller's when None.
    """
    known = REGISTRY[code]
    return Problem(
        code,
        known.severity,
        message,
        resource=resource,
        path=path,
        value=None if value is None else show(value),
        allowed=allowed or known.allowed,
        hint=known.fix if hides(value) else hint or known.fix,
        where=where or caller(),
    )
