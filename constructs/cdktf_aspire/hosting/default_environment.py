"""The environment that an application gets by itself: not created where jobs name another one by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.azure_resource import Existing
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.prepared_job import PreparedJob


def spared(default: AzureContainerAppEnvironment, prepared: Sequence[PreparedJob]) -> Existing | None:
    """What is known of the default environment when all its jobs have the id of another one; else None.

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
            each.environment = default if each.resource.is_built else given.resource
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
            environment = service.application.environment_of(service)
            if environment is not None and environment.existing and environment.existing.id is not None:
                yield rules.problem(
                    "ACJ924",
                    f"The address of {service.name!r} is not known: of its environment only the id is",
                    resource=prepared.resource.name,
                    path=each.place.path,
                    allowed="a service in an environment of the application",
                    hint="Add the environment: add_azure_container_app_environment(...).as_existing(...)",
                    where=each.place.where,
                )
