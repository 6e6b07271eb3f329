"""Bicep's functions: computed here where everything is known, rendered for Terraform otherwise."""

from __future__ import annotations

import base64
import json
import math
import re
import urllib.parse
from typing import TYPE_CHECKING, Final, NoReturn

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_UNIQUE_LENGTH: Final = 13
# Of a result, in characters.
LONGEST_TEXT: Final = 200_000
_MOST_DELIMITERS: Final = 50


class WrongArgumentError(Exception):
    """A function doesn't accept an argument; the message says why."""


@records.frozen
class Function:
    """One function of Bicep.

    Attributes:
        least: arguments at least.
        most: maximum number of arguments.
        compute: the result of known arguments.
        render: the call in Terraform's language, from the arguments in that language.
    """

    least: int
    most: int
    compute: Callable[..., object]
    render: Callable[..., str]

    def check_count(self, name: str, count: int) -> None:
        """Refuses a wrong number of arguments.

        Raises:
            WrongArgumentError: the function takes more or fewer.
        """
        if not self.least <= count <= self.most:
            allowed = str(self.least) if self.least == self.most else f"{self.least} or more"
            raise WrongArgumentError(f"{name}() takes {allowed} arguments, not {count}")


def compute(name: str, args: Sequence[object]) -> object:
    """The result of a function of known arguments.

    Raises:
        KeyError: there is no such function.
        WrongArgumentError: the function does not take these arguments.
    """
    function = FUNCTIONS[name]
    function.check_count(name, len(args))
    return function.compute(*args)


def render(name: str, args: list[str]) -> str:
    """A call of a function or an operator in Terraform's language, of arguments in that language."""
    return OPERATORS[name](*args) if name in OPERATORS else FUNCTIONS[name].render(*args)


def literal_text(value: object) -> str | None:
    """A known value as Bicep puts it into a text; None for others."""
    match value:
        case bool():
            return "True" if value else "False"
        case str():
            return value
        case int():
            return str(value)
        case float():
            return f"{value:g}"
    return None


def unique_string(*texts: str) -> str:
    """What stands for `uniqueString`: 13 characters, the same for the same arguments.

    Azure's own hash is not public. This one is as Terraform works it out: the beginning of the SHA-256 of
    the arguments, joined by `/`.
    """
    import hashlib  # few programs need it, and loading it takes a while

    return hashlib.sha256("/".join(texts).encode()).hexdigest()[:_UNIQUE_LENGTH]


def guid(*texts: str) -> str:
    """What stands for `guid`: a version 5 UUID of the arguments, joined by `|`, as Terraform's `uuidv5`."""
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join(texts)))


def lower(text: str) -> str:
    """Text in lower case, letter by letter, as .NET and Terraform do it: none becomes two."""
    if text.isascii():
        return text.lower()
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def upper(text: str) -> str:
    """Text in upper case, letter by letter."""
    if text.isascii():
        return text.upper()
    return "".join(each.upper() if len(each.upper()) == 1 else each for each in text)


def uri_component(text: str) -> str:
    """Text as a part of an address: everything but letters, digits and `-_.~` as percent signs.

    So do Bicep's and Aspire's `uriComponent`, which are .NET's `Uri.EscapeDataString`.
    """
    return urllib.parse.quote(text, safe="-_.~")


def _texts(name: str, values: tuple[object, ...]) -> list[str]:
    texts = [literal_text(value) for value in values]
    if any(text is None or isinstance(value, bool) for text, value in zip(texts, values, strict=True)):
        raise WrongArgumentError(f"{name}() takes text")
    return [text for text in texts if text is not None]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise WrongArgumentError(f"{name}() takes text")
    return value


def _take(value: object, count: object) -> object:
    if not isinstance(count, int) or isinstance(count, bool):
        raise WrongArgumentError("take() takes a number as its second argument")
    if not isinstance(value, str | list):
        raise WrongArgumentError("take() takes text or a list")
    return value[: max(count, 0)]


def _int(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", value):
        return int(value)
    raise WrongArgumentError("int() takes a whole number, or text that contains one")


def _json(text: object) -> object:
    try:
        value: object = json.loads(_text("json", text), parse_constant=_no_number, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair fails here
    except (ValueError, RecursionError):
        raise WrongArgumentError("json() takes a JSON document as text") from None
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _check_length(name: str, length: int) -> None:
    """Refuses a result before it is made."""
    if length > LONGEST_TEXT:
        raise WrongArgumentError(f"The result of {name}() is too long")


def _replace(text: object, old: object, new: object) -> str:
    source, search, other = _text("replace", text), _text("replace", old), _text("replace", new)
    if not search:
        raise WrongArgumentError("replace() searches for text that is not empty")
    _check_length("replace", len(source) + source.count(search) * (len(other) - len(search)))
    return source.replace(search, other)


def _split(text: object, delimiter: object) -> list[str]:
    source = _text("split", text)
    delimiters = delimiter if isinstance(delimiter, list) else [delimiter]
    signs = [_text("split", each) for each in delimiters]
    if not signs or not all(signs):
        raise WrongArgumentError("split() takes a delimiter that is not empty")
    if len(signs) > _MOST_DELIMITERS:
        raise WrongArgumentError(f"split() takes at most {_MOST_DELIMITERS} delimiters here")
    # An item takes many times as much as a character.
    _check_length("split", 10 * sum(map(source.count, signs)))
    return re.split("|".join(map(re.escape, signs)), source)


def _join(values: object, delimiter: object) -> str:
    if not isinstance(values, list):
        raise WrongArgumentError("join() takes a list")
    sign, texts = _text("join", delimiter), _texts("join", tuple(values))
    _check_length("join", sum(map(len, texts)) + len(sign) * len(texts))
    return sign.join(texts)


def _string(value: object) -> str:
    text = literal_text(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False) if text is None else text


def _base64_to_text(text: object) -> str:
    try:
        return base64.b64decode(_text("base64ToString", text), validate=True).decode()
    except ValueError:
        raise WrongArgumentError("base64ToString() takes text in base64") from None


def _length(value: object) -> int:
    if not isinstance(value, str | list | dict):
        raise WrongArgumentError("length() and empty() take text, a list or an object")
    return len(value)


def _contains(container: object, item: object) -> bool:
    match container:
        case str():
            return _text("contains", item) in container
        case list():
            return any(item == each and type(item) is type(each) for each in container)
        case dict():
            return _text("contains", item).lower() in map(str.lower, container)
    raise WrongArgumentError("contains() takes text, a list or an object")


def _substring(text: object, start: object, length: object = None) -> str:
    source = _text("substring", text)
    if not _is_count(start) or not (length is None or _is_count(length)):
        raise WrongArgumentError("substring() takes numbers of 0 or more as its second and third arguments")
    begin, end = _int(start), len(source) if length is None else _int(start) + _int(length)
    if end > len(source) or begin > len(source):
        raise WrongArgumentError("substring() ends after the end of the text")
    return source[begin:end]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _skip(value: object, count: object) -> object:
    if not isinstance(count, int) or isinstance(count, bool):
        raise WrongArgumentError("skip() takes a number as its second argument")
    if not isinstance(value, str | list):
        raise WrongArgumentError("skip() takes text or a list")
    return value[max(count, 0) :]


def _bool(value: object) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False}
    found = known.get(str(value).strip().lower())
    if found is None:
        raise WrongArgumentError("bool() takes true or false, also as text")
    return found


def _in_one(sign: str, texts: tuple[str, ...]) -> str:
    """Terraform's expression of texts in one: a text of its own when it is the only one."""
    return texts[0] if len(texts) == 1 else f'join("{sign}", [{", ".join(texts)}])'


FUNCTIONS: Final[dict[str, Function]] = {
    "toLower": Function(1, 1, lambda text: lower(_text("toLower", text)), "lower({})".format),
    "toUpper": Function(1, 1, lambda text: upper(_text("toUpper", text)), "upper({})".format),
    "take": Function(2, 2, _take, "substr({}, 0, {})".format),
    "int": Function(1, 1, _int, "tonumber({})".format),
    "string": Function(1, 1, _string, "tostring({})".format),
    "json": Function(1, 1, _json, "jsondecode({})".format),
    "uriComponent": Function(
        1,
        1,
        lambda text: uri_component(_text("uriComponent", text)),
        # Terraform writes a space as a plus sign there, and nothing else otherwise than Azure does.
        'replace(urlencode({}), "+", "%20")'.format,
    ),
    # Not Terraform's `replace`, which takes text between slashes for a pattern.
    "replace": Function(3, 3, _replace, "join({2}, split({1}, {0}))".format),
    "split": Function(2, 2, _split, "split({1}, {0})".format),
    "join": Function(2, 2, _join, "join({1}, {0})".format),
    "base64": Function(
        1,
        1,
        lambda text: base64.b64encode(_text("base64", text).encode()).decode(),
        "base64encode({})".format,
    ),
    "base64ToString": Function(1, 1, _base64_to_text, "base64decode({})".format),
    "trim": Function(1, 1, lambda text: _text("trim", text).strip(), "trimspace({})".format),
    "length": Function(1, 1, _length, "length({})".format),
    "empty": Function(1, 1, lambda value: value is None or _length(value) == 0, "(length({}) == 0)".format),
    "contains": Function(2, 2, _contains, "strcontains({}, {})".format),
    "startsWith": Function(
        2,
        2,
        lambda *args: lower(_text("startsWith", args[0])).startswith(lower(_text("startsWith", args[1]))),
        "startswith(lower({}), lower({}))".format,
    ),
    "endsWith": Function(
        2,
        2,
        lambda *args: lower(_text("endsWith", args[0])).endswith(lower(_text("endsWith", args[1]))),
        "endswith(lower({}), lower({}))".format,
    ),
    "substring": Function(
        2, 3, _substring, lambda text, start, length="-1": f"substr({text}, {start}, {length})"
    ),
    "skip": Function(2, 2, _skip, "substr({}, {}, -1)".format),
    "bool": Function(1, 1, _bool, "tobool({})".format),
    "uniqueString": Function(
        1,
        50,
        lambda *args: unique_string(*_texts("uniqueString", args)),
        lambda *texts: f"substr(sha256({_in_one('/', texts)}), 0, {_UNIQUE_LENGTH})",
    ),
    "guid": Function(
        1,
        50,
        lambda *args: guid(*_texts("guid", args)),
        lambda *texts: f'uuidv5("url", {_in_one("|", texts)})',
    ),
}

# What a publish output works out itself as far as it can be: only the rest comes to Terraform.
OPERATORS: Final[dict[str, Callable[..., str]]] = {
    "==": "({} == {})".format,
    "!=": "({} != {})".format,
    "=~": "(lower({}) == lower({}))".format,
    "!~": "(lower({}) != lower({}))".format,
    **{sign: f"({{}} {sign} {{}})".format for sign in ("&&", "||", "<", "<=", ">", ">=", "+", "-", "*")},
    "!": "(!{})".format,
    "0-": "(-{})".format,
    # Not `coalesce`, which passes over empty text too.
    "??": "[for each in [{}, {}] : each if each != null][0]".format,
    "?:": "({} ? {} : {})".format,
    "[]": "{}[{}]".format,
}
