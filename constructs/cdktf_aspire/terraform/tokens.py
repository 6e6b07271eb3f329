"""Which of the texts that look like tokens of cdktf are some."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import jsii.errors
from cdktf import Tokenization

_TOKEN: Final = re.compile(r"\$\{TfToken\[[a-zA-Z0-9:._-]+\]\}")


def unknown_token(text: str) -> str | None:
    """The first token in a text that cdktf has not given out; None when it knows all."""
    return next((each for each in _TOKEN.findall(text) if not _is_known(each)), None)


@lru_cache(maxsize=65_536)
def _is_known(token: str) -> bool:
    try:
        Tokenization.reverse_string(token)
    except (RuntimeError, jsii.errors.JSIIError):
        return False
    return True
