"""What starts a job: by hand, by the clock, or by events."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.scale import ContainerAppJobScale
from cdktf_aspire.jobs.settings import Alias, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule
    from cdktf_aspire.jobs.values import Number, Text


class ContainerAppJobTriggerType(enum.Enum):
    """The three kinds of trigger; changing the kind of a deployed job replaces it (azurerm: ForceNew)."""

    MANUAL = "Manual"
    SCHEDULE = "Schedule"
    EVENT = "Event"


TriggerType = ContainerAppJobTriggerType


@attrs.define(slots=False)
class JobConfigurationManualTriggerConfig(Settings):
    """Settings of a job that is started by hand or through Azure's API.

    Attributes:
        parallelism: replicas that run at a time; 1 when not set.
        replica_completion_count: replicas that must succeed; 1 when not set.
    """

    parallelism: Number | None = None
    replica_completion_count: Number | None = None

    completion_count = Alias["Number | None"]("replica_completion_count")


@attrs.define(slots=False)
class JobConfigurationScheduleTriggerConfig(Settings):
    """Settings of a job that runs by the clock.

    Attributes:
        cron_expression: five fields (minute hour day-of-month month day-of-week), in UTC.
        parallelism: replicas that run at a time; 1 when not set.
        replica_completion_count: replicas that must succeed; 1 when not set.
    """

    cron_expression: Text | None = None
    parallelism: Number | None = None
    replica_completion_count: Number | None = None

    completion_count = Alias["Number | None"]("replica_completion_count")
    cron = Alias["Text | None"]("cron_expression")


@attrs.define(slots=False)
class EventTriggerConfiguration(Settings):
    """Settings of a job that KEDA starts when a source has events.

    Attributes:
        parallelism: replicas that one execution runs at a time; 1 when not set.
        replica_completion_count: replicas of one execution that must succeed; 1 when not set.
        scale: how many executions, how often the source is asked, and the rules.
    """

    parallelism: Number | None = None
    replica_completion_count: Number | None = None
    scale: ContainerAppJobScale = attrs.field(factory=ContainerAppJobScale)

    completion_count = Alias["Number | None"]("replica_completion_count")


@attrs.frozen
class Manual:
    """A trigger by hand.

    Attributes:
        parallelism: replicas that run at a time (Azure's default: 1).
        replica_completion_count: replicas that must succeed (Azure's default: 1).
    """

    parallelism: Number | None = None
    replica_completion_count: Number | None = None


@attrs.frozen
class Schedule:
    """A trigger by the clock.

    Attributes:
        cron_expression: five fields, in UTC, for example `"0 2 * * 0"`.
        parallelism: replicas that run at a time (Azure's default: 1).
        replica_completion_count: replicas that must succeed (Azure's default: 1).
    """

    cron_expression: Text
    parallelism: Number | None = attrs.field(default=None, kw_only=True)
    replica_completion_count: Number | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Event:
    """A trigger by events: one or more KEDA scale rules.

    Attributes:
        rules: what is watched; without a rule the job never runs.
        min_executions: executions to keep going per polling interval (Azure's default: 0).
        max_executions: at most so many per polling interval (Azure's default: 100).
        polling_interval_in_seconds: how often the source is asked (Azure's default: 30).
        parallelism: replicas that one execution runs at a time (Azure's default: 1).
        replica_completion_count: replicas of one execution that must succeed (Azure's default: 1).
    """

    rules: Sequence[ContainerAppJobScaleRule] = ()
    min_executions: Number | None = attrs.field(default=None, kw_only=True)
    max_executions: Number | None = attrs.field(default=None, kw_only=True)
    polling_interval_in_seconds: Number | None = attrs.field(default=None, kw_only=True)
    parallelism: Number | None = attrs.field(default=None, kw_only=True)
    replica_completion_count: Number | None = attrs.field(default=None, kw_only=True)


Trigger = Manual | Schedule | Event
