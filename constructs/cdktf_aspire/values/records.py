"""`attrs.frozen` and `attrs.define` whose equality, hash and repr cost nothing until they are used.

attrs compiles these methods for each class when it is imported: a seventh of the import of this package, for
methods that most programs call on few classes. Here they are one function each, for all classes.
"""

from __future__ import annotations

import functools
import operator
import reprlib
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable

    from attrs import define as define
    from attrs import frozen as frozen
else:

    def _decorator(of_attrs: Callable[..., object], *, is_hashable: bool) -> Callable[..., object]:
        def decorate(
            cls: type | None = None, *, eq: bool = True, repr: bool = True, **options: object
        ) -> object:
            def made(own: type) -> type:
                if issubclass(own, BaseException):  # attrs compares these by identity
                    return of_attrs(eq=eq, repr=repr, **options)(own)
                compares = eq and not {"__eq__", "__ne__"} & own.__dict__.keys()
                hashes = "__hash__" not in own.__dict__
                shows = repr and "__repr__" not in own.__dict__
                record = of_attrs(eq=False, repr=False, **options)(own)
                if compares:
                    record.__eq__ = _equal
                    if hashes:
                        record.__hash__ = _hash if is_hashable else None
                if shows:
                    record.__repr__ = _shown
                return record

            return made if cls is None else made(cls)

        return decorate

    frozen = _decorator(attrs.frozen, is_hashable=True)
    define = _decorator(attrs.define, is_hashable=False)


@functools.cache
def _compared(cls: type[attrs.AttrsInstance]) -> Callable[[object], object]:
    names = [each.name for each in attrs.fields(cls) if each.eq]
    return operator.attrgetter(*names) if names else type


def _equal(self: attrs.AttrsInstance, other: object) -> object:
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = _compared(self.__class__)
    return compared(self) == compared(other)


def _hash(self: attrs.AttrsInstance) -> int:
    return hash((self.__class__, _compared(self.__class__)(self)))


@reprlib.recursive_repr()
def _shown(self: attrs.AttrsInstance) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in attrs.fields(type(self)) if each.repr)
    return f"{type(self).__qualname__.rpartition('>.')[2]}({', '.join(shown)})"
