"""What users hand in, before anything looks at it: no code of an object that is not ours runs here.

A check asks a value for its class, compares it, or looks for an attribute, and an object can answer each of
that with an exception. So what has a class that this library does not know is replaced once, where it comes
in, by a `Foreign` object, which every check refuses like any other object of a wrong kind.
"""

from __future__ import annotations

import datetime
import functools
import math
import os
import pathlib
import re
import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.tokens import PIECE_OF_TOKEN
from cdktf_aspire.values.value import Raw, is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Values that can't run anything when they are looked at.
_PLAIN: Final = frozenset(
    {type(None), bool, str, bytes, datetime.timedelta, datetime.date, datetime.datetime}
)
_FUNCTIONS: Final = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial)
_KNOWN_PACKAGES: Final = frozenset({"cdktf_aspire", "constructs", "jsii", "pathlib", "zoneinfo"})
# Classes of Node's packages have it: an engine's, and those of bindings, generated ones included.
_OF_NODE: Final = "__jsii_type__"
# No call takes a list of lists of lists; and a list may have itself in it.
_DEEPEST: Final = 4
# NUL, which no environment variable can have, and halves of a character, which no file can have.
_UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
# What `f"{parameter}"` makes of an object of this library.
_OBJECT: Final = re.compile(r"<cdktf_aspire\.(?:\w+\.)*(\w+) object\b[^>]*>")


class Foreign:
    """Stands for an object of a class that is not known here.

    Attributes:
        original: the object, which only a message may ask, and carefully.
        kind: the name of its class.
    """

    def __init__(self, original: object, kind: str | None = None) -> None:
        self.original = original
        self.kind = kind or type(original).__name__

    def __repr__(self) -> str:
        try:
            return repr(self.original)
        except Exception:  # of the object's own making
            return f"<{self.kind}>"


class ForeignFunction(Foreign):
    """An object of a class that is not known here, and that can be called."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Calls the object."""
        function: Callable[..., object] = self.original  # type: ignore[assignment]
        return function(*args, **kwargs)


def harmless(value: object, depth: int = 0) -> object:
    """The value itself if looking at it is safe; otherwise the text, number or `Foreign` in its place.

    Args:
        value: anything.
        depth: of lists and maps around it.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int or kind is float:
        return value if _is_number(value) else Foreign(value)
    if kind is Raw:
        return value if _is_expression(value) else Foreign(value, "raw expression that is not text")
    if _is_known(kind) or issubclass(kind, _FUNCTIONS):  # type: ignore[arg-type] # classes are hashable
        return value
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, int):
        return harmless(int.__int__(value))  # type: ignore[arg-type]
    if issubclass(kind, float):
        return harmless(float.__float__(value))  # type: ignore[arg-type]
    if issubclass(kind, list | tuple | dict | set | frozenset):
        return _collection(value, depth)
    return _converted(value)


def _is_number(value: object) -> bool:
    """Whether it is a number that Terraform's engine, JavaScript, can have."""
    try:
        return math.isfinite(value)  # type: ignore[arg-type]
    except OverflowError:
        return False


def _is_expression(value: object) -> bool:
    expression: object = getattr(value, "expression", None)
    return type(expression) is str and bool(expression.strip()) and text_problem(expression) is None


@functools.lru_cache(maxsize=4096)
def _is_known(kind: type) -> bool:
    for base in kind.__mro__:
        module: object = base.__module__
        if isinstance(module, str) and module.partition(".")[0] in _KNOWN_PACKAGES:
            return True
        if _OF_NODE in vars(base):
            return True
    return False


def _collection(value: object, depth: int) -> object:
    """A list, tuple, map or set with harmless elements; the same object when they were so already.

    The elements are read without calling a user class's own `__iter__`.
    """
    if depth >= _DEEPEST:
        return Foreign(value)
    if isinstance(value, dict):
        pairs: list[tuple[object, object]] = list(dict.items(value))
        after = [(harmless(key, depth + 1), harmless(each, depth + 1)) for key, each in pairs]
        same = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(after, pairs, strict=True))
        return value if same and type(value) is dict else dict(after)
    if isinstance(value, list):
        return _elements(list, value, list.__iter__(value), depth)
    if isinstance(value, tuple):
        return _elements(tuple, value, tuple.__iter__(value), depth)
    if isinstance(value, frozenset):
        return _elements(frozenset, value, frozenset.__iter__(value), depth)
    assert isinstance(value, set)
    return _elements(set, value, set.__iter__(value), depth)


def _elements(
    kind: Callable[[list[object]], object], value: object, elements: Iterator[object], depth: int
) -> object:
    before = list(elements)
    after = [harmless(each, depth + 1) for each in before]
    same = all(new is old for new, old in zip(after, before, strict=True))
    return value if same and type(value) is kind else kind(after)


def _converted(value: object) -> object:
    """An object of an unknown class as the path, time or map that it says it is."""
    kind = type(value)
    try:
        if issubclass(kind, datetime.timedelta):
            whole = datetime.timedelta
            parts = (getattr(whole, name).__get__(value) for name in ("days", "seconds", "microseconds"))
            return whole(*parts)
        if isinstance(value, os.PathLike):
            path: object = os.fspath(value)
            return pathlib.PurePath(path) if type(path) is str else Foreign(value)
        if issubclass(kind, Mapping):
            return harmless(dict(value), _DEEPEST - 2)  # type: ignore[call-overload]
    except Exception:  # the object's own code failed
        return Foreign(value)
    # It looks at the class only, and at nothing that the class defines for itself.
    return ForeignFunction(value) if callable(value) else Foreign(value)


def text_problem(value: object) -> str | None:
    """Why a text can't arrive as it is; None for a good one, and for what is not text."""
    if not isinstance(value, str):
        return None
    found = _UNWRITABLE.search(value)
    if found is not None:
        return "contains a NUL character" if found[0] == "\0" else "contains half of a character"
    return "is an element of a list or map token" if PIECE_OF_TOKEN.search(value) else None


def objects_in(text: str) -> list[str]:
    """The classes of this library's objects that an f-string, `format` or `str` has made text of."""
    return _OBJECT.findall(text) if "<cdktf_aspire." in text else []


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value that went through `harmless`: itself, or in its lists and maps."""
    if isinstance(value, str):
        yield value
    elif not isinstance(value, list | tuple | set | frozenset | dict) or is_token(value):
        return
    elif not isinstance(value, dict):
        for each in value:
            yield from texts_in(each)
    else:
        for key, each in value.items():
            yield from texts_in(key)
            yield from texts_in(each)


def writable(value: object) -> object:
    """The value with a replacement where a text can't arrive, which is a problem of its own already."""
    if isinstance(value, str):
        return _OBJECT.sub("x", PIECE_OF_TOKEN.sub("?", _UNWRITABLE.sub("?", value)))
    if is_token(value):
        return value
    if type(value) in {list, tuple, set, frozenset}:
        return type(value)(writable(each) for each in value)  # type: ignore[call-arg, attr-defined]
    if type(value) is dict:
        return {writable(key): writable(each) for key, each in value.items()}
    return value
