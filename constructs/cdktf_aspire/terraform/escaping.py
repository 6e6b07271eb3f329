"""Literal text in Terraform JSON, where every string is a template, and in Terraform's expressions."""

from __future__ import annotations

import re
from typing import Final

from cdktf_aspire.values.tokens import split_at_tokens

# Terraform takes it for the mark of a file's encoding when a text begins with it, and drops it.
_MARK: Final = "\ufeff"
# That mark; a lone carriage return; a `$` before either of a brace, a carriage return that becomes an
# expression itself, and a token that comes right after this text.
_MISREAD: Final = re.compile(rf"\A{_MARK}|\$*\r(?!\n)|\$+(?=\{{|\Z)")
_QUOTED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL: Final = re.compile(r'[\\"\x00-\x1f\x7f\ufeff]|(?<=[$%])\{|\}')


def escape(text: str) -> str:
    """Text that Terraform evaluates to `text` again; cdktf's own tokens in it keep working.

    Terraform reads `$${` as `${` and `%%{` as `%{`. (It also normalises Unicode to NFC, which nothing in
    a configuration can prevent.)
    """
    has_mark = text.startswith(_MARK)
    if "{" not in text and not has_mark:
        return text
    parts = split_at_tokens(text)
    if len(parts) == 1 and not has_mark:
        return text.replace("${", "$${").replace("%{", "%%{")
    # Every second part is a token.
    parts[::2] = [escape_beside_token(part) for part in parts[::2]]
    return "".join(parts)


def escape_beside_token(text: str) -> str:
    """Text that stays what it is when a token of cdktf stands before or after it.

    cdktf takes `$${` for the beginning of an expression, and writes the next token without its braces. A
    `$` right before a token would escape the token, and Terraform evaluates nothing in a text after a
    carriage return without a line feed. As expressions of their own, `${"$"}`, they are what they are.
    """
    return _MISREAD.sub(lambda match: f"${{{quote(match[0])}}}", text).replace("%{", "%%{")


def quote(text: str) -> str:
    """Text as a string in an expression of Terraform.

    Braces that mean something to Terraform, and those that cdktf takes for the end of an expression, are
    written by their number.
    """
    quoted = _SPECIAL.sub(lambda match: _QUOTED.get(match[0], f"\\u{ord(match[0]):04x}"), text)
    return f'"{quoted}"'
