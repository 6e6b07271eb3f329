"""Bicep's functions: worked out here where everything is known, kept for Terraform otherwise."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import urllib.parse
import uuid
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.publish_output.values import Call, Joined, Scope, Symbolic, is_known, joined, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.publish_output.problems import Place
    from cdktf_aspire.publish_output.values import Value

UNIQUE_LENGTH: Final = 13
_MOST_TEXT: Final = 100_000


class WrongArgumentError(Exception):
    """A function can't take an argument; the message says why."""


@attrs.frozen
class Function:
    """One function of Bicep.

    Attributes:
        least: arguments at least.
        most: arguments at the most.
        compute: the result of known arguments.
    """

    least: int
    most: int
    compute: Callable[..., Value]


def call(name: str, args: list[Value], place: Place | None) -> Value:
    """A call of a function, worked out as far as it can be.

    Raises:
        KeyError: there is no such function here.
        WrongArgumentError: the function does not take these arguments.
    """
    function = FUNCTIONS[name]
    if not function.least <= len(args) <= function.most:
        count = str(function.least) if function.least == function.most else f"{function.least} or more"
        raise WrongArgumentError(f"{name}() takes {count} arguments, here it gets {len(args)}")
    if name == "concat":
        return _concat(args, place)
    if name == "subscriptionResourceId" or (name not in {"resourceGroup"} and not all(map(is_known, args))):
        _check_symbolic(name, args)
        return Call(name, tuple(args), place)
    return function.compute(*args)


def unique_string(*texts: str) -> str:
    """What stands for `uniqueString`: 13 characters, the same for the same arguments.

    Azure's own hash is not public. This one is as Terraform works it out: the beginning of the SHA-256 of
    the arguments, joined by `/`.
    """
    return hashlib.sha256("/".join(texts).encode()).hexdigest()[:UNIQUE_LENGTH]


def guid(*texts: str) -> str:
    """What stands for `guid`: a version 5 UUID of the arguments, joined by `|`, as Terraform's `uuidv5`."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(texts)))


def lower(text: str) -> str:
    """Text in lower case, letter by letter, as .NET and Terraform do it: none becomes two."""
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def upper(text: str) -> str:
    """Text in upper case, letter by letter."""
    return "".join(each.upper() if len(each.upper()) == 1 else each for each in text)


def uri_component(text: str) -> str:
    """Text as a part of an address: everything but letters, digits and `-_.~` as percent signs."""
    return urllib.parse.quote(text, safe="-_.~")


def _concat(args: list[Value], place: Place | None) -> Value:
    if all(isinstance(each, list) for each in args):
        return [item for each in args if isinstance(each, list) for item in each]
    if all(isinstance(each, str | Joined) or text_of(each) is not None for each in args) and not any(
        isinstance(each, list | dict) for each in args
    ):
        return joined(args)
    if any(isinstance(each, list | dict) or each is None for each in args):
        raise WrongArgumentError("concat() joins texts, or lists")
    return joined(args)  # what is unknown is text: lists of unknown length Aspire never writes


def _check_symbolic(name: str, args: list[Value]) -> None:
    """What can be said of arguments of which some are not known."""
    for each in args:
        if each is None or isinstance(each, Scope):
            raise WrongArgumentError(f"{name}() does not take {'null' if each is None else f'{each.kind}()'}")
    if name in {"take"} and not isinstance(args[1], int):
        raise WrongArgumentError("take() takes a number as its second argument")
    if name in {"split", "join", "replace"} and any(isinstance(each, list | dict) for each in args[1:]):
        raise WrongArgumentError(f"{name}() takes text here")


def _texts(name: str, values: tuple[Value, ...]) -> list[str]:
    texts = [text_of(value) for value in values]
    if any(text is None or isinstance(value, bool) for text, value in zip(texts, values, strict=True)):
        raise WrongArgumentError(f"{name}() takes text")
    return [text for text in texts if text is not None]


def _text(name: str, value: Value) -> str:
    if not isinstance(value, str):
        raise WrongArgumentError(f"{name}() takes text")
    return value


def _take(value: Value, count: Value) -> Value:
    if not isinstance(count, int) or isinstance(count, bool):
        raise WrongArgumentError("take() takes a number as its second argument")
    if not isinstance(value, str | list):
        raise WrongArgumentError("take() takes text or a list")
    return value[: max(count, 0)]


def _int(value: Value) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value):
        return int(value)
    raise WrongArgumentError("int() takes a whole number, or text with one")


def _json(text: Value) -> Value:
    try:
        value: Value = json.loads(_text("json", text))
    except (json.JSONDecodeError, RecursionError):
        raise WrongArgumentError("json() takes a JSON document as text") from None
    return value


def _replace(text: Value, old: Value, new: Value) -> str:
    source, search, other = _text("replace", text), _text("replace", old), _text("replace", new)
    if not search:
        raise WrongArgumentError("replace() searches for text that is not empty")
    result = source.replace(search, other)
    if len(result) > _MOST_TEXT:
        raise WrongArgumentError("The result of replace() is too long")
    return result


def _split(text: Value, delimiter: Value) -> list[Value]:
    source = _text("split", text)
    delimiters = delimiter if isinstance(delimiter, list) else [delimiter]
    signs = [_text("split", each) for each in delimiters]
    if not signs or not all(signs):
        raise WrongArgumentError("split() takes a delimiter that is not empty")
    return [*re.split("|".join(map(re.escape, signs)), source)]


def _join(values: Value, delimiter: Value) -> str:
    if not isinstance(values, list):
        raise WrongArgumentError("join() takes a list")
    return _text("join", delimiter).join(_texts("join", tuple(values)))


def _resource_group(name: Value = None) -> Value:
    if name is not None and not isinstance(name, str | Symbolic):
        raise WrongArgumentError("resourceGroup() takes a name")
    return Scope("resourceGroup", name)


def _string(value: Value) -> str:
    text = text_of(value)
    if text is None:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text


FUNCTIONS: Final[dict[str, Function]] = {
    "toLower": Function(1, 1, lambda text: lower(_text("toLower", text))),
    "toUpper": Function(1, 1, lambda text: upper(_text("toUpper", text))),
    "take": Function(2, 2, _take),
    "int": Function(1, 1, _int),
    "string": Function(1, 1, _string),
    "json": Function(1, 1, _json),
    "uriComponent": Function(1, 1, lambda text: uri_component(_text("uriComponent", text))),
    "replace": Function(3, 3, _replace),
    "split": Function(2, 2, _split),
    "join": Function(2, 2, _join),
    "concat": Function(1, 50, lambda *args: None),  # see `_concat`
    "base64": Function(1, 1, lambda text: base64.b64encode(_text("base64", text).encode()).decode()),
    "uniqueString": Function(1, 50, lambda *args: unique_string(*_texts("uniqueString", args))),
    "guid": Function(1, 50, lambda *args: guid(*_texts("guid", args))),
    "subscriptionResourceId": Function(2, 20, lambda *args: None),  # always Terraform's
    "resourceGroup": Function(0, 1, _resource_group),
    "subscription": Function(0, 0, lambda: Scope("subscription")),
    "tenant": Function(0, 0, lambda: Scope("tenant")),
}
