"""Attributes of a job in Python as the paths that they have in its Bicep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.schema import Block, Blocks, schema_of

if TYPE_CHECKING:
    from cdktf_aspire.jobs.settings import Settings

_SCALE: Final = "job.configuration.event_trigger_config.scale"
# Options of the publish call -> where the job has them. Those of a container are named from there.
_OPTIONS: Final = {
    "timeout": "job.configuration.replica_timeout",
    "retry_limit": "job.configuration.replica_retry_limit",
    "workload_profile_name": "job.workload_profile_name",
    "cron_expression": "job.configuration.schedule_trigger_config.cron_expression",
    "rules": f"{_SCALE}.rules",
    "min_executions": f"{_SCALE}.min_executions",
    "max_executions": f"{_SCALE}.max_executions",
    "cpu": "resources.cpu",
    "memory": "resources.memory",
    "replica_completion_count": "replicaCompletionCount",
}
_VARIABLE: Final = re.compile(r"with_environment\((?P<name>.+), \.\.\.\)")
_STEP: Final = re.compile(r"\.(?P<name>\w+)(?P<index>(?:\[[^\]]*\])*)")


def bicep_path(path: str) -> str:
    """The path in Bicep of an attribute; the same where it has none of its own.

    Args:
        path: as the rules of jobs have it: `timeout=`, `rules=[0].metadata`, `job.template.volumes[0].name`.
    """
    if variable := _VARIABLE.fullmatch(path):
        return f"env[{variable['name']}]"
    head, sign, rest = path.partition("=")
    if sign and head in _OPTIONS:
        path = f"{_OPTIONS[head]}{rest}"
    if not path.startswith("job."):
        return path
    steps: list[str] = []
    block: type[Settings] | None = ContainerAppJob
    at = len("job")
    while block is not None and (step := _STEP.match(path, at)):
        found = next((each for each in schema_of(block) if each.name == step["name"]), None)
        if found is None or not found.bicep:
            break
        steps += [*found.bicep[:-1], f"{found.bicep[-1]}{step['index']}"]
        at = step.end()
        block = found.kind.type if isinstance(found.kind, Block | Blocks) else None
    return f"{'.'.join(steps)}{path[at:]}" if steps else path
