"""Publishing a resource as a Container Apps job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, cast

import attrs

from cdktf_aspire.diagnostics.frozen import Frozen
from cdktf_aspire.diagnostics.problems import caller, show
from cdktf_aspire.diagnostics.rules import AZURE_JOBS, ERROR, register
from cdktf_aspire.hosting.azure.azure_resource import output_of
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.hosting.resource_names import is_resource_name
from cdktf_aspire.hosting.values import is_value, misfit
from cdktf_aspire.jobs import cron, rules, time_zones
from cdktf_aspire.jobs.azure_ids import ACTION_GROUP, JOB, id_format, match_id, normalised_id
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType, Event, Manual, Schedule, Trigger
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.values.value import Number, Text
    from constructs import Construct

    Configure = Callable[[Infrastructure, ContainerAppJob], object]

register(
    "ACJ215",
    ERROR,
    "Schedule(cron_expression, timezone=...)",
    allowed="UTC",
    why="Azure runs every schedule in UTC: the job would start at a different time",
    fix="Write the expression in UTC",
    source=f"{AZURE_JOBS}#scheduled-jobs",
)

register(
    "ACJ960",
    ERROR,
    "moved_from()",
    allowed="earlier names of the resource that no resource has now, the latest first",
    why="Terraform wouldn't know what to move",
    fix="Pass the earlier names, or remove the call",
    source="Terraform: moved blocks",
)

_TRIGGERS: Final = {
    "manual": "Manual()",
    "schedule": 'Schedule("0 2 * * *")',
    "event": "Event(StorageQueueScaleRule(queue_name=...))",
}


@records.frozen
class JobCustomization:
    """One call of a `publish_as_...` method: what it sets, with the user's names.

    Attributes:
        options: keyword argument -> value, without those that were left out.
        configure: the user's callback.
        where: the user's line.
    """

    options: Mapping[str, object]
    configure: Configure | None
    where: SourceLocation | None


@records.frozen
class FailureAlert:
    """One call of `alert_on_failure`.

    Attributes:
        action_group: id of the action group that is notified.
        where: the user's line.
    """

    action_group: Text
    where: SourceLocation | None


@records.frozen
class ImportedJob:
    """A job that is in Azure already and is taken over.

    Attributes:
        id: Azure's, in the case that azurerm reads.
        name: of the job in Azure.
        resource_group: that it is in, in the case of the id.
        where: the user's line.
    """

    id: str
    name: str
    resource_group: str
    where: SourceLocation | None


@records.define(eq=False)
class Publishing(Annotation):
    """How a resource is published.

    Attributes:
        customizations: calls that make it a job, in the order of the code.
        published_as_app: the user's line that makes it a container app.
        carried_over_as: what deploys it otherwise, when it comes from a publish output.
        on_first_publish: gives it what the publish output says of it, once it becomes a job.
        failure_alerts: that were asked for.
        imported_job: that it takes over.
        earlier_names: of the resource, the latest first.
        moved_at: the user's line that gave them.
        is_excluded: whether it is left out without a warning.
        is_elsewhere: whether somebody else deploys it: it is left out too, and has an address all the same.
        replicas_set_at: the user's line that wants several replicas of an app.
    """

    customizations: list[JobCustomization] = attrs.field(factory=list)
    published_as_app: SourceLocation | None = None
    carried_over_as: Resource | None = None
    on_first_publish: Callable[[], None] | None = None
    failure_alerts: list[FailureAlert] = attrs.field(factory=list)
    imported_job: ImportedJob | None = None
    earlier_names: tuple[str, ...] = ()
    moved_at: SourceLocation | None = None
    is_excluded: bool = False
    is_elsewhere: bool = False
    replicas_set_at: SourceLocation | None = None


class PublishesJobs(Resource):
    """A resource that can be published as a job."""

    @property
    def _is_job(self) -> bool:
        """Whether it becomes a job."""
        publishing = Publishing.of(self)
        return bool(publishing.customizations) and not publishing.is_excluded

    @property
    def _name_in_azure(self) -> str:
        """The first name that the resource ever had: Azure can't rename a job, only replace it."""
        earlier_names = Publishing.of(self).earlier_names
        return earlier_names[-1].lower() if earlier_names else super()._name_in_azure

    @user_call
    def exclude_from_manifest(self) -> Self:
        """Leaves the resource out without a warning (Aspire's `ExcludeFromManifest`)."""
        Publishing.of(self).is_excluded = True
        return self

    @user_call
    def publish_as_azure_container_app_job(
        self,
        configure: Configure | None = None,
        *,
        trigger: Trigger | None = None,
        timeout: timedelta | Number | None = None,
        retry_limit: Number | None = None,
        cpu: Number | None = None,
        memory: Text | None = None,
        workload_profile_name: Text | None = None,
        tags: Mapping[str, Text] | None = None,
    ) -> Self:
        """Publishes the resource as a Container Apps job (Aspire's `PublishAsAzureContainerAppJob`).

        Args:
            configure: called last as `configure(infra, job)` on the finished job, in the order of the calls;
                it may overwrite everything.
            trigger: `Manual(...)` (the default), `Schedule(...)` or `Event(...)`.
            timeout: seconds, or a timedelta, after which a replica is stopped; 1800 when not set.
            retry_limit: how often a failed replica is retried; 0 when not set.
            cpu: of the container in vCPU; 0.5 when not set.
            memory: of the container, for example `"2Gi"`; 1Gi when not set.
            workload_profile_name: of the environment; Azure's default (Consumption) when not set.
            tags: Azure tags of the job.
        """
        self._customize(
            configure,
            trigger=trigger,
            timeout=timeout,
            retry_limit=retry_limit,
            cpu=cpu,
            memory=memory,
            workload_profile_name=workload_profile_name,
            tags=tags,
        )
        return self

    @user_call
    def publish_as_scheduled_azure_container_app_job(
        self,
        cron_expression: Text,
        configure: Configure | None = None,
        *,
        parallelism: Number | None = None,
        replica_completion_count: Number | None = None,
        timeout: timedelta | Number | None = None,
        retry_limit: Number | None = None,
        cpu: Number | None = None,
        memory: Text | None = None,
        workload_profile_name: Text | None = None,
        tags: Mapping[str, Text] | None = None,
    ) -> Self:
        """Publishes the resource as a job that runs on a schedule.

        Aspire's `PublishAsScheduledAzureContainerAppJob`.

        Args:
            cron_expression: minute, hour, day of month, month, day of week; in UTC.
            configure: called last as `configure(infra, job)` on the finished job, in the order of the calls;
                it may overwrite everything.
            parallelism: replicas that run at a time; 1 when not set.
            replica_completion_count: replicas that must succeed; 1 when not set.
            timeout: seconds, or a timedelta, after which a replica is stopped; 1800 when not set.
            retry_limit: how often a failed replica is retried; 0 when not set.
            cpu: of the container in vCPU; 0.5 when not set.
            memory: of the container, for example `"2Gi"`; 1Gi when not set.
            workload_profile_name: of the environment; Azure's default (Consumption) when not set.
            tags: Azure tags of the job.
        """
        self._customize(
            configure,
            trigger=Schedule(
                cron_expression, parallelism=parallelism, replica_completion_count=replica_completion_count
            ),
            timeout=timeout,
            retry_limit=retry_limit,
            cpu=cpu,
            memory=memory,
            workload_profile_name=workload_profile_name,
            tags=tags,
        )
        return self

    publish_as_configured_azure_container_app_job = also_named(
        "publish_as_configured_azure_container_app_job", publish_as_azure_container_app_job
    )
    publish_as_configured_scheduled_azure_container_app_job = also_named(
        "publish_as_configured_scheduled_azure_container_app_job",
        publish_as_scheduled_azure_container_app_job,
    )

    @user_call
    def publish_as_connection_string(self) -> Self:
        """Has no effect: it is about the manifest of older deployers (`PublishAsConnectionString`)."""
        return self

    @user_call
    def publish_as_azure_container_app(self, configure: Callable[..., object] | None = None) -> Self:
        """Marks the resource as a container app, which this library does not write.

        It exists so that an AppHost can be ported line by line. The resource is left out with a warning, and
        publishing it as a job too is an error, as in Aspire.

        Args:
            configure: ignored.
        """
        Publishing.of(self).published_as_app = caller()
        return self

    def _customize(self, configure: Configure | None, **options: object) -> None:
        where = caller()
        if configure is not None and not callable(configure):
            self._refuse("configure=", None, "a function of two arguments: configure(infra, job)", where)
            configure = None
        trigger = options["trigger"]
        if trigger is not None and not isinstance(trigger, Manual | Schedule | Event):
            allowed = "Manual(...), Schedule(...) or Event(...)"
            self._refuse("trigger=", trigger, allowed, where, _trigger_of(trigger))
            options["trigger"] = None
        elif trigger is not None:
            for problem in trigger._problems:
                self._report(problem)
            if isinstance(trigger, Schedule) and trigger.timezone is not None:
                self._check_time_zone(trigger)
        given = {key: value for key, value in options.items() if value is not None}
        publishing = Publishing.of(self)
        publishing.customizations.append(JobCustomization(given, configure, where))
        if publishing.on_first_publish is not None:
            give, publishing.on_first_publish = publishing.on_first_publish, None
            give()

    def _check_time_zone(self, schedule: Schedule) -> None:
        zone, expression = schedule.timezone, schedule.cron_expression
        if isinstance(zone, str) and time_zones.is_utc(zone):
            return
        hint = None
        if isinstance(zone, str) and is_literal_text(expression) and cron.error_in(expression) is None:
            hint = time_zones.advice(expression, zone)
        message = f"Azure runs schedules in UTC, not in {zone!r}"
        self._report(
            rules.problem("ACJ215", message, path="timezone=", value=zone, hint=hint, where=schedule.where)
        )

    @user_call
    def alert_on_failure(self, action_group: Text | Construct) -> Self:
        """Notifies an action group when an execution of the job fails.

        A scheduled query searches the environment's Log Analytics workspace every five minutes for executions
        that used up their retries or their time. An existing environment needs
        `with_azure_log_analytics_workspace` for it.

        Args:
            action_group: id of an Azure Monitor action group, or a construct of
                `azurerm_monitor_action_group`.
        """
        given = output_of(self._application, action_group, "azurerm_monitor_action_group")
        if isinstance(given, str):
            given = normalised_id(given)
        if is_literal_text(given) and match_id(given, ACTION_GROUP) is None:
            self._refuse_id("Not the id of an action group", "action_group=", given, ACTION_GROUP)
        elif is_own_construct(given):
            self._refuse_id(f"{described(given)} isn't an action group", "action_group=", None, ACTION_GROUP)
        elif not is_value(given):
            self._report(misfit(given, "action_group", "action_group=", caller()))
        else:
            Publishing.of(self).failure_alerts.append(FailureAlert(cast("Text", given), caller()))
        return self

    @user_call
    def import_existing(self, resource_id: str) -> Self:
        """Takes over an existing job in Azure, for example from `azd`, instead of creating it again.

        It becomes an `import` block of Terraform, which does nothing once the job is in the state.

        Args:
            resource_id: `/subscriptions/.../resourceGroups/.../providers/Microsoft.App/jobs/<name>`; the name
                must be the resource's, in lower case, and the group the application's; otherwise the job
                would be replaced.
        """
        match = match_id(resource_id, JOB) if isinstance(resource_id, str) else None
        if match is None:
            self._refuse_id("Not the id of a Container Apps job", "resource_id=", resource_id, JOB)
            return self
        # Azure's own names of jobs are in lower case, and azurerm reads ids to the letter.
        name = match["name"].lower()
        canonical = f"{match.string[: match.start('name')]}{name}"
        Publishing.of(self).imported_job = ImportedJob(canonical, name, match["group"], caller())
        return self

    @user_call
    def moved_from(self, *names: str) -> Self:
        """Gives the resource's earlier names, so that renaming it destroys nothing.

        Terraform moves its state from the old addresses to the new ones. In Azure, the job and the resources
        created for it keep their names, because Azure can't rename a job without replacing it.

        Args:
            names: earlier names, the latest first; all of them if it was renamed more than once.
        """
        if not names:
            self._refuse_earlier_name("An earlier name is missing", None)
        for name in names:
            if not is_resource_name(name) or name == self.name:
                self._refuse_earlier_name("Not an earlier name of the resource", name)
                return self
        publishing = Publishing.of(self)
        publishing.earlier_names, publishing.moved_at = names, caller()
        return self

    def _refuse_earlier_name(self, message: str, name: object) -> None:
        self._report(rules.problem("ACJ960", message, path="names=", value=name, where=caller()))

    def _refuse_id(self, message: str, path: str, value: object, resource_type: str) -> None:
        allowed = id_format(resource_type)
        self._report(
            rules.problem("ACJ920", message, path=path, value=value, allowed=allowed, where=caller())
        )

    def _refuse(
        self, path: str, value: object, allowed: str, where: SourceLocation | None, hint: str | None = None
    ) -> None:
        self._report(
            rules.problem(
                "ACJ002",
                f"{path.rstrip('=')} has a value of the wrong type",
                path=path,
                value=value,
                allowed=allowed,
                hint=hint,
                where=where,
            )
        )


def _trigger_of(value: object) -> str | None:
    """How to write the trigger that a value stands for."""
    kind = str(value.value if isinstance(value, ContainerAppJobTriggerType) else value).strip().lower()
    match value:
        case str() | ContainerAppJobTriggerType() if kind in _TRIGGERS:
            return f"Write trigger={_TRIGGERS[kind]}"
        case str() if value.strip():
            return f"Write trigger=Schedule({show(value)})"
        case type() if issubclass(value, Manual | Schedule | Event):
            return f"Write trigger={_TRIGGERS[value.__name__.lower()]}"
        case ContainerAppJobScaleRule() | Frozen():
            return f"Write trigger=Event({type(value).__name__}(...))"
        case list() | tuple():
            return "Write trigger=Event([...])"
        case Resource():
            from cdktf_aspire.hosting.watched import rule_for  # many classes, which only a mistake needs

            return f"Write trigger=Event({rule_for(value)})"
    return None
