"""Reading files of a publish output, which nobody vouches for: limits, and nothing outside of its folder."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_lines import lines_of
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.publish_output.problems import Mistake, SourceSpan, problem_at

if TYPE_CHECKING:
    from collections.abc import Mapping

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

MANIFEST_LIMIT: Final = 4_000_000
BICEP_LIMIT: Final = 500_000
DEPTH_LIMIT: Final = 64
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
JsonPath = tuple[str | int, ...]


class Folder:
    """The folder of a publish output.

    Attributes:
        path: as the user named it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._real = path.resolve()

    def inside(self, written: str, relative_to: Path, place: SourceSpan | None) -> Path:
        """The file that a path in the publish output names.

        Args:
            written: as it stands there; both kinds of slashes.
            relative_to: folder that it starts from.
            place: where it stands.

        Raises:
            Mistake: it leaves the folder, by itself or through a link.
        """
        plain = written.replace("\\", "/")
        if (
            not plain
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
            raise Mistake(
                problem_at("ACJ802", "The path goes round in a circle", place, value=written)
            ) from None
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
            text = file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Mistake(
                problem_at("ACJ801", "The file is not UTF-8 text", where, value=str(file))
            ) from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no path"
            raise Mistake(
                problem_at("ACJ801", f"The file can't be read: {reason}", where, value=str(file))
            ) from None
        if "\0" in text:
            raise Mistake(problem_at("ACJ801", "The file is not text", where, value=str(file)))
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
        self._source = text.split("\n")
        self._lines: Mapping[JsonPath, int] = {}
        twice: list[str] = []

        def keep(pairs: list[tuple[str, object]]) -> dict[str, object]:
            found: dict[str, object] = {}
            for key, value in pairs:
                if key in found:
                    twice.append(key)
                found[key] = value
            return found

        try:
            self.document: object = json.loads(text, object_pairs_hook=keep, parse_constant=_no_constant)
        except json.JSONDecodeError as error:
            place = self._place(error.lineno, error.colno - 1, error.colno)
            raise Mistake(problem_at("ACJ803", f"Not JSON: {error.msg}", place)) from None
        except (RecursionError, ValueError) as error:
            message = "JSON nested too deeply" if isinstance(error, RecursionError) else f"Not JSON: {error}"
            raise Mistake(problem_at("ACJ803", message, SourceSpan(file, 1))) from None
        if _depth_of(self.document) > DEPTH_LIMIT:
            message = f"JSON nested deeper than {DEPTH_LIMIT} levels"
            raise Mistake(problem_at("ACJ803", message, SourceSpan(file, 1)))
        if twice:
            raise Mistake(
                problem_at("ACJ803", f"The key {twice[0]!r} is there twice", self._second(twice[0]))
            )
        _check_text(self.document, file)
        self._lines = lines_of(text)

    def place(self, path: JsonPath) -> SourceSpan:
        """Where the value of a path stands, or what is nearest around it."""
        while path not in self._lines:
            path = path[:-1]
        line = self._lines[path]
        source = self._source[line - 1] if line <= len(self._source) else ""
        key = json.dumps(path[-1]) if path and isinstance(path[-1], str) else ""
        start = source.find(key) if key else -1
        if start < 0:
            start = len(source) - len(source.lstrip())
            return SourceSpan(self.file, line, source, start, len(source.rstrip()))
        return SourceSpan(self.file, line, source, start, start + len(key))

    def _place(self, line: int, start: int, end: int) -> SourceSpan:
        source = self._source[line - 1] if 0 < line <= len(self._source) else ""
        return SourceSpan(self.file, line, source, start, end)

    def _second(self, key: str) -> SourceSpan:
        pattern = re.compile(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:")
        seen = False
        for number, line in enumerate(self._source, 1):
            for match in pattern.finditer(line):
                if seen:
                    return self._place(number, match.start(), match.end() - 1)
                seen = True
        return SourceSpan(self.file, 1)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _depth_of(document: object) -> int:
    deepest, left = 0, [(document, 1)]
    while left:
        value, depth = left.pop()
        deepest = max(deepest, depth)
        if deepest > DEPTH_LIMIT:
            break
        if isinstance(value, dict):
            left += [(each, depth + 1) for each in value.values()]
        elif isinstance(value, list):
            left += [(each, depth + 1) for each in value]
    return deepest


def _check_text(document: object, file: Path) -> None:
    """No half of a surrogate pair: no file can hold it again."""
    left = [document]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if _LONE_SURROGATE.search(value):
                raise Mistake(
                    problem_at("ACJ803", "Text with half of a character in it", SourceSpan(file, 1))
                )
        elif isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
