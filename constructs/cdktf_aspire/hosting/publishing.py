"""What is wrong with the way a resource is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.problems import Problem


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
        if resource.carried_over_as is not None:
            return
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
    yield from _waiting_problems(resource)


def _waiting_problems(resource: ComputeResource) -> Iterator[Problem]:
    for waiting in resource.waits:
        if not isinstance(waiting.other, ComputeResource):
            continue
        if resource in _waited_for(waiting.other):
            yield rules.problem(
                "ACJ922",
                f"{resource.name!r} waits for {waiting.other.name!r}, which waits for {resource.name!r}",
                resource=resource.name,
                path=waiting.method,
                where=waiting.where,
            )
        else:
            yield rules.problem(
                "ACJ916",
                f"{waiting.other.name!r} is created first, but nothing here makes it run first",
                resource=resource.name,
                path=waiting.method,
                where=waiting.where,
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
