"""A Container Apps environment with its workspace, registry and pull identity, as azurerm resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
from cdktf import Fn

from cdktf_aspire.terraform.resources import create

if TYPE_CHECKING:
    from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
    from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.terraform.writer import Writer

# Azure's own limits: a workspace has 4 to 63 characters, an identity 3 to 128, a registry 5 to 50 letters
# and digits and a name of its own in the whole world, an environment up to 60.
_SUFFIX_LENGTH = 8
_REGISTRY_LENGTH = 50
_ENVIRONMENT_LENGTH = 60


@attrs.frozen
class EnvironmentResources:
    """What was written for an environment, and what others may refer to.

    Attributes:
        container_app_environment: the environment itself.
        container_registry: of the environment.
        log_analytics_workspace: that takes its logs.
        pull_identity: that may pull from the registry.
        acr_pull: the role assignment that lets it.
        location: region of all of them.
        resource_group_name: group of all of them.
        outputs: name in the application model -> token; read once, for each is a call to Node.
    """

    container_app_environment: ContainerAppEnvironment
    container_registry: ContainerRegistry
    log_analytics_workspace: LogAnalyticsWorkspace
    pull_identity: UserAssignedIdentity
    acr_pull: RoleAssignment
    location: str
    resource_group_name: str
    outputs: dict[str, str]

    def output(self, name: str) -> str:
        """The token of one of the environment's outputs."""
        return self.outputs[name]


def write_environment(writer: Writer, environment: AzureContainerAppEnvironment) -> EnvironmentResources:
    """Creates the environment and what it brings."""
    from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
    from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

    group, name, address = writer.resource_group, environment.name.lower(), environment.identifier
    place = {
        "resource_group_name": group.name,
        "location": group.location,
        "tags": writer.application.tags_or_none,
    }
    workspace = create(
        LogAnalyticsWorkspace,
        environment,
        "log-analytics-workspace",
        f"{address}_law",
        {"name": f"{_cut(name, 63 - len('-law'))}-law", "sku": "PerGB2018", **place},
    )
    registry_base = _cut(re.sub("[^a-z0-9]", "", name), _REGISTRY_LENGTH - len("acr") - _SUFFIX_LENGTH)
    registry_name = f"{registry_base}acr{writer.unique_suffix}"
    registry = create(
        ContainerRegistry,
        environment,
        "container-registry",
        f"{address}_acr",
        {"name": registry_name, "sku": "Basic", **place},
    )
    identity = create(
        UserAssignedIdentity,
        environment,
        "pull-identity",
        f"{address}_mi",
        {"name": f"{name}-mi", **place},
    )
    acr_pull = create(
        RoleAssignment,
        environment,
        "acr-pull",
        f"{address}_mi_acr_pull",
        {
            # Known at the plan and the same on every run; Azure wants a GUID.
            "name": Fn.uuidv5(
                "url", Fn.join("", [f"{registry_base}acr", writer.unique_suffix, f"/{name}-mi/AcrPull"])
            ),
            "scope": registry.id,
            "role_definition_name": "AcrPull",
            "principal_id": identity.principal_id,
            "principal_type": "ServicePrincipal",
        },
    )
    container_app_environment = create(
        ContainerAppEnvironment,
        environment,
        "container-app-environment",
        address,
        {
            "name": _cut(name, _ENVIRONMENT_LENGTH),
            **place,
            "logs_destination": "log-analytics",
            "log_analytics_workspace_id": workspace.id,
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
    return EnvironmentResources(
        container_app_environment,
        registry,
        workspace,
        identity,
        acr_pull,
        group.location,
        group.name,
        {
            "id": container_app_environment.id,
            "default_domain": container_app_environment.default_domain,
            "registry_endpoint": registry.login_server,
            "registry_id": registry.id,
            "pull_identity_id": identity.id,
            "log_analytics_workspace_id": workspace.id,
        },
    )


def _cut(name: str, length: int) -> str:
    return name[:length].rstrip("-")
