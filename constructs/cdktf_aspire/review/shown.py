"""What may be shown of a plan's value: its text, or only that it is hidden, unknown or not there."""

from __future__ import annotations

import enum
import json
import re
import shlex
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.review.masks import Hidden
from cdktf_aspire.review.plan_values import scalar
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import is_secret_pair, secrets_in_command
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from cdktf_aspire.review.plan_secrets import PlanSecrets


_ID: Final = re.compile(r"/subscriptions/.*/([^/]+)", re.IGNORECASE)


class ShownAs(enum.StrEnum):
    """How a value is shown.

    Attributes:
        VALUE: text of the plan, word for word.
        WORDS: words of this review.
        NONE: not set.
        UNKNOWN: known after the apply only.
        HIDDEN: sensitive, or with a secret in it.
    """

    VALUE = "value"
    WORDS = "words"
    NONE = "none"
    UNKNOWN = "unknown"
    HIDDEN = "hidden"


@records.frozen
class Shown:
    """A value as a reader sees it.

    Attributes:
        kind: what the text is.
        text: the value, or words in its place.
        prefix: words before a value: `secret` before its name.
        meaning: words after it: what a cron expression means.
    """

    kind: ShownAs
    text: str
    prefix: str = ""
    meaning: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.prefix, self.text, f"({self.meaning})" if self.meaning else "")))


NONE: Final = Shown(ShownAs.NONE, "none")
UNKNOWN: Final = Shown(ShownAs.UNKNOWN, "known after the apply")
HIDDEN: Final = Shown(ShownAs.HIDDEN, "hidden")
# Nothing marks it, but its name or its text says so.
LIKE_A_SECRET: Final = Shown(ShownAs.HIDDEN, "hidden", meaning="looks like a secret")
EMPTY: Final = Shown(ShownAs.WORDS, "empty")


def named(kind: str, name: Shown) -> Shown:
    """A name with its kind before it: `secret api-key`."""
    return attrs.evolve(name, prefix=kind)


def short_id(value: Shown) -> Shown:
    """The name at the end of an id of Azure; any other value as it is."""
    match = _ID.fullmatch(value.text) if value.kind is ShownAs.VALUE else None
    return attrs.evolve(value, text=match[1]) if match else value


def words(text: str) -> Shown:
    """Words of this review."""
    return Shown(ShownAs.WORDS, text)


def shown(value: object, secrets: PlanSecrets, name: str = "") -> Shown:
    """Any value of a plan as a reader may see it.

    Args:
        value: with its marks.
        secrets: what must not be shown.
        name: of a setting that has the value, which may say that it is a secret.
    """
    match value:
        case None:
            return NONE
        case Unknown():
            return UNKNOWN
        case Hidden():
            return HIDDEN
        case str():
            if secrets.are_in(value):
                return HIDDEN
            of_header = name.lower() == "authorization"
            if secrets.hide(value) or is_secret_pair("password" if of_header else name, value):
                return LIKE_A_SECRET
            return Shown(ShownAs.VALUE, value) if value else EMPTY
        case list() if all(isinstance(each, str | Unknown | Hidden) for each in value):
            return _command_line(value, secrets)
        case list() | dict():
            return Shown(
                ShownAs.VALUE, json.dumps(_plain(value, secrets), ensure_ascii=False, sort_keys=True)
            )
    return Shown(ShownAs.VALUE, scalar(value))


def _command_line(items: list[object], secrets: PlanSecrets) -> Shown:
    """A list of texts as a shell takes it; what is hidden or unknown stands for itself."""
    if not items:
        return NONE
    guessed = {index for index, _ in secrets_in_command(items)}
    parts = []
    for index, each in enumerate(items):
        one = HIDDEN if index in guessed else shown(each, secrets)
        parts.append(
            shlex.quote(each)
            if isinstance(each, str) and one.kind in {ShownAs.VALUE, ShownAs.WORDS}
            else f"({one.text})"
        )
    text = " ".join(parts)
    return HIDDEN if secrets.hide(text) else Shown(ShownAs.VALUE, text)


def _plain(value: object, secrets: PlanSecrets, name: str = "") -> object:
    match value:
        case dict():
            # A header, for example: its `name` describes its `value`.
            called = value.get("name")
            return {
                HIDDEN.text if secrets.hide(key) else key: _plain(
                    each, secrets, called if key == "value" and isinstance(called, str) else key
                )
                for key, each in value.items()
            }
        case list():
            return [_plain(each, secrets, name) for each in value]
        case None | bool() | int() | float():
            return value
    one = shown(value, secrets, name)
    return one.text if one.kind is ShownAs.VALUE else "" if value == "" else f"({one.text})"
