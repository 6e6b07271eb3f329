"""Which tokens are secrets: what Terraform calls sensitive, whoever made the token."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf import DefaultTokenResolver, StringConcat, TerraformVariable, Tokenization

from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.expressions import parts_of
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs.values import Raw, Reference, is_token

if TYPE_CHECKING:
    from cdktf_aspire.terraform.application import DistributedApplication

_TOKEN: Final = re.compile(r"\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}")
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
        self._beside: dict[str, bool] = {}

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
        return any(self._is_sensitive_variable(name) for name in _VARIABLE.findall(expression))

    def _is_sensitive_variable(self, name: str) -> bool:
        for parameter in self._application.resources_of(Parameter):
            if parameter.identifier == name:
                return parameter.secret
        for connection_string in self._application.resources_of(ConnectionStringResource):
            if connection_string.variable_name == name and connection_string.expression is None:
                return True
        if name not in self._beside:
            # Variables of the user's own, in any stack: values may cross them.
            for each in self._application.node.root.node.find_all():
                if isinstance(each, TerraformVariable):
                    known = str(each.friendly_unique_id)
                    self._beside[known] = self._beside.get(known, False) or bool(each.sensitive)
        return self._beside.setdefault(name, False)
