"""Role assignments of a job's identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.identities import AppIdentity, AzureUserAssignedIdentityResource

if TYPE_CHECKING:
    from cdktf import TerraformElement

    from cdktf_aspire.hosting.azure_resource import AzureResource
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.writer import Writer


def write_roles(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """The roles of a job's identity, each once, even where several jobs share the identity."""
    if prepared.identity is None:
        return []
    return _assign(writer, prepared.identity, prepared.roles)


def write_identity_roles(writer: Writer, identity: AzureUserAssignedIdentityResource) -> None:
    """The roles that the user gave an identity itself."""
    roles = {target: tuple(names) for target, names in identity.explicit_roles.items()}
    _assign(writer, identity, roles)


def _assign(
    writer: Writer,
    identity: AppIdentity | AzureUserAssignedIdentityResource,
    roles: dict[AzureResource, tuple[str, ...]],
) -> list[TerraformElement]:
    owner = identity.owner if isinstance(identity, AppIdentity) else identity
    assignments: list[TerraformElement] = []
    for target, names in roles.items():
        for role in names:
            suffix = f"{target.identifier}_{re.sub('[^a-z0-9]+', '_', role.lower())}"
            assignments.append(
                writer.role_assignment(
                    owner,
                    f"roles-{suffix.replace('_', '-')}",
                    f"{owner.identifier}_roles_{suffix}",
                    scope=writer.output(target, "id"),
                    role=role,
                    principal_id=writer.identity(identity).outputs["principalId"],
                )
            )
    return assignments
