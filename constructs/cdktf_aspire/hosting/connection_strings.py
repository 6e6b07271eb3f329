"""Connection strings that an AppHost declares itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import secret_call
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, problems_of, ref_expr
from cdktf_aspire.hosting.values import is_value, misfit, value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.expressions import Extent, ModelReference, SecretText
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import Reference, is_literal_text
from cdktf_aspire.values.written_secrets import has_written_password

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.values import Value


class ConnectionStringResource(Resource, ModelReference):
    """A connection string as a resource (Aspire's `AddConnectionString`).

    Without an expression, it is a secret that you pass at the deployment: the sensitive Terraform variable
    `<name>_connectionstring`.

    Attributes:
        expression: its value, or None.

    Example:
        ```python
        worker.with_reference(builder.add_connection_string("db"))  # the deployment gives it, as a secret
        ```
    """

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        expression: Value | None,
        environment_variable_name: str | None,
    ) -> None:
        super().__init__(application, name)
        where = self._declared_at
        if expression is None or isinstance(expression, Reference):
            problems = problems_of(resolve(expression))
        elif is_value(expression):
            expression, problems = ref_expr("{0}", expression), []
        else:
            problems = [misfit(expression, "The connection string", "expression=", where, show_value=False)]
        if not problems and has_written_password(expression):
            message = "The connection string contains a password that is written in the code"
            hint = 'builder.add_parameter(name, secret=True), and ref_expr("...;Password={0}", parameter)'
            problems = [rules.problem("ACJ402", message, path="expression=", hint=hint, where=where)]
        for problem in problems:
            self._report(problem)
        self.expression = ReferenceExpression(()) if problems else cast("Reference | None", expression)
        if environment_variable_name is not None and not (
            is_literal_text(environment_variable_name) and environment_variable_name
        ):
            path, value = "environment_variable_name=", environment_variable_name
            message, allowed = "The name of a variable is text", 'text such as "DATABASE_URL"'
            self._report(
                rules.problem("ACJ002", message, path=path, value=value, allowed=allowed, where=where)
            )
            environment_variable_name = None
        self._environment_variable_name = environment_variable_name
        self._properties: dict[str, object] = {}

    @secret_call
    def with_connection_property(self, name: str, value: Value) -> Self:
        """Adds a part that a reference passes on as `<RESOURCE>_<NAME>` (Aspire's `WithConnectionProperty`).

        Args:
            name: of the property, for example `Host`.
            value: text, a parameter, an expression or a token.
        """
        if not isinstance(name, str) or not name:
            message = "The name of a property is text"
            self._report(rules.problem("ACJ002", message, path="name=", where=caller()))
        elif not is_value(value):
            self._report(misfit(value, "The property", "value=", caller(), show_value=False))
        else:
            self._properties[name] = value_of(value)
        return self

    @property
    def _variable_name(self) -> str:
        """The Terraform variable of a connection string without an expression: Aspire's name for it."""
        return f"{self.identifier}_connectionstring"

    @property
    def _extent(self) -> Extent:
        """The size of its expression."""
        return Extent.of(() if self.expression is None else (self.expression,))

    @property
    def is_secret(self) -> bool:
        """Whether it must not be shown; True if its parts aren't known."""
        return self.expression is None or self.expression.is_secret or resolve(self.expression).is_opaque

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """Its parts."""
        return () if self.expression is None else ((self.expression,),)

    @property
    def connection_string_expression(self) -> Reference:
        """The connection string."""
        if self.expression is None:
            return self
        if self.is_secret and not self.expression.is_secret:
            return SecretText(self.expression)
        return self.expression

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The name that `add_connection_string` was given."""
        return self._environment_variable_name

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """The properties from `with_connection_property`: nothing else is known of its parts."""
        return self._properties
