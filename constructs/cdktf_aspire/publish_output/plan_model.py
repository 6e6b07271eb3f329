"""What a plan of an import consists of, and questions about roles that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.azure_ids import JOB, USER_ASSIGNED_IDENTITY
from cdktf_aspire.publish_output.leaves import LeftOut
from cdktf_aspire.publish_output.nodes import Node, Property
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.publish_output.entries import ComputeEntry, ModuleEntry
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.nodes import Declaring
    from cdktf_aspire.publish_output.resource_kinds import Answer, NativeKind, NativePart, Path

_NO_ANSWERS: Mapping[Path, Answer] = {}


@records.frozen(eq=False)
class ConstructRole:
    """What a construct does for a resource.

    Attributes:
        kind: of a whole resource; None for others.
        part: of a part of one; None for others.
        environment: the environment that brings it; None for others.
        answers: how the construct gives what others ask.
    """

    kind: NativeKind | None = None
    part: NativePart | None = None
    environment: Node | None = None
    answers: Mapping[Path, Answer] = attrs.field(default=_NO_ANSWERS)


@records.define(eq=False)
class EnvironmentPlan:
    """A Container Apps environment.

    Attributes:
        node: the environment.
        registry_endpoint: host of its images; None where the module names none.
        pull_identity_id: Azure's id of what pulls them; None where the module names none.
        workspace: its logs; None where they go to none of the publish output.
        registry: its images, where it is one of the publish output.
        pull_identity: that pulls them, where it is one of the publish output.
    """

    node: Node
    registry_endpoint: BicepValue = None
    pull_identity_id: BicepValue = None
    workspace: Node | None = None
    registry: Node | None = None
    pull_identity: Node | None = None


@records.define(eq=False)
class JobPlan:
    """A job.

    Attributes:
        name: of the resource.
        entry: what the publish output says of the program.
        module: that deploys it.
        node: the job.
        environment: where it runs.
        identity: that its program signs in with.
        has_own_identity: whether that identity is the job's own, as `<name>-identity`.
        storages: of its volumes, in their order, where the library's own mounts stand for all of them.
    """

    name: str
    entry: ComputeEntry | ModuleEntry
    module: Module
    node: Node
    environment: Node | None = None
    identity: Node | None = None
    has_own_identity: bool = False
    storages: list[Node] | None = None

    @property
    def own_container(self) -> int:
        """The position of the program's own container among the job's containers."""
        containers = self.node.get("properties", "template", "containers")
        names = [
            each.get("name") if isinstance(each, dict) else None
            for each in (containers if isinstance(containers, list) else [])
        ]
        return names.index(self.node.name) if self.node.name in names else 0


@records.define
class ImportPlan:
    """What becomes of each resource.

    Attributes:
        jobs: resource -> its job, in the order of the publish output.
        environments: resource -> its environment, in the order of the publish output.
        native: resource -> what a construct does for it.
        dropped: resources that are left out of modules of which the rest is there.
    """

    jobs: dict[Node, JobPlan] = attrs.field(factory=dict)
    environments: dict[Node, EnvironmentPlan] = attrs.field(factory=dict)
    native: dict[Node, ConstructRole] = attrs.field(factory=dict)
    dropped: set[Node] = attrs.field(factory=set)

    def environment_of(self, node: Node | None) -> EnvironmentPlan | None:
        """The plan of an environment."""
        return None if node is None else self.environments.get(node)

    def is_brought(self, node: Node | None, environment: Node) -> bool:
        """Whether a resource comes with the construct of an environment."""
        role = None if node is None else self.native.get(node)
        return role is not None and role.environment is environment

    def is_carried(self, node: Node) -> bool:
        """Whether a resource is carried over."""
        return node.same_as is None and node not in self.native and node not in self.dropped

    def carried(self, module: Declaring) -> list[Node]:
        """The resources of a module that are carried over."""
        return [node for node in module.nodes if self.is_carried(node)]


def target_of(assignment: Node) -> Node | None:
    """The resource that a role is given on."""
    return assignment.scope.itself if isinstance(assignment.scope, Node) else None


def principal_of(assignment: Node) -> Node | None:
    """The identity that a role is given to."""
    match assignment.get("properties", "principalId"):
        case Property(node=node, path=("properties", "principalId"), action=None) if node.itself.is_a(
            USER_ASSIGNED_IDENTITY
        ):
            return node.itself
    return None


def identity_in(value: BicepValue) -> Node | str | None:
    """The key of the identity that a value is an id or principal of; None where nothing does."""
    match value:
        case Property(node=node, action=None) if node.itself.is_a(USER_ASSIGNED_IDENTITY) or node.is_a(JOB):
            return node.itself
        case LeftOut(name=name):  # azd's environment has one identity, like a module from Aspire
            return name
    return None


def identities_of(node: Node) -> list[BicepValue]:
    """The ids in the identity map of a resource."""
    value = node.get("identity", "userAssignedIdentities")
    if isinstance(value, dict):
        return list(value)
    return [key for key, _ in getattr(value, "items", ())]


def is_role_target(plan: ImportPlan, node: Node) -> bool:
    """Whether a construct stands for a resource that roles can be given on."""
    role = plan.native.get(node)
    if role is not None:
        return role.kind is not None and not node.is_a(USER_ASSIGNED_IDENTITY)
    return not node.is_existing and first_of(node.module, plan) is node


def first_of(module: Declaring, plan: ImportPlan) -> Node | None:
    """The resource whose id and name a carried module gives as its own."""
    first: Node | None = None
    for each in module.nodes:
        if not each.is_existing and plan.is_carried(each):
            if each.parent is None and each.scope is None:
                return each
            first = first or each
    return first
