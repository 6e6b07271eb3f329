"""Expressions of the manifest: `Host={db.bindings.tcp.host};Password={password.value}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator

# What looks like a hole. Other braces are text, such as the `{**catch-all}` of a route.
_PIECE: Final = re.compile(r"\{\{|\}\}|\{(?P<resource>[A-Za-z0-9-]*)\.(?P<path>[A-Za-z0-9_.-]+)\}")
_PATHS: Final = (
    (re.compile(r"value|connectionString|containerImage|containerPort"), 0),
    (re.compile(r"(inputs|outputs|secretOutputs|secrets)\.(?P<name>.+)"), 1),
    (re.compile(r"bindings\.(?P<name>[^.]+)\.(?P<part>url|host|port|targetPort|scheme|tlsEnabled)"), 2),
)


@records.frozen
class Hole:
    """A place in a text of the manifest where a value goes.

    Attributes:
        resource: whose value; empty for an output of the environment that azd makes.
        kind: `value`, `connectionString`, `outputs`, `bindings`, ...
        name: of the output, input, secret or binding; empty for kinds without one.
        part: of a binding: `url`, `host`, ...
        source: as written in the text.
    """

    resource: str
    kind: str
    name: str
    part: str
    source: str


@records.frozen
class UnknownHole:
    """A hole without a meaning: it stays as text.

    Attributes:
        source: as written in the text.
    """

    source: str


def parse(text: str) -> list[str | Hole | UnknownHole]:
    """The texts and holes of an expression; every text is accepted.

    Args:
        text: as the manifest has it; `{{` and `}}` are braces.
    """
    return list(_joined(_pieces(text)))


def _pieces(text: str) -> Iterator[str | Hole | UnknownHole]:
    end = 0
    for match in _PIECE.finditer(text):
        yield text[end : match.start()]
        end = match.end()
        if match["path"] is None:
            yield match.group()[0]
        else:
            yield _hole(match["resource"], match["path"], match.group())
    yield text[end:]


def _hole(resource: str, path: str, source: str) -> Hole | UnknownHole:
    for pattern, depth in _PATHS:
        match = pattern.fullmatch(path)
        kind = path.partition(".")[0]
        if match is not None and (resource or kind == "outputs"):
            return Hole(
                resource,
                kind,
                match["name"] if depth > 0 else "",
                match["part"] if depth > 1 else "",
                source,
            )
    return UnknownHole(source)


def _joined(pieces: Iterator[str | Hole | UnknownHole]) -> Iterator[str | Hole | UnknownHole]:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            yield text
        text = ""
        yield piece
    if text:
        yield text
