"""Expressions with Bicep's precedence: the grammar's tree has `a == b.c` as `(a == b).c`.

The tree is read from left to right again, as operands, operators and steps, and grouped as the compiler does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import tree_sitter

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator


# For people, and for the linter (`#disable-next-line`).
COMMENTS: Final = frozenset({"comment", "diagnostic_comment"})


@records.frozen(eq=False)
class Step:
    """What follows an operand.

    Attributes:
        sign: `.`, `.?`, `[`, `[?`, `::` or `(`.
        node: the name, the index or the arguments.
        last: where it ends.
    """

    sign: str
    node: tree_sitter.Node
    last: tree_sitter.Node


@records.frozen(eq=False)
class Chain:
    """An operand with one step after it.

    Attributes:
        target: what the step is from.
        step: the property, the index or the call.
        first: its first piece.
        last: its last piece.
    """

    target: Expression
    step: Step
    first: tree_sitter.Node
    last: tree_sitter.Node


@records.frozen(eq=False)
class Operation:
    """Operands of an operator.

    Attributes:
        sign: `==`, `!`, `?`, ...
        operands: one, two or three.
        first: its first piece.
        last: its last piece.
    """

    sign: str
    operands: tuple[Expression, ...]
    first: tree_sitter.Node
    last: tree_sitter.Node


@records.frozen(eq=False)
class Lambda:
    """A function that is an argument.

    Attributes:
        names: of its parameters.
        body: what it gives.
        first: its first piece.
        last: its last piece.
    """

    names: list[tree_sitter.Node]
    body: Expression
    first: tree_sitter.Node
    last: tree_sitter.Node


Expression: TypeAlias = "tree_sitter.Node | Chain | Operation | Lambda"


@records.frozen(eq=False)
class _Sign:
    text: str
    node: tree_sitter.Node


@records.frozen(eq=False)
class _Head:
    """What stands before the body of a function."""

    names: list[tree_sitter.Node]
    node: tree_sitter.Node


_Token: TypeAlias = "tree_sitter.Node | Step | _Sign | _Head"
# The higher, the closer.
_PRECEDENCE: Final = {
    **dict.fromkeys(("*", "/", "%"), 7),
    **dict.fromkeys(("+", "-"), 6),
    **dict.fromkeys(("<", "<=", ">", ">="), 5),
    **dict.fromkeys(("==", "!=", "=~", "!~"), 4),
    "&&": 3,
    "||": 2,
    "??": 1,
}


def named(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The parts of a piece, without comments and the sign that something is not null."""
    return [
        each
        for each in node.named_children
        if each.type not in COMMENTS and each.type != "nullable_return_type"
    ]


def pieces_of(expression: Expression) -> tuple[tree_sitter.Node, tree_sitter.Node]:
    """Where an expression begins and ends."""
    return (
        (expression, expression)
        if isinstance(expression, tree_sitter.Node)
        else (expression.first, expression.last)
    )


def regrouped(*nodes: tree_sitter.Node) -> Expression:
    """The expression of a piece; of several where the grammar takes one item of a list for more.

    Raises:
        ValueError: the pieces are not an expression.
    """
    tokens = list(_tokens(nodes[0]))
    for node in nodes[1:]:  # `[x[0]]` and `[f(x)]` are two items each to the grammar
        more, *rest = _tokens(node)
        if not isinstance(more, tree_sitter.Node):
            raise ValueError
        if more.type == "array" and len(named(more)) == 1:
            tokens += [Step("[", named(more)[0], more), *rest]
        elif more.type == "parenthesized_expression":
            tokens += [Step("(", more, more), *rest]
        else:
            raise ValueError
    if len(tokens) == 1 and isinstance(tokens[0], tree_sitter.Node):
        return tokens[0]
    parser = _Parser(tokens)
    made = parser.expression(0)
    if parser.left:
        raise ValueError
    return made


def _tokens(node: tree_sitter.Node) -> Iterator[_Token]:
    """The operands, operators and steps of a piece, as they follow each other."""
    children = named(node)
    signs = [each.type for each in node.children if not each.is_named and each.type.strip()]
    match node.type:
        case "binary_expression":
            yield from _tokens(children[0])
            yield _Sign(signs[0], node)
            yield from _tokens(children[1])
        case "unary_expression":
            yield _Sign(signs[0], node)
            yield from _tokens(children[0])
        case "ternary_expression":
            for sign, each in zip(("", "?", ":"), children, strict=True):
                if sign:
                    yield _Sign(sign, node)
                yield from _tokens(each)
        case "member_expression" | "resource_expression" | "subscript_expression":
            yield from _tokens(children[0])
            sign = "".join(each for each in signs if each not in {"!", "]"})
            yield Step(sign, children[1], node)
        case "call_expression":
            yield from _tokens(children[0])
            yield Step("(", children[1], node)
        case "nullable_type" if signs == ["!"]:  # `x!` as the value of a property
            yield from _tokens(children[0])
        case "lambda_expression":
            head, body = children
            yield _Head(named(head) if head.type == "parenthesized_expression" else [head], node)
            yield from _tokens(body)
        case _:
            yield node


class _Parser:
    """Groups tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.left = tokens[::-1]

    def expression(self, least: int) -> Expression:
        """An expression of operators that bind at least so closely; 0 is all of it."""
        made = self._operand()
        while (sign := self._sign()) is not None and _PRECEDENCE.get(sign, -1) >= max(least, 1):
            self.left.pop()
            made = self._operation(sign, made, self.expression(_PRECEDENCE[sign] + 1))
        if sign == "?" and least == 0:
            self.left.pop()
            when_true = self.expression(0)
            if self._sign() != ":":
                raise ValueError
            self.left.pop()
            made = self._operation("?", made, when_true, self.expression(0))
        return made

    def _sign(self) -> str | None:
        token = self.left[-1] if self.left else None
        return token.text if isinstance(token, _Sign) else None

    def _operand(self) -> Expression:
        if not self.left:
            raise ValueError
        token = self.left.pop()
        if isinstance(token, _Head):
            body = self.expression(0)
            return Lambda(token.names, body, token.node, pieces_of(body)[1])
        if isinstance(token, _Sign):
            if token.text not in {"-", "!"}:
                raise ValueError
            operand = self._operand()
            return Operation(token.text, (operand,), token.node, pieces_of(operand)[1])
        if isinstance(token, Step):
            raise ValueError
        made: Expression = token
        while self.left and isinstance(step := self.left[-1], Step):
            self.left.pop()
            made = Chain(made, step, token, step.last)
        return made

    def _operation(self, sign: str, *operands: Expression) -> Operation:
        return Operation(sign, operands, pieces_of(operands[0])[0], pieces_of(operands[-1])[1])
