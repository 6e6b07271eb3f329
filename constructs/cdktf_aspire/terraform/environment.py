"""A Container Apps environment with its workspace, registry and pull identity, as azurerm resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.terraform import azure_names
from cdktf_aspire.terraform.azure import place_of
from cdktf_aspire.terraform.azurerm import (
    ContainerAppEnvironment,
    ContainerRegistry,
    LogAnalyticsWorkspace,
    RoleAssignment,
    UserAssignedIdentity,
)
from cdktf_aspire.terraform.planned import pulls
from cdktf_aspire.terraform.resources import create

if TYPE_CHECKING:
    from cdktf_cdktf_provider_azurerm.data_azurerm_container_app_environment import (
        DataAzurermContainerAppEnvironment,
    )

    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.terraform.writer import Writer


@attrs.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        container_app_environment: the environment itself, or its data source.
        acr_pull: the role assignment that lets the pull identity pull; None where there is no registry.
        location: region of the environment's jobs.
        own_group: group of the environment, where its jobs are too; None when it exists already, for then
            it is none of the application's business.
        outputs: name in the application model -> token; read once, for each is a call to Node.
    """

    container_app_environment: ContainerAppEnvironment | DataAzurermContainerAppEnvironment
    acr_pull: RoleAssignment | None
    location: str
    own_group: str | None
    outputs: dict[str, str]

    def group_of_jobs(self, writer: Writer) -> str:
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
    if environment.existing is not None:
        data = _look_up(writer, environment, outputs)
        # Azure refuses a job in another region than its environment; its group may be any.
        return EnvironmentResources(data, acr_pull, data.location, None, outputs)
    created, group = _create(writer, environment, outputs), writer.resource_group
    return EnvironmentResources(created, acr_pull, group.location, group.name, outputs)


def _look_up(
    writer: Writer, environment: AzureContainerAppEnvironment, outputs: dict[str, str]
) -> DataAzurermContainerAppEnvironment:
    from cdktf_cdktf_provider_azurerm.data_azurerm_container_app_environment import (
        DataAzurermContainerAppEnvironment,
    )

    data = create(
        DataAzurermContainerAppEnvironment,
        environment,
        "container-app-environment",
        environment.identifier,
        place_of(writer, environment, ""),
    )
    outputs |= {"id": data.id, "name": data.name, "default_domain": data.default_domain}
    if environment.log_analytics_workspace is not None:
        outputs["log_analytics_workspace_id"] = writer.output(environment.log_analytics_workspace, "id")
    return data


def _create(
    writer: Writer, environment: AzureContainerAppEnvironment, outputs: dict[str, str]
) -> ContainerAppEnvironment:
    address, place = environment.identifier, _place(writer)
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
        "log_analytics_workspace_id": workspace_id,
    }
    return created


def _write_registry(
    writer: Writer, environment: AzureContainerAppEnvironment, outputs: dict[str, str]
) -> RoleAssignment:
    """The registry, unless the user brings one, and the identity that may pull from it."""
    address, place = environment.identifier, _place(writer)
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


def _place(writer: Writer) -> dict[str, object]:
    group = writer.resource_group
    return {
        "resource_group_name": group.name,
        "location": group.location,
        "tags": writer.application.tags_or_none,
    }


def _name(writer: Writer, environment: AzureContainerAppEnvironment, kind: str) -> str:
    return azure_names.environment_part(kind, environment.name, environment.naming, writer.unique_suffix)
