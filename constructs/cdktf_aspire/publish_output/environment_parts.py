"""Ties an environment's construct to the registry, the pull identity and the logs that its Bicep names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.environment_parts import (
    PULL_IDENTITY_ID,
    REGISTRY_ENDPOINT,
    REGISTRY_ID,
    WORKSPACE_ID,
    FromElsewhere,
)
from cdktf_aspire.publish_output.builtin_roles import ACR_PULL, role_name
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.plan_model import principal_of
from cdktf_aspire.publish_output.resource_kinds import ROLE_ASSIGNMENT

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.publish_output.constructs import Constructs
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.plan_model import EnvironmentPlan

_DESTINATION: Final = ("properties", "appLogsConfiguration", "destination")
AZURE_MONITOR: Final = "azure-monitor"


def connect_environment(
    environment: AzureContainerAppEnvironment, planned: EnvironmentPlan, constructs: Constructs
) -> None:
    """Has the environment use what the Bicep names, and bring nothing that the Bicep does not have.

    Args:
        environment: to connect.
        planned: what the Bicep names.
        constructs: of the publish output.
    """
    node, plan, outputs = planned.node, constructs.plan, dict[str, object]()

    def give(output: str, value: BicepValue) -> None:
        outputs[output] = constructs.lower(value, node)

    registry, identity, workspace = planned.registry, planned.pull_identity, planned.workspace
    if registry in constructs.by_node:
        environment.with_azure_container_registry(constructs.by_node[registry])
    elif not plan.is_brought(registry, node):
        give(REGISTRY_ENDPOINT, planned.registry_endpoint or _of(registry, "properties", "loginServer"))
        give(REGISTRY_ID, _of(registry, "id"))
    if identity in constructs.by_node:
        environment.with_acr_pull_identity(constructs.by_node[identity])
    elif not plan.is_brought(identity, node):
        give(PULL_IDENTITY_ID, planned.pull_identity_id or _of(identity, "id"))
    if workspace in constructs.by_node:
        environment.with_azure_log_analytics_workspace(constructs.by_node[workspace])
    elif not plan.is_brought(workspace, node) and not node.is_existing:
        give(WORKSPACE_ID, _of(workspace, "id"))
    elsewhere = FromElsewhere.of(environment)
    elsewhere.outputs = outputs
    if node.get(*_DESTINATION) == AZURE_MONITOR:
        elsewhere.logs_destination = AZURE_MONITOR
    elsewhere.gives_acr_pull = any(_gives_acr_pull(each, identity) for each in constructs.carried)


def _of(node: Node | None, *path: str) -> BicepValue:
    return None if node is None else Property(node, path)


def _gives_acr_pull(node: Node, identity: Node | None) -> bool:
    return (
        node.is_a(ROLE_ASSIGNMENT)
        and principal_of(node) is identity
        and role_name(node.get("properties", "roleDefinitionId")) == ACR_PULL
    )
