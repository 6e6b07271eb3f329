"""Terraform outputs that people use: where to push images, the jobs' names and ids, how to start each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.terraform.engine.elements import output
from cdktf_aspire.terraform.escaping import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.terraform.engine.azurerm import ContainerAppJob
    from cdktf_aspire.terraform.writer import Writer


def write_outputs(writer: Writer, jobs: Mapping[ComputeResource, ContainerAppJob]) -> None:
    """Creates one map per kind of output, from the resource's name to the value."""
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    commands: dict[str, str] = {}
    for resource, job in jobs.items():
        key = escape(resource.name)
        names[key] = job.name
        ids[key] = job.id
        commands[key] = (
            f"az containerapp job start --name {job.name} --resource-group {job.resource_group_name}"
        )
    endpoints = {
        escape(environment.name): writer.environment(environment).output("registry_endpoint")
        for environment in writer.application.resources_of(AzureContainerAppEnvironment)
        if "registry_endpoint" in writer.environment(environment).brought
    }
    for name, values, description in (
        ("registry_endpoints", endpoints, "Host to push images to, by Container Apps environment."),
        ("job_names", names, "Name of each job in Azure, by its Aspire resource."),
        ("job_ids", ids, "Azure id of each job, by its Aspire resource."),
        ("job_start_commands", commands, "Azure CLI command that starts each job, by its Aspire resource."),
    ):
        if values:
            output(writer.application.construct, name, writer.application.address(name), values, description)
