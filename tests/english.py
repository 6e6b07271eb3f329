"""The English of the documentation and of the package's texts: phrases to avoid, and what to write instead.

uv run python -m tests.english              those in the documentation and the package
uv run python -m tests.english jobs/cron    those in files with this in their path
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from tests.apphost import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PACKAGE: Final = ROOT / "constructs" / "cdktf_aspire"
MODULES: Final = sorted(
    [
        *_PACKAGE.rglob("*.py"),
        *_PACKAGE.rglob("*.pyi"),
        *(file for folder in ("benchmarks", "docs", "stacks") for file in (ROOT / folder).rglob("*.py")),
    ]
)
# `rules.md` is made of the package's texts.
PAGES: Final = sorted(
    page
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "stacks" / "README.md"]
    if page.name != "rules.md"
)
LONGEST_SENTENCE: Final = 40

_VERB: Final = "(?:is|are|was|were|has|have|can|does|do|would|will|must|may)"
_BE: Final = "(?:is|are|was|were|has|have|gets?|becomes?|goes|stays?)"
_OWNER: Final = (
    "(?:(?:a|the) user|azurerm|Azure|Terraform|Aspire|KEDA|cdktf|cdktn|jsii|Node|Bicep|GitHub|Python)"
)
_AFTER_OWNER: Final = "(?:in|is|are|that|which|and|or|with|to|of|from|has|can|as|on|own)"
_START: Final = r"(?:^|(?<=[.;:!?] ))"

# A phrase, as a regular expression over text in which a code span is `x`; and what to write instead.
PHRASES: Final = {
    r"\bin clear\b(?! text)": "in plain text",
    r"(?<!\bthere )\b(?:is|are|was|were) no (?!(?:longer|more|less|such|need)\b)[\w-]+": "isn't a ...",
    r"\b(?:takes?|knows?|wants?) no (?!more|longer)[\w-]+": "doesn't accept, doesn't know, doesn't need",
    r"[,;] for (?:it|they|there|nothing|nobody|everybody|anyone|he|we|you) ": "because",
    rf"[,;] for (?:(?!that |which |who |example\b)\w+ ){{1,4}}{_VERB}\b": "because",
    r"\bwho(?:so)?ever\b": "anyone who, the one who, the deploying identity",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bas ever\b": "as usual",
    r"\bat the (?:worst|most|least)(?= *[,.;:()]|$| (?:a|an|one|two|\d+)\b)": "in the worst case, at most",
    r"\btold apart\b|\btells? \w+ apart\b": "shown separately, distinguished",
    r"\bnothing to tell\b|\b(?:is|are|was|were) told\b|\bit tells\b": "is reported, it reports",
    r"\bno concern\b": "... doesn't control it",
    r"\bless (?:the |`)": "except",
    r"\bin (?:the )?[\w#]+'s (?:own )?words\b": "in domain terms, with the names of ...",
    r"\bwhat (?:exists|is there) already\b|\b(?:is|are) there already\b": "existing, exists already",
    rf"{_START}(?-i:W)hat {_BE} [^.?!:;]*\b{_BE}\b": "a noun: the output, values that ...",
    rf"{_START}(?-i:W)hat (?!{_BE}\b)[^.?!:;]*\b{_BE}\b": "a noun: the output, values that ...",
    rf"(?<=[;:] )(?-i:w)hat [^.?!:;,]*\b{_BE}\b [^.?!:;,]*\b{_BE}\b": "a noun: the output, values that ...",
    rf"(?:^|(?<=[.,;:!?] ))(?:and |but )?so {_VERB} (?!that\b|not\b)": "... too, the same goes for ...",
    rf"{_START}Nor {_VERB}\b": "... doesn't ... either",
    rf"\bof {_OWNER}'s(?= *[,.;:()]|$| {_AFTER_OWNER}\b)": "an Azure ..., the user's ...",
    r"\bone's own\b": "your own",
    r"\b(?:has|have) no name (?:for|here)\b": "doesn't support, unsupported ...",
    r"\bsays? nothing\b": "doesn't say, reports nothing, has no ...",
    r"\bbut for (?:the|a|an|what|those|its|their|`)": "except for",
    r"\b(?:ever since|hitherto|thereof|hence|thus|wherein|therein|whence|whatsoever)\b": "a plain word",
    r"\bby (?:itself|themselves)\b": "on its own, by default",
    r"\bdo(?:es)? without\b": "doesn't need, works without",
    r"\bthat which\b": "what",
    rf"\bas {_OWNER} (?:has|have|wants|wrote) (?:it|them)\b": "in Terraform's format",
    r"\bstands? (?:in(?! for)|below|above|beside|there)\b": "is in, is below",
    r"[,;] else (?!if\b)": "otherwise",
    r"\bgo(?:es|ing)? on (?:\w+ing|to)\b": "still works, continues",
}
_PHRASES: Final = {re.compile(pattern, re.IGNORECASE): instead for pattern, instead in PHRASES.items()}


def phrases_in(text: str) -> Iterator[tuple[int, str]]:
    """The phrases of a text to avoid: where each is, and what to write instead."""
    line = re.sub(r"\s", " ", text)
    for pattern, instead in _PHRASES.items():
        for found in pattern.finditer(line):
            around = line[max(0, found.start() - 30) : found.end() + 30].strip()
            yield found.start(), f"{found.group()!r} in '...{around}...': write {instead}"


def problems_of(file: Path) -> list[str]:
    """The phrases to avoid in a page's prose or a module's texts, each with file and line."""
    texts = _prose_of(file) if file.suffix == ".md" else _texts_of(file)
    return [
        f"{file.relative_to(ROOT)}:{line + text.count(chr(10), 0, start)}: {problem}"
        for line, text in texts
        for start, problem in phrases_in(text)
    ]


def long_sentences_of(page: Path) -> list[str]:
    """The sentences of a page that are too long, each with file and line."""
    return [
        f"{page.relative_to(ROOT)}:{line}: {len(part.split())} words: {part}"
        for line, text in _prose_of(page)
        for part in re.split(r"(?<=[.!?;:])\s", text)
        if len(re.sub(r"(?:, )?`x`(?=,)", "", part).split()) > LONGEST_SENTENCE
    ]


def _prose_of(page: Path) -> Iterator[tuple[int, str]]:
    """A page's paragraphs, headings and cells with their lines: no code blocks, and `x` for a code span."""
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        if token.type == "inline" and token.map:
            texts = {"code_inline": "`x`", "softbreak": "\n"}
            yield (
                token.map[0] + 1,
                "".join(texts.get(each.type, each.content) for each in token.children or ()),
            )


def _texts_of(module: Path) -> Iterator[tuple[int, str]]:
    """A module's docstrings, messages and comments, with their lines and `x` for a code span."""
    source = module.read_text(encoding="utf-8")
    for line, text in (*_strings_of(ast.parse(source)), *_comments_of(source)):
        if " " in text:
            yield line, re.sub(r"`+[^`]*`+", lambda code: "`x`" + "\n" * code.group().count("\n"), text)


def _strings_of(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The strings below a node: an f-string is one, with `{}` for each of its values."""
    if isinstance(node, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
        yield node.lineno, "".join(parts)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _strings_of(child)


def _comments_of(source: str) -> Iterator[tuple[int, str]]:
    """The comments of a module; those on consecutive lines are one."""
    first, lines = 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        if token.start[0] != first + len(lines):
            yield first, "\n".join(lines)
            first, lines = token.start[0], []
        lines.append(token.string.lstrip("# "))
    yield first, "\n".join(lines)


if __name__ == "__main__":
    for each in [*PAGES, *MODULES]:
        if all(part in str(each) for part in sys.argv[1:]):
            for found in problems_of(each):
                print(found)
