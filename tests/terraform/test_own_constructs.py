"""A change of a construct that the user passed changes that construct, and nothing that depends on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from cdktf_aspire import Event, ExistingResourceGroup, ServiceBusScaleRule, create_builder
from tests.hosting.azure.test_own_constructs import RESOURCES
from tests.matrix import matrix

if TYPE_CHECKING:
    from cdktf_aspire import DistributedApplication
    from tests.terraform.conftest import Deployment

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
GROUP = "azurerm_resource_group"
KINDS = (GROUP, *RESOURCES)


def constructs(builder: DistributedApplication, *tagged: str) -> dict[str, Any]:
    """One of each kind in the user's own group; some of them have a tag."""

    def tags(kind: str) -> dict[str, str] | None:
        return {"team": "data"} if kind in tagged else None

    group = ResourceGroup(builder.stack, "theirs", name="rg-theirs", location="westeurope", tags=tags(GROUP))
    return {GROUP: group} | {
        kind: made(
            builder.stack,
            f"own_{kind}",
            name=f"owned{index}",
            location=group.location,
            resource_group_name=group.name,
            tags=tags(kind),
            **more,
        )
        for index, (kind, (made, more)) in enumerate(RESOURCES.items())
    }


def apphost(builder: DistributedApplication, *tagged: str) -> None:
    """Jobs that use every one of them, each where it is passed as it is."""
    own = constructs(builder, *tagged)
    jobs = create_builder(scope=builder.stack, name="jobs", resource_group=own[GROUP])
    jobs.add_container("batch", IMAGE).with_compute_environment(
        own["azurerm_container_app_environment"]
    ).with_reference(own["azurerm_key_vault"]).with_reference(
        own["azurerm_eventhub_namespace"]
    ).with_azure_user_assigned_identity(own["azurerm_user_assigned_identity"]).with_role_assignments(
        own["azurerm_storage_account"], "Storage Blob Data Reader"
    ).with_role_assignments(own["azurerm_container_registry"], "AcrPull").with_registry_credentials(
        own["azurerm_container_registry"], identity=own["azurerm_user_assigned_identity"]
    ).publish_as_azure_container_app_job(
        trigger=Event([ServiceBusScaleRule(queue_name="work", namespace=own["azurerm_servicebus_namespace"])])
    )
    environment = jobs.add_azure_container_app_environment("env")
    environment.with_azure_log_analytics_workspace(own["azurerm_log_analytics_workspace"])
    environment.with_azure_container_registry(own["azurerm_container_registry"])
    storage = jobs.add_azure_storage("storage").as_existing(own["azurerm_storage_account"])
    jobs.add_project("report", "Report.csproj").with_reference(
        storage.add_blobs("blobs")
    ).publish_as_azure_container_app_job().with_compute_environment(environment)


@pytest.mark.parametrize("together", [[KINDS], matrix([(kind,) for kind in KINDS])])
def test_a_tag_on_a_construct_changes_that_construct_alone(
    deployment: Deployment, together: list[tuple[str, ...]], subtests: pytest.Subtests
) -> None:
    """On all of them at once, and on one after another."""
    deployment.deploy(apphost)
    assert deployment.plan(apphost) == {}
    assert not any(address.startswith(f"data.{GROUP}") for address in deployment.terraform.state())
    for kinds in together:
        with subtests.test(kinds=kinds):
            changed = deployment.plan(lambda builder, kinds=kinds: apphost(builder, *kinds))  # type: ignore[misc]
            assert changed == {
                f"{kind}.theirs" if kind == GROUP else f"{kind}.own_{kind}": "update" for kind in kinds
            }


@pytest.mark.matrix
def test_looked_up_by_its_name_the_same_tag_replaces_what_depends_on_it(deployment: Deployment) -> None:
    def by_name(builder: DistributedApplication, *tagged: str) -> None:
        group = constructs(builder, *tagged)[GROUP]
        jobs = create_builder(
            scope=builder.stack, name="jobs", resource_group=ExistingResourceGroup(group.name)
        )
        jobs.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    deployment.deploy(by_name)
    assert "replace" in deployment.plan(lambda builder: by_name(builder, GROUP)).values()
