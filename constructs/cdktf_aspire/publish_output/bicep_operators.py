"""Bicep's operators: worked out where both sides are known, kept for Terraform otherwise."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.expressions import Call
from cdktf_aspire.values.functions import OPERATORS, WrongArgumentError
from cdktf_aspire.values.value import Reference, is_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import SourceSpan

# What decides by its first operand alone -> the first operand that does not.
LAZY: Final[dict[str, BicepValue]] = {"&&": True, "||": False, "??": None}
_LARGEST: Final = 2**63


def operation(sign: str, values: list[BicepValue], place: SourceSpan | None) -> BicepValue:
    """An operator of values, worked out as far as it can be.

    Raises:
        WrongArgumentError: it does not take these values.
    """
    kinds = _TAKES.get(sign)
    if kinds is not None and not all(isinstance(each, Reference) or _is_a(each, kinds) for each in values):
        raise WrongArgumentError(f"{sign} takes {' or '.join(_WORDS[each] for each in kinds)}")
    if all(map(is_known, values)):
        if len({type(each) for each in values}) > 1 and sign in {"<", "<=", ">", ">="}:
            raise WrongArgumentError(f"{sign} takes two values of one kind")
        return _COMPUTE[sign](*values)
    if sign not in OPERATORS or (sign in _OF_NUMBERS and str in map(type, values)):
        raise WrongArgumentError(f"Terraform has no {sign} for values that only the deployment knows")
    return Call("0-" if sign == "-" and len(values) == 1 else sign, tuple(values), place)


def _is_a(value: BicepValue, kinds: tuple[type, ...]) -> bool:
    return type(value) in kinds


def _is_same(one: BicepValue, other: BicepValue) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _is_alike(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _minus(one: int, other: int | None = None) -> int:
    return _number(-one if other is None else one - other)


def _number(value: int) -> int:
    if abs(value) >= _LARGEST:
        raise WrongArgumentError("The number is too large")
    return value


def _divided(one: int, other: int) -> int:
    if other == 0:
        raise WrongArgumentError("Division by 0")
    return abs(one) // abs(other) * (1 if (one < 0) == (other < 0) else -1)  # towards 0


_WORDS: Final[dict[type, str]] = {int: "a number", str: "text", bool: "true or false"}
_OF_NUMBERS: Final = frozenset({"<", "<=", ">", ">="})
_TAKES: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(("+", "-", "*", "/", "%"), (int,)),
    **dict.fromkeys(_OF_NUMBERS, (int, str)),
    **dict.fromkeys(("=~", "!~"), (str,)),
    **dict.fromkeys(("!", "&&", "||"), (bool,)),
}
_COMPUTE: Final[dict[str, Callable[..., BicepValue]]] = {
    "==": _is_same,
    "!=": lambda one, other: not _is_same(one, other),
    "=~": _is_alike,
    "!~": lambda one, other: not _is_alike(one, other),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "!": operator.not_,
    "+": lambda one, other: _number(one + other),
    "-": _minus,
    "*": lambda one, other: _number(one * other),
    "/": _divided,
    "%": lambda one, other: one - other * _divided(one, other),
}
