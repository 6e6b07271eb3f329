"""What projects, containers and executables share: environment variables, arguments, publishing as a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import caller
from cdktf_aspire.jobs.triggers import Event, Manual, Schedule, Trigger
from cdktf_aspire.jobs.values import is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import timedelta

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.hosting.references import ContainerImage
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.problems import SourceLocation
    from cdktf_aspire.jobs.values import Number, Text

    Configure = Callable[[Infrastructure, ContainerAppJob], object]


@attrs.frozen
class Given:
    """A value together with the user's line that gave it."""

    value: object
    where: SourceLocation | None


@attrs.frozen
class JobCustomization:
    """One call of a `publish_as_...` method: what it sets, in the user's words.

    Attributes:
        options: keyword argument -> value, without those that were left out.
        configure: the user's callback.
        where: the user's line.
    """

    options: Mapping[str, object]
    configure: Configure | None
    where: SourceLocation | None


class ComputeResource(Resource):
    """Something that runs: a project, a container or an executable."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.environment_variables: dict[str, Given] = {}
        self.args: list[Given] = []
        self.customizations: list[JobCustomization] = []
        self.compute_environment: AzureContainerAppEnvironment | None = None
        self.published_as_app: SourceLocation | None = None

    @property
    def image(self) -> Text | ContainerImage | None:
        """What runs: a literal image, or one that is built elsewhere."""
        raise NotImplementedError

    @property
    def is_built(self) -> bool:
        """Whether the image is built outside and pulled from the environment's registry."""
        return False

    @property
    def command(self) -> list[Given]:
        """What replaces the image's ENTRYPOINT."""
        return []

    @property
    def default_environment_variables(self) -> dict[str, str]:
        """Environment variables that Aspire gives this kind of resource by itself."""
        return {}

    @user_call
    def with_environment(self, name: str, value: Text) -> Self:
        """Sets an environment variable; setting it again keeps its place.

        Args:
            name: of the variable.
            value: text (taken literally), a parameter (a secret one becomes a secret of the job), another
                reference, or a cdktf token.
        """
        self.environment_variables[name] = Given(value, caller())
        return self

    @user_call
    def with_args(self, *args: Text | Sequence[Text]) -> Self:
        """Adds command line arguments, one per element; they are never split or quoted.

        Args:
            args: text, references or cdktf tokens; a single list works too.
        """
        where = caller()
        self.args.extend(Given(arg, where) for arg in flatten(args))
        return self

    @user_call
    def with_compute_environment(self, environment: AzureContainerAppEnvironment) -> Self:
        """Places the resource in one of several environments, which may be another application's.

        Args:
            environment: what `add_azure_container_app_environment` returned.
        """
        if isinstance(environment, AzureContainerAppEnvironment):
            self.compute_environment = environment
        else:
            self.report(
                rules.problem(
                    "ACJ002",
                    "with_compute_environment() takes an environment",
                    path="environment=",
                    value=environment,
                    allowed="what add_azure_container_app_environment(...) returned",
                    where=caller(),
                )
            )
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
            configure: called as `configure(infra, job)` on the finished job, last, in the order of the
                calls; it may overwrite everything.
            trigger: `Manual(...)` (the default), `Schedule(...)` or `Event(...)`.
            timeout: seconds, or a timedelta, after which a replica is stopped; 1800 when not set.
            retry_limit: how often a failed replica is tried again; not at all when not set.
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
        """Publishes the resource as a job that runs by the clock.

        Aspire's `PublishAsScheduledAzureContainerAppJob`.

        Args:
            cron_expression: minute, hour, day of month, month, day of week; in UTC.
            configure: as for `publish_as_azure_container_app_job`.
            parallelism: replicas that run at a time; 1 when not set.
            replica_completion_count: replicas that must succeed; 1 when not set.
            timeout: as for `publish_as_azure_container_app_job`; so are the rest.
            retry_limit: see there.
            cpu: see there.
            memory: see there.
            workload_profile_name: see there.
            tags: see there.
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

    @user_call
    def publish_as_azure_container_app(self, configure: Callable[..., object] | None = None) -> Self:
        """Marks the resource as a container app, which this library does not write.

        It is here so that an AppHost can be ported line by line: the resource is left out with a warning,
        and publishing it as a job too is an error, as in Aspire.

        Args:
            configure: ignored.
        """
        self.published_as_app = caller()
        return self

    def _customize(self, configure: Configure | None, **options: object) -> None:
        where = caller()
        if configure is not None and not callable(configure):
            self._refuse("configure=", configure, "a function of two arguments: configure(infra, job)", where)
            configure = None
        trigger = options["trigger"]
        if trigger is not None and not isinstance(trigger, Manual | Schedule | Event):
            self._refuse("trigger=", trigger, "Manual(...), Schedule(...) or Event(...)", where)
            options["trigger"] = None
        given = {key: value for key, value in options.items() if value is not None}
        self.customizations.append(JobCustomization(given, configure, where))

    def _refuse(self, path: str, value: object, allowed: str, where: SourceLocation | None) -> None:
        self.report(
            rules.problem(
                "ACJ002",
                f"{path.rstrip('=')} is not what it should be",
                path=path,
                value=value,
                allowed=allowed,
                where=where,
            )
        )


def flatten(args: tuple[object, ...]) -> list[object]:
    """Arguments given one by one, or as one list, as Aspire's own Python AppHosts pass them."""
    if len(args) == 1 and isinstance(args[0], list | tuple) and not is_token(args[0]):
        return list(args[0])
    return list(args)
