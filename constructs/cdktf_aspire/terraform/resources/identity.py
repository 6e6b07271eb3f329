"""User-assigned identities: those of the application, and the one that a job needs for its roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.terraform.resources.azure_resource import WholeEntry

if TYPE_CHECKING:
    from cdktf_aspire.hosting.references import AppIdentity
    from cdktf_aspire.terraform.resources.context import Context, Written


class _IdentityEntry(WholeEntry[AzureUserAssignedIdentityResource]):
    def name_of(self, context: Context, resource: AzureUserAssignedIdentityResource) -> str:
        return resource._new_name("")  # unique in its group as it is


IDENTITY: Final = _IdentityEntry(AzureUserAssignedIdentityResource, "identity")


def write_app_identity(context: Context, identity: AppIdentity) -> Written:
    """The identity that a resource gets of its own."""
    owner = identity.owner
    return IDENTITY.create(context, owner, f"{owner.identifier}_identity", identity._name_in_azure)
