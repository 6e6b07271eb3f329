"""Connection strings: what a resource tells those who refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs

from cdktf_aspire.hosting.expressions import ReferenceExpression, parts_of
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs.values import Reference, is_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.application import ApplicationModel


@runtime_checkable
class WithConnectionString(Protocol):
    """A resource that others can refer to by a connection string (`IResourceWithConnectionString`)."""

    name: str

    @property
    def connection_string_expression(self) -> Reference:
        """The connection string."""

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The variable's name where it is not `ConnectionStrings__<name>`."""

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Parts of the connection string by name, for those who do not parse it."""


class ConnectionStringResource(Resource, Reference):
    """A connection string of its own (Aspire's `AddConnectionString`).

    Without an expression it is a secret that the deployment gives: the sensitive Terraform variable
    `<name>_connectionstring`. With a cdktf token in it, it is taken for a secret too.

    Attributes:
        expression: what it consists of, or None.
    """

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        expression: Reference | None,
        environment_variable_name: str | None,
    ) -> None:
        super().__init__(application, name)
        # Nothing is known of a cdktf token, and most connection strings of Azure have a key in them.
        if isinstance(expression, ReferenceExpression) and any(
            isinstance(part, str) and is_token(part) for part in parts_of(expression)
        ):
            expression = attrs.evolve(expression, has_secret_token=True)
        self.expression = expression
        self._environment_variable_name = environment_variable_name

    @property
    def is_secret(self) -> bool:
        """A connection string is a secret unless it is made of what is none."""
        return self.expression is None or self.expression.is_secret

    @property
    def connection_string_expression(self) -> Reference:
        """The connection string."""
        return self if self.expression is None else self.expression

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The name that `add_connection_string` was given."""
        return self._environment_variable_name

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """None: nothing is known of its parts."""
        return {}


def connection_string_of(value: object) -> object:
    """A resource with a connection string, as the value that it stands for."""
    if isinstance(value, WithConnectionString):
        return value.connection_string_expression
    return value


def unfolded(value: object) -> object:
    """A value with what it is made of: an expression of one hole is its value."""
    value = connection_string_of(value)
    while isinstance(value, ReferenceExpression) and value.only_value is not None:
        value = connection_string_of(value.only_value)
    return value


__all__ = [
    "ConnectionStringResource",
    "WithConnectionString",
    "connection_string_of",
    "parts_of",
    "unfolded",
]
