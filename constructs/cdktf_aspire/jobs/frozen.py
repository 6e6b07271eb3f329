"""The base of small immutable values that users write down, such as a trigger: a mistake never raises.

A wrong argument is kept as a `Problem` of the value, so that one run reports every mistake at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.problems import Problem, Severity, SourceLocation, caller, closest, show
from cdktf_aspire.jobs.settings import WRONG_ARGUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

if TYPE_CHECKING:
    FrozenMeta = type
else:

    class FrozenMeta(type):
        """Keeps a constructor's wrong arguments as problems of the value instead of a TypeError."""

        def __call__(cls, *args: object, **kwargs: object) -> object:  # noqa: D102
            fields = [field for field in attrs.fields(cls) if field.init]
            names = [field.alias for field in fields]
            positional = [field.alias for field in fields if not field.kw_only]
            problems = tuple(_misfits(cls.__name__, names, positional, args, kwargs))
            given = {
                **{key: value for key, value in kwargs.items() if key in names},
                **dict(zip(positional, args, strict=False)),
            }
            missing = {
                field.alias: None
                for field in fields
                if field.default is attrs.NOTHING and field.alias not in given
            }
            value = super().__call__(**missing, **given)
            object.__setattr__(value, "problems", problems)
            return value


def _misfits(
    called: str,
    names: Sequence[str],
    positional: Sequence[str],
    args: Sequence[object],
    kwargs: Mapping[str, object],
) -> Iterator[Problem]:
    def problem(message: str, path: str, value: object, hint: str | None = None) -> Problem:
        return Problem(
            WRONG_ARGUMENT,
            Severity.ERROR,
            message,
            path=path,
            value=show(value),
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
        yield problem(message, called, args[len(positional)], "Name the arguments")


@attrs.frozen
class Frozen(metaclass=FrozenMeta):
    """A value that does not change.

    Attributes:
        where: the user's line that made it.
        problems: what is wrong with the arguments.
    """

    where: SourceLocation | None = attrs.field(init=False, factory=caller, eq=False, repr=False)
    problems: tuple[Problem, ...] = attrs.field(init=False, default=(), eq=False, repr=False)
