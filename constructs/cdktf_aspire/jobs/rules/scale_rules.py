"""Rules about KEDA scale rules, whatever their scaler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import AZURE_JOBS, AZURERM, ERROR, KEDA, WARNING, Advice
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.jobs.rules.containers import missing_secret
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule

_RULE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.ASCII)


def _rules(subject: Subject) -> list[ContainerAppJobScaleRule]:
    configuration = subject.job.configuration
    if configuration.trigger_type is not ContainerAppJobTriggerType.EVENT:
        return []
    return list(configuration.event_trigger_config.scale.rules)


@rule(
    "ACJ601",
    ERROR,
    "job.configuration.event_trigger_config.scale.rules[].name",
    allowed="lower case letters, digits, hyphens and dots; each name once",
    why="Azure refuses the job in the middle of the apply",
    fix="For example queue-messages",
    source=AZURE_JOBS,
)
def rule_name(subject: Subject) -> Iterator[Finding]:
    """The name of each rule."""
    seen: set[str] = set()
    for each in _rules(subject):
        if each.name is None or each.name == "":
            yield Finding(each, "name", "The scale rule has no name")
        elif is_literal_text(each.name):
            if _RULE_NAME.fullmatch(each.name) is None:
                better = re.sub(r"[^a-z0-9.]+", "-", each.name.lower()).strip("-.")
                yield Finding(
                    each, "name", "Not a scale rule's name", f"For example {better!r}" if better else None
                )
            elif each.name in seen:
                yield Finding(each, "name", "The job already has a scale rule of this name")
            seen.add(each.name)


@rule(
    "ACJ602",
    ERROR,
    "job.configuration.event_trigger_config.scale.rules[].job_scale_rule_type",
    allowed="a KEDA scaler that azurerm knows",
    why="azurerm refuses the plan",
    fix="See KEDA's list of scalers",
    source=f"{AZURERM}: custom_rule_type; {KEDA}",
)
def rule_type(subject: Subject) -> Iterator[Finding]:
    """The scaler of each rule."""
    for each in _rules(subject):
        kind = each.job_scale_rule_type
        if kind is None or kind == "":
            yield Finding(each, "job_scale_rule_type", "The scale rule has no type")
        elif is_literal_text(kind) and not catalogue.is_accepted(kind):
            guess = catalogue.meant_by(kind)
            hint = f"Did you mean {guess!r}?" if guess else None
            yield Finding(each, "job_scale_rule_type", "Not a scaler that azurerm knows", hint)


@rule(
    "ACJ603",
    WARNING,
    "job.configuration.event_trigger_config.scale.rules[].job_scale_rule_type",
    allowed="a scaler that watches something outside the job",
    why="Azure accepts the rule, but it never starts the job",
    fix="Watch the queue, topic or store where the work arrives",
    source=AZURE_JOBS,
)
def rule_makes_sense(subject: Subject) -> Iterator[Finding]:
    """Scalers that can't work without a running replica."""
    for each in _rules(subject):
        kind = each.job_scale_rule_type
        if is_literal_text(kind) and (why := catalogue.why_never(kind)):
            yield Finding(each, "job_scale_rule_type", why)


@rule(
    "ACJ604",
    ERROR,
    "job.configuration.event_trigger_config.scale.rules[].metadata",
    allowed="at least one key of the scaler",
    why="azurerm refuses the plan",
    fix="See the scaler's page for its keys",
    source=f"{AZURERM}: metadata; {KEDA}",
)
def rule_metadata(subject: Subject) -> Iterator[Finding]:
    """Metadata is required; what of it, is another rule's where the scaler is known."""
    for each in _rules(subject):
        if not each.metadata and not _needs_keys(each.job_scale_rule_type):
            yield Finding(each, "metadata", "The scale rule has no metadata", show_value=False)


def _needs_keys(kind: object) -> bool:
    scaler = catalogue.scaler(kind) if is_literal_text(kind) else None
    return scaler is not None and any(key.required for key in scaler.keys.values())


@rule(
    "ACJ605",
    ERROR,
    "job.configuration.event_trigger_config.scale.rules[].auth",
    allowed="a secret of the job, and KEDA's name of the parameter",
    why="Azure refuses the job in the middle of the apply",
    fix=Advice(
        'ContainerAppScaleRuleAuth(secret_ref="queue-connection", trigger_parameter="connection")',
        "Add an authentication block with secret_name and trigger_parameter",
    ),
    source=f"{AZURERM}: authentication",
)
def rule_auth(subject: Subject) -> Iterator[Finding]:
    """Each sign-in of a rule has a secret that is there, and a parameter."""
    for each in _rules(subject):
        for auth in each.auth:
            if auth.secret_ref is None:
                yield Finding(auth, "secret_ref", "The sign-in names no secret")
            else:
                yield from missing_secret(subject, auth, "secret_ref", auth.secret_ref)
            if auth.trigger_parameter is None or auth.trigger_parameter == "":
                yield Finding(auth, "trigger_parameter", "The sign-in names no parameter of the scaler")
