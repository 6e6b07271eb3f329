"""The problems of values: their kind, their expressions, their references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, MaybeExisting
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.elsewhere import knows_output, unknown_elsewhere
from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubResource
from cdktf_aspire.hosting.azure.identity import GrantsRoles, HasIdentity, Roles
from cdktf_aspire.hosting.azure.key_vault import (
    AzureKeyVaultResource,
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
)
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference
from cdktf_aspire.hosting.ingress import EndpointProperty
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.hosting.reference_expressions import problems_of
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.referencing import References
from cdktf_aspire.hosting.values import composition_problem, is_composed, is_value, misfit, value_of
from cdktf_aspire.hosting.volumes import Mounts
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.credentials import ContainerAppWritableSecret
from cdktf_aspire.jobs.template import ContainerAppEnvironmentVariable, ContainerAppInitContainer
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Interpolation
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import Unknown, is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.key_vault import VaultSecret
    from cdktf_aspire.hosting.prepared_job import Place, PreparedJob
    from cdktf_aspire.values.resolution import Resolution

register(
    "ACJ010",
    ERROR,
    "any text",
    allowed="tokens that cdktf created in this process",
    why="cdktf fails on a token that it doesn't know",
    fix="Pass the token itself, or raw(...) for a Terraform expression",
    source="cdktf",
)

register(
    "ACJ914",
    ERROR,
    "an endpoint as a value",
    allowed="an endpoint of a resource that runs as a container app",
    why="Nothing can reach an endpoint of a job",
    fix="Refer to what the job reads or writes, such as a queue",
    source="Aspire.Hosting.Azure.AppContainers: KeyNotFoundException",
)

register(
    "ACJ915",
    ERROR,
    "an endpoint as a value",
    allowed="an endpoint that the resource declares",
    why="There is no address to pass on",
    fix="Declare it with with_http_endpoint(), with_https_endpoint() or with_endpoint(); "
    "launchSettings.json is not read",
    source="Aspire.Hosting: the endpoint is not allocated",
)

register(
    "ACJ016",
    ERROR,
    "an endpoint as a value",
    allowed="an endpoint of a resource that is deployed",
    why="Nothing runs at the address",
    fix="Deploy the resource, or remove the reference; for a service that runs elsewhere, "
    "builder.add_external_service(name, url)",
    source="Aspire.Hosting.Azure.AppContainers: container app context not found",
)

register(
    "ACJ942",
    WARNING,
    "an endpoint as a value",
    allowed="an endpoint in the job's environment, or an external HTTP endpoint of any environment",
    why="An internal address works only in its own environment",
    fix="Put both in one environment, or call with_external_http_endpoints() on the service",
    source="https://learn.microsoft.com/azure/container-apps/ingress-overview",
)

register(
    "ACJ943",
    WARNING,
    "vault.get_secret(secret_name)",
    allowed="a secret that is in the vault before the job is created",
    why="Azure reads the secret when it creates the job, and refuses the job because a new vault is empty",
    fix="Add it with vault.add_secret(...), or use an existing vault: vault.as_existing(name)",
    source="https://learn.microsoft.com/azure/container-apps/manage-secrets",
)

_LISTS: Final = ("args", "command")
_VAULT_SECRET: Final = "azurerm_key_vault_secret"


def check_value(prepared: PreparedJob, place: Place) -> None:
    """Reports what is wrong with a value of a job, and makes a value of what stands for one."""
    if _takes_any_value(place):
        _settle(prepared, place)
    value = place.value
    if not is_token(value) and (not isinstance(value, str) or is_composed(value)):
        return
    resolution = resolve(value)
    use = Use(prepared.resource, prepared.environment, lambda: place.path, place.where)
    for problem in use.problems(resolution):
        prepared.resource_problem(problem)
    if isinstance(place.block, ContainerAppWritableSecret) and place.attribute == "key_vault_uri":
        for problem in _new_vault_problems(prepared.resource, place, resolution):
            prepared.resource_problem(problem)


def given_text_problems(
    resource: Resource, unknown_token: Callable[[object], str | None]
) -> Iterator[Problem]:
    """Problems of the texts and references that a resource got outside its job.

    Args:
        resource: any of the application's.
        unknown_token: finds what looks like a token and is none in a text.
    """
    for path, value in _given_texts(resource):
        resolution = resolve(value_of(value))
        for part in resolution.parts:
            unknown = unknown_token(part)
            if unknown is not None:
                message, where = f"{unknown} isn't a token of this process", resource._declared_at
                yield rules.problem("ACJ010", message, path=path, resource=resource.name, where=where)
        use = Use(resource, None, path, resource._declared_at, takes_vault_secrets=False)
        for problem in use.problems(resolution):
            yield attrs.evolve(problem, resource=resource.name)


def _given_texts(resource: Resource) -> Iterator[tuple[str, object]]:
    if isinstance(resource, MaybeExisting) and resource.existing is not None:
        yield "as_existing", resource.existing.name
        yield "as_existing", resource.existing.resource_group
        yield "as_existing", resource.existing.subscription
    if isinstance(resource, AzureContainerAppEnvironment):
        yield "with_delegated_subnet", resource.delegated_subnet
        for name, value in resource._written_network.items():
            if not isinstance(value, bool):
                yield f"{name}=", value
    if isinstance(resource, AzureContainerRegistryResource):
        for task in resource.purge_tasks:
            yield from (("with_purge_task", text) for text in (task.name, task.schedule, task.filter))
    if isinstance(resource, AzureChildResource):
        yield "name=", resource.azure_name
    if isinstance(resource, AzureEventHubResource) and is_token(resource.partition_count):
        yield "partition_count=", resource.partition_count
    if isinstance(resource, AzureKeyVaultSecretResource):
        yield "value=", resource.value
    if isinstance(resource, GrantsRoles):
        for roles in Roles.of(resource).explicit_roles.values():
            yield from (("with_role_assignments", role) for role in roles)
    if isinstance(resource, ComputeResource):
        yield from (
            ("alert_on_failure", alert.action_group) for alert in Publishing.of(resource).failure_alerts
        )
        for mount in Mounts.of(resource).mounts:
            yield from (("with_nfs_volume", value) for value in (mount.server, mount.share))


def _new_vault_problems(user: ComputeResource, place: Place, address: Resolution) -> Iterator[Problem]:
    """An address that is built from a vault's, for which the job would not wait."""
    for part in address.parts:
        match part:
            case Output(resource=AzureKeyVaultResource() as vault):
                new = repr(vault.name) if _is_new(vault) else None
            case _:
                new = user._application.new_vault_in(part)
        if new is not None and not _waits_for_secret(user):
            message = f"The address is in the vault {new}, which is created together with the job"
            hint = "Use the secret that vault.add_secret(...) returns as the value, or an existing vault"
            yield rules.problem("ACJ943", message, path=place.path, hint=hint, where=place.where)


def _is_new(vault: AzureKeyVaultResource) -> bool:
    """Whether the deployment creates the vault, for the application or as the user's construct."""
    if vault.existing is None:
        return True
    return vault.existing.construct is not None and vault._application.creates(vault.existing.construct)


def _waits_for_secret(user: Resource) -> bool:
    """Whether a job waits for a vault's secret that the user has written as a construct."""
    waits = Waits.of(user).waits if isinstance(user, ComputeResource) else ()
    constructs = (
        each.other.existing.construct
        for each in waits
        if isinstance(each.other, MaybeExisting) and each.other.existing is not None
    )
    return any(each is not None and each.terraform_resource_type == _VAULT_SECRET for each in constructs)


def _takes_any_value(place: Place) -> bool:
    """Whether it is the value of an environment variable, or an argument."""
    if isinstance(place.block, ContainerAppEnvironmentVariable):
        return place.attribute == "value"
    return isinstance(place.block, ContainerAppInitContainer) and place.attribute in _LISTS


def _settle(prepared: PreparedJob, place: Place) -> None:
    value = place.value
    may_be_list = place.attribute in _LISTS
    if value is not None and not is_value(value) and not (may_be_list and is_token(value)):
        prepared.resource_problem(misfit(value, place.path, place.path, place.where))
        place.replace(Unknown())
    else:
        place.replace(value_of(value))


def reference_problems(
    resource: ComputeResource, environment: AzureContainerAppEnvironment | None
) -> Iterator[Problem]:
    """Services that are referred to, also if the reference sets no variable that could be checked.

    Args:
        resource: that refers to them.
        environment: where it runs.
    """
    for call in References.of(resource).references:
        source = call.source
        if isinstance(source, ComputeResource) and all(
            each.exclude_reference_endpoint for each in source._endpoints.values()
        ):
            message = f"{source.name!r} has no endpoint to pass on"
            code = "ACJ914" if Publishing.of(source).customizations else "ACJ915"
            yield rules.problem(code, message, path="with_reference", where=call.where)
        elif isinstance(source, EndpointReference):
            yield from Use(resource, environment, None, call.where).problems(resolve(source))


def problems_of_app(
    resource: ComputeResource, environment: AzureContainerAppEnvironment | None
) -> Iterator[Problem]:
    """References that a container app can't reach: endpoints of jobs and of resources not deployed.

    Args:
        resource: that is not published as a job.
        environment: where it runs.
    """
    found = list(reference_problems(resource, environment))
    try:
        given = [*resource._environment_variables().values(), *resource._arguments()]
    except Exception:  # of a callback, which nobody needs here
        given = []
    for each in given:
        use = Use(resource, environment, None, each.where)
        found += use.problems(resolve(value_of(each.value)))
    for problem in dict.fromkeys(each for each in found if each.code in {"ACJ914", "ACJ016"}):
        yield attrs.evolve(problem, resource=resource.name)


def _literals(parts: Iterable[object]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, Interpolation):
            yield from (each for each in part.parts if isinstance(each, str))


@records.frozen
class Use:
    """Where a value is used.

    Attributes:
        user: the resource that uses it.
        environment: where that runs; None when it runs nowhere, or when that is not clear.
        path: what the user calls the place; what gives it where looking it up takes a while.
        where: the user's line.
        takes_vault_secrets: whether a vault's secret is read there, by the job or by Terraform.
    """

    user: Resource
    environment: AzureContainerAppEnvironment | None
    path: str | Callable[[], str] | None
    where: SourceLocation | None
    takes_vault_secrets: bool = True

    @property
    def _path(self) -> str | None:
        return self.path() if callable(self.path) else self.path

    def problems(self, value: Resolution) -> Iterator[Problem]:
        """What is wrong with the expressions in the value, and with what they refer to."""
        yield from problems_of(value)
        if not all(is_composed(text) for text in _literals(value.parts)):
            yield composition_problem(self._path, self.where)
        for part in value.parts:
            match part:
                case KeyVaultSecretReference(_problems=problems) if problems:
                    continue
                case KeyVaultSecretReference() | AzureKeyVaultSecretResource():
                    yield from self._vault_secret(part)
                case EndpointReference():
                    yield from self._endpoint(part)
                case EndpointPropertyReference(endpoint=endpoint, endpoint_property=taken):
                    is_own = endpoint.resource is self.user and endpoint.declared is not None
                    if not is_own or taken is not EndpointProperty.TARGET_PORT:
                        yield from self._endpoint(endpoint)
                case Output(resource=Resource() as resource):
                    if not self._is_own_identity(resource):
                        yield from self._application(resource)
                    yield from self._output(part)

    def _vault_secret(self, secret: VaultSecret) -> Iterator[Problem]:
        vault, name = secret.vault, secret.secret_name
        yield from self._application(vault)
        if not self.takes_vault_secrets:
            message = f"The Key Vault secret {name!r} is used where no job reads it"
            yield rules.problem("ACJ917", message, path=self._path, where=self.where)
        elif _is_new(vault) and vault._added_secret(name) is None and not _waits_for_secret(self.user):
            # A vault that is made here is empty when the job is made.
            message = f"The vault {vault.name!r} is created without a secret {name!r}"
            hint = None
            if vault.existing is not None:
                hint = "Add it with vault.add_secret(...), or wait_for(...) the construct that writes it"
            yield rules.problem("ACJ943", message, path="get_secret", hint=hint, where=self.where)

    def _endpoint(self, endpoint: EndpointReference) -> Iterator[Problem]:
        resource, name, declared = endpoint.resource, endpoint.endpoint_name, endpoint.declared
        publishing = Publishing.of(resource)
        if publishing.is_excluded or not (publishing.customizations or resource._can_be_app):
            why = "left out of the deployment" if publishing.is_excluded else "not built by a Dockerfile"
            message = f"{resource.name!r} is {why}, so its endpoint {name!r} has no address"
            yield rules.problem("ACJ016", message, value=name, where=self.where)
        elif publishing.customizations:
            message = f"{resource.name!r} is a job, so nothing can reach its endpoint {name!r}"
            yield rules.problem("ACJ914", message, value=name, where=self.where)
        elif declared is None:
            guess = closest(name, resource._endpoints) if isinstance(name, str) else None
            message = f"{resource.name!r} doesn't have an endpoint {name!r}"
            hint = f"Did you mean {guess!r}?" if guess else None
            yield rules.problem("ACJ915", message, value=name, hint=hint, where=self.where)
        else:
            yield from self._reach(endpoint)

    def _reach(self, endpoint: EndpointReference) -> Iterator[Problem]:
        """The problem of an internal endpoint, which only its own environment can reach."""
        resource, own = endpoint.resource, self.environment
        theirs = environment_of(resource)
        if theirs is None:
            message = (
                f"It isn't clear which environment {resource.name!r} runs in, so its address isn't known"
            )
            hint = f"Choose one for {resource.name!r} with with_compute_environment(...)"
            yield rules.problem("ACJ904", message, hint=hint, where=self.where)
        elif own is not None and theirs is not own:
            declared = endpoint.declared
            if declared is None or not (declared.is_external and declared.is_http):
                is_external = declared is not None and declared.is_external
                message = (
                    f"The endpoint {endpoint.endpoint_name!r} of {resource.name!r} is "
                    f"{'not HTTP' if is_external else 'internal'}, so only the environment {theirs.name!r} "
                    f"can reach it, but this resource runs in {own.name!r}"
                )
                advice = "Put both in one environment" if is_external else None
                yield rules.problem("ACJ942", message, hint=advice, where=self.where)

    def _output(self, output: Output) -> Iterator[Problem]:
        resource = output.resource
        if isinstance(resource, MaybeExisting) and not knows_output(resource, output.name):
            yield unknown_elsewhere(resource, output.name, where=self.where)
        elif isinstance(resource, MaybeExisting) and not self._has_output(resource, output.name):
            guess = closest(output.name, resource._known_outputs) if isinstance(output.name, str) else None
            yield rules.problem(
                "ACJ924",
                f"{resource.name!r} doesn't have an output {output.name!r}",
                path="output(name)",
                value=output.name,
                allowed=", ".join(resource._known_outputs),
                hint=f"Did you mean {guess!r}?" if guess else None,
                where=self.where,
            )

    def _is_own_identity(self, resource: Resource) -> bool:
        """Whether it is the identity chosen for the user of the value, which is checked there."""
        return isinstance(self.user, HasIdentity) and self.user.user_assigned_identity is resource

    def _has_output(self, resource: MaybeExisting, name: str) -> bool:
        if not isinstance(resource, AzureContainerAppEnvironment):
            return name in resource._known_outputs
        if resource._knows(name, with_registry=False):
            return True
        pulls = any(
            job._is_built and environment_of(job) is resource  # mostly the first one
            for application in (resource._application, self.user._application)
            for job in application.resources_of(ComputeResource)
            if job._is_job
        )
        return resource._knows(name, with_registry=pulls)

    def _application(self, resource: Resource) -> Iterator[Problem]:
        if resource._application is not self.user._application and not isinstance(
            resource, AzureContainerAppEnvironment
        ):
            message = f"{resource.name!r} belongs to another application"
            yield rules.problem("ACJ921", message, where=self.where)
