"""Key Vault: a vault and its secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.azure.azure_names import PartName, UniqueName
from cdktf_aspire.hosting.azure.azure_resource import AzurePart, AzureResource
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzurePartType, AzureType, OfDeployment
from cdktf_aspire.hosting.calls import reading_call, secret_call
from cdktf_aspire.hosting.own_constructs import described
from cdktf_aspire.hosting.unknown_names import TellsWhatItLacks
from cdktf_aspire.hosting.values import is_value, misfit, value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import FallibleReference, ModelReference
from cdktf_aspire.values.value import Reference, is_literal_text
from cdktf_aspire.values.written_secrets import is_written_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.hosting.values import Value
    from cdktf_aspire.values.value import Text

register(
    "ACJ917",
    ERROR,
    "a Key Vault secret outside a job",
    allowed="a Key Vault secret in the value of an environment variable, alone or inside a longer text",
    why="Others could read it there",
    fix="Pass it to the job that needs it",
    source="https://learn.microsoft.com/azure/container-apps/manage-secrets",
)

register(
    "ACJ941",
    ERROR,
    "vault.get_secret(secret_name), vault.add_secret(..., secret_name=)",
    allowed="1 to 127 letters, digits and hyphens",
    why="A Key Vault secret can't have this name",
    fix="Use the name that the vault shows",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)

register(
    "ACJ958",
    WARNING,
    "your own KeyVault construct on which a role is assigned",
    allowed="rbac_authorization_enabled=True",
    why="Without it, the vault uses only its access policies and ignores roles",
    fix="Add rbac_authorization_enabled=True to the construct",
    source="https://learn.microsoft.com/azure/key-vault/general/rbac-guide",
)


# Its name today, and the one before; bindings of a resource have both or one, those of a data source none.
_RBAC: Final = ("rbac_authorization_enabled", "enable_rbac_authorization")
# Roles on secrets, keys and certificates; these of the same prefix are on the vault itself, and work anyway.
_DATA_ROLE: Final = "Key Vault "
_MANAGEMENT_ROLES: Final = frozenset(
    {"Key Vault Contributor", "Key Vault Data Access Administrator", "Key Vault Purge Operator"}
)
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault
_SECRET_NAME: Final = PartName(
    re.compile(r"[0-9A-Za-z-]+", re.ASCII), 127, "1 to 127 letters, digits and hyphens"
)


@records.frozen(eq=False)
class KeyVaultSecretReference(TellsWhatItLacks, FallibleReference):
    """A secret of a vault, read by the job itself with its identity.

    Attributes:
        vault: that holds it.
        secret_name: in the vault.
        _problems: what is wrong with it.

    Example:
        ```python
        vault = builder.add_azure_key_vault("vault").as_existing("kv-prod", "rg-shared")
        key = vault.get_secret("api-key")
        worker.with_environment("API_KEY", key)
        ```
    """

    vault: AzureKeyVaultResource
    secret_name: str
    _problems: tuple[Problem, ...] = ()

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.vault._report

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True


@records.frozen(eq=False)
class KeyVaultSecretUri(Reference):
    """The address of a vault's secret, which isn't a secret itself.

    Attributes:
        secret: the secret.
    """

    secret: KeyVaultSecretReference | AzureKeyVaultSecretResource


class AzureKeyVaultResource(AzureResource):
    """A Key Vault (Aspire's `AddAzureKeyVault`).

    Outputs: `id`, `name`, `vaultUri`.

    The identity that deploys first gets the role `Key Vault Secrets Officer`, if the vault gets secrets.
    After that, everybody who plans or deploys needs the role too, also for an existing vault.

    Example:
        ```python
        vault = builder.add_azure_key_vault("vault")
        vault.add_secret("db-password", password)
        worker.with_reference(vault)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        "Microsoft.KeyVault/vaults",
        "azurerm_key_vault",
        UniqueName(24),
        outputs=(
            AzureOutput(
                "vaultUri", "vault_uri", "properties.vaultUri", by_name="https://{}.vault.azure.net/"
            ),
        ),
        default_roles=("Key Vault Secrets User",),
        roles={
            "Key Vault Administrator": None,
            "Key Vault Certificates Officer": None,
            "Key Vault Certificate User": None,
            "Key Vault Crypto Officer": None,
            "Key Vault Crypto User": None,
            "Key Vault Reader": None,
            "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
            "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
        },
        bicep={
            "properties.tenantId": OfDeployment.TENANT_ID,
            "properties.sku.family": "A",
            "properties.sku.name": "standard",
            "properties.enableRbacAuthorization": True,
            "properties.publicNetworkAccess": "Enabled",
        },
    )

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

    def _added_secret(self, secret_name: str) -> AzureKeyVaultSecretResource | None:
        """The secret of this name that the application adds to the vault, if there is one."""
        for secret in self.secrets:
            if secret.secret_name.lower() == secret_name.lower():
                return secret
        return None

    @reading_call
    def get_secret(self, secret_name: str) -> KeyVaultSecretReference:
        """A secret of the vault as a value for an environment variable (Aspire's `GetSecret`).

        Args:
            secret_name: in the vault: letters, digits and hyphens.
        """
        problem = _name_problem(secret_name, caller())
        return KeyVaultSecretReference(self, secret_name, () if problem is None else (problem,))

    @secret_call
    def add_secret(
        self, name: str, value: Value, *, secret_name: str | None = None
    ) -> AzureKeyVaultSecretResource:
        """Adds a secret to the vault (Aspire's `AddSecret`).

        Args:
            name: of the resource.
            value: a secret parameter, a connection string, or an expression with one in it.
            secret_name: in the vault; the resource's name when not given.
        """
        secret = AzureKeyVaultSecretResource(self._application, name, self, secret_name or name, value)
        self.secrets.append(secret)
        return secret


class AzureKeyVaultSecretResource(AzurePart, ModelReference):
    """A secret that is written to a vault; as a value, it is the vault's secret.

    Attributes:
        vault: that it is written to.
        secret_name: in the vault.
        value: of the secret.

    Example:
        ```python
        vault = builder.add_azure_key_vault("vault")
        worker.with_environment("PASSWORD", vault.add_secret("db-password", password))
        ```
    """

    _azure_type: ClassVar[AzurePartType] = AzurePartType(
        "Microsoft.KeyVault/vaults/secrets", "azurerm_key_vault_secret", _SECRET_NAME
    )

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        vault: AzureKeyVaultResource,
        secret_name: str,
        value: Value,
    ) -> None:
        super().__init__(application, name, vault)
        self.vault = vault
        self.secret_name = secret_name
        self.value = value_of(value)
        where = self._declared_at
        name_problem = None if secret_name == name else _name_problem(secret_name, where)
        if name_problem is not None:
            self._report(name_problem)
        if is_written_secret(value):
            message = "The secret's value is written in the code"
            self._report(rules.problem("ACJ402", message, path="value=", where=where))
        elif not is_value(value):
            self._report(misfit(value, "The secret's value", "value=", where, show_value=False))

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True

    @property
    def azure_name(self) -> str:
        """Its name in the vault."""
        return self.secret_name


def ignored_role_problems(
    vault: AzureKeyVaultResource, given: Iterable[Mapping[AzureResource, Sequence[Text]]]
) -> Iterator[Problem]:
    """A user's vault that ignores the roles that are assigned on it.

    Args:
        vault: any of the application's.
        given: the roles of each identity, by target.
    """
    construct = None if vault.existing is None else vault.existing.construct
    if construct is None:
        return
    role = next((role for roles in given for role in roles.get(vault, ()) if _is_data_role(role)), None)
    if role is None or not _goes_by_policies(construct):
        return
    message = (
        f"{described(construct)} doesn't have rbac_authorization_enabled=True, and ignores {str(role)!r}"
    )
    yield rules.problem("ACJ958", message, resource=vault.name, where=vault._declared_at)


def _is_data_role(role: Text) -> bool:
    return is_literal_text(role) and role.startswith(_DATA_ROLE) and role not in _MANAGEMENT_ROLES


def _goes_by_policies(construct: OwnConstruct) -> bool:
    """Whether a resource turns roles off, or doesn't mention them; a token may be anything."""
    inputs = [f"{name}_input" for name in _RBAC if hasattr(type(construct), f"{name}_input")]
    if not inputs or any(getattr(construct, each) not in (None, False) for each in inputs):
        return False
    # Only here is what `add_override` has set.
    written: dict[str, dict[str, dict[str, dict[str, object]]]] = getattr(construct, "to_terraform")()  # noqa: B009
    (attributes,) = written["resource"][construct.terraform_resource_type].values()
    return all(attributes.get(name) in (None, False) for name in _RBAC)


VaultSecret: TypeAlias = KeyVaultSecretReference | AzureKeyVaultSecretResource


def _name_problem(name: object, where: SourceLocation | None) -> Problem | None:
    if isinstance(name, str) and _SECRET_NAME.takes(name):
        return None
    better = re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-") if isinstance(name, str) else ""
    return rules.problem(
        "ACJ941",
        "Not the name of a Key Vault secret",
        path="secret_name=",
        value="None" if name is None else name,
        hint=f"For example {better[: _SECRET_NAME.length]!r}" if better else None,
        where=where,
    )
