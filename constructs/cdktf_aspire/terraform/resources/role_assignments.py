"""Role assignments: one for each principal, role and scope."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.escaping import arguments
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from cdktf_aspire.terraform.engine.engines import AzurermElement
    from constructs import Construct


@records.define
class RoleAssignments:
    """The role assignments of an application."""

    _created: dict[tuple[str, str, str], AzurermElement] = attrs.field(factory=dict)
    _addresses: set[str] = attrs.field(factory=set)

    def create(
        self,
        scope_construct: Construct,
        address: str,
        *,
        scope: str,
        role: str,
        principal_id: str,
        principal_type: str | None = "ServicePrincipal",
        ignore_changes: Sequence[str] = (),
    ) -> AzurermElement:
        """A role assignment whose name is the same on every run.

        With the principal's type said, Azure does not look for an identity that it may not know yet.
        """
        key = (scope, role.casefold(), principal_id)
        if key not in self._created:
            address = free_address(address, self._addresses)
            self._addresses.add(address)
            is_id = is_token(role) or role.startswith(("/", "${"))
            self._created[key] = create(
                "azurerm_role_assignment",
                scope_construct,
                address.replace("_", "-"),
                address,
                {
                    "name": f'${{uuidv5("url", join("|", [{arguments([scope, principal_id, role])}]))}}',
                    "scope": scope,
                    "role_definition_id" if is_id else "role_definition_name": role,
                    "principal_id": principal_id,
                    "principal_type": principal_type,
                },
                ignore_changes=ignore_changes,
            )
        return self._created[key]


def free_address(address: str, taken: Container[str]) -> str:
    """An address, with a number at its end where it is taken."""
    numbered = itertools.chain([address], (f"{address}_{number}" for number in itertools.count(2)))
    return next(each for each in numbered if each not in taken)
