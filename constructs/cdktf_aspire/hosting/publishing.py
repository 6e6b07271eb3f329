"""What is wrong with the way a resource is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure_key_vault import AzureKeyVaultSecretResource
from cdktf_aspire.hosting.azure_resource import AzureChildResource, MaybeExisting
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.values import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.problems import Problem

# What Terraform creates, or looks up, before whoever waits for it.
_ORDERED: Final = (MaybeExisting, AzureChildResource, AzureKeyVaultSecretResource)


def publishing_problems(
    resource: ComputeResource,
    environment: AzureContainerAppEnvironment | None,
    application: ApplicationModel,
) -> Iterator[Problem]:
    """App and job at once, neither of them, or nowhere to run.

    Args:
        resource: a project, a container or an executable.
        environment: where it would run, if that is clear.
        application: with all its environments.
    """
    if resource.is_excluded:
        return
    if resource.is_azure_functions and resource.customizations:
        yield rules.problem(
            "ACJ923",
            "An Azure Functions project can't be a job",
            resource=resource.name,
            where=resource.customizations[0].where,
        )
    if not resource.customizations:
        yield rules.problem(
            "ACJ905",
            "The resource is not published as a job, so it is not in the Terraform",
            resource=resource.name,
            where=resource.published_as_app or resource.declared_at,
        )
        return
    if resource.published_as_app is not None:
        yield rules.problem(
            "ACJ903",
            "The resource is published as a container app and as a job",
            resource=resource.name,
            path="publish_as_azure_container_app",
            where=resource.published_as_app,
        )
    environments = application.resources_of(AzureContainerAppEnvironment)
    if environment is None and len(environments) > 1:
        names = ", ".join(repr(each.name) for each in environments)
        yield rules.problem(
            "ACJ904",
            f"The application has several environments: {names}",
            resource=resource.name,
            path="with_compute_environment",
            where=resource.customizations[0].where,
        )
    if environment is not None and environment.existing and environment.log_analytics_workspace is None:
        for alert in resource.failure_alerts:
            yield rules.problem(
                "ACJ931",
                f"The workspace of the existing environment {environment.name!r} is not known here",
                resource=resource.name,
                path="alert_on_failure",
                where=alert.where,
            )
    for endpoint in resource.endpoints.values():
        yield rules.problem(
            "ACJ944",
            f"The endpoint {endpoint.name!r} is not in the Terraform, for a job serves nobody",
            resource=resource.name,
            path="with_endpoint",
            where=endpoint.where,
        )
    yield from _waiting_problems(resource)


def imported_name_problem(resource: ComputeResource, job_name: object) -> Problem | None:
    """What is wrong when an imported job would get another name.

    Args:
        resource: whose job it is.
        job_name: that the job has in the end.
    """
    imported = resource.imported_job
    if imported is None or not is_literal_text(job_name) or job_name == imported.name:
        return None
    return rules.problem(
        "ACJ932",
        f"The imported job is {imported.name!r}, and this one is {job_name!r}",
        resource=resource.name,
        path="resource_id=",
        value=imported.id,
        where=imported.where,
    )


def _waiting_problems(resource: ComputeResource) -> Iterator[Problem]:
    for waiting in resource.waits:
        other, code, hint = waiting.other, "ACJ916", None
        if other.application is not resource.application:
            code = "ACJ921"
            message = f"{other.name!r} belongs to another application"
        elif isinstance(other, ComputeResource) and resource in _waited_for(other):
            code = "ACJ922"
            message = f"{resource.name!r} waits for {other.name!r}, which waits for {resource.name!r}"
        elif isinstance(other, ComputeResource) and other in resource.application.jobs:
            message = f"{other.name!r} is created first, but nothing here makes it run first"
        elif isinstance(other, _ORDERED):
            continue
        else:
            message = f"Terraform does not create {other.name!r}, so there is nothing to wait for"
            hint = "Remove the call"
        yield rules.problem(
            code, message, resource=resource.name, path=waiting.method, hint=hint, where=waiting.where
        )


def _waited_for(resource: ComputeResource) -> set[Resource]:
    """The resource, and all that it waits for, and those wait for, and so on."""
    found: set[Resource] = set()
    left: list[Resource] = [resource]
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += [waiting.other for waiting in each.waits] if isinstance(each, ComputeResource) else []
    return found
