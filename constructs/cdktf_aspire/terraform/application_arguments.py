"""Checks the arguments of `create_builder` and `DistributedApplication` before anything reaches Node."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.arguments import not_a_flag
from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.hosting.azure.azure_resource import RESOURCE_GROUP, Existing, MaybeExisting
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.hosting.own_provider import OF_ANOTHER_STACK, is_own_provider, provider_problem
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import GROUP_NAME, GROUP_NAME_IN_WORDS
from cdktf_aspire.terraform.engine.engines import bound_type, engine_of
from cdktf_aspire.terraform.resources.resource_group import ExistingResourceGroup, known_group, own_group
from cdktf_aspire.values.value import is_literal_text, is_text_token, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.terraform.application import StackApplication
    from constructs import Construct

# It becomes a folder and part of the state's file name. cdktf refuses spaces, but accepts `..`.
_NAME: Final = re.compile(r"[^\s/\\.][^\s/\\]{0,99}")
_REGION: Final = re.compile(r"[A-Za-z0-9 ]*[A-Za-z0-9][A-Za-z0-9 ]*", re.ASCII)
_CONSTRAINT: Final = re.compile(
    r"\s*(=|!=|>=?|<=?|~>)?\s*v?[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.-]+)?\s*", re.ASCII
)
# A token that is one attribute of one of the user's resources.
_OWN: Final = re.compile(r"\$\{(azurerm_[a-z0-9_]+)\.([\w-]+)(?:\.(name|id))?\}", re.ASCII)


def is_name(name: object, *, of_stack: bool) -> bool:
    """Whether a stack or an application can have the name; addresses begin with an application's name."""
    is_possible = is_literal_text(name) and name.isprintable() and _NAME.fullmatch(name) is not None
    return is_possible and (of_stack or not str(name)[0].isdigit())


def name_problem(name: object, message: str = "") -> Problem:
    """The problem of a name that a stack or an application can't have."""
    message = message or f"The name is {_shown(name)}"
    shown = None if is_own_construct(name) else name
    return rules.problem("ACJ946", message, path="name=", value=shown, where=caller())


def settle_arguments(application: StackApplication) -> None:
    """Reports wrong arguments of an application, and replaces them with the defaults.

    Also called by the check, because they are attributes that can be set until then.
    """
    where = application.declared_at
    application.tags = _tags_of(application, application.tags)

    def refuse(path: str, value: object, message: str, allowed: str) -> None:
        shown = None if is_own_construct(value) else value
        application.problems.append(
            rules.problem("ACJ002", message, path=path, value=shown, allowed=allowed, where=where)
        )

    location = application.location
    if location is not None and not (_is_text(location, _REGION) or is_text_token(location)):
        allowed = 'a region such as "westeurope" or "West Europe", a parameter or a token'
        refuse(
            "location=",
            location,
            f"The location is {_shown(location)}, which is not an Azure region",
            allowed,
        )
        application.location = None
    wanted = application.resource_group
    group: object = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    if isinstance(wanted, ExistingResourceGroup) and wanted._problems:
        for problem in wanted._problems:
            application.problems.append(problem)
        application.resource_group = group = None
        is_group = True
    elif is_own_construct(group):
        is_group = group.terraform_resource_type == RESOURCE_GROUP
    else:
        is_group = _is_text(group, GROUP_NAME) or is_text_token(group) or (group is None and wanted is None)
    if not is_group:
        allowed = (
            f"{GROUP_NAME_IN_WORDS}; a parameter, a token, "
            f"a construct of {RESOURCE_GROUP}, or ExistingResourceGroup(...) with one of them"
        )
        message = f"The resource group is {_shown(group)}, not the name of a group"
        refuse("resource_group=", group, message, allowed)
        application.resource_group = None
    version = application.provider_version
    if version is not None and not _is_constraint(version):
        allowed = 'a constraint of Terraform, for example "~> 4.60" or ">= 4.73, < 6"'
        refuse("provider_version=", version, f"The version is {_shown(version)}, not a constraint", allowed)
        application.provider_version = None
    if (
        application.provider is not None
        and (wrong := provider_problem(application.provider, where)) is not None
    ):
        application.problems.append(wrong)
        application.provider = None
    for switch, default in (("warnings_as_errors", False), ("register_resource_providers", True)):
        value: object = getattr(application, switch)
        if not isinstance(value, bool):
            application.problems.append(not_a_flag(switch, value, where=where))
            setattr(application, switch, default)


def _tags_of(application: StackApplication, tags: object) -> dict[str, object]:
    """The application's tags; an invalid one is a problem and is left out."""

    def refuse(path: str, value: object, message: str) -> None:
        allowed = "a dict from text to text, parameters or tokens"
        application.problems.append(
            rules.problem(
                "ACJ002", message, path=path, value=value, allowed=allowed, where=application.declared_at
            )
        )

    if tags is None:
        return {}
    if not isinstance(tags, Mapping) or is_token(tags):
        refuse("tags=", tags, f"The tags are {with_article(tags)}, not a dict")
        return {}
    kept: dict[str, object] = {}
    for key, value in tags.items():
        if not isinstance(key, str) or not key.strip():
            refuse("tags=", key, f"The name of a tag is {_shown(key)}, not text")
        elif not isinstance(value, str) and not is_text_token(value):
            refuse(f"tags=[{key!r}]", "None" if value is None else value, f"The tag is {with_article(value)}")
        else:
            kept[key] = value
    return kept


def _is_text(value: object, pattern: re.Pattern[str]) -> bool:
    return is_literal_text(value) and pattern.fullmatch(value) is not None


def _is_constraint(version: object) -> bool:
    return is_literal_text(version) and all(_CONSTRAINT.fullmatch(part) for part in version.split(","))


def _shown(value: object) -> str:
    return ("empty" if not value.strip() else repr(value)) if isinstance(value, str) else described(value)


def own_construct_problems(application: StackApplication) -> Iterator[Problem]:
    """Problems of constructs that can't be used, or that are referred to by name instead of being passed."""
    yield from _group_problems(application)
    yield from _misplaced(application, application.provider, application.declared_at, None)
    yield from _mixed_problems(application)
    for construct, stand_ins in application.own_constructs.items():
        yield from _unusable(application, construct, stand_ins[0]._declared_at, stand_ins[0].name)
    for resource in application.resources_of(MaybeExisting):
        existing = resource.existing
        if existing is None or existing.name is None:
            continue
        where, name = existing.where, resource.name
        yield from _misplaced(application, existing.provider, where, name)
        if existing.provider and not existing.resource_group and not existing.is_known_by_id:
            message = "It is looked up in the application's own resource group, through another provider"
            yield rules.problem("ACJ992", message, resource=name, path="as_existing", where=where)
        if is_own_construct(existing.resource_group):
            yield from _unusable(application, existing.resource_group, where, name)
        own, attribute = _own(application, existing.name)
        if own is None and existing.provider is None and existing.subscription is None:
            own, attribute = _of_that_name(application, resource._azure_type.azurerm, existing), "name"
        if own is not None and attribute == "name":
            message = f"{own} is created in this app, and looked up again by its name"
            yield rules.problem("ACJ947", message, resource=name, path="as_existing", where=where)
        elif own is not None:
            yield _not_a_name(own, "as_existing", "as_existing(the construct)", where, name)


def _mixed_problems(application: StackApplication) -> Iterator[Problem]:
    """Problems of the user's constructs in the stack that belong to another engine."""
    for construct in dict.fromkeys([*application.stack.node.children, *application.elements_beside]):
        engine = engine_of(construct)
        if engine is None or construct is application.provider:
            continue
        if engine is not application.engine:
            path = construct.node.path
            message = f"{path!r} belongs to {engine.name}, but its stack to {application.engine.name}"
            yield rules.problem("ACJ984", message, where=application.declared_at)


def _group_problems(application: StackApplication) -> Iterator[Problem]:
    group, wanted, where = own_group(application), application.resource_group, application.declared_at
    usual = f"rg-{application.display_name}{application.name_suffix}"
    if wanted is None and jobs_of(application) and not GROUP_NAME.fullmatch(usual):
        yield rules.problem(
            "ACJ946",
            f"The resource group would be named {usual!r}, which Azure does not accept",
            path="resource_group=",
            hint="Name it: create_builder(resource_group=...)",
            where=where,
        )
    if group is not None:
        yield from _unusable(application, group, where, None)
        return
    is_existing = isinstance(wanted, ExistingResourceGroup)
    name = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    own, attribute = _own(application, name)
    known = known_group(application)
    if own is None and known is not None and (is_existing or jobs_of(application)):
        own, attribute = _of_that_name(application, RESOURCE_GROUP, Existing(known)), "name"
    if own is not None and attribute != "name":
        yield _not_a_name(own, "resource_group=", "resource_group=the construct", where, None)
    elif own is not None and is_existing:
        message = f"{own} is created in this app, and looked up again by its name"
        yield rules.problem("ACJ947", message, path="resource_group=", where=where)
    elif own is not None or (not is_existing and _named_data_source(application, name)):
        message = f"{own or 'The group'} already exists and would be created a second time"
        yield rules.problem("ACJ948", message, path="resource_group=", where=where)


def _unusable(
    application: StackApplication,
    construct: OwnConstruct,
    where: SourceLocation | None,
    resource: str | None,
) -> Iterator[Problem]:
    if construct.node.root is not application.construct.node.root:
        message = f"{described(construct)} belongs to another App"
        yield rules.problem("ACJ949", message, resource=resource, where=where)
        return
    engine = engine_of(construct)
    if engine is not None and engine is not application.engine:
        message = (
            f"{described(construct)} belongs to {engine.name}, but the stack to {application.engine.name}"
        )
        yield rules.problem("ACJ984", message, resource=resource, where=where)
        return
    for argument in ("count", "for_each"):
        if getattr(construct, argument, None) is not None:
            yield rules.problem(
                "ACJ002",
                f"{described(construct)} is several resources, because it has {argument}=",
                resource=resource,
                allowed="a construct that is one resource",
                hint=f"Leave {argument}= out and create each one in a Python loop",
                where=where,
            )


def _misplaced(
    application: StackApplication,
    provider: Construct | None,
    where: SourceLocation | None,
    resource: str | None,
) -> Iterator[Problem]:
    """The problem of a provider that belongs to another engine or another stack."""
    engine = engine_of(provider)
    if not is_own_provider(provider) or engine is None:
        return
    path, shown = "provider=", f"The provider {provider.node.path!r}"
    if engine is not application.engine:
        message = f"{shown} belongs to {engine.name}, but the stack to {application.engine.name}"
        yield rules.problem("ACJ984", message, resource=resource, path=path, where=where)
    elif provider.cdktf_stack is not application.stack:
        message = f"{shown} is in a different stack from the application"
        yield rules.problem(OF_ANOTHER_STACK, message, resource=resource, path=path, where=where)


def _not_a_name(
    own: str, path: str, hint: str, where: SourceLocation | None, resource: str | None
) -> Problem:
    return rules.problem(
        "ACJ002",
        f"This must be a name, but it is another attribute of {own}",
        resource=resource,
        path=path,
        allowed="a name in Azure, or the construct itself",
        hint=f"Write {hint}",
        where=where,
    )


def _own(application: StackApplication, value: object) -> tuple[str | None, str | None]:
    """The resource and the attribute that a token refers to; None if it is anything else."""
    match = _OWN.fullmatch(application.resolved(value))
    return (None, None) if match is None else (f"{match[1]}.{match[2]}", match[3])


def _of_that_name(application: StackApplication, kind: str, existing: Existing) -> str | None:
    """The address of the resource in the stack that has the same name as an existing or a new one."""
    group = existing.resource_group
    for element in application.elements_beside:
        if f"azurerm_{bound_type(element)}" != kind:
            continue
        pairs: list[tuple[object, object]] = [(existing.name, getattr(element, "name_input", None))]
        if group is not None:
            pairs.append((group, getattr(element, "resource_group_name_input", None)))
        if all(is_literal_text(one) and is_literal_text(other) for one, other in pairs) and all(
            str(one).lower() == str(other).lower() for one, other in pairs
        ):
            return f"{kind}.{element.friendly_unique_id}"
    return None


def _named_data_source(application: StackApplication, value: object) -> bool:
    return (
        re.fullmatch(r"\$\{data\.azurerm_resource_group\.[\w-]+\.name\}", application.resolved(value))
        is not None
    )
