"""The problems of the order in which resources wait for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzurePart, MaybeExisting
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultSecretResource
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.resolution import resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.prepared_job import PreparedJob

    Jobs = Mapping[Resource, PreparedJob]

register(
    "ACJ916",
    WARNING,
    "wait_for(), wait_for_completion()",
    allowed="resources that Terraform creates; a job's run with wait_for_completion()",
    why="wait_for() sets the order in which Terraform creates resources; it doesn't run a job",
    fix="Wait for a run of the job with wait_for_completion(job)",
    source="Terraform: depends_on",
)

register(
    "ACJ922",
    ERROR,
    "wait_for(), wait_for_completion()",
    allowed="no circle",
    why="Terraform couldn't create either of them first",
    fix="Remove one of the calls",
    source="Terraform: depends_on",
)

register(
    "ACJ935",
    ERROR,
    "wait_for_completion(exit_code=...)",
    allowed="0",
    why="Azure and the deployment count an execution with another exit code as failed",
    fix="Make the program exit with 0 when it has done its work",
    source="https://learn.microsoft.com/azure/container-apps/jobs",
)

register(
    "ACJ936",
    WARNING,
    "wait_for_completion()",
    allowed="a call on a resource that the deployment creates or changes",
    why="Terraform only looks the resource up, so there is nothing that could wait",
    fix="Remove the call, or make the resources that use it wait",
    source="Terraform: data sources",
)

# The resources that Terraform creates or looks up before those that wait for them.
_ORDERED: Final = (MaybeExisting, AzureChildResource, AzureKeyVaultSecretResource)


def waiting_in_circles(resources: Iterable[ComputeResource]) -> set[Resource]:
    """The resources that wait for each other, or for ones that do: nearly always none."""
    waiting: dict[ComputeResource, int] = {}
    waiters: dict[ComputeResource, list[ComputeResource]] = {}
    for each in resources:
        others = [one.other for one in Waits.of(each).waits if isinstance(one.other, ComputeResource)]
        waiting[each] = len(others)
        for other in others:
            waiters.setdefault(other, []).append(each)
    free = [each for each, count in waiting.items() if count == 0]
    while free:
        for waiter in waiters.get(free.pop(), ()):
            waiting[waiter] -= 1
            if waiting[waiter] == 0:
                free.append(waiter)
    return {each for each, count in waiting.items() if count}


def waiting_problems(resource: Resource, circles: Collection[Resource], jobs: Jobs) -> Iterator[Problem]:
    """The problems of what a resource waits for.

    Args:
        resource: a job, or an Azure resource.
        circles: resources that wait for each other, or for ones that do.
        jobs: those of the application.
    """
    if Waits not in resource._annotations:
        return
    for waiting in Waits.of(resource).waits:
        other, code, hint = waiting.other, "ACJ916", None
        is_job = isinstance(other, ComputeResource) and other._is_job
        if other._application is not resource._application:
            code = "ACJ921"
            message = f"{other.name!r} belongs to another application"
        elif other in circles and resource in _waited_for(other):
            code = "ACJ922"
            message = f"{resource.name!r} waits for {other.name!r}, which waits for {resource.name!r}"
        elif not isinstance(resource, ComputeResource) and resource in _needed_by(other, jobs):
            code = "ACJ922"
            message = f"{resource.name!r} waits for {other.name!r}, which needs {resource.name!r}"
        elif is_job and waiting.is_for_completion and waiting.exit_code != 0:
            code = "ACJ935"
            message = f"{other.name!r} has succeeded only if it exits with 0"
        elif not _is_written(resource):
            code = "ACJ936"
            message = f"{resource.name!r} already exists, so it doesn't wait for {other.name!r}"
        elif is_job and waiting.is_for_completion:
            continue
        elif is_job:
            message = f"{other.name!r} is created first, but wait_for() doesn't run it first"
        elif isinstance(other, _ORDERED):
            continue
        else:
            message = f"Terraform doesn't create {other.name!r}, so there is nothing to wait for"
            hint = "Remove the call"
        path = "exit_code=" if code == "ACJ935" else waiting.method
        value = waiting.exit_code if code == "ACJ935" else None
        yield rules.problem(
            code, message, resource=resource.name, path=path, value=value, hint=hint, where=waiting.where
        )


def _is_written(resource: Resource) -> bool:
    """Whether Terraform creates the resource, and not only looks it up."""
    if isinstance(resource, MaybeExisting):
        return resource.existing is None
    if isinstance(resource, AzurePart):
        return bool(resource._azure_type.name) and not resource._is_existing
    return True


def _waited_for(resource: Resource) -> set[Resource]:
    """The resource, and everything that it waits for, directly or indirectly."""
    return _closure(resource, lambda each: (waiting.other for waiting in Waits.of(each).waits))


def _needed_by(resource: Resource, jobs: Jobs) -> set[Resource]:
    """The resource, and everything that must exist before it."""
    return _closure(resource, lambda each: _needs(each, jobs))


def _closure(resource: Resource, following: Callable[[Resource], Iterable[Resource]]) -> set[Resource]:
    found: set[Resource] = set()
    left = [resource]
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += following(each)
    return found


def _needs(resource: Resource, jobs: Jobs) -> Iterator[Resource]:
    yield from (waiting.other for waiting in Waits.of(resource).waits)
    if isinstance(resource, AzurePart):
        yield from (resource.parent, resource._within)
    if isinstance(resource, AzureKeyVaultSecretResource):
        yield from _referred(resolve(resource.value).parts)
    if isinstance(resource, AzureUserAssignedIdentityResource):
        yield from Roles.of(resource).explicit_roles
    if isinstance(resource, AzureContainerAppEnvironment):
        parts = (
            resource.container_registry,
            resource.log_analytics_workspace,
            resource.acr_pull_identity,
        )
        yield from (each for each in parts if each is not None)
    if resource in jobs:
        job = jobs[resource]
        yield from job.roles
        for role in job.source_roles:
            yield from _referred((role.target, role.holder))
        for referring in job.referring:
            yield from _referred(referring.value.parts)
        if job.environment is not None:
            yield job.environment
        yield from _referred((job.identity,))


def _referred(parts: Iterable[object]) -> Iterator[Resource]:
    """The resources that values belong to."""
    for part in parts:
        for each in (part, *(getattr(part, name, None) for name in ("resource", "vault", "secret"))):
            if isinstance(each, Resource):
                yield each
