"""What will be created for each of the user's resources: its address in Terraform, and its name in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.environment_names import environment_storage
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.deploy_runs import runs_on_deploy
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.hosting.volumes import Mounts
from cdktf_aspire.terraform.resources.azure_resource import Planned, planned_azure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.terraform.application import StackApplication


# Of what runs a job in a deployment.
RUN_TYPE: Final = "terraform_data"


# In the place of an image that nobody has built yet.
NOT_BUILT: Final = "not-built"


def image_variable(resource: Resource) -> str:
    """The variable that holds the image of a project or an executable: Aspire's name for it."""
    return f"{resource.identifier.lower()}_containerimage"


def run_address(job: Resource) -> str:
    """The address of what runs a job in a deployment, without its type."""
    return f"{job.identifier}_run"


def check_address(application: StackApplication) -> str:
    """The address of what checks that the deployment can run jobs, without its type."""
    return application.address("cdktf_aspire")


def planned(application: StackApplication, with_identity: Collection[Resource] = ()) -> Iterator[Planned]:
    """What will be created for the user's resources, in the order of the code.

    Args:
        application: whose resources.
        with_identity: those that need an identity of their own.
    """
    for resource in application.resources:
        yield from _of_resource(resource, application)
    runs = runs_on_deploy(application)
    for job in jobs_of(application):
        if job in runs:
            yield Planned(RUN_TYPE, run_address(job), job)
        yield Planned("azurerm_container_app_job", job.identifier, job, job._name_in_azure)
        if job in with_identity:
            kind = AzureUserAssignedIdentityResource._azure_type.azurerm
            yield Planned(kind, f"{job.identifier}_identity", job, job.own_identity._name_in_azure)
        yield from _of_job(job, application)


def _of_resource(resource: Resource, application: StackApplication) -> Iterator[Planned]:
    match resource:
        case Parameter():
            yield Planned("var", resource.identifier, resource)
        case ConnectionStringResource(expression=None):
            yield Planned("var", resource._variable_name, resource)
        case _:
            yield from planned_azure(resource, application.all_applications)


def _of_job(job: ComputeResource, application: StackApplication) -> Iterator[Planned]:
    if job._is_built:
        yield Planned("var", image_variable(job), job)
    environment = environment_of(job)
    keys = job._storage_keys()
    if environment is not None:
        in_azure = job._storage_keys(environment.naming.separator_of_volumes)
        for mount in Mounts.of(job).mounts:
            if mount.has_storage:
                name = environment_storage(job._name_in_azure, in_azure[mount])
                address = f"{job.identifier}_{identifier(keys[mount])}"
                yield Planned("azurerm_container_app_environment_storage", address, job, name)
