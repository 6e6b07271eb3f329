"""Which tokens are secrets: what Terraform calls sensitive, whoever made the token."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cdktf import DefaultTokenResolver, StringConcat, TerraformVariable, Tokenization

from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.expressions import parts_of
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs.values import Raw, Reference, is_token

if TYPE_CHECKING:
    from cdktf_aspire.terraform.application import DistributedApplication

_TOKEN: Final = re.compile(r"\$\{TfToken\[[^\]]*\]\}")
_VARIABLE: Final = re.compile(r"(?<![\w.])var\.([A-Za-z_][\w-]*)")
# The function that marks a value, and attributes that providers mark: keys, passwords, connection strings.
_SENSITIVE: Final = re.compile(
    r"(?<!\w)sensitive\("
    r"|\.[a-z0-9_]*(?:access_key|shared_key|(?:primary|secondary)_key|connection_string|password|client_secret)\b"
    r"|(?<!\w)azurerm_key_vault_secret\.[\w-]+(?:\[[^\]]*\])?\.value\b"
    r"|(?<!\w)random_password\.[\w-]+(?:\[[^\]]*\])?\.result\b"
)


class Secrets:
    """Knows what is sensitive in the app that an application belongs to."""

    def __init__(self, application: DistributedApplication) -> None:
        self._application = application
        self._remembered: set[str] = set()

    def remember(self, token: str) -> None:
        """Takes a token for a secret from now on, whatever it stands for."""
        self._remembered.update(_TOKEN.findall(token))

    def in_value(self, value: object) -> bool:
        """Whether text or an expression has a token of something sensitive in it."""
        for part in parts_of(value):
            if isinstance(part, Raw) and self._is_sensitive(part.expression):
                return True
            tokens = _TOKEN.findall(part) if isinstance(part, str) else [part] if is_token(part) else []
            if any(self._is_secret(token) for token in tokens if not isinstance(token, Reference)):
                return True
        return False

    def _is_secret(self, token: object) -> bool:
        if isinstance(token, str) and token in self._remembered:
            return True
        resolved: object = Tokenization.resolve(
            token,
            scope=self._application.stack,
            resolver=DefaultTokenResolver(StringConcat()),
            preparing=False,
        )
        return self._is_sensitive(str(resolved))

    def _is_sensitive(self, expression: str) -> bool:
        if _SENSITIVE.search(expression):
            return True
        names = set(_VARIABLE.findall(expression))
        return bool(names & self._own_variables) or bool(names and names & self._variables_beside)

    @property
    def _own_variables(self) -> set[str]:
        parameters = self._application.resources_of(Parameter)
        connection_strings = self._application.resources_of(ConnectionStringResource)
        return {each.identifier for each in parameters if each.secret} | {
            each.variable_name for each in connection_strings if each.expression is None
        }

    @cached_property
    def _variables_beside(self) -> set[str]:
        """The user's own sensitive variables, in any stack: values may cross them."""
        return {
            str(each.friendly_unique_id)
            for each in self._application.node.root.node.find_all()
            if isinstance(each, TerraformVariable) and each.sensitive
        }
