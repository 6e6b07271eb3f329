"""Literal text in Terraform JSON, where every string is a template, and in Terraform's expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.tokens import STRING_TOKEN, split_at_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

# Terraform takes it for the mark of a file's encoding when a text begins with it, and drops it.
_MARK: Final = "\ufeff"
# That mark; a lone carriage return; a `$` before either of a brace, a carriage return that becomes an
# expression itself, and a token that comes right after this text.
_MISREAD: Final = re.compile(rf"\A{_MARK}|\$*\r(?!\n)|\$+(?=\{{|\Z)")
_QUOTED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# What begins an expression in a text of Terraform JSON, or says that none begins there.
_BEGIN: Final = re.compile(r"\$\$\{|%%\{|\$\{")
# The same in a text in quotes inside of an expression, and what is open and closed in an expression.
_IN_QUOTES: Final = re.compile(r'\\.|\$\$\{|%%\{|[$%]\{|"', re.DOTALL)
_IN_CODE: Final = re.compile(r'["{}]')
# What needs no parentheses: `data.azapi_resource.kv.output.properties["x"][0]`.
_ATTRIBUTE: Final = re.compile(r'[\w.\[\]"-]+')
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


def expression_of_text(text: str, *, is_argument: bool = False) -> str:
    """A text of Terraform JSON as an expression: what stands between `${` and `}`, and the rest in quotes.

    Args:
        text: a template, in which literals are escaped; cdktf's tokens in it stay tokens.
        is_argument: whether it becomes the argument of a function, which needs no parentheses.
    """
    parts: list[str] = []
    literal, at = "", 0
    while (match := _BEGIN.search(text, at)) is not None:
        literal += text[at : match.start()]
        if len(match[0]) == 3:
            literal, at = literal + match[0][1:], match.end()
            continue
        parts += [quote(literal)] if literal else []
        literal, at = "", _end_of_expression(text, match.end())
        piece = text[match.start() : at]
        code = piece[2:-1]
        if STRING_TOKEN.fullmatch(piece):
            code = piece
        elif not is_argument and not _ATTRIBUTE.fullmatch(code):
            code = f"({code})"
        parts.append(code)
    literal += text[at:]
    return joined_expression([*parts, quote(literal)] if literal else parts)


def joined_expression(parts: list[str]) -> str:
    """Expressions of texts as one expression."""
    if len(parts) == 1:
        return parts[0]
    return f'join("", [{", ".join(parts)}])' if parts else '""'


def _end_of_expression(text: str, at: int) -> int:
    """The position after the brace that closes an expression, which begins at a position."""
    inside = ["{"]
    while inside:
        in_quotes = inside[-1] == '"'
        match = (_IN_QUOTES if in_quotes else _IN_CODE).search(text, at)
        if match is None:
            return len(text)
        sign, at = match[0], match.end()
        if sign == ('"' if in_quotes else "}"):
            inside.pop()
        elif sign in {"${", "%{"}:
            inside.append("{")
        elif not in_quotes:
            inside.append(sign)
    return at


def arguments(texts: Iterable[str]) -> str:
    """Texts of Terraform JSON as arguments of a function."""
    return ", ".join(expression_of_text(each, is_argument=True) for each in texts)
