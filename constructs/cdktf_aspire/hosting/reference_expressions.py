"""Text with references in it, and choices that Terraform makes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import attrs

from cdktf_aspire.diagnostics.foreign import harmless, writable
from cdktf_aspire.diagnostics.problems import caller, text_problems
from cdktf_aspire.hosting.references import Extent, FallibleReference
from cdktf_aspire.hosting.values import is_value, misfit, value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import STRING_TOKEN, Quoted, Raw, Reference, SecretText, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.values import Value

# What of a format is not plain text. A token of cdktf is one piece, whatever braces it has.
_PIECE: Final = re.compile(
    rf"(?P<token>{STRING_TOKEN.pattern})|\{{\{{|\}}\}}|\{{(?P<index>[0-9]+)(?::(?P<format>[^{{}}]*))?\}}|[{{}}]"
)
FORMATS: Final = ("uri",)


@attrs.frozen(eq=False)
class Hole:
    """A place in a text where a value goes.

    Attributes:
        value: text, or a reference.
        format: `uri` encodes it as part of an address.
    """

    value: object = attrs.field(repr=False)
    format: str | None = None


@attrs.frozen(eq=False)
class ReferenceExpression(FallibleReference):
    """Text with values in it (Aspire's `ReferenceExpression`).

    Attributes:
        parts: literal text and holes.
        problems: what is wrong with it, told for the resource that uses it.
    """

    parts: tuple[str | Hole, ...] = attrs.field(repr=False)
    problems: tuple[Problem, ...] = ()
    extent: Extent = attrs.field(init=False, repr=False)

    @extent.default
    def _sum(self) -> Extent:
        return Extent.of(part if isinstance(part, str) else part.value for part in self.parts)

    @property
    def is_secret(self) -> bool:
        """Whether one of the values is a secret: then the whole text is one."""
        return any(isinstance(part, Hole) and _is_secret(part.value) for part in self.parts)

    @property
    def made_of(self) -> tuple[tuple[object, ...], ...]:
        """The literal texts and the values."""
        parts = tuple(part.value if isinstance(part, Hole) else part for part in self.parts)
        return () if self.problems else (parts,)

    @property
    def only_value(self) -> object | None:
        """The value of an expression that is nothing but one hole without a format."""
        match self.parts:
            case (Hole(value=value, format=None),):
                return value
        return None

    @staticmethod
    def create_conditional(
        condition: Value, match_value: str, when_true: Value, when_false: Value
    ) -> ConditionalExpression:
        """A choice by a value (Aspire's `ReferenceExpression.CreateConditional`).

        It is made here when the condition is known, and by Terraform otherwise; upper and lower case count
        as equal.

        Args:
            condition: text, or a reference to text.
            match_value: what the condition is compared with.
            when_true: text or reference, when it is equal.
            when_false: text or reference, when it is not.
        """
        return _conditional(condition, match_value, when_true, when_false)


@attrs.frozen(eq=False)
class ConditionalExpression(FallibleReference):
    """A choice by a value.

    Attributes:
        condition: what is compared.
        match_value: with this text, upper and lower case alike.
        when_true: when it is equal.
        when_false: when it is not.
        problems: what is wrong with it.
    """

    condition: object = attrs.field(repr=False)
    match_value: str
    when_true: object = attrs.field(repr=False)
    when_false: object = attrs.field(repr=False)
    problems: tuple[Problem, ...] = ()
    extent: Extent = attrs.field(init=False, repr=False)

    @extent.default
    def _sum(self) -> Extent:
        return Extent.of((self.condition, self.when_true, self.when_false))

    @property
    def is_secret(self) -> bool:
        """Whether a branch that may be taken is a secret, or the condition."""
        return any(_is_secret(each) for each in self.alternatives)

    @property
    def made_of(self) -> tuple[tuple[object, ...], ...]:
        """The branches that may be taken; a choice by a secret says something of it, so it counts too."""
        texts = self.alternatives if _is_secret(self.condition) else self.alternatives[-2:]
        return () if self.problems else tuple((each,) for each in texts)

    @property
    def only_value(self) -> object | None:
        """The branch that is taken, when the condition is known."""
        match self.alternatives:
            case (value,):
                return value
        return None

    @property
    def alternatives(self) -> tuple[object, ...]:
        """What it may come to: one branch where the condition is known, else all that it is made of."""
        known = known_text(self.condition)
        if known is None or is_token(self.match_value):
            return (self.condition, self.when_true, self.when_false)
        return (self.when_true if known.lower() == self.match_value.lower() else self.when_false,)


def ref_expr(format: str, *values: Value) -> ReferenceExpression:
    """Text with values in it: `ref_expr("host={0};key={1:uri}", host, key)`.

    Args:
        format: text with holes `{0}`, `{1}`, ...; `{0:uri}` encodes the value for an address, `{{` and `}}`
            are braces.
        values: text, parameters, endpoints, outputs, other expressions, cdktf tokens.
    """
    where = caller()
    problems: list[Problem] = []
    format, *values = (_accepted(each, "ref_expr(...)", problems, where) for each in (format, *values))  # type: ignore[assignment]
    parts: list[str | Hole] = []
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
            parts.append(Hole(match["token"]))
        elif match.group() in {"{{", "}}"}:
            parts.append(match.group()[0])
        elif match["index"] is None:
            refuse(f"A single {match.group()!r} at position {match.start()}", hint="Double it: {{ or }}")
        elif int(match["index"]) >= len(values):
            refuse(f"There is no value for {{{match['index']}}}", hint=f"{len(values)} values are given")
        elif match["format"] not in {None, *FORMATS}:
            named = f" {match['format']!r}" if match["format"].isalnum() else f" of {{{match['index']}}}"
            refuse(f"There is no format{named}", hint="The one format is uri")
        else:
            used.add(int(match["index"]))
            parts.append(Hole(value_of(values[int(match["index"])]), match["format"]))
    parts.append(format[end:])
    if Extent.of(part if isinstance(part, str) else part.value for part in parts).is_too_much:
        return ReferenceExpression((), (*problems, _too_much("ref_expr(...)", where)))
    for index, value in enumerate(values):
        if not is_value(value):
            problems.append(misfit(value, f"The value {{{index}}}", "ref_expr(...)", where))
        elif index not in used and not problems:
            refuse(f"The value {{{index}}} is not used")
    return ReferenceExpression(tuple(flattened(parts)), tuple(problems))


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
        hint="What is used twice is written twice: use a shorter text, or a local of Terraform's",
        where=where,
    )


def flattened(parts: list[str | Hole]) -> Iterator[str | Hole]:
    """The parts with nested expressions unfolded, literals joined, and nothing empty."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if isinstance(part.value, str) and not is_token(part.value):
            text += part.value if part.format is None else uri_component(part.value)
            continue
        if isinstance(part.value, ReferenceExpression) and part.format is None and not part.value.problems:
            for inner in part.value.parts:
                if isinstance(inner, str):
                    text += inner
                else:
                    if text:
                        yield text
                    text = ""
                    yield inner
            continue
        if text:
            yield text
        text = ""
        yield part
    if text:
        yield text


def uri_component(text: str) -> str:
    """Text as a part of an address, as Aspire's `uriComponent` (.NET's Uri.EscapeDataString) has it."""
    return quote(text, safe="-._~")


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
        message = "A conditional compares with a text that is not empty"
        problems.append(rules.problem("ACJ910", message, path="match_value=", value=match_value, where=where))
        match_value = "?"
    return ConditionalExpression(
        value_of(condition), match_value, value_of(when_true), value_of(when_false), tuple(problems)
    )


def known_text(value: object) -> str | None:
    """The text of a value that is known here."""
    if isinstance(value, str):
        return None if is_token(value) else value
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, ReferenceExpression | ConditionalExpression) and value.problems:
        return None  # or a choice by it would be made, and the problems with it gone
    if isinstance(value, ConditionalExpression):
        return known_text(value.only_value)
    if isinstance(value, ReferenceExpression):
        texts = [part if isinstance(part, str) else known_text(part.value) for part in value.parts]
        if any(text is None for text in texts) or any(
            isinstance(part, Hole) and part.format for part in value.parts
        ):
            return None
        return "".join(text for text in texts if text is not None)
    known: object = getattr(value, "known_text", None)
    return known if isinstance(known, str) else None


def parts_of(value: object) -> Iterator[object]:
    """The value itself, and every value inside it."""
    yield value
    if isinstance(value, ReferenceExpression):
        for part in value.parts:
            if isinstance(part, Hole):
                yield from parts_of(part.value)
    elif isinstance(value, ConditionalExpression):
        for each in value.alternatives:
            yield from parts_of(each)
        if is_token(value.match_value):
            yield value.match_value
    elif isinstance(value, SecretText | Quoted):
        yield from parts_of(value.text)


def unfolded(value: object) -> object:
    """A value with what it is made of: an expression of one hole is its value."""
    while isinstance(value, ReferenceExpression | ConditionalExpression) and value.only_value is not None:
        value = value.only_value
    return value


def is_opaque(value: object) -> bool:
    """Whether something of the value is known to cdktf alone: a token of the user's, or `raw`."""
    return any(
        (is_token(part) and not isinstance(part, Reference)) or isinstance(part, Raw)
        for part in parts_of(value)
    )


def problems_of(value: object) -> list[Problem]:
    """What is wrong with the expressions in a value."""
    return [
        problem
        for part in parts_of(value)
        if isinstance(part, FallibleReference)
        for problem in part.problems
    ]


def _is_secret(value: object) -> bool:
    return isinstance(value, Reference) and value.is_secret
