"""Where jobs run: an Azure Container Apps environment with its registry, logs and pull identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource import Resource

if TYPE_CHECKING:
    from cdktf_aspire.hosting.application import ApplicationModel


class AzureContainerAppEnvironment(Resource):
    """A Container Apps environment (Aspire's `AddAzureContainerAppEnvironment`).

    It brings a Log Analytics workspace, a container registry, and a user-assigned identity that may pull
    from that registry.
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)

    @property
    def id(self) -> Output:
        """Azure's id of the environment."""
        return Output(self, "id")

    @property
    def registry_endpoint(self) -> Output:
        """Host of the environment's container registry."""
        return Output(self, "registry_endpoint")

    @property
    def registry_id(self) -> Output:
        """Azure's id of the environment's container registry."""
        return Output(self, "registry_id")

    @property
    def pull_identity_id(self) -> Output:
        """Azure's id of the identity that pulls images."""
        return Output(self, "pull_identity_id")

    @property
    def log_analytics_workspace_id(self) -> Output:
        """Azure's id of the Log Analytics workspace."""
        return Output(self, "log_analytics_workspace_id")

    @property
    def default_domain(self) -> Output:
        """The domain under which the environment's apps are reached."""
        return Output(self, "default_domain")
