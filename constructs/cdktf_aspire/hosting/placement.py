"""The environment that a resource runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.hosting.azure.azure_resource import given_as
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from constructs import Construct


@records.define(eq=False)
class Placement(Annotation):
    """Where a resource runs.

    Attributes:
        compute_environment: that the user has chosen; None where nobody did.
    """

    compute_environment: AzureContainerAppEnvironment | None = None


class HasEnvironment(Resource):
    """A resource that runs in an environment."""

    @user_call
    def with_compute_environment(self, environment: AzureContainerAppEnvironment | Construct) -> Self:
        """Places the resource in one of several environments, which may belong to another application.

        Args:
            environment: what `add_azure_container_app_environment` returned, or a construct of
                `azurerm_container_app_environment`.
        """
        allowed = "what add_azure_container_app_environment(...) returned"
        Placement.of(self).compute_environment = (
            given_as(self, environment, AzureContainerAppEnvironment, "environment=", allowed)
            or Placement.of(self).compute_environment
        )
        return self

    with_compute_env = also_named("with_compute_env", with_compute_environment)


def environments_of(application: ApplicationModel) -> list[AzureContainerAppEnvironment]:
    """The application's environments, which jobs without a choice run in."""
    return [each for each in application.resources_of(AzureContainerAppEnvironment) if not each._is_stand_in]


def environment_of(resource: HasEnvironment) -> AzureContainerAppEnvironment | None:
    """Where a resource runs; None when the user has to choose."""
    if Placement.of(resource).compute_environment is not None:
        return Placement.of(resource).compute_environment
    environments = environments_of(resource._application)
    return environments[0] if len(environments) == 1 else None
