"""The identity that a job's program signs in with, if one of its references requires one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.azure.key_vault import KeyVaultSecretUri, VaultSecret
from cdktf_aspire.hosting.azure.role_targets import reads_a_vault, roles_of
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.credentials import ContainerAppWritableSecret, ManagedServiceIdentity
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.settings import Settings
from cdktf_aspire.jobs.template import ContainerAppEnvironmentVariable, ContainerAppInitContainer
from cdktf_aspire.values.expressions import unfolded
from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import PreparedJob, Referring
    from cdktf_aspire.values.value import Text

register(
    "ACJ954",
    WARNING,
    "a Key Vault secret without a role on the vault",
    allowed="a role such as Key Vault Secrets User for the job's identity",
    why="The job can't read the secret, and Azure refuses it in the middle of the apply",
    fix=(
        "Assign the role with with_role_assignments(), or acknowledge the warning if somebody else assigns it"
    ),
    source="https://learn.microsoft.com/azure/container-apps/manage-secrets",
)

_REFERRING = (ContainerAppEnvironmentVariable, ContainerAppInitContainer, ContainerAppWritableSecret)


def give_identity(prepared: PreparedJob, referring: list[Referring]) -> None:
    """Gives the job the identity and the roles that its variables, arguments and secrets need.

    It runs before the callbacks, which see the identity, and again after them, for what they refer to.

    Args:
        prepared: whose job it is.
        referring: the places of the job that refer to something.
    """
    parts = [
        part for each in referring if isinstance(each.place.block, _REFERRING) for part in each.value.parts
    ]
    for target, roles in roles_of(prepared.resource, parts).items():
        prepared.roles.setdefault(target, roles)
    if prepared.identity is not None:
        return
    prepared.identity = prepared.resource.user_assigned_identity
    if prepared.identity is None and (prepared.needs_identity or prepared.roles or reads_a_vault(parts)):
        prepared.identity = prepared.resource.own_identity
    if prepared.identity is None:
        return
    # Aspire's order: the program's identity, then the one that pulls the image.
    prepared.job.identity.user_assigned_identities.insert(0, prepared.identity.id)
    variables = (
        ("AZURE_CLIENT_ID", prepared.identity.client_id),
        ("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential"),
    )
    for container in prepared.job.template.containers[:1]:
        for name, value in variables:
            if all(variable.name != name for variable in container.env):
                container.env.append(ContainerAppEnvironmentVariable(name=name, value=value))


def check_vault_roles(prepared: PreparedJob) -> None:
    """Reports vaults whose secrets the job reads without a role that allows it."""
    granted = {*prepared.roles, *Roles.of(prepared.resource).given_elsewhere}
    if isinstance(prepared.identity, AzureUserAssignedIdentityResource):
        granted |= {target for target, roles in Roles.of(prepared.identity).explicit_roles.items() if roles}
    for each in prepared.referring:
        for part in each.value.parts:
            secret = part.secret if isinstance(part, KeyVaultSecretUri) else part
            # Terraform reads a secret that is part of a longer text.
            is_read = secret is not part or part is unfolded(each.value.parts[0])
            if isinstance(secret, VaultSecret) and is_read and secret.vault not in granted:
                granted.add(secret.vault)
                message = f"The job isn't assigned a role on the vault {secret.vault.name!r}"
                prepared.resource_problem(
                    rules.problem("ACJ954", message, path=each.place.path, where=each.place.where)
                )


def add_system(identity: object) -> None:
    """Gives a job its own identity, in addition to those that it has.

    Args:
        identity: of the job; or what a callback has put in its place.
    """
    if isinstance(identity, ManagedServiceIdentity) and not is_token(identity.type):
        has_others = bool(identity.user_assigned_identities) or str(identity.type).lower() == "userassigned"
        kind = "SystemAssigned, UserAssigned" if has_others else "SystemAssigned"
        identity._assign("type", kind, written="type")


def add_identity(prepared: PreparedJob, identity_id: Text) -> None:
    """Adds an identity to the job, unless it already has it."""
    identity: object = prepared.job.identity
    ids: object = (
        identity.__dict__.get("user_assigned_identities") if isinstance(identity, Settings) else None
    )
    if isinstance(ids, Items) and not any(_is_same(each, identity_id) for each in ids):
        ids.append(identity_id)


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, Output) and isinstance(other, Output):
        return (one.resource, one.name) == (other.resource, other.name)
    return one == other
