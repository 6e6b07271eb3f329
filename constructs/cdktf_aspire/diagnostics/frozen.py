"""The base of small immutable values that users write down, such as a trigger: a mistake never raises.

A wrong argument is kept as a `Problem` of the value, so that one run reports every mistake at once.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.arguments import Signature, accept
from cdktf_aspire.diagnostics.fixed import refuse_changes
from cdktf_aspire.diagnostics.problems import Problem, SourceLocation, caller
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

P = ParamSpec("P")
F = TypeVar("F", bound="Frozen")

if TYPE_CHECKING:
    FrozenMeta = type
else:

    class FrozenMeta(type):
        """Keeps a constructor's wrong arguments as problems of the value instead of a TypeError."""

        def __call__(cls, *args: object, **kwargs: object) -> object:  # noqa: D102
            signature = _signature(cls)
            by_name, problems = _arguments(signature, args, kwargs)
            if cls._takes_list and len(args) > len(signature.positional):
                by_name[signature.positional[-1]] = Unknown()  # what the list was meant to be
            value = super().__call__(**by_name)
            object.__setattr__(value, "_problems", problems)
            return value


@functools.cache
def _signature(kind: type[Frozen]) -> Signature:
    fields = [field for field in attrs.fields(kind) if field.init]
    return Signature(
        kind.__name__,
        tuple(field.alias for field in fields),
        tuple(field.alias for field in fields if not field.kw_only),
        tuple(field.alias for field in fields if field.default is attrs.NOTHING),
        when_extra="Pass them as one list" if kind._takes_list else "Name the arguments",
    )


def _arguments(
    signature: Signature, args: Sequence[object], kwargs: Mapping[str, object]
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """The parts of a value, by name, and the problems of the arguments."""
    given = [accept(value, f"{signature.name_at(index)}=") for index, value in enumerate(args)]
    named = {name: accept(value, f"{name}=") for name, value in kwargs.items()}
    fit = signature.fit([value for value, _ in given], {name: value for name, (value, _) in named.items()})
    # What is missing may be what did not fit: a rule that missed it would tell the mistake again.
    missing = Unknown() if fit.unknown or fit.extra else None
    by_name = {
        **dict.fromkeys(fit.missing, missing),
        **dict.fromkeys(fit.meant, Unknown()),
        **fit.given,
    }
    of_texts = (problem for _, problems in (*given, *named.values()) for problem in problems)
    return by_name, (*signature.problems(fit), *of_texts)


@records.frozen
class Frozen(metaclass=FrozenMeta):
    """A value that does not change.

    Attributes:
        where: the user's line that made it.
        _problems: what is wrong with the arguments.
    """

    # Whether the last of the positional arguments is a list, so that more of them belong into it.
    _takes_list: ClassVar[bool] = False

    where: SourceLocation | None = attrs.field(init=False, factory=caller, eq=False, repr=False)
    _problems: tuple[Problem, ...] = attrs.field(init=False, default=(), eq=False, repr=False)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        refuse_changes(cls)


def forgiving(make: Callable[P, F]) -> Callable[P, F]:
    """Has a function that makes a frozen value keep wrong arguments as problems of that value."""
    signature = attrs.evolve(
        Signature.of(make.__qualname__, list(inspect.signature(make).parameters.values())),
        when_extra="Name the arguments",
    )

    @functools.wraps(make)
    def call(*args: object, **kwargs: object) -> F:
        by_name, problems = _arguments(signature, args, kwargs)
        value = make(**by_name)  # type: ignore[call-arg, arg-type]
        object.__setattr__(value, "_problems", (*value._problems, *problems))
        return value

    return cast("Callable[P, F]", call)
