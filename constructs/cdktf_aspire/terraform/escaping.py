"""Literal text in Terraform JSON: every string there is a template, so its markers are doubled."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"(\$\{TfToken\[[^\]]*\]\})")


def escape(text: str) -> str:
    """Text that Terraform evaluates to `text` again; cdktf's own tokens in it keep working.

    Terraform reads `$${` as `${` and `%%{` as `%{`. (It also normalises Unicode to NFC, which nothing in
    a configuration can prevent.)
    """
    if "{" not in text:
        return text
    parts = _TOKEN.split(text)
    # Every second part is a token.
    parts[::2] = [part.replace("${", "$${").replace("%{", "%%{") for part in parts[::2]]
    return "".join(parts)
