"""Arguments of users' calls: wrong ones are problems, and the call continues with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.foreign import harmless, objects_in, text_problem, texts_in, writable
from cdktf_aspire.diagnostics.problems import Problem, caller, closest, kind_of, with_article
from cdktf_aspire.diagnostics.rules import ERROR, problem, register
from cdktf_aspire.values import records

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import SourceLocation

UNKNOWN_ATTRIBUTE: Final = register(
    "ACJ001",
    ERROR,
    "any attribute of a job",
    allowed="the attributes of the block",
    why="The setting would be lost",
    fix="Correct the name",
    source="Azure.Provisioning.AppContainers, ContainerAppJob",
)
WRONG_ARGUMENT: Final = register(
    "ACJ002",
    ERROR,
    "any argument of a call, any position of a list",
    allowed="the arguments that the call accepts",
    why="The call has no clear meaning",
    fix="Correct the argument",
    source="the call's own documentation",
)
_UNWRITABLE_TEXT: Final = register(
    "ACJ007",
    ERROR,
    "any text",
    allowed="text without NUL characters, half characters (lone surrogates) and pieces of list or map tokens",
    why=(
        "A process can't receive a NUL character, a file can't store half of a character, and cdktf "
        "doesn't resolve a piece of a list or map token"
    ),
    fix="Remove the character; Fn.element(list, index) gives an element of a list token",
    source="POSIX, RFC 3629, cdktf",
)
_OBJECT_IN_TEXT: Final = register(
    "ACJ012",
    ERROR,
    "any text",
    allowed='ref_expr("text {0} text", value), or the value itself without text around it',
    why="An f-string writes an object's place in memory, which is different on every run",
    fix='Write ref_expr("text {0} text", value)',
    source="Python, object.__str__",
)


def has_text_problems(value: object) -> bool:
    """Whether `text_problems` finds something."""
    return any(text_problem(text) is not None or objects_in(text) for text in texts_in(value))


def text_problems(value: object, path: str, where: SourceLocation | None = None) -> list[Problem]:
    """The problems of the texts in a value that apply to every text.

    The problems don't show the text: it may be a secret.

    Args:
        value: that went through `harmless`.
        path: in the user's spelling.
        where: the user's line; the caller's when None.
    """
    texts = list(texts_in(value))
    unwritable = dict.fromkeys(filter(None, map(text_problem, texts)))
    objects = dict.fromkeys(kind for text in texts for kind in objects_in(text))
    return [problem(_UNWRITABLE_TEXT, f"The text {what}", path=path, where=where) for what in unwritable] + [
        problem(
            _OBJECT_IN_TEXT,
            f"The text contains {kind} in Python's notation for objects, not its value",
            path=path,
            hint='Instead of an f-string, use ref_expr("text {0} text", value): it inserts the value',
            where=where,
        )
        for kind in objects
    ]


def accept(value: object, path: str) -> tuple[object, list[Problem]]:
    """An argument so that nothing can fail on it, and what is wrong with its texts."""
    value = harmless(value)
    problems = text_problems(value, path)
    return (writable(value) if problems else value), problems


def not_a_flag(
    name: str, value: object, *, shows_value: bool = True, where: SourceLocation | None = None
) -> Problem:
    """The problem of an argument that is to be True or False."""
    return problem(
        WRONG_ARGUMENT,
        f"{name} is {with_article(value)}, not True or False",
        path=f"{name}=",
        value=value if shows_value else None,
        allowed="True or False",
        where=where,
    )


def did_you_mean(guess: str | None) -> str | None:
    """The hint for a wrong name."""
    return f"Did you mean {guess!r}?" if guess is not None else None


def _nowhere_else(keyword: str, value: object) -> str | None:
    return None


@records.frozen
class Fit:
    """The arguments of one call, sorted.

    Attributes:
        given: the arguments that the call accepts, by name.
        unknown: what it doesn't take, by keyword.
        meant: of those, what is most likely meant for an argument that is not given, by its name.
        twice: keywords of arguments that are given in another way too.
        extra: positional arguments that are too many.
        missing: required arguments that are not given, and not meant.
    """

    given: dict[str, object]
    unknown: dict[str, object]
    meant: dict[str, object]
    twice: tuple[str, ...]
    extra: tuple[object, ...]
    missing: tuple[str, ...]


@records.frozen
class Signature:
    """The arguments that a call accepts.

    Attributes:
        called: how a message names the call, for example `build()` or `Schedule`.
        names: of its arguments.
        positional: those that can be given without their name.
        required: those without a default.
        more: the name of further positional arguments; None where there are none.
        aliases: other names that it takes -> name.
        other_names: what other tools call an argument -> name.
        elsewhere: what to do with a keyword and its value when they belong to something else, or None.
        when_extra: what to do with positional arguments that are too many.
    """

    called: str
    names: tuple[str, ...]
    positional: tuple[str, ...]
    required: tuple[str, ...] = ()
    more: str | None = None
    aliases: Mapping[str, str] = attrs.field(factory=dict)
    other_names: Mapping[str, str] = attrs.field(factory=dict)
    elsewhere: Callable[[str, object], str | None] = _nowhere_else
    when_extra: str | None = None

    @classmethod
    def of(cls, called: str, parameters: Sequence[inspect.Parameter]) -> Signature:
        """The signature of a function with these parameters."""
        named = [each for each in parameters if each.kind is not each.VAR_POSITIONAL]
        keyword_only = [f"{each.name}=..." for each in parameters if each.kind is each.KEYWORD_ONLY]
        return cls(
            called,
            tuple(each.name for each in named),
            tuple(each.name for each in named if each.kind is not each.KEYWORD_ONLY),
            tuple(each.name for each in named if each.default is each.empty),
            next((each.name for each in parameters if each.kind is each.VAR_POSITIONAL), None),
            when_extra=f"Name it: {', '.join(keyword_only)}" if keyword_only else None,
        )

    def name_at(self, index: int) -> str:
        """The name of a positional argument in a message."""
        return self.positional[index] if index < len(self.positional) else self.more or f"[{index}]"

    def takes(self, args: Sequence[object], kwargs: Mapping[str, object]) -> bool:
        """Whether a call can be made with the arguments as they are."""
        count = len(args)
        by_position = self.positional[:count]
        return (
            (count <= len(self.positional) or self.more is not None)
            and all(name in self.names and name not in by_position for name in kwargs)
            and all(name in by_position or name in kwargs for name in self.required)
        )

    def fit(self, args: Sequence[object], kwargs: Mapping[str, object]) -> Fit:
        """Sorts the arguments of a call; if one is given twice, the one by position counts."""
        given = dict(zip(self.positional, args, strict=False))
        unknown: dict[str, object] = {}
        twice: list[str] = []
        for keyword, value in kwargs.items():
            name = self.aliases.get(keyword, keyword)
            if name not in self.names:
                unknown[keyword] = value
            elif name in given or (name != keyword and name in kwargs):
                twice.append(keyword)
            else:
                given[name] = value
        guesses = {keyword: self.meant(keyword, value) for keyword, value in unknown.items()}
        meant = {name: unknown[keyword] for keyword, name in guesses.items() if name and name not in given}
        return Fit(
            given,
            unknown,
            meant,
            tuple(twice),
            () if self.more else tuple(args[len(self.positional) :]),
            tuple(name for name in self.required if name not in given and name not in meant),
        )

    def meant(self, keyword: str, value: object = None) -> str | None:
        """The argument that an unknown keyword most likely stands for: misspelt, or under another name."""
        if self.elsewhere(keyword, value) is not None:
            return None
        other = self.other_names.get(keyword)
        if other in self.names:
            return other
        guess = closest(keyword, (*self.names, *self.aliases))
        return self.aliases.get(guess, guess) if guess else None

    def problems(self, fit: Fit) -> Iterator[Problem]:
        """What is wrong with the arguments, except for missing ones."""
        for keyword, value in fit.unknown.items():
            hint = self.elsewhere(keyword, value) or did_you_mean(self.meant(keyword, value))
            yield self.problem(f"has no argument {keyword!r}", f"{keyword}=", value, hint)
        yield from self.given_otherwise(fit)

    def given_otherwise(self, fit: Fit) -> Iterator[Problem]:
        """What is wrong with arguments that the call takes."""
        for keyword in fit.twice:
            name = self.aliases.get(keyword, keyword)
            yield self.problem(f"got {name!r} twice", f"{keyword}=", hint="Keep one of the two")
        if fit.extra:
            count = len(self.positional)
            message = f"takes {count} positional arguments, got {count + len(fit.extra)}"
            yield self.problem(message, self.called.removesuffix("()"), fit.extra[0], self.when_extra)

    def problem(self, message: str, path: str, value: object = None, hint: str | None = None) -> Problem:
        """A problem of the call.

        Args:
            message: what is wrong, after the name of the call.
            path: of the argument.
            value: the argument, of which only the type is shown: what was meant may be a secret.
            hint: what to do.
        """
        names = (*self.names, self.more) if self.more else self.names
        return Problem(
            WRONG_ARGUMENT,
            ERROR,
            f"{self.called} {message}",
            path=path,
            value=None if value is None else kind_of(value),
            allowed=f"{self.called.removesuffix('()')}({', '.join(names)})",
            hint=hint,
            where=caller(),
        )
