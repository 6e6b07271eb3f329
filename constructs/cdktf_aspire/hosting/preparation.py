"""From a resource to its job: the model as Aspire fills it, then the user's callbacks on top."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypeVar

import attrs

from cdktf_aspire.hosting.azure_key_vault import KeyVaultSecretUri
from cdktf_aspire.hosting.azure_resource import AzureResource
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.connection_strings import unfolded
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.expressions import parts_of, problems_of
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.hosting.roles import VaultSecret, reads_a_vault, roles_of
from cdktf_aspire.hosting.volumes import EnvironmentStorage
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.configuration import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.problems import SourceLocation, closest, on_behalf_of, show
from cdktf_aspire.jobs.settings import Items, MissingItemError, UnknownAttributeError
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType, Event, Manual, Schedule, Trigger
from cdktf_aspire.jobs.values import Reference, SecretText

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.compute import Given
    from cdktf_aspire.hosting.identities import Identity
    from cdktf_aspire.hosting.images import RegistryCredentials
    from cdktf_aspire.hosting.job_publishing import JobCustomization
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.hosting.volumes import Mount
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.jobs.settings import Settings

T = TypeVar("T")


@attrs.define
class PreparedJob:
    """A job that is ready to be checked and written.

    Attributes:
        resource: whose job it is.
        environment: where it runs; None when the user has to choose.
        job: the model with everything set.
        identity: that the job's program signs in with; None when it needs none.
        roles: of that identity, by target.
        problems: what went wrong on the way.
    """

    resource: ComputeResource
    environment: AzureContainerAppEnvironment | None
    job: ContainerAppJob = attrs.field(factory=ContainerAppJob)
    identity: Identity | None = None
    roles: dict[AzureResource, tuple[str, ...]] = attrs.field(factory=dict)
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
        prepared = PreparedJob(resource, environment)
        _wire(prepared)
    infra = infrastructure(prepared)
    for customization in resource.customizations:
        if customization.configure is not None:
            _run(customization, infra, prepared)
    prepared.problems += rules.check_kinds(prepared.job, resource.name, "job")
    _hide_secrets(prepared, infra)
    return prepared


def _hide_secrets(prepared: PreparedJob, infra: Infrastructure) -> None:
    """Makes secrets of the job of what would stand in clear in an environment variable.

    A secret anywhere else stays, marked, for the rules to refuse.
    """
    job = prepared.job
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
            value = variable.value
            if isinstance(value, Reference) and value.is_secret:
                secret = _add_secret(prepared, str(variable.name), value)
                variable.__dict__.update(value=None, secret_ref=secret)


def _wire(prepared: PreparedJob) -> None:
    """Fills the job as the resource and the options of the publish calls make it."""
    resource, environment, job = prepared.resource, prepared.environment, prepared.job
    container = ContainerAppContainer()
    name, declared_at = resource.name.lower(), resource.declared_at
    job.assign("name", name, written="name=", where=declared_at)
    container.assign("name", name, written="name=", where=declared_at)
    container.assign("image", resource.image, written="image=", where=declared_at)
    job.template.containers.append(container)
    variables = _called(prepared, resource.environment_variables) or {}
    args = _called(prepared, resource.args) or []
    values = [each.value for each in (*variables.values(), *args, *resource.command)]
    _check_values(prepared, [*variables.values(), *args, *resource.command])
    prepared.roles = roles_of(resource, values)
    prepared.identity = _identity_of(resource, needs_one=bool(prepared.roles) or reads_a_vault(values))
    if prepared.identity is not None:
        job.identity.user_assigned_identities.append(prepared.identity.id)
    if environment is not None:
        job.environment_id = environment.id
        if resource.is_built:
            pull_identity = environment.pull_identity_id
            job.identity.user_assigned_identities.append(pull_identity)
            job.configuration.registries.append(
                ContainerAppRegistryCredentials(server=environment.registry_endpoint, identity=pull_identity)
            )
    for credentials in resource.registry_credentials:
        _sign_in(job, credentials)
    _set_list(container, "command", resource.command)
    _set_list(container, "args", args)
    _set_environment_variables(variables, container)
    if prepared.identity is not None:
        _tell_identity(prepared.identity, container)
    for mount in resource.mounts:
        _mount(resource, mount, job, container)
    for customization in resource.customizations:
        _apply_options(customization, job, container)


def _called(prepared: PreparedJob, compute: Callable[[], T]) -> T | None:
    """What the user's `with_environment` and `with_args` callbacks come to; their failure is a problem."""
    try:
        return compute()
    except Exception as error:
        prepared.resource_problem(
            rules.problem(
                "ACJ003",
                f"A callback failed: {type(error).__name__}: {error}",
                path="with_environment, with_args",
                where=_where_raised(error) or prepared.resource.declared_at,
            )
        )
        return None


def _identity_of(resource: ComputeResource, *, needs_one: bool) -> Identity | None:
    return resource.user_assigned_identity or (resource.own_identity if needs_one else None)


def _tell_identity(identity: Identity, container: ContainerAppContainer) -> None:
    """Tells Azure's SDKs which of the job's identities is the program's."""
    for name, value in (
        ("AZURE_CLIENT_ID", identity.client_id),
        ("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential"),
    ):
        if all(variable.name != name for variable in container.env):
            container.env.append(ContainerAppEnvironmentVariable(name=name, value=value))


def _sign_in(job: ContainerAppJob, credentials: RegistryCredentials) -> None:
    with on_behalf_of(credentials.where):
        registry = ContainerAppRegistryCredentials(server=credentials.server)
        if credentials.identity is not None:
            registry.identity = credentials.identity.id
            ids = job.identity.user_assigned_identities
            if not any(isinstance(each, Output) and each.resource is credentials.identity for each in ids):
                ids.append(credentials.identity.id)
        elif credentials.password is not None:
            registry.username = credentials.username
            name = f"{credentials.password.name.lower()}-registry"
            registry.password_secret_ref = name
            job.configuration.secrets.append(
                ContainerAppWritableSecret(name=name, value=credentials.password)
            )
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


def _check_values(prepared: PreparedJob, given: list[Given]) -> None:
    """Problems of the values themselves: expressions, endpoints of jobs, other applications."""
    for each in given:
        value = unfolded(each.value)
        for problem in problems_of(each.value):
            prepared.resource_problem(problem)
        for part in parts_of(each.value):
            endpoint = part.endpoint if isinstance(part, EndpointPropertyReference) else part
            if isinstance(part, VaultSecret) and part is not value:
                message = f"The Key Vault secret {part.secret_name!r} is part of a longer text"
                prepared.resource_problem(rules.problem("ACJ917", message, where=each.where))
            elif isinstance(endpoint, EndpointReference):
                _check_endpoint(prepared, endpoint, each.where)
            elif isinstance(part, Output) and isinstance(part.resource, Resource):
                _check_application(prepared, part.resource, each.where)
                _check_output(prepared, part, each.where)
    for call in prepared.resource.references:
        source = call.source
        if isinstance(source, ComputeResource) and not source.endpoints:
            message = f"{source.name!r} declares no endpoint, so there is nothing to tell"
            code = "ACJ914" if source.customizations else "ACJ915"
            prepared.resource_problem(rules.problem(code, message, path="with_reference", where=call.where))


def _check_endpoint(prepared: PreparedJob, endpoint: EndpointReference, where: SourceLocation | None) -> None:
    resource, name = endpoint.resource, endpoint.endpoint_name
    if resource.customizations:
        message = f"{resource.name!r} is a job, so nobody can reach its endpoint {name!r}"
        prepared.resource_problem(rules.problem("ACJ914", message, value=name, where=where))
    elif name not in resource.endpoints:
        guess = closest(name, resource.endpoints)
        prepared.resource_problem(
            rules.problem(
                "ACJ915",
                f"{resource.name!r} has no endpoint {name!r}",
                value=name,
                hint=f"Did you mean {guess!r}?" if guess else None,
                where=where,
            )
        )


def _check_output(prepared: PreparedJob, output: Output, where: SourceLocation | None) -> None:
    resource = output.resource
    if isinstance(resource, AzureResource) and output.name not in resource.known_outputs:
        guess = closest(output.name, resource.known_outputs)
        prepared.resource_problem(
            rules.problem(
                "ACJ924",
                f"{resource.name!r} has no output {output.name!r}",
                path="output(name)",
                value=output.name,
                allowed=", ".join(resource.known_outputs),
                hint=f"Did you mean {guess!r}?" if guess else None,
                where=where,
            )
        )


def _check_application(prepared: PreparedJob, resource: Resource, where: SourceLocation | None) -> None:
    if resource.application is not prepared.resource.application and not isinstance(
        resource, AzureContainerAppEnvironment
    ):
        message = f"{resource.name!r} belongs to another application"
        prepared.resource_problem(rules.problem("ACJ921", message, where=where))


def _set_list(container: ContainerAppContainer, attribute: str, given: list[Given]) -> None:
    if given:
        values = Items(each.value for each in given)
        container.assign(attribute, values, written=f"{attribute}=", where=given[-1].where)


def _set_environment_variables(variables: dict[str, Given], container: ContainerAppContainer) -> None:
    for name, given in variables.items():
        if given.where is None:
            container.env.append(ContainerAppEnvironmentVariable(name=name, value=given.value))  # type: ignore[arg-type]
            continue
        with on_behalf_of(given.where):
            variable = ContainerAppEnvironmentVariable()
        call = f"with_environment({show(name)}, ...)="
        variable.assign("name", name, written=call, where=given.where)
        variable.assign("value", given.value, written=call, where=given.where)
        container.env.append(variable)


def _add_secret(prepared: PreparedJob, key: str, value: Reference) -> str:
    """Makes a value a secret of the job, named after the environment variable that needs it.

    The name is Aspire's: lower case, `_` as `-`. Aspire lets two keys that end in the same name share the
    first one's value; here the second gets a name of its own.
    """
    secrets = prepared.job.configuration.secrets
    source = unfolded(value)
    if isinstance(source, VaultSecret):
        assert prepared.identity is not None
        uri = KeyVaultSecretUri(source)
        secret = ContainerAppWritableSecret(key_vault_uri=uri, identity=prepared.identity.id)
    else:
        secret = ContainerAppWritableSecret(value=value)
    wanted = base = str(key).lower().replace("_", "-")
    number = 2
    taken = {each.name: _source(each) for each in secrets}
    while wanted in taken and taken[wanted] != _source(secret):
        wanted, number = f"{base}-{number}", number + 1
    if wanted not in taken:
        secret.name = wanted
        secrets.append(secret)
    return wanted


def _source(secret: ContainerAppWritableSecret) -> object:
    """What two secrets of one value have in common."""
    uri = secret.key_vault_uri
    if isinstance(uri, KeyVaultSecretUri):
        return uri.secret.vault, uri.secret.secret_name
    return id(secret.value) if isinstance(secret.value, Reference) else secret.value


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
