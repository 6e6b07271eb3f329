"""Terraform addresses: readable, stable, and unique in a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.azure_names import UNKNOWN_SUFFIX
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.engine.batch import implements
from cdktf_aspire.terraform.engine.engines import engine_of, is_element
from cdktf_aspire.terraform.planned import RUN_TYPE, check_address, planned
from cdktf_aspire.terraform.resource_providers import note_late
from cdktf_aspire.terraform.resources.resource_group import planned_addresses
from constructs import IValidation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.terraform.application import StackApplication
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.resources.azure_resource import Planned


def address_problems(
    application: StackApplication,
    in_stack: Sequence[StackApplication],
    with_identity: Collection[Resource],
) -> dict[Resource | None, list[Problem]]:
    """Reports addresses that something else in the stack already has, and names that collide in Azure.

    Terraform JSON would merge two elements with the same address. Azure treats two resources with the same
    name as one.

    Args:
        application: the application whose resources are checked.
        in_stack: all applications of its stack, in the order of the code.
        with_identity: the application's resources that need their own identity.

    Returns:
        The problems by resource; those under None are about the application's other elements.
    """
    everything = [
        (each, thing)
        for each in in_stack
        for thing in planned(each, with_identity if each is application else ())
    ]
    things = [thing for each, thing in everything if each is application]
    own = list(planned_addresses(application)) if everything else []
    own += _written_beside(application, things, jobs_of(application))
    kinds = {thing.kind for _, thing in everything} | {each.rpartition(".")[0] for each in own}
    taken = dict(_taken(application.elements_beside, kinds))
    found: dict[Resource | None, list[Problem]] = {
        None: [_own_problem(application, address, taken[address]) for address in own if address in taken]
    }
    owners: dict[str, Resource] = {}
    named: dict[tuple[StackApplication, str, str], Resource] = {}
    for each, thing in everything:
        resource, address = thing.resource, thing.address
        first = owners.setdefault(address, resource)
        # Two resources of one application whose names differ only in case have been refused as duplicates.
        if first is not resource and first.name.lower() != resource.name.lower():
            taken[address] = f"the resource {first.name!r}"
        elif first is not resource and first._application is not resource._application:
            taken[address] = f"a resource of the application {first._application.construct.node.id!r}"
        if each is not application or resource in found:
            continue
        if address in taken:
            message = f"{address} is already the address of {taken[address]}"
            found[resource] = [_problem("ACJ906", message, resource)]
        elif thing.azure_name is not None:
            first = named.setdefault((each, thing.family, thing.azure_name), resource)
            if first is not resource and first.name.lower() != resource.name.lower():
                name = thing.azure_name.replace(UNKNOWN_SUFFIX, "<suffix>")
                message = f"{name!r} would be the name of {first.name!r} in Azure too ({thing.kind})"
                found[resource] = [_problem("ACJ951", message, resource)]
    return found


def _own_problem(application: StackApplication, address: str, owner: str) -> Problem:
    """The problem of an application's variable whose address one of the user's elements has."""
    arguments = {"location": "location", "resource_group_name": "resource_group"}
    argument = arguments.get(address.rpartition(".")[2].removeprefix(application.address_prefix))
    return rules.problem(
        "ACJ906",
        f"{address} is already the address of {owner}",
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
        where=resource._declared_at,
    )


def elements_beside(
    application: StackApplication, in_stack: Sequence[StackApplication]
) -> list[TerraformElement]:
    """All elements of the stack that the user has added, collected before anything is written."""
    own, engine = {each.construct for each in in_stack}, application.engine
    rest = [each for each in application.stack.node.children if each not in own]
    beside = [
        each for each in rest if not isinstance(each, (engine.TerraformBackend, engine.TerraformProvider))
    ]
    if not beside:
        return []
    claimed = {element for elements in application.claims.values() for element in elements}
    found = application.stack.node.find_all()
    return [each for each in found if is_element(each) and each not in claimed]


def claimed_twice(application: StackApplication) -> list[Problem]:
    """Problems of addresses that both a written element and one of the user's elements have, of any kind."""
    return list(_claimed_twice(application, application.elements_beside))


def _claimed_twice(application: StackApplication, elements: Iterable[TerraformElement]) -> Iterator[Problem]:
    for element in elements:
        kind = _namespace(element)
        for written in application.claims.get(element.friendly_unique_id, ()) if kind else ():
            if _namespace(written) == kind and written.cdktf_stack is application.stack:
                address = f"{kind}.{element.friendly_unique_id}"
                owner = f"the construct {element.node.path!r}"
                yield _own_problem(application, address, owner)


@implements(IValidation)
class NothingOverwritten:
    """Stops the engine before it writes a stack in which another element has one of our addresses.

    It runs last, because aspects and `configure_terraform` add elements after all other checks. It also
    registers the resource providers that these elements need.
    """

    def __init__(self, application: StackApplication) -> None:
        self._application = application

    def validate(self) -> list[str]:
        """Called by the engine; any message that it returns stops the synth."""
        application = self._application
        in_stack = application.applications_of_stack
        known = {element for elements in application.claims.values() for element in elements}
        for each in in_stack:
            known.update(each.elements_beside)
        late = [each for each in application.stack.node.find_all() if each not in known]
        note_late(application, late)
        elements = [each for each in late if is_element(each)]
        application.problems_of_validation = list(_claimed_twice(application, elements))
        return [rules.one_line(problem) for problem in application.problems_of_validation]


def _namespace(element: TerraformElement) -> str | None:
    """The start of an element's address; None if it has no address, or one that can't collide."""
    engine = engine_of(element)
    if engine is None:
        return None
    named = (
        (engine.TerraformVariable, "var"),
        (engine.TerraformLocal, "local"),
        (engine.TerraformOutput, "output"),
    )
    for kind, name in named:
        if isinstance(element, kind):
            return name
    if isinstance(element, engine.TerraformResource):
        return str(element.terraform_resource_type)
    if isinstance(element, engine.TerraformDataSource):
        return f"data.{element.terraform_resource_type}"
    return None


def _taken(elements: Iterable[TerraformElement], kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """Addresses of the user's elements that could collide with ours, each with its construct."""
    for element in elements:
        kind = _namespace(element)
        if kind in kinds:
            yield f"{kind}.{element.friendly_unique_id}", f"the construct {element.node.path!r}"


def _written_beside(
    application: StackApplication, things: Sequence[Planned], jobs: Sequence[ComputeResource]
) -> Iterator[str]:
    """Addresses of elements that come with the resources: outputs, and the parts of unique names."""
    prefix = application.address_prefix
    if jobs:
        names = ("job_names", "job_ids", "job_logs_commands", "job_start_commands")
        yield from (f"output.{prefix}{name}" for name in names)
    if any(thing.kind == RUN_TYPE for thing in things):
        yield f"{RUN_TYPE}.{check_address(application)}"
    if any(thing.name.endswith("_acr") and thing.kind == "azurerm_container_registry" for thing in things):
        yield f"output.{prefix}registry_endpoints"
    if any(UNKNOWN_SUFFIX in (thing.azure_name or "") for thing in things):
        yield f"local.{prefix}unique_suffix"
        yield f"data.azurerm_client_config.{prefix}current"
