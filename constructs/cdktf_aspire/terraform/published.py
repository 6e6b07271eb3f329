"""References of a publish output as Terraform expressions: Bicep's functions, what is carried over."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.functions import UNIQUE_LENGTH
from cdktf_aspire.publish_output.references import (
    CarriedProperty,
    DeployerId,
    FunctionCall,
    Pairs,
    ScopeText,
)
from cdktf_aspire.terraform import rendering as expressions

if TYPE_CHECKING:
    from cdktf_aspire.hosting.references import PublishedReference
    from cdktf_aspire.terraform.writer import Writer

_FUNCTIONS: Final = {
    "toLower": "lower",
    "toUpper": "upper",
    "int": "tonumber",
    "string": "tostring",
    "json": "jsondecode",
    "base64": "base64encode",
}
_OPERATORS: Final = ("==", "!=")


def published_token(writer: Writer, reference: PublishedReference) -> str:
    """A reference that only a publish output has, as text with cdktf's tokens in it."""
    match reference:
        case FunctionCall(function="subscriptionResourceId"):
            return _subscription_resource_id(writer, reference)
        case FunctionCall():
            return f"${{{_call(writer, reference)}}}"
        case CarriedProperty():
            return f"${{{_property(writer, reference)}}}"
        case ScopeText(kind="resourceGroup"):
            return _of_group(writer, reference)
        case ScopeText(name="tenantId"):
            return str(writer.client_config.tenant_id)
        case ScopeText(name="id"):
            return f"/subscriptions/{writer.client_config.subscription_id}"
        case ScopeText():
            return str(writer.client_config.subscription_id)
        case DeployerId():
            return str(writer.client_config.object_id)
    raise TypeError(f"no Terraform expression for {reference!r}")


def published_expression(writer: Writer, reference: PublishedReference) -> str:
    """The same as a part of a Terraform expression."""
    match reference:
        case FunctionCall():
            return _call(writer, reference)
        case CarriedProperty():
            return _property(writer, reference)
    return expressions.expression_of(writer, published_token(writer, reference))


def value_of(writer: Writer, value: object) -> object:
    """A value of any shape for Terraform JSON: literals escaped, references as tokens."""
    if isinstance(value, list):
        return [value_of(writer, each) for each in value]
    if isinstance(value, dict):
        return {str(writer.text(key)): value_of(writer, each) for key, each in value.items()}
    if isinstance(value, Pairs):
        return {str(writer.text(key)): value_of(writer, each) for key, each in value.items}
    return writer.text(value)


def _property(writer: Writer, reference: CarriedProperty) -> str:
    return writer.carried(reference.resource).property(reference.node, reference.path, reference.action)


def _of_group(writer: Writer, reference: ScopeText) -> str:
    """A resource group's id from its name, so that it is known at the plan, as the names made of it are."""
    if reference.group is None and reference.name == "location":
        return str(writer.resource_group.location)
    own = writer.resource_group.name if reference.group is None else writer.text(reference.group)
    if reference.name == "name":
        return str(own)
    return f"/subscriptions/{writer.client_config.subscription_id}/resourceGroups/{own}"


def _argument(writer: Writer, value: object) -> str:
    """A value of any shape in Terraform's language."""
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return json.dumps(value)
        case list():
            return f"[{', '.join(_argument(writer, each) for each in value)}]"
        case dict():
            return _object(writer, list(value.items()))
        case Pairs(items=items):
            return _object(writer, list(items))
    return expressions.expression_of(writer, value)


def _object(writer: Writer, items: list[tuple[object, object]]) -> str:
    pairs = (f"({_argument(writer, key)}) = {_argument(writer, value)}" for key, value in items)
    return f"{{{', '.join(pairs)}}}"


def _call(writer: Writer, call: FunctionCall) -> str:
    """A function of Bicep in Terraform's language."""
    args = [_argument(writer, each) for each in call.args]
    match call.function, args:
        case name, [value] if name in _FUNCTIONS:
            return f"{_FUNCTIONS[name]}({value})"
        case "uriComponent", [text]:
            # Terraform writes a space as a plus sign there, and nothing else otherwise than Azure does.
            return f'replace(urlencode({text}), "+", "%20")'
        case "take", [items, count] if isinstance(call.args[0], list):
            return f"slice({items}, 0, min({count}, {len(call.args[0])}))"
        case "take", [text, count]:
            return f"substr({text}, 0, {count})"
        case "replace", [text, old, new]:
            # Not `replace`, which takes text between slashes for a pattern.
            return f"join({new}, split({old}, {text}))"
        case ("split" | "join") as name, [value, delimiter]:
            return f"{name}({delimiter}, {value})"
        case "uniqueString", texts:
            return f"substr(sha256({_joined('/', texts)}), 0, {UNIQUE_LENGTH})"
        case "guid", texts:
            return f'uuidv5("url", {_joined("|", texts)})'
        case "subscriptionResourceId", _:
            return expressions.expression_of(writer, _subscription_resource_id(writer, call))
        case operator, [left, right] if operator in _OPERATORS:
            return f"({left} {operator} {right})"
        case "?:", [condition, when_true, when_false]:
            return f"({condition} ? {when_true} : {when_false})"
        case "[]", [target, index]:
            return f"{target}[{index}]"
    raise TypeError(f"no Terraform function for {call.function!r}")


def _subscription_resource_id(writer: Writer, call: FunctionCall) -> str:
    """The id of something in the subscription, such as a role, as text with cdktf's tokens in it."""
    kind, *names = call.args
    provider, *types = str(kind).split("/")
    pairs = (f"/{each}/{writer.text(name)}" for each, name in zip(types, names, strict=False))
    return f"/subscriptions/{writer.client_config.subscription_id}/providers/{provider}{''.join(pairs)}"


def _joined(sign: str, texts: list[str]) -> str:
    """Texts in one: a text of its own when it is the only one."""
    return texts[0] if len(texts) == 1 else f'join("{sign}", [{", ".join(texts)}])'
