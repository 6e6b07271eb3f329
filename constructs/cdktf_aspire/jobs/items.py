"""A list of a job: remembers what it is a list of, for the message about a missing position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, SupportsIndex, TypeVar, overload

from cdktf_aspire.diagnostics.arguments import UNKNOWN_ATTRIBUTE, WRONG_ARGUMENT
from cdktf_aspire.diagnostics.missing import Missing, UnknownAttributeError, may_go_on
from cdktf_aspire.diagnostics.problems import Problem, Severity, caller

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


# A list's methods in C#, and their equivalents in Python.
_IN_CSHARP: Final = {
    **dict.fromkeys(("single", "singleordefault", "first", "firstordefault"), "Write [0]"),
    **dict.fromkeys(("last", "lastordefault"), "Write [-1]"),
    **dict.fromkeys(("value", "tolist", "toarray"), "Leave it out"),
    **dict.fromkeys(("count", "length"), "Write len(...)"),
    "add": "Write append(...)",
    "addrange": "Write extend(...)",
    "where": "Write [each for each in ... if ...]",
}


# How to write an item of a list, for a user who passed its contents.
_AN_ITEM: Final = {
    "env": "Write append(ContainerAppEnvironmentVariable(name=..., value=...))",
    "secrets": "Write append(ContainerAppWritableSecret(name=..., value=...))",
}


class MissingItemError(IndexError):
    """Reading a missing list position, such as `init_containers[0]`; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(". ".join(filter(None, (problem.message, problem.hint))))


class Items(list[T], Generic[T]):
    """A list in a job: a plain list whose missing positions say what to do instead.

    `add` is the same as `append`, for code ported from C#.
    """

    def __init__(self, items: Iterable[T] = (), *, label: str = "", when_missing: str = "") -> None:
        super().__init__(items)
        self._label = label
        self._when_missing = when_missing
        self._problems: list[Problem] | None = None  # of the block that the list belongs to

    if TYPE_CHECKING:

        def add(self, item: T) -> None:
            """Adds an item at the end, by the name that C# has for it."""
    else:

        def add(self, *items: T) -> None:
            """Adds an item at the end, by the name that C# has for it."""
            self._add("add", items)

        def append(self, *items: T) -> None:
            """Adds an item at the end."""
            self._add("append", items)

        def __setitem__(self, index: SupportsIndex | slice, item: object) -> None:
            if isinstance(index, str):
                self[index]  # tells that it is a list
            else:
                super().__setitem__(index, item)

        def _add(self, method: str, items: tuple[T, ...]) -> None:
            if len(items) == 1 or self._problems is None:
                super().append(*items)
                return
            self._problems.append(
                Problem(
                    WRONG_ARGUMENT,
                    Severity.ERROR,
                    f"{self._label}.{method}() takes one item, not {len(items)}",
                    path=f"{self._label}.{method}",
                    hint=_AN_ITEM.get(self._label, "Pass one item at a time"),
                    where=caller(),
                )
            )

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            problem = Problem(
                UNKNOWN_ATTRIBUTE,
                Severity.ERROR,
                f"{self._label or 'The list'} is a list, and a list has no {name!r}",
                path=f"{self._label}.{name}",
                hint=_IN_CSHARP.get(
                    name.lower().replace("_", ""), "Python's lists have append, remove and [0]"
                ),
                where=caller(),
            )
            if self._problems is not None and may_go_on():
                self._problems.append(problem)
                return Missing()
            raise UnknownAttributeError(problem)

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> T | list[T]:
        try:
            return super().__getitem__(index)
        except (IndexError, TypeError):
            hint: str | None
            if isinstance(index, str):
                what, hint = f"is a list, so [{index!r}] doesn't exist", "Its items are at [0], [1], ..."
            else:
                what, hint = f"has {len(self)} items, so [{index}] doesn't exist", self._when_missing or None
            problem = Problem(
                WRONG_ARGUMENT,
                Severity.ERROR,
                f"{self._label or 'the list'} {what}",
                path=f"{self._label}[{index!r}]",
                hint=hint,
                where=caller(),
            )
            if self._problems is not None and may_go_on():
                self._problems.append(problem)
                return Missing()  # type: ignore[return-value]
            raise MissingItemError(problem) from None
