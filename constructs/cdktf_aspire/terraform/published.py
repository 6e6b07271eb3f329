"""References of a publish output as Terraform expressions: Bicep's functions, what is carried over.

The expressions are written here and not with cdktf's functions: those take an empty text for a value that is
missing, and escape a text with a reference in it twice.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.connection_strings import connection_string_of
from cdktf_aspire.hosting.expressions import ConditionalExpression, Hole, ReferenceExpression
from cdktf_aspire.jobs.values import Reference
from cdktf_aspire.publish_output.functions import UNIQUE_LENGTH
from cdktf_aspire.publish_output.references import (
    CarriedProperty,
    DeployerId,
    FunctionCall,
    Pairs,
    ScopeText,
)

if TYPE_CHECKING:
    from cdktf_aspire.terraform.writer import Writer

_TOKEN: Final = re.compile(r"(\$\{TfToken\[[^\]]*\]\})")
_SPECIAL: Final = re.compile(r'[\x00-\x1f\x7f"\\{}]')
_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_FUNCTIONS: Final = {
    "toLower": "lower",
    "toUpper": "upper",
    "int": "tonumber",
    "string": "tostring",
    "json": "jsondecode",
    "base64": "base64encode",
}
_OPERATORS: Final = ("==", "!=")


def published_token(writer: Writer, reference: Reference) -> str:
    """A reference that only a publish output has, as text with cdktf's tokens in it."""
    match reference:
        case FunctionCall():
            return f"${{{_call(writer, reference)}}}"
        case CarriedProperty(resource=resource, node=node, path=path, action=action):
            return writer.carried(resource).property(node, path, action)
        case ScopeText(kind="resourceGroup", name=name, group=group):
            return _of_group(writer, name, group)
        case ScopeText(name="tenantId"):
            return str(writer.client_config.tenant_id)
        case ScopeText(name="id"):
            return f"/subscriptions/{writer.client_config.subscription_id}"
        case ScopeText():
            return str(writer.client_config.subscription_id)
        case DeployerId():
            return str(writer.client_config.object_id)
    raise TypeError(f"no Terraform expression for {reference!r}")


def value_of(writer: Writer, value: object) -> object:
    """A value of any shape for Terraform JSON: literals escaped, references as tokens."""
    if isinstance(value, list):
        return [value_of(writer, each) for each in value]
    if isinstance(value, dict):
        return {str(writer.text(key)): value_of(writer, each) for key, each in value.items()}
    if isinstance(value, Pairs):
        return {str(writer.text(key)): value_of(writer, each) for key, each in value.items}
    return writer.text(value)


def expression_of(writer: Writer, value: object) -> str:
    """A value as an expression of Terraform's language, with cdktf's tokens in it."""
    value = connection_string_of(value)
    match value:
        case None:
            return "null"
        case bool() | int() | float():
            return json.dumps(value)
        case str():
            return f'"{_quoted(value)}"'
        case list():
            return f"[{', '.join(expression_of(writer, each) for each in value)}]"
        case dict():
            items = ", ".join(
                f"{json.dumps(key)} = {expression_of(writer, each)}" for key, each in value.items()
            )
            return f"{{{items}}}"
        case Pairs(items=pairs):
            items = ", ".join(
                f"({expression_of(writer, key)}) = {expression_of(writer, each)}" for key, each in pairs
            )
            return f"{{{items}}}"
        case FunctionCall():
            return _call(writer, value)
        case ReferenceExpression(parts=parts):
            return f'"{"".join(_part(writer, part) for part in parts)}"'
        case ConditionalExpression(alternatives=(one,)):
            return expression_of(writer, one)
        case ConditionalExpression(alternatives=(condition, when_true, when_false), match_value=match_value):
            matches = (
                f"lower({expression_of(writer, condition)}) == {expression_of(writer, match_value.lower())}"
            )
            return f"({matches} ? {expression_of(writer, when_true)} : {expression_of(writer, when_false)})"
        case Reference():
            return _inside(str(writer.text(value)))
    raise TypeError(f"no Terraform expression for {value!r}")


def _object(writer: Writer, items: list[tuple[object, object]]) -> str:
    pairs = (f"({expression_of(writer, key)}) = {expression_of(writer, value)}" for key, value in items)
    return f"{{{', '.join(pairs)}}}"


def _part(writer: Writer, part: str | Hole) -> str:
    if isinstance(part, str):
        return _quoted(part)
    expression = expression_of(writer, part.value)
    if part.format == "uri":
        return f'${{replace(urlencode({expression}), "+", "%20")}}'
    return f"${{{expression}}}"


def _quoted(text: str) -> str:
    """Text between quotes in Terraform's language, whose escapes are not all of JSON's.

    Braces are escaped too: cdktf counts them to know whether a token of its own is inside an expression.
    """
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match.group(), f"\\u{ord(match.group()):04x}"), text)


def _inside(text: str) -> str:
    """A template of Terraform JSON as an expression.

    Inside an expression, cdktf leaves the braces of its own tokens away: a token alone is what it stands for,
    and between quotes it needs braces of ours.
    """
    parts = _TOKEN.split(text)
    if len(parts) == 1 and text.startswith("${") and text.endswith("}"):
        return text[2:-1]  # an expression written by hand, or an attribute by its address
    if len(parts) == 3 and not parts[0] and not parts[2]:
        return parts[1]
    parts[::2] = [_quoted(part) for part in parts[::2]]
    parts[1::2] = [f"${{{token}}}" for token in parts[1::2]]
    return f'"{"".join(parts)}"'


def _of_group(writer: Writer, name: str, group: object) -> str:
    """A resource group's id from its name, so that it is known at the plan, as the names made of it are."""
    if group is None and name == "location":
        return str(writer.resource_group.location)
    group_name = writer.resource_group.name if group is None else writer.text(group)
    if name == "name":
        return str(group_name)
    return f"/subscriptions/{writer.client_config.subscription_id}/resourceGroups/{group_name}"


def _call(writer: Writer, call: FunctionCall) -> str:
    """A function of Bicep in Terraform's language."""
    args = [expression_of(writer, each) for each in call.args]
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
            return _subscription_resource_id(writer, call)
        case operator, [left, right] if operator in _OPERATORS:
            return f"({left} {operator} {right})"
        case "?:", [condition, when_true, when_false]:
            return f"({condition} ? {when_true} : {when_false})"
        case "[]", [target, index]:
            return f"{target}[{index}]"
    raise TypeError(f"no Terraform function for {call.function!r}")


def _subscription_resource_id(writer: Writer, call: FunctionCall) -> str:
    kind, *names = call.args
    provider, *types = str(kind).split("/")
    subscription = ScopeText("subscription", "id")
    parts: list[str | Hole] = [Hole(subscription), f"/providers/{provider}"]
    for each, name in zip(types, names, strict=False):
        parts += [f"/{each}/", Hole(name)]
    return expression_of(writer, ReferenceExpression(tuple(parts)))


def _joined(sign: str, texts: list[str]) -> str:
    """Texts in one: a text of its own when it is the only one."""
    return texts[0] if len(texts) == 1 else f'join("{sign}", [{", ".join(texts)}])'
