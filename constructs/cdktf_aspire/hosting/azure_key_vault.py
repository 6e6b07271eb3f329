"""A Key Vault and its secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from cdktf_aspire.hosting.azure_resource import AzureResource
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.expressions import parts_of, problems_of
from cdktf_aspire.hosting.part_names import VAULT_SECRET, check_part_name
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.values import Reference, is_literal_text, is_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.jobs.values import Text


@attrs.frozen(eq=False)
class KeyVaultSecretReference(Reference):
    """A secret of a vault, read by the job itself with its identity.

    Attributes:
        vault: that holds it.
        secret_name: in the vault.
    """

    vault: AzureKeyVaultResource
    secret_name: str

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True


@attrs.frozen(eq=False)
class KeyVaultSecretUri(Reference):
    """The address of a vault's secret, which is no secret itself.

    Attributes:
        secret: the secret.
    """

    secret: KeyVaultSecretReference | AzureKeyVaultSecretResource


class AzureKeyVaultResource(AzureResource):
    """A Key Vault (Aspire's `AddAzureKeyVault`).

    Outputs: `id`, `name`, `vaultUri`.

    Who deploys first may write the vault's secrets: it gets the role `Key Vault Secrets Officer` when there
    are any. Everybody who plans or deploys after that needs the role too; and so does everybody on a vault
    that exists.
    """

    aspire_default_roles: ClassVar[tuple[str, ...]] = ("Key Vault Secrets User",)
    output_names: ClassVar[tuple[str, ...]] = ("id", "name", "vaultUri")

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.secrets: list[AzureKeyVaultSecretResource] = []

    @property
    def vault_uri(self) -> Output:
        """Address of the vault, with a slash at the end."""
        return self.output("vaultUri")

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the vault."""
        return self.vault_uri

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The address."""
        return {"Uri": self.vault_uri}

    @user_call
    def get_secret(self, secret_name: str) -> KeyVaultSecretReference:
        """A secret of the vault as a value for an environment variable (Aspire's `GetSecret`).

        Args:
            secret_name: in the vault: letters, digits and hyphens.
        """
        check_part_name(self, VAULT_SECRET, secret_name, "secret_name=")
        return KeyVaultSecretReference(self, secret_name)

    @user_call
    def add_secret(
        self, name: str, value: Text, *, secret_name: str | None = None
    ) -> AzureKeyVaultSecretResource:
        """Adds a secret to the vault (Aspire's `AddSecret`).

        Args:
            name: of the resource.
            value: a secret parameter, or an expression with one in it.
            secret_name: in the vault; the resource's name when not given.
        """
        secret = AzureKeyVaultSecretResource(self.application, name, self, secret_name or name, value)
        self.secrets.append(secret)
        return secret


class AzureKeyVaultSecretResource(Resource, Reference):
    """A secret that is written to a vault; as a value it is the vault's secret.

    Attributes:
        vault: that gets it.
        secret_name: in the vault.
        value: of the secret.
    """

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        vault: AzureKeyVaultResource,
        secret_name: str,
        value: Text,
    ) -> None:
        super().__init__(application, name)
        self.vault = vault
        self.secret_name = secret_name
        self.value = value
        check_part_name(self, VAULT_SECRET, secret_name, "secret_name=")
        if is_literal_text(value):
            self.report(
                rules.problem(
                    "ACJ402",
                    "The secret's value is text in the code",
                    path="value=",
                    where=self.declared_at,
                )
            )
        elif not is_token(value):
            self.report(
                rules.problem(
                    "ACJ002",
                    "add_secret() takes a value that Terraform knows",
                    path="value=",
                    value=value,
                    allowed="a secret parameter, an expression or a token",
                    where=self.declared_at,
                )
            )
        for problem in problems_of(value):
            self.report(problem)
        if any(isinstance(part, KeyVaultSecretReference | type(self)) for part in parts_of(value)):
            message = "A Key Vault secret is part of another one"
            self.report(rules.problem("ACJ917", message, path="value=", where=self.declared_at))

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True

    @property
    def role_target(self) -> AzureResource:
        """What roles for the secret are given on: its vault."""
        return self.vault
