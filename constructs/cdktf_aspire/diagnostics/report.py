"""Problems as a person reads them, in the format of Terraform's errors, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.plain_text import message_text, page_text
from cdktf_aspire.diagnostics.problems import printable
from cdktf_aspire.diagnostics.source_lines import SourceLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem

_RED, _YELLOW, _BOLD, _DIM, _RESET = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def render_text(problems: Iterable[Problem], *, color: bool = False) -> str:
    """The problems in blocks, grouped by resource in the order given, and a line that counts them.

    Args:
        problems: in the order of the user's code.
        color: for a terminal.
    """
    problems = list(problems)
    groups: dict[str | None, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.resource, []).append(problem)
    lines: list[str] = []
    sources = SourceLines()
    for group in groups.values():
        for problem in group:
            lines += [*_block(problem, sources, color), ""]
    return page_text("\n".join([*lines, f"{counted(problems)}.", ""]), color=color)


def render_json(problems: Iterable[Problem]) -> str:
    """The problems as a JSON document: `{"problems": [...], "errors": n, "warnings": n}`."""
    problems = list(problems)
    errors = sum(problem.is_error for problem in problems)
    document = {
        "problems": [
            {
                "code": problem.code,
                "severity": problem.severity.value,
                "message": problem.message,
                "resource": problem.resource,
                "path": problem.path,
                "value": problem.value,
                "allowed": problem.allowed,
                "hint": problem.hint,
                "file": problem.where.display_file if problem.where else None,
                "line": problem.where.line if problem.where else None,
            }
            for problem in problems
        ],
        "errors": errors,
        "warnings": len(problems) - errors,
    }
    return json.dumps(document, indent=2) + "\n"


def _block(problem: Problem, sources: SourceLines, color: bool) -> Iterator[str]:
    def paint(code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if color else text

    word = paint(_RED, "Error") if problem.is_error else paint(_YELLOW, "Warning")
    first, *rest = map(printable, problem.message.split("\n"))
    yield f"{word}: {paint(_BOLD, first)} [{problem.code}]"
    yield from rest
    yield ""
    if problem.where is not None:
        place = f"  on {printable(problem.where.display_file)} line {problem.where.line}"
        yield f"{place}, in resource {problem.resource!r}:" if problem.resource else f"{place}:"
        source = sources.shown(problem.where)
        if source:
            yield paint(_DIM, f"  {problem.where.line:>4}: {source}")
    elif problem.resource:
        yield f"  in resource {problem.resource!r}:"
    if problem.where is not None or problem.resource:
        yield ""
    for label, text in (
        ("Attribute", problem.path.rstrip("=") if problem.path else None),
        ("Value", problem.value),
        ("Allowed", problem.allowed),
        ("Hint", problem.hint),
    ):
        if text:
            yield f"  {label + ':':<11}{printable(text)}"


def counted(problems: list[Problem]) -> str:
    """How many errors and warnings there are: `2 errors and 1 warning`."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    parts = [_plural(count, word) for count, word in ((errors, "error"), (warnings, "warning")) if count]
    return " and ".join(parts or ["0 errors"])


def headline(problem: Problem) -> str:
    """A problem in one line: its code, its resource and the first line of its message."""
    resource = f" {problem.resource!r}" if problem.resource else ""
    title, _, _ = problem.message.partition("\n")
    return message_text(f"{problem.code}{resource}: {title}")


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
