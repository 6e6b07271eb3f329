"""Finds out which tokens are secrets: those that Terraform calls sensitive, also in the user's own tokens."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.terraform.engine.tokens import resolve_tokens
from cdktf_aspire.values.tokens import is_piece
from cdktf_aspire.values.value import EngineToken, Raw, is_token
from cdktf_aspire.values.written_secrets import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.terraform.application import StackApplication
    from cdktf_aspire.terraform.engine.classes import TerraformLocal, TerraformVariable
    from cdktf_aspire.values.resolution import Resolution
    from cdktf_aspire.values.sensitive_expressions import AttributeReference, Expressions


class Sensitivity:
    """Knows the sensitive values of the app that an application belongs to."""

    def __init__(self, application: StackApplication) -> None:
        self._application = application
        # A cache of the user's variables and locals in all stacks, by name: values can cross stacks.
        self._variables: dict[str, bool] = {}
        self._declared_locals: dict[str, list[TerraformLocal]] = {}
        self._declared_variables: dict[str, list[TerraformVariable]] = {}

    def in_value(self, value: Resolution) -> bool:
        """Whether text or an expression contains a token of a sensitive value."""
        for part in value.parts:
            if isinstance(part, Raw) and self._expressions.has_sensitive(f"${{{part.expression}}}"):
                return True
            if isinstance(part, EngineToken) and not is_piece(part.value) and self._is_secret(part.value):
                return True
        return False

    @cached_property
    def _expressions(self) -> Expressions:
        from cdktf_aspire.values.sensitive_expressions import Expressions  # not needed by many jobs

        return Expressions(self._is_sensitive_variable, self._values_of_local, guesses=True)

    def _is_secret(self, token: object) -> bool:
        return self._expressions.has_sensitive(str(resolve_tokens(token, self._application.stack)))

    def known_text(self, value: object) -> str:
        """The known text of a token or a template, with `UNKNOWN` for each unknown part."""
        if is_token(value):
            value = resolve_tokens(value, self._application.stack)
        return self._known_in(str(value), ())

    def _known_in(self, template: str, inside: tuple[str, ...]) -> str:
        from cdktf_aspire.values.sensitive_expressions import read_of

        texts, references = read_of(template)
        found = list(texts)
        for reference in references:
            key = f"{reference.root}.{reference.name}"
            values = () if key in inside else self._values_of(reference)
            # A variable without a value gets one from the deployment.
            found += [self._known_in(each, (*inside, key)) for each in values] or [UNKNOWN]
        return "\n\n".join(found)  # separated, so that a name can't match another one's value

    def _values_of(self, reference: AttributeReference) -> list[str]:
        """The texts of a variable or a local in the Terraform JSON."""
        from cdktf_aspire.values.sensitive_expressions import texts_of

        if reference.root not in {"var", "local"}:
            return []
        name, stack = reference.name, self._application.stack
        if reference.root == "var" and (ours := self._parameter(name)) is not None:
            return [] if ours.default is None else [str(ours.default)]
        if name not in self._variables and name not in self._declared_locals:
            self._look_around()
        declared = self._declared_locals if reference.root == "local" else self._declared_variables
        found: list[str] = []
        for each in declared.get(name, ()):
            if each.cdktf_stack is stack:
                variable = self._application.engine.TerraformVariable
                value = each.default if isinstance(each, variable) else each.to_terraform()
                found += filter(None, texts_of(resolve_tokens(value, stack)))
        return found

    def _parameter(self, name: str) -> Parameter | None:
        found = (each for each in self._application.resources_of(Parameter) if each.identifier == name)
        return next(found, None)

    def _is_sensitive_variable(self, name: str) -> bool:
        parameter = self._parameter(name)
        if parameter is not None:
            return parameter.secret
        for connection_string in self._application.resources_of(ConnectionStringResource):
            if connection_string._variable_name == name and connection_string.expression is None:
                return True
        if name not in self._variables:
            self._look_around()
        return self._variables.setdefault(name, False)

    def _values_of_local(self, name: str) -> Iterator[object]:
        if name not in self._declared_locals:
            self._look_around()
        for each in self._declared_locals.get(name, ()):
            match resolve_tokens(each.to_terraform(), each.cdktf_stack):
                case {"locals": {**values}}:
                    yield values[name]

    def _look_around(self) -> None:
        self._declared_locals, self._declared_variables = {}, {}
        engine = self._application.engine
        for each in self._application.construct.node.root.node.find_all():
            if isinstance(each, engine.TerraformVariable):
                known = str(each.friendly_unique_id)
                self._declared_variables.setdefault(known, []).append(each)
                self._variables[known] = self._variables.get(known, False) or bool(each.sensitive)
            elif isinstance(each, engine.TerraformLocal):
                self._declared_locals.setdefault(str(each.friendly_unique_id), []).append(each)
