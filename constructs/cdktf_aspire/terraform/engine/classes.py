"""The classes of an engine and its bindings, only for annotations: importing this module loads one engine.

The classes of the other engines have the same interface. `Engine` gives access to the classes of each one.
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
