"""Text with references in it, and choices that Terraform makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.arguments import text_problems
from cdktf_aspire.diagnostics.foreign import harmless, writable
from cdktf_aspire.diagnostics.problems import Problem, caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.unknown_names import TellsWhatItLacks
from cdktf_aspire.hosting.values import is_value, misfit, value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import (
    ConditionalExpression,
    Extent,
    Interpolation,
    called,
    classified,
    flattened,
)
from cdktf_aspire.values.tokens import STRING_TOKEN
from cdktf_aspire.values.value import EngineToken, Reference

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.values import Value
    from cdktf_aspire.values.resolution import Resolution

register(
    "ACJ910",
    ERROR,
    "ref_expr(format, *values)",
    allowed="placeholders {0}, {1:uri}; braces doubled; each value used; a match value that isn't empty",
    why="The text would not be as intended",
    fix="Correct the format",
    source="Aspire.Hosting: ReferenceExpression",
)

# The parts of a format that are not plain text. A cdktf token is one part, whatever braces it has.
_PIECE: Final = re.compile(
    rf"(?P<token>{STRING_TOKEN.pattern})|\{{\{{|\}}\}}|\{{(?P<index>[0-9]+)(?::(?P<format>[^{{}}]*))?\}}|[{{}}]"
)
_FORMATS: Final = {"uri": "uriComponent"}


@records.frozen
class ReferenceExpression(TellsWhatItLacks, Interpolation):
    """Text with values in it (Aspire's `ReferenceExpression`).

    Example:
        ```python
        expression = ref_expr("Server=db;Password={0}", password)  # secret, because the password is
        worker.with_environment("DB", expression)
        ```
    """

    @staticmethod
    def create_conditional(
        condition: Value, match_value: str, when_true: Value, when_false: Value
    ) -> ConditionalExpression:
        """A choice by a value (Aspire's `ReferenceExpression.CreateConditional`).

        If the condition is known, the choice is made here, otherwise by Terraform; case is ignored.

        Args:
            condition: text, or a reference to text.
            match_value: what the condition is compared with.
            when_true: text or reference, if they are equal.
            when_false: text or reference, if they are not.
        """
        return _conditional(condition, match_value, when_true, when_false)

    @staticmethod
    def format_string(format: str, *values: Value) -> ReferenceExpression:
        """The same as `ref_expr`, by its name in Aspire's own Python AppHosts.

        Args:
            format: text with placeholders `{0}`, `{1}`, ...
            values: for the placeholders, in order.
        """
        return ref_expr(format, *values)


def ref_expr(format: str, *values: Value) -> ReferenceExpression:
    """Text with values in it: `ref_expr("host={0};key={1:uri}", host, key)`.

    Args:
        format: text with placeholders `{0}`, `{1}`, ...; `{0:uri}` encodes the value for an address, `{{` and
            `}}` are braces.
        values: text, parameters, endpoints, outputs, other expressions, cdktf tokens.

    Example:
        `worker.with_environment("DB", ref_expr("Server=db;Password={0}", password))`
    """
    where = caller()
    problems: list[Problem] = []
    format, *values = (_accepted(each, "ref_expr(...)", problems, where) for each in (format, *values))  # type: ignore[assignment]
    parts: list[object] = []
    used: set[int] = set()

    # The format itself is not shown: the text between the holes may be a password.
    def refuse(message: str, value: object = None, hint: str | None = None) -> None:
        problems.append(
            rules.problem("ACJ910", message, path="ref_expr(...)", value=value, hint=hint, where=where)
        )

    if not isinstance(format, str):
        refuse("The format of an expression is text", format)
        return ReferenceExpression((), tuple(problems))
    end = 0
    for match in _PIECE.finditer(format):
        parts.append(format[end : match.start()])
        end = match.end()
        if match["token"] is not None:
            parts.append(EngineToken(match["token"]))
        elif match.group() in {"{{", "}}"}:
            parts.append(match.group()[0])
        elif match["index"] is None:
            refuse(f"A single {match.group()!r} at position {match.start()}", hint="Double it: {{ or }}")
        elif int(match["index"]) >= len(values):
            refuse(f"There is no value for {{{match['index']}}}", hint=f"{len(values)} values are given")
        elif match["format"] not in {None, *_FORMATS}:
            named = f" {match['format']!r}" if match["format"].isalnum() else f" of {{{match['index']}}}"
            refuse(f"There is no format{named}", hint="The only format is uri")
        else:
            used.add(int(match["index"]))
            part = classified(value_of(values[int(match["index"])]))
            if match["format"] is not None and isinstance(part, str | Reference):
                part = called(_FORMATS[match["format"]], (part,))
            parts.append(part)
    parts.append(format[end:])
    if Extent.of(parts).is_too_much:
        return ReferenceExpression((), (*problems, _too_much("ref_expr(...)", where)))
    for index, value in enumerate(values):
        if not is_value(value):
            problems.append(misfit(value, f"The value {{{index}}}", "ref_expr(...)", where))
        elif index not in used and not problems:
            refuse(f"The value {{{index}}} isn't used")
    return ReferenceExpression(flattened(parts), tuple(problems))


def string_expr(format: str, **values: Value | int) -> ReferenceExpression:
    """Text with named values in it: `string_expr("redis://{host}:{port}", host=host, port="6379")`.

    It is in Aspire's own Python AppHosts; `ref_expr` numbers its values.

    Args:
        format: text with placeholders `{name}`; `{name:uri}` encodes the value for an address, `{{` and `}}`
            are braces.
        values: text, numbers, parameters, endpoints, outputs, other expressions, cdktf tokens.

    Example:
        `worker.with_environment("REDIS", string_expr("redis://:{pw:uri}@cache:6379", pw=password))`
    """
    if isinstance(format, str):
        for index, name in enumerate(values):
            format = re.sub(rf"(?<!\{{)\{{{re.escape(name)}(?=[:}}])", f"{{{index}", format)
    return ref_expr(format, *(str(each) if isinstance(each, int) else each for each in values.values()))


def conditional_expr(
    condition: Value, *, match: str, when_true: Value, when_false: Value
) -> ConditionalExpression:
    """A choice by a value, by its name in Aspire's own Python AppHosts.

    Args:
        condition: text, or a reference to text.
        match: what the condition is compared with.
        when_true: text or reference, if they are equal.
        when_false: text or reference, if they are not.

    Example:
        ```python
        size = builder.add_parameter("size", "small")
        worker.with_environment(
            "BATCH", conditional_expr(size, match="large", when_true="1000", when_false="100")
        )
        ```
    """
    return _conditional(condition, match, when_true, when_false)


def _accepted(value: object, path: str, problems: list[Problem], where: SourceLocation | None) -> object:
    """A value as nothing can fail on it; adds the problem of a text that can't arrive."""
    value = harmless(value)
    found = text_problems(value, path, where)
    problems += [each for each in found if each not in problems]
    return writable(value) if found else value


def _too_much(path: str, where: SourceLocation | None) -> Problem:
    return rules.problem(
        "ACJ910",
        "The expression is too large",
        path=path,
        allowed="up to 10,000 pieces, a million characters and 100 expressions in one another",
        hint="A value that is used twice is written twice: use a shorter text, or a Terraform local",
        where=where,
    )


def _conditional(
    condition: Value, match_value: str, when_true: Value, when_false: Value
) -> ConditionalExpression:
    where: SourceLocation | None = caller()
    path = "create_conditional(...)"
    problems: list[Problem] = []
    condition, match_value, when_true, when_false = (  # type: ignore[assignment]
        _accepted(each, path, problems, where) for each in (condition, match_value, when_true, when_false)
    )
    if Extent.of(map(value_of, (condition, when_true, when_false))).is_too_much:
        problems.append(_too_much(path, where))
        condition = when_true = when_false = ""
    problems += [
        misfit(value, name, path, where)
        for name, value in (("condition", condition), ("when_true", when_true), ("when_false", when_false))
        if not is_value(value) and not (name == "condition" and isinstance(value, bool))
    ]
    if not isinstance(match_value, str) or not match_value:
        message = "A conditional compares with a text that isn't empty"
        problems.append(rules.problem("ACJ910", message, path="match_value=", value=match_value, where=where))
        match_value = "?"
    return ConditionalExpression(
        value_of(condition), match_value, value_of(when_true), value_of(when_false), tuple(problems)
    )


def problems_of(value: Resolution) -> list[Problem]:
    """What is wrong with the expressions in a value."""
    return [each for each in value.problems if isinstance(each, Problem)]
