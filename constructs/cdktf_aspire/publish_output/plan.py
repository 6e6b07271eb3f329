"""What becomes of each resource of a publish output: a construct, or one that is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.publish_output.builtin_roles import ACR_PULL, role_name
from cdktf_aspire.publish_output.entries import ComputeEntry, ModuleEntry
from cdktf_aspire.publish_output.kinds import (
    ENVIRONMENT,
    IDENTITY,
    JOB,
    KINDS,
    PARTS,
    REGISTRY,
    ROLE_ASSIGNMENT,
    STORAGE,
    VAULT,
    VAULT_SECRET,
    WORKSPACE,
    Answer,
    Kind,
    Part,
    leaves,
    says_no_more,
)
from cdktf_aspire.publish_output.nodes import Node
from cdktf_aspire.publish_output.values import Property, Scope, Symbol, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.publish_output.kinds import Path
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.publication import AspirePublishOutput
    from cdktf_aspire.publish_output.values import Value

_NO_ANSWERS: Mapping[Path, Answer] = {}
_STORAGES = f"{ENVIRONMENT}/storages"
_SHARE = f"{STORAGE}/fileServices/shares"
_OWN_IDENTITY: Mapping[Path, Answer] = KINDS[IDENTITY.lower()].answers


@attrs.frozen(eq=False)
class Role:
    """What a construct does for a resource.

    Attributes:
        kind: of a whole resource; None for others.
        part: of a part of one; None for others.
        environment: the environment that brings it; None for others.
        answers: how the construct gives what others ask.
    """

    kind: Kind | None = None
    part: Part | None = None
    environment: Node | None = None
    answers: Mapping[Path, Answer] = attrs.field(default=_NO_ANSWERS)


@attrs.define(eq=False)
class EnvironmentPlan:
    """A Container Apps environment.

    Attributes:
        node: the environment.
        workspace: its logs; None where it has none.
        registry: its images; None where the module names none.
        pull_identity: that pulls them.
    """

    node: Node
    workspace: Node | None = None
    registry: Node | None = None
    pull_identity: Node | None = None


@attrs.define(eq=False)
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


@attrs.define
class Plan:
    """What becomes of each resource.

    Attributes:
        jobs: in the order of the publish output.
        environments: in the order of the publish output.
        native: resource -> what a construct does for it.
        dropped: resources that are left out of modules of which the rest is there.
    """

    jobs: list[JobPlan] = attrs.field(factory=list)
    environments: list[EnvironmentPlan] = attrs.field(factory=list)
    native: dict[Node, Role] = attrs.field(factory=dict)
    dropped: set[Node] = attrs.field(factory=set)

    def carried(self, module: Module) -> list[Node]:
        """The resources of a module that are carried over."""
        return [
            node
            for node in module.nodes
            if node.same_as is None and node not in self.native and node not in self.dropped
        ]


def make_plan(publication: AspirePublishOutput, *, drop_what_has_no_construct: bool = False) -> Plan:
    """Decides what becomes of each resource.

    Args:
        publication: what was read.
        drop_what_has_no_construct: leaves out, instead of carrying over, what nobody asks for.
    """
    plan = Plan()
    nodes = [node for node in publication.nodes if node.same_as is None]
    plan.jobs = list(_jobs(publication))
    for job in plan.jobs:
        plan.native[job.node] = Role()
    for node in nodes:
        if node.is_a(ENVIRONMENT):
            _plan_environment(plan, node, nodes)
    for job in plan.jobs:
        _plan_job(plan, job)
    for node in nodes:
        if node not in plan.native:
            role = _role_of(node)
            if role is not None:
                plan.native[node] = role
    _plan_assignments(plan, nodes)
    _drop_what_falls_short(plan, nodes)
    for job in plan.jobs:
        _own_identity(plan, job, nodes)
    if drop_what_has_no_construct:
        _drop_what_nobody_asks_for(plan, nodes)
    return plan


def _drop_what_nobody_asks_for(plan: Plan, nodes: list[Node]) -> None:
    while True:
        asked = {
            each.node.itself for node in nodes if node not in plan.dropped for each in _asked_by(plan, node)
        }
        more = {
            node
            for node in nodes
            if node not in plan.native and node not in asked and node not in plan.dropped
        }
        if not more:
            return
        plan.dropped |= more


def _jobs(publication: AspirePublishOutput) -> Iterator[JobPlan]:
    for entry in publication.entries:
        module = entry.deployment if isinstance(entry, ComputeEntry) else getattr(entry, "module", None)
        if module is None or not isinstance(entry, ComputeEntry | ModuleEntry):
            continue
        found = [node for node in module.nodes if node.is_a(JOB) and not node.is_existing]
        for index, node in enumerate(found):
            name = entry.name
            if index or (isinstance(entry, ModuleEntry) and len(module.nodes) > 1):
                name = node.symbol.replace("_", "-").strip("-")
            yield JobPlan(name, entry, module, node)


def _role_of(node: Node) -> Role | None:
    """What a construct could do for a resource by itself."""
    kind = KINDS.get(node.type.lower())
    if kind is not None and node.parent is None:
        if node.is_existing or says_no_more(node, kind.says):
            return Role(kind=kind, answers=kind.answers)
        return None
    part = PARTS.get(node.type.lower())
    if part is not None and not node.is_existing and node.parent is not None:
        if part.add is None and node.name != "default":
            return None
        # Only plain text names a part: it is the construct's own argument.
        return Role(part=part) if isinstance(node.name, str) and says_no_more(node, part.says) else None
    if node.is_a(VAULT_SECRET) and node.parent is not None and isinstance(node.name, str):
        only = {path for path, _ in leaves(node.body)} - {("tags", "aspire-resource-name")}
        if node.is_existing or only <= {("properties", "value")}:
            return Role(answers={("", "properties", "secretUri"): Answer(), ("", "name"): Answer()})
    return None


def _plan_environment(plan: Plan, node: Node, nodes: list[Node]) -> None:
    """The environment, and what of its module the environment's construct brings by itself."""
    planned = EnvironmentPlan(node)
    plan.environments.append(planned)
    plan.native[node] = Role(
        environment=node,
        answers={
            ("", "id"): Answer("id"),
            ("", "name"): Answer("name"),
            ("", "properties", "defaultDomain"): Answer("default_domain"),
            ("", "properties", "staticIp"): Answer(attribute="static_ip_address"),
        },
    )
    if node.is_existing:
        return
    logs = node.get("properties", "appLogsConfiguration", "logAnalyticsConfiguration", "customerId")
    if isinstance(logs, Property) and logs.node.itself.is_a(WORKSPACE):
        planned.workspace = logs.node.itself
        own = KINDS[WORKSPACE.lower()]
        if planned.workspace.module is node.module and says_no_more(planned.workspace, own.says):
            answers: dict[Path, Answer] = {
                ("", "id"): Answer("log_analytics_workspace_id"),
                ("", "name"): Answer(attribute="name"),
                ("", "properties", "customerId"): Answer(attribute="workspace_id"),
                ("listKeys", "primarySharedKey"): Answer(attribute="primary_shared_key", secret=True),
            }
            if not planned.workspace.is_existing:
                plan.native[planned.workspace] = Role(environment=node, answers=answers)
    for assignment in nodes:
        if assignment.module is node.module and assignment.is_a(ROLE_ASSIGNMENT):
            _plan_pulling(plan, planned, assignment)


def _plan_pulling(plan: Plan, planned: EnvironmentPlan, assignment: Node) -> None:
    """The registry of an environment, and the identity that pulls from it."""
    target, principal = target_of(assignment), principal_of(assignment)
    if (
        role_name(assignment.get("properties", "roleDefinitionId")) != ACR_PULL
        or principal is None
        or principal.module is not planned.node.module
        or principal.is_existing
        or target is None
        or not target.is_a(REGISTRY)
        or planned.registry is not None
    ):
        return
    planned.registry, planned.pull_identity = target, principal
    plan.native[assignment] = Role(environment=planned.node)
    plan.native[principal] = Role(
        environment=planned.node,
        answers={
            ("", "id"): Answer("pull_identity_id"),
            ("", "name"): Answer(attribute="name"),
            ("", "properties", "clientId"): Answer(attribute="client_id"),
            ("", "properties", "principalId"): Answer(attribute="principal_id"),
        },
    )
    registry, own = planned.registry, KINDS[REGISTRY.lower()]
    if (
        registry.module is planned.node.module
        and not registry.is_existing
        and says_no_more(registry, own.says)
    ):
        plan.native[registry] = Role(
            environment=planned.node,
            answers={
                ("", "id"): Answer("registry_id"),
                ("", "name"): Answer(attribute="name"),
                ("", "properties", "loginServer"): Answer("registry_endpoint"),
            },
        )


def target_of(assignment: Node) -> Node | None:
    """The resource that a role is given on."""
    return assignment.scope.itself if isinstance(assignment.scope, Node) else None


def principal_of(assignment: Node) -> Node | None:
    """The identity that a role is given to."""
    match assignment.get("properties", "principalId"):
        case Property(node=node, path=("properties", "principalId"), action=None) if node.itself.is_a(
            IDENTITY
        ):
            return node.itself
    return None


def _plan_job(plan: Plan, job: JobPlan) -> None:
    environment = job.node.get("properties", "environmentId")
    if isinstance(environment, Property) and environment.path == ("id",):
        job.environment = environment.node.itself
    pulls = {each.pull_identity for each in plan.environments}
    for identity in identities_of(job.node):
        if isinstance(identity, Property) and identity.path == ("id",) and identity.node.itself not in pulls:
            job.identity = identity.node.itself
            break
    job.storages = _own_mounts(plan, job)


def identities_of(node: Node) -> list[Value]:
    """The ids in the identity map of a resource."""
    value = node.get("identity", "userAssignedIdentities")
    if isinstance(value, dict):
        return list(value)
    return [key for key, _ in getattr(value, "items", ())]


def _own_mounts(plan: Plan, job: JobPlan) -> list[Node] | None:
    """The storages of a job's volumes, where all of them are as Aspire writes volumes and bind mounts."""
    volumes = job.node.get("properties", "template", "volumes") or []
    mounts = job.node.get("properties", "template", "containers", job.own_container, "volumeMounts") or []
    if not isinstance(volumes, list) or not isinstance(mounts, list) or len(volumes) != len(mounts):
        return None
    counts = {"v": 0, "bm": 0}
    storages: list[Node] = []
    for volume, mount in zip(volumes, mounts, strict=True):
        if not isinstance(volume, dict) or not isinstance(mount, dict):
            return None
        name, storage = volume.get("name"), volume.get("storageName")
        prefix = str(name).rstrip("0123456789")
        if (
            prefix not in counts
            or name != f"{prefix}{counts[prefix]}"
            or mount.keys() != {"volumeName", "mountPath"}
            or mount["volumeName"] != name
            or not isinstance(mount["mountPath"], str)
            or volume.keys() != {"name", "storageType", "storageName"}
            or volume["storageType"] != "AzureFile"
            or not isinstance(storage, Property)
            or storage.path != ("name",)
            or not _is_aspires_storage(storage.node.itself, job.environment)
        ):
            return None
        counts[prefix] += 1
        storages.append(storage.node.itself)
    for node in storages:
        for each in _storage_nodes(node):
            plan.native.setdefault(each, Role(environment=job.environment))
    return storages


def _is_aspires_storage(storage: Node, environment: Node | None) -> bool:
    """Whether a storage of an environment is as Aspire writes it, down to its share and account."""
    if not storage.is_a(_STORAGES) or storage.is_existing or storage.parent is None:
        return False
    nodes = _storage_nodes(storage)
    if storage.parent.itself is not environment or len(nodes) != 4:
        return False
    _, share, _, account = nodes
    return (
        share.is_a(_SHARE)
        and says_no_more(
            share, {("properties", "enabledProtocols"): ("SMB",), ("properties", "shareQuota"): (1024,)}
        )
        and account.is_a(STORAGE)
        and says_no_more(
            account,
            {
                ("kind",): ("StorageV2",),
                ("sku", "name"): ("Standard_LRS",),
                ("properties", "largeFileSharesState"): ("Enabled",),
                ("properties", "minimumTlsVersion"): ("TLS1_2",),
            },
        )
    )


def _storage_nodes(storage: Node) -> list[Node]:
    """A storage of an environment with its share, the share's service and the account."""
    share = storage.get("properties", "azureFile", "shareName")
    if not isinstance(share, Property) or share.path != ("name",):
        return [storage]
    found = [storage, share.node.itself]
    while (parent := found[-1].parent) is not None:
        found.append(parent.itself)
    return found


def _plan_assignments(plan: Plan, nodes: list[Node]) -> None:
    """Roles that constructs can give: a built-in one, to an identity of the application, on a resource."""
    for node in nodes:
        if node in plan.native or not node.is_a(ROLE_ASSIGNMENT) or node.is_existing:
            continue
        principal = principal_of(node)
        target = target_of(node)
        says = {path for path, _ in leaves(node.body)}
        if (
            role_name(node.get("properties", "roleDefinitionId")) is not None
            and node.get("properties", "principalType") in (None, "ServicePrincipal")
            and says
            <= {("properties", each) for each in ("principalId", "principalType", "roleDefinitionId")}
            and principal is not None
            and principal in plan.native
            and plan.native[principal].environment is None
            and target is not None
            and is_role_target(plan, target)
        ):
            plan.native[node] = Role()


def is_role_target(plan: Plan, node: Node) -> bool:
    """Whether a construct stands for a resource that roles can be given on."""
    role = plan.native.get(node)
    if role is not None:
        return role.kind is not None and not node.is_a(IDENTITY)
    return not node.is_existing and first_of(node.module, plan) is node


def first_of(module: Module, plan: Plan) -> Node | None:
    """The resource whose id and name a carried module gives as its own."""
    created = [each for each in plan.carried(module) if not each.is_existing]
    tops = [each for each in created if each.parent is None and each.scope is None]
    return next(iter(tops or created), None)


def _drop_what_falls_short(plan: Plan, nodes: list[Node]) -> None:
    """Carries over, in the end, each resource of which others ask more than its construct gives."""
    while True:
        short = {
            asked.node.itself
            for node in nodes
            for asked in _asked_by(plan, node)
            if _falls_short(plan, asked) and _may_be_carried(plan, asked.node.itself)
        }
        short |= {node for node in plan.native if _is_torn(plan, node)}
        if not short:
            return
        for node in short:
            del plan.native[node]


def _falls_short(plan: Plan, asked: Property) -> bool:
    role = plan.native.get(asked.node.itself)
    return role is not None and (asked.action or "", *asked.path) not in role.answers


def _may_be_carried(plan: Plan, node: Node) -> bool:
    return not node.is_a(ENVIRONMENT) and not node.is_a(JOB)


def _is_torn(plan: Plan, node: Node) -> bool:
    """Whether what a construct stands for hangs on something that is carried over."""
    role = plan.native[node]
    if role.part is not None or (node.is_a(VAULT_SECRET) and not node.is_a(VAULT)):
        parent = node.parent.itself if node.parent is not None else None
        return parent is None or parent not in plan.native
    if node.is_a(ROLE_ASSIGNMENT) and role.environment is None:
        principal, target = principal_of(node), target_of(node)
        return principal not in plan.native or target is None or not is_role_target(plan, target)
    return False


def _asked_by(plan: Plan, node: Node) -> Iterator[Property]:
    """What a resource needs to know of others to be written."""
    role = plan.native.get(node)
    values: list[Value] = [node.name]
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


def _job_values(plan: Plan, node: Node) -> list[Value]:
    """What a job says, less its volumes where the library's own mounts stand for them."""
    job = next(each for each in plan.jobs if each.node is node)
    properties = node.get("properties")
    if not isinstance(properties, dict):
        return []
    template = properties.get("template")
    if job.storages is None or not isinstance(template, dict):
        return [properties]
    rest = {key: value for key, value in template.items() if key != "volumes"}
    return [{**properties, "template": rest}]


def _own_identity(plan: Plan, job: JobPlan, nodes: list[Node]) -> None:
    """Whether the identity of a job is the one that a job with roles gets by itself."""
    identity = job.identity
    if (
        identity is None
        or identity.is_existing
        or identity not in plan.native
        or identity.module.name != f"{job.name}-identity"
        or any(other.identity is identity and other is not job for other in plan.jobs)
        or any(identity in _identities(each) for each in nodes if each is not job.node)
    ):
        return
    has_roles = any(
        principal_of(node) is identity
        for node, role in plan.native.items()
        if node.is_a(ROLE_ASSIGNMENT) and role.environment is None
    )
    secrets = job.node.get("properties", "configuration", "secrets")
    reads_vault = isinstance(secrets, list) and any(
        isinstance(each, dict) and "keyVaultUrl" in each for each in secrets
    )
    job.has_own_identity = has_roles or reads_vault


def _identities(node: Node) -> list[Node]:
    return [each.node.itself for each in identities_of(node) if isinstance(each, Property)]
