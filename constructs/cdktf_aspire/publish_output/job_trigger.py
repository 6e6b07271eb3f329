"""The trigger of a job in Bicep, as the library's own trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.scale import ContainerAppJobScale, ContainerAppJobScaleRule
from cdktf_aspire.jobs.schema import Block, schema_of
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType, Event, Manual, Schedule, Trigger
from cdktf_aspire.publish_output.job_blocks import fill, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.jobs.settings import Settings
    from cdktf_aspire.publish_output.job_blocks import Given
    from cdktf_aspire.publish_output.job_reader import JobReader, Path

_KINDS: Final = {each._type: each for each in (Manual, Schedule, Event)}
_CONFIGURATION: Final = ("properties", "configuration")
_WRITE: Final = "Write triggerType: 'Manual', 'Schedule' or 'Event'"
# What starts a job, with the class and the name in Bicep of its settings.
TRIGGERS: Final[Mapping[str, tuple[type[Trigger], type[Settings], tuple[str, ...]]]] = {
    str(each.when[1].value): (_KINDS[ContainerAppJobTriggerType(each.when[1])], each.kind.type, each.bicep)
    for each in schema_of(ContainerAppJobConfiguration)
    if each.when and isinstance(each.kind, Block)
}


def trigger_of(job: JobReader) -> Trigger:
    """What starts a job, with its settings."""
    found = TRIGGERS.get(str(job.get(*_CONFIGURATION, "triggerType")))
    if found is None:
        raise job.wrong(
            (*_CONFIGURATION, "triggerType"), "A trigger is Manual, Schedule or Event", hint=_WRITE
        )
    kind, block, name = found
    at = (*_CONFIGURATION, *name)
    with job.on_line_of(at):
        given = _given(kind, block, job.get(*at))
        if kind is Event:
            given |= _given(kind, ContainerAppJobScale, job.get(*at, "scale"))
            given["rules"] = [_rule(job, rule, path) for rule, path in job.items(*at, "scale", "rules")]
        return kind(**given)


def options_of(trigger: type[Trigger], kind: type[Settings]) -> dict[str, str]:
    """Attribute of a block -> the trigger's option that says it."""
    names = [field.name for field in attrs.fields(trigger) if field.init]
    return {kind._aliases.get(name, name): name for name in names}


def _given(trigger: type[Trigger], kind: type[Settings], described: Given) -> dict[str, Given]:
    options = options_of(trigger, kind)
    return {options[each.name]: value_of(described, each) for each in schema_of(kind) if each.name in options}


def _rule(job: JobReader, rule: dict[str, Given], path: Path) -> ContainerAppJobScaleRule:
    metadata = rule.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise job.wrong((*path, "metadata"), "Metadata is an object with plain keys")
    with job.on_line_of(path):
        made = ContainerAppJobScaleRule()
        fill(made, rule)
    return made
