"""What is wrong with an AppHost: one `Problem` per mistake, and where the user made it."""

from __future__ import annotations

import contextlib
import datetime
import enum
import os
import sys
from contextvars import ContextVar
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.foreign import Foreign
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType


# As Python names the package's files in frames: links in the path stay.
_PACKAGE = str(Path(__file__).parent.parent) + os.sep
_PYTHON = str(Path(os.__file__).parent) + os.sep
# Frames that stand between the user's line and this library, never the user's own.
_FOREIGN_MODULES = (
    "jsii",
    "attr",
    "constructs",
    "cdktf",
    "contextlib",
    "functools",
    "importlib",
    "lazy_loader",
)


_COMMAND_LINE = "cdktf_aspire.cli"
# Letters at the beginning of a name that may stand for all of it.
_WHOLE_WORD = 4
_on_behalf: ContextVar[SourceLocation | None] = ContextVar("_on_behalf", default=None)


class Severity(enum.Enum):
    """How bad a problem is: an error stops the synth, a warning becomes a cdktf annotation.

    Example:
        `errors = [problem for problem in builder.check() if problem.severity is Severity.ERROR]`
    """

    ERROR = "error"
    WARNING = "warning"


@records.frozen
class SourceLocation:
    """A line of the user's code or file.

    Attributes:
        file: path as Python or the reader of the file knows it.
        line: counted from 1.

    Example:
        ```python
        for problem in builder.check():
            where: SourceLocation | None = problem.where
        ```
    """

    file: str
    line: int

    @property
    def display_file(self) -> str:
        """The path from the working directory, or from where Python found the module; otherwise in full.

        So that a message is the same from whatever folder the program is run, and on every system.
        """
        # Python resolves links in the folder of a program, but not in the names of its files.
        for file in (os.path.abspath(self.file), os.path.realpath(self.file)):  # noqa: PTH100
            for folder in (os.curdir, *sys.path):
                base = os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118
                if os.path.normcase(file).startswith(os.path.normcase(base)):
                    return file[len(base) :].replace(os.sep, "/")
        return self.file

    def __str__(self) -> str:
        return f"{self.display_file}:{self.line}"


@records.frozen
class Problem:
    """One mistake, with everything that is needed to fix it.

    Attributes:
        code: stable identifier, `ACJ` and three digits; never reused for something else.
        severity: error or warning.
        message: what is wrong, one sentence, no trailing full stop.
        resource: Aspire's name of the resource, or None for the whole application.
        path: the attribute in the user's spelling (`job.configuration.timeout_in_seconds`, `timeout=`).
        value: the offending value as text; never a secret.
        allowed: what Azure, azurerm or Aspire allows.
        hint: what to do.
        where: the user's own line.

    Example:
        ```python
        problems: list[Problem] = builder.check()
        print([f"{problem.code} {problem.message}" for problem in problems])
        ```
    """

    code: str
    severity: Severity
    message: str
    resource: str | None = None
    path: str | None = None
    value: str | None = None
    allowed: str | None = None
    hint: str | None = None
    where: SourceLocation | None = None

    @property
    def is_error(self) -> bool:
        """Whether this stops the synth."""
        return self.severity is Severity.ERROR


@contextlib.contextmanager
def on_behalf_of(where: SourceLocation | None) -> Iterator[None]:
    """Inside, `caller()` is this line: for what the library makes later because of an earlier call."""
    token = _on_behalf.set(where)
    try:
        yield
    finally:
        _on_behalf.reset(token)


def caller() -> SourceLocation | None:
    """The innermost line of code that is the user's: not this library's, jsii's or Python's own.

    None below the command line, whose caller is only its console script.
    """
    on_behalf = _on_behalf.get()
    if on_behalf is not None:
        return on_behalf
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if not is_of_the_library(frame):
            if not _is_of_python(frame):
                return SourceLocation(frame.f_code.co_filename, frame.f_lineno)
        elif frame.f_globals.get("__name__") == _COMMAND_LINE and frame.f_code.co_name == "main":
            return None
        frame = frame.f_back
    return None


def is_of_the_library(frame: FrameType) -> bool:
    """Whether the code is of this library, or of what it is made with: never the user's own."""
    if frame.f_code.co_filename.startswith((_PACKAGE, "<")):
        return True
    module: object = frame.f_globals.get("__name__", "")
    return isinstance(module, str) and module.partition(".")[0] in _FOREIGN_MODULES


def _is_of_python(frame: FrameType) -> bool:
    """Whether it is a line of the standard library, which calls what the user gives it: a pool of threads."""
    file = frame.f_code.co_filename
    return file.startswith(_PYTHON) and not {"site-packages", "dist-packages"}.intersection(
        PurePath(file).parts
    )


# Comparing takes as long as reading a file does, for files that somebody else wrote.
_MOST_CANDIDATES: Final = 1000
_LONGEST_WORD: Final = 200


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` was most likely meant to be, or None if nothing comes near."""
    import difflib  # only a mistake needs it

    candidates = list(candidates)
    if len(candidates) > _MOST_CANDIDATES or len(word) > _LONGEST_WORD:
        return None
    by_folded = {candidate.lower().replace("_", ""): candidate for candidate in candidates}
    folded = word.lower().replace("_", "")
    found = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    if not found and len(folded) >= _WHOLE_WORD:
        begun = [each for each in by_folded if each.startswith(folded)]
        found = begun if len(begun) == 1 else []
    return by_folded[found[0]] if found else None


def with_article(value: object) -> str:
    """The type of the value in a sentence: `an int`, `None`."""
    if value is None:
        return "None"
    if isinstance(value, Foreign):
        name = value.kind
    else:
        name = "list" if isinstance(value, list) else type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def printable(text: str) -> str:
    """The text without anything that a terminal would obey: control characters are escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


# Types whose `repr` is shown. Text is shown only if the caller knows that it isn't a secret.
_PLAIN: Final = (type(None), bool, int, float, complex, datetime.date, datetime.time, datetime.timedelta)
_SHOWN: Final = (*_PLAIN, PurePath)


def show(value: object, limit: int = 120) -> str:
    """A value as text for a message: Python's `repr`, shortened in the middle, on one line.

    Of what has values inside, and of everything else that may be or hold a secret, only the type: a list, a
    dict, bytes, an object.
    """
    try:
        text = _text_of(value)
    except Exception:  # a user's own class may fail at anything, and the message must still come out
        text = kind_of(value)
    text = printable(text)
    if len(text) <= limit:
        return text
    half = (limit - 5) // 2
    return f"{text[:half]} ... {text[-half:]}"


def hides(value: object) -> bool:
    """Whether `show` shows the type of a text only, so that nothing made of the text may be shown either."""
    return isinstance(value, str) and show(value) == kind_of(value)


def kind_of(value: object) -> str:
    """Only the type of a value, for a message about a possible secret: `<str>`."""
    return f"<{value.kind if isinstance(value, Foreign) else type(value).__name__}>"


def _text_of(value: object) -> str:
    if isinstance(value, enum.Enum):
        return str(value)
    if isinstance(value, str):
        from cdktf_aspire.values.written_secrets import has_password  # only a mistake needs it

        return kind_of(value) if has_password(value) else str.__repr__(value)
    if isinstance(value, list | tuple) and all(isinstance(each, _PLAIN) for each in value):
        return repr(value)
    return repr(value) if isinstance(value, _SHOWN) else kind_of(value)
