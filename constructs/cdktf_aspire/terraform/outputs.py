"""Terraform outputs that people use: where to push images, the jobs' names and ids, commands for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.terraform.engine.elements import output
from cdktf_aspire.terraform.escaping import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.terraform.writer import Writer


REGISTRY_ENDPOINTS: Final = "registry_endpoints"


def write_outputs(writer: Writer, jobs: Iterable[ComputeResource]) -> None:
    """Creates one map per kind of output, from the resource's name to the value."""
    names: dict[str, str] = {}
    ids: dict[str, str] = {}
    starts: dict[str, str] = {}
    logs: dict[str, str] = {}
    for resource in jobs:
        key = escape(resource.name)
        # Written as Terraform expressions: a request to Node for each would take time.
        name, ids[key], group = (
            f"${{{RESOURCE_TYPE}.{resource.identifier}.{attribute}}}"
            for attribute in ("name", "id", "resource_group_name")
        )
        names[key] = name
        starts[key] = f"az containerapp job start --name {name} --resource-group {group}"
        # Azure's CLI reads the logs of only one container of one replica. The id includes the subscription.
        logs[key] = f"cdktf-aspire logs {ids[key]}"
    endpoints = {
        escape(environment.name): writer.environment(environment).output("registry_endpoint")
        for environment in writer.application.resources_of(AzureContainerAppEnvironment)
        if "registry_endpoint" in writer.environment(environment).brought
    }
    for name, values, description in (
        (REGISTRY_ENDPOINTS, endpoints, "Host to push images to, by Container Apps environment."),
        ("job_names", names, "Name of each job in Azure, by its Aspire resource."),
        ("job_ids", ids, "Azure id of each job, by its Aspire resource."),
        ("job_logs_commands", logs, "Command that shows the logs of each job, by its Aspire resource."),
        ("job_start_commands", starts, "Azure CLI command that starts each job, by its Aspire resource."),
    ):
        if values:
            output(writer.application.construct, name, writer.application.address(name), values, description)
