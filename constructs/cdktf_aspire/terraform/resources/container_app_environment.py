"""A Container Apps environment with its workspace, registry and pull identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.azure.azure_names import UNKNOWN_SUFFIX
from cdktf_aspire.hosting.azure.container_app_environment import WORKSPACE_ID, AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.environment_names import environment_part
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.terraform.resources.azure_resource import Planned, WholeEntry
from cdktf_aspire.terraform.resources.container_registry import REGISTRY
from cdktf_aspire.terraform.resources.identity import IDENTITY
from cdktf_aspire.terraform.resources.log_analytics_workspace import WORKSPACE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.terraform.engine.azurerm import RoleAssignment
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.resources.context import Context, Written


@attrs.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        written: the environment itself, its data source or the user's own construct; None where only its id
            is known.
        acr_pull: the role assignment that lets the pull identity pull; None where there is no registry.
        location: region of the environment's jobs.
        own_group: group of the environment, where its jobs are too; None when it exists already, for then
            it is none of the application's business.
        brought: outputs of what comes with the environment.
    """

    written: Written | None
    acr_pull: RoleAssignment | None
    location: object
    own_group: object | None
    brought: dict[str, str]

    @property
    def element(self) -> TerraformElement | None:
        """The environment itself."""
        return None if self.written is None else self.written.element

    def group_of_jobs(self, context: Context) -> object:
        """The resource group of the jobs that an application has in the environment."""
        return self.own_group or context.group_name

    def output(self, name: str) -> str:
        """The token of one of the environment's outputs."""
        if name in self.brought:
            return self.brought[name]
        if self.written is None or name not in self.written.attributes:
            raise LookupError(f"nothing is known of the existing environment's {name}")
        return self.written.output(name)


def pulls(environment: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]) -> bool:
    """Whether a job there has an image from the environment's registry."""
    return any(
        job._is_built and environment_of(job) is environment
        for application in applications
        for job in jobs_of(application)
    )


class _EnvironmentEntry(WholeEntry[AzureContainerAppEnvironment]):
    def planned(
        self, resource: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]
    ) -> Iterator[Planned]:
        """The environment and what it brings."""
        yield from super().planned(resource, applications)
        is_new, has_registry = resource.existing is None, resource.container_registry is not None
        pulled_from = pulls(resource, applications)
        for part, kind, is_there in (
            ("mi", IDENTITY.resource._azure_type, is_new or has_registry or pulled_from),
            ("acr", REGISTRY.resource._azure_type, not has_registry and (is_new or pulled_from)),
            ("law", WORKSPACE.resource._azure_type, is_new and resource.log_analytics_workspace is None),
        ):
            if is_there:
                name = environment_part(part, resource.name, resource.naming, UNKNOWN_SUFFIX)
                yield Planned(kind.azurerm, f"{resource.identifier}_{part}", resource, name)


ENVIRONMENT: Final = _EnvironmentEntry(
    AzureContainerAppEnvironment,
    "container-app-environment",
    # Azure names the group itself, and azurerm would replace the environment for it on the next plan
    # (hashicorp/terraform-provider-azurerm issue 31839). Profiles need no such line: azurerm keeps
    # `Consumption` in the state where it is written, and a profile that is taken out must go, for its
    # nodes cost money.
    ignore_changes=["infrastructure_resource_group_name"],
)


def write_environment(
    context: Context, environment: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]
) -> EnvironmentResources:
    """Creates the environment and what it brings, or looks it up.

    Args:
        context: the writer of the environment's application.
        environment: to write.
        applications: all of the cdktf app's.
    """
    existing = environment.existing
    brought: dict[str, str] = {}
    acr_pull: RoleAssignment | None = None
    if existing is None or environment.container_registry or pulls(environment, applications):
        acr_pull = _write_registry(context, environment, brought)
    if existing is None or environment.log_analytics_workspace is not None:
        brought[WORKSPACE_ID] = _workspace_id(context, environment)
    if existing is None:
        place, name = context.place_of_new, environment._new_name(context.unique_suffix)
        more = _attributes(context, environment, brought[WORKSPACE_ID])
        created = ENVIRONMENT.create(context, environment, environment.identifier, name, more)
        group, location = place["resource_group_name"], place["location"]
        return EnvironmentResources(created, acr_pull, location, group, brought)
    if existing.id is not None:
        brought["id"] = str(context.text(existing.id))
        return EnvironmentResources(None, acr_pull, context.place_of_new["location"], None, brought)
    written = ENVIRONMENT.write(context, environment)
    if environment._names_its_workspace:
        brought.setdefault(WORKSPACE_ID, written.attribute(WORKSPACE_ID))
    # Azure refuses a job in another region than its environment; its group may be any.
    location = written.attribute("location")
    return EnvironmentResources(written, acr_pull, location, None, brought)


def _attributes(
    context: Context, environment: AzureContainerAppEnvironment, workspace_id: str
) -> dict[str, object]:
    return {
        "infrastructure_subnet_id": context.text(environment.delegated_subnet),
        "logs_destination": "log-analytics",
        "log_analytics_workspace_id": workspace_id,
        "workload_profile": [
            {
                "name": name,
                "workload_profile_type": profile.workload_profile_type,
                "minimum_count": profile.minimum_count,
                "maximum_count": profile.maximum_count,
            }
            for name, profile in environment.workload_profiles.items()
        ]
        or None,
    }


def _workspace_id(context: Context, environment: AzureContainerAppEnvironment) -> str:
    if environment.log_analytics_workspace is not None:
        return context.output(environment.log_analytics_workspace, "id")
    name = _name(context, environment, "law")
    return WORKSPACE.create(context, environment, f"{environment.identifier}_law", name).output("id")


def _write_registry(
    context: Context, environment: AzureContainerAppEnvironment, brought: dict[str, str]
) -> RoleAssignment:
    """The registry, unless the user brings one, and the identity that may pull from it."""
    address = environment.identifier
    if environment.container_registry is not None:
        registry = context.azure(environment.container_registry)
    else:
        name = _name(context, environment, "acr")
        registry = REGISTRY.create(context, environment, f"{address}_acr", name)
    name = _name(context, environment, "mi")
    identity = IDENTITY.create(context, environment, f"{address}_mi", name, construct_id="pull-identity")
    brought |= {
        "registry_endpoint": registry.output("loginServer"),
        "registry_id": registry.output("id"),
        "pull_identity_id": identity.output("id"),
    }
    return context.role_assignment(
        environment,
        f"{address}_mi_acr_pull",
        scope=brought["registry_id"],
        role="AcrPull",
        principal_id=identity.output("principalId"),
    )


def _name(context: Context, environment: AzureContainerAppEnvironment, part: str) -> str:
    return environment_part(part, environment.name, environment.naming, context.unique_suffix)
