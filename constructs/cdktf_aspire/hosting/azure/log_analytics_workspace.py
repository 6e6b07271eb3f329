"""A Log Analytics workspace, which environments can share."""

from __future__ import annotations

from typing import ClassVar

from cdktf_aspire.hosting.azure.azure_resource import AzureResource


class AzureLogAnalyticsWorkspaceResource(AzureResource):
    """A Log Analytics workspace (Aspire's `AddAzureLogAnalyticsWorkspace`).

    Outputs: `id`, `name`. It has no default role.
    """

    azurerm_type: ClassVar[str] = "azurerm_log_analytics_workspace"
