"""A plan's values with their marks: what is sensitive, and what is known after the apply only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.values import records
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN: Final = Unknown()


@records.frozen
class Hidden:
    """A sensitive value: it can be compared, never shown.

    Attributes:
        value: what it is.
    """

    value: object = attrs.field(repr=False)


def marked(value: object, unknown: object, sensitive: object) -> object:
    """A value with `Unknown` and `Hidden` where Terraform marks it so.

    Args:
        value: of `before` or `after`.
        unknown: of `after_unknown`: true, or nested as the value is.
        sensitive: of `before_sensitive` or `after_sensitive`: the same.
    """
    if unknown is True:
        return UNKNOWN
    if sensitive is True:
        return None if value is None else Hidden(value)
    if not (_marks(unknown) or _marks(sensitive)):
        return value
    if isinstance(value, dict) or value is None:
        return _marked_dict(
            value or {},
            unknown if isinstance(unknown, dict) else {},
            sensitive if isinstance(sensitive, dict) else {},
        )
    if isinstance(value, list):
        unknowns, sensitives = _positions(unknown), _positions(sensitive)
        return [
            marked(each, unknowns.get(index), sensitives.get(index)) for index, each in enumerate(value)
        ] + [UNKNOWN for index, mark in unknowns.items() if index >= len(value) and mark is True]
    return value


def _marks(mask: object) -> bool:
    """Whether a mask marks anything: Terraform repeats the shape of the value even where it does not."""
    match mask:
        case dict():
            return any(map(_marks, mask.values()))
        case list():
            return any(map(_marks, mask))
    return mask is True


def _marked_dict(
    value: Mapping[str, object], unknown: Mapping[str, object], sensitive: Mapping[str, object]
) -> dict[str, object]:
    result = {key: marked(each, unknown.get(key), sensitive.get(key)) for key, each in value.items()}
    for key, mark in unknown.items():
        # Terraform leaves out of `after` what it does not know.
        if key not in value and mark is True:
            result[key] = UNKNOWN
    return result


def _positions(mask: object) -> dict[int, object]:
    return dict(enumerate(mask)) if isinstance(mask, list) else {}
