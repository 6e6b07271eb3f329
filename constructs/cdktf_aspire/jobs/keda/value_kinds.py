"""What KEDA reads from the text of a metadata value: numbers, flags, times, lists, choices.

Each kind goes both ways, from a Python value to KEDA's text and back.
"""

from __future__ import annotations

import enum
import math
import re
import zoneinfo
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from cdktf_aspire.jobs import cron
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Joined
from cdktf_aspire.values.lazy_pattern import LazyPattern
from cdktf_aspire.values.value import Reference, is_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.values.value import Text

E = TypeVar("E", bound=enum.Enum)


@records.frozen
class ValueKind:
    """A kind of value.

    Attributes:
        words: what it is, for a message.
        encode: a Python value as KEDA's text; None when it isn't a value of this kind.
        decode: KEDA's text as a Python value; None when KEDA can't read it.
        example: a text that KEDA can read.
        choices: the only texts that KEDA takes; any when empty.
        convert: makes the Python value of what users may write instead, such as an enum's text.
        better: what was probably meant by a text that KEDA can't read.
    """

    words: str
    encode: Callable[[object], Text | None]
    decode: Callable[[str], object]
    example: str
    choices: tuple[str, ...] = ()
    convert: Callable[[object], object] = attrs.field(default=lambda value: value)
    better: Callable[[str], str | None] = attrs.field(default=lambda text: None)


def _encode_text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _encode_whole(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if math.isfinite(value) and value == int(value) else None


def _decode_whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text, re.ASCII) else None


def _encode_number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return str(int(value)) if value == int(value) else repr(value)


def _decode_number(text: str) -> int | float | None:
    if re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", text, re.ASCII) is None:
        return None
    if text.lstrip("+-").isdecimal() and len(text) <= 400:
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else None


def _encode_flag(value: object) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None


# What Go's strconv.ParseBool takes, with which KEDA reads.
_FLAGS: Final = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}

TEXT: Final = ValueKind("text", _encode_text, lambda text: text, "text")
# KEDA adds the rest of the host's name itself.
AZURE_NAME: Final = ValueKind(
    "the name alone, without the host's other parts",
    _encode_text,
    lambda text: text if re.fullmatch(r"[A-Za-z0-9-]+", text, re.ASCII) else None,
    "name",
)


def _decode_organization(text: str) -> str | None:
    return None if text.endswith("/") or text.lower().endswith("://dev.azure.com") else text


def _better_organization(text: str) -> str | None:
    better = text.rstrip("/")
    return better if better and _decode_organization(better) else None


# KEDA takes what follows the last slash for the organization's name, and refuses an empty one.
ORGANIZATION_URL: Final = ValueKind(
    "the address of an organization, without a slash at the end",
    _encode_text,
    _decode_organization,
    "https://dev.azure.com/octo",
    better=_better_organization,
)
WHOLE: Final = ValueKind("a whole number", _encode_whole, _decode_whole, "5")
NUMBER: Final = ValueKind("a number", _encode_number, _decode_number, "5")
FLAG: Final = ValueKind('True or False ("true" or "false" for KEDA)', _encode_flag, _FLAGS.get, "true")


# For a flag that KEDA wants in these words.
SWITCH: Final = ValueKind(
    'True or False ("enable" or "disable" for KEDA)',
    lambda value: ("disable", "enable")[value] if isinstance(value, bool) else None,
    {"enable": True, "disable": False}.get,
    "enable",
    choices=("enable", "disable"),
)


def _in_units(unit: timedelta, words: str) -> ValueKind:
    def encode(value: object) -> str | None:
        if not isinstance(value, timedelta):
            return None
        count, rest = divmod(value, unit)
        return None if rest else str(count)

    def decode(text: str) -> timedelta | None:
        count = _decode_whole(text)
        try:
            return None if count is None else count * unit
        except OverflowError:
            return None

    return ValueKind(f"a timedelta of whole {words} (for KEDA a number of {words})", encode, decode, "30")


SECONDS: Final = _in_units(timedelta(seconds=1), "seconds")
MILLISECONDS: Final = _in_units(timedelta(milliseconds=1), "milliseconds")

_GO_UNITS: Final = {
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
    "us": timedelta(microseconds=1),
}
_GO_PART: Final = LazyPattern(r"([0-9]+(?:\.[0-9]+)?)(ms|us|µs|h|m|s)", re.ASCII)


def _encode_go(value: object) -> str | None:
    if not isinstance(value, timedelta) or value < timedelta(0):
        return None
    text, rest = "", value
    for unit, length in _GO_UNITS.items():
        count, rest = divmod(rest, length)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def _decode_go(text: str) -> timedelta | None:
    if re.fullmatch(f"(?:{_GO_PART.pattern})+", text) is None:
        return timedelta(0) if text == "0" else None
    try:
        return sum(
            (
                _GO_UNITS[unit.replace("µ", "u")] * (float(count) if "." in count else int(count))
                for count, unit in _GO_PART.findall(text)
            ),
            timedelta(0),
        )
    except OverflowError:
        return None


GO_DURATION: Final = ValueKind('a timedelta ("1h30m", "20s" for KEDA)', _encode_go, _decode_go, "2m")


def _encode_clock(value: object) -> str | None:
    if not isinstance(value, timedelta) or value < timedelta(0) or value % timedelta(seconds=1):
        return None
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60}:{seconds}"


def _decode_clock(text: str) -> timedelta | None:
    match = re.fullmatch(r"([0-9]{1,6}):([0-9]{1,2}):([0-9]{1,2})", text, re.ASCII)
    if match is None:
        return None
    return timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3]))


CLOCK: Final = ValueKind(
    'a timedelta ("hours:minutes:seconds" for KEDA)', _encode_clock, _decode_clock, "0:5:0"
)


def _encode_texts(value: object) -> Text | None:
    if not isinstance(value, tuple) or not all(isinstance(each, str | Reference) for each in value):
        return None
    texts = [each for each in value if isinstance(each, str)]
    if any("," in each or each != each.strip() or not each for each in texts if not is_token(each)):
        return None
    return ",".join(texts) if len(texts) == len(value) else Joined(value)


def _decode_texts(text: str) -> tuple[str, ...] | None:
    texts = tuple(each.strip() for each in text.split(","))
    return texts if all(texts) else None


def _as_tuple(value: object) -> object:
    return (tuple(value) or None) if isinstance(value, list | tuple) else value


TEXTS: Final = ValueKind(
    "a list of texts without commas (for KEDA separated by commas)",
    _encode_texts,
    _decode_texts,
    "a,b",
    convert=_as_tuple,
)

CRON: Final = ValueKind(
    "five fields: minute hour day-of-month month day-of-week",
    _encode_text,
    lambda text: text if text.strip() and cron.error_in(text) is None else None,
    "0 8 * * *",
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


ZONE: Final = ValueKind(
    "the name of a time zone, for example Europe/Berlin",
    _encode_text,
    # Without a time zone database here every name goes.
    lambda text: text if text in _zones() or not _zones() else None,
    "Etc/UTC",
)


def choice(kind: type[E]) -> ValueKind:
    """The values of an enum."""
    members = {str(member.value): member for member in kind}

    def encode(value: object) -> str | None:
        return str(value.value) if isinstance(value, kind) else value if isinstance(value, str) else None

    return ValueKind(
        f"one of {', '.join(members)}",
        encode,
        members.get,
        next(iter(members)),
        choices=tuple(members),
        convert=lambda value: members.get(value, value) if isinstance(value, str) else value,
    )


def open_choice(kind: type[E]) -> ValueKind:
    """The values of an enum, and any other text: for what KEDA passes on to somebody else."""
    closed = choice(kind)
    members = {str(member.value): member for member in kind}
    return attrs.evolve(
        closed,
        words=f"text, for example {closed.example}",
        decode=lambda text: members.get(text, text),
        choices=(),
    )


def one_of(*texts: str) -> ValueKind:
    """A few texts, for a scaler without a class of its own."""
    return ValueKind(
        f"one of {', '.join(texts)}",
        _encode_text,
        lambda text: text if text in texts else None,
        texts[0],
        choices=texts,
    )
