"""What the constructs of a publish output say: environments, names, roles, jobs, what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from cdktf_aspire.diagnostics.problems import on_behalf_of
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_resource import AzureResource, MaybeExisting
from cdktf_aspire.hosting.azure.elsewhere import knows_output
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.publish_output.builtin_roles import role_name
from cdktf_aspire.publish_output.entries import ComputeEntry
from cdktf_aspire.publish_output.environment_parts import connect_environment
from cdktf_aspire.publish_output.environments import fill_environment
from cdktf_aspire.publish_output.import_plan import is_within_reach
from cdktf_aspire.publish_output.job_import import JobImport
from cdktf_aspire.publish_output.leaves import LeftOut, Scope, ScopeProperty
from cdktf_aspire.publish_output.lowering import lowered
from cdktf_aspire.publish_output.nodes import Node, Property
from cdktf_aspire.publish_output.plan_model import (
    first_of,
    identities_of,
    identity_in,
    principal_of,
    target_of,
)
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.published_references import CarriedProperty
from cdktf_aspire.publish_output.resource_kinds import VAULT, VAULT_SECRET, is_made_up
from cdktf_aspire.publish_output.rights import OWN_GROUP, Rights
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import interpolated
from cdktf_aspire.values.value import Reference, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource
    from cdktf_aspire.publish_output.constructs import Constructs
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.plan_model import EnvironmentPlan, JobPlan
    from cdktf_aspire.publish_output.problems import Problems

register(
    "ACJ825",
    ERROR,
    "the scope of a resource in Bicep",
    allowed="resourceGroup(group), resourceGroup(subscription, group)",
    why="Not supported: all of these resources live in a resource group",
    fix="Name the group in the AppHost: AsExistingInResourceGroup(name, group, subscription)",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/scope-extension-resources",
)

_NOT_IN_BODY: Final = frozenset({"location", "tags", "identity"})


def _without_nulls(value: object) -> object:
    """A value without what is null in it: to Azure, a property that is null is not there."""
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


@records.define
class Filling:
    """Fills the constructs, once all of them are there.

    Attributes:
        constructs: of the publish output.
        problems: found so far.
        render: makes text for azurerm of a value, at the synth.
        rights: who is given what.
    """

    constructs: Constructs
    problems: Problems
    render: Callable[[object], object]
    rights: Rights = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.rights = Rights(self.constructs)

    def module(self, module: Module) -> None:
        """Everything that a module says, except for its jobs."""
        plan = self.constructs.plan
        for node in module.nodes:
            planned = plan.environments.get(node)
            if planned is not None and node.same_as is None:
                with self.problems.kept(), on_behalf_of(node.place.location):
                    self._environment(planned)
        for node in module.nodes:
            role = plan.native.get(node)
            if role is not None and role.kind is not None and node.same_as is None:
                with self.problems.kept(), on_behalf_of(node.place.location):
                    self._whole(node)
        for node in plan.carried(module):
            with self.problems.kept():
                self._carried(node)
        carried = self.constructs.carried_modules.get(module)
        if carried is not None:
            self._outputs(carried, module)

    def _environment(self, planned: EnvironmentPlan) -> None:
        node = planned.node
        environment: AzureContainerAppEnvironment = self.constructs.by_node[node]
        connect_environment(environment, planned, self.constructs)
        if node.is_existing:
            self._look_up(node, environment)
            return
        self._put_into_group(node, environment)
        fill_environment(
            environment,
            node,
            lower=lambda value, *path: self.constructs.lower(value, node, *path),
            render=self.render,
            problems=self.problems,
        )

    def _whole(self, node: Node) -> None:
        resource = self.constructs.by_node.get(node)
        if resource is None:  # the identity of a job itself
            return
        if node.is_existing:
            self._look_up(node, resource)
            return
        self._put_into_group(node, resource)
        if not is_made_up(node):
            name = self.constructs.lower(node.name, node, "name")
            resource.configure_terraform(lambda element: element.add_override("name", self.render(name)))

    def _put_into_group(self, node: Node, resource: Any) -> None:  # noqa: ANN401 - what stands for it
        """The resources with which a module is deployed to another group exist."""
        scope = node.module.scope
        if scope is not None:
            if not is_within_reach(node):
                raise self._out_of_reach(node, "made", resource.name)
            group = self.constructs.lower(scope.name, node)
            resource.configure_terraform(
                lambda element: element.add_override("resource_group_name", self.render(group))
            )

    def _look_up(self, node: Node, resource: MaybeExisting) -> None:
        scope = node.scope if isinstance(node.scope, Scope) else node.module.scope
        name: Any = self.constructs.lower(node.name, node, "name")
        if scope is None:
            resource.as_existing(name)
            return
        if scope.kind != "resourceGroup":
            raise self._out_of_reach(node, "looked for", resource.name)
        group: Any = self.constructs.lower(scope.name, node)
        subscription: Any = self.constructs.lower(scope.subscription, node)
        if subscription is None:
            resource.as_existing(name, group)
        else:
            resource.as_existing_in_resource_group(name, group, subscription)

    def _out_of_reach(self, node: Node, what: str, name: str) -> Mistake:
        scope = node.scope if isinstance(node.scope, Scope) else node.module.scope
        assert scope is not None
        where = f"a {scope.kind}, and not in a resource group of it"
        if scope.kind == "resourceGroup":
            where = "another subscription, for which azurerm needs a second provider"
        message = f"{node.symbol!r} is {what} in {where}"
        hint = f'leave_out=["{name}"] takes its outputs from variables' if what == "made" else None
        return Mistake(problem_at("ACJ825", message, node.place, resource=name, hint=hint))

    # -- carried over

    def _carried(self, node: Node) -> None:
        lower = self.constructs.lower
        _, made = self.constructs.carried[node]
        made.name = lower(node.name, node, "name")
        made.parent_id = self._parent_id(node)
        made.location = lower(node.body.get("location"), node, "location")
        made.tags = lower(node.body.get("tags"), node, "tags")
        identity = node.body.get("identity")
        if isinstance(identity, dict):
            made.identity_type = lower(identity.get("type"), node, "identity", "type")
            made.identity_ids = [lower(each, node, "identity") for each in identities_of(node)]
        made.ignores_changes = "onlyIfNotExists" in node.decorators
        made.body = {
            key: _without_nulls(lower(value, node, key))
            for key, value in node.body.items()
            if key not in _NOT_IN_BODY
        }
        made.depends_on = [self._dependency(other.itself) for other in node.depends_on]

    def _parent_id(self, node: Node) -> object:
        above: Node | Scope = node.parent or node.scope or node.module.scope or OWN_GROUP
        if above is node.module.scope and above.kind != "resourceGroup":
            raise self._out_of_reach(node, "made", node.module.name)
        if above == OWN_GROUP and not node.above:
            return None
        outer = (
            Property(above, ("id",), None, node.place)
            if isinstance(above, Node)
            else ScopeProperty(above, "id")
        )
        return self.constructs.lower(interpolated([outer, *node.above]), node)

    def _dependency(self, node: Node) -> tuple[AzureResource, CarriedNode | None]:
        if node in self.constructs.carried:
            return self.constructs.carried[node]
        construct = self.constructs.by_node.get(node)
        for each in (construct, getattr(construct, "parent", None)):
            if isinstance(each, AzureResource):
                return each, None
        raise Mistake(problem_at("ACJ805", "This library does not understand this dependency", node.place))

    def _outputs(self, carried: CarriedOverResource, module: Module) -> None:
        """The module's outputs, for those who go on in Python."""
        outputs: dict[str, Reference | str] = {}
        first = first_of(module, self.constructs.plan)
        if first is not None:
            for name in ("id", "name"):
                outputs[name] = CarriedProperty(*self.constructs.carried[first], (name,))
        for name, declaration in module.file.outputs.items():
            place = module.file.place(declaration.node)
            try:
                value = lowered(module.output(name, place), self.constructs.leaf, place)
            except Mistake:
                continue  # said already, or nobody asks for it
            if isinstance(value, Reference | str) and all(map(_is_known, walk(value))):
                outputs[name] = value
        carried.module_outputs = outputs

    # -- roles

    def role(self, node: Node) -> None:
        """A role of an identity on a resource."""
        principal, target = principal_of(node), target_of(node)
        role = role_name(node.get("properties", "roleDefinitionId"))
        assert principal is not None
        assert target is not None
        assert role is not None
        with on_behalf_of(node.place.location):
            self._receiver(node, principal).with_role_assignments(self.constructs.role_target(target), role)

    def _receiver(self, node: Node, principal: Node) -> Any:  # noqa: ANN401 - a program or an identity
        """Who is given a role: the program that the module is for, otherwise its identity."""
        constructs = self.constructs
        if principal in constructs.own_identities:
            return constructs.program(constructs.own_identities[principal])
        job = self.rights.job_of(node.module, principal)
        return constructs.by_node[principal] if job is None else constructs.program(job.name)

    # -- jobs

    def job(self, job: JobPlan) -> None:
        """Everything that a job says."""
        resource = self.constructs.program(job.name)
        self._put_into_group(job.node, resource)
        self._set_identity(job, resource)
        body = {
            key: self.constructs.lower(value, job.node, key)
            for key, value in {**job.node.body, "name": job.node.name}.items()
            if key != "properties"
        }
        body["properties"] = self._properties(job)
        work = JobImport(resource, job.node, body, job.own_container, self.problems)
        work.check()
        self._mount(job, resource)
        environment = self._environment_of(job)
        self._without_other_roles(job, resource)
        work.fill(environment, skip_mounts=job.storages is not None)
        self._note_roles(job, resource)
        self._wait_for_roles(job, resource)

    def _properties(self, job: JobPlan) -> object:
        properties = job.node.get("properties")
        if not isinstance(properties, dict):
            raise Mistake(problem_at("ACJ810", "A job has properties", job.node.place, resource=job.name))
        template = properties.get("template")
        if job.storages is not None and isinstance(template, dict):
            template = {key: value for key, value in template.items() if key != "volumes"}
            properties = {**properties, "template": template}
        return self.constructs.lower(properties, job.node, "properties")

    def _set_identity(self, job: JobPlan, resource: ComputeResource) -> None:
        if job.identity is None or job.has_own_identity:
            return
        identity = self.constructs.by_node.get(job.identity)
        if isinstance(identity, AzureUserAssignedIdentityResource):
            with on_behalf_of(job.node.place_of("identity").location):
                resource.with_azure_user_assigned_identity(identity)

    def _environment_of(self, job: JobPlan) -> AzureContainerAppEnvironment:
        given = job.node.get("properties", "environmentId")
        if isinstance(given, LeftOut):
            return self.constructs.outer_environment(given)
        if job.environment is None or job.environment not in self.constructs.by_node:
            raise Mistake(
                problem_at(
                    "ACJ810",
                    "The job's environment is not in the publish output",
                    job.node.place_of("properties", "environmentId"),
                    resource=job.name,
                    path="properties.environmentId",
                    hint="Add it to the AppHost with AddAzureContainerAppEnvironment and publish again",
                )
            )
        environment: AzureContainerAppEnvironment = self.constructs.by_node[job.environment]
        return environment

    def _mount(self, job: JobPlan, resource: ComputeResource) -> None:
        if not job.storages:
            return
        entry = job.entry if isinstance(job.entry, ComputeEntry) else None
        described = {each.target: each for each in entry.mounts} if entry is not None else {}
        container = ("properties", "template", "containers", job.own_container, "volumeMounts")
        for index, storage in enumerate(job.storages):
            volume = job.node.get("properties", "template", "volumes", index, "name")
            target = str(job.node.get(*container, index, "mountPath"))
            mount = described.get(target)
            mode = storage.get("properties", "azureFile", "accessMode")
            read_only = mode == "ReadOnly" or (mount is not None and mount.is_read_only)
            source = mount.source if mount is not None else None
            with on_behalf_of(job.node.place_of(*container, index).location):
                if str(volume).startswith("bm"):
                    resource.with_bind_mount(source or storage.symbol, target, is_read_only=read_only)
                else:
                    name = source or (storage.symbol if read_only else None)
                    resource.with_volume(target, name, is_read_only=read_only)

    def _without_other_roles(self, job: JobPlan, resource: ComputeResource) -> None:
        """No role on what the job refers to, unless the publish output gives one."""
        for each in walk(job.node.body):
            if isinstance(each, Property):
                node = each.node.itself
                if node.is_a(VAULT_SECRET) and node.parent is not None:
                    node = node.parent.itself
                target = self.constructs.by_node.get(node)
                if isinstance(target, AzureResource) and target not in Roles.of(resource).explicit_roles:
                    resource.with_role_assignments(target)

    def _note_roles(self, job: JobPlan, resource: ComputeResource) -> None:
        """The vaults on which the publish output gives a role to one of the job's identities."""
        given, by_node = Roles.of(resource).given_elsewhere, self.constructs.by_node
        targets = [each for who in (*_identities(job), job.node) for each in self.rights.targets.get(who, ())]
        given.update(by_node[each] for each in targets if each in by_node)
        if None in targets:
            given.update(each for node, each in by_node.items() if node.is_a(VAULT))

    def _wait_for_roles(self, job: JobPlan, resource: ComputeResource) -> None:
        """Carried-over resources that give rights to the job's identities must exist first."""
        planned = self.constructs.plan.environment_of(job.environment)
        pulls = planned.pull_identity if planned is not None else None
        holders = {*_identities(job), pulls, (job.name,)}
        found = {key: each for who in holders for key, each in self.rights.givers(who)}
        self.problems.count(len(found), lambda: job.node.place)
        for _, carried in sorted(found.items(), key=lambda each: each[0]):
            resource.wait_for(carried)


def _identities(job: JobPlan) -> set[Node | str | None]:
    """The identities that a job names, except for those that nothing tells from others."""
    return {identity_in(each) for each in identities_of(job.node)} - {None}


def _is_known(value: object) -> bool:
    """Whether a part of a value is known, although its resource may be in another subscription."""
    return not (
        isinstance(value, Output)
        and isinstance(value.resource, MaybeExisting)
        and not knows_output(value.resource, value.name)
    )
