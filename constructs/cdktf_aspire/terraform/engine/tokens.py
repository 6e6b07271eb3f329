"""Which of the texts that look like tokens of an engine are some."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cdktf_aspire.terraform.engine.batch import EngineError
from cdktf_aspire.terraform.engine.engines import any_loaded
from cdktf_aspire.values.tokens import tokens_in
from cdktf_aspire.values.value import EngineToken, Raw

if TYPE_CHECKING:
    from constructs import IConstruct


def resolve_tokens(value: object, scope: IConstruct) -> object:
    """A value with tokens in it as it will be in the Terraform JSON of a stack."""
    engine = any_loaded()
    resolver = engine.DefaultTokenResolver(engine.StringConcat())
    resolved: object = engine.Tokenization.resolve(value, scope=scope, resolver=resolver, preparing=False)
    return resolved


def unknown_token(part: object) -> str | None:
    """The first token in a text, an expression or a list that no engine has given out; None for others."""
    match part:
        case Raw(expression=value) | EngineToken(value=value):
            tokens = tokens_in(value)
        case str():
            tokens = tokens_in(part)
        case _:
            tokens = []
    return next((each for each in tokens if not each.startswith("&") and not _is_known(each)), None)


@lru_cache(maxsize=65_536)
def _is_known(token: str) -> bool:
    tokens = any_loaded().Tokenization
    try:
        if token.startswith("#"):
            tokens.reverse_list([token])
        else:
            tokens.reverse_string(token)
    except (RuntimeError, EngineError):
        return False
    return True
