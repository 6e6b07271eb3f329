"""What starts a job: a person, a schedule, or events."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

import attrs

from cdktf_aspire.diagnostics.frozen import Frozen
from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs import azure_defaults
from cdktf_aspire.jobs.scale import ContainerAppJobScale, ContainerAppJobScaleRule
from cdktf_aspire.jobs.schema import NUMBER, TEXT, Block, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
    from cdktf_aspire.values.value import Number, Text

    Rule = ScaleRule | ContainerAppJobScaleRule


_IN_UTC = (
    "Azure runs schedules in UTC; "
    'Schedule("0 8 * * *", timezone="Europe/Berlin") says which hours in UTC those are'
)


class ContainerAppJobTriggerType(PublicEnum):
    """The three kinds of trigger; changing the kind of a deployed job replaces it (azurerm: ForceNew).

    Example:
        `job.configuration.trigger_type = ContainerAppJobTriggerType.MANUAL`
    """

    MANUAL = "Manual"
    SCHEDULE = "Schedule"
    EVENT = "Event"


TriggerType = ContainerAppJobTriggerType


@records.define(slots=False)
class JobConfigurationManualTriggerConfig(Settings):
    """Settings of a job that is started by hand or through Azure's API.

    Attributes:
        parallelism: replicas that run at a time; 1 when not set.
        replica_completion_count: replicas that must succeed; 1 when not set.

    Example:
        ```python
        trigger = job.configuration.manual_trigger_config
        trigger.parallelism = 2
        trigger.replica_completion_count = 4
        ```
    """

    parallelism: Number | None = setting(NUMBER, default=azure_defaults.PARALLELISM)
    replica_completion_count: Number | None = setting(NUMBER, default=azure_defaults.COMPLETIONS)

    completion_count = Alias["Number | None"]("replica_completion_count")


@records.define(slots=False)
class JobConfigurationScheduleTriggerConfig(Settings):
    """Settings of a job that runs on a schedule.

    Attributes:
        cron_expression: five fields (minute hour day-of-month month day-of-week), in UTC.
        parallelism: replicas that run at a time; 1 when not set.
        replica_completion_count: replicas that must succeed; 1 when not set.

    Example:
        ```python
        job.configuration.trigger_type = TriggerType.SCHEDULE
        trigger = job.configuration.schedule_trigger_config
        trigger.cron_expression = "0 2 * * 0"  # on Sunday at 02:00 UTC
        ```
    """

    _not_here: ClassVar[Mapping[str, str]] = {
        "timezone": _IN_UTC,
        "time_zone": _IN_UTC,
    }

    cron_expression: Text | None = setting(TEXT, required=True)
    parallelism: Number | None = setting(NUMBER, default=azure_defaults.PARALLELISM)
    replica_completion_count: Number | None = setting(NUMBER, default=azure_defaults.COMPLETIONS)

    completion_count = Alias["Number | None"]("replica_completion_count")
    cron = Alias["Text | None"]("cron_expression")


@records.define(slots=False)
class EventTriggerConfiguration(Settings):
    """Settings of a job that KEDA starts when a source has events.

    Attributes:
        parallelism: replicas that one execution runs at a time; 1 when not set.
        replica_completion_count: replicas of one execution that must succeed; 1 when not set.
        scale: how many executions, how often the source is checked, and the rules.

    Example:
        ```python
        job.configuration.trigger_type = TriggerType.EVENT
        trigger = job.configuration.event_trigger_config
        trigger.replica_completion_count = 2
        trigger.scale.rules.append(ExternalScaleRule(scaler_address="scaler:9090"))
        ```
    """

    parallelism: Number | None = setting(NUMBER, default=azure_defaults.PARALLELISM)
    replica_completion_count: Number | None = setting(NUMBER, default=azure_defaults.COMPLETIONS)
    scale: ContainerAppJobScale = setting(Block(ContainerAppJobScale), is_list=True)

    completion_count = Alias["Number | None"]("replica_completion_count")


def _as_sequence(rules: Rule | Sequence[Rule]) -> Sequence[Rule]:
    """Turns a single rule, or any other value, into a list of one."""
    return rules if isinstance(rules, list | tuple) else [cast("Rule", rules)]


@records.frozen
class Manual(Frozen):
    """A manual trigger.

    Attributes:
        parallelism: replicas that run at a time (Azure's default: 1).
        replica_completion_count: replicas that must succeed (Azure's default: 1).

    Example:
        ```python
        worker.publish_as_azure_container_app_job(trigger=Manual(parallelism=2, replica_completion_count=4))
        ```
    """

    _type: ClassVar = ContainerAppJobTriggerType.MANUAL

    parallelism: Number | None = None
    replica_completion_count: Number | None = None


@records.frozen
class Schedule(Frozen):
    """A schedule as the trigger.

    Azure supports only UTC. Another time zone is refused, and the message gives the nearest expressions in
    UTC.

    Attributes:
        cron_expression: five fields, in UTC, for example `"0 2 * * 0"`.
        timezone: of the expression, for example `"Europe/Berlin"`; UTC when not set.
        parallelism: replicas that run at a time (Azure's default: 1).
        replica_completion_count: replicas that must succeed (Azure's default: 1).

    Example:
        ```python
        worker.publish_as_azure_container_app_job(trigger=Schedule("0 2 * * 0"))  # on Sunday at 02:00 UTC
        ```
    """

    _type: ClassVar = ContainerAppJobTriggerType.SCHEDULE

    cron_expression: Text
    parallelism: Number | None = attrs.field(default=None, kw_only=True)
    replica_completion_count: Number | None = attrs.field(default=None, kw_only=True)
    timezone: str | None = attrs.field(default=None, kw_only=True)


@records.frozen
class Event(Frozen):
    """Events as the trigger: one or more KEDA scale rules.

    Attributes:
        rules: one or several, such as `StorageQueueScaleRule(queue_name=queue)`; without a rule, the job
            never runs.
        min_executions: executions to start per polling interval even without events (Azure's default: 0).
        max_executions: the maximum per polling interval (Azure's default: 100).
        polling_interval: a timedelta, or seconds, between two checks of the source (Azure's default: 30 s).
        parallelism: replicas that one execution runs at a time (Azure's default: 1).
        replica_completion_count: replicas of one execution that must succeed (Azure's default: 1).

    Example:
        ```python
        orders = builder.add_azure_storage("storage").add_queue("orders")
        worker.publish_as_azure_container_app_job(
            trigger=Event(StorageQueueScaleRule(queue_name=orders, queue_length=5), max_executions=20)
        )
        ```
    """

    _type: ClassVar = ContainerAppJobTriggerType.EVENT
    _takes_list: ClassVar[bool] = True

    rules: Rule | Sequence[Rule] = attrs.field(default=(), converter=_as_sequence)
    min_executions: Number | None = attrs.field(default=None, kw_only=True)
    max_executions: Number | None = attrs.field(default=None, kw_only=True)
    polling_interval: timedelta | Number | None = attrs.field(default=None, kw_only=True)
    parallelism: Number | None = attrs.field(default=None, kw_only=True)
    replica_completion_count: Number | None = attrs.field(default=None, kw_only=True)


Trigger = Manual | Schedule | Event
