"""A Container Apps environment with its workspace, registry and pull identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.azure_names import UNKNOWN_SUFFIX
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.environment_names import environment_part
from cdktf_aspire.hosting.azure.environment_network import GROUP
from cdktf_aspire.hosting.azure.environment_parts import (
    PULL_IDENTITY_ID,
    REGISTRY_ENDPOINT,
    REGISTRY_ID,
    WORKSPACE_ID,
    FromElsewhere,
)
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.terraform.resources.azure_resource import Planned, WholeEntry
from cdktf_aspire.terraform.resources.container_registry import REGISTRY
from cdktf_aspire.terraform.resources.identity import IDENTITY
from cdktf_aspire.terraform.resources.log_analytics_workspace import WORKSPACE
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.engine.engines import AzurermElement
    from cdktf_aspire.terraform.resources.context import Context, Written


@records.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        written: the environment itself, its data source or the user's own construct; None where only its id
            is known.
        acr_pull: the role assignment that lets the environment's own pull identity pull; None where it has
            none.
        location: region of the environment's jobs.
        own_group: group of the environment, where its jobs are too; None when it exists already, for then
            it is none of the application's business.
        brought: outputs of what comes with the environment.
    """

    written: Written | None
    acr_pull: AzurermElement | None
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
        if self.written is not None and name in self.written.known:
            return self.written.known[name]
        if self.written is None or name not in self.written.attributes:
            raise LookupError(f"the existing environment's {name} is not known")
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
        for part, kind, is_there in (
            ("mi", IDENTITY.resource._azure_type, _has_own_identity(resource, applications)),
            ("acr", REGISTRY.resource._azure_type, _has_own_registry(resource, applications)),
            ("law", WORKSPACE.resource._azure_type, _has_own_workspace(resource)),
        ):
            if is_there:
                name = environment_part(part, resource.name, resource.naming, UNKNOWN_SUFFIX)
                yield Planned(kind.azurerm, f"{resource.identifier}_{part}", resource, name)


def _has_own_registry(
    environment: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]
) -> bool:
    if (
        environment.container_registry is not None
        or REGISTRY_ENDPOINT in FromElsewhere.of(environment).outputs
    ):
        return False
    return environment.existing is None or pulls(environment, applications)


def _has_own_identity(
    environment: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]
) -> bool:
    elsewhere = FromElsewhere.of(environment).outputs
    if environment.acr_pull_identity is not None or PULL_IDENTITY_ID in elsewhere:
        return False
    if environment.container_registry is not None or elsewhere.get(REGISTRY_ID) is not None:
        return True
    return _has_own_registry(environment, applications)


def _has_own_workspace(environment: AzureContainerAppEnvironment) -> bool:
    return (
        environment.existing is None
        and environment.log_analytics_workspace is None
        and WORKSPACE_ID not in FromElsewhere.of(environment).outputs
    )


ENVIRONMENT: Final = _EnvironmentEntry(
    AzureContainerAppEnvironment,
    "container-app-environment",
    # Azure names the group itself, and azurerm would replace the environment for it on the next plan
    # (hashicorp/terraform-provider-azurerm issue 31839). Profiles need no such line: azurerm keeps
    # `Consumption` in the state where it is written, and a profile that is taken out must go, for its
    # nodes cost money.
    ignore_changes=[GROUP],
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
    brought = {
        name: str(context.text(value))
        for name, value in FromElsewhere.of(environment).outputs.items()
        if value is not None
    }
    _write_registry(context, environment, applications, brought)
    acr_pull = _write_pulling(context, environment, applications, brought)
    if environment.log_analytics_workspace is not None or _has_own_workspace(environment):
        brought[WORKSPACE_ID] = _workspace_id(context, environment)
    if existing is None:
        place, name = context.place_of_new, environment._new_name(context.unique_suffix)
        more = _attributes(context, environment, brought.get(WORKSPACE_ID))
        # A name that the user gave is not Azure's to choose: a change of it replaces the environment.
        ignored = () if GROUP in more else ENVIRONMENT.ignore_changes
        created = ENVIRONMENT.create(
            context, environment, environment.identifier, name, more, ignore_changes=ignored
        )
        group, location = place["resource_group_name"], place["location"]
        return EnvironmentResources(created, acr_pull, location, group, brought)
    if existing.id is not None:
        brought["id"] = str(context.text(existing.id))
        return EnvironmentResources(None, acr_pull, context.place_of_new["location"], None, brought)
    written = ENVIRONMENT.write(context, environment)
    if environment._names_its_workspace:
        brought.setdefault(WORKSPACE_ID, written.attribute(WORKSPACE_ID))
    # Azure refuses a job in another region than its environment; its group may be any.
    is_known = existing.subscription is None
    location = written.attribute("location") if is_known else context.place_of_new["location"]
    return EnvironmentResources(written, acr_pull, location, None, brought)


def _attributes(
    context: Context, environment: AzureContainerAppEnvironment, workspace_id: str | None
) -> dict[str, object]:
    to_workspace = "log-analytics" if workspace_id is not None else None
    return {
        "infrastructure_subnet_id": context.text(environment.delegated_subnet),
        **{name: context.text(value) for name, value in environment._written_network.items()},
        "logs_destination": to_workspace or FromElsewhere.of(environment).logs_destination,
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
    context: Context,
    environment: AzureContainerAppEnvironment,
    applications: Iterable[ApplicationModel],
    brought: dict[str, str],
) -> None:
    """The registry, unless the environment has it from elsewhere, or needs none."""
    if environment.container_registry is not None:
        registry = context.azure(environment.container_registry)
    elif _has_own_registry(environment, applications):
        name = _name(context, environment, "acr")
        registry = REGISTRY.create(context, environment, f"{environment.identifier}_acr", name)
    else:
        return
    brought |= {REGISTRY_ENDPOINT: registry.output("loginServer"), REGISTRY_ID: registry.output("id")}


def _write_pulling(
    context: Context,
    environment: AzureContainerAppEnvironment,
    applications: Iterable[ApplicationModel],
    brought: dict[str, str],
) -> AzurermElement | None:
    """The identity that pulls, and the role that lets it; nothing is given to an identity from elsewhere."""
    if environment.acr_pull_identity is not None:
        brought[PULL_IDENTITY_ID] = context.output(environment.acr_pull_identity, "id")
    if not _has_own_identity(environment, applications):
        return None
    address, name = environment.identifier, _name(context, environment, "mi")
    identity = IDENTITY.create(context, environment, f"{address}_mi", name, construct_id="pull-identity")
    brought[PULL_IDENTITY_ID] = identity.output("id")
    return context.role_assignments.create(
        environment,
        f"{address}_mi_acr_pull",
        scope=brought[REGISTRY_ID],
        role="AcrPull",
        principal_id=identity.output("principalId"),
    )


def _name(context: Context, environment: AzureContainerAppEnvironment, part: str) -> str:
    return environment_part(part, environment.name, environment.naming, context.unique_suffix)
