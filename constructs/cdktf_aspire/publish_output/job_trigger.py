"""The trigger of a job in Bicep, as the library's own trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.triggers import Event, Manual, Schedule
from cdktf_aspire.publish_output.job_blocks import as_text

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.job_reader import Given, JobReader, Path


def trigger_of(job: JobReader) -> Manual | Schedule | Event:
    """What starts a job, with its settings."""
    configuration = ("properties", "configuration")
    kind = job.get(*configuration, "triggerType")
    replicas: dict[str, Given] = {}
    group = {"Manual": "manual", "Schedule": "schedule", "Event": "event"}.get(str(kind))
    if group is None:
        raise job.wrong((*configuration, "triggerType"), "A trigger is Manual, Schedule or Event")
    at = (*configuration, f"{group}TriggerConfig")
    for theirs, ours in (
        ("parallelism", "parallelism"),
        ("replicaCompletionCount", "replica_completion_count"),
    ):
        replicas[ours] = job.get(*at, theirs)
    with job.on_line_of(at):
        if group == "manual":
            return Manual(**replicas)
        if group == "schedule":
            return Schedule(job.get(*at, "cronExpression"), **replicas)
        rules = [_rule(job, rule, path) for rule, path in job.items(*at, "scale", "rules")]
        return Event(
            rules,
            min_executions=job.get(*at, "scale", "minExecutions"),
            max_executions=job.get(*at, "scale", "maxExecutions"),
            polling_interval=job.get(*at, "scale", "pollingInterval"),
            **replicas,
        )


def _rule(job: JobReader, rule: dict[str, Given], path: Path) -> ContainerAppJobScaleRule:
    metadata = rule.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise job.wrong((*path, "metadata"), "Metadata is an object with plain keys")
    with job.on_line_of(path):
        made = ContainerAppJobScaleRule(
            name=rule.get("name"),
            job_scale_rule_type=rule.get("type"),
            metadata={key: as_text(value) for key, value in (metadata or {}).items()},
            auth=[
                ContainerAppScaleRuleAuth(
                    secret_ref=auth.get("secretRef"),
                    trigger_parameter=auth.get("triggerParameter"),
                )
                for auth, _ in job.items(*path, "auth")
            ],
        )
        if rule.get("identity") is not None:
            identity = rule["identity"]
            made.identity = "System" if identity == "system" else identity
    return made
