"""A missing name that a callback reads: reported as a problem, and the callback continues where it can."""

from __future__ import annotations

import contextlib
import dis
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, FrameType

    from cdktf_aspire.diagnostics.problems import Problem

_keeps_going: ContextVar[bool] = ContextVar("_keeps_going", default=False)
# How Python reads `a.b` and `a[b]`: hasattr() and getattr() are calls, and want the error.
_READS: Final = frozenset({"LOAD_ATTR", "LOAD_METHOD", "BINARY_SUBSCR", "BINARY_OP"})


@contextlib.contextmanager
def keep_going() -> Iterator[None]:
    """Inside, reading what is not there gives something that takes whatever is done with it."""
    token = _keeps_going.set(True)
    try:
        yield
    finally:
        _keeps_going.reset(token)


class UnknownAttributeError(AttributeError):
    """Reading an attribute that something of this library does not have; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(". ".join(filter(None, (problem.message, problem.hint))))


def is_in_callback() -> bool:
    """Whether a callback of the user's runs, whose mistakes are kept."""
    return _keeps_going.get()


def may_go_on() -> bool:
    """Whether the code that called the caller reads plainly in a callback, and waits for no error."""
    return _keeps_going.get() and reads_plainly(sys._getframe(2))


def reads_plainly(frame: FrameType) -> bool:
    """Whether a frame reads as `a.b` or `a[b]` just now, and nothing in it waits for the error."""
    code, at = frame.f_code, frame.f_lasti
    handler = next((target for start, end, target in _handlers(code) if start <= at < end), None)
    return _instruction(frame) in _READS and (handler is None or (code, handler) in _OURS)


def sets_plainly(frame: FrameType) -> bool:
    """Whether a frame sets or deletes `a.b` just now: setattr() is a call, of somebody who knows why."""
    return _instruction(frame) in {"STORE_ATTR", "DELETE_ATTR"}


def _instruction(frame: FrameType) -> str:
    code, at = frame.f_code.co_code, frame.f_lasti
    # In code that ran several times, Python stands behind what it has noted of the instruction.
    while dis.opname[code[at]] == "CACHE":
        at -= 2
    return dis.opname[code[at]]


# Ends of `with` blocks whose context manager is of this library, and waits for no error.
_OURS: Final[set[tuple[CodeType, int]]] = set()


def note_with_block(frame: FrameType) -> None:
    """Notes that the frame enters a `with` block which waits for no error: called in `__enter__`."""
    block = next((target for start, _, target in _handlers(frame.f_code) if start > frame.f_lasti), None)
    if block is not None:
        _OURS.add((frame.f_code, block))


def _handlers(code: CodeType) -> Iterator[tuple[int, int, int]]:
    """Start, end and handler of each `try` and `with`, from the code's table of handlers."""
    table = iter(code.co_exceptiontable)

    def number() -> int:
        byte = next(table)
        value = byte & 63
        while byte & 64:
            byte = next(table)
            value = value << 6 | byte & 63
        return value

    # Start, length, handler and depth of each range; places are counted in instructions of two bytes.
    with contextlib.suppress(StopIteration):
        while True:
            start, length, target, _ = number(), number(), number(), number()
            yield 2 * start, 2 * (start + length), 2 * target


class Missing(Unknown):
    """Stands for what is not there: whatever is read from it, set on it or called on it is lost."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        pass

    def __call__(self, *args: object, **kwargs: object) -> Missing:  # noqa: D102
        return self

    def __getitem__(self, key: object) -> Missing:
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, item: object) -> bool:
        return False

    def _same(self, other: object) -> Missing:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __or__ = __truediv__ = _same

    def _no(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no
