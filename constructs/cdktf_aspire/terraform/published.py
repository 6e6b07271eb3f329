"""References of a publish output as Terraform expressions: Bicep's functions, what is carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import Fn, Op, Token

from cdktf_aspire.publish_output.functions import UNIQUE_LENGTH
from cdktf_aspire.publish_output.references import (
    CarriedProperty,
    DeployerId,
    FunctionCall,
    Pairs,
    ScopeText,
)

if TYPE_CHECKING:
    from cdktf_aspire.jobs.values import Reference
    from cdktf_aspire.terraform.writer import Writer


def published_token(writer: Writer, reference: Reference) -> str:
    """A reference that only a publish output has, as text with cdktf's tokens in it."""
    match reference:
        case FunctionCall():
            return str(Token.as_string(_call(writer, reference)))
        case CarriedProperty(resource=resource, node=node, path=path, action=action):
            return writer.carried(resource).property(node, path, action)
        case ScopeText(kind="resourceGroup", name=name, group=group):
            return _of_group(writer, name, group)
        case ScopeText(kind=_, name="tenantId"):
            return str(writer.client_config.tenant_id)
        case ScopeText(kind=_, name="id"):
            return f"/subscriptions/{writer.client_config.subscription_id}"
        case ScopeText(kind=_):
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


def _of_group(writer: Writer, name: str, group: object) -> str:
    """A resource group's id from its name, so that it is known at the plan, as the names made of it are."""
    if group is None and name == "location":
        return str(writer.resource_group.location)
    group_name = writer.resource_group.name if group is None else writer.text(group)
    if name == "name":
        return str(group_name)
    return f"/subscriptions/{writer.client_config.subscription_id}/resourceGroups/{group_name}"


def _call(writer: Writer, call: FunctionCall) -> object:
    """A function of Bicep as Terraform's functions and operators."""
    args = [value_of(writer, each) for each in call.args]
    match call.function, args:
        case "toLower", [text]:
            return Fn.lower(_text(text))
        case "toUpper", [text]:
            return Fn.upper(_text(text))
        case "take", [list() as items, count]:
            return Fn.slice(items, 0, Fn.min([count, len(items)]))
        case "take", [text, count]:
            return Fn.substr(_text(text), 0, _number(count))
        case "int", [text]:
            return Fn.tonumber(text)
        case "string", [value]:
            return Fn.tostring(value)
        case "json", [text]:
            return Fn.jsondecode(_text(text))
        case "base64", [text]:
            return Fn.base64encode(_text(text))
        case "replace", [text, old, new]:
            # Not `replace`, which takes text between slashes for a pattern.
            return Fn.join(_text(new), Fn.split(_text(old), _text(text)))
        case "split", [text, delimiter]:
            return Fn.split(_text(delimiter), _text(text))
        case "join", [items, delimiter]:
            return Fn.join(_text(delimiter), items)
        case "uniqueString", texts:
            return Fn.substr(Fn.sha256(_joined("/", texts)), 0, UNIQUE_LENGTH)
        case "guid", texts:
            return Fn.uuidv5("url", _joined("|", texts))
        case "subscriptionResourceId", [kind, *names]:
            types = str(kind).split("/")
            pairs = "".join(f"/{each}/{name}" for each, name in zip(types[1:], names, strict=False))
            return f"/subscriptions/{writer.client_config.subscription_id}/providers/{types[0]}{pairs}"
        case "==", [left, right]:
            return Op.eq(left, right)
        case "!=", [left, right]:
            return Op.neq(left, right)
        case "?:", [condition, when_true, when_false]:
            return Fn.conditional(condition, when_true, when_false)
        case "[]", [target, int() as index]:
            return Fn.element(target, index)
        case "[]", [target, key]:
            return Fn.lookup(target, _text(key), None)
    raise TypeError(f"no Terraform function for {call.function!r}")


def _text(value: object) -> str:
    return str(value)


def _number(value: object) -> float:
    return value if isinstance(value, int | float) else Token.as_number(value)


def _joined(sign: str, texts: list[object]) -> str:
    """Texts in one: a text of its own when it is the only one."""
    return _text(texts[0]) if len(texts) == 1 else str(Fn.join(sign, [_text(each) for each in texts]))


__all__ = ["published_token", "value_of"]
