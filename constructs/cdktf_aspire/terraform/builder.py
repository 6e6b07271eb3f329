"""The application as a construct of a Terraform stack, and the builder that makes one."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final, Self, TypeGuard, TypeVar, overload

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.garbage import collection_paused
from cdktf_aspire.hosting.azure.azure_resource import AzurePart, AzureResource
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import (
    AzureKeyVaultResource,
    ignored_role_problems,
)
from cdktf_aspire.hosting.calls import reading_call, reporting_call, user_call
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.default_environment import spared, unknown_addresses
from cdktf_aspire.hosting.empty_values import empty_problems, never_empty
from cdktf_aspire.hosting.model import DEFAULT_ENVIRONMENT, ApplicationModel
from cdktf_aspire.hosting.own_constructs import is_taken_id
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.preparation import prepare
from cdktf_aspire.hosting.publishing_checks import (
    azure_problems,
    imported_group_problem,
    imported_name_problem,
    publishing_problems,
)
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.hosting.value_checks import given_text_problems
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.terraform import unfinished
from cdktf_aspire.terraform.addresses import (
    NothingOverwritten,
    address_problems,
    claimed_twice,
    elements_beside,
)
from cdktf_aspire.terraform.arguments import (
    is_name,
    name_problem,
    own_construct_problems,
    resolved,
    settle_arguments,
    tags_of,
)
from cdktf_aspire.terraform.engine.classes import (
    INFO,
    WARNING,
    App,
    Aspects,
    IAspect,
    TerraformResource,
    TerraformStack,
    implements,
)
from cdktf_aspire.terraform.engine.elements import claims_in
from cdktf_aspire.terraform.engine.tokens import unknown_token
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.guard import problems_of_the_output, stop_on_errors
from cdktf_aspire.terraform.infrastructure import JobInfrastructure
from cdktf_aspire.terraform.job import write_job
from cdktf_aspire.terraform.literal_secrets import job_problems, vault_problems
from cdktf_aspire.terraform.moves import write_moves
from cdktf_aspire.terraform.outputs import write_outputs
from cdktf_aspire.terraform.resource_group import known_group
from cdktf_aspire.terraform.resource_lookup import find_resource
from cdktf_aspire.terraform.resource_providers import azurerm_types, namespaces_of
from cdktf_aspire.terraform.roles import write_identity_roles
from cdktf_aspire.terraform.stack import (
    AppHostStack,
    allows_identity_of_rules,
    app_of,
    apphost_stack,
    ensure_backend,
    ensure_provider,
    first_new_storage,
    stack_of,
    stop_on_another_engine,
    storage_provider_problems,
)
from cdktf_aspire.terraform.writer import Writer
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import Reference
from constructs import Construct, IConstruct

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.escape_hatch import WritesTerraform
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule
    from cdktf_aspire.terraform.engine.azurerm import AzurermProvider
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.resource_group import ExistingResourceGroup
    from cdktf_aspire.values.value import Text

CONSTRUCT_ID = "apphost"
# Where an App keeps the applications in it.
_APPLICATIONS = "_cdktf_aspire_applications"


_VAULT_URI: Final = re.compile(r"(?<![.\w])azurerm_key_vault\.([\w-]+)\.vault_uri", re.ASCII)

R = TypeVar("R", bound="Resource")


@implements(IAspect)
class _WriteAtSynth:
    """Writes the application when cdktf comes by, for those who synthesize without `App.synth`."""

    def __init__(self, application: DistributedApplication) -> None:
        self._application = application

    def visit(self, node: IConstruct) -> None:
        """Called for the one construct below the application that carries this aspect."""
        self._application.write()


class DistributedApplication(ApplicationModel):
    """An Aspire application in a Terraform stack, beside whatever else the stack has.

    Everything is checked and written when the app is synthesized, so what is set until then counts.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str = CONSTRUCT_ID,
        *,
        location: Text | None = None,
        resource_group: Text | ExistingResourceGroup | Construct | None = None,
        tags: Mapping[str, Text] | None = None,
        provider_version: str | None = None,
        register_resource_providers: bool = True,
        warnings_as_errors: bool = False,
    ) -> None:
        """Adds an application to a stack.

        Args:
            scope: a `TerraformStack` or a construct in one.
            construct_id: of the application in the stack, `apphost` when not given; a second one in the
                same stack needs its own, which its addresses begin with.
            location: Azure region, such as `westeurope`: text becomes the default of the variable
                `location`, a token or a parameter is used as it is. When not given, it is the region of the
                resource group, and `westeurope` for a group that is created.
            resource_group: that everything is created in. Text is the name of a new one, the default of the
                variable `resource_group_name` (`rg-<stack>` when not given); a token or a parameter is used
                as it is. `ExistingResourceGroup(name)` is looked up. A construct of
                `azurerm_resource_group`, of this stack or another one of the app, is used as it is.
            tags: of everything that the application creates, from text to text, a parameter or a token; a
                job's own tags win. None when not given.
            provider_version: Terraform's constraint for azurerm, such as `~> 4.60`; `>= 4.55, < 5` when not
                given and the stack has no provider of its own.
            register_resource_providers: whether azurerm registers the resource providers of what the stack
                creates in the subscription, True when not given; False for a deployer who may not do that. A
                provider of your own in the stack stays as it is.
            warnings_as_errors: whether a warning stops the synth as an error does; it does not when not
                given.
        """
        self.location = location
        self.resource_group = resource_group
        self.provider_version = provider_version
        self.register_resource_providers = register_resource_providers
        self._provider: AzurermProvider | None = None
        self.warnings_as_errors = warnings_as_errors
        self._prepared: list[PreparedJob] | None = None
        self._default_environment: AzureContainerAppEnvironment | None = None
        self._found: list[Problem] = []
        self.stack: TerraformStack = stack_of(scope)
        problem = None if is_name(construct_id, of_stack=False) else name_problem(construct_id)
        self._id = f"unnamed-{id(self)}" if problem else construct_id
        try:
            super().__init__(scope, self._id)
        except RuntimeError as error:
            if not is_taken_id(error):
                raise
            problem = name_problem(construct_id, f"Something is named {construct_id!r} there already")
            super().__init__(scope, f"unnamed-{id(self)}")
        if problem is not None:
            self.report(problem)
        self.declared_at = caller()
        self.tags: Mapping[str, object] = tags if tags is not None else {}
        self._settle_arguments()
        self._stack_path = self.stack.node.path  # kept, for each question to Node takes its time
        self.writer = Writer(self)
        # A leaf of its own, and the first child: an aspect here is called once, and what it creates below
        # its sisters is still seen by the user's own aspects.
        Aspects.of(Construct(self, "synth")).add(_WriteAtSynth(self))
        # Those of the whole cdktf app, in the order of the code; one list, which they share.
        self.all_applications = _guard_synth(self)
        # One for the whole app too: a stack may have what another one's application needs.
        self.claims: dict[str, list[TerraformElement]] = self.all_applications[0].__dict__.setdefault(
            "claims", {}
        )
        self.elements_beside: list[TerraformElement] = []
        self.problems_of_validation: list[Problem] = []
        if self.applications_of_stack == [self]:
            self.stack.node.add_validation(NothingOverwritten(self))
        has_own_app = isinstance(self.stack, AppHostStack)
        unfinished.begin(
            self, self.declared_at, finish="builder.build().run()" if has_own_app else "app.synth()"
        )

    @property
    def address_prefix(self) -> str:
        """What makes the addresses of a second application in a stack differ from the first one's."""
        return "" if self._id == CONSTRUCT_ID else f"{identifier(self._id)}_"

    @property
    def name_suffix(self) -> str:
        """What makes the default names of a second application in a stack differ from the first one's."""
        return "" if self._id == CONSTRUCT_ID else f"-{self._id}"

    @property
    def display_name(self) -> str:
        """The stack's name: what a person calls this deployment."""
        return str(self.stack.node.id)

    @property
    def tags_or_none(self) -> dict[str, object] | None:
        """The application's tags as Terraform has them."""
        return {escape(key): self.writer.text(value) for key, value in self.tags.items()} or None

    def _settle_arguments(self) -> None:
        """Reports wrong arguments; at the check too, for each is an attribute that can be set until then."""
        self.tags = tags_of(self, self.tags, self.declared_at)
        settle_arguments(self, self.declared_at)

    @user_call
    def check(self) -> list[Problem]:
        """Every problem of the application, in the order of the code; writes nothing.

        It calls the configure callbacks, and so does the synth after it.
        """
        unfinished.finish(self)
        self._settle_arguments()
        added = None if self.is_written else self._add_default_environment()
        problems = self._problems(self._prepare())
        if added is not None:
            self.remove(added)
        return problems

    @user_call
    def add_publish_output(
        self, path: str | os.PathLike[str], *, leave_out: bool | Collection[str] = ()
    ) -> Self:
        """Adds what `aspire publish` wrote for a .NET AppHost: its jobs, parameters and Azure resources.

        Each job is a resource afterwards, as if it had been added here: `resource(name)` gives it. Azure
        resources that this library has no construct for are carried over as `azapi_resource`.

        Args:
            path: the folder with `aspire-manifest.json` or `main.bicep`, or one of these two files.
            leave_out: names of resources that Terraform does not create, whose outputs become variables;
                True for all those that would be carried over.

        Raises:
            SynthesisStopped: the publish output has errors, all of which are on standard error.
        """
        # Only here: an AppHost without a publish output needs no grammar of Bicep.
        from cdktf_aspire.terraform.publish_output import import_publish_output

        problems, choices = import_publish_output(self, path, leave_out)
        stop_on_errors(problems)
        for problem in problems:
            target = self._construct_of(problem)
            target.report(problem)
        for choice in choices:
            choice.resource.node.add_metadata(INFO, f"Publish output: {choice.message}.")
        return self

    @overload
    def resource(self, name: str) -> ComputeResource: ...
    @overload
    def resource(self, name: str, kind: type[R]) -> R: ...
    @reading_call  # type: ignore[misc] # mypy sees `self` as positional only after a decorator
    def resource(self, name: str | None = None, kind: type[Resource] = ComputeResource) -> Resource:
        """A resource of the application by its name, to go on with what a publish output has added.

        Args:
            name: of the resource; upper and lower case alike, as in Aspire.
            kind: its class; a program (project, container or executable) when not given.

        Raises:
            SynthesisStopped: there is no such resource, or it is of another class.
        """
        return find_resource(self, name, kind)

    @user_call
    def build(self) -> Self:
        """Ends the AppHost, as in Aspire; changes nothing and may be called again."""
        return self

    @user_call
    def run(self) -> None:
        """Synthesizes the whole cdktf app that the application belongs to.

        Raises:
            SynthesisStopped: the AppHost has errors; nothing was written.
        """
        app_of(self).synth()

    def prepare(self) -> list[Problem]:
        """Runs the callbacks and the checks of a synth, once; returns every problem."""
        unfinished.finish(self)
        if self._prepared is not None:
            late = [
                each for resource in self.resources for each in resource.problems if each.code == "ACJ909"
            ]
            return self._found + late
        self._settle_arguments()
        self._add_default_environment()
        prepared = self._prepare()
        self._found = self._problems(prepared)
        if not any(problem.is_error for problem in self._found):
            self._prepared = prepared
        return self._found

    def write(self) -> None:
        """Checks the application and creates its Terraform elements, once.

        Raises:
            SynthesisStopped: the AppHost has errors.
        """
        problems = self.prepare()
        stop_on_errors(problems)
        if self.is_written:
            return
        self.is_written = True
        with claims_in(self.claims):
            self._write(problems)
        found = claimed_twice(self)
        self._found = [*self._found, *found]  # so that another synth stops too
        stop_on_errors(found)

    def _write(self, problems: list[Problem]) -> None:
        assert self._prepared is not None
        self.writer.environment_ids = {each.resource: each.job.environment_id for each in self._prepared}
        for problem in problems:
            # As cdktf's Annotations do, less a stack trace of Node's that differs on every run.
            self._construct_of(problem).node.add_metadata(WARNING, rules.one_line(problem))
        ensure_backend(self.stack)
        self._ensure_provider()
        for parameter in self.resources_of(Parameter):
            self.writer.variable(parameter)
        for each in self._prepared:
            for value in never_empty(each):
                self.writer.refuse_empty(value)
        for environment in self.resources_of(AzureContainerAppEnvironment):
            self.writer.environment(environment)
        for azure in self.resources_of(AzureResource):
            self.writer.azure(azure)
        for part in self.resources_of(AzurePart):
            self.writer.part(part)
        for identity in self.resources_of(AzureUserAssignedIdentityResource):
            self.writer.identity(identity)
            write_identity_roles(self.writer, identity)
        prepared = {each.resource: each for each in self._prepared}
        for resource in prepared:
            self._write_job(resource, prepared)
        self._keep_imported_jobs()
        write_moves(self.stack, self.applications_of_stack)
        write_outputs(self, {resource: self.writer.jobs[resource] for resource in prepared})
        self._register_resource_providers()
        self._call_terraform_callbacks()

    def _keep_imported_jobs(self) -> None:
        """Has Terraform refuse another resource group than the one that an imported job is in."""
        for prepared in self._prepared or ():
            imported, home = prepared.resource.imported_job, self._home_of(prepared)
            if imported is not None and home in self.applications_of_stack:
                job = self.writer.jobs[prepared.resource]
                home.writer.resource_group.expect(imported.resource_group, job)

    def _call_terraform_callbacks(self) -> None:
        failed = list(self.call_terraform_callbacks())
        for resource in self.resources:
            problems = resource.call_terraform_callbacks()
            failed += [attrs.evolve(problem, resource=resource.name) for problem in problems]
        self._found += failed  # so that another synth stops too
        stop_on_errors(failed)

    def _ensure_provider(self) -> None:
        """For all applications of the stack at once, so that one does not undo another's constraint."""
        together = self.applications_of_stack
        versions = [each.provider_version for each in together if each.provider_version is not None]
        elements = self.stack.node.find_all()
        self.written_types.update(azurerm_types(elements))
        self._provider = ensure_provider(
            self.stack,
            elements,
            versions,
            identity_of_rules=any(each.has_rule_with_identity for each in together),
            storage_use_azuread=any(first_new_storage(each) for each in together) or None,
            register_resource_providers=all(each.register_resource_providers for each in together),
        )

    def note_late(self, elements: Iterable[IConstruct]) -> None:
        """Has azurerm register what aspects and callbacks have added to the stack too.

        Args:
            elements: that came after everything was written.
        """
        types = set(azurerm_types(elements))
        if types - self.written_types:
            self.written_types |= types
            self._register_resource_providers()

    def _register_resource_providers(self) -> None:
        """Has azurerm register what the stack needs, the user's own things too.

        No set of azurerm's own has Microsoft.App, and azurerm 5 registers nothing by itself.
        """
        together = self.applications_of_stack
        provider = next((each._provider for each in together if each._provider is not None), None)
        if provider is not None and all(each.register_resource_providers for each in together):
            namespaces = namespaces_of({kind for each in together for kind in each.written_types})
            if namespaces:
                provider.resource_providers_to_register = namespaces

    @property
    def has_rule_with_identity(self) -> bool:
        """Whether a scale rule signs in with a managed identity; known after the checks."""
        return any(_rules_with_identity(each) for each in self._prepared or ())

    def _write_job(self, resource: ComputeResource, prepared: Mapping[ComputeResource, PreparedJob]) -> None:
        """Writes a job after those that it waits for, which are never in a circle."""
        if resource in self.writer.jobs:
            return
        for waiting in resource.waits:
            if isinstance(waiting.other, ComputeResource) and waiting.other in prepared:
                self._write_job(waiting.other, prepared)
        resource.wrote(write_job(self.writer, prepared[resource]))

    def _add_default_environment(self) -> AzureContainerAppEnvironment | None:
        if not self.environments and any(job.compute_environment is None for job in self.jobs):
            # What stands for a construct has no address that would be in the way, but for an environment.
            taken = {
                each.name.lower()
                for each in self.resources
                if not each.is_stand_in or isinstance(each, AzureContainerAppEnvironment)
            }
            name = (
                DEFAULT_ENVIRONMENT if DEFAULT_ENVIRONMENT not in taken else f"apphost-{DEFAULT_ENVIRONMENT}"
            )
            self._default_environment = self.add_azure_container_app_environment(name)
            return self._default_environment
        return None

    def _prepare(self) -> list[PreparedJob]:
        prepared = self._prepared_jobs()
        if self._default_environment is not None:
            self._default_environment.existing = spared(self._default_environment, prepared)
        return prepared

    def _prepared_jobs(self) -> list[PreparedJob]:
        if self._default_environment is not None:
            self._default_environment.existing = None
        with claims_in(self.claims):  # a token in a callback makes its variable now
            return [
                prepare(
                    resource,
                    self.environment_of(resource),
                    lambda prepared: JobInfrastructure(self.writer, prepared),
                )
                for resource in self.jobs
            ]

    def _problems(self, prepared: list[PreparedJob]) -> list[Problem]:
        jobs: dict[Resource, PreparedJob] = {each.resource: each for each in prepared}
        if not self.is_written:
            self.elements_beside = elements_beside(self, self.applications_of_stack)
        addresses = address_problems(
            self, self.applications_of_stack, {each.resource for each in prepared if each.has_own_identity}
        )
        holders = self.resources_of(AzureUserAssignedIdentityResource)
        given: list[Mapping[AzureResource, Sequence[Text]]] = [each.roles for each in prepared]
        given += [each.explicit_roles for each in holders]
        problems = [
            *self.problems,
            *own_construct_problems(self),
            *self._secret_tags(),
            *self._own_tag_problems(),
            *addresses[None],
            *storage_provider_problems(self),
        ]
        for resource in self.resources:
            found = list(resource.problems)
            found += addresses.get(resource, [])
            found += azure_problems(resource)
            found += given_text_problems(resource, unknown_token)
            found += vault_problems(resource, self.writer.secrets)
            if isinstance(resource, AzureKeyVaultResource):
                found += ignored_role_problems(resource, given)
            if resource in jobs:
                found += unknown_addresses(jobs[resource])
            if isinstance(resource, ComputeResource):
                found += publishing_problems(resource, self.environment_of(resource), self)
            if resource in jobs:
                found += jobs[resource].problems
                found += empty_problems(jobs[resource])
                found += job_problems(jobs[resource], self.writer.secrets)
                found += self._provider_problems(jobs[resource])
                found += self._import_problems(jobs[resource])
                found += self._tag_problems(jobs[resource])
                found += _without_consequences(
                    rules.check(jobs[resource].job, resource=resource.name, facts=jobs[resource].facts),
                    resource.problems,
                )
            problems += rules.apply_acknowledgements(
                found, resource.acknowledgements, warnings_as_errors=self.warnings_as_errors
            )
        return problems

    def _provider_problems(self, prepared: PreparedJob) -> Iterator[Problem]:
        """A rule with an identity where the user's version of azurerm does not have it."""
        version = self.provider_version
        if version is None or allows_identity_of_rules(version):
            return
        for each in _rules_with_identity(prepared)[:1]:
            yield rules.problem(
                "ACJ630",
                f"azurerm {version} has no identity in a scale rule",
                resource=prepared.resource.name,
                path="provider_version=",
                value=version,
                where=each.note("identity").where,
            )

    def _import_problems(self, prepared: PreparedJob) -> list[Problem]:
        """A job that would be imported and then replaced."""
        if prepared.resource.imported_job is None:
            return []
        found = [
            imported_name_problem(prepared.resource, prepared.job.name),
            imported_group_problem(prepared.resource, known_group(self._home_of(prepared))),
        ]
        return [each for each in found if each is not None]

    def _home_of(self, prepared: PreparedJob) -> DistributedApplication:
        """The application in whose resource group a job is: its environment's, unless that exists already."""
        environment = prepared.environment
        home = self if environment is None or environment.existing is not None else environment.application
        assert isinstance(home, DistributedApplication)
        return home

    def _own_tag_problems(self) -> list[Problem]:
        """What Azure does not take of the tags that everything gets."""
        return [
            rules.problem("ACJ108", message, path="tags=", where=self.declared_at)
            for message in rules.names.tag_mistakes(self.tags)
        ]

    def _tag_problems(self, prepared: PreparedJob) -> list[Problem]:
        """What Azure does not take of a job's tags together with the application's."""
        own: object = prepared.job.tags
        if not self.tags or not isinstance(own, dict) or not own:
            return []
        apart = {*rules.names.tag_mistakes(self.tags), *rules.names.tag_mistakes(own)}
        note = prepared.job.note("tags")
        return [
            rules.problem(
                "ACJ108",
                f"{message}, with those of the application",
                resource=prepared.resource.name,
                path=note.written,
                where=note.where,
            )
            for message in rules.names.tag_mistakes({**self.tags, **own})
            if message not in apart
        ]

    def _secret_tags(self) -> list[Problem]:
        """Tags of all jobs that would show a secret."""
        return [
            rules.problem(
                "ACJ403",
                "A secret is in tags, which anyone can read",
                path=f"tags=[{key!r}]",
                where=self.declared_at,
            )
            for key, value in self.tags.items()
            if (isinstance(value, Reference) and value.is_secret)
            or self.writer.secrets.in_value(resolve(value))
        ]

    @property
    def applications_of_stack(self) -> list[DistributedApplication]:
        """The applications of the same stack, in the order of the code."""
        return [each for each in self.all_applications if each._stack_path == self._stack_path]

    def creates(self, construct: OwnConstruct) -> bool:
        """Whether the deployment of this application creates a construct of the user's too."""
        return isinstance(construct, TerraformResource) and construct.cdktf_stack is self.stack

    def new_vault_in(self, value: object) -> str | None:
        """The address of a vault of the user's whose URI is in a value, if the deployment creates it."""
        for name in _VAULT_URI.findall(resolved(self, value)):
            for each in self.stack.node.find_all():
                if _is_vault(each) and each.friendly_unique_id == name:
                    return f"{AzureKeyVaultResource.azure_type.azurerm}.{name}"
        return None

    def _construct_of(self, problem: Problem) -> WritesTerraform:
        resource = None if problem.resource is None else self.named(problem.resource)
        return self if resource is None or resource.name != problem.resource else resource


def _is_vault(element: IConstruct) -> TypeGuard[TerraformResource]:
    kind = AzureKeyVaultResource.azure_type.azurerm
    return isinstance(element, TerraformResource) and element.terraform_resource_type == kind


def _rules_with_identity(prepared: PreparedJob) -> list[ContainerAppJobScaleRule]:
    configuration = prepared.job.configuration
    if configuration.trigger_type is not ContainerAppJobTriggerType.EVENT:
        return []
    return [each for each in configuration.event_trigger_config.scale.rules if each.identity is not None]


def _without_consequences(problems: list[Problem], of: list[Problem]) -> list[Problem]:
    """The problems, less those of the job's name when it is the resource's name that is wrong."""
    if not any(problem.code == "ACJ902" for problem in of):
        return problems
    return [each for each in problems if each.path != "name=" or each.code not in {"ACJ101", "ACJ102"}]


@reporting_call
def create_builder(
    *,
    scope: Construct | None = None,
    name: str = CONSTRUCT_ID,
    location: Text | None = None,
    resource_group: Text | ExistingResourceGroup | Construct | None = None,
    tags: Mapping[str, Text] | None = None,
    provider_version: str | None = None,
    register_resource_providers: bool = True,
    warnings_as_errors: bool = False,
) -> DistributedApplication:
    """Starts an AppHost.

    Args:
        scope: the stack to live in; without one, an app and a stack of its own are made.
        name: of the stack that is made, or of the construct in the given one; `apphost` when not given.
        location: Azure region, such as `westeurope`: text becomes the default of the variable `location`, a
            token or a parameter is used as it is. When not given, it is the region of the resource group,
            and `westeurope` for a group that is created.
        resource_group: that everything is created in. Text is the name of a new one, the default of the
            variable `resource_group_name` (`rg-<stack>` when not given); a token or a parameter is used as
            it is. `ExistingResourceGroup(name)` is looked up. A construct of `azurerm_resource_group`, of
            this stack or another one of the app, is used as it is.
        tags: of everything that the application creates, from text to text, a parameter or a token; a job's
            own tags win. None when not given.
        provider_version: Terraform's constraint for azurerm, such as `~> 4.60`; `>= 4.55, < 5` when not
            given and the stack has no provider of its own.
        register_resource_providers: whether azurerm registers the resource providers of what the stack
            creates in the subscription, True when not given; False for a deployer who may not do that. A
            provider of your own in the stack stays as it is.
        warnings_as_errors: whether a warning stops the synth as an error does; it does not when not given.
    """
    construct_id, problem = CONSTRUCT_ID, None
    if scope is not None:
        construct_id = name
    elif is_name(name, of_stack=True):
        scope = apphost_stack(name)
    else:
        scope, problem = apphost_stack(CONSTRUCT_ID), name_problem(name)
    application = DistributedApplication(
        scope,
        construct_id,
        location=location,
        resource_group=resource_group,
        tags=tags,
        provider_version=provider_version,
        register_resource_providers=register_resource_providers,
        warnings_as_errors=warnings_as_errors,
    )
    if problem is not None:
        application.report(problem)
    return application


@contextlib.contextmanager
def _problems_of_validation(applications: Sequence[DistributedApplication]) -> Iterator[None]:
    """Inside, cdktf validates: what stops it there is told as any other problem."""
    try:
        yield
    except RuntimeError:
        stop_on_errors([problem for each in applications for problem in each.problems_of_validation])
        raise


def _guard_synth(application: DistributedApplication) -> list[DistributedApplication]:
    """Makes the app's `synth` check and write every application before Node writes anything.

    cdktf writes stack after stack: an error found on the way would leave the first ones overwritten. And
    what one stack takes from another must be there before cdktf looks for such references.

    Returns:
        The applications of the app, in the order of the code; those that come later are added to it.
    """
    root = application.node.root
    if not isinstance(root, App):
        stop_on_another_engine(root)
        return [application]
    guarded: list[DistributedApplication] | None = root.__dict__.get(_APPLICATIONS)
    if guarded is not None:
        guarded.append(application)
        return guarded
    applications = root.__dict__[_APPLICATIONS] = [application]
    synth = root.synth

    def check_write_and_synth() -> None:
        with collection_paused():
            stop_on_errors([problem for each in applications for problem in each.prepare()])
            for each in applications:
                each.write()
            with problems_of_the_output(), _problems_of_validation(applications):
                synth()

    root.__dict__["synth"] = check_write_and_synth
    return applications
