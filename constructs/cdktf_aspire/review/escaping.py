"""Text of a plan in a terminal, in Markdown and in Mermaid. A plan is not trusted.

A resource's name ends up in someone else's pull request: markup, a mention, a link, an escape
sequence of a terminal or a character that turns the line around must come out as text.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Final

from cdktf_aspire.diagnostics.plain_text import visible

# GitHub looks for @names, #numbers and addresses in the finished text; this keeps them from being found.
_WORD_JOINER: Final = "\N{WORD JOINER}"
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&^=:-])")
_LINKS: Final = re.compile(r"(@|#(?=\d)|(?<=\w)://|(?<=www)\.|\bGH-(?=\d))", re.IGNORECASE)
_HARMLESS: Final = re.compile(r"[A-Za-z0-9 ,;.'/%]*")


def html_text(text: str) -> str:
    """Text in HTML, on one line; `##[` is a command to a runner wherever it is in a log."""
    return html.escape(visible(text)).replace("##", "#&#35;")


@lru_cache(maxsize=65536)
def markdown_text(text: str) -> str:
    """Words in Markdown, also in a cell of a table, that mean nothing but themselves."""
    text = visible(text)
    if _HARMLESS.fullmatch(text) and "www." not in text.lower():
        return text
    text = _LINKS.sub(lambda match: _broken(match[0]), text)
    return _MARKUP.sub(_entity_or_escape, text)


def _broken(text: str) -> str:
    match text:
        case "://":
            return f":{_WORD_JOINER}//"
        case ".":
            return f"{_WORD_JOINER}."
    return f"{text}{_WORD_JOINER}"


def _entity_or_escape(match: re.Match[str]) -> str:
    char = match[1]
    # A pipe ends a cell, whatever is before it; < and & begin what a sanitizer might take for HTML.
    if char in "|<>&":
        return f"&#{ord(char)};"
    return char if char in ":-=()+" else f"\\{char}"


@lru_cache(maxsize=65536)
def markdown_code(text: str) -> str:
    """A value in Markdown, word for word, as a code span; also in a cell of a table."""
    text = visible(text)
    if not text.strip():
        return f"<code>{'&nbsp;' * len(text)}</code>"
    if any(char in text for char in "`|<") or "##" in text or text != text.strip():
        # No code span can hold a pipe in a cell for sure, nor a backtick in a short way; and not every
        # reader of Markdown leaves tags in it alone.
        return f"<code>{re.sub(r'[^A-Za-z0-9 ,;./]', lambda match: f'&#{ord(match[0])};', text)}</code>"
    return f"`{text}`"


def mermaid_text(text: str, limit: int = 40) -> str:
    """A name in a Mermaid diagram: what its grammar uses is left out."""
    text = re.sub(r"[^\w .,/@()+*-]", "_", visible(text))
    text = text if len(text) <= limit else f"{text[: limit - 1]}\N{HORIZONTAL ELLIPSIS}"
    return text.replace("@", f"@{_WORD_JOINER}").strip() or "job"
