"""One Bicep module as it is used: its file, and the values of its parameters."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import show
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.publish_output.evaluation import Evaluator, ModuleOutputs
from cdktf_aspire.publish_output.leaves import LeftOut, Scope
from cdktf_aspire.publish_output.nodes import TYPE_PATTERN, Node, Symbol
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.sizes import Sizes
from cdktf_aspire.values.expressions import Entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import tree_sitter

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import Problems, SourceSpan
    from cdktf_aspire.publish_output.syntax import BicepFile, Declaration

register(
    "ACJ809",
    ERROR,
    "a parameter of a Bicep module",
    allowed="a value in the manifest or in main.bicep, or a default",
    why="Nothing says what the value is",
    fix="Publish again, or give the parameter a value",
    source="Aspire.Hosting.Azure",
)

# What only describes or limits a declaration.
_DECORATORS: Final = frozenset(
    {
        "allowed",
        "description",
        "maxLength",
        "maxValue",
        "metadata",
        "minLength",
        "minValue",
        "onlyIfNotExists",
        "secure",
    }
)
_NOT_IN_BODY: Final = frozenset({"name", "parent", "scope", "dependsOn"})


@attrs.frozen
class LeftOutModule:
    """A module that the user leaves out: nothing of it is read.

    Attributes:
        name: of the resource that it belongs to.
    """

    name: str

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What the deployer gives for an output."""
        return LeftOut(self.name, name)


class Module:
    """A module of the publish output.

    Attributes:
        name: of the resource that it belongs to.
        file: its source.
        scope: where it is deployed; the application's own resource group when None.
        place: where it is used.
        nodes: the resources that it declares.
        modules: symbol -> module that it uses; filled by whoever reads a `main.bicep`.
        deploys: name of the compute resource that the module deploys, or None.
    """

    def __init__(
        self,
        name: str,
        file: BicepFile,
        bindings: Mapping[str, Callable[[], BicepValue]],
        *,
        place: SourceSpan,
        scope: Scope | None = None,
        deploys: str | None = None,
    ) -> None:
        self.name = name
        self.file = file
        self.scope = scope
        self.place = place
        self.deploys = deploys
        self.bindings = dict(bindings)
        self.modules: dict[str, Module | LeftOutModule] = {}
        self._evaluator = Evaluator(self)
        self._known: dict[tuple[str, str], BicepValue] = {}
        self._active: set[tuple[str, str]] = set()
        self._sizes = Sizes()
        self._problems: Problems | None = None
        self._nodes: dict[str, Node] = {}

    @property
    def nodes(self) -> list[Node]:
        """The resources that it declares, in the order of the file."""
        return list(self._nodes.values())

    @property
    def names(self) -> list[str]:
        """Everything that an expression can name."""
        file = self.file
        return [*file.parameters, *file.variables, *file.resources, *file.modules]

    def declare(self, problems: Problems) -> None:
        """Makes the resources, without anything of theirs worked out."""
        self._problems = problems
        for symbol, declaration in self.file.resources.items():
            with problems.kept():
                self._check_decorators(declaration)
                match = TYPE_PATTERN.fullmatch(declaration.kind)
                if match is None:
                    raise self.file.refuse(declaration.node, f"the type {declaration.kind[:80]!r}")
                self._nodes[symbol] = Node(
                    self,
                    symbol,
                    match["type"],
                    match["version"],
                    declaration.is_existing,
                    self.file.place(declaration.node),
                )

    def work_out(self, problems: Problems) -> None:
        """Works out everything that the module says, so that every mistake in it is found."""
        for symbol in self._nodes:
            with self._kept(problems):
                self._place_node(symbol)
        for symbol in self._nodes:
            with self._kept(problems):
                self._fill(symbol)
        for name in self.file.parameters:
            if name in self.bindings:
                with self._kept(problems):
                    self.lookup(name, self.file.parameters[name].node)
        for name in self.file.variables:
            with self._kept(problems):
                self.lookup(name, self.file.variables[name].node)
        for name, declaration in self.file.outputs.items():
            with self._kept(problems):
                self._check_decorators(declaration)
                self.output(name, self.file.place(declaration.node))

    def check_scope(self, problems: Problems) -> None:
        """Refuses what is not deployed to a resource group: its resources would come into the wrong place."""
        node = self.file.target_scope
        if node is not None:
            with problems.kept():
                scope = self.file.plain(node, "a target scope")
                if scope != "resourceGroup":
                    name = self.deploys or self.name
                    hint = f'Name it in leave_out=["{name}"], and write its resources in Python'
                    raise self.file.refuse(node, f"a module for the scope {show(scope)}", hint)

    def lookup(self, name: str, node: tree_sitter.Node) -> tuple[BicepValue] | None:
        """What a name in an expression stands for; None when nothing has it."""
        if name in self.file.parameters:
            return (self._once(("parameter", name), node, lambda: self._parameter(name)),)
        if name in self.file.variables:
            return (self._once(("variable", name), node, lambda: self._expression("variables", name)),)
        if name in self._nodes:
            self._place_node(name)
            return (Symbol(self._nodes[name]),)
        if name in self.modules:
            return (ModuleOutputs(self.modules[name], at_outputs=False),)
        return None

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What an output comes to.

        Raises:
            Mistake: there is no such output, or it can't be worked out.
        """
        declaration = self.file.outputs.get(name)
        if declaration is None:
            raise Mistake(
                problem_at(
                    "ACJ806",
                    f"The module {self.name!r} has no output {name!r}",
                    place,
                    hint=f"It has {', '.join(self.file.outputs) or 'none'}",
                )
            )
        return self._once(("output", name), declaration.node, lambda: self._expression("outputs", name))

    def expression(self, node: tree_sitter.Node) -> BicepValue:
        """What an expression of the module comes to."""
        return self._evaluator.value(node)

    def properties(self, declaration: Declaration) -> dict[str, tree_sitter.Node]:
        """The expressions of a declaration's body, by key."""
        return self._evaluator.properties(self._body(declaration))

    def is_secure(self, parameter: str) -> bool:
        """Whether a parameter holds a secret."""
        return "secure" in self.file.parameters[parameter].decorators

    @contextlib.contextmanager
    def _kept(self, problems: Problems) -> Iterator[None]:
        try:
            with problems.kept():
                yield
        except RecursionError:
            problems.add(problem_at("ACJ806", "The module's values are nested too deeply", self.place))

    def _once(
        self, key: tuple[str, str], node: tree_sitter.Node, work_out: Callable[[], BicepValue]
    ) -> BicepValue:
        if key not in self._known:
            if key in self._active:
                raise self.file.wrong(node, f"The {key[0]} {key[1]!r} is made of itself")
            self._active.add(key)
            try:
                value = work_out()
            finally:
                self._active.discard(key)
            self._known[key] = value
        return self._known[key]

    def measured(self, value: BicepValue, node: tree_sitter.Node) -> BicepValue:
        """The value itself, unless it has grown beyond all measure."""
        if self._sizes.is_too_large(value):
            raise self.file.wrong(node, "The value is too large")
        return value

    def _expression(self, group: str, name: str) -> BicepValue:
        declaration: Declaration = getattr(self.file, group)[name]
        self._check_decorators(declaration)
        assert declaration.body is not None
        return self._evaluator.value(declaration.body)

    def _parameter(self, name: str) -> BicepValue:
        declaration = self.file.parameters[name]
        self._check_decorators(declaration)
        if name in self.bindings:
            value = self.bindings[name]()
        elif declaration.body is not None:
            value = self._evaluator.value(declaration.body)
        else:
            raise Mistake(
                problem_at(
                    "ACJ809",
                    f"The parameter {name!r} of the module {self.name!r} has no value",
                    self.file.place(declaration.node),
                )
            )
        if self.is_secure(name) and isinstance(value, str) and value and self._problems is not None:
            message = f"The secret parameter {name!r} of the module {self.name!r} is text"
            self._problems.add(problem_at("ACJ814", message, self.file.place(declaration.node)))
        for allowed in declaration.decorators.get("allowed", []):
            values = self._evaluator.value(allowed)
            if isinstance(values, list) and isinstance(value, str | int) and value not in values:
                shown = "this value" if self.is_secure(name) else show(value)
                raise self.file.wrong(declaration.node, f"The parameter {name!r} can't be {shown}")
        return value

    def _place_node(self, symbol: str) -> None:
        """Works out the name of a resource, and what it is in."""
        node, declaration = self._nodes[symbol], self.file.resources[symbol]
        if ("place", symbol) in self._known:
            return
        body = self._body(declaration)
        if ("place", symbol) in self._active:
            return  # its own name in its own body: the symbol is enough there
        self._active.add(("place", symbol))
        try:
            properties = self._evaluator.properties(body)
            if "name" not in properties:
                raise self.file.wrong(declaration.node, f"The resource {symbol!r} has no name")
            if "parent" in properties:
                node.parent = self._resource(properties["parent"])
            if "scope" in properties:
                scope = self._evaluator.value(properties["scope"])
                if not isinstance(scope, Symbol | Scope):
                    raise self.file.wrong(properties["scope"], "A scope is a resource or a resource group")
                node.scope = scope.node if isinstance(scope, Symbol) else scope
            node.name = self._evaluator.value(properties["name"])
        finally:
            self._active.discard(("place", symbol))
        self._known[("place", symbol)] = None

    def _fill(self, symbol: str) -> None:
        node, body = self._nodes[symbol], self._body(self.file.resources[symbol])
        properties = self._evaluator.properties(body)
        if "dependsOn" in properties:
            depends = properties["dependsOn"]
            if depends.type != "array":
                raise self.file.refuse(depends, "dependsOn that is no list")
            node.depends_on = [
                found for each in depends.named_children if (found := self._dependency(each)) is not None
            ]
        value = self._evaluator.object(body, node.places, ())
        if isinstance(value, Entries):
            raise self.file.refuse(body, "a resource with keys that are not known")
        assert isinstance(value, dict)
        node.body = {key: each for key, each in value.items() if key not in _NOT_IN_BODY}

    def _dependency(self, node: tree_sitter.Node) -> Node | None:
        if node.type == "comment":
            return None
        value = self._evaluator.value(node)
        if isinstance(value, ModuleOutputs):
            return None  # Terraform orders by the values that are used
        if not isinstance(value, Symbol):
            raise self.file.wrong(node, "A dependency is a resource")
        return value.node

    def _resource(self, node: tree_sitter.Node) -> Node:
        value = self._evaluator.value(node)
        if not isinstance(value, Symbol):
            raise self.file.wrong(node, "A parent is a resource of the module")
        return value.node

    def _body(self, declaration: Declaration) -> tree_sitter.Node:
        assert declaration.body is not None
        return declaration.body

    def _check_decorators(self, declaration: Declaration) -> None:
        for name in declaration.decorators:
            if name not in _DECORATORS:
                raise self.file.refuse(declaration.node, f"the decorator @{name[:40]}()")
