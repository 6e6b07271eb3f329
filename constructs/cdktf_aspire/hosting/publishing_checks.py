"""Problems of the way a resource is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, WARNING, register
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.environment_checks import environment_problems
from cdktf_aspire.hosting.azure.environment_parts import WORKSPACE_ID
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.ingress import ingress_problems
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.placement import environments_of
from cdktf_aspire.hosting.value_checks import problems_of_app
from cdktf_aspire.hosting.volumes import Mounts
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import ApplicationModel, Resource

register(
    "ACJ903",
    ERROR,
    "publish_as_azure_container_app_job()",
    allowed="either an app or a job",
    why="One resource can't be both",
    fix="Remove one of the calls, or add a second resource with the same image",
    source="Aspire.Hosting.Azure.AppContainers: both customization annotations",
)

register(
    "ACJ905",
    WARNING,
    "publish_as_azure_container_app_job()",
    allowed="a call on every project, container and executable",
    why="A resource that isn't published as a job isn't in the Terraform",
    fix="Publish it as a job, or remove it",
    source="this library: it writes jobs, not apps",
)

register(
    "ACJ923",
    ERROR,
    "add_azure_functions_project()",
    allowed="projects that aren't Azure Functions",
    why="Azure Functions wait for events themselves and never end, but a job has to end",
    fix="Publish it as a container app, or add it with add_project() if it ends on its own",
    source="Aspire.Hosting.Azure.AppContainers: NotSupportedException for Azure Functions",
)

register(
    "ACJ931",
    ERROR,
    "alert_on_failure(action_group)",
    allowed="an environment whose Log Analytics workspace is known",
    why="The alert queries the workspace, and Azure doesn't report which one an existing environment uses",
    fix="Name it: environment.with_azure_log_analytics_workspace("
    "builder.add_azure_log_analytics_workspace(...).as_existing(...))",
    source="azurerm 4.55, azurerm_container_app_environment (data source)",
)

register(
    "ACJ932",
    ERROR,
    "import_existing(resource_id)",
    allowed="the id of the job that the resource becomes",
    why="Terraform would import the job and then replace it, because its name changes",
    fix="Give the resource the job's name, or set job.name in a configure callback",
    source=AZURERM,
)

register(
    "ACJ933",
    WARNING,
    "import_existing(resource_id)",
    allowed="the id of a job in the resource group that the job is deployed to",
    why=(
        "Terraform would import the job and then replace it, because its resource group changes; the plan "
        "fails before that"
    ),
    fix="Deploy to the resource group in the id",
    source=AZURERM,
)

register(
    "ACJ944",
    WARNING,
    "with_endpoint(), with_http_endpoint(), with_https_endpoint()",
    allowed="endpoints on resources that run as container apps",
    why="A job has no ingress, and a program that waits for requests runs until its timeout",
    fix="Remove the call, or publish the resource as a container app",
    source="https://learn.microsoft.com/azure/container-apps/jobs",
)

register(
    "ACJ956",
    WARNING,
    "with_nfs_volume()",
    allowed="an environment in your own network",
    why="Without one, the share can't be reached and the job doesn't start",
    fix="Put the environment into a network: with_delegated_subnet(subnet_id)",
    source="https://learn.microsoft.com/azure/container-apps/storage-mounts",
)

register(
    "ACJ015",
    WARNING,
    "with_replicas()",
    allowed="container apps",
    why="A job has no fixed number of replicas: the trigger sets how many each execution runs",
    fix="Manual(parallelism=...), Schedule(..., parallelism=...) or Event(..., parallelism=...)",
    source="Aspire.Hosting.Azure.AppContainers: a job leaves the replicas out",
)


def publishing_problems(
    resource: ComputeResource,
    environment: AzureContainerAppEnvironment | None,
    application: ApplicationModel,
) -> Iterator[Problem]:
    """Problems of a resource that is both an app and a job, neither of them, or has nowhere to run.

    Args:
        resource: a project, a container or an executable.
        environment: where it would run, if that is clear.
        application: with all its environments.
    """
    publishing = Publishing.of(resource)
    if publishing.is_excluded or (publishing.is_elsewhere and not publishing.customizations):
        return
    if resource._is_azure_functions and Publishing.of(resource).customizations:
        yield rules.problem(
            "ACJ923",
            "An Azure Functions project can't be a job",
            resource=resource.name,
            where=Publishing.of(resource).customizations[0].where,
        )
    if not Publishing.of(resource).customizations:
        if Publishing.of(resource).carried_over_as is not None:
            return
        where = Publishing.of(resource).published_as_app or resource._declared_at
        is_in_manifest = where is not None and where.file.endswith(".json")
        yield rules.problem(
            "ACJ905",
            "The resource isn't published as a job, so it isn't in the Terraform",
            resource=resource.name,
            hint=f'Publish it as a job, or pass leave_out=["{resource.name}"]' if is_in_manifest else None,
            where=where,
        )
        yield from ingress_problems(resource)
        yield from problems_of_app(resource, environment)
        return
    as_app = Publishing.of(resource).published_as_app
    if as_app is not None:
        is_in_manifest = as_app.file.endswith(".json")
        yield rules.problem(
            "ACJ903",
            "The resource is published both as a container app and as a job",
            resource=resource.name,
            path="publish_as_azure_container_app",
            hint=f'Leave the app out: leave_out=["{resource.name}"]' if is_in_manifest else None,
            where=as_app,
        )
    environments = environments_of(application)
    if environment is None and len(environments) > 1:
        names = ", ".join(repr(each.name) for each in environments)
        yield rules.problem(
            "ACJ904",
            f"The application has several environments: {names}",
            resource=resource.name,
            path="with_compute_environment",
            where=Publishing.of(resource).customizations[0].where,
        )
    if environment is not None and not environment._knows(WORKSPACE_ID, with_registry=False):
        for alert in Publishing.of(resource).failure_alerts:
            yield rules.problem(
                "ACJ931",
                f"The workspace of the existing environment {environment.name!r} isn't known here",
                resource=resource.name,
                path="alert_on_failure",
                where=alert.where,
            )
    for endpoint in () if resource._is_azure_functions else resource._endpoints.values():
        yield rules.problem(
            "ACJ944",
            f"The endpoint {endpoint.name!r} isn't in the Terraform, because nothing can reach a job",
            resource=resource.name,
            path="with_endpoint",
            where=endpoint.where,
        )
    replicas_set_at = Publishing.of(resource).replicas_set_at
    if replicas_set_at is not None:
        message = "A job doesn't have a number of replicas"
        yield rules.problem(
            "ACJ015", message, resource=resource.name, path="with_replicas", where=replicas_set_at
        )
    yield from _renaming_problems(resource, application)
    yield from _network_problems(resource, environment)
    yield from _foreign_problems(resource)


def _network_problems(
    resource: ComputeResource, environment: AzureContainerAppEnvironment | None
) -> Iterator[Problem]:
    if environment is None or environment.existing is not None or environment.delegated_subnet is not None:
        return
    for mount in Mounts.of(resource).mounts:
        if mount.kind == "nfs":
            yield rules.problem(
                "ACJ956",
                f"The environment {environment.name!r} isn't in your own network, which NFS requires",
                resource=resource.name,
                path="with_nfs_volume",
                where=mount.where,
            )


def _foreign_problems(resource: ComputeResource) -> Iterator[Problem]:
    """Problems of values from another application, whose Terraform would have to export them."""
    used: list[tuple[Resource, str, SourceLocation | None]] = [
        (target, "with_role_assignments", None) for target in Roles.of(resource).explicit_roles
    ]
    if resource.user_assigned_identity is not None:
        used.append((resource.user_assigned_identity, "with_azure_user_assigned_identity", None))
    yield from foreign_problems(resource, used)


def foreign_problems(
    resource: Resource, used: Iterable[tuple[Resource, str, SourceLocation | None]]
) -> Iterator[Problem]:
    """Problems with what a resource uses of another application.

    Args:
        resource: that uses it.
        used: what, through which call, and the user's line.
    """
    for other, method, where in used:
        is_environment = isinstance(other, AzureContainerAppEnvironment)
        if other._application is not resource._application and not is_environment:
            yield rules.problem(
                "ACJ921",
                f"{other.name!r} belongs to another application",
                resource=resource.name,
                path=method,
                where=where or resource._declared_at,
            )


def azure_problems(resource: Resource) -> Iterator[Problem]:
    """The problems of an environment or an identity as a whole."""
    used: list[tuple[Resource, str, SourceLocation | None]] = []
    if isinstance(resource, AzureContainerAppEnvironment):
        yield from environment_problems(resource)
        for other, method in (
            (resource.container_registry, "with_azure_container_registry"),
            (resource.log_analytics_workspace, "with_azure_log_analytics_workspace"),
            (resource.acr_pull_identity, "with_acr_pull_identity"),
        ):
            if other is not None:
                used.append((other, method, None))
    elif isinstance(resource, AzureUserAssignedIdentityResource):
        used += [(target, "with_role_assignments", None) for target in Roles.of(resource).explicit_roles]
    yield from foreign_problems(resource, used)


def imported_name_problem(resource: ComputeResource, job_name: object) -> Problem | None:
    """The problem of an imported job that would get another name.

    Args:
        resource: whose job it is.
        job_name: that the job has in the end.
    """
    imported = Publishing.of(resource).imported_job
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


def imported_group_problem(resource: ComputeResource, group: str | None) -> Problem | None:
    """The problem of an imported job that would get another resource group.

    Args:
        resource: whose job it is.
        group: that the job will be in; None when only the deployment knows it.
    """
    imported = Publishing.of(resource).imported_job
    if imported is None or group is None or group == imported.resource_group:
        return None
    message = (
        f"The imported job is in the resource group {imported.resource_group!r}, and this one in {group!r}"
    )
    if group.lower() == imported.resource_group.lower():
        message += "; they differ only in case, but azurerm compares it"
    return rules.problem(
        "ACJ933",
        message,
        resource=resource.name,
        path="resource_id=",
        value=imported.id,
        hint=f"create_builder(resource_group=ExistingResourceGroup({imported.resource_group!r}))",
        where=imported.where,
    )


def _renaming_problems(resource: ComputeResource, application: ApplicationModel) -> Iterator[Problem]:
    if not Publishing.of(resource).earlier_names:
        return
    for name in Publishing.of(resource).earlier_names:
        other = application.named(name)
        if other is not None and other.name == name:
            yield rules.problem(
                "ACJ960",
                f"The application still has a resource named {name!r}",
                resource=resource.name,
                path="names=",
                value=name,
                where=Publishing.of(resource).moved_at,
            )
