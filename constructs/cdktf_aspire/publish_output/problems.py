"""What is wrong in a publish output: collected, so that one run tells everything."""

from __future__ import annotations

import contextlib
import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import Severity, SourceLocation, closest, show
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.diagnostics.source_lines import masked_in_place
from cdktf_aspire.jobs import rules
from cdktf_aspire.publish_output.bicep_paths import bicep_path
from cdktf_aspire.publish_output.sizes import Work
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cdktf_aspire.diagnostics.problems import Problem

register(
    "ACJ805",
    ERROR,
    "a Bicep file",
    allowed="what Aspire writes: parameters, variables, resources, modules, outputs, expressions",
    why="The Terraform would lack the content of the line",
    fix="Remove it from the AppHost's callback and add it in Python",
    source="this library",
)

register(
    "ACJ806",
    ERROR,
    "a value in a Bicep file",
    allowed="names that are declared, arguments that the function accepts, no circle",
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

register(
    "ACJ937",
    WARNING,
    "a parameter of the publish output",
    allowed="text, a number, true or false as a default, in main.bicep also an object or a list without "
    "secrets and null; in a manifest, {name.inputs.value} as the value",
    why="Only the deployment knows another value, so the variable has no default and Terraform asks for it",
    fix="Pass the value at the deployment: TF_VAR_<name>",
    source="Aspire.Hosting, manifest",
)

register(
    "ACJ845",
    ERROR,
    "a publish output",
    allowed="at most 500,000 steps of work and 1,000 problems; a hundred resources take 10,000 steps",
    why="Reading it any further may never end",
    fix="Look at the line: its value grows, or is used again and again",
    source="this library",
)

_WIDEST = 160
_QUOTE: Final = re.compile("['\"`]")
# The signs of Python code in a hint: a call, an argument, a method, a callback.
_OF_PYTHON: Final = re.compile(
    r"\w\(|\w=|\b(?:with|add|as|publish)_|\bjob\.|\bbuilder\b|callback|argument|_\w+_"
)
_IN_APPHOST: Final = "Change it in the AppHost and publish again, or correct the line"
# Further mistakes of one publish output tell nobody anything.
_MOST_PROBLEMS: Final = 1000
# Of names that mistaken ones are compared with: characters times characters.
_MOST_GUESSED: Final = 20_000_000
# Names of the publish output are in messages, and may be of any length.
_LONGEST: Final = 400
# What is far from Bicep takes its parser long, while Aspire's files never fail.
_MOST_SECONDS: Final = 6.0


class SourceText:
    """A file of the publish output as it was read, for the lines that messages show.

    Attributes:
        file: where it was read from.
        lines: its lines.
        columns_are_bytes: whether columns count bytes of UTF-8, as the parser of Bicep does.
        is_broken: whether it is not known where texts begin and end, because the file is not Bicep.
    """

    def __init__(self, file: Path, text: str, *, columns_are_bytes: bool = False) -> None:
        self.file = file
        self.lines = text.split("\n")
        self.columns_are_bytes = columns_are_bytes and not text.isascii()
        self.is_broken = False
        self._text = text

    @cached_property
    def _masked(self) -> list[str]:
        return masked_in_place(self.file.name, self._text)

    def marked(self, line: int, start: int, end: int) -> str:
        """A line without what may be a secret, with a piece of it underlined; of a long one, what is near.

        Args:
            line: counted from 1.
            start: first column of the piece.
            end: one past its last column.
        """
        if not 0 < line <= len(self.lines):
            return ""
        masked = self._masked[line - 1].removesuffix("\r")
        if self.is_broken and ("'''" in self._text or _QUOTE.search(self.lines[line - 1])):
            return ""
        if self.columns_are_bytes:
            source = self.lines[line - 1].encode()
            start, end = (len(source[:at].decode(errors="ignore")) for at in (start, end))
        begin = max(0, start - _WIDEST // 2) if len(masked) > 2 * _WIDEST else 0
        text = "".join(char if char.isprintable() else " " for char in masked[begin : begin + 2 * _WIDEST])
        indent = len(text) - len(text.lstrip()) if begin == 0 else 0
        if begin or len(text) - indent > _WIDEST:
            cut = max(indent, start - begin - _WIDEST // 2)
            begin, text, indent = begin + cut, text[cut : cut + _WIDEST], 0
        start, end = max(start - begin, indent), end - begin
        shown = text[indent:].rstrip()
        width = max(1, min(max(end, start + 1), len(text.rstrip())) - start)
        return f"{shown}\n{' ' * (start - indent)}{'^' * width}" if shown else ""


@records.frozen
class SourceSpan:
    """A piece of text in a file of the publish output.

    Attributes:
        file: of the publish output.
        line: counted from 1.
        source: the file's text; None where the line is not to be shown.
        start: first column of the piece in the line.
        end: one past its last column.
    """

    file: Path
    line: int
    source: SourceText | None = attrs.field(default=None, eq=False, repr=False)
    start: int = 0
    end: int = 0

    @property
    def location(self) -> SourceLocation:
        """File and line."""
        return SourceLocation(str(self.file), self.line)

    @property
    def marked(self) -> str:
        """The line with the piece underlined; empty where the line is not known."""
        return "" if self.source is None else self.source.marked(self.line, self.start, self.end)


class Mistake(Exception):  # noqa: N818 - it never leaves this package
    """Stops the reading of one thing: its problem says why.

    Attributes:
        problem: what is wrong.
        seconds: that finding it took, where that may be many.
    """

    def __init__(self, problem: Problem, seconds: float = 0.0) -> None:
        self.problem = problem
        self.seconds = seconds
        super().__init__(problem.message)


class GivenUp(Mistake):
    """Stops the reading of the whole publish output."""


@records.define
class Problems:
    """The problems found so far, and the work that finding them was.

    Attributes:
        found: in the order of the reading.
        work: of the reading.
        path: what is being worked out: module, kind and name of what each step needs for the one before it.
    """

    found: list[Problem] = attrs.field(factory=list)
    work: Work = attrs.field(factory=Work)
    path: list[tuple[object, str, str]] = attrs.field(factory=list)
    _known: set[Problem] = attrs.field(factory=set)
    _seconds: float = 0.0
    _guessed: int = 0

    def add(self, problem: Problem) -> None:
        """Keeps a problem, once.

        Raises:
            GivenUp: there are more than anybody reads.
        """
        if problem in self._known:
            return
        self._known.add(problem)
        self.found.append(problem)
        if len(self.found) > _MOST_PROBLEMS:
            message = f"More than {_MOST_PROBLEMS} problems: the rest of the publish output is not read"
            raise self._given_up(message, problem)

    def _given_up(self, message: str, last: Problem) -> GivenUp:
        return GivenUp(attrs.evolve(problem_at("ACJ845", message, None), where=last.where))

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Keeps the mistake that is raised inside and goes on after it."""
        try:
            yield
        except GivenUp:
            raise
        except Mistake as mistake:
            self.add(mistake.problem)
            self._seconds += mistake.seconds
            if self._seconds > _MOST_SECONDS:
                message = "Too much of the publish output is not Bicep: the rest is not read"
                raise self._given_up(message, mistake.problem) from None

    @contextlib.contextmanager
    def until_given_up(self) -> Iterator[None]:
        """Ends the reading with a problem where it is too much, or a circle."""
        try:
            yield
        except Mistake as mistake:
            self.found.append(mistake.problem)

    def guess(self, word: str, candidates: list[str]) -> str | None:
        """The candidate that a word was meant to be; after many guesses, none any more."""
        self._guessed += len(word) * sum(map(len, candidates))  # comparing is a product, too
        return closest(word, candidates) if self._guessed < _MOST_GUESSED else None

    def count(self, steps: int, place: Callable[[], SourceSpan]) -> None:
        """Counts work.

        Raises:
            GivenUp: it is too much.
        """
        if self.work.is_used_up_by(steps):
            message = "The publish output takes more work than any that Aspire writes; reading stops here"
            raise GivenUp(problem_at("ACJ845", message, place()))

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
    message = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."
    is_error = rules.REGISTRY[code].severity is Severity.ERROR  # cdktf prints a warning in one line
    marked = place.marked if place is not None and is_error else ""
    made = rules.problem(
        code,
        f"{message}\n{_indented(marked)}" if marked else message,
        resource=resource[:_LONGEST] if resource else resource,
        path=path,
        hint=hint[:_LONGEST] if hint else hint,
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
    path, message = problem.path, problem.message
    if path is not None and where.file.endswith(".bicep"):
        path = bicep_path(path)
        if message.startswith(f"{problem.path} "):
            message = f"{path}{message[len(problem.path or '') :]}"
    path = path.removesuffix("=") if path is not None else None
    # Where a program runs that has no module, only Python can say.
    is_about_it = problem.code.startswith(("ACJ8", "ACJ904")) or (hint is not None and "leave_out=" in hint)
    if hint is not None and not is_about_it and _OF_PYTHON.search(hint):
        hint = _IN_APPHOST
    return attrs.evolve(problem, message=message, path=path, hint=hint)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
