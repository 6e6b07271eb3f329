"""Terraform addresses: readable, stable, and each taken once in a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformElement, TerraformResource, TerraformVariable

from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.terraform.application import DistributedApplication

_JOB = "azurerm_container_app_job"
_ENVIRONMENT = "azurerm_container_app_environment"


def claim(element: TerraformElement, address: str) -> None:
    """Gives the element its address: the name alone, without cdktf's path and hash."""
    element.override_logical_id(address)


def image_variable(resource: Resource) -> str:
    """The variable that holds the image of a project or an executable: Aspire's name for it."""
    return f"{resource.identifier.lower()}_containerimage"


def planned(application: DistributedApplication) -> Iterator[tuple[str, Resource]]:
    """The addresses that the user's resources will have, in the order of the code."""
    for resource in application.resources:
        match resource:
            case Parameter():
                yield f"var.{resource.identifier}", resource
            case AzureContainerAppEnvironment():
                yield f"{_ENVIRONMENT}.{resource.identifier}", resource
    for resource in application.jobs:
        yield f"{_JOB}.{resource.identifier}", resource
        if resource.is_built:
            yield f"var.{image_variable(resource)}", resource


def address_problems(
    application: DistributedApplication, in_stack: Sequence[DistributedApplication]
) -> dict[Resource, Problem]:
    """Addresses that something else in the stack has already: Terraform JSON would merge the two.

    Args:
        application: whose resources are looked at.
        in_stack: all applications of its stack, in the order of the code.
    """
    taken = dict(_elements_beside(application, in_stack))
    owners: dict[str, Resource] = {}
    found: dict[Resource, Problem] = {}
    for each in in_stack:
        for address, resource in planned(each):
            first = owners.setdefault(address, resource)
            # Two resources of one application that differ in case only are refused as duplicates already.
            if first is not resource and first.name.lower() != resource.name.lower():
                taken[address] = f"the resource {first.name!r}"
            elif first is not resource and first.application is not resource.application:
                taken[address] = f"a resource of the application {first.application.node.id!r}"
            if each is application and address in taken:
                found[resource] = rules.problem(
                    "ACJ906",
                    f"{address} is the address of {taken[address]} already",
                    resource=resource.name,
                    path="name=",
                    value=resource.name,
                    where=resource.declared_at,
                )
    return found


def _elements_beside(
    application: DistributedApplication, in_stack: Sequence[DistributedApplication]
) -> Iterator[tuple[str, str]]:
    """The user's own elements in the stack that could be in the way, by address."""
    own = tuple(f"{each.node.path}/" for each in in_stack)
    if len(application.stack.node.children) <= len(in_stack) + 1:
        return
    for element in application.stack.node.find_all():
        if isinstance(element, TerraformVariable):
            kind = "var"
        elif isinstance(element, TerraformResource):
            kind = element.terraform_resource_type
        else:
            continue
        path = element.node.path
        if kind in {"var", _JOB, _ENVIRONMENT} and not path.startswith(own):
            yield f"{kind}.{element.friendly_unique_id}", f"the construct {path!r}"
