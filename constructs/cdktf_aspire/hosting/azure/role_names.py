"""Names of roles: built-in ones are words with spaces, which .NET's enums write without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import normalised_id
from cdktf_aspire.values.value import is_literal_text, is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles; there are custom ones too, so a
# name that is not here is no mistake.
BUILT_IN: Final = (
    "Owner",
    "Contributor",
    "Reader",
    "AcrDelete",
    "AcrImageSigner",
    "AcrPull",
    "AcrPush",
    "AcrQuarantineReader",
    "AcrQuarantineWriter",
    "Azure Event Hubs Data Owner",
    "Azure Event Hubs Data Receiver",
    "Azure Event Hubs Data Sender",
    "Azure Service Bus Data Owner",
    "Azure Service Bus Data Receiver",
    "Azure Service Bus Data Sender",
    "Key Vault Administrator",
    "Key Vault Certificates Officer",
    "Key Vault Certificate User",
    "Key Vault Crypto Officer",
    "Key Vault Crypto User",
    "Key Vault Reader",
    "Key Vault Secrets Officer",
    "Key Vault Secrets User",
    "Log Analytics Contributor",
    "Log Analytics Reader",
    "Monitoring Metrics Publisher",
    "Storage Account Contributor",
    "Storage Account Key Operator Service Role",
    "Storage Blob Data Contributor",
    "Storage Blob Data Owner",
    "Storage Blob Data Reader",
    "Storage Blob Delegator",
    "Storage File Data Privileged Contributor",
    "Storage File Data SMB Share Contributor",
    "Storage File Data SMB Share Reader",
    "Storage Queue Data Contributor",
    "Storage Queue Data Message Processor",
    "Storage Queue Data Message Sender",
    "Storage Queue Data Reader",
    "Storage Table Data Contributor",
    "Storage Table Data Reader",
)


def _squeezed(name: str) -> str:
    """A name as .NET's enums write it, less what they put in front or leave out."""
    return re.sub("[^a-z0-9]", "", name.lower()).removeprefix("azure")


_BY_SQUEEZED: Final = {_squeezed(name): name for name in BUILT_IN}


_ROLE_ID: Final = re.compile(
    r"(?:/subscriptions/[^/\s]+)?(?:/resourceGroups/[^/\s]+)?"
    r"/providers/Microsoft\.Authorization/roleDefinitions/[^/\s]+"
)


def role_problem(role: object, where: SourceLocation | None) -> Problem | None:
    """What is wrong with a role, if anything."""
    if is_text_token(role):
        return None
    if not is_literal_text(role) or not role.strip():
        return rules.problem(
            "ACJ002",
            "A role is the name of a role",
            path="roles=",
            value=role,
            allowed='for example "Storage Blob Data Reader"',
            where=where,
        )
    if role.startswith("/"):
        if _ROLE_ID.fullmatch(normalised_id(role)):
            return None
        return rules.problem(
            "ACJ952",
            "Not the id of a role",
            path="roles=",
            value=role,
            allowed="/subscriptions/<id>/providers/Microsoft.Authorization/roleDefinitions/<id>",
            hint="Take the id of the role's definition, or write the name of the role",
            where=where,
        )
    meant = _BY_SQUEEZED.get(_squeezed(role))
    if meant is None or meant.lower() == role.lower():
        return None
    return rules.problem(
        "ACJ952",
        f"Azure has no role {role!r}",
        path="roles=",
        value=role,
        hint=f"Did you mean {meant!r}?",
        where=where,
    )
