"""One synth of an application: its callbacks, its checks, and everything that is written for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

import attrs

from cdktf_aspire.garbage import collection_paused
from cdktf_aspire.hosting.azure.azure_resource import AzurePart, AzureResource
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.compute import ComputeResource, jobs_of
from cdktf_aspire.hosting.default_environment import add_default_environment, spared
from cdktf_aspire.hosting.deploy_runs import runs_on_deploy
from cdktf_aspire.hosting.empty_values import never_empty
from cdktf_aspire.hosting.escape_hatch import call_terraform_callbacks, note_main_element
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.hosting.preparation import prepare
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform import unfinished
from cdktf_aspire.terraform.addresses import claimed_twice
from cdktf_aspire.terraform.application_arguments import settle_arguments
from cdktf_aspire.terraform.application_checks import home_of, problems_of
from cdktf_aspire.terraform.deploy_runs import write_waits
from cdktf_aspire.terraform.engine.batch import call
from cdktf_aspire.terraform.engine.elements import claims_in
from cdktf_aspire.terraform.engine.engines import WARNING
from cdktf_aspire.terraform.guard import problems_of_the_output, stop_on_errors
from cdktf_aspire.terraform.infrastructure import JobInfrastructure
from cdktf_aspire.terraform.job import write_job
from cdktf_aspire.terraform.moves import write_moves
from cdktf_aspire.terraform.outputs import write_outputs
from cdktf_aspire.terraform.provider_versions import OLDEST, newer_attributes
from cdktf_aspire.terraform.resource_providers import azurerm_types, register_resource_providers
from cdktf_aspire.terraform.roles import write_identity_roles
from cdktf_aspire.terraform.stack import (
    ensure_backend,
    ensure_provider,
    first_new_storage,
)
from cdktf_aspire.terraform.writer import Writer, writer_of
from cdktf_aspire.terraform.written import note_what_was_written, replaced_output, say_what_was_written
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.application import StackApplication

# Where an App keeps the syntheses of its applications.
_SYNTHESES = "_cdktf_aspire_syntheses"


class Synthesis:
    """Checks and writes one application, each once.

    Attributes:
        application: that is written.
        writer: of its elements.
    """

    def __init__(self, application: StackApplication) -> None:
        self.application = application
        self.writer = application.writer = Writer(application)
        self._prepared: list[PreparedJob] | None = None
        self._default_environment: AzureContainerAppEnvironment | None = None
        self._found: list[Problem] = []
        # It writes when the engine comes by, for those who synthesize without `App.synth`. On a leaf of its
        # own, and the first child: an aspect here is called once, and what it creates below its sisters is
        # still seen by the user's own aspects.
        engine = application.engine
        leaf = Construct(application.construct, "synth")
        engine.Aspects.of(leaf).add(engine.aspect(self.write))
        _guard_synth(self)

    def check(self) -> list[Problem]:
        """Every problem of the application, in the order of the code; writes nothing."""
        unfinished.finish(self.application)
        settle_arguments(self.application)
        before = self._default_environment
        if not self.application.is_written:
            self._default_environment = before or add_default_environment(self.application)
        problems = problems_of(self.application, self.writer.secrets, self._prepare())
        if self._default_environment is not None and before is None:
            self.application.remove(self._default_environment)
            self._default_environment = None
        return problems

    def prepare(self) -> list[Problem]:
        """Runs the callbacks and the checks of a synth, once; returns every problem."""
        unfinished.finish(self.application)
        if self._prepared is not None:
            late = [
                each
                for resource in self.application.resources
                for each in resource._problems
                if each.code == "ACJ909"
            ]
            return self._found + late
        settle_arguments(self.application)
        self._default_environment = self._default_environment or add_default_environment(self.application)
        prepared = self._prepare()
        self._found = problems_of(self.application, self.writer.secrets, prepared)
        if not any(problem.is_error for problem in self._found):
            self._prepared = prepared
            newer = [each.since.version for job in prepared for each in newer_attributes(job)]
            self.application.needed = max(newer, default=OLDEST)
        return self._found

    def _prepare(self) -> list[PreparedJob]:
        prepared = self._prepared_jobs()
        if self._default_environment is not None:
            self._default_environment.existing = spared(self._default_environment, prepared)
        return prepared

    def _prepared_jobs(self) -> list[PreparedJob]:
        if self._default_environment is not None:
            self._default_environment.existing = None
        with claims_in(self.application.claims):  # a token in a callback makes its variable now
            return [
                prepare(
                    resource,
                    environment_of(resource),
                    lambda prepared: JobInfrastructure(self.writer, prepared),
                )
                for resource in jobs_of(self.application)
            ]

    def write(self) -> None:
        """Checks the application and creates its Terraform elements, once.

        Raises:
            SynthesisStopped: the AppHost has errors.
        """
        problems = self.prepare()
        stop_on_errors(problems)
        if self.application.is_written:
            return
        self.application.is_written = True
        with claims_in(self.application.claims):
            self._write(problems)
        found = claimed_twice(self.application)
        self._found = [*self._found, *found]  # so that another synth stops too
        stop_on_errors(found)

    def _write(self, problems: list[Problem]) -> None:
        assert self._prepared is not None
        application, writer = self.application, self.writer
        writer.deploy_runs = runs_on_deploy(application)
        writer.environment_ids = {each.resource: each.job.environment_id for each in self._prepared}
        for problem in problems:
            # Like the engine's Annotations, except for Node's stack trace, which differs in every run.
            construct = application.construct_of(problem)
            call(construct, "node.addMetadata", WARNING, rules.one_line(problem))
        ensure_backend(application.stack, application.engine)
        self._ensure_provider()
        for parameter in application.resources_of(Parameter):
            if not parameter._is_written_when_used:
                writer.variable(parameter)
        for each in self._prepared:
            for value in never_empty(each):
                writer.refuse_empty(value)
        for environment in application.resources_of(AzureContainerAppEnvironment):
            writer.environment(environment)
        for azure in application.resources_of(AzureResource):
            writer.azure(azure)
        for part in application.resources_of(AzurePart):
            writer.part(part)
        for identity in application.resources_of(AzureUserAssignedIdentityResource):
            writer.identity(identity)
            write_identity_roles(writer, identity)
        prepared = {each.resource: each for each in self._prepared}
        for resource in prepared:
            self._write_job(resource, prepared)
        write_waits(writer)
        self._keep_imported_jobs()
        write_moves(application.stack, application.applications_of_stack)
        write_outputs(writer, prepared)
        register_resource_providers(application.applications_of_stack)
        self._call_terraform_callbacks()

    def _write_job(self, resource: ComputeResource, prepared: Mapping[ComputeResource, PreparedJob]) -> None:
        """Writes a job after those that it waits for, which are never in a circle."""
        left, written = [resource], self.writer.jobs
        while left:
            each = left[-1]
            first = [
                waiting.other
                for waiting in Waits.of(each).waits
                if isinstance(waiting.other, ComputeResource)
                and waiting.other in prepared
                and waiting.other not in written
            ]
            if first and each not in written:
                left += reversed(first)
                continue
            left.pop()
            if each not in written:
                note_main_element(each, write_job(self.writer, prepared[each]))

    def _keep_imported_jobs(self) -> None:
        """Has Terraform refuse another resource group than the one that an imported job is in."""
        for prepared in self._prepared or ():
            imported, home = (
                Publishing.of(prepared.resource).imported_job,
                home_of(self.application, prepared),
            )
            if imported is not None and home in self.application.applications_of_stack:
                job = self.writer.jobs[prepared.resource]
                writer_of(home).resource_group.expect(imported.resource_group, job)

    def _call_terraform_callbacks(self) -> None:
        failed = list(call_terraform_callbacks(self.application.construct))
        for resource in self.application.resources:
            problems = call_terraform_callbacks(resource)
            failed += [attrs.evolve(problem, resource=resource.name) for problem in problems]
        self._found += failed  # so that another synth stops too
        stop_on_errors(failed)

    def _ensure_provider(self) -> None:
        """For all applications of the stack at once, so that one does not undo another's constraint."""
        together = self.application.applications_of_stack
        versions = [each.provider_version for each in together if each.provider_version is not None]
        elements = self.application.stack.node.find_all()
        self.application.written_types.update(azurerm_types(elements))
        self.application.added_provider = ensure_provider(
            self.application.stack,
            self.application.engine,
            elements,
            versions,
            is_used=any(each.provider is None for each in together),
            needed=max(each.needed for each in together),
            storage_use_azuread=any(first_new_storage(each) for each in together) or None,
            register_resource_providers=all(each.register_resource_providers for each in together),
        )


@contextlib.contextmanager
def _problems_of_validation(syntheses: Sequence[Synthesis]) -> Iterator[None]:
    """Inside, the engine validates: an error there is reported like any other problem."""
    try:
        yield
    except RuntimeError:
        stop_on_errors([each for one in syntheses for each in one.application.problems_of_validation])
        raise


def _guard_synth(synthesis: Synthesis) -> None:
    """Makes the app's `synth` check and write every application before Node writes anything.

    The engine writes stack after stack: an error found on the way would leave the first ones overwritten. And
    what one stack takes from another must be there before the engine looks for such references.
    """
    root = synthesis.application.construct.node.root
    if not isinstance(root, synthesis.application.engine.App):
        return
    if _SYNTHESES in root.__dict__:
        syntheses = cast("list[Synthesis]", root.__dict__[_SYNTHESES])
        synthesis.application.join(syntheses[0].application.all_applications)
        syntheses.append(synthesis)
        return
    syntheses = root.__dict__[_SYNTHESES] = [synthesis]
    synth = root.synth

    def check_write_and_synth() -> None:
        with collection_paused():
            stop_on_errors(
                [
                    *replaced_output(root, syntheses[0].application.declared_at),
                    *(problem for each in syntheses for problem in each.prepare()),
                ]
            )
            for each in syntheses:
                each.write()
            with problems_of_the_output(), _problems_of_validation(syntheses):
                synth()
        note_what_was_written(root)
        say_what_was_written(root.outdir, [problem for each in syntheses for problem in each.prepare()])

    root.__dict__["synth"] = check_write_and_synth
