"""What resources need of each other, and what that means for a plan."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cdktf_aspire.jobs.azure_ids import ENVIRONMENT, JOB
from cdktf_aspire.publish_output.leaves import Scope
from cdktf_aspire.publish_output.nodes import Node, Property, Symbol
from cdktf_aspire.publish_output.plan_model import is_role_target, principal_of, target_of
from cdktf_aspire.publish_output.resource_kinds import ROLE_ASSIGNMENT, VAULT_SECRET
from cdktf_aspire.values.value import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.plan_model import ImportPlan


def drop_what_falls_short(plan: ImportPlan, nodes: list[Node]) -> None:
    """Carries over, in the end, each resource of which others ask more than its construct gives."""
    hanging = _dependents_of(plan)
    short = {node for node in plan.native if _is_torn(plan, node)}
    asking: Collection[Node] = nodes
    while True:
        short |= {
            asked.node.itself
            for node in asking
            for asked in _asked_by(plan, node)
            if _falls_short(plan, asked) and _may_be_carried(plan, asked.node.itself)
        }
        if not short:
            return
        for node in short:
            del plan.native[node]
        # Only what has been dropped asks for more now, and only what hangs on it may be torn.
        asking = short
        touched = {each for node in short for key in (node, node.module) for each in hanging.get(key, ())}
        short = {each for each in touched if each in plan.native and _is_torn(plan, each)}


def _dependents_of(plan: ImportPlan) -> dict[object, list[Node]]:
    """Resources by what decides whether their constructs are torn: another resource, or a module."""
    found: dict[object, list[Node]] = {}
    for node in plan.native:
        keys: set[object] = {node.parent.itself} if node.parent is not None else set()
        if node.is_a(ROLE_ASSIGNMENT):
            target = target_of(node)
            keys |= {principal_of(node), target, target.module if target is not None else None}
        for key in keys:
            found.setdefault(key, []).append(node)
    return found


def _falls_short(plan: ImportPlan, asked: Property) -> bool:
    role = plan.native.get(asked.node.itself)
    return role is not None and (asked.action or "", *asked.path) not in role.answers


def _may_be_carried(plan: ImportPlan, node: Node) -> bool:
    return not node.is_a(ENVIRONMENT) and not node.is_a(JOB)


def _is_torn(plan: ImportPlan, node: Node) -> bool:
    """Whether what a construct stands for hangs on something that is carried over."""
    role = plan.native[node]
    if role.part is not None or node.is_a(VAULT_SECRET):
        parent = node.parent.itself if node.parent is not None else None
        return parent is None or parent not in plan.native
    principal, target = principal_of(node), target_of(node)
    if node.is_a(ROLE_ASSIGNMENT) and role.environment is not None:
        return not plan.is_brought(principal, role.environment)
    if node.is_a(ROLE_ASSIGNMENT):
        return principal not in plan.native or target is None or not is_role_target(plan, target)
    return False


def _asked_by(plan: ImportPlan, node: Node) -> Iterator[Property]:
    """What a resource needs to know of others to be written."""
    role = plan.native.get(node)
    values: list[BicepValue] = [node.name, *node.above]
    if role is None:
        values.append(node.body)
        for above in (node.parent, node.scope):
            if isinstance(above, Node):
                yield Property(above, ("id",))
    elif node.is_a(JOB):
        values.append({key: value for key, value in node.body.items() if key != "properties"})
        values += _job_values(plan, node)
    elif node.is_a(ENVIRONMENT):
        properties = node.get("properties")
        if isinstance(properties, dict):
            values += [value for key, value in properties.items() if key != "appLogsConfiguration"]
        planned = plan.environment_of(node)
        if planned is not None:
            values += [planned.registry_endpoint, planned.pull_identity_id]
            for part in (planned.registry, planned.pull_identity, planned.workspace):
                if part is not None:
                    yield Property(part, ("id",))
    elif node.is_a(VAULT_SECRET):
        values.append(node.body)
    elif node.is_existing:
        if isinstance(node.scope, Scope):
            values.append(node.scope)
    else:
        values = []  # what others say of it
    for value in values:
        for each in walk(value):
            if isinstance(each, Property):
                yield each
            elif isinstance(each, Symbol):
                yield Property(each.node, ("id",))


def _job_values(plan: ImportPlan, node: Node) -> list[BicepValue]:
    """What a job says, less its volumes where the library's own mounts stand for them."""
    properties = node.get("properties")
    if not isinstance(properties, dict):
        return []
    template = properties.get("template")
    if plan.jobs[node].storages is None or not isinstance(template, dict):
        return [properties]
    rest = {key: value for key, value in template.items() if key != "volumes"}
    return [{**properties, "template": rest}]


def drop_what_nobody_asks_for(plan: ImportPlan, nodes: list[Node]) -> None:
    """Leaves out what would be carried over and is not needed by what is there."""
    asks = {node: {each.node.itself for each in _asked_by(plan, node)} for node in nodes}
    count = Counter(asked for those in asks.values() for asked in those)
    left = [node for node in nodes if node not in plan.native and not count[node]]
    while left:
        node = left.pop()
        plan.dropped.add(node)
        for asked in asks[node]:
            count[asked] -= 1
            if not count[asked] and asked in asks and asked not in plan.native:
                left.append(asked)
