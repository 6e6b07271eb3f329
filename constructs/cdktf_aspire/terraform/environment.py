"""A Container Apps environment with its workspace, registry and pull identity, as azurerm resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.environment import Naming
from cdktf_aspire.terraform.azure import place_of, unique_name
from cdktf_aspire.terraform.resources import create

if TYPE_CHECKING:
    from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
    from cdktf_cdktf_provider_azurerm.data_azurerm_container_app_environment import (
        DataAzurermContainerAppEnvironment,
    )
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment

    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.terraform.writer import Writer

# Azure's own limits: a workspace has 4 to 63 characters, an identity 3 to 128, a registry 5 to 50 letters
# and digits and a name of its own in the whole world, an environment up to 60.
_WORKSPACE_LENGTH = 63
_REGISTRY_BASE = 50 - len("acr") - 8
_ENVIRONMENT_LENGTH = 60


@attrs.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        container_app_environment: the environment itself, or its data source.
        acr_pull: the role assignment that lets the pull identity pull; None where there is no registry.
        location: region of the environment's jobs.
        resource_group_name: group of the environment's jobs.
        outputs: name in the application model -> token; read once, for each is a call to Node.
    """

    container_app_environment: ContainerAppEnvironment | DataAzurermContainerAppEnvironment
    acr_pull: RoleAssignment | None
    location: str
    resource_group_name: str
    outputs: dict[str, str]

    def output(self, name: str) -> str:
        """The token of one of the environment's outputs."""
        return self.outputs[name]


def write_environment(writer: Writer, environment: AzureContainerAppEnvironment) -> EnvironmentResources:
    """Creates the environment and what it brings, or looks it up."""
    group = writer.resource_group
    outputs: dict[str, str] = {}
    acr_pull: RoleAssignment | None = None
    if environment.existing is None or environment.container_registry or _pulls(writer, environment):
        acr_pull = _write_registry(writer, environment, outputs)
    if environment.existing is not None:
        element: ContainerAppEnvironment | DataAzurermContainerAppEnvironment
        element = _look_up(writer, environment, outputs)
    else:
        element = _create(writer, environment, outputs)
    return EnvironmentResources(element, acr_pull, group.location, group.name, outputs)


def _pulls(writer: Writer, environment: AzureContainerAppEnvironment) -> bool:
    """Whether a job there has an image from the environment's registry."""
    return any(
        job.is_built and writer.application.environment_of(job) is environment
        for job in writer.application.jobs
    )


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
    from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace

    name, address, place = environment.name.lower(), environment.identifier, _place(writer)
    if environment.log_analytics_workspace is not None:
        workspace_id = writer.output(environment.log_analytics_workspace, "id")
    else:
        workspace_name = _name(writer, environment, "law", f"{_cut(name, _WORKSPACE_LENGTH - 4)}-law")
        workspace_id = create(
            LogAnalyticsWorkspace,
            environment,
            "log-analytics-workspace",
            f"{address}_law",
            {"name": workspace_name, "sku": "PerGB2018", **place},
        ).id
    created = create(
        ContainerAppEnvironment,
        environment,
        "container-app-environment",
        address,
        {
            "name": _name(writer, environment, "cae", _cut(name, _ENVIRONMENT_LENGTH)),
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
            ],
        },
        # Azure fills both in by itself, and azurerm would replace the environment for it on the next plan
        # (hashicorp/terraform-provider-azurerm issues 31839 and 31840). A user's own may change.
        ignore_changes=[
            "infrastructure_resource_group_name",
            *(["workload_profile"] if len(environment.workload_profiles) == 1 else []),
        ],
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
    from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

    name, address, place = environment.name.lower(), environment.identifier, _place(writer)
    if environment.container_registry is not None:
        registry = writer.azure(environment.container_registry).outputs
        registry_id, endpoint = registry["id"], registry["loginServer"]
    else:
        default = unique_name(writer, f"{_cut(re.sub('[^a-z0-9]', '', name), _REGISTRY_BASE)}acr", 50)
        created = create(
            ContainerRegistry,
            environment,
            "container-registry",
            f"{address}_acr",
            {"name": _name(writer, environment, "acr", default), "sku": "Basic", **place},
        )
        registry_id, endpoint = created.id, created.login_server
    identity = create(
        UserAssignedIdentity,
        environment,
        "pull-identity",
        f"{address}_mi",
        {"name": _name(writer, environment, "mi", f"{name}-mi"), **place},
    )
    outputs |= {
        "registry_endpoint": endpoint,
        "registry_id": registry_id,
        "pull_identity_id": identity.id,
    }
    return writer.role_assignment(
        environment,
        "acr-pull",
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


def _name(writer: Writer, environment: AzureContainerAppEnvironment, abbreviation: str, default: str) -> str:
    """A name in Azure: by default after the environment, or as `azd` names things."""
    if environment.naming is Naming.AZD:
        separator = "" if abbreviation == "acr" else "-"
        return f"{abbreviation}{separator}{writer.unique_suffix}"
    return default


def _cut(name: str, length: int) -> str:
    return name[:length].rstrip("-")
