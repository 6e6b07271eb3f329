"""The base of small immutable values that users write down, such as a trigger: a mistake never raises.

A wrong argument is kept as a `Problem` of the value, so that one run reports every mistake at once.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT, text_problems
from cdktf_aspire.diagnostics.foreign import harmless, writable
from cdktf_aspire.diagnostics.problems import (
    Problem,
    Severity,
    SourceLocation,
    caller,
    closest,
    kind_of,
)
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

P = ParamSpec("P")
F = TypeVar("F", bound="Frozen")

if TYPE_CHECKING:
    FrozenMeta = type
else:

    class FrozenMeta(type):
        """Keeps a constructor's wrong arguments as problems of the value instead of a TypeError."""

        def __call__(cls, *args: object, **kwargs: object) -> object:  # noqa: D102
            fields = [field for field in attrs.fields(cls) if field.init]
            names = [field.alias for field in fields]
            positional = [field.alias for field in fields if not field.kw_only]
            args, kwargs, unwritable = _harmless(positional, args, kwargs)
            extra = "Give them as one list" if cls.takes_list else "Name the arguments"
            problems = (*_misfits(cls.__name__, names, positional, args, kwargs, extra), *unwritable)
            if cls.takes_list and len(args) > len(positional):
                args = (*args[: len(positional) - 1], Unknown())  # what the list was meant to be
            required = [field.alias for field in fields if field.default is attrs.NOTHING]
            value = super().__call__(**_fitting(names, positional, required, args, kwargs))
            object.__setattr__(value, "problems", problems)
            return value


def _harmless(
    positional: Sequence[str], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> tuple[tuple[object, ...], dict[str, object], list[Problem]]:
    """The arguments as nothing can fail on them, and the problems of texts that can't arrive."""
    problems: list[Problem] = []

    def accept(name: str, value: object) -> object:
        value = harmless(value)
        found = text_problems(value, f"{name}=")
        problems.extend(found)
        return writable(value) if found else value

    names = [*positional, *(f"[{index}]" for index in range(len(args)))]
    accepted = tuple(accept(name, value) for name, value in zip(names, args, strict=False))
    return accepted, {name: accept(name, value) for name, value in kwargs.items()}, problems


def _fitting(
    names: Sequence[str],
    positional: Sequence[str],
    required: Sequence[str],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> dict[str, object]:
    """What of the arguments fits, by name; None stands where a required one is missing."""
    fitting = {
        **{key: value for key, value in kwargs.items() if key in names},
        **dict(zip(positional, args, strict=False)),
    }
    wrong = [key for key in kwargs if key not in names]
    # What is missing may be what did not fit: a rule that missed it would tell the mistake again.
    missing = Unknown() if wrong or len(args) > len(positional) else None
    meant = {guess: Unknown() for key in wrong if (guess := closest(key, names))}
    return {**dict.fromkeys(required, missing), **meant, **fitting}


def _misfits(
    called: str,
    names: Sequence[str],
    positional: Sequence[str],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    extra: str = "Name the arguments",
) -> Iterator[Problem]:
    def problem(message: str, path: str, value: object, hint: str | None = None) -> Problem:
        return Problem(
            WRONG_ARGUMENT,
            Severity.ERROR,
            message,
            path=path,
            value=kind_of(value),  # which may be a secret: what was meant is not known
            allowed=f"{called}({', '.join(names)})",
            hint=hint,
            where=caller(),
        )

    for keyword, value in kwargs.items():
        if keyword not in names:
            guess = closest(keyword, names)
            hint = f"Did you mean {guess!r}?" if guess else None
            yield problem(f"{called} has no argument {keyword!r}", f"{keyword}=", value, hint)
    for name in positional[: len(args)]:
        if name in kwargs:
            yield problem(f"{called} got {name!r} twice", f"{name}=", kwargs[name])
    if len(args) > len(positional):
        message = f"{called} takes {len(positional)} positional arguments, got {len(args)}"
        yield problem(message, called, args[len(positional)], extra)


@attrs.frozen
class Frozen(metaclass=FrozenMeta):
    """A value that does not change.

    Attributes:
        where: the user's line that made it.
        problems: what is wrong with the arguments.
    """

    # Whether the last of the positional arguments is a list, so that more of them belong into it.
    takes_list: ClassVar[bool] = False

    where: SourceLocation | None = attrs.field(init=False, factory=caller, eq=False, repr=False)
    problems: tuple[Problem, ...] = attrs.field(init=False, default=(), eq=False, repr=False)


def forgiving(make: Callable[P, F]) -> Callable[P, F]:
    """Has a function that makes a frozen value keep wrong arguments as problems of that value."""
    parameters = inspect.signature(make).parameters.values()
    names = [each.name for each in parameters]
    positional = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    required = [each.name for each in parameters if each.default is each.empty]

    @functools.wraps(make)
    def call(*args: object, **kwargs: object) -> F:
        args, kwargs, unwritable = _harmless(positional, args, kwargs)
        problems = (*_misfits(make.__qualname__, names, positional, args, kwargs), *unwritable)
        value = make(**_fitting(names, positional, required, args, kwargs))  # type: ignore[call-arg, arg-type]
        object.__setattr__(value, "problems", (*value.problems, *problems))
        return value

    return cast("Callable[P, F]", call)
