"""Blocks and numbers in the values of a plan, which may be of any type."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeGuard

from cdktf_aspire.jobs.azurerm import TRIGGERS
from cdktf_aspire.jobs.workload_profiles import is_plain_consumption
from cdktf_aspire.review.masks import Hidden
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

_GREATEST: Final = 1e12
_GIB: Final = {"Ki": 1 / 1024**2, "Mi": 1 / 1024, "Gi": 1.0, "Ti": 1024.0}
# A tuple: a union would be made anew at every call.
_MARKS: Final = (Unknown, Hidden)


def blocks(values: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The blocks of a name; none when the plan has something else there."""
    value = values.get(name)
    if not value:
        return []
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict)]


def block(values: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The first block of a name, or an empty one."""
    return next(iter(blocks(values, name)), {})


def trigger_of(job: Mapping[str, object]) -> str | None:
    """The kind of trigger: `manual`, `schedule`, `event`, or None when the plan does not say."""
    kinds = [kind.value.lower() for name, kind in TRIGGERS.items() if blocks(job, name)]
    return kinds[0] if len(kinds) == 1 else None


def trigger_block(job: Mapping[str, object]) -> Mapping[str, object]:
    """The block of the job's trigger, or an empty one."""
    return next((block(job, name) for name in TRIGGERS if blocks(job, name)), {})


def is_mark(value: object) -> bool:
    """Whether a value is unknown or hidden."""
    return isinstance(value, _MARKS)


def is_set(value: object) -> bool:
    """Whether Azure takes it for a value: azurerm writes unset texts as null or empty, lists as empty."""
    return bool(value) or value == 0


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number that can be counted with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _GREATEST


def number_of(value: object, default: float | None = None) -> float | None:
    """The number that a value is, also as text; the default when not set; None when not a number."""
    if not is_set(value):
        return default
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return value if is_number(value) else None


# -- values that Azure takes for the same


def nothing_in(value: object) -> bool:
    """Whether nothing is set in a value: null, an empty text, an empty list or block, or only such in it."""
    match value:
        case None | "":
            return True
        case dict():
            return all(map(nothing_in, value.values()))
        case list():
            return all(map(nothing_in, value))
    return False


def as_text(value: object) -> object:
    """A value of a map or of an environment variable: Terraform makes text of what is not."""
    match value:
        case None:
            return ""
        case bool() | int() | float():
            return scalar(value)
    return value


def scalar(value: object) -> str:
    """A number or a bool as Terraform writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return f"{int(value)}"
    return f"{value}"


def as_set(value: object) -> object:
    """A block of unknown attributes without what is not set: null, empty texts and lists, zeros."""
    match value:
        case dict():
            inner = {name: as_set(each) for name, each in value.items()}
            return {
                name: each
                for name, each in inner.items()
                if not nothing_in(each) and (isinstance(each, bool) or each != 0)
            }
        case list():
            return [as_set(each) for each in value]
    return value


def comparable(value: object) -> object:
    """An id of Azure in lower case: Azure does not tell upper and lower case apart in one."""
    return value.lower() if isinstance(value, str) and value.lower().startswith("/subscriptions/") else value


def location(value: object) -> object:
    """`West Europe` and `westeurope` are the same place."""
    return "".join(value.split()).lower() if isinstance(value, str) else value


def profile(value: object) -> object:
    """The workload profile of a job; None for Consumption, which is what a job without one runs on."""
    is_usual = isinstance(value, str) and (not value.strip() or is_plain_consumption(value.strip()))
    return None if is_usual else value


def identity_type(value: object) -> object:
    """`UserAssigned, SystemAssigned` in an order of its own; None for no identity."""
    if not isinstance(value, str):
        return value
    kinds = sorted(kind.strip().lower() for kind in value.split(",") if kind.strip())
    return None if kinds in ([], ["none"]) else ",".join(kinds)


def size(value: object) -> object:
    """An amount of memory in GiB: `1Gi`, `1.0Gi` and `1024Mi` are the same."""
    gib = gib_of(value)
    return value if gib is None else gib


def gib_of(memory: object) -> float | None:
    """An amount of memory in GiB; zero when there is none, None when it is not an amount."""
    if memory is None:
        return 0
    return _gib_of(memory) if isinstance(memory, str) else None


@lru_cache(maxsize=1024)
def _gib_of(memory: str) -> float | None:
    text = memory.strip()
    number = number_of(text[:-2])
    factor = _GIB.get(text[-2:])
    if not text:
        return 0
    return None if number is None or factor is None else max(number, 0) * factor
