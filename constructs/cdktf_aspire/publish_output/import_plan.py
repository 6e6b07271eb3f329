"""What becomes of each resource of a publish output: a construct, or one that is carried over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.resource_names import suggest
from cdktf_aspire.jobs.azure_ids import ENVIRONMENT, JOB
from cdktf_aspire.publish_output.builtin_roles import role_name
from cdktf_aspire.publish_output.entries import ComputeEntry, ModuleEntry
from cdktf_aspire.publish_output.environment_plan import plan_environment
from cdktf_aspire.publish_output.needs import drop_what_falls_short, drop_what_nobody_asks_for
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.plan_model import (
    ConstructRole,
    ImportPlan,
    JobPlan,
    identities_of,
    is_role_target,
    principal_of,
    target_of,
)
from cdktf_aspire.publish_output.resource_kinds import (
    KINDS,
    PARTS,
    ROLE_ASSIGNMENT,
    VAULT_SECRET,
    Answer,
    is_made_up,
    is_written_whole,
    leaves,
)
from cdktf_aspire.publish_output.storages import own_storages, storage_nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.publication import AspirePublishOutput


def make_plan(publication: AspirePublishOutput, *, drop_what_has_no_construct: bool = False) -> ImportPlan:
    """Decides what becomes of each resource.

    Args:
        publication: what was read.
        drop_what_has_no_construct: leaves out, instead of carrying over, what nobody asks for.
    """
    plan = ImportPlan()
    nodes = [node for node in publication.nodes if node.same_as is None]
    plan.jobs = {job.node: job for job in _jobs(publication)}
    for node in plan.jobs:
        plan.native[node] = ConstructRole()
    for node in nodes:
        if node.is_a(ENVIRONMENT):
            plan_environment(plan, node)
    pulls = {each.pull_identity for each in plan.environments.values()}
    for job in plan.jobs.values():
        _plan_job(plan, job, pulls)
    for node in nodes:
        if node not in plan.native:
            role = _role_of(node)
            if role is not None:
                plan.native[node] = role
    _plan_assignments(plan, nodes)
    drop_what_falls_short(plan, nodes)
    _find_own_identities(plan, nodes)
    if drop_what_has_no_construct:
        drop_what_nobody_asks_for(plan, nodes)
    return plan


def _jobs(publication: AspirePublishOutput) -> Iterator[JobPlan]:
    modules = [
        (entry, module, [node for node in module.nodes if node.is_a(JOB) and not node.is_existing])
        for entry in publication.entries
        if isinstance(entry, ComputeEntry | ModuleEntry)
        and (module := entry.deployment if isinstance(entry, ComputeEntry) else entry.module) is not None
    ]
    symbols = Counter(_name_of(node) for _, _, found in modules for node in found)
    for entry, module, found in modules:
        for index, node in enumerate(found):
            name = entry.name
            if index or (isinstance(entry, ModuleEntry) and len(module.nodes) > 1):
                name = _name_of(node)
                if symbols[name] > 1:  # of a module that is used more than once, each time with a job
                    name = entry.name if len(found) == 1 else _suggested(f"{entry.name}-{name}")
            yield JobPlan(name, entry, module, node)


def _name_of(node: Node) -> str:
    return _suggested(node.symbol)


def _suggested(name: str) -> str:
    return suggest(name) or "job"


def _role_of(node: Node) -> ConstructRole | None:
    """What a construct could do for a resource on its own."""
    kind = KINDS.get(node.type.lower())
    if kind is not None and node.parent is None:
        if node.is_existing or (is_within_reach(node) and is_written_whole(node, kind.says)):
            return ConstructRole(kind=kind, answers=kind.answers)
        return None
    part = PARTS.get(node.type.lower())
    if part is not None and not node.is_existing and node.parent is not None:
        if part.resource is None and node.name != "default":
            return None
        # Only plain text names a part: it is the construct's own argument.
        return (
            ConstructRole(part=part)
            if isinstance(node.name, str) and is_written_whole(node, part.says)
            else None
        )
    if node.is_a(VAULT_SECRET) and node.parent is not None and isinstance(node.name, str):
        only = {path for path, _ in leaves(node.body)} - {("tags", "aspire-resource-name")}
        if node.is_existing or only <= {("properties", "value")}:
            return ConstructRole(answers={("", "properties", "secretUri"): Answer(), ("", "name"): Answer()})
    return None


def is_within_reach(node: Node) -> bool:
    """Whether azurerm can make a resource where its module is deployed: not in another subscription."""
    scope = node.module.scope
    return scope is None or (scope.kind == "resourceGroup" and scope.subscription is None)


def _plan_job(plan: ImportPlan, job: JobPlan, pulls: Collection[Node | None]) -> None:
    environment = job.node.get("properties", "environmentId")
    if isinstance(environment, Property) and environment.path == ("id",):
        job.environment = environment.node.itself
    for identity in identities_of(job.node):
        if isinstance(identity, Property) and identity.path == ("id",) and identity.node.itself not in pulls:
            job.identity = identity.node.itself
            break
    job.storages = own_storages(job)
    for node in job.storages or ():
        for each in storage_nodes(node):
            plan.native.setdefault(each, ConstructRole(environment=job.environment))


def _plan_assignments(plan: ImportPlan, nodes: list[Node]) -> None:
    """Roles that constructs can give: a built-in one, to an identity of the application, on a resource."""
    for node in nodes:
        if node in plan.native or not node.is_a(ROLE_ASSIGNMENT) or node.is_existing:
            continue
        principal = principal_of(node)
        target = target_of(node)
        says = {path for path, _ in leaves(node.body)}
        if (
            not isinstance(node.name, str)  # a name that somebody chose, where a construct makes one up
            and role_name(node.get("properties", "roleDefinitionId")) is not None
            and node.get("properties", "principalType") in (None, "ServicePrincipal")
            and says
            <= {("properties", each) for each in ("principalId", "principalType", "roleDefinitionId")}
            and principal is not None
            and principal in plan.native
            and plan.native[principal].environment is None
            and target is not None
            and is_role_target(plan, target)
        ):
            plan.native[node] = ConstructRole()


def _find_own_identities(plan: ImportPlan, nodes: list[Node]) -> None:
    """Whether the identity of a job is the one that a job with roles gets of its own."""
    # How many resources sign in with an identity: its own job is to be the only one.
    users = Counter(
        each.node.itself for node in nodes for each in identities_of(node) if isinstance(each, Property)
    )
    with_roles = {
        principal_of(node)
        for node, role in plan.native.items()
        if node.is_a(ROLE_ASSIGNMENT) and role.environment is None
    }
    for job in plan.jobs.values():
        identity = job.identity
        if (
            identity is not None
            and not identity.is_existing
            and identity.module.scope is None
            and identity in plan.native
            and is_made_up(identity)
            and identity.module.name == f"{job.name}-identity"
            and users[identity] == 1
        ):
            job.has_own_identity = identity in with_roles or _reads_vault(job.node)


def _reads_vault(job: Node) -> bool:
    secrets = job.get("properties", "configuration", "secrets")
    return isinstance(secrets, list) and any(
        isinstance(each, dict) and "keyVaultUrl" in each for each in secrets
    )
