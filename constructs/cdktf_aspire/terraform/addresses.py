"""Terraform addresses: readable, stable, and each taken once in a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import TerraformDataSource, TerraformResource, TerraformVariable

from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.azure_names import UNKNOWN_SUFFIX
from cdktf_aspire.terraform.planned import planned
from cdktf_aspire.terraform.resource_group import planned_addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.terraform.application import DistributedApplication


def address_problems(
    application: DistributedApplication,
    in_stack: Sequence[DistributedApplication],
    with_identity: Collection[Resource],
) -> dict[Resource | None, list[Problem]]:
    """Addresses that something else in the stack has already, and names that something else has in Azure.

    Terraform JSON would merge two of one address; Azure takes the second of one name for the first.

    Args:
        application: whose resources are looked at.
        in_stack: all applications of its stack, in the order of the code.
        with_identity: the application's resources that need an identity of their own.

    Returns:
        By resource; None stands for what the application has beside its resources.
    """
    everything = [
        (each, thing)
        for each in in_stack
        for thing in planned(each, with_identity if each is application else ())
    ]
    own = list(planned_addresses(application)) if everything else []
    kinds = {thing.kind for _, thing in everything} | {each.rpartition(".")[0] for each in own}
    taken = dict(_elements_beside(application, in_stack, kinds))
    found: dict[Resource | None, list[Problem]] = {
        None: [_own_problem(application, address, taken[address]) for address in own if address in taken]
    }
    owners: dict[str, Resource] = {}
    named: dict[tuple[DistributedApplication, str, str], Resource] = {}
    for each, thing in everything:
        resource, address = thing.resource, thing.address
        first = owners.setdefault(address, resource)
        # Two resources of one application that differ in case only are refused as duplicates already.
        if first is not resource and first.name.lower() != resource.name.lower():
            taken[address] = f"the resource {first.name!r}"
        elif first is not resource and first.application is not resource.application:
            taken[address] = f"a resource of the application {first.application.node.id!r}"
        if each is not application or resource in found:
            continue
        if address in taken:
            message = f"{address} is the address of {taken[address]} already"
            found[resource] = [_problem("ACJ906", message, resource)]
        elif thing.azure_name is not None:
            first = named.setdefault((each, thing.family, thing.azure_name), resource)
            if first is not resource and first.name.lower() != resource.name.lower():
                name = thing.azure_name.replace(UNKNOWN_SUFFIX, "<suffix>")
                message = f"{name!r} would be the name of {first.name!r} in Azure too ({thing.kind})"
                found[resource] = [_problem("ACJ951", message, resource)]
    return found


def _own_problem(application: DistributedApplication, address: str, owner: str) -> Problem:
    """A variable of the application's own that the user has taken in the stack."""
    arguments = {"location": "location", "resource_group_name": "resource_group"}
    argument = arguments.get(address.rpartition(".")[2].removeprefix(application.address_prefix))
    return rules.problem(
        "ACJ906",
        f"{address} is the address of {owner} already",
        path="create_builder",
        hint=f"Pass yours, create_builder({argument}=variable.string_value), or rename it"
        if argument
        else None,
    )


def _problem(code: str, message: str, resource: Resource) -> Problem:
    return rules.problem(
        code,
        message,
        resource=resource.name,
        path="name=",
        value=resource.name,
        where=resource.declared_at,
    )


def _elements_beside(
    application: DistributedApplication, in_stack: Sequence[DistributedApplication], kinds: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The user's own elements in the stack that could be in the way, by address."""
    if len(application.stack.node.children) <= len(in_stack) + 1:
        return
    own = tuple(f"{each.node.path}/" for each in in_stack)
    for element in application.stack.node.find_all():
        if isinstance(element, TerraformVariable):
            kind = "var"
        elif isinstance(element, TerraformResource):
            kind = element.terraform_resource_type
        elif isinstance(element, TerraformDataSource):
            kind = f"data.{element.terraform_resource_type}"
        else:
            continue
        path = element.node.path
        if kind in kinds and not path.startswith(own):
            yield f"{kind}.{element.friendly_unique_id}", f"the construct {path!r}"
