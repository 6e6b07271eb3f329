"""A job's credentials: secrets, registries, identities. A container app has the same blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.schema import TEXT, Texts, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Text


@records.define(slots=False)
class ManagedServiceIdentity(Settings):
    """The identities of a job.

    Attributes:
        type: `SystemAssigned`, `UserAssigned`, or `SystemAssigned, UserAssigned`; follows from the ids when
            not set.
        user_assigned_identities: ids of user-assigned identities.

    Example:
        ```python
        identity = job.identity
        identity.type = "SystemAssigned"
        ```
    """

    type: Text | None = setting(TEXT, required=True)
    user_assigned_identities: list[Text] = setting(Texts(is_set=True), "identity_ids")

    managed_service_identity_type = Alias["Text | None"]("type")
    identity_ids = Alias["list[Text]"]("user_assigned_identities")


@records.define(slots=False)
class ContainerAppWritableSecret(Settings):
    """A secret of the job: a value, or a secret of a Key Vault read with an identity.

    Attributes:
        name: lower case letters, digits and `-`.
        value: a secret parameter or another reference; never text in the code.
        key_vault_uri: URI of the vault's secret, instead of a value.
        identity: id of a user-assigned identity of the job, or `System`, that reads the vault.

    Example:
        `job.configuration.secrets.append(ContainerAppWritableSecret(name="db", value=password))`
    """

    name: Text | None = setting(TEXT, required=True)
    value: Text | None = setting(TEXT, secret=True, shown=False)
    key_vault_uri: Text | None = setting(TEXT, "key_vault_secret_id", bicep="keyVaultUrl", shown=False)
    identity: Text | None = setting(TEXT, shown=False)

    key_vault_secret_id = Alias["Text | None"]("key_vault_uri")


@records.define(slots=False)
class ContainerAppRegistryCredentials(Settings):
    """A registry that images are pulled from, and the sign-in to it.

    Attributes:
        server: host of the registry, without a scheme.
        identity: id of a user-assigned identity of the job, or `System`.
        username: together with a password, instead of an identity.
        password_secret_ref: name of the job's secret that holds the password.

    Example:
        ```python
        registry = ContainerAppRegistryCredentials(
            server="ghcr.io", username="contoso", password_secret_ref="ghcr"
        )
        job.configuration.registries.append(registry)
        job.configuration.secrets.append(ContainerAppWritableSecret(name="ghcr", value=password))
        ```
    """

    server: Text | None = setting(TEXT, required=True)
    identity: Text | None = setting(TEXT, shown=False)
    username: Text | None = setting(TEXT, shown=False)
    password_secret_ref: Text | None = setting(TEXT, "password_secret_name", shown=False)

    password_secret_name = Alias["Text | None"]("password_secret_ref")
