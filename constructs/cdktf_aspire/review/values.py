"""Blocks and numbers in the values of a plan, which may be of any type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from cdktf_aspire.jobs.azurerm import TRIGGERS
from cdktf_aspire.jobs.values import Unknown
from cdktf_aspire.review.masks import Hidden

if TYPE_CHECKING:
    from collections.abc import Mapping

_GREATEST: Final = 1e12
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
    """The number that a value is, also as text; the default when it is not set; None when it is no number."""
    if not is_set(value):
        return default
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return value if is_number(value) else None
