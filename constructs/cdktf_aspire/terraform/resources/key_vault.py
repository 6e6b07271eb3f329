"""Key Vaults and their secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, AzureKeyVaultSecretResource
from cdktf_aspire.hosting.ingress import read_in
from cdktf_aspire.terraform.resources.azure_resource import PartEntry, WholeEntry

if TYPE_CHECKING:
    from cdktf_aspire.terraform.resources.context import Context, Written


class _KeyVaultEntry(WholeEntry[AzureKeyVaultResource]):
    def more_attributes(self, context: Context, resource: AzureKeyVaultResource) -> dict[str, object]:
        return {"tenant_id": context.client_config.tenant_id}

    def complete(self, context: Context, resource: AzureKeyVaultResource, written: Written) -> Written:
        """With the role of whoever deploys, which lets it write secrets."""
        if resource.existing is not None or not resource.secrets:
            return written
        officer = context.role_assignment(
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
    with read_in(None):  # whoever reads the vault may be anywhere
        value = context.text(secret.value)
    return {"value": value, "key_vault_id": context.output(secret.vault, "id")}


_KeyVaultEntry(
    AzureKeyVaultResource,
    "key-vault",
    # Roles instead of access policies.
    {"sku_name": "standard", "rbac_authorization_enabled": True},
)
PartEntry(AzureKeyVaultSecretResource, "secret", _of_vault)
