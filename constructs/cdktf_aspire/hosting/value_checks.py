"""What is wrong with the values of a job: their kind, their expressions, what they refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure_key_vault import KeyVaultSecretReference, VaultSecret
from cdktf_aspire.hosting.azure_resource import MaybeExisting
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference, ingress_endpoints
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.expressions import parts_of, problems_of, unfolded
from cdktf_aspire.hosting.prepared_job import places
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.hosting.values import is_value, misfit, value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import closest
from cdktf_aspire.jobs.template import ContainerAppEnvironmentVariable, ContainerAppInitContainer
from cdktf_aspire.jobs.values import Unknown, is_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import Place, PreparedJob
    from cdktf_aspire.jobs.problems import SourceLocation

_LISTS: Final = ("args", "command")


def check_values(prepared: PreparedJob) -> None:
    """Reports what is wrong with the values of a job, and makes values of what stands for one."""
    for place in places(prepared.job):
        if _takes_any_value(place):
            _settle(prepared, place)
        value = place.value
        for problem in problems_of(value):
            prepared.resource_problem(problem)
        for part in parts_of(value):
            if isinstance(part, KeyVaultSecretReference) and not part.problems:
                _check_vault_secret(prepared, part, place.where)
            if isinstance(part, VaultSecret):
                _check_application(prepared, part.vault, place.where)
            if isinstance(part, VaultSecret) and part is not unfolded(value):
                message = f"The Key Vault secret {part.secret_name!r} is part of a longer text"
                prepared.resource_problem(
                    rules.problem("ACJ917", message, path=place.path, where=place.where)
                )
            elif isinstance(part, EndpointReference):
                _check_endpoint(prepared, part, place.where)
            elif isinstance(part, EndpointPropertyReference):
                _check_endpoint(prepared, part.endpoint, place.where)
            elif isinstance(part, Output) and isinstance(part.resource, Resource):
                if part.resource is not prepared.identity:  # which was checked as a whole
                    _check_application(prepared, part.resource, place.where)
                _check_output(prepared, part, place.where)
    _check_references(prepared)


def _takes_any_value(place: Place) -> bool:
    """Whether it is the value of an environment variable, or an argument."""
    if isinstance(place.block, ContainerAppEnvironmentVariable):
        return place.attribute == "value"
    return isinstance(place.block, ContainerAppInitContainer) and place.attribute in _LISTS


def _settle(prepared: PreparedJob, place: Place) -> None:
    value = place.value
    is_list = place.attribute in _LISTS and is_token(value)
    if value is not None and not is_value(value) and not is_list:
        prepared.resource_problem(misfit(value, place.path, place.path, place.where))
        place.replace(Unknown())
    else:
        place.replace(value_of(value))


def _check_references(prepared: PreparedJob) -> None:
    """Services that are referred to as a whole."""
    for call in prepared.resource.references:
        source = call.source
        if isinstance(source, ComputeResource) and not source.endpoints:
            message = f"{source.name!r} declares no endpoint, so there is nothing to tell"
            code = "ACJ914" if source.customizations else "ACJ915"
            prepared.resource_problem(rules.problem(code, message, path="with_reference", where=call.where))
        elif isinstance(source, EndpointReference):
            # An endpoint that the resource does not declare gives no variable whose value could be checked.
            _check_endpoint(prepared, source, call.where)


def _check_endpoint(prepared: PreparedJob, endpoint: EndpointReference, where: SourceLocation | None) -> None:
    resource, name, declared = endpoint.resource, endpoint.endpoint_name, endpoint.declared
    if resource.customizations:
        message = f"{resource.name!r} is a job, so nobody can reach its endpoint {name!r}"
        prepared.resource_problem(rules.problem("ACJ914", message, value=name, where=where))
    elif declared is None:
        guess = closest(name, resource.endpoints) if isinstance(name, str) else None
        prepared.resource_problem(
            rules.problem(
                "ACJ915",
                f"{resource.name!r} has no endpoint {name!r}",
                value=name,
                hint=f"Did you mean {guess!r}?" if guess else None,
                where=where,
            )
        )
    elif not declared.has_port and declared not in ingress_endpoints(resource):
        message = f"The endpoint {name!r} of {resource.name!r} has no port"
        hint = f"with_endpoint(name={name!r}, scheme={declared.scheme!r}, target_port=...)"
        prepared.resource_problem(rules.problem("ACJ915", message, hint=hint, where=where))
    else:
        _check_reach(prepared, endpoint, where)


def _check_reach(prepared: PreparedJob, endpoint: EndpointReference, where: SourceLocation | None) -> None:
    """An endpoint inside an environment is reached from that environment alone."""
    resource, own = endpoint.resource, prepared.environment
    theirs = resource.application.environment_of(resource)
    if theirs is None:
        message = f"Nothing says in which environment {resource.name!r} runs, so its address is not known"
        hint = f"Choose one for {resource.name!r} with with_compute_environment(...)"
        prepared.resource_problem(rules.problem("ACJ904", message, hint=hint, where=where))
    elif own is not None and theirs is not own:
        served = ingress_endpoints(resource)
        if endpoint.declared not in served or not any(each.external for each in served):
            prepared.resource_problem(
                rules.problem(
                    "ACJ942",
                    f"{resource.name!r} runs in {theirs.name!r}, and its endpoint "
                    f"{endpoint.endpoint_name!r} is not reached from {own.name!r}",
                    where=where,
                )
            )


def _check_vault_secret(
    prepared: PreparedJob, secret: KeyVaultSecretReference, where: SourceLocation | None
) -> None:
    """A vault that is made here is empty when the job is made."""
    if secret.vault.existing is None and secret.vault.added_secret(secret.secret_name) is None:
        message = f"The vault {secret.vault.name!r} is created without a secret {secret.secret_name!r}"
        prepared.resource_problem(rules.problem("ACJ943", message, path="get_secret", where=where))


def _check_output(prepared: PreparedJob, output: Output, where: SourceLocation | None) -> None:
    resource = output.resource
    if not isinstance(resource, MaybeExisting):
        return
    if isinstance(resource, AzureContainerAppEnvironment):
        built = any(
            job.is_built and application.environment_of(job) is resource
            for application in (resource.application, prepared.resource.application)
            for job in application.jobs
        )
        is_known = resource.knows(output.name, with_registry=built)
    else:
        is_known = output.name in resource.known_outputs
    if not is_known:
        guess = closest(output.name, resource.known_outputs) if isinstance(output.name, str) else None
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
