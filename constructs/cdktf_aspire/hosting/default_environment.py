"""The environment that an application gets by default: not created if jobs name another one by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.azure_resource import Existing
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference
from cdktf_aspire.hosting.placement import Placement, environment_of, environments_of
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.prepared_job import PreparedJob

_NAME: Final = "env"


def add_default_environment(application: ApplicationModel) -> AzureContainerAppEnvironment | None:
    """Adds the environment that jobs need where the AppHost has none; None where it is not needed."""
    if environments_of(application) or all(
        Placement.of(job).compute_environment is not None for job in jobs_of(application)
    ):
        return None
    # Stand-ins for constructs don't have an address that could collide, except for environments.
    taken = {
        each.name.lower()
        for each in application.resources
        if not each._is_stand_in or isinstance(each, AzureContainerAppEnvironment)
    }
    return AzureContainerAppEnvironment(application, _NAME if _NAME not in taken else f"apphost-{_NAME}")


def spared(default: AzureContainerAppEnvironment, prepared: Sequence[PreparedJob]) -> Existing | None:
    """The default environment as known when all its jobs have the id of another one; otherwise None.

    The registry for images that are built, and the identity that pulls them, are created all the same.

    Args:
        default: the environment; a job of another environment of the application's is moved there.
        prepared: the application's jobs, after the callbacks.
    """
    there = [each for each in prepared if each.environment is default]
    if not there or any(_names_it(default, each.job.environment_id) for each in there):
        return None
    for each in there:
        given = each.job.environment_id
        if isinstance(given, Output) and isinstance(given.resource, AzureContainerAppEnvironment):
            each.environment = default if each.resource._is_built else given.resource
    return Existing(id=there[0].job.environment_id)


def _names_it(default: AzureContainerAppEnvironment, given: object) -> bool:
    return (
        given is None
        or isinstance(given, Unknown)
        or (isinstance(given, Output) and given.resource is default)
    )


def unknown_addresses(prepared: PreparedJob) -> Iterator[Problem]:
    """Services whose address is not known, because only the id of their environment is."""
    for each in prepared.referring:
        for part in each.value.parts:
            endpoint = part.endpoint if isinstance(part, EndpointPropertyReference) else part
            if not isinstance(endpoint, EndpointReference):
                continue
            service = endpoint.resource
            environment = environment_of(service)
            if environment is not None and environment.existing and environment.existing.is_known_by_id:
                yield rules.problem(
                    "ACJ924",
                    f"The address of {service.name!r} isn't known: only the id of its environment is",
                    resource=prepared.resource.name,
                    path=each.place.path,
                    allowed="a service in one of the application's environments",
                    hint="Add the environment: add_azure_container_app_environment(...).as_existing(...)",
                    where=each.place.where,
                )
