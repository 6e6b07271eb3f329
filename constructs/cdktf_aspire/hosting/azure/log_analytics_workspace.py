"""Log Analytics workspace, which environments can share."""

from __future__ import annotations

from typing import ClassVar

from cdktf_aspire.hosting.azure.azure_names import UniqueName
from cdktf_aspire.hosting.azure.azure_resource import AzureResource
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzureType


class AzureLogAnalyticsWorkspaceResource(AzureResource):
    """A Log Analytics workspace (Aspire's `AddAzureLogAnalyticsWorkspace`).

    Outputs: `id`, `name`. It has no default role.

    Example:
        ```python
        logs = builder.add_azure_log_analytics_workspace("logs").as_existing("log-prod", "rg-shared")
        builder.add_azure_container_app_environment("env").with_azure_log_analytics_workspace(logs)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        "Microsoft.OperationalInsights/workspaces",
        "azurerm_log_analytics_workspace",
        UniqueName(63),
        outputs=(
            AzureOutput(None, "workspace_id", "properties.customerId"),
            AzureOutput(None, "primary_shared_key", "listKeys().primarySharedKey", secret=True),
        ),
        roles={"Log Analytics Contributor": None, "Log Analytics Reader": None},
        bicep={"properties.sku.name": "PerGB2018"},
    )
