"""Role assignments of identities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.identities import AppIdentity, AzureUserAssignedIdentityResource
from cdktf_aspire.jobs.values import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf import TerraformElement

    from cdktf_aspire.hosting.azure_resource import AzureResource
    from cdktf_aspire.hosting.identities import Identity
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.values import Text
    from cdktf_aspire.terraform.writer import Writer


def write_roles(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """What the identities of a job may do: all of it is there before the job.

    Each role is written once, even where several jobs share the identity.
    """
    assignments: list[TerraformElement] = []
    if prepared.identity is not None:
        assignments += _assign(writer, prepared.identity, prepared.roles)
    for identity in _identities_of(prepared):
        assignments += write_identity_roles(writer, identity)
    return assignments


def write_identity_roles(
    writer: Writer, identity: AzureUserAssignedIdentityResource
) -> list[TerraformElement]:
    """The roles that the user gave an identity itself."""
    return _assign(writer, identity, identity.explicit_roles)


def _identities_of(prepared: PreparedJob) -> Iterator[AzureUserAssignedIdentityResource]:
    if isinstance(prepared.identity, AzureUserAssignedIdentityResource):
        yield prepared.identity
    for credentials in prepared.resource.registry_credentials:
        if credentials.identity is not None:
            yield credentials.identity


def _assign(
    writer: Writer, identity: Identity, roles: Mapping[AzureResource, Sequence[Text]]
) -> list[TerraformElement]:
    owner = identity.owner if isinstance(identity, AppIdentity) else identity
    return [
        writer.role_assignment(
            owner,
            f"{owner.identifier}_roles_{target.identifier}_{_short(role)}",
            scope=writer.output(target, "id"),
            role=str(writer.text(role)),
            principal_id=writer.identity(identity).outputs["principalId"],
        )
        for target, names in roles.items()
        for role in names
    ]


def _short(role: Text) -> str:
    """The role's part of an address: its name, or the last part of its id."""
    if not is_literal_text(role):
        return "role"
    return re.sub("[^a-z0-9]+", "_", role.rpartition("/")[2].lower()).strip("_") or "role"
