"""From a resource to its job: the model as Aspire fills it, then the user's callbacks on top."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.configuration import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.problems import SourceLocation, on_behalf_of, show
from cdktf_aspire.jobs.settings import Items, MissingItemError, UnknownAttributeError
from cdktf_aspire.jobs.template import ContainerAppContainer, ContainerAppEnvironmentVariable
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType, Event, Manual, Schedule, Trigger
from cdktf_aspire.jobs.values import Reference, SecretText

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.compute import ComputeResource, Given, JobCustomization
    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.jobs.settings import Settings


@attrs.define
class PreparedJob:
    """A job that is ready to be checked and written.

    Attributes:
        resource: whose job it is.
        environment: where it runs; None when the user has to choose.
        job: the model with everything set.
        problems: what went wrong on the way.
    """

    resource: ComputeResource
    environment: AzureContainerAppEnvironment | None
    job: ContainerAppJob
    problems: list[Problem] = attrs.field(factory=list)

    @property
    def facts(self) -> rules.EnvironmentFacts:
        """What the rules may know of the environment."""
        return self.environment.facts if self.environment else rules.EnvironmentFacts()

    def resource_problem(self, problem: Problem) -> None:
        """Adds a problem under the resource's name."""
        self.problems.append(attrs.evolve(problem, resource=self.resource.name))


def prepare(
    resource: ComputeResource,
    environment: AzureContainerAppEnvironment | None,
    infrastructure: Callable[[PreparedJob], Infrastructure],
) -> PreparedJob:
    """Builds the job of a resource and runs the user's callbacks on it, in the order of the calls.

    Args:
        resource: with at least one customization.
        environment: where it runs.
        infrastructure: makes the first argument of the callbacks.
    """
    with on_behalf_of(resource.customizations[0].where):
        prepared = PreparedJob(resource, environment, _wired(resource, environment))
    infra = infrastructure(prepared)
    for customization in resource.customizations:
        if customization.configure is not None:
            _run(customization, infra, prepared)
    prepared.problems += rules.check_kinds(prepared.job, resource.name, "job")
    _hide_secrets(prepared.job, infra)
    return prepared


def _hide_secrets(job: ContainerAppJob, infra: Infrastructure) -> None:
    """Makes secrets of the job of what a callback put in clear into an environment variable.

    A secret anywhere else stays, marked, for the rules to refuse.
    """
    for block in job.blocks():
        for name, value in block.__dict__.items():
            if isinstance(value, str) and infra.is_secret(value):
                block.__dict__[name] = SecretText(value)
            elif isinstance(value, list):
                value[:] = [
                    SecretText(item) if isinstance(item, str) and infra.is_secret(item) else item
                    for item in value
                ]
            elif isinstance(value, dict) and name != "_notes":
                for key, item in value.items():
                    if isinstance(item, str) and infra.is_secret(item):
                        value[key] = SecretText(item)
    for container in (*job.template.init_containers, *job.template.containers):
        for variable in container.env:
            if isinstance(variable.value, Reference) and variable.value.is_secret:
                secret = add_secret(job, str(variable.name), variable.value)
                variable.__dict__.update(value=None, secret_ref=secret)


def _wired(resource: ComputeResource, environment: AzureContainerAppEnvironment | None) -> ContainerAppJob:
    """The job as the resource and the options of the publish calls make it."""
    job, container = ContainerAppJob(), ContainerAppContainer()
    name, declared_at = resource.name.lower(), resource.declared_at
    job.assign("name", name, written="name=", where=declared_at)
    container.assign("name", name, written="name=", where=declared_at)
    container.assign("image", resource.image, written="image=", where=declared_at)
    job.template.containers.append(container)
    if environment is not None:
        job.environment_id = environment.id
        if resource.is_built:
            pull_identity = environment.pull_identity_id
            job.identity.user_assigned_identities.append(pull_identity)
            job.configuration.registries.append(
                ContainerAppRegistryCredentials(server=environment.registry_endpoint, identity=pull_identity)
            )
    _set_list(container, "command", resource.command)
    _set_list(container, "args", resource.args)
    _set_environment_variables(resource, job, container)
    for customization in resource.customizations:
        _apply_options(customization, job, container)
    return job


def _set_list(container: ContainerAppContainer, attribute: str, given: list[Given]) -> None:
    if given:
        values = Items(each.value for each in given)
        container.assign(attribute, values, written=f"{attribute}=", where=given[-1].where)


def _set_environment_variables(
    resource: ComputeResource, job: ContainerAppJob, container: ContainerAppContainer
) -> None:
    for name, text in resource.default_environment_variables.items():
        if name not in resource.environment_variables:
            container.env.append(ContainerAppEnvironmentVariable(name=name, value=text))
    for name, given in resource.environment_variables.items():
        with on_behalf_of(given.where):
            variable = ContainerAppEnvironmentVariable()
        call = f"with_environment({show(name)}, ...)="
        variable.assign("name", name, written=call, where=given.where)
        variable.assign("value", given.value, written=call, where=given.where)
        container.env.append(variable)


def add_secret(job: ContainerAppJob, key: str, value: Reference) -> str:
    """Makes a value a secret of the job, named after the environment variable that needs it.

    The name is Aspire's: lower case, `_` as `-`. Aspire lets two keys that end in the same name share the
    first one's value; here the second gets a name of its own.
    """
    wanted = base = str(key).lower().replace("_", "-")
    taken: dict[object, object] = {secret.name: secret.value for secret in job.configuration.secrets}
    number = 2
    while wanted in taken and taken[wanted] is not value:
        wanted, number = f"{base}-{number}", number + 1
    if wanted not in taken:
        job.configuration.secrets.append(ContainerAppWritableSecret(name=wanted, value=value))
    return wanted


def _apply_options(
    customization: JobCustomization, job: ContainerAppJob, container: ContainerAppContainer
) -> None:
    where = customization.where
    targets: dict[str, tuple[Settings, str]] = {
        "timeout": (job.configuration, "replica_timeout"),
        "retry_limit": (job.configuration, "replica_retry_limit"),
        "cpu": (container.resources, "cpu"),
        "memory": (container.resources, "memory"),
        "workload_profile_name": (job, "workload_profile_name"),
        "tags": (job, "tags"),
    }
    for option, value in customization.options.items():
        if isinstance(value, Trigger):
            _apply_trigger(value, job, where)
        else:
            settings, attribute = targets[option]
            settings.assign(attribute, value, written=f"{option}=", where=where)


def _apply_trigger(trigger: Trigger, job: ContainerAppJob, where: SourceLocation | None) -> None:
    configuration = job.configuration
    kind, settings = {
        Manual: (ContainerAppJobTriggerType.MANUAL, configuration.manual_trigger_config),
        Schedule: (ContainerAppJobTriggerType.SCHEDULE, configuration.schedule_trigger_config),
        Event: (ContainerAppJobTriggerType.EVENT, configuration.event_trigger_config),
    }[type(trigger)]
    configuration.assign("trigger_type", kind, written="trigger=", where=where)
    for field in attrs.fields(type(trigger)):
        value = getattr(trigger, field.name)
        if value is None or value == ():
            continue
        in_scale = isinstance(trigger, Event) and field.name in {
            "rules",
            "min_executions",
            "max_executions",
            "polling_interval_in_seconds",
        }
        target: Settings = configuration.event_trigger_config.scale if in_scale else settings
        target.assign(field.name, value, written=f"{field.name}=", where=where)


def _run(customization: JobCustomization, infra: Infrastructure, prepared: PreparedJob) -> None:
    assert customization.configure is not None
    try:
        customization.configure(infra, prepared.job)
    except (UnknownAttributeError, MissingItemError) as mistake:
        problem = mistake.problem
        prepared.resource_problem(attrs.evolve(problem, path=f"job...{problem.path}"))
    except Exception as error:
        prepared.resource_problem(
            rules.problem(
                "ACJ003",
                f"The configure callback failed: {type(error).__name__}: {error}",
                path="configure=",
                where=_where_raised(error) or customization.where,
            )
        )


def _where_raised(error: BaseException) -> SourceLocation | None:
    """The user's innermost line in a traceback: below it there is only code that they called."""
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    traceback, found = error.__traceback__, None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith((package, "<")):
            found = SourceLocation(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found
