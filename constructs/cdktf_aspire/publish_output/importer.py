"""A publish output becomes constructs of an application, each by the method that a person would call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.problems import on_behalf_of
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource
from cdktf_aspire.publish_output.construct_names import Names
from cdktf_aspire.publish_output.constructs import Constructs
from cdktf_aspire.publish_output.entries import (
    ComputeEntry,
    ConnectionStringEntry,
    ModuleEntry,
    ParameterEntry,
)
from cdktf_aspire.publish_output.filling import Filling
from cdktf_aspire.publish_output.leaves import ENVIRONMENT_ID, Binding, LeftOut
from cdktf_aspire.publish_output.lowering import lowered
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.problems import problem_at
from cdktf_aspire.publish_output.programs import ManifestProgram
from cdktf_aspire.publish_output.resource_kinds import ROLE_ASSIGNMENT, VAULT_SECRET
from cdktf_aspire.values import records
from cdktf_aspire.values.value import walk
from cdktf_aspire.values.written_secrets import has_written_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource
    from cdktf_aspire.hosting.builder import ApplicationBuilder
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.escape_hatch import WritesTerraform
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.publish_output.entries import Entry
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.plan_model import ImportPlan, JobPlan
    from cdktf_aspire.publish_output.problems import Problems
    from cdktf_aspire.publish_output.publication import AspirePublishOutput


@records.frozen
class ImportChoice:
    """What became of a resource of the publish output, for the synth to tell.

    Attributes:
        construct: the resource, or the application.
        message: in one sentence.
    """

    construct: WritesTerraform
    message: str


class Importer:
    """Brings one publish output into one application."""

    def __init__(
        self,
        builder: ApplicationBuilder,
        application: ApplicationModel,
        publication: AspirePublishOutput,
        plan: ImportPlan,
        problems: Problems,
        render: Callable[[object], object],
        *,
        leaves_out: bool,
    ) -> None:
        """Prepares the import.

        Args:
            builder: that makes the constructs.
            application: that gets them.
            publication: what was read.
            plan: what becomes of each resource.
            problems: found so far.
            render: makes text for azurerm of a value, at the synth.
            leaves_out: whether the user leaves something out.
        """
        self._builder = builder
        self._leaves_out = leaves_out
        self._application = application
        self._publication = publication
        self._plan = plan
        self._problems = problems
        self._entry_names = {entry.name for entry in publication.entries}
        self._job_names = {job.name for job in plan.jobs.values() if isinstance(job.entry, ModuleEntry)}
        names = [*self._entry_names, *(each.name for each in application.resources)]
        names += [job.name for job in plan.jobs.values()]
        self._constructs = Constructs(builder, plan, Names(names))
        self._connection_string_names: dict[str, list[str]] = {}  # by what Bicep makes of them
        self._filling = Filling(self._constructs, problems, render)

    def run(self) -> None:
        """Makes the constructs, first all of them, then what they say."""
        constructs, modules = self._constructs, self._publication.modules
        planned = self._plan.jobs.values()
        jobs = {job.entry.name: job for job in planned if isinstance(job.entry, ComputeEntry)}
        for job in planned:
            if job.has_own_identity and job.identity is not None:
                constructs.own_identities[job.identity] = job.name
        for entry in self._publication.entries:
            with self._problems.kept(), on_behalf_of(entry.place.location):
                self._make(entry, jobs.get(entry.name))
        taken = {each.lower() for each in constructs.by_name}
        for job in planned:
            if job.name not in constructs.by_name:
                with self._problems.kept(), on_behalf_of(job.node.place.location):
                    self._make_program(job, taken)
        for name in constructs.connection_strings:
            self._connection_string_names.setdefault(identifier(name), []).append(name)
        for module in modules:
            self._make_parts(module)
        self._find_outer_environment()
        self._make_connection_strings()
        for module in modules:
            with self._problems.kept():
                self._filling.module(module)
        for node, role in self._plan.native.items():
            if node.is_a(ROLE_ASSIGNMENT) and role.environment is None:
                self._filling.role(node)
        for job in planned:
            with self._problems.kept(), on_behalf_of(job.node.place.location):
                self._filling.job(job)

    def _find_outer_environment(self) -> None:
        """The environment that azd makes, where somebody needs the address of a program in it."""
        if self._plan.environments:
            return
        nodes = self._publication.nodes
        if any(isinstance(each, Binding) and each.endpoint for node in nodes for each in walk(node.body)):
            given = [node.get("properties", "environmentId") for node in nodes]
            outer = next((each for each in given if isinstance(each, LeftOut)), LeftOut("", ENVIRONMENT_ID))
            self._constructs.outer_environment(outer)

    def choices(self) -> Iterator[ImportChoice]:
        """What became of each resource."""
        constructs, plan = self._constructs, self._plan
        for node, construct in constructs.by_node.items():
            role = plan.native[node]
            is_environment = role.environment is node
            if role.kind is not None or is_environment:
                address = f"{construct._azure_type.azurerm}.{construct.identifier}"
                if node.is_existing:
                    by_id = construct.existing is not None and construct.existing.subscription is not None
                    address = f"local.{construct.identifier}_id" if by_id else f"data.{address}"
                yield ImportChoice(construct, f"{construct.name} is native, as {address}")
        for entry in self._publication.entries:
            if isinstance(entry, ComputeEntry) and entry.build is not None and entry.build.is_only_built:
                yield ImportChoice(self._builder, f"{entry.name} is only built, for others to use")
        for job in plan.jobs.values():
            resource = constructs.by_name.get(job.name)
            if resource is not None:
                yield ImportChoice(
                    resource, f"{job.name} is native, as azurerm_container_app_job.{resource.identifier}"
                )
        for carried in constructs.carried_modules.values():
            types = ", ".join(dict.fromkeys(node.type.partition("@")[0] for node in carried.nodes))
            addresses = ", ".join(carried.addresses)
            yield ImportChoice(carried, f"{carried.name} is carried over, as {addresses} ({types})")

    def _make(self, entry: Entry, job: JobPlan | None) -> None:
        builder, constructs = self._builder, self._constructs
        match entry:
            case ParameterEntry(name=name, is_connection_string=True):
                constructs.by_name[name] = builder.add_connection_string(name)
            case ParameterEntry(name=name):
                default = entry.default
                value = default if isinstance(default, str | int | bool) else None
                parameter = builder.add_parameter(
                    name, value, secret=entry.secret, description=entry.description
                )
                parameter._given_type = entry.type
                parameter._given_default = None if value is not None else default
                # Otherwise, Terraform would ask for values that only left-out resources need.
                parameter._is_written_when_used = entry.is_written_when_used or self._leaves_out
                constructs.by_name[name] = parameter
            case ConnectionStringEntry(name=name, value=value):
                constructs.connection_strings[name] = value
            case ModuleEntry(module=module):
                self._make_module(module)
            case ComputeEntry(name=name):
                resource = self._make_compute(entry, job)
                constructs.by_name[name] = resource
                if entry.deployment is None:
                    program = ManifestProgram(resource, entry, constructs, self._problems)
                    Publishing.of(resource).on_first_publish = program.give
                    Publishing.of(resource).is_elsewhere = entry.is_left_out
                else:
                    self._make_module(entry.deployment)
                    if job is None:
                        resource.publish_as_azure_container_app()
                        Publishing.of(resource).carried_over_as = constructs.carried_modules.get(
                            entry.deployment
                        )

    # -- programs

    def _make_compute(self, entry: ComputeEntry, job: JobPlan | None) -> ComputeResource:
        builder, name = self._builder, entry.name
        if entry.kind == "project":
            project = builder.add_project(name, entry.path or name)
            # The manifest itself lists the program's environment variables.
            project.disable_forwarded_headers().with_endpoints_in_environment(lambda _: False)
            resource: ComputeResource = project
        elif entry.kind == "executable":
            resource = builder.add_executable(name, entry.command, entry.working_directory)
        elif entry.build is not None:
            build = entry.build
            resource = builder.add_dockerfile(name, build.context, build.dockerfile, build.stage)
            if build.is_only_built:
                resource.exclude_from_manifest()
        else:
            # What the module names counts; without a module there is the manifest's.
            resource = builder.add_container(name, (_image_of(job) if job else None) or entry.image)
        for endpoint in entry.endpoints:
            resource.with_endpoint(
                name=endpoint.name,
                scheme=endpoint.scheme,
                port=endpoint.port,
                target_port=endpoint.target_port,
                is_external=endpoint.external,
            )
        return resource

    def _make_program(self, job: JobPlan, taken: set[str]) -> None:
        """A job in a module of its own, without a program in the manifest."""
        name = self._constructs.names.new(f"{job.name}-job") if job.name.lower() in taken else job.name
        taken.add(job.name.lower())
        self._constructs.by_name[job.name] = self._builder.add_container(
            name, _image_of(job) or "placeholder"
        )

    # -- modules

    def _make_module(self, module: Module) -> None:
        """The constructs of a module, and one for all of it that is carried over."""
        plan, constructs = self._plan, self._constructs
        wholes = [
            node
            for node in module.nodes
            if node.same_as is None
            and (role := plan.native.get(node)) is not None
            and (role.kind is not None or role.environment is node)
            and node not in constructs.own_identities
        ]
        for node in wholes:
            is_alone = len(wholes) == 1 and not node.is_existing
            is_main = is_alone or node.symbol == identifier(module.name)
            is_free = module.name not in constructs.by_name and module.name not in self._job_names
            with on_behalf_of(node.place.location):
                self._make_whole(
                    node,
                    module.name
                    if is_main and is_free and module.deploys is None
                    else constructs.names.new(node.symbol.replace("_", "-"), f"{module.name}-{node.symbol}"),
                )
        carried = plan.carried(module)
        if carried:
            with on_behalf_of(carried[0].place.location):
                self._make_carried(module, carried)

    def _make_whole(self, node: Node, name: str) -> None:
        kind = self._plan.native[node].kind
        make = AzureContainerAppEnvironment if kind is None else kind.resource
        resource = make(self._application, name)
        self._constructs.by_name[name] = self._constructs.by_node[node] = resource

    def _make_carried(self, module: Module, nodes: list[Node]) -> None:
        constructs, name = self._constructs, module.name
        if name in constructs.by_name or (name in self._entry_names and module.deploys is not None):
            name = constructs.names.new(f"{module.name}-azapi")
        resource = CarriedOverResource(self._application, name)
        constructs.by_name[name] = constructs.carried_modules[module] = resource
        is_only = sum(node.same_as is None for node in module.nodes) == 1
        for node in nodes:
            address = constructs.names.address(module.deploys or module.name, node.symbol, is_only=is_only)
            made = CarriedNode(address, f"{node.type}@{node.api_version}", node.is_existing)
            resource.nodes.append(made)
            constructs.carried[node] = (resource, made)

    def _make_parts(self, module: Module) -> None:
        """The constructs of parts, wholes before the parts of parts."""
        for node in sorted(module.nodes, key=lambda each: each.type.count("/")):
            role = self._plan.native.get(node)
            if role is None or node.same_as is not None:
                continue
            with self._problems.kept(), on_behalf_of(node.place.location):
                if role.part is not None:
                    self._make_part(node, role.part.resource)
                elif node.is_a(VAULT_SECRET) and not node.is_existing:
                    self._make_vault_secret(node)

    def _make_part(self, node: Node, make: Callable[..., AzureChildResource] | None) -> None:
        assert node.parent is not None
        constructs = self._constructs
        whole = constructs.by_node[node.parent.itself]
        if make is None:
            constructs.by_node[node] = whole
            return
        # Aspire's manifest has the part as a connection string of the same name.
        named = self._connection_string_names.get(node.symbol, ())
        name = next((each for each in named if each not in constructs.by_name), None)
        if name is None:
            symbol = node.symbol.replace("_", "-")
            name = constructs.names.new(symbol, f"{node.module.name}-{symbol}")
        constructs.by_node[node] = constructs.by_name[name] = make(self._application, name, whole, node.name)

    def _make_vault_secret(self, node: Node) -> None:
        assert node.parent is not None
        constructs = self._constructs
        vault, secret = constructs.by_node[node.parent.itself], str(node.name)
        name = constructs.names.new(secret, f"{vault.name}-{secret}")
        value = constructs.lower(node.get("properties", "value"), node, "properties", "value")
        made = vault.add_secret(name, value, secret_name=secret)
        constructs.by_node[node] = constructs.by_name[name] = made
        constructs.vault_secrets.setdefault((node.parent.itself, secret), made)

    # -- connection strings

    def _make_connection_strings(self) -> None:
        # Each after those that it is made of, of which circles were refused.
        entries, _ = self._publication.connection_strings()
        for entry in entries:
            if entry.name not in self._constructs.by_name:
                with self._problems.kept(), on_behalf_of(entry.place.location):
                    self._make_connection_string(entry)

    def _make_connection_string(self, entry: ConnectionStringEntry) -> None:
        constructs, value = self._constructs, entry.value()
        part = _storage_part(value)
        if part is not None and isinstance(value, Property):
            storage = constructs.by_node.get(value.node.itself)
            if isinstance(storage, AzureStorageResource):
                constructs.by_name[entry.name] = getattr(storage, part)(entry.name)
                return
        expression = lowered(value, constructs.leaf, entry.place)
        if has_written_password(expression):
            message = f"The connection string {entry.name!r} has a secret that is text"
            self._problems.add(problem_at("ACJ814", f"{message}, so a variable takes its place", entry.place))
            expression = None
        constructs.by_name[entry.name] = self._builder.add_connection_string(entry.name, expression)  # type: ignore[arg-type]


def _image_of(job: JobPlan) -> str | None:
    """The image of a job, where it is plain text."""
    image = job.node.get("properties", "template", "containers", job.own_container, "image")
    return image if isinstance(image, str) else None


def _storage_part(value: BicepValue) -> str | None:
    """The method that adds what a connection string to an account is: its blobs, queues or tables."""
    match value:
        case Property(path=("properties", "primaryEndpoints", part), action=None) if part in _STORAGE_PARTS:
            return f"add_{part}s"
    return None


_STORAGE_PARTS = ("blob", "queue", "table")
