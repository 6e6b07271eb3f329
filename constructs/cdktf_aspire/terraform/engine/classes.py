"""The classes of an engine and its bindings, for annotations alone: importing them loads one engine's.

The other engines' are alike, and `Engine` has each one's own.
"""

from __future__ import annotations

from cdktf import (
    App,
    TerraformElement,
    TerraformLocal,
    TerraformOutput,
    TerraformProvider,
    TerraformResource,
    TerraformStack,
    TerraformVariable,
)
from cdktf_cdktf_provider_azurerm.container_app_job import ContainerAppJob
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider

__all__ = [
    "App",
    "AzurermProvider",
    "ContainerAppJob",
    "DataAzurermClientConfig",
    "TerraformElement",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformProvider",
    "TerraformResource",
    "TerraformStack",
    "TerraformVariable",
]
