"""A job as `azurerm_container_app_job`: the checked model, attribute by attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cdktf_aspire.hosting.azure.azure_resource import AzurePart, AzureResource, MaybeExisting
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.builds import build_of
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.empty_values import never_empty_together
from cdktf_aspire.hosting.ingress import read_in
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs.settings import was_set
from cdktf_aspire.jobs.workload_profiles import CONSUMPTION
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.terraform.alerts import write_alert
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.deploy_runs import run_check, write_run
from cdktf_aspire.terraform.engine.batch import call
from cdktf_aspire.terraform.engine.elements import create, override
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.job_attributes import job_attributes
from cdktf_aspire.terraform.outputs import REGISTRY_ENDPOINTS
from cdktf_aspire.terraform.planned import NOT_BUILT, image_variable
from cdktf_aspire.terraform.rendering import expression_of
from cdktf_aspire.terraform.roles import (
    write_identity_roles,
    write_roles,
    write_roles_of_system_identity,
)
from cdktf_aspire.terraform.writer import writer_of
from cdktf_aspire.values.value import EngineToken, Raw

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.engine.classes import ContainerAppJob, TerraformElement
    from cdktf_aspire.terraform.writer import Writer


def write_job(writer: Writer, prepared: PreparedJob) -> ContainerAppJob:
    """Creates the job below its resource."""
    assert prepared.environment is not None
    environment = writer.environment(prepared.environment)
    roles = write_roles(writer, prepared)
    waits_for = [*_pulling(writer, prepared), *roles, *_waits_for(writer, prepared)]
    run = writer.deploy_runs.get(prepared.resource)
    if run is not None:
        waits_for.append(run_check(writer))
    with read_in(prepared.environment):
        attributes = job_attributes(
            writer,
            prepared.job,
            location=environment.location,
            resource_group_name=environment.group_of_jobs(writer),
            workload_profile_name=_default_profile(prepared),
        )
    element = create(
        "azurerm_container_app_job",
        prepared.resource,
        "job",
        prepared.resource.identifier,
        attributes,
        depends_on=list(dict.fromkeys(waits_for)),
        is_fixed=True,  # the outputs have it
    )
    job = writer.jobs[prepared.resource] = cast("ContainerAppJob", element)
    _refuse_empty(writer, prepared, job)
    _note_build(writer, prepared, job)
    late_roles = write_roles_of_system_identity(writer, prepared, job)
    if run is not None:
        writer.runs[prepared.resource] = write_run(writer, prepared, run, attributes, late_roles)
    publishing = Publishing.of(prepared.resource)
    if publishing.imported_job is not None:
        call(job, "importFrom", publishing.imported_job.id)
    if publishing.failure_alerts:
        write_alert(writer, prepared, job.name, environment)
    return job


def _refuse_empty(writer: Writer, prepared: PreparedJob, job: ContainerAppJob) -> None:
    """Has Terraform refuse what the deployment leaves empty, where no variable alone is to blame."""
    reasons = {
        _is_not_empty(
            expression_of(writer, value), may_be_null=isinstance(value, str | EngineToken | Raw)
        ): reason
        for value, reason in never_empty_together(prepared, writer.is_variables)
    }
    for condition, reason in reasons.items():
        name = escape(prepared.resource.name)
        writer.refuse(job, condition, f"A value of the job {name} is empty. {reason}")


def _is_not_empty(expression: str, *, may_be_null: bool) -> str:
    is_set = f"{expression} != null && " if may_be_null else ""
    return f'{is_set}{expression} != ""'


def _note_build(writer: Writer, prepared: PreparedJob, job: ContainerAppJob) -> None:
    """Says beside the variable of the image how it is built, and refuses a deployment without the image."""
    resource, environment = prepared.resource, prepared.environment
    variable = writer.image_variables.get(resource)
    if variable is None:
        return
    assert environment is not None
    home = environment._application
    assert isinstance(home, StackApplication)
    registry = {
        "stack": home.display_name,
        "output": home.address(REGISTRY_ENDPOINTS),
        "environment": environment.name,
    }
    if "registry_endpoint" not in writer.environment(environment).brought:
        registry.clear()
    facts = {"resource": resource.name, **build_of(resource).description, "registry": registry}
    override(variable, "//.image", {key: value for key, value in facts.items() if value})
    name, stack = escape(resource.name), escape(writer.application.display_name)
    message = (
        f"The image of {name} is not known. `cdktf-aspire images --stack {stack} --build` builds and "
        f"pushes it; or set TF_VAR_{image_variable(resource)}."
    )
    # A pipeline may set the variable to nothing.
    writer.refuse(job, f'!contains(["", "{NOT_BUILT}"], {writer.image(resource)})', message)


def _default_profile(prepared: PreparedJob) -> str | None:
    """The profile of a job that names none; nothing where the environment has, or may have, no profiles."""
    profiles = prepared.facts.workload_profiles
    if profiles is None:
        return None if was_set(prepared.job, "workload_profile_name") else CONSUMPTION
    return CONSUMPTION if profiles else None


def _pulling(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """The roles without which Azure can't pull the images, as far as they are of this stack.

    Across stacks, Terraform has no order of its own: cdktf's stack dependency is what orders them.
    """
    assert prepared.environment is not None
    found: list[TerraformElement] = []
    pulls = [each.identity for each in prepared.job.configuration.registries]
    if prepared.resource._is_built:
        pulls.insert(0, prepared.environment.pull_identity_id)
    for each in pulls:
        owner = each.resource if isinstance(each, Output) else None
        if not isinstance(owner, MaybeExisting):
            continue
        if owner._application not in writer.application.applications_of_stack:
            continue
        identity: object = owner
        if isinstance(owner, AzureContainerAppEnvironment):
            acr_pull, identity = writer.environment(owner).acr_pull, owner.acr_pull_identity
            found += [] if acr_pull is None else [acr_pull]
        if isinstance(identity, AzureUserAssignedIdentityResource):
            found += write_identity_roles(writer_of(identity._application), identity)
    return found


def _waits_for(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """Resources that Terraform must create first, because the user said so."""
    found: list[TerraformElement] = []
    own: set[TerraformElement] = set()  # to ask Node for their stack would take its time
    for waiting in Waits.of(prepared.resource).waits:
        match waiting.other:
            case CarriedOverResource():
                written = writer.azure(waiting.other)
                found += [written.element, *written.others]
            case AzureResource():
                found.append(writer.azure(waiting.other).element)
            case AzureContainerAppEnvironment():
                environment = writer.environment(waiting.other).element
                found += [] if environment is None else [environment]
            case AzureUserAssignedIdentityResource():
                found.append(writer.identity(waiting.other).element)
                found += write_identity_roles(writer, waiting.other)
            case AzurePart():
                part = writer.part(waiting.other)
                found.append(writer.azure(waiting.other.parent).element if part is None else part)
            case ComputeResource() if waiting.other in writer.jobs:
                element = (
                    writer.runs[waiting.other] if waiting.is_for_completion else writer.jobs[waiting.other]
                )
                found.append(element)
                own.add(element)
    return [each for each in found if each in own or _is_of_this_stack(writer, each)]


def _is_of_this_stack(writer: Writer, element: TerraformElement) -> bool:
    """Whether Terraform can order it; a construct of another stack is deployed with that one, before this."""
    stack = writer.application.stack
    if element.cdktf_stack is not stack:
        stack.add_dependency(element.cdktf_stack)
        return False
    return True
