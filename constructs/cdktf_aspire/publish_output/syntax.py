"""Bicep files as tree-sitter reads them: declarations by name, and each piece with its place."""

from __future__ import annotations

import bisect
import itertools
import re
import sys
import time
from functools import cached_property
from typing import TYPE_CHECKING, Final

import tree_sitter
import tree_sitter_bicep

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.diagnostics.source_lines import bicep_excerpt
from cdktf_aspire.publish_output.newer_syntax import NEWER, OlderSyntax, OpenTextError, older_syntax
from cdktf_aspire.publish_output.problems import Mistake, SourceSpan, SourceText, problem_at
from cdktf_aspire.publish_output.regrouping import COMMENTS, named
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cdktf_aspire.publish_output.files import Folder

register(
    "ACJ804",
    ERROR,
    "a Bicep file",
    allowed="Bicep that its compiler accepts",
    why="What comes after the mistake can't be read",
    fix="Publish again, or correct the line",
    source="https://learn.microsoft.com/azure/azure-resource-manager/bicep/file",
)

_LANGUAGE: Final = tree_sitter.Language(tree_sitter_bicep.language())
# Deeper than Aspire ever nests, and far from Python's own limit.
_DEPTH_LIMIT: Final = 150
# Of the processor, in which the parser can fill a gigabyte. Aspire's longest file takes milliseconds.
_SECONDS: Final = 1.5
_PIECE: Final = 65536
# What has no part of a text and no number.
_HARMLESS: Final = re.compile("[^'\"`0-9]*")
_EXCERPT: Final = 60
_WHOLE: Final = 30_000
_PIECE_OF_FILE: Final = 4_000
_KEYWORDS: Final = (b"param ", b"var ", b"resource ", b"module ", b"output ", b"@")
_DECLARATIONS: Final = {
    "parameter_declaration": "parameters",
    "variable_declaration": "variables",
    "resource_declaration": "resources",
    "module_declaration": "modules",
    "output_declaration": "outputs",
}
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "'": "'", "\\": "\\", "$": "$"}
_ESCAPE: Final = re.compile(r"\\(?:u(?:\{(?P<digits>[0-9a-fA-F]{1,8})\})?|.|$)", re.DOTALL)
# Keywords and signs that a declaration can contain as unnamed nodes.
_SIGNS: Final = {
    "parameters": {"param", "="},
    "variables": {"var", "=", "!"},
    "resources": {"resource", "existing", "="},
    "modules": {"module", "="},
    "outputs": {"output", "=", "!"},
}
# Nodes that describe declarations, but don't deploy anything.
_DESCRIBES_ONLY: Final = frozenset({"metadata_declaration", "type_declaration"})
_NOT_HERE: Final = {
    "import_functionality": "Copy what it imports into the file",
    "user_defined_function": "Write its result where it is called",
    "using_statement": "Name the Bicep file, not its parameters",
}


def loop_of(node: tree_sitter.Node) -> tuple[list[tree_sitter.Node], tree_sitter.Node, tree_sitter.Node]:
    """The names that a loop gives to an item and its position, what it goes through, and one turn of it."""
    head, through, body = named(node)
    return (named(head) if head.type == "for_loop_parameters" else [head]), through, body


def nested(node: tree_sitter.Node) -> tree_sitter.Node | None:
    """The resource in an object in the place of a property."""
    return next((each for each in node.named_children if each.type == "resource_declaration"), None)


def _without_break(text: str) -> str:
    """A text of several lines; the compiler drops a line break right after the opening quotes."""
    return text.removeprefix("\r").removeprefix("\n")


@records.frozen(eq=False)
class Declaration:
    """A parameter, variable, resource, module or output.

    Attributes:
        name: its symbol.
        node: the whole declaration.
        body: the expression after `=`; None for a parameter without a default.
        kind: the type after the name, or the text in quotes (type of a resource, path of a module).
        is_existing: whether a resource is only looked up.
        decorators: name -> arguments.
        condition: on which a resource or a module is there; None where it always is.
        loop: of which the body is one turn; None where there is no loop.
        parent: the resource that it is written in.
    """

    name: str
    node: tree_sitter.Node
    body: tree_sitter.Node | None
    kind: str
    is_existing: bool
    decorators: dict[str, list[tree_sitter.Node]]
    condition: tree_sitter.Node | None = None
    loop: tree_sitter.Node | None = None
    parent: Declaration | None = None


class BicepFile:
    """One file, parsed; every declaration is one that the rest of this package understands.

    Attributes:
        file: where it was read from.
        folder: that it may read other files of.
        parameters: name -> declaration, like the others. A resource in another one is `parent::child`.
        target_scope: what it is deployed to; a resource group when None.
        types: that the file gives names to, by them.
    """

    def __init__(self, file: Path, text: str, folder: Folder | None = None) -> None:
        """Parses the text.

        Args:
            file: where it was read from.
            text: of the file.
            folder: that it may read other files of; None where it may read none.

        Raises:
            Mistake: it is not Bicep, or has declarations that Aspire never writes.
        """
        self.file = file
        self.folder = folder
        self._bodies: set[tuple[int, int]] = set()
        self._begun: list[Declaration] = []  # resources in the order of the file
        self._starts: list[int] = []
        self._bytes = self._parsable = text.encode()
        self._source = SourceText(file, text, columns_are_bytes=True)
        self.parameters: dict[str, Declaration] = {}
        self.variables: dict[str, Declaration] = {}
        self.resources: dict[str, Declaration] = {}
        self.modules: dict[str, Declaration] = {}
        self.outputs: dict[str, Declaration] = {}
        self.target_scope: tree_sitter.Node | None = None
        self.types: dict[str, Declaration] = {}
        self._seconds = 0.0
        self._older = OlderSyntax(bytearray())
        self._check_brackets()
        # Kept, for their nodes live as long as they do.
        self._trees = self._parsed()
        decorators: dict[str, list[tree_sitter.Node]] = {}
        for node in itertools.chain.from_iterable(tree.root_node.named_children for tree in self._trees):
            if node.type == "decorators":
                decorators |= self._decorators(node)
            elif node.type not in COMMENTS:
                self._declare(node, decorators)
                decorators = {}

    def place(self, node: tree_sitter.Node, last: tree_sitter.Node | None = None) -> SourceSpan:
        """Where a piece stands, or pieces up to a last one: the first line of it."""
        (row, start), (end_row, end) = node.start_point, (last or node).end_point
        return SourceSpan(self.file, row + 1, self._source, start, end if end_row == row else sys.maxsize)

    def excerpt(self, node: tree_sitter.Node, last: tree_sitter.Node | None = None) -> str:
        """The beginning of a piece, or of pieces up to a last one, without what may be a secret."""
        source = self._bytes[node.start_byte : min((last or node).end_byte, node.start_byte + _EXCERPT)]
        text = source.decode(errors="replace").split("\n")[0]
        return bicep_excerpt(text, has_secrets=b"secure" in self._bytes)

    def is_body(self, node: tree_sitter.Node) -> bool:
        """Whether an object is the body of a resource."""
        return (node.start_byte, node.end_byte) in self._bodies

    def resources_around(self, node: tree_sitter.Node) -> Iterator[Declaration]:
        """The resources that a piece is in, from the inside to the outside."""
        at = node.start_byte
        index = bisect.bisect_right(self._starts, at) - 1
        # Of those that begin before it, only the last one and what that one is in can have it in them.
        each = self._begun[index] if index >= 0 else None
        while each is not None:
            if at < each.node.end_byte:
                yield each
            each = each.parent

    def text(self, node: tree_sitter.Node) -> str:
        """The source of a piece."""
        return self._bytes[node.start_byte : node.end_byte].decode(errors="replace")

    def is_separated(self, before: tree_sitter.Node, after: tree_sitter.Node) -> bool:
        """Whether a comma or a line break is between two pieces."""
        between = self._parsable[before.end_byte : after.start_byte]
        return b"," in between or b"\n" in between

    def is_spread(self, node: tree_sitter.Node) -> bool:
        """Whether an item of a list or the key of an object has `...` before it, or in its place."""
        return node.start_byte in self._older.spreads

    def texts_between(self, node: tree_sitter.Node) -> list[str] | None:
        """The texts around the holes of a text in `$'''`, which is a list of them to the grammar."""
        texts = self._older.texts.get(node.start_byte) if node.type == "array" else None
        if texts is None:
            return None
        first, *others = (each.decode() for each in texts)
        return [_without_break(first), *others]

    def refuse(self, node: tree_sitter.Node, what: str, hint: str | None = None) -> Mistake:
        """A mistake for something that this package does not understand."""
        return Mistake(
            problem_at("ACJ805", f"This library does not understand {what}", self.place(node), hint=hint)
        )

    def wrong(self, node: tree_sitter.Node, message: str, hint: str | None = None) -> Mistake:
        """A mistake for something that means nothing."""
        return Mistake(problem_at("ACJ806", message, self.place(node), hint=hint))

    def pieces(self, string: tree_sitter.Node) -> Iterator[str | tree_sitter.Node]:
        """The texts and the holes of a string.

        The text comes from the source: the grammar has no piece for a dollar sign behind a backslash.
        """
        source = self._bytes[string.start_byte : string.end_byte]
        quote = 3 if source.startswith(b"'''") else 1
        if quote == 3:
            yield _without_break(source[3:-3].decode())
            return
        at = string.start_byte + 1
        for hole in string.named_children:
            if hole.type != "interpolation":
                continue
            # The grammar counts white space before a hole as a part of it.
            start = self._bytes.index(b"${", hole.start_byte)
            yield self._unescaped(string, at, start)
            yield hole
            at = hole.end_byte
        yield self._unescaped(string, at, string.end_byte - 1)

    def plain(self, node: tree_sitter.Node, what: str) -> str:
        """A string without holes.

        Raises:
            Mistake: it is something else.
        """
        if node.type == "string":
            pieces = list(self.pieces(node))
            if all(isinstance(piece, str) for piece in pieces):
                return "".join(str(piece) for piece in pieces)
        raise self.refuse(node, f"{what} that is not plain text")

    def _unescaped(self, string: tree_sitter.Node, start: int, end: int) -> str:
        source = self._bytes[start:end].decode()

        def char(match: re.Match[str]) -> str:
            sign = match[0][1:]
            if sign in _ESCAPES:
                return _ESCAPES[sign]
            if not sign.startswith("u"):
                raise self.wrong(string, f"Bicep has no escape \\{sign}", "Double the backslash")
            number = int(match["digits"] or "D800", 16)
            if number > sys.maxunicode or 0xD800 <= number < 0xE000:
                raise self.wrong(string, "A character escape that does not stand for a character")
            return chr(number)

        return _ESCAPE.sub(char, source)

    def _parsed(self) -> list[tree_sitter.Tree]:
        """The trees of the file, without any error in them.

        The parser takes the square of a file's length, so a long one is cut where declarations begin.
        """
        open_text = None if NEWER.search(self._bytes) is None else self._with_older_syntax()
        ranges = [] if len(self._bytes) < _WHOLE else list(self._declarations())
        if ranges:
            trees = [self._parse([each]) for each in ranges]
            if not any(tree.root_node.has_error for tree in trees):
                for tree in trees:
                    self._check_syntax(tree)
                return trees
        tree = self._parse([])
        if tree.root_node.has_error:
            open_text = open_text or self._with_older_syntax()
            tree = self._parse([])
        if open_text is not None and tree.root_node.has_error:
            line = self._bytes.count(b"\n", 0, open_text.start) + 1
            at = open_text.start - self._bytes.rfind(b"\n", 0, open_text.start) - 1
            place = SourceSpan(self.file, line, self._source, at, at + 1)
            self._source.is_broken = True
            message = "Not Bicep: the text that begins here has no closing quote"
            raise Mistake(problem_at("ACJ804", message, place), self._seconds)
        self._check_syntax(tree)
        return [tree]

    def _with_older_syntax(self) -> OpenTextError | None:
        """Puts older syntax in the place of what the grammar does not have; a text that does not end."""
        try:
            self._older = older_syntax(self._bytes)
        except OpenTextError as error:
            return error
        self._parsable = bytes(self._older.source)
        return None

    def _declarations(self) -> Iterator[tree_sitter.Range]:
        """The file in pieces of some kilobytes; where lines mislead, the parser finds an error."""
        start, start_row, at, depth, last = 0, 0, 0, 0, b""
        for row, line in enumerate(self._parsable.split(b"\n")):
            begins = depth == 0 and not last.startswith((b"@", b")", b"//"))
            if begins and at - start > _PIECE_OF_FILE and line.startswith(_KEYWORDS):
                yield tree_sitter.Range((start_row, 0), (row, 0), start, at)
                start, start_row = at, row
            depth += sum(map(line.count, (b"{", b"[", b"("))) - sum(map(line.count, (b"}", b"]", b")")))
            last = line.strip() or last
            at += len(line) + 1
        yield tree_sitter.Range((start_row, 0), (row + 1, 0), start, len(self._bytes))

    def _parse(self, ranges: list[tree_sitter.Range]) -> tree_sitter.Tree:
        """A tree; what is far from Bicep makes the parser try for minutes, and is given up."""
        begin, at = time.thread_time(), 0

        def too_long(offset: int, _: bool) -> bool:
            nonlocal at
            at = offset
            return self._seconds + time.thread_time() - begin > _SECONDS

        parser = tree_sitter.Parser(_LANGUAGE)
        if ranges:
            parser.included_ranges = ranges
        try:
            return parser.parse(
                lambda offset, _: self._parsable[offset : offset + _PIECE], progress_callback=too_long
            )
        except ValueError:
            place = SourceSpan(self.file, self._bytes[:at].count(b"\n") + 1, self._source, 0, sys.maxsize)
            self._source.is_broken = True
            raise Mistake(problem_at("ACJ804", "Not Bicep, starting about here", place), _SECONDS) from None
        finally:
            self._seconds += time.thread_time() - begin

    def _check_brackets(self) -> None:
        """No nesting that the parser itself would take minutes for; brackets in texts count, too."""
        depth = 0
        for number, line in enumerate(self._source.lines, 1):
            for column, char in enumerate(line):
                if char in "{[(":
                    depth += 1
                elif char in "}])":
                    depth = max(depth - 1, 0)
                if depth > _DEPTH_LIMIT:
                    at = len(line[:column].encode())
                    place = SourceSpan(self.file, number, self._source, at, at + 1)
                    message = f"Bicep nested deeper than {_DEPTH_LIMIT} levels"
                    self._source.is_broken = True  # it is not known yet
                    raise Mistake(problem_at("ACJ804", message, place))

    def _check_syntax(self, tree: tree_sitter.Tree) -> None:
        """No error in the tree, and no nesting that recursion could not follow."""
        cursor = tree.walk()
        depth = 0
        while True:
            node = cursor.node
            assert node is not None
            if node.is_error or node.is_missing:
                shown = self.text(node).split("\n")[0][:40].strip()
                line = self._source.lines[node.start_point[0]]
                if not _HARMLESS.fullmatch(shown) or _HARMLESS.fullmatch(line) is None:
                    shown = ""  # of a text, which may be a secret
                self._source.is_broken = True
                message = f"Not Bicep: {shown!r} is not expected here" if shown else "Not Bicep"
                raise Mistake(problem_at("ACJ804", message, self.place(node)), self._seconds)
            if depth > _DEPTH_LIMIT:
                raise Mistake(
                    problem_at("ACJ804", f"Bicep nested deeper than {_DEPTH_LIMIT} levels", self.place(node))
                )
            if cursor.goto_first_child():
                depth += 1
                continue
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                depth -= 1

    def _decorators(self, node: tree_sitter.Node) -> dict[str, list[tree_sitter.Node]]:
        found: dict[str, list[tree_sitter.Node]] = {}
        for decorator in node.named_children:
            if decorator.type in COMMENTS:
                continue
            call = decorator.named_children[0] if decorator.named_children else decorator
            function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
            if call.type != "call_expression" or function is None or arguments is None:
                raise self.refuse(decorator, "this decorator")
            found[self.text(function).removeprefix("sys.")] = [
                each for each in arguments.named_children if each.type not in COMMENTS
            ]
        return found

    def _declare(
        self,
        node: tree_sitter.Node,
        decorators: dict[str, list[tree_sitter.Node]],
        parent: Declaration | None = None,
    ) -> None:
        if node.type == "target_scope_assignment":
            self.target_scope = node.named_children[-1]
            return
        if node.type in _DESCRIBES_ONLY:
            pieces = named(node)
            if node.type == "type_declaration" and len(pieces) > 1:
                name, kind = self.text(pieces[0]), self._kind(pieces[-1])
                self.types[name] = Declaration(name, node, None, kind, False, decorators)
            return
        group = _DECLARATIONS.get(node.type)
        if group is None:
            raise self.refuse(node, f"`{self.text(node).split()[0]}`", _NOT_HERE.get(node.type))
        children = [each for each in node.children if each.type not in COMMENTS]
        for each in children:
            if not each.is_named and each.type not in _SIGNS[group]:
                raise self.refuse(each, f"{each.type!r} in a declaration")
        pieces = [each for each in children if each.is_named]
        if not pieces or pieces[0].type != "identifier":
            raise self.refuse(node, "a declaration without a name")
        name = self.text(pieces[0])
        has_value = any(each.type == "=" for each in children)
        body = pieces[-1] if has_value else None
        middle = pieces[1:-1] if has_value else pieces[1:]
        if group == "variables" or (group in {"parameters", "outputs"} and len(middle) == 1):
            kind = self._kind(middle[0]) if middle else ""
        elif group in {"resources", "modules"} and len(middle) == 1:
            kind = self.plain(middle[0], "a type or path")
        else:
            raise self.refuse(node, "this declaration")
        if body is None and group != "parameters":
            raise self.refuse(node, "a declaration without a value")
        loop = condition = None
        if group in {"resources", "modules"} and body is not None:
            if body.type == "for_statement":
                loop, body = body, loop_of(body)[2]
            if body.type == "if_statement":
                condition, body = named(body)
        declared: dict[str, Declaration] = getattr(self, group)
        groups = (self.parameters, self.variables, self.resources, self.modules)
        key = name if parent is None else f"{parent.name}::{name}"
        if key in declared or (group != "outputs" and any(key in each for each in groups)):
            raise self.wrong(pieces[0], f"{name!r} is declared twice")
        is_existing = any(each.type == "existing" for each in children)
        made = Declaration(key, node, body, kind, is_existing, decorators, condition, loop, parent)
        declared[key] = made
        if group == "resources":
            self._begun.append(made)
            self._starts.append(node.start_byte)
        if group == "resources" and body is not None and body.type == "object":
            self._bodies.add((body.start_byte, body.end_byte))
            self._declare_inside(made, body)

    def _declare_inside(self, parent: Declaration, body: tree_sitter.Node) -> None:
        """The resources in the body of another one."""
        decorators: dict[str, list[tree_sitter.Node]] = {}
        for each in named(body):
            inner = nested(each)
            if each.type == "decorators":
                decorators |= self._decorators(each)
            elif inner is not None:
                if parent.loop is not None:
                    raise self.refuse(inner, "a resource inside a loop of resources")
                self._declare(inner, decorators, parent)
                decorators = {}

    def _kind(self, node: tree_sitter.Node) -> str:
        """A type as it is written."""
        end = self._older.types.get(node.start_byte, node.end_byte)
        return self._bytes[node.start_byte : end].decode(errors="replace").strip()

    @cached_property
    def stem(self) -> str:
        """The file's name without its endings: `api-containerapp` of `api-containerapp.module.bicep`."""
        return self.file.name.removesuffix(".bicep").removesuffix(".module")
