"""What the expressions of a Bicep module come to, each worked out when something needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, cast

from cdktf_aspire.publish_output.bicep_functions import (
    LISTS,
    READS_FILES,
    call,
    function_named,
    hint_for,
)
from cdktf_aspire.publish_output.bicep_operators import LAZY, operation
from cdktf_aspire.publish_output.leaves import Scope, ScopeProperty
from cdktf_aspire.publish_output.nodes import Property, Symbol
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.regrouping import Chain, Lambda, Operation, named, pieces_of, regrouped
from cdktf_aspire.publish_output.syntax import loop_of, nested
from cdktf_aspire.values.expressions import Call, Entries, interpolated
from cdktf_aspire.values.functions import WrongArgumentError, literal_text
from cdktf_aspire.values.value import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import tree_sitter

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import SourceSpan
    from cdktf_aspire.publish_output.regrouping import Expression
    from cdktf_aspire.publish_output.syntax import BicepFile

_SCOPE_PROPERTIES: Final = {
    "resourceGroup": ("id", "name", "location"),
    "subscription": ("id", "subscriptionId", "tenantId"),
    "tenant": ("tenantId",),
}
# Other properties in Azure; Terraform is not asked for them.
_ONLY_AZURE_KNOWS: Final = {
    "resourceGroup": ("managedBy", "properties", "tags", "type"),
    "subscription": ("displayName",),
    "tenant": ("country", "countryCode", "displayName"),
}
_LARGEST_NUMBER: Final = 2**63
_LONGEST_NUMBER: Final = 40
_LONGEST_STEP: Final = 200
_MOST_COMPUTED_KEYS: Final = 500
# The limit of Azure.
_MOST_TURNS: Final = 800
_KNOWN_HINT: Final = "Give its parameter a value in the AppHost, or leave the resource out with leave_out="


class HasOutputs(Protocol):
    """A module as those see it that use it."""

    @property
    def name(self) -> str:
        """Of the resource that it belongs to."""

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What an output comes to."""

    def turn(self, index: int) -> HasOutputs | None:
        """One of a loop of modules that are left out; None for a module that is there."""


class ModuleNames(HasOutputs, Protocol):
    """What expressions can name in a module; see `modules.Module`."""

    file: BicepFile

    def guess(self, name: str, given: Iterable[str]) -> str | None:
        """A guess at the intended name, for one that nothing has."""

    def lookup(self, name: str, node: tree_sitter.Node) -> tuple[BicepValue] | None:
        """What a name stands for; None when nothing has it."""

    def measured(self, value: BicepValue, node: tree_sitter.Node) -> BicepValue:
        """A value, unless it is too large."""

    def measure(self, values: Collection[BicepValue], node: tree_sitter.Node) -> None:
        """Counts the making of a value of others, which are refused where they are too large in one."""

    def file_text(self, function: str, args: list[BicepValue], place: SourceSpan) -> BicepValue:
        """What is in a file beside the module."""


class ModuleOutputs(Reference):
    """`module.outputs` in an expression, or the module itself before that."""

    def __init__(self, module: HasOutputs, *, at_outputs: bool) -> None:
        self.module = module
        self.at_outputs = at_outputs


class FunctionValue(Reference):
    """A function that is an argument: `x => x.name`."""

    def __init__(self, call: Callable[..., BicepValue], takes: int) -> None:
        self.call = call
        self.takes = takes


# Types that represent something of Azure or Bicep that isn't a value.
_NO_VALUE: Final = (Scope, ModuleOutputs, Entries, FunctionValue)
_NO_TEXT: Final = (Symbol, *_NO_VALUE)


class Evaluator:
    """Works out expressions of one module."""

    def __init__(self, module: ModuleNames, given: Mapping[str, BicepValue] | None = None) -> None:
        """Prepares the evaluation.

        Args:
            module: whose expressions they are.
            given: what loops and functions around the expressions have given names to.
        """
        self._module = module
        self._file = module.file
        self._given = dict(given or {})

    def value(self, *nodes: tree_sitter.Node) -> BicepValue:
        """What an expression comes to.

        Args:
            nodes: the expression; in lists the grammar can take one for several.

        Raises:
            Mistake: it is not understood, or means nothing.
        """
        try:
            expression = regrouped(*nodes)
        except ValueError:
            raise self._file.refuse(nodes[-1], "this expression") from None
        return self._expression(expression)

    def _expression(self, expression: Expression) -> BicepValue:
        first, _ = pieces_of(expression)
        self._module.measure((), first)  # counts, whether or not it comes to something
        return self._module.measured(self._value(expression), first)

    def _value(self, expression: Expression) -> BicepValue:
        match expression:
            case Chain():
                return self._chain(expression)
            case Operation(sign="?"):
                return self._ternary(expression)
            case Operation(sign=sign) if sign in LAZY:
                return self._lazy(expression)
            case Operation(sign=sign, operands=operands):
                return self._operation(expression, [self._expression(each) for each in operands])
            case Lambda():
                return self._function(expression)
        return self._piece(expression)

    def _piece(self, node: tree_sitter.Node) -> BicepValue:
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
                if (texts := self._file.texts_between(node)) is not None:
                    return self._long_text(node, texts)
                values: list[BicepValue] = []
                for each in self._items(node):
                    value = self.value(*each)
                    values += self._spread_list(each[0], value) if self._file.is_spread(each[0]) else [value]
                return values
            case "for_statement":
                return [turn.value(body) for turn, body, _ in self.turns(node)]
            case "parenthesized_expression":
                return self.value(*named(node))
            case "identifier":
                return self._identifier(node)
        raise self._file.refuse(node, f"the expression `{self._file.excerpt(node)}`")

    # -- loops, conditions and functions

    def turns(self, node: tree_sitter.Node) -> Iterator[tuple[Evaluator, tree_sitter.Node, int]]:
        """The turns of a loop whose condition is true: what works them out, their body, their position."""
        names, through, body = loop_of(node)
        items = self.value(through)
        if isinstance(items, Reference):
            raise self._file.refuse(through, "a loop over what only the deployment knows", _KNOWN_HINT)
        if not isinstance(items, list):
            raise self._file.wrong(through, "A loop goes through a list")
        if len(items) > _MOST_TURNS:
            raise self._file.wrong(through, f"A loop has {_MOST_TURNS} turns at most")
        for index, item in enumerate(items):
            self._module.measure((), node)
            turn = self._with(names, [item, index])
            inner = body
            if body.type == "if_statement":
                condition, inner = named(body)
                if not turn.is_true(condition):
                    continue
            yield turn, inner, index

    def is_true(self, node: tree_sitter.Node) -> bool:
        """Whether a condition holds, which has to be known here.

        Raises:
            Mistake: only the deployment knows, or it is not a condition.
        """
        value = self.value(node)
        if isinstance(value, Reference):
            raise self._file.refuse(node, "a condition that only the deployment knows", _KNOWN_HINT)
        if not isinstance(value, bool):
            raise self._file.wrong(node, "A condition is true or false")
        return value

    def _with(self, names: list[tree_sitter.Node], values: list[BicepValue]) -> Evaluator:
        given = dict(zip(map(self._file.text, names), values, strict=False))
        return Evaluator(self._module, {**self._given, **given})

    def _function(self, expression: Lambda) -> FunctionValue:
        def call(*values: BicepValue) -> BicepValue:
            return self._with(expression.names, list(values))._expression(expression.body)

        return FunctionValue(call, len(expression.names))

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
        names: set[str] = set()
        spread: set[str] = set()
        for each in self._object_properties(node):
            key, value = self._property(each)
            if self._file.is_spread(key):
                added = self._spread_object(value)
                keys = {name: None for name, _ in added if isinstance(name, str)}
                places.update({(*path, name): self._file.place(key, value) for name in keys})
                # What comes later counts.
                items = [item for item in items if not (isinstance(item[0], str) and item[0] in keys)]
                items += added
                spread |= keys.keys()
                continue
            name = self._key(key)
            if name in names if isinstance(name, str) else any(name == other for other, _ in items):
                raise self._file.wrong(key, f"{self._file.text(key)} appears twice")
            if isinstance(name, str):
                if name in spread:
                    items = [item for item in items if item[0] != name]
                names.add(name)
            elif len(items) > _MOST_COMPUTED_KEYS:
                raise self._file.wrong(key, "The object has too many keys that are not known")
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
        if node.type == "array" and self._file.texts_between(node) is None:
            found: list[BicepValue] = []
            for first, *more in self._items(node):
                index = len(found)
                if self._file.is_spread(first):
                    found += self._spread_list(first, self.value(first, *more))
                    places.update({(*path, at): self._file.place(first) for at in range(index, len(found))})
                    continue
                places[(*path, index)] = self._file.place(first)
                below = self.value(first, *more) if more else self._below(first, places, (*path, index))
                found.append(below)
            return self._module.measured(found, node)
        if node.type == "for_statement":
            found = []
            for turn, body, _ in self.turns(node):
                at = (*path, len(found))
                places[at] = self._file.place(body)
                found.append(turn._below(body, places, at))
            return self._module.measured(found, node)
        return self.value(node)

    def _spread_list(self, node: tree_sitter.Node, value: BicepValue) -> list[BicepValue]:
        """The items that `...` puts into a list."""
        if isinstance(value, Reference):
            raise self._file.refuse(node, "`...` of a list that only the deployment knows", _KNOWN_HINT)
        if not isinstance(value, list):
            raise self._file.wrong(node, "`...` in a list takes a list")
        self._module.measure(value, node)
        return value

    def _spread_object(self, node: tree_sitter.Node) -> list[tuple[BicepValue, BicepValue]]:
        """The keys and values that `...` puts into an object."""
        value = self.value(node)
        if isinstance(value, Entries):
            return cast("list[tuple[BicepValue, BicepValue]]", list(value.items))
        if isinstance(value, Reference):
            raise self._file.refuse(node, "`...` of an object that only the deployment knows", _KNOWN_HINT)
        if not isinstance(value, dict):
            raise self._file.wrong(node, "`...` in an object takes an object")
        self._module.measure(value.values(), node)
        return list(value.items())

    def _items(self, node: tree_sitter.Node) -> list[list[tree_sitter.Node]]:
        """The items of a list: the grammar takes `[x[0]]` for the two items `x` and `[0]`."""
        self._only(node, "[", "]", ",", "!")
        items: list[list[tree_sitter.Node]] = []
        for each in named(node):
            if items and not self._file.is_separated(items[-1][-1], each):
                items[-1].append(each)
            else:
                items.append([each])
        return items

    def _object_properties(self, node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
        """The properties of an object, but for resources in it, which are declarations of their own."""
        for each in named(node):
            if each.type == "decorators" or nested(each) is not None:
                if self._file.is_body(node):
                    continue
                raise self._file.refuse(each, "a resource in an object that is not the body of a resource")
            if each.type != "object_property":
                raise self._file.refuse(each, "this in an object")
            yield each

    def _property(self, node: tree_sitter.Node) -> tuple[tree_sitter.Node, tree_sitter.Node]:
        self._only(node, ":", "!")
        pieces = named(node)
        if len(pieces) != 2:
            raise self._file.refuse(node, "this in an object")
        return pieces[0], pieces[1]

    def properties(self, node: tree_sitter.Node) -> dict[str, tree_sitter.Node]:
        """The expressions of an object by its plain keys, not worked out yet."""
        if node.type != "object":
            raise self._file.refuse(node, "a declaration whose body is not an object")
        self._only(node, "{", "}", ",")
        found: dict[str, tree_sitter.Node] = {}
        for each in self._object_properties(node):
            key, value = self._property(each)
            if self._file.is_spread(key):
                raise self._file.refuse(each, "`...` here", "Write the properties themselves")
            name = self._key(key)
            if not isinstance(name, str):
                raise self._file.refuse(key, "a key that is not plain text here")
            if name in found:
                raise self._file.wrong(key, f"{name!r} appears twice")
            found[name] = value
        return found

    def _key(self, node: tree_sitter.Node) -> BicepValue:
        if node.type == "string":
            return self._string(node)
        if node.type in {"identifier", "compatible_identifier", "property_identifier"}:
            return self._file.text(node)
        raise self._file.refuse(node, "this key")

    def _string(self, node: tree_sitter.Node) -> BicepValue:
        parts = [
            piece if isinstance(piece, str) else self._hole(piece, *named(piece))
            for piece in self._file.pieces(node)
        ]
        self._module.measure(parts, node)
        return interpolated(parts)

    def _long_text(self, node: tree_sitter.Node, texts: list[str]) -> BicepValue:
        """A text in `$'''` of the texts around its holes."""
        holes = self._items(node)
        if len(holes) != len(texts) - 1:
            raise self._file.wrong(node, "A hole of a text has one expression")
        parts: list[BicepValue] = [texts[0]]
        for hole, text in zip(holes, texts[1:], strict=True):
            parts += [self._hole(hole[0], *hole), text]
        self._module.measure(parts, node)
        return interpolated(parts)

    def _hole(self, place: tree_sitter.Node, *nodes: tree_sitter.Node) -> BicepValue:
        value = self.value(*nodes)
        is_text = literal_text(value) is not None or isinstance(value, Reference)
        if not is_text or isinstance(value, _NO_TEXT):
            raise self._file.wrong(place, "Only text and numbers can be part of a text")
        return value

    def _number(self, node: tree_sitter.Node) -> BicepValue:
        text = self._file.text(node)
        try:
            number = int(text) if len(text) < _LONGEST_NUMBER else _LARGEST_NUMBER
        except ValueError:
            raise self._file.refuse(
                node, f"the number `{self._file.excerpt(node)}`", "Bicep has whole numbers only"
            ) from None
        if abs(number) >= _LARGEST_NUMBER:
            raise self._file.wrong(node, "The number is too large")
        return number

    def _identifier(self, node: tree_sitter.Node) -> BicepValue:
        name = self._file.text(node)
        if name in self._given:
            return self._given[name]
        found = self._module.lookup(name, node)
        if found is None:
            guess = self._module.guess(name, self._given)
            raise self._file.wrong(
                node, f"Nothing is named {name!r} here", f"Did you mean {guess!r}?" if guess else None
            )
        return found[0]

    def _chain(self, expression: Chain) -> BicepValue:
        target, step = expression.target, expression.step
        if step.sign == "(":
            return self._call(expression)
        if step.sign == "::":
            return self._inside(expression)
        if self._is_namespace(target):
            raise self._file.refuse(expression.first, "a namespace that is not followed by a function")
        key: BicepValue = self._file.text(step.node) if "." in step.sign else self.value(step.node)
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise self._file.refuse(step.node, "an index that is not known")
        value = self._expression(target)
        if "?" in step.sign and _has_not(value, key):
            return None
        return self._step(value, key, expression)

    def _inside(self, expression: Chain) -> BicepValue:
        """A resource that is written inside of another one: `parent::child`."""
        parent = self._expression(expression.target)
        if isinstance(parent, Symbol):
            name = f"{parent.node.key}::{self._file.text(expression.step.node)}"
            found = self._module.lookup(name, expression.step.node)
            if found is not None:
                return found[0]
        shown = self._file.text(expression.step.node)[:60]
        raise self._file.wrong(expression.step.node, f"There is no resource {shown!r} in it")

    def _step(self, target: BicepValue, step: str | int, expression: Chain) -> BicepValue:
        """One property or position of a value."""
        if isinstance(step, str) and len(step) > _LONGEST_STEP:
            raise self._file.wrong(expression.first, "The name of a property is too long")
        place = self._file.place(expression.first, expression.last)
        match target:
            case Symbol(node=resource) if step == "apiVersion":
                return resource.api_version
            case Symbol(node=resource) if step == "type":
                return resource.type
            case Symbol(node=resource):
                return self._ask(Property(resource, (step,), None, place))
            case Property(node=resource, path=path, action=action):
                return self._ask(Property(resource, (*path, step), action, place))
            case ModuleOutputs(at_outputs=False) if step == "outputs":
                return ModuleOutputs(target.module, at_outputs=True)
            case ModuleOutputs(at_outputs=True) if isinstance(step, str):
                return target.module.output(step, place)
            case ModuleOutputs(at_outputs=False) if isinstance(step, int):
                if (turn := target.module.turn(step)) is not None:
                    return ModuleOutputs(turn, at_outputs=False)
            case ModuleOutputs(at_outputs=False) if step == "name":
                return target.module.name
            case Scope(kind=kind) if step in _SCOPE_PROPERTIES[kind]:
                return ScopeProperty(target, str(step))
            case Scope(kind=kind) if step in _ONLY_AZURE_KNOWS[kind]:
                shown = self._file.excerpt(expression.first, expression.last)
                message = f"Only Azure knows `{shown}`"
                hint = "Make it a parameter of the AppHost, or write the value as text"
                raise Mistake(problem_at("ACJ805", message, place, hint=hint))
            case dict() if isinstance(step, str):
                key = step if step in target else _folded(step, target)
                if key is not None:
                    return target[key]
            case list() if isinstance(step, int) and 0 <= step < len(target):
                return target[step]
            case Call():
                return Call("[]", (target, step), place)
            case Reference() if not isinstance(target, _NO_VALUE):
                return Call("[]", (target, step), place)
        shown = self._file.excerpt(expression.first, expression.last)
        raise self._file.wrong(expression.first, f"There is no {step!r} in `{shown}`")

    def _ask(self, wanted: Property) -> BicepValue:
        """A property of a resource: what the module itself says of its name, otherwise Azure's answer."""
        resource = wanted.node
        if wanted.action is None and wanted.path == ("name",):
            name = resource.full_name or (resource.name if resource.is_existing else None)
            if name is not None:
                return name
        resource.asked.append(wanted)
        return wanted

    def _call(self, expression: Chain) -> BicepValue:
        target, arguments = expression.target, expression.step.node
        self._only(arguments, "(", ")", ",", "!")
        if isinstance(target, Chain) and not self._is_namespace(target.target):
            return self._method(expression, target, arguments)
        function = target.step.node if isinstance(target, Chain) else pieces_of(target)[0]
        written = self._file.text(function)
        name = function_named(written)
        if name is None:
            raise self._file.refuse(function, f"the function {written[:40]}()", hint_for(written))
        args = [self.value(*each) for each in self._arguments(arguments)]
        place = self._file.place(expression.first, expression.last)
        if name in READS_FILES:
            return self._module.file_text(name, args, place)
        self._module.measure(args, arguments)
        if name.startswith("list"):
            return self._list_of(name, args, expression)
        for each, value in zip(self._arguments(arguments), args, strict=True):
            if isinstance(value, Symbol | ModuleOutputs | Entries):
                raise self._file.wrong(each[0], f"{name}() does not take a resource or an object like this")
        try:
            return call(name, args, place)
        except WrongArgumentError as error:
            raise self._file.wrong(expression.first, str(error)) from None

    def _arguments(self, node: tree_sitter.Node) -> list[list[tree_sitter.Node]]:
        return [[each] for each in named(node)]

    def _is_namespace(self, target: Expression) -> bool:
        """Whether it is the `sys` of `sys.concat()`."""
        if isinstance(target, Chain | Operation | Lambda) or target.type != "identifier":
            return False
        name = self._file.text(target)
        return name in {"sys", "az"} and name not in self._given and self._module.lookup(name, target) is None

    def _method(self, expression: Chain, target: Chain, arguments: tree_sitter.Node) -> BicepValue:
        """A call of a resource's own function, such as `listKeys()`."""
        resource, action = self._expression(target.target), self._file.text(target.step.node)
        if not isinstance(resource, Symbol) or not action.lower().startswith("list"):
            raise self._file.refuse(target.step.node, f"the method {action[:40]}()")
        args = [self.value(*each) for each in self._arguments(arguments)]
        return self._keys(resource.node, action, args, expression)

    def _list_of(self, action: str, args: list[BicepValue], expression: Chain) -> BicepValue:
        """`listKeys(x.id, x.apiVersion)`: the older way to write `x.listKeys()`."""
        match args:
            case [Property(node=node, path=("id",), action=None), *more]:
                return self._keys(node, action, more, expression)
        hint = "Give it the id of a resource of the file: listKeys(x.id, x.apiVersion)"
        raise self._file.refuse(expression.first, f"this call of {action}()", hint)

    def _keys(self, node: Node, action: str, args: list[BicepValue], expression: Chain) -> BicepValue:
        if len(args) > 1 or not all(isinstance(each, str) for each in args):
            raise self._file.refuse(
                expression.step.node, f"arguments of {action[:40]}() other than the API version"
            )
        name = LISTS.get(action.lower(), action)
        return self._ask(Property(node, (), name, self._file.place(expression.first, expression.last)))

    # -- operators

    def _ternary(self, expression: Operation) -> BicepValue:
        condition, when_true, when_false = expression.operands
        decided = self._expression(condition)
        if isinstance(decided, bool):
            return self._expression(when_true if decided else when_false)
        if not isinstance(decided, Reference):
            raise self._file.wrong(pieces_of(condition)[0], "A condition is true or false")
        choices = [self._expression(when_true), self._expression(when_false)]
        return Call("?:", (decided, *choices), self._file.place(expression.first, expression.last))

    def _lazy(self, expression: Operation) -> BicepValue:
        """`&&`, `||` and `??`, whose second operand counts only where the first does not decide."""
        one, other = expression.operands
        left = self._expression(one)
        if left is LAZY[expression.sign]:  # the value that decides nothing
            return self._expression(other)
        if not isinstance(left, Reference):
            if expression.sign != "??" and not isinstance(left, bool):
                raise self._file.wrong(expression.first, f"{expression.sign} takes true or false")
            return left
        return self._operation(expression, [left, self._expression(other)])

    def _operation(self, expression: Operation, values: list[BicepValue]) -> BicepValue:
        self._module.measure(values, expression.first)
        if any(isinstance(each, _NO_TEXT) for each in values):
            raise self._file.wrong(expression.first, f"{expression.sign} does not accept a resource")
        try:
            return operation(expression.sign, values, self._file.place(expression.first, expression.last))
        except WrongArgumentError as error:
            raise self._file.wrong(expression.first, str(error)) from None

    def _only(self, node: tree_sitter.Node, *signs: str) -> None:
        """Refuses signs that change what an expression means, such as `.?` for `.`."""
        for each in node.children:
            if not each.is_named and each.type not in signs and each.type.strip():
                raise self._file.refuse(each, f"`{each.type}`")


def _has_not(value: BicepValue, key: str | int) -> bool:
    """Whether a value that is known has nothing at a key."""
    match value:
        case None:
            return True
        case dict():
            return not isinstance(key, str) or _folded(key, value) is None
        case list():
            return not isinstance(key, int) or not 0 <= key < len(value)
    return False


def _folded(key: str, value: Mapping[str, BicepValue]) -> str | None:
    """The key of an object that is the same, upper and lower case alike."""
    return next((each for each in value if each.lower() == key.lower()), None)
