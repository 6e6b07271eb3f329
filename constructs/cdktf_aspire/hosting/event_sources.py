"""Typed scale rules of a job in Azure's format: sources, secrets, identities and their roles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import on_behalf_of, with_article
from cdktf_aspire.hosting.azure.azure_resource import (
    AzureChildResource,
    AzureResource,
    MaybeExisting,
    OwnAzureResource,
    stand_in_for,
)
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.job_identity import add_identity, add_system
from cdktf_aspire.hosting.job_secrets import add_secret
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.own_constructs import is_own_construct
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.prepared_job import NamedSource, SourceRole, scale_rules_of
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.hosting.watched import attributes_of, rule_for
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.keda.attributes import keys_of
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.rules.secrets import SYSTEM
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule
from cdktf_aspire.jobs.schema import unknown_block
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Reference, Unknown, is_literal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.azure.identity import Identity
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.keda.scaler import Key
    from cdktf_aspire.values.value import Text

# Roles that include what a scaler needs: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
_INCLUDED_IN: Final[Mapping[str, frozenset[str]]] = {
    "Storage Queue Data Reader": frozenset({"Storage Queue Data Contributor"}),
    "Storage Blob Data Reader": frozenset({"Storage Blob Data Contributor", "Storage Blob Data Owner"}),
    "Azure Event Hubs Data Receiver": frozenset({"Azure Event Hubs Data Owner"}),
    "AcrPull": frozenset({"AcrPush"}),
}


def expand_scale_rules(prepared: PreparedJob) -> None:
    """Replaces each typed rule with Azure's.

    It runs before the callbacks, which see Azure's rules, and again after them, for those that they add.
    """
    scale_rules = scale_rules_of(prepared.job)
    for index, rule in enumerate(scale_rules):
        if isinstance(rule, Resource):
            _refuse_source(prepared, rule, index)
            scale_rules[index] = unknown_block(ContainerAppJobScaleRule)
        elif isinstance(rule, ScaleRule):
            taken = {str(each.name) for each in scale_rules if isinstance(each, ContainerAppJobScaleRule)}
            name = _free_name(rule, taken)
            with on_behalf_of(rule.where):
                resolved = _resolved(prepared, rule, name)
                built = resolved.build(name, partial(add_secret, prepared))
            problems = (*rule._problems, *resolved.wrong_values())
            if problems and isinstance(built.metadata, dict):
                built.metadata["unknown"] = Unknown()  # a key that is missing may be what did not fit
            scale_rules[index] = built
            for problem in problems:
                prepared.resource_problem(problem)
    if prepared.signs_in_as_itself:
        add_system(prepared.job.identity)


def roles_for_sources(prepared: PreparedJob) -> list[SourceRole]:
    """The roles that scale rules need, except those that an identity already has or another includes."""

    def has(role: SourceRole) -> bool:
        if role.holder is None or not isinstance(role.target, AzureResource):
            return False
        names = [*prepared.roles.get(role.target, ())] if role.holder is prepared.identity else []
        if isinstance(role.holder, AzureUserAssignedIdentityResource):
            names += Roles.of(role.holder).explicit_roles.get(role.target, ())
        return bool({role.role, *_INCLUDED_IN.get(role.role, ())}.intersection(names))

    return [role for role in prepared.source_roles if not has(role)]


def _refuse_source(prepared: PreparedJob, source: Resource, index: int) -> None:
    scale = prepared.job.configuration.event_trigger_config.scale
    note = scale._note("rules")
    prepared.resource_problem(
        rules.problem(
            "ACJ004",
            f"{source.name!r} is {with_article(source)}, not a scale rule",
            path=f"{note.written.rstrip('=')}[{index}]",
            allowed="scale rules, such as StorageQueueScaleRule(queue_name=...)",
            hint=f"Write {rule_for(source)}",
            where=note.where,
        )
    )


def _free_name(rule: ScaleRule, taken: set[str]) -> str:
    """A name for a rule without one: the source's in the application, or the scaler's."""
    sources = (getattr(rule, field.name) for field in attrs.fields(type(rule)))
    named = next((each.name.lower() for each in sources if isinstance(each, AzureChildResource)), None)
    wanted = base = named or (rule.type if is_literal_text(rule.type) else "rule")
    number = 2
    while wanted in taken:
        wanted, number = f"{base}-{number}", number + 1
    return wanted


def _resolved(prepared: PreparedJob, rule: ScaleRule, name: str) -> ScaleRule:
    """The rule with names for resources, and with an identity that is on the job and has its roles."""
    rule = _with_names_of_parts(prepared, _without_constructs(prepared, rule))
    signs_in = _identity_of(prepared, rule)
    changes: dict[str, object] = {}
    for attribute, key in _sources_of(rule):
        source: object = getattr(rule, attribute)
        target: AzureResource | NamedSource
        if isinstance(source, AzureResource):
            changes[attribute] = Output(source, "name")
            target = source
        elif isinstance(source, str | Reference):
            group: Text | None = getattr(rule, "resource_group", None)
            stands_for = _identifier_of(source, f"{prepared.resource.name}-{name}-{attribute}")
            target = NamedSource(source, group, key.azure_type, stands_for)
        else:
            continue
        if signs_in is not None and signs_in.can_have_roles:
            role = SourceRole(signs_in.holder, target, key.role)
            if role not in prepared.source_roles:
                prepared.source_roles.append(role)
    return _changed(rule, {**changes, "identity": None if signs_in is None else signs_in.id})


def _sources_of(rule: ScaleRule) -> list[tuple[str, Key]]:
    """The attributes that name what an identity needs a role on."""
    return [(attribute, key) for attribute, key in keys_of(type(rule)) if key.role]


def _without_constructs(prepared: PreparedJob, rule: ScaleRule) -> ScaleRule:
    """The rule with resources of the application, or names, instead of the user's constructs."""
    changes: dict[str, object] = {}
    for field in attrs.fields(type(rule)):
        value: object = getattr(rule, field.name)
        if is_own_construct(value):
            resource = stand_in_for(prepared.resource._application, value, MaybeExisting)
            changes[field.name] = (
                Output(resource, "name") if isinstance(resource, OwnAzureResource) else resource
            )
    return _changed(rule, changes)


def _identifier_of(source: object, otherwise: str) -> str:
    """What stands for a name in an address."""
    match source:
        case Parameter():
            return source.identifier
        case str() if is_literal_text(source):
            return identifier(source)
    return identifier(otherwise)


def _with_names_of_parts(prepared: PreparedJob, rule: ScaleRule) -> ScaleRule:
    """The rule with names for parts of resources, and with the resources that follow from the parts."""
    changes: dict[str, object] = {}
    for field in attrs.fields(type(rule)):
        value: object = getattr(rule, field.name)
        # A parameter is a resource too, and a value like any other.
        if field.name == "identity" or not isinstance(value, Resource) or isinstance(value, Reference):
            continue
        found = attributes_of(type(rule), value)
        if field.name not in found:
            _refuse(prepared, rule, field.name, value)
        changes[field.name] = found.pop(field.name, Unknown())
        for attribute, each in found.items():
            if getattr(rule, attribute) is None:
                changes.setdefault(attribute, each)
    return _changed(rule, changes)


def _changed(rule: ScaleRule, changes: Mapping[str, object]) -> ScaleRule:
    return attrs.evolve(rule, **changes)  # type: ignore[arg-type]


def _refuse(prepared: PreparedJob, rule: ScaleRule, attribute: str, value: Resource) -> None:
    better = next((name for name in attributes_of(type(rule), value) if name != attribute), None)
    prepared.resource_problem(
        rules.problem(
            "ACJ612",
            f"{attribute} of {type(rule).__name__} can't be {value.name!r}, {with_article(value)}",
            path=f"{attribute}=",
            value=value.name,
            allowed="text, a token or a resource of the right kind",
            hint=f"Pass it as {better}=" if better else f"Pass its name, or see {rule.scaler.url}",
            where=rule.where,
        )
    )


@records.frozen
class _SignsIn:
    """The identity that a rule signs in with.

    Attributes:
        id: for Azure.
        holder: in the application; None when it is not one of the application's.
        can_have_roles: whether roles can be given to it here.
    """

    id: Text
    holder: Identity | None
    can_have_roles: bool = True


def _identity_of(prepared: PreparedJob, rule: ScaleRule) -> _SignsIn | None:
    """The rule's identity, which the job has from here on; its program's one where nothing else signs in."""
    given: object = rule.identity
    if isinstance(given, Output) and isinstance(given.resource, AzureUserAssignedIdentityResource):
        given = given.resource
    match given:
        case None:
            secrets = rule.secrets
            by_secret = any(all(key in secrets for key in way) for way in rule.scaler.sign_in.ways)
            if by_secret or all(getattr(rule, attribute) is None for attribute, _ in _sources_of(rule)):
                return None
            prepared.needs_identity = True
            holder = prepared.resource.user_assigned_identity or prepared.resource.own_identity
            return _SignsIn(holder.id, holder)
        case AzureUserAssignedIdentityResource():
            add_identity(prepared, given.id)
            return _SignsIn(given.id, given)
        case str() if given.lower() == SYSTEM.lower():
            prepared.signs_in_as_itself = True
            return _SignsIn(SYSTEM, None)
        case str() | Reference():
            add_identity(prepared, given)
            return _SignsIn(given, None, can_have_roles=False)
    prepared.resource_problem(
        rules.problem(
            "ACJ002",
            f"identity of {type(rule).__name__} isn't an identity",
            path="identity=",
            value=given,
            allowed='what add_azure_user_assigned_identity(...) returned, the id of an identity, or "System"',
            where=rule.where,
        )
    )
    return _SignsIn(Unknown(), None, can_have_roles=False)
