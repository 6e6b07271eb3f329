"""How an event trigger scales: KEDA rules and the number of executions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs import azure_defaults
from cdktf_aspire.jobs.schema import NUMBER, SECONDS, TEXT, Blocks, TextMap, setting
from cdktf_aspire.jobs.settings import Alias, Note, Settings, join_path
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


@records.define(slots=False)
class ContainerAppScaleRuleAuth(Settings):
    """A secret of the job that a scale rule signs in with.

    Attributes:
        secret_ref: name of a secret of the job.
        trigger_parameter: KEDA's name of the parameter, for example `connection`.

    Example:
        `ContainerAppScaleRuleAuth(secret_ref="queue-connection", trigger_parameter="connection")`
    """

    secret_ref: Text | None = setting(TEXT, "secret_name", required=True, shown=False)
    trigger_parameter: Text | None = setting(TEXT, required=True, shown=False)

    secret_name = Alias["Text | None"]("secret_ref")


@records.define(slots=False)
class ContainerAppJobScaleRule(Settings):
    """A source that KEDA watches.

    Attributes:
        name: of the rule, lower case letters, digits, `-` and `.`.
        job_scale_rule_type: KEDA's scaler, for example `azure-queue`.
        metadata: KEDA's keys and values; values are strings.
        auth: secrets that the scaler signs in with.
        identity: id of a user-assigned identity of the job, or `System`, instead of secrets.

    Example:
        ```python
        ContainerAppJobScaleRule(
            name="queue",
            job_scale_rule_type="azure-queue",
            metadata={"accountName": "stprod", "queueName": "orders", "queueLength": "5"},
            identity="System",
        )
        ```
    """

    name: Text | None = setting(TEXT, required=True)
    job_scale_rule_type: Text | None = setting(TEXT, "custom_rule_type", bicep="type", required=True)
    metadata: dict[str, Text] = setting(TextMap(is_joined=True), required=True, secret=True, shown=False)
    auth: list[ContainerAppScaleRuleAuth] = setting(Blocks(ContainerAppScaleRuleAuth), "authentication")
    identity: Text | None = setting(TEXT, "identity_id", shown=False)

    type = Alias["Text | None"]("job_scale_rule_type")
    custom_rule_type = Alias["Text | None"]("job_scale_rule_type")
    authentication = Alias["list[ContainerAppScaleRuleAuth]"]("auth")
    identity_id = Alias["Text | None"]("identity")

    def _note_keys(self, notes: Mapping[str, Note]) -> None:
        """Keeps the user's spelling of the metadata's keys: the attributes of a typed rule."""
        self.__dict__["_key_notes"] = notes

    def _has_attribute_of(self, key: str) -> bool:
        """Whether the user gives a key as an attribute of a typed rule."""
        return key in self.__dict__.get("_key_notes", {})

    def _note_of_key(self, key: str, path: str) -> Note:
        """The user's spelling of a metadata key, with its whole path.

        Args:
            key: KEDA's.
            path: of this rule.
        """
        notes: Mapping[str, Note] | None = self.__dict__.get("_key_notes")
        metadata = self._note("metadata")
        if notes is None:
            return Note(f'{join_path(path, metadata.written)}["{key}"]', metadata.where)
        return notes.get(key) or Note(f'metadata["{key}"]', metadata.where)


@records.define(slots=False)
class ContainerAppJobScale(Settings):
    """How many executions an event trigger starts.

    Attributes:
        min_executions: per polling interval; 0 when not set.
        max_executions: per polling interval; 100 when not set.
        polling_interval_in_seconds: seconds, or a timedelta, between two checks of the source; 30 when not
            set.
        rules: that KEDA watches; without one, the job never runs.

    Example:
        ```python
        job.configuration.trigger_type = TriggerType.EVENT
        scale = job.configuration.event_trigger_config.scale
        scale.rules.append(RabbitMQScaleRule(host=password, queue_name="a", mode="QueueLength", value=10))
        scale.max_executions = 10
        scale.polling_interval_in_seconds = timedelta(minutes=1)
        ```
    """

    min_executions: Number | None = setting(NUMBER, default=azure_defaults.MIN_EXECUTIONS)
    max_executions: Number | None = setting(NUMBER, default=azure_defaults.MAX_EXECUTIONS)
    polling_interval_in_seconds: Number | timedelta | None = setting(
        SECONDS, bicep="pollingInterval", default=azure_defaults.POLLING_INTERVAL
    )
    rules: list[ContainerAppJobScaleRule] = setting(Blocks(ContainerAppJobScaleRule))

    min_replicas = Alias["Number | None"]("min_executions")
    max_replicas = Alias["Number | None"]("max_executions")
    polling_interval = Alias["Number | timedelta | None"]("polling_interval_in_seconds")
