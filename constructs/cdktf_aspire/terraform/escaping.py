"""Literal text in Terraform JSON: every string there is a template, so its markers are doubled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_IN_QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"', "\r": "\\r"})
_TOKEN = re.compile(r"(\$\{TfToken\[[^\]]*\]\})")


def escape(text: str) -> str:
    """Text that Terraform evaluates to `text` again; cdktf's own tokens in it keep working.

    Terraform reads `$${` as `${` and `%%{` as `%{`. (It also normalises Unicode to NFC, which nothing in
    a configuration can prevent.)
    """
    if "{" not in text:
        return text
    return _outside_tokens(text, lambda part: part.replace("${", "$${").replace("%{", "%%{"))


def escape_in_expression(text: str) -> str:
    """The same for text that cdktf puts between quotes as an argument of a function or an operator.

    cdktf escapes line feeds and `${` there by itself, and nothing else.
    """
    return _outside_tokens(text, lambda part: part.translate(_IN_QUOTES).replace("%{", "%%{"))


def _outside_tokens(text: str, change: Callable[[str], str]) -> str:
    parts = _TOKEN.split(text)
    # Every second part is a token.
    parts[::2] = [change(part) for part in parts[::2]]
    return "".join(parts)
