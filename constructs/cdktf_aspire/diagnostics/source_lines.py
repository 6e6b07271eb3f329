"""Lines of the user's files as messages show them: texts are masked, because any of them may be a secret."""

from __future__ import annotations

import ast
import linecache
import re
import warnings
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from cdktf_aspire.diagnostics.problems import printable
from cdktf_aspire.values import records
from cdktf_aspire.values.lazy_pattern import LazyPattern
from cdktf_aspire.values.written_secrets import has_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import SourceLocation

_MASK: Final = "***"
_LONGEST: Final = 160

# Arguments whose text isn't a secret. All other text is masked: a line only has to be recognizable.
_SHOWN_ARGUMENTS: Final = {
    "add_container": ("name", "image", "tag"),
    "add_project": ("name", "project_path"),
    "add_dockerfile": ("name", "context_path", "dockerfile_path", "stage"),
    "with_dockerfile": ("context_path", "dockerfile_path", "stage"),
    "get_endpoint": ("name",),
    "Schedule": ("cron_expression",),
    "acknowledge": ("code",),
}
# The same for keyword arguments and attributes, whatever they belong to.
_SHOWN_NAMES: Final = frozenset(
    {
        "cron_expression",
        "image",
        "job_scale_rule_type",
        "location",
        "memory",
        "mount_path",
        "name",
        "scheme",
        "storage_name",
        "storage_type",
        "tag",
        "timeout",
        "trigger_type",
        "volume_name",
        "workload_profile_name",
        # azurerm's words
        "custom_rule_type",
        "path",
        "resource_group_name",
    }
)
# In calls with such a name, and under such a key, a name or a number may be a secret in the wrong place.
_NEAR_SECRETS: Final = LazyPattern(
    r"secret|passw|pwd|parameter|credential|connection|environment_?variable|with_environment$|auth|token|key"
    r"|custom|^value$",
    re.IGNORECASE,
)
_TEMPLATES: Final = tuple(
    getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name)
)  # f"..." and, since Python 3.14, t"..."
_JSON_TOKEN: Final = LazyPattern(r'"(?:[^"\\\n]|\\[^\n])*"?|[{}\[\],:\n]|[^\S\n]+|[^\s{}\[\],:"]+')
_JSON_NUMBER: Final = LazyPattern(r"-?[0-9][0-9.eE+-]*")
# Of Bicep outside of texts, and inside of them, where `${` leads outside again up to its `}`.
_BICEP_CODE: Final = LazyPattern(r"'''.*?(?:'''+|\Z)|'|//[^\n]*|/\*.*?(?:\*/|\Z)|[{}]|[^'/{}]+|/", re.DOTALL)
_BICEP_TEXT: Final = LazyPattern(r"'|\$\{|\n|(?:[^'\\$\n]|\\[^\n]|\$(?!\{)|\\(?=\n))+")
# The type of a resource, and a text that is nothing but holes and signs.
_BICEP_SHOWN: Final = LazyPattern(
    r"'[A-Za-z.]+(?:/[A-Za-z]+)+@\d{4}-\d\d-\d\d(?:-preview)?'|'(?!'')(?:\{\d\}|[-:/., ])*'"
)
_BICEP_NUMBER: Final = LazyPattern(r"(?<![\w.])\d+")
_NO_BREAK: Final = LazyPattern(r"[^\n]")


@records.define
class SourceLines:
    """The lines of files for one report: a file is read once, however many mistakes are in it."""

    _files: dict[str, list[str]] = attrs.field(factory=dict)

    def shown(self, where: SourceLocation) -> str:
        """The line with its texts masked and without comments, at most 160 characters.

        Empty when it can't be read. Only what is understood is shown: a file of Python that does not parse
        has no lines here.
        """
        lines = self._files.get(where.file)
        if lines is None:
            linecache.checkcache(where.file)
            text = "".join(linecache.getlines(where.file))
            suffix = PurePath(where.file).suffix.lower()
            lines = self._files[where.file] = _MASKS.get(suffix, _masked_python)(text)
        line = lines[where.line - 1].strip() if 0 < where.line <= len(lines) else ""
        # Escaping lengthens: a line is cut before and after it.
        line = printable(line[: _LONGEST + 1])
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 4]} ..."


# ---- Python


class _Span(NamedTuple):
    """A literal in a file of Python, as `ast` counts: lines from 1, columns in bytes of UTF-8."""

    line: int
    column: int
    end_line: int
    end_column: int
    mask: str


@lru_cache(maxsize=4)  # in tests of AppHosts, one file has all the reports
def _masked_python(text: str) -> list[str]:
    """The lines of a program without its comments, and with the literals masked that may be secrets."""
    try:
        with warnings.catch_warnings():  # of invalid escapes, which Python has told already
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    lines = text.encode(errors="replace").split(b"\n")
    kept: list[list[str]] = [[] for _ in lines]
    line, column = 1, 0
    for span in sorted(_secret_spans(tree)):
        if (span.line, span.column) < (line, column):
            continue  # inside of the last one
        _keep(lines, kept, (line, column), (span.line, span.column))
        for number in range(span.line, span.end_line + 1):
            kept[number - 1].append(span.mask)
        line, column = span.end_line, span.end_column
    _keep(lines, kept, (line, column), (len(lines), len(lines[-1])))
    return ["".join(_without_comment(pieces)) for pieces in kept]


def _keep(lines: list[bytes], kept: list[list[str]], start: tuple[int, int], end: tuple[int, int]) -> None:
    """Adds the program's text from one place to another to the lines that are kept."""
    for number in range(start[0], end[0] + 1):
        begin = start[1] if number == start[0] else 0
        stop = end[1] if number == end[0] else None
        kept[number - 1].append(lines[number - 1][begin:stop].decode(errors="replace"))


def _without_comment(pieces: Iterable[str]) -> Iterator[str]:
    """Text outside of literals up to the first `#`; masks have none."""
    for piece in pieces:
        code, comment, _ = piece.partition("#")
        yield code
        if comment:
            return


def _secret_spans(tree: ast.Module) -> Iterator[_Span]:
    """Every literal but those that are shown."""
    shown: set[ast.expr] = set()
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, near = waiting.pop()
        match node:
            case ast.Call(func=func, args=args, keywords=keywords):
                called = _name(func)
                inside = near or _NEAR_SECRETS.search(called) is not None
                shown.update(_shown_arguments(called, args, keywords, inside))
                waiting.append((func, near))
                waiting += [(each, inside) for each in (*args, *keywords)]
                continue
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.Constant() as value) if not near:
                if name in _SHOWN_NAMES:
                    shown.add(value)
            case ast.Constant(value=str() | bytes() as value) if not (node in shown and _is_harmless(value)):
                yield _span(node, "b" if isinstance(value, bytes) else "")
            case ast.Constant(value=bool() | None):
                pass
            case ast.Constant(value=int() | float() | complex()) if near:
                yield _span(node, None)
            case ast.expr() if isinstance(node, _TEMPLATES):
                yield _span(node, "f")
                continue
        waiting += [(each, near) for each in ast.iter_child_nodes(node)]


def _shown_arguments(
    called: str, args: list[ast.expr], keywords: list[ast.keyword], near: bool
) -> Iterator[ast.expr]:
    names: tuple[str, ...] = _SHOWN_ARGUMENTS.get(called, ("name",) if called.startswith("add_") else ())
    for _, value in zip(names, args, strict=False):
        if isinstance(value, ast.Starred):
            return
        yield value
    for keyword in keywords:
        if keyword.arg in names or (keyword.arg in _SHOWN_NAMES and not near):
            yield keyword.value


def _is_harmless(text: str | bytes) -> bool:
    return isinstance(text, str) and len(text) <= _LONGEST and text.isprintable() and not has_password(text)


def _name(called: ast.expr) -> str:
    return getattr(called, "attr", getattr(called, "id", ""))


def _span(node: ast.expr, prefix: str | None) -> _Span:
    mask = _MASK if prefix is None else f'{prefix}"{_MASK}"'
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return _Span(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, mask)


# ---- what a publish output and Terraform are written in


def masked_in_place(file: str, text: str) -> list[str]:
    """The lines of a file of JSON or Bicep with each masked character replaced, so that columns stay.

    Args:
        file: its name.
        text: what is in it.
    """
    mask = _masked_json if file.lower().endswith(".json") else _masked_bicep
    return mask(text, in_place=True)


def _masked_json(text: str, *, in_place: bool = False) -> list[str]:
    """The lines with their keys, and with values masked: all texts, and numbers where secrets may be."""
    kept: list[str] = []
    # A manifest of Aspire: the default of a secret may be anywhere, and several entries are on one line.
    has_secrets = '"secret"' in text and '"inputs"' in text
    before, key = "", ""
    for match in _JSON_TOKEN.finditer(text):
        token = match.group()
        if token.isspace() or token in "{}[],:":
            kept.append(token)
        elif token[0] == '"' and before in "{," and text[match.end() : match.end() + 20].lstrip()[:1] == ":":
            key = token
            kept.append(token)
        elif token in {"true", "false", "null"} or (
            not has_secrets and _is_shown_in_json(key.strip('"'), token)
        ):
            kept.append(token)
        else:
            mask = "*" * (len(token) - 2) if in_place else _MASK
            kept.append(f'"{mask}"' if token[0] == '"' else "*" * len(token) if in_place else _MASK)
        before = before if token.isspace() else token[-1]
    return "".join(kept).split("\n")


def _is_shown_in_json(key: str, token: str) -> bool:
    if token[0] == '"':
        return key in _SHOWN_NAMES and len(token) > 1 and token[-1] == '"' and _is_harmless(token.strip('"'))
    return _JSON_NUMBER.fullmatch(token) is not None and not _NEAR_SECRETS.search(key)


def bicep_excerpt(text: str, *, has_secrets: bool) -> str:
    """A piece of a line of Bicep with its texts masked.

    Args:
        text: begins outside of any text.
        has_secrets: whether the file has secrets, so that a number may be one.
    """
    return _masked_bicep(text, has_secrets=has_secrets)[0]


def _masked_bicep(text: str, *, in_place: bool = False, has_secrets: bool | None = None) -> list[str]:
    """The lines with every text masked but the types of resources, and without comments."""
    kept: list[str] = []
    if has_secrets is None:
        has_secrets = "secure" in text
    # Of each text that is open, the braces that are open in its `${ }`; -1 while none is being read.
    open_texts: list[int] = []
    at = 0
    while at < len(text):
        in_text = bool(open_texts) and open_texts[-1] < 0
        match = (_BICEP_TEXT if in_text else _BICEP_CODE).match(text, at)
        if match is None:  # a lone backslash at the very end
            break
        token = match.group()
        whole = None if in_text or open_texts else _BICEP_SHOWN.match(text, at)
        at = whole.end() if whole else match.end()
        if whole:
            kept.append(whole.group())
            continue
        hidden = bool(open_texts) or token.startswith(("'", "//", "/*"))
        if in_text and token in {"'", "\n"}:  # a text ends with its line
            open_texts.pop()
        elif token == "'":
            open_texts.append(-1)
            kept.append(f"'{_MASK}'" if len(open_texts) == 1 and not in_place else "")
        elif token == "${" and in_text:
            open_texts[-1] = 0
        elif open_texts and not in_text and token in "{}":
            open_texts[-1] += 1 if token == "{" else -1
        elif token.startswith("'''") and not open_texts and not in_place:
            kept.append(f"'{_MASK}'")
        if hidden:
            token = _NO_BREAK.sub("*" if in_place else "", token)
        elif has_secrets:
            token = _BICEP_NUMBER.sub(lambda found: "*" * len(found[0]) if in_place else _MASK, token)
        kept.append(token)
    return "".join(kept).split("\n")


_MASKS: Final[Mapping[str, Callable[[str], list[str]]]] = {".json": _masked_json, ".bicep": _masked_bicep}
