"""Which roles a resource needs: the default ones of what it refers to, or those that the user gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.azure.identity import Roles
from cdktf_aspire.hosting.azure.key_vault import (
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
    VaultSecret,
)
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.referencing import References

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.values.value import Text


def role_target(value: object) -> AzureResource | None:
    """The Azure resource that a value or a source of a reference belongs to."""
    match value:
        case Output(resource=AzureResource() as resource):
            return resource
        case KeyVaultSecretReference(vault=vault):
            return vault
        case AzureKeyVaultSecretResource() | AzureChildResource() | AzureResource():
            return value._role_target
    return None


def roles_of(resource: ComputeResource, parts: Iterable[object]) -> dict[AzureResource, tuple[Text, ...]]:
    """The roles that a resource's identity gets, by target.

    Args:
        resource: a project, a container or an executable.
        parts: of the values of its environment variables and arguments.
    """
    referred = map(role_target, [*parts, *(call.source for call in References.of(resource).references)])
    targets = dict.fromkeys(each for each in referred if each is not None)
    roles: dict[AzureResource, tuple[Text, ...]] = {
        target: tuple(Roles.of(resource).explicit_roles.get(target, target.default_roles))
        for target in [*targets, *(each for each in Roles.of(resource).explicit_roles if each not in targets)]
    }
    return {target: names for target, names in roles.items() if names}


def reads_a_vault(parts: Iterable[object]) -> bool:
    """Whether a value is a vault's secret, which takes an identity to read."""
    return any(isinstance(part, VaultSecret) for part in parts)
