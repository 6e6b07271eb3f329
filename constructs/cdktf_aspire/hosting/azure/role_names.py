"""Names of roles: built-in ones are words with spaces, which .NET's enums write without."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.all_types import wholes
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import normalised_id
from cdktf_aspire.values.value import is_literal_text, is_text_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation

register(
    "ACJ952",
    ERROR,
    "with_role_assignments(target, *roles)",
    allowed="names of roles as Azure spells them, or ids of role definitions",
    why="azurerm doesn't find the role",
    fix="Write the name with its spaces",
    source="https://learn.microsoft.com/azure/role-based-access-control/built-in-roles",
)

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles, beside those of the services;
# there are custom ones too, so any other name is allowed.
_ON_ANYTHING: Final[Mapping[str, str | None]] = {
    "Owner": None,
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Monitoring Metrics Publisher": None,
}


@functools.cache
def built_in_roles() -> dict[str, str | None]:
    """Built-in roles for the resources of this library -> id of the definition, where it is known."""
    roles = dict(_ON_ANYTHING)
    for kind in wholes():
        roles |= kind._azure_type.roles
    return roles


def _squeezed(name: str) -> str:
    """A name as .NET's enums write it, less what they put in front or leave out."""
    return re.sub("[^a-z0-9]", "", name.lower()).removeprefix("azure")


@functools.cache
def _by_squeezed() -> dict[str, str]:
    return {_squeezed(name): name for name in built_in_roles()}


def role_of_dotnet(role: str) -> str:
    """The role's name as Azure writes it, of a name as .NET's enums write it; any other text as it is."""
    return _by_squeezed().get(_squeezed(role), role) if role.isalnum() else role


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
            "A role is given by its name",
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
            hint="Use the id of the role's definition, or the name of the role",
            where=where,
        )
    meant = _by_squeezed().get(_squeezed(role))
    if meant is None or meant.lower() == role.lower():
        return None
    return rules.problem(
        "ACJ952",
        f"Azure doesn't have a role {role!r}",
        path="roles=",
        value=role,
        hint=f"Did you mean {meant!r}?",
        where=where,
    )
