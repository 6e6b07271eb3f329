"""What a callback reads that is not there: told as a mistake, and the callback goes on where it can."""

from __future__ import annotations

import contextlib
import dis
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

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


def may_go_on() -> bool:
    """Whether the code that called the caller reads plainly, and nothing there waits for the error."""
    if not _keeps_going.get():
        return False
    frame = sys._getframe(2)
    code, at = frame.f_code, frame.f_lasti
    return dis.opname[code.co_code[at]] in _READS and not _is_handled(code, at)


def _is_handled(code: CodeType, at: int) -> bool:
    """Whether an instruction is in a `try`, or a `with`: in a range of the code's table of handlers."""
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
            start, length, _, _ = number(), number(), number(), number()
            if start <= at // 2 < start + length:
                return True
    return False


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
