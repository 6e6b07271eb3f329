"""Role assignments of identities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.images import Registries
from cdktf_aspire.hosting.prepared_job import NamedSource
from cdktf_aspire.hosting.references import AppIdentity
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.hosting.azure.azure_resource import AzureResource
    from cdktf_aspire.hosting.azure.identity import Identity
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.hosting.prepared_job import PreparedJob, SourceRole
    from cdktf_aspire.terraform.engine.classes import ContainerAppJob, TerraformElement
    from cdktf_aspire.terraform.writer import Writer
    from cdktf_aspire.values.value import Text


def write_roles(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """What the identities of a job may do: all of it is there before the job.

    Each role is written once, even where several jobs share the identity.
    """
    assignments: list[TerraformElement] = []
    if prepared.identity is not None:
        assignments += _assign(writer, prepared.identity, prepared.roles)
    for identity in _identities_of(prepared):
        assignments += write_identity_roles(writer, identity)
    for each in _for_sources(prepared):
        if each.holder is not None:
            principal_id = writer.identity(each.holder).output("principalId")
            assignments.append(_assign_one(writer, _owner(each.holder), each.target, each.role, principal_id))
    return assignments


def write_roles_of_system_identity(
    writer: Writer, prepared: PreparedJob, job: ContainerAppJob
) -> list[TerraformElement]:
    """The roles that scale rules need of the job's own identity, which is there only after the job.

    Args:
        writer: of the application.
        prepared: the job.
        job: as it was written.
    """
    return [
        _assign_one(writer, prepared.resource, each.target, each.role, job.identity.principal_id)
        for each in _for_sources(prepared)
        if each.holder is None
    ]


def write_identity_roles(
    writer: Writer, identity: AzureUserAssignedIdentityResource
) -> list[TerraformElement]:
    """The roles that the user gave an identity itself."""
    return _assign(writer, identity, Roles.of(identity).explicit_roles)


def _for_sources(prepared: PreparedJob) -> list[SourceRole]:
    if not prepared.source_roles:
        return []
    from cdktf_aspire.hosting.event_sources import roles_for_sources

    return roles_for_sources(prepared)


def _identities_of(prepared: PreparedJob) -> Iterator[AzureUserAssignedIdentityResource]:
    if isinstance(prepared.identity, AzureUserAssignedIdentityResource):
        yield prepared.identity
    for role in prepared.source_roles:
        if isinstance(role.holder, AzureUserAssignedIdentityResource):
            yield role.holder
    for credentials in Registries.of(prepared.resource).registry_credentials:
        if isinstance(credentials.identity, AzureUserAssignedIdentityResource):
            yield credentials.identity


def _assign(
    writer: Writer, identity: Identity, roles: Mapping[AzureResource, Sequence[Text]]
) -> list[TerraformElement]:
    if not any(roles.values()):
        return []
    principal_id = writer.identity(identity).output("principalId")
    return [
        _assign_one(writer, _owner(identity), target, role, principal_id)
        for target, names in roles.items()
        for role in names
    ]


def _owner(identity: Identity) -> Resource:
    return identity.owner if isinstance(identity, AppIdentity) else identity


def _assign_one(
    writer: Writer, owner: Resource, target: AzureResource | NamedSource, role: Text, principal_id: str
) -> TerraformElement:
    scope = writer.named_source_id(target) if isinstance(target, NamedSource) else writer.output(target, "id")
    return writer.role_assignments.create(
        owner,
        f"{owner.identifier}_roles_{target.identifier}_{_short(role)}",
        scope=scope,
        role=str(writer.text(role)),
        principal_id=principal_id,
    )


def _short(role: Text) -> str:
    """The role's part of an address: its name, or the last part of its id."""
    if not is_literal_text(role):
        return "role"
    return re.sub("[^a-z0-9]+", "_", role.rpartition("/")[2].lower()).strip("_") or "role"
