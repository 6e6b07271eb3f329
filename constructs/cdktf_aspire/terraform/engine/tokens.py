"""Which of the texts that look like tokens of cdktf are some."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cdktf import DefaultTokenResolver, StringConcat, Tokenization

from cdktf_aspire.terraform.engine.classes import EngineError
from cdktf_aspire.values.value import Raw, is_token

if TYPE_CHECKING:
    from constructs import IConstruct

_TOKEN: Final = re.compile(r"[$#]\{TfToken\[[a-zA-Z0-9:._-]+\]\}")
_IN_TEXT: Final = re.compile(r"(\$\{TfToken\[[a-zA-Z0-9:._-]+\]\})")


def tokens_in(text: str) -> list[str]:
    """The tokens in a text."""
    return _IN_TEXT.findall(text)


def split_at_tokens(text: str) -> list[str]:
    """Literal text and tokens by turns, literal text first."""
    return _IN_TEXT.split(text)


def resolve(value: object, scope: IConstruct) -> object:
    """A value with tokens in it as it will be in the Terraform JSON of a stack."""
    resolver = DefaultTokenResolver(StringConcat())
    resolved: object = Tokenization.resolve(value, scope=scope, resolver=resolver, preparing=False)
    return resolved


def unknown_token(part: object) -> str | None:
    """The first token in a text, an expression or a list that cdktf has not given out; None for others."""
    if isinstance(part, Raw):
        part = part.expression
    elif isinstance(part, list) and is_token(part):
        part = part[0]
    tokens = _TOKEN.findall(part) if isinstance(part, str) else ()
    return next((each for each in tokens if not _is_known(each)), None)


@lru_cache(maxsize=65_536)
def _is_known(token: str) -> bool:
    try:
        if token.startswith("#"):
            Tokenization.reverse_list([token])
        else:
            Tokenization.reverse_string(token)
    except (RuntimeError, EngineError):
        return False
    return True
