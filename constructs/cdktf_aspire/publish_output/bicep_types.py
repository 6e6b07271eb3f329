"""Types of Bicep's parameters as types of Terraform's variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.publish_output.syntax import BicepFile, Declaration

_SIMPLE: Final = {"string": "string", "int": "number", "bool": "bool"}
_LITERAL: Final = re.compile(r"(?P<string>'[^']*')|(?P<int>-?\d+)|(?P<bool>true|false)")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
# Of anything: an object, a list, or what only Azure's types say.
_ANY: Final = "any"
_DEEPEST: Final = 50


def terraform_type(file: BicepFile, declaration: Declaration) -> str:
    """The type of the variable for a parameter: `string`, `number`, `bool`, otherwise `any`.

    Args:
        file: that declares the parameter.
        declaration: of the parameter.
    """
    kinds = set(_kinds(file, declaration.kind, 0))
    return kinds.pop() if len(kinds) == 1 else _ANY


def is_secure(file: BicepFile, declaration: Declaration) -> bool:
    """Whether a parameter holds a secret: by its own decorator, or somewhere in its type.

    Args:
        file: that declares the parameter.
        declaration: of the parameter.
    """
    seen: set[str] = set()
    waiting = [declaration]
    while waiting:
        each = waiting.pop()
        if "secure" in each.decorators or re.search(r"@(?:sys\.)?secure\(", each.kind):
            return True
        names = {*_NAME.findall(each.kind)} & file.types.keys() - seen
        seen |= names
        waiting += [file.types[name] for name in names]
    return False


def _kinds(file: BicepFile, written: str, depth: int) -> Iterator[str]:
    kind = written.strip().removesuffix("?").removeprefix("|").strip()
    if depth > _DEEPEST:
        yield _ANY
    elif kind in _SIMPLE:
        yield _SIMPLE[kind]
    elif literal := _LITERAL.fullmatch(kind):
        yield _SIMPLE[str(literal.lastgroup)]
    elif kind in file.types:
        yield from _kinds(file, file.types[kind].kind, depth + 1)
    elif kind == "null":
        return
    elif re.fullmatch(r"\([^()]*\)", kind):
        yield from _kinds(file, kind[1:-1], depth + 1)
    elif "|" in kind and not re.search(r"[\[{(<]", re.sub("'[^']*'", "", kind)):
        for each in re.findall(r"(?:'[^']*'|[^|'])+", kind):
            yield from _kinds(file, each, depth + 1)
    else:
        yield _ANY
