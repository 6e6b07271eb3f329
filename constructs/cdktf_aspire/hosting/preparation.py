"""From a resource to its job: first the model as Aspire fills it, then the user's callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from cdktf_aspire.diagnostics.arguments import UNKNOWN_ATTRIBUTE
from cdktf_aspire.diagnostics.missing import UnknownAttributeError, keep_going
from cdktf_aspire.diagnostics.problems import on_behalf_of, show
from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, register
from cdktf_aspire.hosting.azure.azure_resource import output_of
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.callbacks import call_back, callback_problem
from cdktf_aspire.hosting.images import Registries
from cdktf_aspire.hosting.ingress import read_in
from cdktf_aspire.hosting.job_identity import check_vault_roles, give_identity
from cdktf_aspire.hosting.job_probes import add_probes
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.job_secrets import add_secret, hide_secrets
from cdktf_aspire.hosting.prepared_job import PreparedJob, places, referring_in, scale_rules_of
from cdktf_aspire.hosting.pulling import pull_with_identity
from cdktf_aspire.hosting.value_checks import check_value, reference_problems
from cdktf_aspire.hosting.volumes import EnvironmentStorage, Mounts
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import ENVIRONMENT, id_format, match_id, normalised_id
from cdktf_aspire.jobs.credentials import ContainerAppRegistryCredentials
from cdktf_aspire.jobs.items import Items, MissingItemError
from cdktf_aspire.jobs.settings import copied
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import EventTriggerConfiguration, Trigger
from cdktf_aspire.values.expressions import SecretText
from cdktf_aspire.values.value import Unknown, is_literal_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.compute import ComputeResource, Given
    from cdktf_aspire.hosting.images import RegistryCredentials
    from cdktf_aspire.hosting.job_publishing import JobCustomization
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.hosting.prepared_job import Place
    from cdktf_aspire.hosting.volumes import Mount
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.settings import Settings

register(
    "ACJ109",
    ERROR,
    "job.environment_id",
    allowed=id_format(ENVIRONMENT),
    why="azurerm refuses the plan",
    fix="Use the id of the environment, or choose the environment with with_compute_environment()",
    source=f"{AZURERM}: container_app_environment_id",
)

T = TypeVar("T")

# What is the id of something in Azure, wherever in a job.
_IDS = frozenset({"environment_id", "identity", "user_assigned_identities"})


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
    with read_in(environment):
        return _prepared(resource, environment, infrastructure)


def _prepared(
    resource: ComputeResource,
    environment: AzureContainerAppEnvironment | None,
    infrastructure: Callable[[PreparedJob], Infrastructure],
) -> PreparedJob:
    with on_behalf_of(Publishing.of(resource).customizations[0].where):
        prepared = PreparedJob(resource, environment)
        _wire(prepared)
    infra = infrastructure(prepared)
    for customization in Publishing.of(resource).customizations:
        if customization.configure is not None:
            _run(customization, infra, prepared)
    prepared.job = copied(prepared.job)
    _expand_scale_rules(prepared)
    for place in places(prepared.job):
        value = _without_construct(prepared, place, infra._restored(place.value))
        if place.attribute in _IDS and isinstance(value, str):
            value = normalised_id(value)
            _check_environment_id(prepared, place, value)
        place.replace(value)
        check_value(prepared, place)
    if environment is not None and prepared.job.environment_id is None:
        where = prepared.job._note("environment_id").where
        message, hint = "environment_id is missing", "Don't set it, and the job is in its own environment"
        prepared.resource_problem(
            rules.problem("ACJ006", message, path="job.environment_id", hint=hint, where=where)
        )
    for problem in reference_problems(resource, environment):
        prepared.resource_problem(problem)
    prepared.problems += rules.check_kinds(prepared.job, resource.name, "job")
    prepared.referring = referring_in(prepared.job)
    _judge_tokens(prepared, infra)
    with on_behalf_of(Publishing.of(resource).customizations[0].where):
        give_identity(prepared, prepared.referring)
        check_vault_roles(prepared)
        hide_secrets(prepared)
    return prepared


def _judge_tokens(prepared: PreparedJob, infra: Infrastructure) -> None:
    """Reports tokens that the engine doesn't know, and marks those that are secrets."""
    for each in prepared.referring:
        if not each.value.is_opaque:
            continue
        place, value = each.place, each.place.value
        unknown = infra._unknown_token(each.value)
        if unknown is not None:
            message = f"{unknown} isn't a token of this process"
            prepared.resource_problem(rules.problem("ACJ010", message, path=place.path, where=place.where))
            place.replace(Unknown())
        elif not each.value.is_secret and infra._is_secret(each.value):
            place.replace(SecretText(value))  # type: ignore[arg-type]


def _check_environment_id(prepared: PreparedJob, place: Place, value: str) -> None:
    if place.attribute == "environment_id" and is_literal_text(value) and not match_id(value, ENVIRONMENT):
        message = "Not the id of an environment"
        prepared.resource_problem(
            rules.problem("ACJ109", message, path=place.path, value=value, where=place.where)
        )


# The outputs of a user's construct that attributes of a job can contain.
_OUTPUTS_OF_CONSTRUCTS = {
    "environment_id": (AzureContainerAppEnvironment._azure_type.azurerm, "id"),
    "identity": (AzureUserAssignedIdentityResource._azure_type.azurerm, "id"),
    "server": (AzureContainerRegistryResource._azure_type.azurerm, "loginServer"),
    "user_assigned_identities": (AzureUserAssignedIdentityResource._azure_type.azurerm, "id"),
}


def _without_construct(prepared: PreparedJob, place: Place, value: object) -> object:
    """The id or the host of a construct that is used instead of one."""
    if place.attribute not in _OUTPUTS_OF_CONSTRUCTS:
        return value
    return output_of(prepared.resource._application, value, *_OUTPUTS_OF_CONSTRUCTS[place.attribute])


def _wire(prepared: PreparedJob) -> None:
    """Fills the job as the resource and the options of the publish calls make it."""
    resource, environment, job = prepared.resource, prepared.environment, prepared.job
    container = ContainerAppContainer()
    name, declared_at = resource._name_in_azure, resource._declared_at
    job._assign("name", name, written="name=", where=declared_at)
    container._assign("name", name, written="name=", where=declared_at)
    container._assign("image", resource.image, written="image=", where=resource._image_set_at)
    job.template.containers.append(container)
    variables = _called(prepared, resource._environment_variables) or {}
    args = _called(prepared, resource._arguments) or []
    if environment is not None:
        job.environment_id = environment.id
        if resource._is_built:
            pull_identity = environment.pull_identity_id
            job.identity.user_assigned_identities.append(pull_identity)
            job.configuration.registries.append(
                ContainerAppRegistryCredentials(server=environment.registry_endpoint, identity=pull_identity)
            )
    for credentials in Registries.of(resource).registry_credentials:
        if resource._is_built and environment is not None and environment._pulls_from(credentials.server):
            message = f"The job already signs in to the registry of its environment {environment.name!r}"
            hint = "Remove the call: the environment's own identity pulls from it"
            path, where = "with_registry_credentials", credentials.where
            prepared.resource_problem(rules.problem("ACJ919", message, path=path, hint=hint, where=where))
        else:
            _sign_in(prepared, credentials)
    _set_list(container, "command", resource.command)
    _set_list(container, "args", args)
    _set_environment_variables(variables, container)
    for mount in Mounts.of(resource).mounts:
        _mount(resource, mount, job, container)
    add_probes(prepared, container)
    for customization in Publishing.of(resource).customizations:
        _apply_options(customization, job, container)
    _expand_scale_rules(prepared)
    give_identity(prepared, referring_in(job))


def _expand_scale_rules(prepared: PreparedJob) -> None:
    # The typed rules are many classes, which most jobs don't need.
    if scale_rules_of(prepared.job):
        from cdktf_aspire.hosting.event_sources import expand_scale_rules

        expand_scale_rules(prepared)


def _called(prepared: PreparedJob, compute: Callable[[], T]) -> T | None:
    """The results of the user's `with_environment` and `with_args` callbacks; their failure is a problem."""
    try:
        return compute()
    except Exception as error:
        path, where = "with_environment, with_args", prepared.resource._declared_at
        allowed = "a function callback(context) that doesn't raise"
        prepared.resource_problem(callback_problem(error, "A callback failed", path, where, allowed=allowed))
        return None


def _sign_in(prepared: PreparedJob, credentials: RegistryCredentials) -> None:
    job = prepared.job
    with on_behalf_of(credentials.where):
        registry = ContainerAppRegistryCredentials()
        registry._assign("server", credentials.server, written="server=")
        if credentials.identity is not None:
            registry._assign("identity", pull_with_identity(prepared, credentials), written="identity=")
        elif credentials.password is not None:
            registry.username = credentials.username
            key = f"{credentials.password.name}-registry"
            registry.password_secret_ref = add_secret(prepared, key, credentials.password)
        job.configuration.registries.append(registry)


_STORAGE_TYPES = {
    "volume": "AzureFile",
    "bind-mount": "AzureFile",
    "nfs": "NfsAzureFile",
    "empty-dir": "EmptyDir",
    "secret": "Secret",
}


def _mount(
    resource: ComputeResource, mount: Mount, job: ContainerAppJob, container: ContainerAppContainer
) -> None:
    with on_behalf_of(mount.where):
        storage = EnvironmentStorage(resource, mount) if mount.has_storage else None
        job.template.volumes.append(
            ContainerAppVolume(name=mount.name, storage_type=_STORAGE_TYPES[mount.kind], storage_name=storage)
        )
        container.volume_mounts.append(
            ContainerAppVolumeMount(volume_name=mount.name, mount_path=mount.target)
        )


def _set_list(container: ContainerAppContainer, attribute: str, given: list[Given]) -> None:
    if given:
        values = Items(each.value for each in given)
        container._assign(attribute, values, written=f"{attribute}=", where=given[-1].where)


def _set_environment_variables(variables: dict[str, Given], container: ContainerAppContainer) -> None:
    for name, given in variables.items():
        if given.where is None:
            container.env.append(ContainerAppEnvironmentVariable(name=name, value=given.value))  # type: ignore[arg-type]
            continue
        with on_behalf_of(given.where):
            variable = ContainerAppEnvironmentVariable()
        call = f"with_environment({show(name)}, ...)="
        variable._assign("name", name, written=call, where=given.where)
        variable._assign("value", given.value, written=call, where=given.where)
        container.env.append(variable)


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
            settings._assign(attribute, value, written=f"{option}=", where=where)


def _apply_trigger(trigger: Trigger, job: ContainerAppJob, where: SourceLocation | None) -> None:
    configuration = job.configuration
    settings = configuration._triggers[trigger._type]
    configuration._assign("trigger_type", trigger._type, written="trigger=", where=where)
    for field in attrs.fields(type(trigger)):
        value = getattr(trigger, field.name)
        if not field.init or value is None or value == () or field.name == "timezone":
            continue  # a time zone has no place in Azure; the call has told so
        target = settings
        if isinstance(settings, EventTriggerConfiguration) and field.name not in settings.__dict__:
            target = settings.scale
        name = target._aliases.get(field.name, field.name)
        target._assign(name, value, written=f"{field.name}=", where=where)


def _run(customization: JobCustomization, infra: Infrastructure, prepared: PreparedJob) -> None:
    assert customization.configure is not None
    try:
        with keep_going():
            call_back(customization.configure, infra, prepared.job)
    except (UnknownAttributeError, MissingItemError) as mistake:
        problem = mistake.problem
        is_of_the_job = isinstance(mistake, MissingItemError) or problem.code == UNKNOWN_ATTRIBUTE
        path = f"job...{problem.path}" if is_of_the_job else problem.path
        prepared.resource_problem(attrs.evolve(problem, path=path))
    except Exception as error:
        message = "The configure callback failed"
        prepared.resource_problem(callback_problem(error, message, "configure=", customization.where))
