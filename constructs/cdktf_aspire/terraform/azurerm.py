"""The classes of the bindings that nearly every application needs.

They are imported with this module, while Node still reads the bindings; what is rarer is imported where it
is used.
"""

from cdktf_aspire.terraform.bindings import versions_remembered

with versions_remembered():
    from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
    from cdktf_cdktf_provider_azurerm.container_app_job import ContainerAppJob
    from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
    from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
    from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
    from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
    from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

__all__ = [
    "AzurermProvider",
    "AzurermProviderFeatures",
    "ContainerAppEnvironment",
    "ContainerAppJob",
    "ContainerRegistry",
    "DataAzurermClientConfig",
    "LogAnalyticsWorkspace",
    "ResourceGroup",
    "RoleAssignment",
    "UserAssignedIdentity",
]
