"""The base of a job's settings: remembers who set what and where, and refuses typos.

A mistake doesn't raise here: it is kept as a `Problem`, so that one run reports every mistake at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar, overload

import attrs

from cdktf_aspire.diagnostics.arguments import UNKNOWN_ATTRIBUTE, WRONG_ARGUMENT, Signature, did_you_mean
from cdktf_aspire.diagnostics.foreign import harmless
from cdktf_aspire.diagnostics.missing import Missing, UnknownAttributeError, may_go_on
from cdktf_aspire.diagnostics.problems import (
    Problem,
    Severity,
    SourceLocation,
    caller,
    closest,
    kind_of,
)
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.schema import setting_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")

# C#'s way to the value of a BicepValue.
_VALUES: Final = frozenset({"value", "Value"})
_SIMPLE: Final = frozenset({type(None), str, bool})
_NO_BLOCKS: Final = _SIMPLE | {int, float, dict}


@records.frozen
class Note:
    """How the user set one attribute.

    Attributes:
        written: the name they used, which may be an alias; ends in `=` when it was a keyword argument.
        where: their line.
    """

    written: str
    where: SourceLocation | None


if TYPE_CHECKING:
    SettingsMeta = type
else:

    class SettingsMeta(type):
        """Keeps a constructor's wrong keyword as a problem of the object instead of a TypeError."""

        def __call__(cls, *args: object, **kwargs: object) -> object:  # noqa: D102
            if not (args or kwargs) or not attrs.has(cls):
                return super().__call__(*args, **kwargs)
            signature = _signature(cls)
            fit = signature.fit(args, kwargs)
            instance = super().__call__(**fit.given)
            for key in kwargs.keys() & cls._aliases.keys():
                instance._notes[cls._aliases[key]] = Note(key, instance._created_at)
            for key, value in fit.unknown.items():
                instance._problems.append(
                    instance._unknown(key, what=f"{cls.__name__} has no argument {key!r}", value=value)
                )
                instance._leave_unknown(key)
            for problem in signature.given_otherwise(fit):
                # A block is named by where it is, not by its class.
                path = None if problem.path == cls.__name__ else problem.path
                instance._problems.append(attrs.evolve(problem, path=path))
            return instance


@cache
def _signature(kind: type[Settings]) -> Signature:
    fields = [field for field in attrs.fields(kind) if field.init]
    return Signature(
        kind.__name__,
        tuple(field.name for field in fields),
        tuple(field.name for field in fields if not field.kw_only),
        aliases=kind._aliases,
    )


class Alias(Generic[T]):
    """Another name that users know for an attribute of a `Settings` class.

    Reading and writing it reads and writes the attribute; a message then uses the name that was written.
    """

    def __init__(self, target: str) -> None:
        self.target = target

    def __set_name__(self, owner: type[Settings], name: str) -> None:
        self.name = name
        owner._aliases = {**owner._aliases, name: self.target}

    @overload
    def __get__(self, instance: None, owner: type[Settings]) -> Alias[T]: ...
    @overload
    def __get__(self, instance: Settings, owner: type[Settings]) -> T: ...
    def __get__(self, instance: Settings | None, owner: type[Settings]) -> T | Alias[T]:
        if instance is None:
            return self
        value: T = getattr(instance, self.target)
        return value

    def __set__(self, instance: Settings, value: T) -> None:
        instance._assign(self.target, value, written=self.name)


@records.define(slots=False, eq=False)
class Settings(metaclass=SettingsMeta):
    """A block of settings: attrs fields, aliases for other names in use, and the user's own lines.

    Class attributes:
        _aliases: name that users know -> attribute here, filled by `Alias`.
        _required: the attributes that azurerm requires here, for a block that is used in several places.
        _not_here: name that the field knows but a job can't have -> what to do instead.
    """

    _aliases: ClassVar[Mapping[str, str]] = {}
    _required: ClassVar[frozenset[str]] = frozenset()
    _not_here: ClassVar[Mapping[str, str]] = {}

    def __attrs_post_init__(self) -> None:
        state = self.__dict__
        state["_notes"] = {}
        state["_problems"] = []
        state["_created_at"] = caller()
        state["_ready"] = True
        for field in attrs.fields(type(self)):
            state[field.name] = self._adopt(field.name, state[field.name])

    if TYPE_CHECKING:
        _notes: dict[str, Note]
        _problems: list[Problem]
        _created_at: SourceLocation | None
    else:

        def __setattr__(self, name: str, value: object) -> None:
            if "_ready" not in self.__dict__:
                object.__setattr__(self, name, value)
                return
            target = self._aliases.get(name, name)
            if target not in attrs.fields_dict(type(self)):
                self._problems.append(self._unknown(name, value=value))
                self._leave_unknown(name)
                return
            self._assign(target, value, written=name)

        def __delattr__(self, name: str) -> None:
            self._problems.append(
                Problem(
                    WRONG_ARGUMENT,
                    Severity.ERROR,
                    f"{name} can't be deleted",
                    path=name,
                    hint="Assign None to leave it to Azure",
                    where=caller(),
                )
            )

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            problem = self._unknown(name)
            if may_go_on():
                self._problems.append(problem)
                meant = self._meant(name)
                if name in _VALUES and meant is None:
                    return self
                block: object = self.__dict__.get(meant) if meant else None
                return block if isinstance(block, Settings | Items) else Missing()
            raise UnknownAttributeError(problem)

    def _assign(
        self, name: str, value: object, *, written: str | None = None, where: SourceLocation | None = None
    ) -> None:
        """Sets an attribute on the user's behalf.

        Args:
            name: attribute of this class.
            value: anything; the rules judge it at the synth.
            written: the name the user wrote, with `=` at the end for a keyword argument.
            where: the user's line; by default the caller's.
        """
        self.__dict__[name] = self._adopt(name, value)
        self._notes[name] = Note(name if written is None else written, where or caller())

    def _adopt(self, name: str, value: object) -> object:
        """Makes a plain list of the user's a tracked one, so that later changes to it are seen too."""
        value = harmless(value)
        if not isinstance(value, (list, tuple)):
            return value
        current = self.__dict__.get(name)
        items: Items[object] = value if isinstance(value, Items) else Items(value)
        items._label, items._problems = name, self._problems
        if isinstance(current, Items) and not items._when_missing:
            items._when_missing = current._when_missing
        self.__dict__[name] = items
        return items

    def _note(self, name: str) -> Note:
        """How the attribute was set: by the user's own assignment, or by whatever made this object."""
        return self._notes.get(name) or Note(name, self._created_at)

    def _meant(self, name: str) -> str | None:
        """The attribute that a wrong name most likely stands for."""
        if name in self._not_here or (name in _VALUES and "value" not in attrs.fields_dict(type(self))):
            return None
        guess = closest(name, [field.name for field in attrs.fields(type(self))] + list(self._aliases))
        return self._aliases.get(guess, guess) if guess else None

    def _stands_for(self, problem: Problem) -> str | None:
        """The path from here that the path of one of the block's problems was most likely meant to be."""
        path = problem.path
        if problem.code != UNKNOWN_ATTRIBUTE or path is None or not path.isidentifier():
            return path
        meant = self._meant(path)
        return "" if meant is None and path in _VALUES else meant or path

    def _leave_unknown(self, name: str) -> None:
        """Marks the intended attribute of a wrong name as set, or a rule would report the mistake again."""
        meant = self._meant(name)
        if meant is not None and meant not in self._notes and self.__dict__.get(meant) in (None, [], {}):
            self.__dict__[meant] = setting_of(type(self), meant).kind.unknown()

    def _unknown(self, name: str, *, what: str | None = None, value: object = None) -> Problem:
        names = [field.name for field in attrs.fields(type(self)) if not field.name.startswith("_")]
        hint = self._not_here.get(name)
        if name in _VALUES and "value" not in names:
            hint = f"Python doesn't need .{name} here: remove it"
        elif hint is None:
            guess = closest(name, [*names, *self._aliases])
            hint = did_you_mean(guess)
        return Problem(
            UNKNOWN_ATTRIBUTE,
            Severity.ERROR,
            what or f"{type(self).__name__} has no attribute {name!r}",
            path=name,
            value=None if value is None else kind_of(value),  # what was meant is not known
            allowed=", ".join(names),
            hint=hint,
            where=caller(),
        )


B = TypeVar("B", bound=Settings)


def was_set(block: Settings, name: str) -> bool:
    """Whether somebody gave the attribute a value, None too."""
    return name in block._notes or block.__dict__[name] is not None


def set_attributes(block: Settings) -> list[str]:
    """The attributes that were assigned after this object was made, in that order."""
    return [name for name in block._notes if block.__dict__[name] is not None]


def may_show(block: Settings, name: str) -> bool:
    """Whether a message may show what was given for an attribute."""
    return setting_of(type(block), name).is_shown


def walk(block: Settings, path: str = "") -> Iterator[tuple[str, Settings]]:
    """This block and every block below it, each with its path in the user's spelling."""
    yield path, block
    for field in attrs.fields(type(block)):
        value: object = block.__dict__.get(field.name)
        written = block._note(field.name).written
        if isinstance(value, Settings):
            yield from walk(value, join_path(path, written))
        elif isinstance(value, Items):
            for index, item in enumerate(value):
                if isinstance(item, Settings):
                    yield from walk(item, path_of_item(path, block, field.name, index))


def path_of_item(path: str, block: Settings, name: str, index: int) -> str:
    """The path of an item of a list, in the user's spelling."""
    item: object = block.__dict__[name][index]
    # Where azurerm has the items of one list under several names, it is that name.
    written = item.__dict__.get("_written_as") if isinstance(item, Settings) else None
    return join_path(path, written) if written else f"{join_path(path, block._note(name).written)}[{index}]"


def is_empty(block: Settings) -> bool:
    """Whether nothing of a block is set, nor of those below it."""
    return all(value in (None, [], {}) for each in blocks_of(block) for value in _values(each))


def _values(block: Settings) -> Iterator[object]:
    values = (block.__dict__[field.name] for field in attrs.fields(type(block)))
    return (value for value in values if not isinstance(value, Settings))


def blocks_of(block: Settings) -> Iterator[Settings]:
    """This block and every block below it."""
    yield block
    for value in block.__dict__.values():
        if type(value) in _NO_BLOCKS:  # most are, and this is the quickest way to know
            continue
        if isinstance(value, Settings):
            yield from blocks_of(value)
        elif isinstance(value, Items):
            for item in value:
                if isinstance(item, Settings):
                    yield from blocks_of(item)


def copied(block: B) -> B:
    """The block with all blocks, lists and maps below it, apart from the values in them.

    What the user made once and put into several jobs is then changed in none of the others.
    """
    copy = object.__new__(type(block))
    copy.__dict__.update(block.__dict__, _notes=dict(block._notes), _problems=list(block._problems))
    for field in attrs.fields(type(block)):
        copy.__dict__[field.name] = _copied(block.__dict__[field.name])
    return copy


def own_problems(block: Settings, path: str = "") -> Iterator[Problem]:
    """Problems from when attributes were set: unknown names, here and below, with their full path."""
    if not any(each._problems for each in blocks_of(block)):
        return
    told = {
        attrs.evolve(problem, path=_below(at, problem.path)): _below(at, each._stands_for(problem))
        for at, each in walk(block, path)
        for problem in each._problems
    }
    found = [_Slip(problem, meant) for problem, meant in told.items()]
    for slip in found:
        # Each step of `job.Configuration.TriggerType` is one; the last one says all of it.
        if not any(slip.is_step_to(each) for each in found):
            yield slip.after([each for each in found if each.is_step_to(slip)])


def _below(at: str, name: str | None) -> str:
    return f"{at}.{name}" if at and name else name or at


@records.frozen(eq=False)
class _Slip:
    """A mistake that was kept in a block.

    Attributes:
        problem: with its full path.
        meant: the path that was most likely meant; that of the problem where nothing is near.
    """

    problem: Problem
    meant: str

    @property
    def written(self) -> str:
        """The path of the problem."""
        return self.problem.path or ""

    def is_before(self, path: str) -> bool:
        """Whether a path goes on from what was meant here."""
        return path.startswith((f"{self.meant}.", f"{self.meant}["))

    def is_step_to(self, other: _Slip) -> bool:
        """Whether the user's code went on from what was meant here to another mistake in the same line."""
        return (
            self.problem.code == UNKNOWN_ATTRIBUTE
            and self.written not in {self.meant, other.written}
            and self.is_before(other.written)
            and self.problem.where is not None
            and self.problem.where == other.problem.where
        )

    def after(self, steps: list[_Slip]) -> Problem:
        """The problem with all of its path as it was written."""
        written, meant = self.written, None if self.meant == self.written else self.meant
        for step in sorted(steps, key=lambda each: (len(each.meant), len(each.written)), reverse=True):
            if step.is_before(written) and not written.startswith(f"{step.written}."):
                meant = meant or step.meant
                written = f"{step.written}{written.removeprefix(step.meant)}"
        if not steps or meant is None:
            return self.problem
        spelling = _folded(written).startswith(_folded(meant))
        hint = f"Names are in snake_case here: {meant}" if spelling else f"Did you mean {meant}?"
        own = self.problem.hint if self.meant == self.written else None
        end = "" if hint.endswith("?") else "."
        return attrs.evolve(self.problem, path=written, hint=f"{hint}{end} {own}" if own else hint)


def _folded(path: str) -> str:
    """A path without what differs between C# and Python."""
    return path.lower().replace("_", "").replace(".value", "")


def _copied(value: object) -> object:
    if type(value) in _SIMPLE:
        return value
    value = harmless(value)  # a list or a map may have got anything since it was assigned
    if isinstance(value, Settings):
        return copied(value)
    if isinstance(value, Items):
        copies = [_copied(item) for item in value]
        return Items(copies, label=value._label, when_missing=value._when_missing)
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return value


def join_path(path: str, written: str) -> str:
    """A path with one more step; a keyword argument (`timeout=`) stands alone, an empty step is none."""
    if not written:
        return path
    if written.endswith("="):
        return written if "(" not in written else written[:-1]
    return f"{path}.{written}" if path else written
