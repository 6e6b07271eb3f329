"""Log Analytics workspaces."""

from __future__ import annotations

from typing import Final

from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.terraform.resources.azure_resource import WholeEntry

WORKSPACE: Final = WholeEntry(
    AzureLogAnalyticsWorkspaceResource, "log-analytics-workspace", {"sku": "PerGB2018"}
)
