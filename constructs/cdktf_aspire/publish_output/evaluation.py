"""What the expressions of a Bicep module come to, each worked out when something needs it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final, Protocol

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.publish_output.bicep_functions import ALL_FUNCTIONS, call
from cdktf_aspire.publish_output.leaves import Scope, ScopeProperty
from cdktf_aspire.publish_output.nodes import Property, Symbol
from cdktf_aspire.values.expressions import Call, Entries, interpolated
from cdktf_aspire.values.functions import WrongArgumentError, literal_text
from cdktf_aspire.values.value import Reference, is_known

if TYPE_CHECKING:
    import tree_sitter

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import SourceSpan
    from cdktf_aspire.publish_output.syntax import BicepFile

# A text in Bicep, also one that is cut.
_QUOTED: Final = re.compile(r"'[^']*(?:'|$)")
_SCOPE_PROPERTIES: Final = {
    "resourceGroup": ("id", "name", "location"),
    "subscription": ("id", "subscriptionId", "tenantId"),
    "tenant": ("tenantId",),
}
_LARGEST_NUMBER: Final = 2**63


class HasOutputs(Protocol):
    """A module as those see it that use it."""

    @property
    def name(self) -> str:
        """Of the resource that it belongs to."""

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What an output comes to."""


class Names(HasOutputs, Protocol):
    """What expressions can name in a module; see `modules.Module`."""

    file: BicepFile

    @property
    def names(self) -> list[str]:
        """Everything that an expression can name."""

    def lookup(self, name: str, node: tree_sitter.Node) -> tuple[BicepValue] | None:
        """What a name stands for; None when nothing has it."""

    def measured(self, value: BicepValue, node: tree_sitter.Node) -> BicepValue:
        """A value, unless it is too large."""


class ModuleOutputs(Reference):
    """`module.outputs` in an expression, or the module itself before that."""

    def __init__(self, module: HasOutputs, *, at_outputs: bool) -> None:
        self.module = module
        self.at_outputs = at_outputs


class Evaluator:
    """Works out expressions of one module."""

    def __init__(self, module: Names) -> None:
        self._module = module
        self._file = module.file

    def value(self, node: tree_sitter.Node) -> BicepValue:
        """What an expression comes to.

        Raises:
            Mistake: it is not understood, or means nothing.
        """
        return self._module.measured(self._value(node), node)

    def _value(self, node: tree_sitter.Node) -> BicepValue:
        match node.type:
            case "string":
                return self._string(node)
            case "number":
                return self._number(node)
            case "boolean":
                return self._file.text(node) == "true"
            case "null":
                return None
            case "object":
                return self.object(node, {}, ())
            case "array":
                return [self.value(each) for each in self._items(node)]
            case "parenthesized_expression":
                return self.value(_named(node)[0])
            case "identifier":
                return self._identifier(node)
            case "member_expression":
                return self._member(node)
            case "subscript_expression":
                return self._subscript(node)
            case "call_expression":
                return self._call(node)
            case "ternary_expression":
                return self._ternary(node)
            case "binary_expression":
                return self._binary(node)
        shown = self._file.text(node).split("\n")[0][:40]
        raise self._file.refuse(node, f"the expression `{shown}`")

    def object(
        self,
        node: tree_sitter.Node,
        places: dict[tuple[str | int, ...], SourceSpan],
        path: tuple[str | int, ...],
    ) -> BicepValue:
        """What an object comes to.

        Args:
            node: the object.
            places: filled with where each property stands.
            path: of the object.
        """
        self._only(node, "{", "}", ",")
        items: list[tuple[BicepValue, BicepValue]] = []
        for each in _named(node):
            if each.type != "object_property":
                raise self._file.refuse(each, "this in an object")
            key, value = self._property(each)
            name = self._key(key)
            if any(name == other for other, _ in items):
                raise self._file.wrong(key, f"{self._file.text(key)} is there twice")
            at = (*path, name) if isinstance(name, str) else path
            places[at] = self._file.place(key)
            items.append((name, self._below(value, places, at)))
        if all(isinstance(name, str) for name, _ in items):
            return {str(name): value for name, value in items}
        return Entries(tuple(items))

    def _below(
        self,
        node: tree_sitter.Node,
        places: dict[tuple[str | int, ...], SourceSpan],
        path: tuple[str | int, ...],
    ) -> BicepValue:
        if node.type == "object":
            return self._module.measured(self.object(node, places, path), node)
        if node.type == "array":
            found: list[BicepValue] = []
            for index, each in enumerate(self._items(node)):
                places[(*path, index)] = self._file.place(each)
                found.append(self._below(each, places, (*path, index)))
            return self._module.measured(found, node)
        return self.value(node)

    def _items(self, node: tree_sitter.Node) -> list[tree_sitter.Node]:
        """The items of a list.

        The grammar takes `[x[0]]` for the two items `x` and `[0]`. Items have a comma or a line break
        between them, so this is found, and refused.
        """
        self._only(node, "[", "]", ",")
        items = _named(node)
        for before, after in itertools.pairwise(items):
            if not self._file.is_separated(before, after):
                hint = "Put it into a variable of the module"
                raise self._file.refuse(after, "an index of an item of a list", hint)
        return items

    def _property(self, node: tree_sitter.Node) -> tuple[tree_sitter.Node, tree_sitter.Node]:
        self._only(node, ":")
        named = _named(node)
        if len(named) != 2:
            raise self._file.refuse(node, "this in an object")
        return named[0], named[1]

    def properties(self, node: tree_sitter.Node) -> dict[str, tree_sitter.Node]:
        """The expressions of an object by its plain keys, not worked out yet."""
        if node.type != "object":
            raise self._file.refuse(node, "a declaration whose body is no object")
        self._only(node, "{", "}", ",")
        found: dict[str, tree_sitter.Node] = {}
        for each in _named(node):
            if each.type != "object_property":
                raise self._file.refuse(each, "this in an object")
            key, value = self._property(each)
            name = self._key(key)
            if not isinstance(name, str):
                raise self._file.refuse(key, "a key that is not plain text here")
            if name in found:
                raise self._file.wrong(key, f"{name!r} is there twice")
            found[name] = value
        return found

    def _key(self, node: tree_sitter.Node) -> BicepValue:
        if node.type == "string":
            return self._string(node)
        if node.type in {"identifier", "compatible_identifier", "property_identifier"}:
            return self._file.text(node)
        raise self._file.refuse(node, "this key")

    def _string(self, node: tree_sitter.Node) -> BicepValue:
        parts: list[BicepValue] = []
        for piece in self._file.pieces(node):
            if isinstance(piece, str):
                parts.append(piece)
                continue
            inner = _named(piece)
            if len(inner) != 1:
                raise self._file.refuse(piece, "this hole in a text")
            value = self.value(inner[0])
            if literal_text(value) is None and not isinstance(value, Reference):
                raise self._file.wrong(piece, "Only text and numbers fit into a text")
            if isinstance(value, Symbol | Scope | ModuleOutputs | Entries):
                raise self._file.wrong(piece, "Only text and numbers fit into a text")
            parts.append(value)
        return interpolated(parts)

    def _number(self, node: tree_sitter.Node) -> BicepValue:
        text = self._file.text(node)
        try:
            number = int(text)
        except ValueError:
            raise self._file.refuse(node, f"the number {text[:40]}", "Bicep has whole numbers only") from None
        if abs(number) >= _LARGEST_NUMBER:
            raise self._file.wrong(node, "The number is too large")
        return number

    def _identifier(self, node: tree_sitter.Node) -> BicepValue:
        name = self._file.text(node)
        found = self._module.lookup(name, node)
        if found is None:
            guess = closest(name, self._module.names)
            raise self._file.wrong(
                node, f"Nothing is named {name!r} here", f"Did you mean {guess!r}?" if guess else None
            )
        return found[0]

    def _member(self, node: tree_sitter.Node) -> BicepValue:
        self._only(node, ".")
        target, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if target is None or name is None:
            raise self._file.refuse(node, "this expression")
        return self._step(self.value(target), self._file.text(name), node)

    def _subscript(self, node: tree_sitter.Node) -> BicepValue:
        self._only(node, "[", "]")
        target, index = node.child_by_field_name("object"), node.child_by_field_name("index")
        if target is None or index is None:
            raise self._file.refuse(node, "this expression")
        step = self.value(index)
        if isinstance(step, bool) or not isinstance(step, str | int):
            raise self._file.refuse(index, "an index that is not known")
        return self._step(self.value(target), step, node)

    def _step(self, target: BicepValue, step: str | int, node: tree_sitter.Node) -> BicepValue:
        """One property or position of a value."""
        match target:
            case Symbol(node=resource):
                return self._ask(Property(resource, (step,), None, self._file.place(node)))
            case Property(node=resource, path=path, action=action):
                return self._ask(Property(resource, (*path, step), action, self._file.place(node)))
            case ModuleOutputs(at_outputs=False) if step == "outputs":
                return ModuleOutputs(target.module, at_outputs=True)
            case ModuleOutputs(at_outputs=True) if isinstance(step, str):
                return target.module.output(step, self._file.place(node))
            case ModuleOutputs(at_outputs=False) if step == "name":
                return target.module.name
            case Scope(kind=kind) if step in _SCOPE_PROPERTIES[kind]:
                return ScopeProperty(target, str(step))
            case dict() if isinstance(step, str) and step in target:
                return target[step]
            case list() if isinstance(step, int) and 0 <= step < len(target):
                return target[step]
            case Call():
                return Call("[]", (target, step), self._file.place(node))
            case Reference() if not isinstance(target, Scope | ModuleOutputs | Entries):
                return Call("[]", (target, step), self._file.place(node))
        shown = _QUOTED.sub("'***'", self._file.text(node)[:60])
        raise self._file.wrong(node, f"There is no {step!r} in `{shown}`")

    def _ask(self, wanted: Property) -> BicepValue:
        """A property of a resource: what the module itself says of its name, else what Azure will say."""
        resource = wanted.node
        if wanted.action is None and wanted.path == ("name",) and resource.is_existing:
            name = resource.name
            if name is not None:
                return name
        resource.asked.append(wanted)
        return wanted

    def _call(self, node: tree_sitter.Node) -> BicepValue:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            raise self._file.refuse(node, "this call")
        self._only(arguments, "(", ")", ",")
        if function.type == "member_expression":
            return self._method(node, function, arguments)
        name = self._file.text(function)
        if name not in ALL_FUNCTIONS:
            guess = closest(name, ALL_FUNCTIONS)
            hint = f"Did you mean {guess}()?" if guess and guess.lower() == name.lower() else None
            raise self._file.refuse(function, f"the function {name[:40]}()", hint)
        args = [self.value(each) for each in _named(arguments)]
        for each, value in zip(_named(arguments), args, strict=True):
            if isinstance(value, Symbol | ModuleOutputs | Entries):
                raise self._file.wrong(each, f"{name}() does not take a resource or an object like this")
        return self._worked_out(name, args, node)

    def _worked_out(self, name: str, args: list[BicepValue], node: tree_sitter.Node) -> BicepValue:
        try:
            return call(name, args, self._file.place(node))
        except WrongArgumentError as error:
            raise self._file.wrong(node, str(error)) from None

    def _method(
        self, node: tree_sitter.Node, function: tree_sitter.Node, arguments: tree_sitter.Node
    ) -> BicepValue:
        self._only(function, ".")
        target, name = function.child_by_field_name("object"), function.child_by_field_name("property")
        if target is None or name is None:
            raise self._file.refuse(node, "this call")
        resource, action = self.value(target), self._file.text(name)
        if not isinstance(resource, Symbol) or not action.startswith("list") or _named(arguments):
            raise self._file.refuse(node, f"the method {action[:40]}()")
        return self._ask(Property(resource.node, (), action, self._file.place(node)))

    def _ternary(self, node: tree_sitter.Node) -> BicepValue:
        self._only(node, "?", ":")
        parts = [node.child_by_field_name(name) for name in ("condition", "consequence", "alternative")]
        condition, when_true, when_false = parts
        if condition is None or when_true is None or when_false is None:
            raise self._file.refuse(node, "this expression")
        decided = self.value(condition)
        if isinstance(decided, bool):
            return self.value(when_true if decided else when_false)
        if not isinstance(decided, Reference):
            raise self._file.wrong(condition, "A condition is true or false")
        choices = [self.value(when_true), self.value(when_false)]
        return Call("?:", (decided, *choices), self._file.place(node))

    def _binary(self, node: tree_sitter.Node) -> BicepValue:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        signs = [each.type for each in node.children if not each.is_named]
        if left is None or right is None or signs not in (["=="], ["!="]):
            sign = signs[0] if signs else "?"
            raise self._file.refuse(node, f"the operator {sign}")
        values = [self.value(left), self.value(right)]
        if all(is_known(each) for each in values):
            same = values[0] == values[1] and isinstance(values[0], bool) == isinstance(values[1], bool)
            return same if signs == ["=="] else not same
        return Call(signs[0], tuple(values), self._file.place(node))

    def _only(self, node: tree_sitter.Node, *signs: str) -> None:
        """Refuses signs that change what an expression means, such as `.?` for `.`."""
        for each in node.children:
            if not each.is_named and each.type not in signs and each.type.strip():
                raise self._file.refuse(each, f"`{each.type}`")


def _named(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    return [each for each in node.named_children if each.type != "comment"]
