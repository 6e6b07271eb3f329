"""What is wrong with the way a resource is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.compute import ComputeResource
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
