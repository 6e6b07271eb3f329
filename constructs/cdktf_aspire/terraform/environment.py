"""A Container Apps environment with its workspace, registry and pull identity, as azurerm resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from cdktf_aspire.hosting.azure.container_app_environment import WORKSPACE_ID
from cdktf_aspire.terraform import azure_names
from cdktf_aspire.terraform.azure import place_of_new, write_existing
from cdktf_aspire.terraform.engine.azurerm import (
    ContainerAppEnvironment,
    ContainerRegistry,
    LogAnalyticsWorkspace,
    RoleAssignment,
    UserAssignedIdentity,
)
from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.planned import pulls

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import Existing
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.writer import Writer


@attrs.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        container_app_environment: the environment itself, its data source or the user's own construct; None
            where only its id is known.
        acr_pull: the role assignment that lets the pull identity pull; None where there is no registry.
        location: region of the environment's jobs.
        own_group: group of the environment, where its jobs are too; None when it exists already, for then
            it is none of the application's business.
        outputs: name in the application model -> token; read once, for each is a call to Node.
    """

    container_app_environment: TerraformElement | None
    acr_pull: RoleAssignment | None
    location: object
    own_group: str | None
    outputs: dict[str, str]

    def group_of_jobs(self, writer: Writer) -> object:
        """The resource group of the jobs that an application has in the environment."""
        return self.own_group or writer.resource_group.name

    def output(self, name: str) -> str:
        """The token of one of the environment's outputs."""
        if name not in self.outputs:
            raise LookupError(f"nothing is known of the existing environment's {name}")
        return self.outputs[name]


def write_environment(writer: Writer, environment: AzureContainerAppEnvironment) -> EnvironmentResources:
    """Creates the environment and what it brings, or looks it up."""
    outputs: dict[str, str] = {}
    acr_pull: RoleAssignment | None = None
    applications = writer.application.all_applications
    if environment.existing is None or environment.container_registry or pulls(environment, applications):
        acr_pull = _write_registry(writer, environment, outputs)
    if environment.existing is None:
        created, group = _create(writer, environment, outputs), writer.resource_group
        return EnvironmentResources(created, acr_pull, group.location, group.name, outputs)
    if environment.log_analytics_workspace is not None:
        outputs[WORKSPACE_ID] = writer.output(environment.log_analytics_workspace, "id")
    return _existing(writer, environment, environment.existing, acr_pull, outputs)


def _existing(
    writer: Writer,
    environment: AzureContainerAppEnvironment,
    existing: Existing,
    acr_pull: RoleAssignment | None,
    outputs: dict[str, str],
) -> EnvironmentResources:
    if existing.id is not None:
        outputs["id"] = str(writer.text(existing.id))
        return EnvironmentResources(None, acr_pull, writer.resource_group.location, None, outputs)
    written = write_existing(writer, environment, existing)
    outputs |= written.outputs
    element = cast("OwnConstruct", written.element)
    if environment.names_its_workspace:
        outputs.setdefault(WORKSPACE_ID, element.get_string_attribute(WORKSPACE_ID))
    # Azure refuses a job in another region than its environment; its group may be any.
    return EnvironmentResources(
        written.element, acr_pull, element.get_string_attribute("location"), None, outputs
    )


def _create(
    writer: Writer, environment: AzureContainerAppEnvironment, outputs: dict[str, str]
) -> ContainerAppEnvironment:
    address, place = environment.identifier, place_of_new(writer)
    if environment.log_analytics_workspace is not None:
        workspace_id = writer.output(environment.log_analytics_workspace, "id")
    else:
        workspace_id = create(
            LogAnalyticsWorkspace,
            environment,
            "log-analytics-workspace",
            f"{address}_law",
            {"name": _name(writer, environment, "law"), "sku": "PerGB2018", **place},
        ).id
    created = create(
        ContainerAppEnvironment,
        environment,
        "container-app-environment",
        address,
        {
            "name": _name(writer, environment, "cae"),
            **place,
            "infrastructure_subnet_id": writer.text(environment.delegated_subnet),
            "logs_destination": "log-analytics",
            "log_analytics_workspace_id": workspace_id,
            "workload_profile": [
                {
                    "name": profile_name,
                    "workload_profile_type": profile.workload_profile_type,
                    "minimum_count": profile.minimum_count,
                    "maximum_count": profile.maximum_count,
                }
                for profile_name, profile in environment.workload_profiles.items()
            ]
            or None,
        },
        # Azure names the group itself, and azurerm would replace the environment for it on the next plan
        # (hashicorp/terraform-provider-azurerm issue 31839). Profiles need no such line: azurerm keeps
        # `Consumption` in the state where it is written, and a profile that is taken out must go, for its
        # nodes cost money.
        ignore_changes=["infrastructure_resource_group_name"],
    )
    outputs |= {
        "id": created.id,
        "name": created.name,
        "default_domain": created.default_domain,
        WORKSPACE_ID: workspace_id,
    }
    return created


def _write_registry(
    writer: Writer, environment: AzureContainerAppEnvironment, outputs: dict[str, str]
) -> RoleAssignment:
    """The registry, unless the user brings one, and the identity that may pull from it."""
    address, place = environment.identifier, place_of_new(writer)
    if environment.container_registry is not None:
        registry = writer.azure(environment.container_registry).outputs
        registry_id, endpoint = registry["id"], registry["loginServer"]
    else:
        created = create(
            ContainerRegistry,
            environment,
            "container-registry",
            f"{address}_acr",
            {"name": _name(writer, environment, "acr"), "sku": "Basic", **place},
        )
        registry_id, endpoint = created.id, created.login_server
    identity = create(
        UserAssignedIdentity,
        environment,
        "pull-identity",
        f"{address}_mi",
        {"name": _name(writer, environment, "mi"), **place},
    )
    outputs |= {
        "registry_endpoint": endpoint,
        "registry_id": registry_id,
        "pull_identity_id": identity.id,
    }
    return writer.role_assignment(
        environment,
        f"{address}_mi_acr_pull",
        scope=registry_id,
        role="AcrPull",
        principal_id=identity.principal_id,
    )


def _name(writer: Writer, environment: AzureContainerAppEnvironment, kind: str) -> str:
    return azure_names.environment_part(kind, environment.name, environment.naming, writer.unique_suffix)
