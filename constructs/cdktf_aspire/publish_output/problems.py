"""What is wrong in a publish output: collected, so that one run tells everything."""

from __future__ import annotations

import contextlib
import linecache
import re
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import Severity, SourceLocation, show
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.diagnostics.source_lines import masked_in_place
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cdktf_aspire.diagnostics.problems import Problem

register(
    "ACJ805",
    ERROR,
    "a Bicep file",
    allowed="what Aspire writes: parameters, variables, resources, modules, outputs, expressions",
    why="The Terraform would lack what the line says",
    fix="Take it out of the AppHost's callback and add it in Python",
    source="this library",
)

register(
    "ACJ806",
    ERROR,
    "a value in a Bicep file",
    allowed="names that are declared, arguments that the function takes, no circle",
    why="The value can't be worked out",
    fix="Publish again, or correct the line",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/file",
)

register(
    "ACJ814",
    WARNING,
    "a secret in a Bicep file",
    allowed="a value from a secret parameter or a vault",
    why="The secret is text in the publish output",
    fix="Make it a secret parameter of the AppHost",
    source="Aspire.Hosting.Azure",
)

_WIDEST = 160
# What a hint for Python has in it: a call, an argument, a method, a callback.
_OF_PYTHON: Final = re.compile(
    r"\w\(|\w=|\b(?:with|add|as|publish)_|\bjob\.|\bbuilder\b|callback|argument|_\w+_"
)
_IN_APPHOST: Final = "Change it in the AppHost and publish again, or correct the line"


@attrs.frozen
class SourceSpan:
    """A piece of text in a file of the publish output.

    Attributes:
        file: of the publish output.
        line: counted from 1.
        source: the text of that line.
        start: first character of the piece in the line.
        end: one past its last character.
    """

    file: Path
    line: int
    source: str = ""
    start: int = 0
    end: int = 0

    @property
    def location(self) -> SourceLocation:
        """File and line."""
        return SourceLocation(str(self.file), self.line)

    @property
    def _masked(self) -> str:
        """The line with its texts masked; all of it where the file can't be read again."""
        lines = masked_in_place(self.file.name, "".join(linecache.getlines(str(self.file))))
        masked = lines[self.line - 1] if self.line <= len(lines) else ""
        return masked if len(masked) == len(self.source) else "*" * len(self.source)

    @property
    def marked(self) -> str:
        """The line with the piece underlined; empty where the line is not known."""
        if not self.source.strip():
            return ""
        text = "".join(char if char.isprintable() else " " for char in self._masked)
        indent = len(text) - len(text.lstrip())
        start, end = max(self.start, indent), max(self.end, self.start + 1)
        if len(text) - indent > _WIDEST:  # a minified line: what stands around the piece
            begin = max(indent, start - _WIDEST // 2)
            text, start, end, indent = text[begin : begin + _WIDEST], start - begin, end - begin, 0
        shown = text[indent:].rstrip()
        width = max(1, min(end, len(text.rstrip())) - start)
        return f"{shown}\n{' ' * (start - indent)}{'^' * width}"


class Mistake(Exception):  # noqa: N818 - it never leaves this package
    """Stops the reading of one thing: what is wrong is said by its problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@attrs.define
class Problems:
    """The problems found so far.

    Attributes:
        found: in the order of the reading.
    """

    found: list[Problem] = attrs.field(factory=list)

    def add(self, problem: Problem) -> None:
        """Keeps a problem, once."""
        if problem not in self.found:
            self.found.append(problem)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keeps the mistake that is raised inside and goes on after it."""
        try:
            yield
        except Mistake as mistake:
            self.add(mistake.problem)

    def offer_to_leave_out(self, owners: Mapping[Path, str]) -> None:
        """Adds the way out to what is wrong with a module: nothing of one that is left out is read.

        Args:
            owners: file of a module -> name of its resource.
        """
        names = {str(file): name for file, name in owners.items()}
        for index, problem in enumerate(self.found):
            name = names.get(problem.where.file) if problem.where is not None else None
            hint = problem.hint or ""
            if name is not None and problem.code in {"ACJ804", "ACJ805"} and "leave_out" not in hint:
                self.found[index] = attrs.evolve(
                    problem, hint=f'{hint}, or leave_out=["{name}"]'.lstrip(", ")
                )

    @property
    def any_error(self) -> bool:
        """Whether something stops the import."""
        return any(problem.is_error for problem in self.found)


def problem_at(
    code: str,
    message: str,
    place: SourceSpan | None,
    *,
    resource: str | None = None,
    path: str | None = None,
    value: object = None,
    hint: str | None = None,
    allowed: str | None = None,
) -> Problem:
    """A problem with the line of the publish output marked below its message."""
    is_error = rules.REGISTRY[code].severity is Severity.ERROR  # a warning becomes one line of cdktf's
    marked = place.marked if place is not None and is_error else ""
    made = rules.problem(
        code,
        f"{message}\n{_indented(marked)}" if marked else message,
        resource=resource,
        path=path,
        hint=hint,
        allowed=allowed,
        where=place.location if place is not None else None,
    )
    return made if value is None else attrs.evolve(made, value=show(value))


def in_publish_outputs_words(problem: Problem) -> Problem:
    """A problem of a line of a publish output: advice about Python, which nobody wrote, is replaced.

    Args:
        problem: of any rule, at any place.
    """
    where, hint = problem.where, problem.hint
    if where is None or not where.file.endswith((".bicep", ".json")):
        return problem
    path = problem.path[:-1] if problem.path is not None and problem.path.endswith("=") else problem.path
    if hint is not None and not problem.code.startswith("ACJ8") and _OF_PYTHON.search(hint):
        hint = getattr(hint, "in_publish_output", None) or _IN_APPHOST
    return attrs.evolve(problem, path=path, hint=hint)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
