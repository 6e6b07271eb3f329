"""Numbers, durations and lists in words, the same in every format."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 job`, `2 jobs`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plural_of(noun: str) -> str:
    """`storage accounts`, `registries`."""
    for end, ends in (("ey", "eys"), ("y", "ies"), ("s", "ses"), ("x", "xes")):
        if noun.endswith(end):
            return noun.removesuffix(end) + ends
    return f"{noun}s"


def listed(words: Sequence[str], *, most: int = 5) -> str:
    """`a, b and c`; from `most` on `a, b, c and 7 more`."""
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1:,} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def number(value: float) -> str:
    """Three digits that count, and no more: `8,760`, `12.5`, `0.0417`."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "no end"
    if abs(value) >= 1e15:
        return f"{value:.3g}"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{min(digits, 6)}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def duration(seconds: float) -> str:
    """`5 minutes`, `1 hour 30 minutes`, `2 days`; at most two units that follow each other exactly."""
    if not math.isfinite(seconds):
        return "no end"
    if seconds != int(seconds):
        return f"{seconds:g} seconds"
    rest = int(seconds)
    parts: list[str] = []
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(plural(count, name))
    return " ".join(parts) or "0 seconds"


def short_duration(seconds: float) -> str:
    """The same in a narrow place: `5m`, `1h30m`."""
    rest = round(seconds)
    parts: list[str] = []
    for size, name in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts[:2]) or "0s"
