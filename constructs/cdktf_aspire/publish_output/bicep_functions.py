"""Calls of Bicep's functions: worked out as far as they can be, the rest kept for Terraform."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.leaves import Scope, ScopeProperty
from cdktf_aspire.values.expressions import Call, Extent, interpolated
from cdktf_aspire.values.functions import (
    FUNCTIONS,
    LONGEST_TEXT,
    Function,
    WrongArgumentError,
    literal_text,
)
from cdktf_aspire.values.value import Reference, hashable, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import SourceSpan


def function_named(written: str) -> str | None:
    """The function of a name, upper and lower case alike; None where there is none."""
    if written in ALL_FUNCTIONS or written in READS_FILES:
        return written
    return _FOLDED.get(written.lower())


def hint_for(written: str) -> str | None:
    """How to replace a function that is not here."""
    return _NOT_HERE.get(written.lower())


def call(name: str, args: list[BicepValue], place: SourceSpan | None) -> BicepValue:
    """A call of a function, worked out as far as it can be.

    Raises:
        KeyError: there is no such function here.
        WrongArgumentError: the function does not take these arguments.
    """
    function = ALL_FUNCTIONS[name]
    function.check_count(name, len(args))
    if name in _MADE_HERE or all(map(is_known, args)) or (name in _OF_SHAPES and _has_shape(args[0])):
        result: BicepValue = function.compute(*args)  # type: ignore[assignment]
        return result
    if name == "contains" and isinstance(args[0], dict) and isinstance(args[1], str):
        return any(args[1].lower() == each.lower() for each in args[0])
    _check_symbolic(name, args)
    return Call(name, tuple(args), place)


def _has_shape(value: BicepValue) -> bool:
    """Whether a list or an object is known, whatever is in it."""
    return isinstance(value, list | dict)


def _check_symbolic(name: str, args: list[BicepValue]) -> None:
    """The result for arguments of which some are not known."""
    for each in args:
        if each is None or isinstance(each, Scope | dict):
            raise WrongArgumentError(f"{name}() does not take {_shown(each)} here")
    if name in {"take", "skip"} and not isinstance(args[1], int):
        raise WrongArgumentError(f"{name}() takes a number as its second argument")
    if name == "contains" and isinstance(args[0], list):
        raise WrongArgumentError("contains() takes a list and an item that are known here")
    if name in {"split", "join", "replace"} and any(isinstance(each, list | dict) for each in args[1:]):
        raise WrongArgumentError(f"{name}() takes text here")


def _shown(value: BicepValue) -> str:
    return f"{value.kind}()" if isinstance(value, Scope) else "null" if value is None else "an object"


def _concat(*args: BicepValue) -> BicepValue:
    if all(isinstance(each, list) for each in args):
        return [item for each in args if isinstance(each, list) for item in each]
    if any(literal_text(each) is None and not isinstance(each, Reference) for each in args):
        raise WrongArgumentError("concat() joins texts, or lists")
    return interpolated(args)  # what is unknown is text: lists of unknown length Aspire never writes


def _resource_group(*names: BicepValue) -> BicepValue:
    if not all(isinstance(each, str | Reference) for each in names):
        raise WrongArgumentError("resourceGroup() takes names: of a group, or of a subscription and a group")
    *subscription, name = names or (None,)
    return Scope("resourceGroup", name, *subscription)


def _subscription(name: BicepValue = None) -> BicepValue:
    if name is not None and not isinstance(name, str | Reference):
        raise WrongArgumentError("subscription() takes the id of a subscription")
    return Scope("subscription", subscription=name)


def _subscription_resource_id(kind: BicepValue, *names: BicepValue) -> BicepValue:
    # Lowering writes it out; until then it says which role it is, for one.
    args = (kind, *names)
    _check_symbolic("subscriptionResourceId", list(args))
    return Call("subscriptionResourceId", args)


def _resource_id(kind: BicepValue, *names: BicepValue) -> BicepValue:
    args = (kind, *names)
    _check_symbolic("resourceId", list(args))
    provider, *types = str(kind).split("/")
    if not isinstance(kind, str) or len(types) != len(names) or "." not in provider:
        raise WrongArgumentError("resourceId() takes a type and a name for each part of it")
    pairs = (part for pair in zip(types, names, strict=True) for part in (f"/{pair[0]}/", pair[1]))
    group = ScopeProperty(Scope("resourceGroup"), "id")
    return interpolated([group, f"/providers/{provider}", *pairs])


def _format(template: BicepValue, *args: BicepValue) -> BicepValue:
    """Text with `{0}` in it; how a number is written is not said."""
    if not isinstance(template, str):
        raise WrongArgumentError("format() takes text that is known here")
    parts: list[BicepValue] = []
    at, extents = 0, [Extent.of((each,)) for each in args]
    count, length = 0, len(template)
    for match in _HOLE.finditer(template):
        parts.append(template[at : match.start()])
        at, sign = match.end(), match[0]
        if sign in {"{{", "}}"}:
            parts.append(sign[0])
        elif match["index"] is None or int(match["index"]) >= len(args):
            if match["index"] is None and sign == "{" and template[at : at + 1].isdigit():
                raise WrongArgumentError("format() takes {0}, without a width or a format")
            raise WrongArgumentError(f"format() has no argument for {sign[:20]}")
        else:
            index = int(match["index"])
            # Measured before it is made.
            count, length = count + extents[index].parts, length + extents[index].characters
            if count > _MOST_NUMBERS or length > LONGEST_TEXT:
                raise WrongArgumentError("The result of format() is too long")
            parts.append(args[index])
    if any(literal_text(each) is None and not isinstance(each, Reference) for each in parts):
        raise WrongArgumentError("format() takes texts and numbers")
    return interpolated([*parts, template[at:]])


def _list(name: str, value: BicepValue) -> list[BicepValue]:
    if isinstance(value, Reference):
        raise WrongArgumentError(f"{name}() takes a list that is known here")
    if not isinstance(value, list):
        raise WrongArgumentError(f"{name}() takes a list")
    return value


def _object(name: str, value: BicepValue) -> dict[str, BicepValue]:
    if isinstance(value, Reference):
        raise WrongArgumentError(f"{name}() takes an object that is known here")
    if not isinstance(value, dict):
        raise WrongArgumentError(f"{name}() takes an object")
    return value


def _function(name: str, value: object, takes: int, most: int | None = None) -> Callable[..., BicepValue]:
    """A function that is an argument; it may take the position of an item too."""
    call_it = getattr(value, "call", None)
    given = getattr(value, "takes", -1)
    if call_it is None or not takes <= given <= (most or takes):
        raise WrongArgumentError(f"{name}() takes a function such as `x => x.name`")
    return lambda *args: call_it(*args[:given])


def _map(values: BicepValue, function: object) -> BicepValue:
    each_one = _function("map", function, 1, 2)
    return [each_one(each, index) for index, each in enumerate(_list("map", values))]


def _filter(values: BicepValue, function: object) -> BicepValue:
    is_kept = _function("filter", function, 1, 2)
    kept: list[BicepValue] = []
    for index, each in enumerate(_list("filter", values)):
        answer = is_kept(each, index)
        if not isinstance(answer, bool):
            raise WrongArgumentError("filter() takes a function that returns true or false here")
        if answer:
            kept.append(each)
    return kept


def _reduce(values: BicepValue, start: BicepValue, function: object) -> BicepValue:
    join = _function("reduce", function, 2, 3)
    for index, each in enumerate(_list("reduce", values)):
        start = join(start, each, index)
    return start


def _to_object(values: BicepValue, key: object, value: object = None) -> BicepValue:
    key_of = _function("toObject", key, 1)
    value_of = (lambda each: each) if value is None else _function("toObject", value, 1)
    made: dict[str, BicepValue] = {}
    for each in _list("toObject", values):
        name = key_of(each)
        if not isinstance(name, str):
            raise WrongArgumentError("toObject() takes a function that returns text that is known here")
        made[name] = value_of(each)
    return made


def _map_values(value: BicepValue, function: object) -> BicepValue:
    each_one = _function("mapValues", function, 1)
    return {key: each_one(each) for key, each in _object("mapValues", value).items()}


def _items(value: BicepValue) -> BicepValue:
    described = _object("items", value)
    return [{"key": key, "value": described[key]} for key in sorted(described, key=str.lower)]


def _union(*args: BicepValue) -> BicepValue:
    """Objects in one, also the objects in them; or lists, each item once."""
    if any(isinstance(each, list) for each in args):
        found: dict[object, BicepValue] = {}
        for each in args:
            for item in _list("union", each):
                found.setdefault(hashable(item), item)
        return list(found.values())
    made: dict[str, BicepValue] = {}
    for each in args:
        made = _merged(made, _object("union", each))
    return made


def _merged(one: dict[str, BicepValue], other: dict[str, BicepValue]) -> dict[str, BicepValue]:
    made = dict(one)
    for key, value in other.items():
        before = made.get(key)
        both = isinstance(before, dict) and isinstance(value, dict)
        made[key] = _merged(before, value) if both else value  # type: ignore[arg-type]
    return made


def _intersection(*args: BicepValue) -> BicepValue:
    first, *others = args
    if isinstance(first, list):
        sets = [set(map(hashable, _list("intersection", other))) for other in others]
        keys = map(hashable, first)
        return [each for key, each in zip(keys, first, strict=True) if all(key in other for other in sets)]
    described = [_object("intersection", each) for each in args]
    return {
        key: value
        for key, value in described[0].items()
        if all(key in other and other[key] == value for other in described)
    }


def _end_of(name: str, position: int) -> Callable[[BicepValue], BicepValue]:
    def end(value: BicepValue) -> BicepValue:
        if isinstance(value, Call) and position == 0:
            return Call("[]", (value, 0))
        if not isinstance(value, str | list):
            raise WrongArgumentError(f"{name}() takes text or a list that is known here")
        if not value:
            return "" if isinstance(value, str) else None
        return value[position]

    return end


def _range(start: BicepValue, count: BicepValue) -> BicepValue:
    if type(start) is not int or type(count) is not int:
        raise WrongArgumentError("range() takes two numbers that are known here")
    if not 0 <= count <= _MOST_NUMBERS:
        raise WrongArgumentError(f"range() takes a count from 0 to {_MOST_NUMBERS}")
    return list(range(start, start + count))


def _flatten(values: BicepValue) -> BicepValue:
    return [each for inner in _list("flatten", values) for each in _list("flatten", inner)]


def _coalesce(*args: BicepValue) -> BicepValue:
    left = [each for each in args if each is not None]
    if not left or not isinstance(left[0], Reference):
        return left[0] if left else None
    return reduce(lambda one, other: Call("??", (one, other)), left)


def _number_of(name: str, choose: Callable[[list[int]], int]) -> Callable[..., BicepValue]:
    def chosen(*args: BicepValue) -> BicepValue:
        values = _list(name, args[0]) if len(args) == 1 and not isinstance(args[0], int) else list(args)
        numbers = [each for each in values if type(each) is int]
        if not numbers or len(numbers) < len(values):
            raise WrongArgumentError(f"{name}() takes numbers that are known here")
        return choose(numbers)

    return chosen


def _pairs(values: BicepValue) -> Iterator[tuple[str, BicepValue]]:
    for each in _list("shallowMerge", values):
        yield from _object("shallowMerge", each).items()


def _index_of(text: BicepValue, item: BicepValue) -> BicepValue:
    if isinstance(text, list):
        wanted = hashable(item)
        return next((index for index, each in enumerate(text) if hashable(each) == wanted), -1)
    if not isinstance(text, str) or not isinstance(item, str):
        raise WrongArgumentError("indexOf() takes text that is known here")
    return text.lower().find(item.lower())


def _pad_left(value: BicepValue, width: BicepValue, sign: BicepValue = " ") -> BicepValue:
    text = literal_text(value)
    if text is None or type(width) is not int or not isinstance(sign, str) or len(sign) != 1 or width > 1000:
        raise WrongArgumentError("padLeft() takes text that is known here, a number and one character")
    return text.rjust(width, sign)


def _never(*_: str) -> str:
    raise TypeError("worked out before Terraform")


_HOLE: Final = re.compile(r"\{\{|\}\}|\{(?P<index>[0-9]{1,4})\}|[{}]")
_MOST_NUMBERS: Final = 10_000
# Of these, nothing is left for Terraform to call.
_MADE_HERE: Final[dict[str, Function]] = {
    name: Function(least, most, compute, _never)
    for name, least, most, compute in (
        ("any", 1, 1, lambda value: value),
        ("array", 1, 1, lambda value: value if isinstance(value, list) else [value]),
        ("coalesce", 1, 50, _coalesce),
        ("concat", 1, 50, _concat),
        ("createArray", 0, 200, lambda *values: list(values)),
        ("filter", 2, 2, _filter),
        ("first", 1, 1, _end_of("first", 0)),
        ("flatten", 1, 1, _flatten),
        ("format", 1, 50, _format),
        ("indexOf", 2, 2, _index_of),
        ("intersection", 2, 50, _intersection),
        ("items", 1, 1, _items),
        ("last", 1, 1, _end_of("last", -1)),
        ("map", 2, 2, _map),
        ("mapValues", 2, 2, _map_values),
        ("max", 1, 50, _number_of("max", max)),
        ("min", 1, 50, _number_of("min", min)),
        ("objectKeys", 1, 1, lambda value: sorted(_object("objectKeys", value), key=str.lower)),
        ("padLeft", 2, 3, _pad_left),
        ("range", 2, 2, _range),
        ("reduce", 3, 3, _reduce),
        ("resourceGroup", 0, 2, _resource_group),
        ("resourceId", 2, 20, _resource_id),
        ("shallowMerge", 1, 1, lambda values: dict(_pairs(values))),
        ("subscription", 0, 1, _subscription),
        ("subscriptionResourceId", 2, 20, _subscription_resource_id),
        ("tenant", 0, 0, lambda: Scope("tenant")),
        ("toObject", 2, 3, _to_object),
        ("union", 1, 50, _union),
    )
}
# These look at a list or an object, not at what is in it.
_OF_SHAPES: Final = frozenset({"empty", "length", "skip", "take"})
ALL_FUNCTIONS: Final = FUNCTIONS | _MADE_HERE
# The list functions of resources, in Azure's spelling.
LISTS: Final = {
    name.lower(): name
    for name in (
        *("listKeys", "listAccountSas", "listAdminKeys", "listCallbackUrl", "listClusterUserCredential"),
        *("listConnectionStrings", "listCredentials", "listQueryKeys", "listSecrets", "listServiceSas"),
    )
}
# Functions that read a file beside the module -> how its text is taken.
READS_FILES: Final = frozenset({"loadTextContent", "loadJsonContent", "loadFileAsBase64"})
_FOLDED: Final = {each.lower(): each for each in (*ALL_FUNCTIONS, *READS_FILES, *LISTS.values())}
_NOT_HERE: Final = {
    "newguid": "It is different in every deployment; make it a parameter of the AppHost",
    "utcnow": "It is different in every deployment; make it a parameter of the AppHost",
    "reference": "Write the property of the resource: x.properties.y",
    "environment": "Write the suffix of the cloud as text",
    "deployment": "Terraform has no deployment; write the name as text",
    "getsecret": "Give the module a secret parameter",
}
