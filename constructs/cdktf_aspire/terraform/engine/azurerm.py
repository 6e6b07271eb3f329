"""The classes of the bindings that nearly every application needs.

They are imported with this module, while Node still reads the bindings; what is rarer is imported where it
is used.
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, TypeAlias, cast

from cdktf_cdktf_provider_azurerm.container_app_environment import ContainerAppEnvironment
from cdktf_cdktf_provider_azurerm.container_app_job import ContainerAppJob
from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

from cdktf_aspire.terraform.engine.bindings import PACKAGE

if TYPE_CHECKING:
    from cdktf_aspire.terraform.engine.classes import TerraformDataSource, TerraformResource

    AzurermElement: TypeAlias = TerraformResource | TerraformDataSource

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
    "binding",
]


@functools.cache
def binding(kind: str) -> type[AzurermElement]:
    """The class of the bindings for a type of Terraform's, imported when it is first asked for.

    Args:
        kind: for example `azurerm_key_vault`, or `data_azurerm_key_vault` for the data source.
    """
    name = kind.removeprefix("azurerm_")
    module = importlib.import_module(f"{PACKAGE}.{name}")
    found: object = getattr(module, "".join(part.capitalize() for part in name.split("_")))
    return cast("type[AzurermElement]", found)
