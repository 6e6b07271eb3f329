"""Role assignments of a job's identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf import Fn

from cdktf_aspire.hosting.identities import AppIdentity, AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.scaling import NamedSource

if TYPE_CHECKING:
    from cdktf import TerraformElement

    from cdktf_aspire.hosting.azure_resource import AzureResource
    from cdktf_aspire.hosting.preparation import PreparedJob
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.terraform.writer import Writer


def write_roles(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """The roles of a job's identity, each once, even where several jobs share the identity."""
    assignments: list[TerraformElement] = []
    if prepared.identity is not None:
        assignments += _assign(writer, prepared.identity, prepared.roles)
    for each in prepared.source_roles:
        if each.holder is not None:
            principal_id = writer.identity(each.holder).outputs["principalId"]
            assignments.append(_assign_one(writer, _owner(each.holder), each.target, each.role, principal_id))
    return assignments


def write_roles_of_system_identity(writer: Writer, prepared: PreparedJob, principal_id: str) -> None:
    """The roles that scale rules need of the job's own identity, which is there only after the job.

    Args:
        writer: of the application.
        prepared: the job.
        principal_id: of the job's own identity.
    """
    for each in prepared.source_roles:
        if each.holder is None:
            _assign_one(writer, prepared.resource, each.target, each.role, principal_id)


def write_identity_roles(writer: Writer, identity: AzureUserAssignedIdentityResource) -> None:
    """The roles that the user gave an identity itself."""
    roles = {target: tuple(names) for target, names in identity.explicit_roles.items()}
    _assign(writer, identity, roles)


def _assign(
    writer: Writer,
    identity: AppIdentity | AzureUserAssignedIdentityResource,
    roles: dict[AzureResource, tuple[str, ...]],
) -> list[TerraformElement]:
    principal_id = writer.identity(identity).outputs["principalId"]
    return [
        _assign_one(writer, _owner(identity), target, role, principal_id)
        for target, names in roles.items()
        for role in names
    ]


def _owner(identity: AppIdentity | AzureUserAssignedIdentityResource) -> Resource:
    return identity.owner if isinstance(identity, AppIdentity) else identity


def _assign_one(
    writer: Writer, owner: Resource, target: AzureResource | NamedSource, role: str, principal_id: str
) -> TerraformElement:
    suffix = f"{target.identifier}_{re.sub('[^a-z0-9]+', '_', role.lower())}"
    return writer.role_assignment(
        owner,
        f"roles-{suffix.replace('_', '-')}",
        f"{owner.identifier}_roles_{suffix}",
        scope=_id_of(writer, target) if isinstance(target, NamedSource) else writer.output(target, "id"),
        role=role,
        principal_id=principal_id,
    )


def _id_of(writer: Writer, source: NamedSource) -> str:
    """Azure's id of a resource that is known by name only."""
    group = source.resource_group
    parts = [
        "/subscriptions",
        writer.client_config.subscription_id,
        "resourceGroups",
        writer.resource_group.name if group is None else str(writer.text(group)),
        "providers",
        source.resource_type,
        str(writer.text(source.name)),
    ]
    return str(Fn.join("/", parts))
