"""Key Vaults and their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, AzureKeyVaultSecretResource
from cdktf_aspire.hosting.ingress import read_in
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.resources.azure_resource import PartEntry, WholeEntry, provider_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.hosting.azure.key_vault import VaultSecret
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.engine.engines import AzurermElement
    from cdktf_aspire.terraform.resources.context import Context, Written


class _KeyVaultEntry(WholeEntry[AzureKeyVaultResource]):
    def more_attributes(self, context: Context, resource: AzureKeyVaultResource) -> dict[str, object]:
        return {"tenant_id": context.client_config.tenant_id}

    def complete(self, context: Context, resource: AzureKeyVaultResource, written: Written) -> Written:
        """With the role of the deploying identity, which lets it write secrets."""
        if resource.existing is not None or not resource.secrets:
            return written
        officer = context.role_assignments.create(
            resource,
            f"{resource.identifier}_deployer_secrets_officer",
            scope=written.output("id"),
            role="Key Vault Secrets Officer",
            principal_id=context.client_config.object_id,
            principal_type=None,
            # Who deploys next, or only plans, may be somebody else and would take the first one's role.
            ignore_changes=["name", "principal_id"],
        )
        return attrs.evolve(written, others=(officer,))


def _of_vault(context: Context, secret: AzureKeyVaultSecretResource) -> dict[str, object]:
    with read_in(None):  # readers of the vault can be anywhere
        value = context.text(secret.value)
    return {"value": value, "key_vault_id": context.output(secret.vault, "id")}


def read_vault_secret(
    context: Context, secret: VaultSecret, address: str, jobs: Iterable[ComputeResource]
) -> AzurermElement:
    """A data source with the value of a secret, which is there before Terraform reads it.

    Args:
        context: the writer of the application.
        secret: of a vault that exists, or that the application creates.
        address: in Terraform.
        jobs: of the application; what one of them waits for may be the secret.
    """
    vault = secret.vault
    waits = [each.other for job in jobs for each in Waits.of(job).waits]
    own = [each.existing.construct for each in waits if isinstance(each, MaybeExisting) and each.existing]
    kind = AzureKeyVaultSecretResource._azure_type.azurerm
    return create(
        f"data_{kind}",
        vault,
        f"value-of-{secret.secret_name}",
        address,
        {"name": secret.secret_name, "key_vault_id": context.output(vault, "id")},
        depends_on=[
            cast("TerraformElement", each)
            for each in dict.fromkeys(own)
            if each is not None
            and each.terraform_resource_type == kind
            and each.cdktf_stack is vault._application.stack  # type: ignore[attr-defined]
        ],
        provider=provider_of(vault, vault.existing),
    )


_KeyVaultEntry(
    AzureKeyVaultResource,
    "key-vault",
    # Roles instead of access policies.
    {"sku_name": "standard", "rbac_authorization_enabled": True},
)
PartEntry(AzureKeyVaultSecretResource, "secret", _of_vault)
