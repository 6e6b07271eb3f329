"""Reading files of a publish output, which nobody vouches for: limits, and nothing outside of its folder."""

from __future__ import annotations

import itertools
import json
import math
import re
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_lines import spans_of
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.publish_output.problems import GivenUp, Mistake, SourceSpan, SourceText, problem_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cdktf_aspire.diagnostics.json_lines import Span

register(
    "ACJ801",
    ERROR,
    "add_publish_output(path)",
    allowed="a folder with aspire-manifest.json or main.bicep, or one of these two files, in UTF-8",
    why="There is nothing to read",
    fix="Run aspire publish first, and name the folder that it wrote",
    source="this library",
)

register(
    "ACJ802",
    ERROR,
    "any path in the publish output",
    allowed="a path below the folder of the publish output, without symbolic links out of it",
    why="A publish output must not read other files of the machine",
    fix="Copy the file into the folder and publish again",
    source="this library",
)

register(
    "ACJ803",
    ERROR,
    "aspire-manifest.json",
    allowed="what Aspire's manifest schema says",
    why="The resource can't be read",
    fix="Publish again, or correct the entry",
    source="Aspire.Hosting, aspire-8.0.json",
)

MANIFEST: Final = "ACJ803"
MANIFEST_LIMIT: Final = 4_000_000
BICEP_LIMIT: Final = 500_000
_MOST_BYTES: Final = 20_000_000
DEPTH_LIMIT: Final = 64
# Two hundred resources have some ten thousand.
_MOST_VALUES: Final = 400_000
_LONGEST_NUMBER: Final = 100
# As Linux has it: each step of a longer one is looked up in vain.
_LONGEST_PATH: Final = 4096
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
JsonPath = tuple[str | int, ...]


class Folder:
    """The folder of a publish output.

    Attributes:
        path: as the user named it.
        files: what was found to belong to the publish output, in the order of reading.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: list[Path] = []
        self._real = path.resolve()
        self._left = _MOST_BYTES

    def inside(self, written: str, relative_to: Path, place: SourceSpan | None) -> Path:
        """The file that a path in the publish output names.

        Args:
            written: as written there; both kinds of slashes.
            relative_to: folder that it starts from.
            place: where it stands.

        Raises:
            Mistake: it leaves the folder, directly or through a link.
        """
        plain = written.replace("\\", "/")
        if (
            not plain
            or len(plain) > _LONGEST_PATH
            or "\0" in plain
            or PurePosixPath(plain).is_absolute()
            or PureWindowsPath(written).drive
            or ":" in plain
        ):
            raise Mistake(problem_at("ACJ802", "Not a path below the publish output", place, value=written))
        file = relative_to / plain
        try:
            real = file.resolve()
        except (OSError, RuntimeError):  # a circle of links
            raise Mistake(problem_at("ACJ802", "The path goes in a circle", place, value=written)) from None
        if not real.is_relative_to(self._real):
            raise Mistake(
                problem_at("ACJ802", "The path leaves the folder of the publish output", place, value=written)
            )
        # As it was written, less its `..`, so that messages show the user's own folder.
        return self.path / real.relative_to(self._real)

    def read(self, file: Path, limit: int, place: SourceSpan | None = None) -> str:
        """The text of a file.

        Args:
            file: below the folder.
            limit: of its size in bytes.
            place: that names the file.

        Raises:
            Mistake: there is no such file, or it is too large or no text.
        """
        where = place or SourceSpan(file, 1)
        try:
            if not file.resolve().is_relative_to(self._real):
                raise Mistake(
                    problem_at("ACJ802", "The file is a link out of the folder of the publish output", where)
                )
            if not file.is_file():
                raise Mistake(problem_at("ACJ801", f"There is no file {file.name!r}", where, value=str(file)))
            size = file.stat().st_size
            if size > limit:
                raise Mistake(
                    problem_at(
                        "ACJ801",
                        f"The file has {size} bytes, more than the {limit} that are read",
                        where,
                        value=str(file),
                    )
                )
            self._left -= size
            if self._left < 0:
                message = f"The files have more than the {_MOST_BYTES} bytes that are read"
                raise GivenUp(problem_at("ACJ845", message, where, value=str(file)))
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Mistake(
                problem_at("ACJ801", "The file is not UTF-8 text", where, value=str(file))
            ) from None
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a circle of links
            reason = error.strerror if isinstance(error, OSError) else "it is not a path"
            raise Mistake(
                problem_at("ACJ801", f"The file can't be read: {reason}", where, value=str(file))
            ) from None
        if "\0" in text:
            raise Mistake(problem_at("ACJ801", "The file is not text", where, value=str(file)))
        self.files.append(file)
        return text


class JsonFile:
    """A JSON document with the line of every value.

    Attributes:
        file: where it was read from.
        document: its value.
    """

    def __init__(self, file: Path, text: str) -> None:
        """Parses the text.

        Raises:
            Mistake: it is not JSON, has a key twice, or is nested too deeply.
        """
        self.file = file
        self._source = SourceText(file, text)
        self._spans: Mapping[JsonPath, Span] = {}
        twice: list[str] = []

        def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
            found: dict[str, object] = {}
            for key, value in pairs:
                if key in found:
                    twice.append(key)
                found[key] = value
            return found

        try:
            self.document: object = json.loads(
                text, object_pairs_hook=keep, parse_constant=_no_number, parse_int=_int, parse_float=_float
            )
        except json.JSONDecodeError as error:
            place = SourceSpan(file, error.lineno, self._source, error.colno - 1, error.colno)
            raise Mistake(problem_at("ACJ803", f"Not JSON: {error.msg}", place)) from None
        except (RecursionError, ValueError) as error:
            message = "JSON nested too deeply" if isinstance(error, RecursionError) else f"Not JSON: {error}"
            raise Mistake(problem_at("ACJ803", message, SourceSpan(file, 1))) from None
        fault = _out_of_bounds(self.document)
        if fault is not None:
            raise Mistake(problem_at("ACJ803", fault, SourceSpan(file, 1)))
        if twice:
            raise Mistake(
                problem_at("ACJ803", f"The key {twice[0]!r} appears twice", self._second(text, twice[0]))
            )
        self._spans = spans_of(text)

    def place(self, path: JsonPath) -> SourceSpan:
        """Where the value of a path stands, or what is nearest around it."""
        while path not in self._spans:
            path = path[:-1]
        line, start, end = self._spans[path]
        return SourceSpan(self.file, line, self._source, start, end if end > start else sys.maxsize)

    def _second(self, text: str, key: str) -> SourceSpan:
        matches = re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text)
        match = next(itertools.islice(matches, 1, None), None)
        if match is None:
            return SourceSpan(self.file, 1)
        start = match.start() - text.rfind("\n", 0, match.start()) - 1
        line = text.count("\n", 0, match.start()) + 1
        return SourceSpan(self.file, line, self._source, start, start + match.end() - match.start() - 1)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise ValueError(f"a number has {len(text)} digits")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _out_of_bounds(document: object) -> str | None:
    """What is wrong with a document that nothing can be made of."""
    count, left = 0, [(document, 1)]
    while left:
        value, depth = left.pop()
        count += 1
        if depth > DEPTH_LIMIT:
            return f"JSON nested deeper than {DEPTH_LIMIT} levels"
        if count > _MOST_VALUES:
            return f"The file has more than the {_MOST_VALUES} values that are read"
        texts: Iterable[object] = (value,)
        if isinstance(value, dict):
            texts = value
            left += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            left += [(each, depth + 1) for each in value]
        # Half of a surrogate pair: no file can hold it again.
        if any(isinstance(text, str) and _LONE_SURROGATE.search(text) for text in texts):
            return "Text with half a character in it"
    return None
