"""What an environment can share with others: a registry, a Log Analytics workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.hosting.azure_resource import AzureResource

if TYPE_CHECKING:
    from cdktf_aspire.hosting.references import Output


class AzureContainerRegistryResource(AzureResource):
    """A container registry (Aspire's `AddAzureContainerRegistry`).

    Outputs: `id`, `name`, `loginServer`. It has no default role.
    """

    output_names: ClassVar[tuple[str, ...]] = ("id", "name", "loginServer")

    @property
    def login_server(self) -> Output:
        """Host of the registry."""
        return self.output("loginServer")


class AzureLogAnalyticsWorkspaceResource(AzureResource):
    """A Log Analytics workspace (Aspire's `AddAzureLogAnalyticsWorkspace`).

    Outputs: `id`, `name`. It has no default role.
    """
