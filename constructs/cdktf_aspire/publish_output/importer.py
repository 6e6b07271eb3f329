"""A publish output becomes constructs of an application, each by the method that a person would call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from cdktf_aspire.hosting.azure_key_vault import AzureKeyVaultResource, KeyVaultSecretUri
from cdktf_aspire.hosting.azure_resource import AzureResource
from cdktf_aspire.hosting.azure_storage import AzureStorageResource
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.connection_strings import connection_string_of
from cdktf_aspire.hosting.identities import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.names import identifier
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.jobs.problems import on_behalf_of
from cdktf_aspire.jobs.values import Reference, Template, raw
from cdktf_aspire.publish_output.builtin_roles import role_name
from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource
from cdktf_aspire.publish_output.entries import (
    ComputeEntry,
    ConnectionStringEntry,
    ModuleEntry,
    ParameterEntry,
)
from cdktf_aspire.publish_output.environments import fill_environment
from cdktf_aspire.publish_output.jobs import JobImport
from cdktf_aspire.publish_output.kinds import JOB, ROLE_ASSIGNMENT, VAULT_SECRET, is_made_up
from cdktf_aspire.publish_output.lowering import lowered
from cdktf_aspire.publish_output.names import Names
from cdktf_aspire.publish_output.plan import first_of, identities_of, principal_of
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.references import CarriedProperty, ScopeText
from cdktf_aspire.publish_output.values import Property, Scope, ScopeProperty, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.azure_resource import MaybeExisting
    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.plan import JobPlan, Plan
    from cdktf_aspire.publish_output.problems import Problems
    from cdktf_aspire.publish_output.publication import AspirePublishOutput
    from cdktf_aspire.publish_output.values import Binding, LeftOut, Value, VaultSecretValue

_NOT_IN_BODY: Final = frozenset({"location", "tags", "identity"})
_DEFAULT_PORT: Final = 8080


@attrs.frozen
class Choice:
    """What became of a resource of the publish output, for the synth to tell.

    Attributes:
        resource: the construct.
        message: in one sentence.
    """

    resource: Resource | ApplicationModel
    message: str


class Importer:
    """Brings one publish output into one application.

    Attributes:
        choices: what became of each Azure resource.
    """

    def __init__(
        self,
        application: ApplicationModel,
        publication: AspirePublishOutput,
        plan: Plan,
        problems: Problems,
        render: Callable[[object], object],
    ) -> None:
        """Prepares the import.

        Args:
            application: that gets the constructs.
            publication: what was read.
            plan: what becomes of each resource.
            problems: found so far.
            render: makes text for azurerm of a value, at the synth.
        """
        self.choices: list[Choice] = []
        self._application = application
        self._publication = publication
        self._plan = plan
        self._problems = problems
        self._render = render
        names = [entry.name for entry in publication.entries]
        names += [resource.name for resource in application.resources]
        self._names = Names([*names, *(job.name for job in plan.jobs)])
        self._entry_names = set(names)
        self._resources: dict[str, Resource] = {}
        self._constructs: dict[Node, Any] = {}
        self._own_identities: dict[Node, ComputeResource] = {}
        self._carried: dict[Node, tuple[CarriedOverResource, CarriedNode]] = {}
        self._carried_modules: dict[Module, CarriedOverResource] = {}
        self._values: dict[str, Callable[[], Value]] = {}
        self._left_out: dict[str, Resource] = {}
        self._parts_by_symbol: dict[str, Node] = {}

    def run(self) -> None:
        """Makes the constructs, first all of them, then what they say."""
        jobs = {job.entry.name: job for job in self._plan.jobs if isinstance(job.entry, ComputeEntry)}
        self._own_identities_first()
        for entry in self._publication.entries:
            with self._problems.kept(), on_behalf_of(entry.place.location):
                self._make(entry, jobs.get(entry.name))
        for job in self._plan.jobs:
            if job.name not in self._resources:
                with self._problems.kept():
                    self._make_program(job)
        for module in self._publication.modules:
            self._make_lookups(module)
        self._make_connection_strings()
        for module in self._publication.modules:
            with self._problems.kept():
                self._fill_module(module)
        for node in self._plan.native:
            if node.is_a(ROLE_ASSIGNMENT) and self._plan.native[node].environment is None:
                self._assign(node)
        for job in self._plan.jobs:
            with self._problems.kept():
                self._fill_job(job)

    # -- making

    def _own_identities_first(self) -> None:
        self._pending_identities = {
            job.identity: job for job in self._plan.jobs if job.has_own_identity and job.identity is not None
        }

    def _make(self, entry: object, job: JobPlan | None) -> None:
        application = self._application
        match entry:
            case ParameterEntry(name=name, is_connection_string=True):
                self._resources[name] = application.add_connection_string(name)
            case ParameterEntry(name=name):
                self._resources[name] = application.add_parameter(
                    name, entry.default, secret=entry.secret, description=entry.description
                )
            case ConnectionStringEntry(name=name, value=value):
                self._values[name] = value
            case ModuleEntry(name=name, module=module):
                if entry.connection_string is not None:
                    self._values[name] = entry.connection_string
                self._make_module(module)
            case ComputeEntry(name=name):
                if entry.connection_string is not None:
                    self._values[name] = entry.connection_string
                resource = self._make_compute(entry, job)
                self._resources[name] = resource
                if entry.deployment is not None:
                    self._make_module(entry.deployment)
                    if job is None:
                        self._carry_program(resource, entry.deployment)

    def _make_compute(self, entry: ComputeEntry, job: JobPlan | None) -> ComputeResource:
        application, name = self._application, entry.name
        if entry.kind == "project":
            resource: ComputeResource = application.add_project(name, entry.path or name)
        elif entry.kind == "executable":
            resource = application.add_executable(
                name, entry.command, entry.working_directory, list(entry.args)
            )
        elif entry.build is not None:
            build = entry.build
            resource = application.add_dockerfile(name, build.context, build.dockerfile, build.stage)
        else:
            resource = application.add_container(name, self._image_of(entry, job))
        for endpoint in entry.endpoints:
            resource.with_endpoint(
                name=endpoint.name,
                scheme=endpoint.scheme,
                port=endpoint.port,
                target_port=endpoint.target_port,
                is_external=endpoint.external,
            )
        return resource

    def _image_of(self, entry: ComputeEntry, job: JobPlan | None) -> str:
        """The image that the module names; the manifest's where there is no module."""
        if job is not None:
            image = job.node.get("properties", "template", "containers", job.own_container, "image")
            if isinstance(image, str):
                return image
        return entry.image

    def _make_program(self, job: JobPlan) -> None:
        """A job of a module of its own, without a program in the manifest."""
        image = job.node.get("properties", "template", "containers", job.own_container, "image")
        with on_behalf_of(job.node.place.location):
            name = job.name if job.name.lower() not in {each.lower() for each in self._resources} else ""
            name = name or self._names.new(f"{job.name}-job")
            self._resources[job.name] = self._application.add_container(
                name, image if isinstance(image, str) else "placeholder"
            )

    def _make_module(self, module: Module) -> None:
        """The constructs of a module, and one for all that is carried over."""
        plan = self._plan
        wholes = [
            node
            for node in module.nodes
            if node.same_as is None
            and node in plan.native
            and (plan.native[node].kind is not None or self._is_environment(node))
        ]
        for node in wholes:
            if node in self._pending_identities:
                self._own_identities[node] = self._own_identity(node)
                continue
            is_main = len(wholes) == 1 or node.symbol == identifier(module.name)
            with on_behalf_of(node.place.location):
                name = module.name if is_main and module.name not in self._resources else None
                self._make_whole(node, name or self._names.new(f"{module.name}-{node.symbol}"))
        for node in sorted(module.nodes, key=lambda each: each.type.count("/")):
            role = plan.native.get(node)
            if role is not None and role.part is not None and node.same_as is None:
                self._parts_by_symbol[node.symbol] = node
        carried = plan.carried(module)
        if carried:
            with on_behalf_of(carried[0].place.location):
                self._make_carried(module, carried)

    def _is_environment(self, node: Node) -> bool:
        return any(each.node is node for each in self._plan.environments)

    def _own_identity(self, node: Node) -> ComputeResource:
        job = self._pending_identities[node]
        return self._resources[job.name]  # type: ignore[return-value]

    def _make_whole(self, node: Node, name: str) -> None:
        role = self._plan.native[node]
        add = "add_azure_container_app_environment" if role.kind is None else role.kind.add
        resource: MaybeExisting = getattr(self._application, add)(name)
        self._resources[name] = resource
        self._constructs[node] = resource

    def _make_carried(self, module: Module, nodes: list[Node]) -> None:
        name = module.name
        if name in self._resources or (name in self._entry_names and module.deploys is not None):
            name = self._names.new(f"{module.name}-azapi")
        resource = CarriedOverResource(self._application, name)
        self._resources[name] = resource
        self._carried_modules[module] = resource
        base = module.deploys or module.name
        is_only = sum(node.same_as is None for node in module.nodes) == 1
        for node in nodes:
            address = self._names.address(base, node.symbol, is_only=is_only)
            made = CarriedNode(address, f"{node.type}@{node.api_version}", node.is_existing)
            resource.nodes.append(made)
            self._carried[node] = (resource, made)

    def _carry_program(self, resource: ComputeResource, module: Module) -> None:
        resource.publish_as_azure_container_app()
        resource.carried_over_as = self._carried_modules.get(module)

    def _make_lookups(self, module: Module) -> None:
        """Constructs for what the modules of others look up, and the parts of what they create."""
        for node in sorted(module.nodes, key=lambda each: each.type.count("/")):
            role = self._plan.native.get(node)
            if role is None or node.same_as is not None:
                continue
            with self._problems.kept(), on_behalf_of(node.place.location):
                if role.part is not None:
                    self._make_part(node, role.part.add)
                elif node.is_a(VAULT_SECRET) and not node.is_existing:
                    self._make_vault_secret(node)

    def _make_part(self, node: Node, add: str | None) -> None:
        assert node.parent is not None
        whole = self._constructs[node.parent.itself]
        if add is None:
            self._constructs[node] = whole
            return
        wanted = next(
            (
                name
                for name in self._values
                if identifier(name) == node.symbol and name not in self._resources
            ),
            None,
        )
        name = wanted or self._names.new(
            node.symbol.replace("_", "-"), f"{node.module.name}-{node.symbol.replace('_', '-')}"
        )
        self._constructs[node] = self._resources[name] = getattr(whole, add)(name, node.name)

    def _make_vault_secret(self, node: Node) -> None:
        assert node.parent is not None
        vault = self._constructs[node.parent.itself]
        secret = str(node.name)
        name = self._names.new(secret, f"{vault.name}-{secret}")
        value = self._lowered(node.get("properties", "value"), node, "properties", "value")
        self._constructs[node] = self._resources[name] = vault.add_secret(name, value, secret_name=secret)

    def _make_connection_strings(self) -> None:
        for entry in self._publication.entries:
            if isinstance(entry, ConnectionStringEntry) and entry.name not in self._resources:
                with self._problems.kept(), on_behalf_of(entry.place.location):
                    self._make_connection_string(entry)

    def _make_connection_string(self, entry: ConnectionStringEntry) -> None:
        value = entry.value()
        part = _storage_part(value)
        if part is not None and isinstance(value, Property):
            storage = self._constructs.get(value.node.itself)
            if isinstance(storage, AzureStorageResource):
                self._resources[entry.name] = getattr(storage, part)(entry.name)
                return
        expression = lowered(value, self, entry.place)
        self._resources[entry.name] = self._application.add_connection_string(entry.name, expression)  # type: ignore[arg-type]

    # -- filling

    def _fill_module(self, module: Module) -> None:
        for planned in self._plan.environments:
            if planned.node.module is module and planned.node.same_as is None:
                with self._problems.kept(), on_behalf_of(planned.node.place.location):
                    self._fill_environment(planned.node)
        for node in module.nodes:
            role = self._plan.native.get(node)
            if role is not None and role.kind is not None and node.same_as is None:
                with self._problems.kept(), on_behalf_of(node.place.location):
                    self._fill_whole(node)
        for node in self._plan.carried(module):
            with self._problems.kept():
                self._fill_carried(node)
        carried = self._carried_modules.get(module)
        if carried is not None:
            self._fill_outputs(carried, module)
        self._tell(module)

    def _fill_environment(self, node: Node) -> None:
        planned = next(each for each in self._plan.environments if each.node is node)
        environment: AzureContainerAppEnvironment = self._constructs[node]
        if node.is_existing:
            self._look_up(node, environment)
            return
        fill_environment(
            environment,
            planned,
            workspace=self._constructs.get(planned.workspace) if planned.workspace else None,
            registry=self._constructs.get(planned.registry) if planned.registry else None,
            lower=lambda value, *path: self._lowered(value, node, *path),
            render=self._render,
            problems=self._problems,
        )

    def _fill_whole(self, node: Node) -> None:
        resource = self._constructs.get(node)
        if resource is None:  # the identity of a job itself
            return
        if node.is_existing:
            self._look_up(node, resource)
        elif not is_made_up(node.name):
            self._name_it(resource, self._lowered(node.name, node))

    def _name_it(self, resource: Resource, name: object) -> None:
        resource.configure_terraform(lambda element: element.add_override("name", self._render(name)))

    def _look_up(self, node: Node, resource: MaybeExisting) -> None:
        scope = node.scope if isinstance(node.scope, Scope) else node.module.scope
        group = None if scope is None or scope.name is None else self._lowered(scope.name, node)
        resource.as_existing(self._lowered(node.name, node), group)  # type: ignore[arg-type]

    def _fill_carried(self, node: Node) -> None:
        _, made = self._carried[node]
        made.name = self._lowered(node.name, node, "name")
        made.parent_id = self._parent_id(node)
        location = node.body.get("location")
        made.location = self._lowered(location, node, "location")
        made.tags = self._lowered(node.body.get("tags"), node, "tags")
        identity = node.body.get("identity")
        if isinstance(identity, dict):
            made.identity_type = self._lowered(identity.get("type"), node, "identity", "type")
            made.identity_ids = [self._lowered(each, node, "identity") for each in identities_of(node)]
        made.ignores_changes = "onlyIfNotExists" in node.module.file.resources[node.symbol].decorators
        for key, value in node.body.items():
            if key not in _NOT_IN_BODY:
                made.body[key] = self._lowered(value, node, key)
        for other in node.depends_on:
            made.depends_on.append(self._dependency(other.itself))

    def _parent_id(self, node: Node) -> object:
        above = node.parent or node.scope
        if above is None:
            scope = node.module.scope
            return None if scope is None or scope.name is None else self._group_id(scope, node)
        if isinstance(above, Scope):
            if above.kind == "resourceGroup":
                return None if above.name is None else self._group_id(above, node)
            return ScopeText(above.kind, "id")
        return self.property_of(Property(above, ("id",), None, node.place))

    def _group_id(self, scope: Scope, node: Node) -> object:
        return self._lowered(ScopeProperty(scope, "id"), node, "scope")

    def _dependency(self, node: Node) -> tuple[AzureResource, CarriedNode | None]:
        if node in self._carried:
            return self._carried[node]
        construct = self._constructs.get(node)
        if isinstance(construct, AzureResource):
            return construct, None
        parent = getattr(construct, "parent", None)
        if isinstance(parent, AzureResource):
            return parent, None
        raise Mistake(problem_at("ACJ805", "This library does not understand this dependency", node.place))

    def _fill_outputs(self, carried: CarriedOverResource, module: Module) -> None:
        outputs: dict[str, Reference | str] = {}
        first = first_of(module, self._plan)
        if first is not None:
            for name in ("id", "name"):
                outputs[name] = CarriedProperty(*self._carried[first], (name,))
        for name, declaration in module.file.outputs.items():
            place = module.file.place(declaration.node)
            try:
                value = lowered(module.output(name, place), self, place)
            except Mistake:
                continue  # said already, or nobody asks for it
            if isinstance(value, Reference | str):
                outputs[name] = value
        carried.module_outputs = outputs

    def _assign(self, node: Node) -> None:
        """A role of an identity on a resource."""
        principal, scope = principal_of(node), node.scope
        role = role_name(node.get("properties", "roleDefinitionId"))
        assert principal is not None
        assert role is not None
        assert scope is not None
        assert not isinstance(scope, Scope)
        target = self._role_target(scope.itself)
        with on_behalf_of(node.place.location):
            self._receiver(node, principal).with_role_assignments(target, role)

    def _role_target(self, node: Node) -> AzureResource:
        if node in self._carried:
            return self._carried[node][0]
        target: AzureResource = self._constructs[node]
        return target

    def _receiver(self, node: Node, principal: Node) -> Any:  # noqa: ANN401 - a program or an identity
        """Who is given a role: the program that the module is for, else its identity."""
        if principal in self._own_identities:
            return self._own_identities[principal]
        for job in self._plan.jobs:
            if job.identity is principal and node.module.name.startswith(f"{job.name}-roles-"):
                return self._resources[job.name]
        return self._constructs[principal]

    def _fill_job(self, job: JobPlan) -> None:
        resource = self._resources[job.name]
        assert isinstance(resource, ComputeResource)
        self._set_identity(job, resource)
        body = {
            key: self._lowered(value, job.node, key)
            for key, value in {**job.node.body, "name": job.node.name}.items()
            if key != "properties"
        }
        body["properties"] = self._job_properties(job)
        work = JobImport(resource, job.node, body, job.own_container, self._problems)
        work.check()
        self._mount(job, resource)
        environment = self._environment_of(job)
        self._without_other_roles(job, resource)
        work.fill(environment, skip_mounts=job.storages is not None)
        self._wait_for_roles(job, resource)
        self.choices.append(Choice(resource, f"native, as azurerm_container_app_job.{resource.identifier}"))

    def _job_properties(self, job: JobPlan) -> object:
        properties = job.node.get("properties")
        if not isinstance(properties, dict):
            raise Mistake(problem_at("ACJ810", "A job has properties", job.node.place, resource=job.name))
        template = properties.get("template")
        if job.storages is not None and isinstance(template, dict):
            template = {key: value for key, value in template.items() if key != "volumes"}
            properties = {**properties, "template": template}
        return self._lowered(properties, job.node, "properties")

    def _set_identity(self, job: JobPlan, resource: ComputeResource) -> None:
        if job.identity is None or job.has_own_identity:
            return
        identity = self._constructs.get(job.identity)
        if isinstance(identity, AzureUserAssignedIdentityResource):
            with on_behalf_of(job.node.place_of("identity").location):
                resource.with_azure_user_assigned_identity(identity)

    def _environment_of(self, job: JobPlan) -> AzureContainerAppEnvironment:
        if job.environment is None or job.environment not in self._constructs:
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
        environment: AzureContainerAppEnvironment = self._constructs[job.environment]
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
                target = self._constructs.get(node)
                if isinstance(target, AzureResource) and target not in resource.explicit_roles:
                    resource.with_role_assignments(target)

    def _wait_for_roles(self, job: JobPlan, resource: ComputeResource) -> None:
        """What is carried over and gives rights to the job's identity has to be there first."""
        for module, carried in self._carried_modules.items():
            if module.name.startswith(f"{job.name}-roles-") and module.deploys is None:
                resource.wait_for(carried)

    def _tell(self, module: Module) -> None:
        for node in module.nodes:
            role = self._plan.native.get(node)
            if role is None or node.same_as is not None or node.is_a(JOB):
                continue
            construct = self._constructs.get(node)
            if role.kind is not None and construct is not None:
                kind = f"{'data.' if node.is_existing else ''}{role.kind.terraform_type}"
                message = f"native, as {kind}.{construct.identifier}"
                self.choices.append(Choice(construct, message))
            elif self._is_environment(node) and construct is not None:
                kind = f"{'data.' if node.is_existing else ''}azurerm_container_app_environment"
                self.choices.append(Choice(construct, f"native, as {kind}.{construct.identifier}"))
        carried = self._carried_modules.get(module)
        if carried is not None:
            types = ", ".join(dict.fromkeys(node.type.partition("@")[0] for node in carried.nodes))
            where = ", ".join(carried.addresses)
            self.choices.append(Choice(carried, f"carried over as {where} ({types})"))

    def _lowered(self, value: Value, node: Node, *path: str | int) -> object:
        return lowered(value, self, node.place_of(*path))

    # -- what stands for the publish output's resources, see `lowering.Resources`

    def property_of(self, wanted: Property) -> object:
        """Something of a resource: an output of its construct, or of what is carried over."""
        node, plan = wanted.node.itself, self._plan
        if node in self._carried:
            resource, carried = self._carried[node]
            return CarriedProperty(resource, carried, wanted.path, wanted.action)
        role = plan.native.get(node)
        if role is not None and node.is_a(VAULT_SECRET):
            secret = self._secret(node)
            return node.name if wanted.path == ("name",) else KeyVaultSecretUri(secret)
        answer = role.answers.get((wanted.action or "", *wanted.path)) if role is not None else None
        if role is None or answer is None:
            if wanted.path == ("properties", "hostName"):
                construct = self._constructs.get(node)
                return Output(construct, "hostName") if construct is not None else None
            shown = ".".join(str(step) for step in wanted.path)
            message = f"{node.symbol!r} gives no {shown!r} to others here"
            raise Mistake(problem_at("ACJ805", message, wanted.place))
        if role.environment is not None:
            environment = self._constructs[role.environment]
            if answer.output is not None:
                return Output(environment, answer.output)
            return self._attribute(node, environment.identifier, answer.attribute or "", answer.secret)
        if node in self._own_identities:
            return Output(self._own_identities[node].own_identity, answer.output or "id")
        construct = self._constructs[node]
        if answer.output is not None:
            return Output(construct, answer.output)
        assert role.kind is not None
        data = "data." if node.is_existing else ""
        expression = f"{data}{role.kind.terraform_type}.{construct.identifier}.{answer.attribute}"
        return Template(f"${{{expression}}}", secret=True) if answer.secret else raw(expression)

    def _attribute(self, node: Node, environment: str, attribute: str, secret: bool) -> object:
        """An attribute of azurerm that the environment has no output for, by its address."""
        kind, suffix = _OF_ENVIRONMENTS[node.type.lower()]
        expression = f"{kind}.{environment}{suffix}.{attribute}"
        return Template(f"${{{expression}}}", secret=True) if secret else raw(expression)

    def _secret(self, node: Node) -> Any:  # noqa: ANN401 - a secret of the vault, or a reference to one
        if node in self._constructs:
            return self._constructs[node]
        assert node.parent is not None
        return self._secret_of(node.parent.itself, str(node.name))

    def _secret_of(self, vault: Node, name: str) -> Any:  # noqa: ANN401
        for node, construct in self._constructs.items():
            if (
                node.is_a(VAULT_SECRET)
                and node.parent is not None
                and node.parent.itself is vault
                and node.name == name
            ):
                return construct
        found = self._constructs.get(vault)
        if not isinstance(found, AzureKeyVaultResource):
            message = f"The vault {vault.symbol!r} is carried over, so no secret can be read from it here"
            raise Mistake(problem_at("ACJ805", message, vault.place))
        return found.get_secret(name)

    def vault_secret(self, wanted: VaultSecretValue) -> object:
        """A secret of a vault."""
        return self._secret_of(wanted.vault.itself, wanted.secret)

    def parameter(self, name: str) -> object:
        """A parameter of the AppHost."""
        return self._known(name)

    def connection_string(self, name: str) -> object:
        """A connection string of the AppHost."""
        if name not in self._resources and name in self._values:
            return lowered(self._values[name](), self, None)
        return connection_string_of(self._known(name))

    def image(self, name: str) -> object:
        """The image of a program."""
        return ContainerImage(self._known(name))

    def binding(self, wanted: Binding) -> object:
        """Something of an endpoint."""
        resource = self._known(wanted.name)
        if not isinstance(resource, ComputeResource):
            raise self._unknown(wanted.name)
        if wanted.endpoint is not None:
            return resource.get_endpoint(wanted.endpoint).property(wanted.part)
        ports = [each.target_port for each in resource.endpoints.values() if each.target_port]
        return str(ports[0] if ports else _DEFAULT_PORT)

    def left_out(self, wanted: LeftOut) -> object:
        """An output of a resource that is left out: a variable."""
        name = f"{wanted.name}-outputs-{wanted.output.lower()}"
        if name not in self._left_out:
            made = self._names.new(name)
            self._left_out[name] = self._application.add_parameter(
                made,
                secret=wanted.secret,
                description=f"Output {wanted.output} of {wanted.name}, which is not in this Terraform.",
            )
        return self._left_out[name]

    def deployer(self, parameter: str) -> object:
        """The name of whoever deploys: a variable, for Terraform does not know it."""
        if parameter not in self._left_out:
            name = self._names.new("principal-name")
            self._left_out[parameter] = self._application.add_parameter(
                name, description="Name of the user or application that runs Terraform."
            )
        return self._left_out[parameter]

    def _known(self, name: str) -> Resource:
        if name not in self._resources:
            raise self._unknown(name)
        return self._resources[name]

    def _unknown(self, name: str) -> Mistake:
        return Mistake(problem_at("ACJ806", f"There is no resource {name!r} in the publish output", None))


_OF_ENVIRONMENTS: Final = {
    "microsoft.app/managedenvironments": ("azurerm_container_app_environment", ""),
    "microsoft.operationalinsights/workspaces": ("azurerm_log_analytics_workspace", "_law"),
    "microsoft.containerregistry/registries": ("azurerm_container_registry", "_acr"),
    "microsoft.managedidentity/userassignedidentities": ("azurerm_user_assigned_identity", "_mi"),
}


def _storage_part(value: Value) -> str | None:
    """The method that adds what a connection string to an account is: its blobs, queues or tables."""
    match value:
        case Property(
            path=("properties", "primaryEndpoints", ("blob" | "queue" | "table") as part), action=None
        ):
            return f"add_{part}s"
    return None
