"""What is not known of a resource in another subscription, where Terraform looks nothing up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubConsumerGroupResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.volumes import Mounts
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.hosting.prepared_job import PreparedJob

UNKNOWN: Final = "ACJ962"

register(
    "ACJ962",
    ERROR,
    "as_existing_in_resource_group(name, resource_group, subscription)",
    allowed="uses that need only the resource's id, or values that follow from its name",
    why="Not supported: azurerm needs a second provider to look up a resource in another subscription",
    fix=(
        "Add a provider with an alias to the stack, and pass it: as_existing(name, resource_group, "
        "provider=...)"
    ),
    source="azurerm: a provider has one subscription_id",
)


def knows_output(resource: MaybeExisting, name: object) -> bool:
    """Whether an output is known although nothing is looked up; True also for a name that isn't an output.

    Args:
        resource: that may be in another subscription.
        name: of the output.
    """
    if resource.existing is None or resource.existing.subscription is None:
        return True
    if isinstance(resource, AzureContainerAppEnvironment):
        return name != "default_domain"
    return name == "id" or name in resource._azure_type.outputs_by_name or name not in resource._known_outputs


def unknown_elsewhere(
    resource: MaybeExisting, what: object, *, where: SourceLocation | None = None, user: str | None = None
) -> Problem:
    """The problem that something of a resource in another subscription is not known.

    Args:
        resource: in another subscription.
        what: that is asked for.
        where: the user's line.
        user: name of the resource that asks.
    """
    assert resource.existing is not None
    return rules.problem(
        "ACJ962",
        f"{resource.name!r} is in another subscription, so its {what!r} isn't known here",
        resource=user,
        path="output(name)",
        value=what,
        where=where or resource.existing.where,
    )


def elsewhere_problems(resource: Resource) -> Iterator[Problem]:
    """A use that azurerm could write only with a value that isn't known.

    Args:
        resource: any of the application's.
    """
    if isinstance(resource, AzureUserAssignedIdentityResource):
        if not knows_output(resource, "principalId") and any(Roles.of(resource).explicit_roles.values()):
            yield unknown_elsewhere(resource, "principalId", user=resource.name)
    elif isinstance(resource, AzureEventHubConsumerGroupResource) and not resource._is_existing:
        existing = resource.parent.existing
        if existing is not None and existing.subscription is not None:
            message = (
                f"A consumer group can't be created in {resource.parent.name!r}, which is in another "
                "subscription"
            )
            yield rules.problem("ACJ962", message, resource=resource.name, path="add_consumer_group")


def roles_elsewhere(prepared: PreparedJob) -> Iterator[Problem]:
    """Roles that a job needs, for identities of which only the id is known.

    Args:
        prepared: the job.
    """
    holders = [each.holder for each in prepared.source_roles]
    if any(prepared.roles.values()):
        holders.append(prepared.identity)
    for holder in dict.fromkeys(holders):
        if isinstance(holder, AzureUserAssignedIdentityResource) and not knows_output(holder, "principalId"):
            yield unknown_elsewhere(holder, "principalId", user=prepared.resource.name)


def mounts_elsewhere(prepared: PreparedJob) -> Iterator[Problem]:
    """A job's mounts in an environment of which only the id is known.

    azurerm would look for the environment's storages in its own subscription.

    Args:
        prepared: the job.
    """
    environment, resource = prepared.environment, prepared.resource
    if environment is None or environment.existing is None or environment.existing.subscription is None:
        return
    for mount in Mounts.of(resource).mounts:
        if mount.has_storage:
            message = (
                f"{mount.target!r} can't be mounted in {environment.name!r}, which is in another subscription"
            )
            yield rules.problem("ACJ962", message, resource=resource.name, path="target=", where=mount.where)
