"""What `create_builder` and `DistributedApplication` are given: checked before anything reaches Node."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cdktf import DefaultTokenResolver, StringConcat, Tokenization

from cdktf_aspire.hosting.azure_resource import RESOURCE_GROUP, MaybeExisting
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import caller, with_article
from cdktf_aspire.jobs.values import Raw, is_literal_text, is_text_token, is_token
from cdktf_aspire.terraform.resource_group import ExistingResourceGroup, own_group

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.problems import Problem, SourceLocation
    from cdktf_aspire.terraform.application import DistributedApplication

# A folder and a part of the state's file name; cdktf itself refuses spaces and takes `..`.
_NAME: Final = re.compile(r"[^\s/\\.][^\s/\\]{0,99}")
# As azurerm checks it: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
_GROUP: Final = re.compile(r"[-\w._()]{0,89}[-\w_()]", re.ASCII)
_REGION: Final = re.compile(r"[A-Za-z0-9 ]*[A-Za-z0-9][A-Za-z0-9 ]*", re.ASCII)
_CONSTRAINT: Final = re.compile(
    r"\s*(=|!=|>=?|<=?|~>)?\s*v?[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z.-]+)?\s*", re.ASCII
)
_OWN_NAME: Final = re.compile(r"\$\{(azurerm_[a-z0-9_]+)\.([\w-]+)\.name\}", re.ASCII)


def is_name(name: object, *, of_stack: bool) -> bool:
    """Whether a stack, or an application in one, can have the name; addresses begin with the latter."""
    is_possible = is_literal_text(name) and name.isprintable() and _NAME.fullmatch(name) is not None
    return is_possible and (of_stack or not str(name)[0].isdigit())


def name_problem(name: object, message: str = "") -> Problem:
    """The problem of a name that a stack or an application can't have."""
    message = message or f"The name is {_shown(name)}"
    shown = None if is_own_construct(name) else name
    return rules.problem("ACJ946", message, path="name=", value=shown, where=caller())


def settle_arguments(application: DistributedApplication, where: SourceLocation | None) -> None:
    """Reports what is wrong with an application's arguments, and puts the defaults in their place."""

    def refuse(path: str, value: object, message: str, allowed: str) -> None:
        shown = None if is_own_construct(value) else value
        application.report(
            rules.problem("ACJ002", message, path=path, value=shown, allowed=allowed, where=where)
        )

    location = application.location
    if location is not None and not (_is_text(location, _REGION) or is_text_token(location)):
        allowed = 'a region such as "westeurope" or "West Europe", a parameter or a token'
        refuse("location=", location, f"The location is {_shown(location)}, not a region of Azure", allowed)
        application.location = None
    wanted = application.resource_group
    group: object = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    if is_own_construct(group):
        is_group = group.terraform_resource_type == RESOURCE_GROUP
    else:
        is_group = _is_text(group, _GROUP) or is_text_token(group) or (group is None and wanted is None)
    if not is_group:
        allowed = (
            "1 to 90 letters, digits and -_.() without a dot at the end; a parameter, a token, "
            f"a construct of {RESOURCE_GROUP}, or ExistingResourceGroup(...) with one of them"
        )
        message = f"The resource group is {_shown(group)}, not the name of a group"
        refuse("resource_group=", group, message, allowed)
        application.resource_group = None
    version = application.provider_version
    if version is not None and not _is_constraint(version):
        allowed = 'a constraint of Terraform, for example "~> 4.60" or ">= 4.73, < 5"'
        refuse("provider_version=", version, f"The version is {_shown(version)}, not a constraint", allowed)
        application.provider_version = None
    if not isinstance(application.warnings_as_errors, bool):
        value = application.warnings_as_errors
        refuse("warnings_as_errors=", value, f"The switch is {with_article(value)}", "True or False")
        application.warnings_as_errors = False


def tags_of(
    application: DistributedApplication, tags: object, where: SourceLocation | None
) -> dict[str, object]:
    """The application's tags; what can't be one is a problem and is left out."""

    def refuse(path: str, value: object, message: str) -> None:
        allowed = "a dict from text to text, parameters or tokens"
        application.report(
            rules.problem("ACJ002", message, path=path, value=value, allowed=allowed, where=where)
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


def own_construct_problems(application: DistributedApplication) -> Iterator[Problem]:
    """Constructs of another app, and constructs that are named where they should be passed themselves."""
    yield from _group_problems(application)
    for construct, stand_ins in application.own_constructs.items():
        if construct.node.root is not application.node.root:
            yield _foreign(described(construct), stand_ins[0].declared_at, stand_ins[0].name)
    for resource in application.resources_of(MaybeExisting):
        existing = resource.existing
        named = existing and _named_construct(application, existing.name)
        if existing and named:
            yield rules.problem(
                "ACJ947",
                f"{named} is created in this app, and looked up again by its name",
                resource=resource.name,
                path="as_existing",
                where=existing.where,
            )


def _group_problems(application: DistributedApplication) -> Iterator[Problem]:
    group, wanted, where = own_group(application), application.resource_group, application.declared_at
    usual = f"rg-{application.display_name}{application.name_suffix}"
    if wanted is None and application.jobs and not _GROUP.fullmatch(usual):
        yield rules.problem(
            "ACJ946",
            f"The resource group would be named {usual!r}, which Azure does not take",
            path="resource_group=",
            hint="Name it: create_builder(resource_group=...)",
            where=where,
        )
    if group is not None and group.node.root is not application.node.root:
        yield _foreign(described(group), where, None)
    is_existing = isinstance(wanted, ExistingResourceGroup)
    name = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    named = _named_construct(application, name)
    if named is not None and is_existing:
        message = f"{named} is created in this app, and looked up again by its name"
        yield rules.problem("ACJ947", message, path="resource_group=", where=where)
    elif named is not None or (not is_existing and _named_data_source(application, name)):
        message = f"{named or 'The group'} is there already, and would be created a second time"
        yield rules.problem("ACJ948", message, path="resource_group=", where=where)


def _foreign(what: str, where: SourceLocation | None, resource: str | None) -> Problem:
    message = f"{what} belongs to another App"
    return rules.problem("ACJ949", message, resource=resource, where=where)


def _resolved(application: DistributedApplication, value: object) -> str:
    if isinstance(value, Raw):
        return f"${{{value.expression.strip()}}}"
    if not isinstance(value, str) or not is_token(value):
        return ""
    resolver = DefaultTokenResolver(StringConcat())
    stack = application.stack
    return str(Tokenization.resolve(value, scope=stack, resolver=resolver, preparing=False))


def _named_construct(application: DistributedApplication, value: object) -> str | None:
    """The resource whose name a token is, where that is all it is."""
    match = _OWN_NAME.fullmatch(_resolved(application, value))
    return None if match is None else f"{match[1]}.{match[2]}"


def _named_data_source(application: DistributedApplication, value: object) -> bool:
    return (
        re.fullmatch(r"\$\{data\.azurerm_resource_group\.[\w-]+\.name\}", _resolved(application, value))
        is not None
    )
