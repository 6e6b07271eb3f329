"""How a job runs: trigger, timeout, retries, secrets and registries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.diagnostics.arguments import UNKNOWN_ATTRIBUTE
from cdktf_aspire.diagnostics.missing import Missing, UnknownAttributeError, may_go_on
from cdktf_aspire.diagnostics.problems import Problem, Severity, caller, kind_of
from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs import azure_defaults
from cdktf_aspire.jobs.credentials import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.schema import NUMBER, SECONDS, Block, Blocks, Choice, schema_of, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.jobs.triggers import (
    ContainerAppJobTriggerType,
    EventTriggerConfiguration,
    JobConfigurationManualTriggerConfig,
    JobConfigurationScheduleTriggerConfig,
)
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from cdktf_aspire.values.value import Number


class ContainerAppJobRetryLimitPolicy(PublicEnum):
    """The kind of retry; Azure has only one, so the value has no effect.

    Example:
        ```python
        job.configuration.replica_retry_limit = 3
        job.configuration.retry_limit_policy = ContainerAppJobRetryLimitPolicy.RESTART_FAILED_CONTAINERS
        ```
    """

    RESTART_FAILED_CONTAINERS = "RestartFailedContainers"


class RetryPolicy:
    """The documentation page's other way to the retry limit; lands in `replica_retry_limit`."""

    def __init__(self, configuration: ContainerAppJobConfiguration) -> None:
        object.__setattr__(self, "_configuration", configuration)

    _configuration: ContainerAppJobConfiguration
    retry_limit: Number | None
    retry_limit_policy: ContainerAppJobRetryLimitPolicy | None

    if not TYPE_CHECKING:
        _TARGETS: ClassVar[Mapping[str, str]] = {
            "retry_limit": "replica_retry_limit",
            "retry_limit_policy": "retry_limit_policy",
        }

        def __setattr__(self, name: str, value: object) -> None:
            target = self._TARGETS.get(name)
            if target is None:
                self._configuration._problems.append(self._unknown(name, value))
                return
            self._configuration._assign(target, value, written=f"retry_policy.{name}")

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            target = self._TARGETS.get(name)
            if target is None:
                problem = self._unknown(name, None)
                if may_go_on():
                    self._configuration._problems.append(problem)
                    return Missing()
                raise UnknownAttributeError(problem)
            return getattr(self._configuration, target)

        def __dir__(self) -> list[str]:
            return [*self._TARGETS]

        def _unknown(self, name: str, value: object) -> Problem:
            return Problem(
                UNKNOWN_ATTRIBUTE,
                Severity.ERROR,
                f"retry_policy has no attribute {name!r}",
                path=f"retry_policy.{name}",
                value=None if value is None else kind_of(value),
                allowed=", ".join(self._TARGETS),
                where=caller(),
            )


@records.define(slots=False)
class ContainerAppJobConfiguration(Settings):
    """How a job runs.

    Attributes:
        trigger_type: what starts it; manual when not set.
        replica_timeout: seconds (or a timedelta) after which a replica is stopped; 1800 when not set.
        replica_retry_limit: how often a failed replica is retried; 0 when not set.
        manual_trigger_config: used when the trigger type is manual.
        schedule_trigger_config: used when the trigger type is schedule.
        event_trigger_config: used when the trigger type is event.
        secrets: of the job, that environment variables, registries and scale rules name.
        registries: that images are pulled from.
        retry_limit_policy: the only one there is.

    Example:
        ```python
        configuration = job.configuration
        configuration.trigger_type = TriggerType.SCHEDULE
        configuration.schedule_trigger_config.cron_expression = "0 2 * * *"
        configuration.replica_timeout = timedelta(minutes=30)
        ```
    """

    _not_here: ClassVar[Mapping[str, str]] = {
        "identity_settings": "azurerm has no such setting on a job",
        "ingress": "A job has no ingress; publish the resource as a container app instead",
        "dapr": "A job has no Dapr; publish the resource as a container app instead",
    }

    trigger_type: ContainerAppJobTriggerType = setting(
        Choice(ContainerAppJobTriggerType, ContainerAppJobTriggerType.MANUAL), None
    )
    replica_timeout: Number | timedelta | None = setting(
        SECONDS, "replica_timeout_in_seconds", default=azure_defaults.TIMEOUT, required=True
    )
    replica_retry_limit: Number | None = setting(NUMBER, default=azure_defaults.RETRY_LIMIT)
    manual_trigger_config: JobConfigurationManualTriggerConfig = setting(
        Block(JobConfigurationManualTriggerConfig), when=("trigger_type", ContainerAppJobTriggerType.MANUAL)
    )
    schedule_trigger_config: JobConfigurationScheduleTriggerConfig = setting(
        Block(JobConfigurationScheduleTriggerConfig),
        when=("trigger_type", ContainerAppJobTriggerType.SCHEDULE),
    )
    event_trigger_config: EventTriggerConfiguration = setting(
        Block(EventTriggerConfiguration), when=("trigger_type", ContainerAppJobTriggerType.EVENT)
    )
    secrets: list[ContainerAppWritableSecret] = setting(
        Blocks(ContainerAppWritableSecret), "secret", shown=False
    )
    registries: list[ContainerAppRegistryCredentials] = setting(
        Blocks(ContainerAppRegistryCredentials), "registry"
    )
    retry_limit_policy: ContainerAppJobRetryLimitPolicy | None = setting(
        Choice(ContainerAppJobRetryLimitPolicy, None), None, bicep=None
    )

    timeout_in_seconds = Alias["Number | timedelta | None"]("replica_timeout")
    replica_timeout_in_seconds = Alias["Number | timedelta | None"]("replica_timeout")

    @property
    def retry_policy(self) -> RetryPolicy:
        """The retry limit, by its name in Azure's documentation."""
        return RetryPolicy(self)

    @property
    def _triggers(self) -> Mapping[ContainerAppJobTriggerType, Settings]:
        """The settings of each kind of trigger; a job has one of them."""
        return {
            ContainerAppJobTriggerType(each.when[1]): self.__dict__[each.name]
            for each in schema_of(type(self))
            if each.when
        }
