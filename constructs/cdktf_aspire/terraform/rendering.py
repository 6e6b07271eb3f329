"""Values of the application model as Terraform expressions: references, texts with references, choices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.endpoints import EndpointPropertyReference, EndpointReference
from cdktf_aspire.hosting.ingress import EndpointProperty, endpoint_value
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.hosting.references import ContainerImage
from cdktf_aspire.hosting.values import value_of
from cdktf_aspire.terraform.escaping import (
    escape,
    escape_beside_token,
    expression_of_text,
    joined_expression,
    quote,
)
from cdktf_aspire.values import functions
from cdktf_aspire.values.expressions import (
    Call,
    ConditionalExpression,
    Entries,
    Interpolation,
    Joined,
    Quoted,
    SecretText,
    classified,
    interpolated,
)
from cdktf_aspire.values.tokens import split_at_tokens
from cdktf_aspire.values.value import (
    EngineToken,
    Raw,
    Reference,
    Template,
    is_literal_text,
    is_text_token,
    known_text,
)

if TYPE_CHECKING:
    from cdktf_aspire.terraform.resources.context import Context


def text_of(context: Context, value: object) -> object:
    """A value for a place where azurerm has text: literals escaped, references as tokens."""
    value = value_of(value)
    if isinstance(value, Reference):
        return token_of(context, value)
    if isinstance(value, str):
        return escape(value)
    return context.engine.Token.as_string(value) if _is_object_token(value) else value


def json_of(context: Context, value: object) -> object:
    """A value of any shape for Terraform JSON: literals escaped, references as tokens."""
    if isinstance(value, list):
        return [json_of(context, each) for each in value]
    if isinstance(value, dict | Entries):
        items = value.items() if isinstance(value, dict) else value.items
        return {str(text_of(context, key)): json_of(context, each) for key, each in items}
    return text_of(context, value)


def token_of(context: Context, reference: Reference) -> str:
    """A reference as text of Terraform JSON, with the engine's tokens in it.

    Raises:
        TypeError: the reference has no Terraform expression, for example one that only a job can read.
    """
    match reference:
        case EndpointReference() | EndpointPropertyReference():
            return str(text_of(context, _endpoint(context, reference)))
        case ConnectionStringResource(expression=Reference() as expression):
            return token_of(context, expression)
        case EngineToken(value=value):
            return str(text_of(context, value))
        case Interpolation(parts=(str() as text,)):
            return escape(text)
        case Interpolation(parts=parts):
            return "".join(_part(context, part) for part in parts)
        case ConditionalExpression(alternatives=(only,)):
            return str(text_of(context, only))
        case Call(_known_text=str() as text):
            return escape(text)
        case ConditionalExpression() | Call() | Entries():
            return f"${{{expression_of(context, reference)}}}"
        case Joined():
            return str(text_of(context, _as_one(reference)))
        case Quoted(text=text):
            return f"${{{quote(text)}}}" if isinstance(text, str) else token_of(context, text)
        case ContainerImage():
            return f"${{{context.token(reference)}}}"
        case Raw(expression=expression):
            return f"${{{expression}}}"
        case Template(text=text):
            return text
        case SecretText(text=text):
            return str(text_of(context, text))
    return context.token(reference)


def expression_of(context: Context, value: object) -> str:
    """A value as a part of a Terraform expression, for the argument of a function or a branch of a choice."""
    match value:
        case str():
            pieces = enumerate(split_at_tokens(value))
            return joined_expression(
                [part if index % 2 else quote(part) for index, part in pieces if part or index % 2]
            )
        case EndpointReference() | EndpointPropertyReference():
            return expression_of(context, _endpoint(context, value))
        case ConnectionStringResource(expression=Reference() as expression):
            return expression_of(context, expression)
        case EngineToken(value=token):
            return expression_of(context, token)
        case Interpolation(parts=parts):
            return joined_expression(
                [quote(part) if isinstance(part, str) else expression_of(context, part) for part in parts]
            )
        case Call(_known_text=str() as text):
            return quote(text)
        case Call(function=function, args=args):
            return functions.render(function, [expression_of(context, each) for each in args])
        case list():
            return f"[{', '.join(expression_of(context, each) for each in value)}]"
        case dict() | Entries():
            items = value.items() if isinstance(value, dict) else value.items
            pairs = (
                f"({expression_of(context, key)}) = {expression_of(context, each)}" for key, each in items
            )
            return f"{{{', '.join(pairs)}}}"
        case ConditionalExpression(alternatives=(only,)):
            return expression_of(context, only)
        case ConditionalExpression(alternatives=alternatives, match_value=match_value):
            condition, when_true, when_false = (expression_of(context, each) for each in alternatives)
            # Outside of ASCII, Python and Terraform have different ideas of lower case.
            wanted = (
                quote(match_value.lower())
                if is_literal_text(match_value) and match_value.isascii()
                else f"lower({expression_of(context, match_value)})"
            )
            return f"(lower({condition}) == {wanted} ? {when_true} : {when_false})"
        case Joined():
            return expression_of(context, _as_one(value))
        case Quoted(text=text):
            return quote(text) if isinstance(text, str) else expression_of(context, text)
        case Raw(expression=expression):
            return f"({expression})"
        case SecretText(text=text):
            return expression_of(context, text)
        case Template(text=text):
            return expression_of_text(text)
        case ContainerImage():
            return context.token(value)
        case Reference():
            return expression_of_text(context.token(value))
    return str(context.engine.Token.as_string(value)) if _is_object_token(value) else json.dumps(value)


def _as_one(joined: Joined) -> str | Reference:
    """A list as one text with its references in it."""
    return interpolated(map(classified, joined._made_of[0]))


def _part(context: Context, part: str | Reference) -> str:
    """A part of a text that has a token in it."""
    known = part if isinstance(part, str) else known_text(part)
    return str(text_of(context, part)) if known is None else escape_beside_token(known)


def _is_object_token(value: object) -> bool:
    """Whether it is a token of the engine that is a number or an object."""
    return is_text_token(value) and not isinstance(value, Reference | str)


def _endpoint(context: Context, reference: EndpointReference | EndpointPropertyReference) -> str | Reference:
    if isinstance(reference, EndpointReference):
        endpoint, endpoint_property = reference, EndpointProperty.URL
    else:
        endpoint, endpoint_property = reference.endpoint, reference.endpoint_property
    resource, declared = endpoint.resource, endpoint.declared
    assert declared is not None, "value_checks lets no endpoint through that is not declared"
    value = endpoint_value(resource, declared, endpoint_property, environment_of(resource))
    assert value is not None, "value_checks lets no endpoint through whose environment is not known"
    return value
