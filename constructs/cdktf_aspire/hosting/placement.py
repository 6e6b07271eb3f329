"""In which environment a resource runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.hosting.azure.azure_resource import given_as
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.model import Resource

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from constructs import Construct


class HasEnvironment(Resource):
    """A resource that runs in an environment."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.compute_environment: AzureContainerAppEnvironment | None = None

    @user_call
    def with_compute_environment(self, environment: AzureContainerAppEnvironment | Construct) -> Self:
        """Places the resource in one of several environments, which may be another application's.

        Args:
            environment: what `add_azure_container_app_environment` returned, or a construct of
                `azurerm_container_app_environment`.
        """
        allowed = "what add_azure_container_app_environment(...) returned"
        self.compute_environment = (
            given_as(self, environment, AzureContainerAppEnvironment, "environment=", allowed)
            or self.compute_environment
        )
        return self


def environments_of(application: ApplicationModel) -> list[AzureContainerAppEnvironment]:
    """The application's environments, which jobs without a choice run in."""
    return [each for each in application.resources_of(AzureContainerAppEnvironment) if not each.is_stand_in]


def environment_of(resource: HasEnvironment) -> AzureContainerAppEnvironment | None:
    """Where a resource runs; None when the user has to choose."""
    if resource.compute_environment is not None:
        return resource.compute_environment
    environments = environments_of(resource.application)
    return environments[0] if len(environments) == 1 else None
