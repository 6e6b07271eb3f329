"""Secrets that are written in the code, also inside an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.tokens import STRING_TOKEN
from cdktf_aspire.values.value import EngineToken, Raw, Reference, Template, is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Represents a value in a text that only Terraform knows. The search for secrets treats it as a reference.
_SIGN: Final = "\0"
UNKNOWN: Final = f"${{{_SIGN}}}"
# `user:password@host`, but not `image:tag@sha256:...`.
_USER: Final = re.compile(r"(?:^|//)[^\s/:@]*:[^\s/@${]+@(?!sha\d+:)")
_EXPRESSION: Final = re.compile(r"\$\{[^{}]*\}")
# Choices inside of choices and texts inside of texts double at each step, and nobody writes so many.
_MOST: Final = 64
_LONGEST: Final = 10_000


def written_texts(value: object) -> tuple[str, ...]:
    """The parts of a value that are text in the code: all that they may become, with `UNKNOWN` for the rest.

    Args:
        value: text, a reference or a token.
    """
    if isinstance(value, Template):
        return (_EXPRESSION.sub(UNKNOWN, value.text),)
    return _Texts().of(value)


def has_written_password(value: object) -> bool:
    """Whether text in the code that the value is made of has a password in it."""
    return any(map(has_password, _Texts().of(value)))


def is_written_secret(value: object, known_text: Callable[[object], str] | None = None) -> bool:
    """Whether a secret is text in the code: all of it, whatever it is chosen by, or a password in it.

    Args:
        value: of the secret; text around a reference that only Terraform knows is fine.
        known_text: what is known of a token or of text with `${ }` in it, with `UNKNOWN` for the rest;
            nothing when not given.
    """
    if isinstance(value, str) and STRING_TOKEN.search(value) is None:
        return True
    if not is_token(value):
        return False
    texts = _Texts(known_text).of(value)
    is_known = any(texts) and not any(_SIGN in text for text in texts)
    return is_known or any(map(has_password, texts))


def has_password(text: str) -> bool:
    """Whether a text has a password, a key or a token in it."""
    if text == UNKNOWN:
        return False
    if _USER.search(text):
        return True
    from cdktf_aspire.values.secret_text import (
        secret_in_text,  # many patterns, which most AppHosts don't need
    )

    return secret_in_text(text) is not None


class _Texts:
    """The possible texts of values, with `UNKNOWN` for each part that only Terraform knows."""

    def __init__(self, known_text: Callable[[object], str] | None = None) -> None:
        self._text_of = known_text or (lambda _: UNKNOWN)
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, value: object) -> tuple[str, ...]:
        """The texts that a value may come to, known ones first; where several parts have a choice, some."""
        if isinstance(value, str):
            return (STRING_TOKEN.sub(lambda token: self._text_of(token[0]), value),)
        if isinstance(value, Raw) and not value._made_of:
            return (self._text_of(f"${{{value.expression}}}"),)
        if isinstance(value, EngineToken):
            return (self._text_of(value.value),)
        if not isinstance(value, Reference):
            return (self._text_of(value),)
        if id(value) not in self._known:
            self._known[id(value)] = (UNKNOWN,)  # while it is looked at: it may be made of itself
            found = {text for parts in value._made_of for text in self._joined(parts)}
            texts = sorted(found, key=lambda text: (_SIGN in text, text)) or [UNKNOWN]
            self._known[id(value)] = (*texts[:_MOST], *texts[_MOST:][-1:])
        return self._known[id(value)]

    def _joined(self, parts: tuple[object, ...]) -> Iterator[str]:
        texts = [self.of(part) for part in parts]
        # Each choice of each part once, beside the others' first one: all combinations would be too many.
        for number in range(max(map(len, texts), default=1)):
            text = "".join(each[min(number, len(each) - 1)] for each in texts)
            yield text if len(text) <= _LONGEST else text[:_LONGEST] + UNKNOWN
