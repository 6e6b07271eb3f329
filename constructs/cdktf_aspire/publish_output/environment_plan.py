"""What of a publish output an environment's construct brings with it: its registry, pull identity and logs.

Whatever is not as the construct would write it stands for itself, and the environment refers to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.environment_parts import (
    PULL_IDENTITY_ID,
    REGISTRY_ENDPOINT,
    REGISTRY_ID,
    WORKSPACE_ID,
)
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.jobs.azure_ids import CONTAINER_REGISTRY, USER_ASSIGNED_IDENTITY
from cdktf_aspire.publish_output.builtin_roles import ACR_PULL, role_name
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.plan_model import (
    ConstructRole,
    EnvironmentPlan,
    ImportPlan,
    principal_of,
    target_of,
)
from cdktf_aspire.publish_output.problems import Mistake
from cdktf_aspire.publish_output.resource_kinds import (
    KINDS,
    ROLE_ASSIGNMENT,
    answers_of,
    is_azd_name,
    is_made_up,
    is_written_whole,
)

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Declaring, Node

_WORKSPACE: Final = AzureLogAnalyticsWorkspaceResource._azure_type.name
_LOGS: Final = ("properties", "appLogsConfiguration")


def plan_environment(plan: ImportPlan, node: Node) -> None:
    """Plans an environment, and what of its module the environment's construct brings.

    Args:
        plan: of the publish output.
        node: the environment.
    """
    planned = EnvironmentPlan(
        node,
        registry_endpoint=_output(node.module, "AZURE_CONTAINER_REGISTRY_ENDPOINT"),
        pull_identity_id=_output(node.module, "AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID"),
    )
    plan.environments[node] = planned
    plan.native[node] = ConstructRole(environment=node, answers=answers_of(AzureContainerAppEnvironment))
    planned.registry = _asked(planned.registry_endpoint, CONTAINER_REGISTRY)
    planned.pull_identity = _asked(planned.pull_identity_id, USER_ASSIGNED_IDENTITY)
    for assignment in node.module.nodes:
        if assignment.same_as is None and assignment.is_a(ROLE_ASSIGNMENT):
            _plan_pulling(plan, planned, assignment)
    customer = node.get(*_LOGS, "logAnalyticsConfiguration", "customerId")
    planned.workspace = _asked(customer, _WORKSPACE)
    if planned.workspace is not None and _is_its_own(planned, planned.workspace):
        answers = answers_of(AzureLogAnalyticsWorkspaceResource, {"id": WORKSPACE_ID})
        plan.native[planned.workspace] = ConstructRole(environment=node, answers=answers)


def _output(module: Declaring, name: str) -> BicepValue:
    declaration = module.file.outputs.get(name)
    if declaration is None:
        return None
    try:
        return module.output(name, module.file.place(declaration.node))
    except Mistake:
        return None  # reported already


def _asked(value: BicepValue, kind: str) -> Node | None:
    """The resource of a kind that a value is something of."""
    found = value.node.itself if isinstance(value, Property) else None
    return found if found is not None and found.is_a(kind) else None


def _plan_pulling(plan: ImportPlan, planned: EnvironmentPlan, assignment: Node) -> None:
    """The registry of an environment, and the identity that pulls from it."""
    registry, identity, node = target_of(assignment), principal_of(assignment), planned.node
    if (
        role_name(assignment.get("properties", "roleDefinitionId")) != ACR_PULL
        or identity is None
        or registry is None
        or not registry.is_a(CONTAINER_REGISTRY)
        or planned.registry not in {None, registry}
        or planned.pull_identity not in {None, identity}
    ):
        return
    planned.registry, planned.pull_identity = registry, identity
    if not _is_its_own(planned, identity) or isinstance(assignment.name, str):
        return
    plan.native[assignment] = ConstructRole(environment=node)
    answers = answers_of(AzureUserAssignedIdentityResource, {"id": PULL_IDENTITY_ID})
    plan.native[identity] = ConstructRole(environment=node, answers=answers)
    if _is_its_own(planned, registry):
        answers = answers_of(
            AzureContainerRegistryResource,
            {"id": REGISTRY_ID, "properties.loginServer": REGISTRY_ENDPOINT},
        )
        plan.native[registry] = ConstructRole(environment=node, answers=answers)


def _is_its_own(planned: EnvironmentPlan, part: Node) -> bool:
    """Whether the environment's construct would write a part on its own as the Bicep has it."""
    has_usual_name = is_azd_name if is_azd_name(planned.node) else is_made_up
    return (
        part.module is planned.node.module
        and part.module.scope is None
        and not part.is_existing
        and has_usual_name(part)
        and is_written_whole(part, KINDS[part.type.lower()].says)
    )
