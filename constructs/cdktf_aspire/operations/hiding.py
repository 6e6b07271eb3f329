"""What other programs and Azure say, without the secrets that it may repeat."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.secret_text import is_secret_name, is_secret_value, secret_in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = "(hidden)"
# A shorter value could be a word in any text.
_LEAST: Final = 6


def without_secrets(text: str) -> str:
    """The text without the secrets of this process's environment, and without lines that look like one.

    Args:
        text: an error of Terraform or of Azure, in one line or several.
    """
    for value in _of_environment():
        text = text.replace(value, _HIDDEN)
    return "\n".join(_HIDDEN if secret_in_text(line) else line for line in text.split("\n"))


def _of_environment() -> Iterator[str]:
    found = {
        value.strip()
        for name, value in os.environ.items()
        if is_secret_name(name) and len(value.strip()) >= _LEAST and is_secret_value(value)
    }
    # A longer one may begin with a shorter one.
    yield from sorted(found, key=len, reverse=True)
