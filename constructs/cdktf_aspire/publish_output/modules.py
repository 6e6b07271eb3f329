"""One Bicep module as it is used: its file, and the values of its parameters."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, cast

from cdktf_aspire.diagnostics.problems import show
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.publish_output.bicep_functions import call
from cdktf_aspire.publish_output.bicep_types import is_secure
from cdktf_aspire.publish_output.circles import shown
from cdktf_aspire.publish_output.evaluation import Evaluator, ModuleOutputs
from cdktf_aspire.publish_output.files import BICEP_LIMIT
from cdktf_aspire.publish_output.leaves import LeftOut, Scope, WrittenSecret
from cdktf_aspire.publish_output.nodes import TYPE_PATTERN, Node, Property, Symbol, segments
from cdktf_aspire.publish_output.problems import Mistake, Problems, problem_at
from cdktf_aspire.publish_output.regrouping import COMMENTS
from cdktf_aspire.publish_output.text_secrets import text_secrets
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Entries
from cdktf_aspire.values.functions import WrongArgumentError
from cdktf_aspire.values.secret_text import is_secret_name
from cdktf_aspire.values.value import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    import tree_sitter

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import SourceSpan
    from cdktf_aspire.publish_output.sizes import WrittenSize
    from cdktf_aspire.publish_output.syntax import BicepFile, Declaration

register(
    "ACJ809",
    ERROR,
    "a parameter of a Bicep module",
    allowed="a value in the manifest or in main.bicep, or a default",
    why="The value is not known",
    fix="Publish again, or give the parameter a value",
    source="Aspire.Hosting.Azure",
)

# What only describes or limits a declaration.
_DECORATORS: Final = frozenset(
    {
        "allowed",
        "batchSize",
        "description",
        "maxLength",
        "maxValue",
        "metadata",
        "minLength",
        "minValue",
        "onlyIfNotExists",
        "sealed",
        "discriminator",
        "export",
        "secure",
    }
)
# Of values that are made of each other; Python's own limit is ten times as far.
_LONGEST_PATH: Final = 60
_NOT_IN_BODY: Final = frozenset({"name", "parent", "scope", "dependsOn"})


@records.frozen
class LeftOutModule:
    """A module that the user leaves out: nothing of it is read.

    Attributes:
        name: of the resource that it belongs to.
    """

    name: str

    def output(self, name: str, place: SourceSpan | None) -> BicepValue:
        """What the deployer gives for an output."""
        return LeftOut(self.name, name)

    def turn(self, index: int) -> LeftOutModule:
        """One of them, where a loop makes them."""
        return LeftOutModule(f"{self.name}-{index}")


class Module:
    """A module of the publish output.

    Attributes:
        name: of the resource that it belongs to.
        file: its source.
        scope: where it is deployed; the application's own resource group when None.
        place: where it is used.
        nodes: the resources that it declares.
        modules: symbol -> module that it uses, one for each turn of a loop, or None where its condition is
            false; filled by the reader of a `main.bicep`.
        uses: module whose outputs it needs -> where.
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
        self.modules: dict[str, Module | LeftOutModule | list[Module | LeftOutModule] | None] = {}
        self.uses: dict[Module, SourceSpan] = {}
        self._evaluator = Evaluator(self)
        self._known: dict[tuple[str, str], BicepValue] = {}
        self._failed: dict[tuple[str, str], Problem] = {}
        self._secret_names: Counter[str] = Counter()
        self._problems = Problems()
        self._placed_names: set[str] = set()
        self._nodes: dict[str, Node] = {}
        self._symbols: dict[str, str] = {}
        self._declared: dict[str, Declaration] = {}
        self._evaluators: dict[str, Evaluator] = {}

    @property
    def nodes(self) -> list[Node]:
        """The resources that it declares, in the order of the file."""
        return list(self._nodes.values())

    @property
    def _names(self) -> list[str]:
        """Everything that an expression can name."""
        file = self.file
        return [*file.parameters, *file.variables, *file.resources, *file.modules]

    def guess(self, name: str, given: Iterable[str]) -> str | None:
        """A guess at the intended name, for one that nothing has.

        Args:
            name: as it is written.
            given: what can be named there beside the declarations of the file.
        """
        return self._problems.guess(name, [*given, *self._names])

    def declare(self, problems: Problems) -> None:
        """Makes the resources, without anything of theirs worked out."""
        self._problems = problems
        # Each use of a module makes them anew.
        problems.count(len(self._names) + 4 * len(self.file.resources), lambda: self.place)
        for name, declaration in self.file.resources.items():
            if declaration.loop is None and declaration.condition is None and declaration.parent is None:
                with problems.kept():
                    self._expand(name)

    def expand(self, problems: Problems) -> None:
        """Makes the resources with a condition or a loop too, and those inside of others."""
        for name in self.file.resources:
            with self._kept(problems):
                self._expand(name)

    def turns_of(self, declaration: Declaration) -> list[Evaluator]:
        """What works out each use of a module: one for each turn of its loop, none where it is not there."""
        if declaration.loop is not None:
            return [turn for turn, _, _ in self._evaluator.turns(declaration.loop)]
        is_there = declaration.condition is None or self._evaluator.is_true(declaration.condition)
        return [self._evaluator] if is_there else []

    def _expand(self, name: str) -> BicepValue:
        """What the name of a resource stands for: the resource, one for each turn of a loop, or null.

        Raises:
            Mistake: it can't be said how many there are.
        """
        declaration = self.file.resources[name]
        return self._once(("resource", name), declaration.node, lambda: self._made(name, declaration))

    def _made(self, name: str, declaration: Declaration) -> BicepValue:
        self._check_decorators(declaration)
        parent = declaration.parent
        if parent is not None and self._expand(parent.name) is None:
            return None
        if declaration.loop is not None:
            turns = self._evaluator.turns(declaration.loop)
            return [
                Symbol(self._node(f"{name}[{index}]", declaration, turn, index)) for turn, _, index in turns
            ]
        if declaration.condition is not None and not self._evaluator.is_true(declaration.condition):
            return None
        return Symbol(self._node(name, declaration, self._evaluator, None))

    def _node(self, key: str, declaration: Declaration, evaluator: Evaluator, turn: int | None) -> Node:
        kind = declaration.kind if "@" in declaration.kind else f"{declaration.kind}@"
        above = declaration.parent
        if above is not None:  # its type is the end of one, and its version the parent's unless it has one
            outer = self._nodes[above.name]
            inner, _, version = kind.partition("@")
            kind = f"{outer.type}/{inner}@{version or outer.api_version}"
        match = TYPE_PATTERN.fullmatch(kind)
        if match is None:
            raise self.file.refuse(declaration.node, f"the type {declaration.kind[:80]!r}")
        symbol = declaration.name.rpartition("::")[2]
        if self._symbols.get(symbol, declaration.name) != declaration.name:
            symbol = declaration.name.replace("::", "_")
        self._nodes[key] = node = Node(
            self,
            symbol if turn is None else f"{symbol}_{turn}",
            match["type"],
            match["version"],
            declaration.is_existing,
            self.file.place(declaration.node),
            key=key,
            decorators=tuple(declaration.decorators),
        )
        self._symbols.setdefault(node.symbol, declaration.name)
        self._declared[key] = declaration
        self._evaluators[key] = evaluator
        return node

    def work_out(self, problems: Problems) -> None:
        """Works out everything that the module says, so that every mistake in it is found."""
        self.expand(problems)
        # In this order a long chain is short at each step.
        for name in self.file.variables:
            with self._kept(problems):
                self.lookup(name, self.file.variables[name].node)
        for key in self._nodes:
            with self._kept(problems):
                self._place_node(key)
        for key in self._nodes:
            with self._kept(problems):
                self._fill(key)
        for name in self.file.parameters:
            if name in self.bindings or self.file.parameters[name].body is not None:
                with self._kept(problems):
                    self.lookup(name, self.file.parameters[name].node)
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
        found = self._resource_named(name, node)
        if found is not None:
            value = self._expand(found)
            if found not in self._placed_names:  # a loop makes many, and may be named often
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, Symbol):
                        self._place_node(each.node.key)
                self._placed_names.add(found)
            return (value,)
        if name in self.modules:
            used = self.modules[name]
            if isinstance(used, list):
                return ([ModuleOutputs(each, at_outputs=False) for each in used],)
            return (None if used is None else ModuleOutputs(used, at_outputs=False),)
        return None

    def _resource_named(self, name: str, node: tree_sitter.Node) -> str | None:
        """The resource of a name: one that is written in the resource around, or in the file."""
        names = (f"{each.name}::{name}" for each in self.file.resources_around(node))
        return next((each for each in (*names, name) if each in self.file.resources), None)

    def file_text(self, function: str, args: list[BicepValue], place: SourceSpan) -> BicepValue:
        """What is in a file of the publish output beside the module.

        Args:
            function: that reads it.
            args: the path, and the encoding.
            place: of the call.
        """
        folder, path = self.file.folder, args[0] if args else None
        is_utf8 = len(args) == 1 or [str(each).lower() for each in args[1:]] == ["utf-8"]
        if not isinstance(path, str) or not is_utf8:
            message = f"{function}() takes a path, of a file in UTF-8"
            raise Mistake(problem_at("ACJ806", message, place))
        if folder is None:
            raise Mistake(problem_at("ACJ805", f"This library does not understand {function}() here", place))
        text = folder.read(folder.inside(path, self.file.file.parent, place), BICEP_LIMIT, place)
        try:
            match function:
                case "loadJsonContent":
                    return call("json", [text], place)
                case "loadFileAsBase64":
                    return call("base64", [text], place)
        except WrongArgumentError:
            raise Mistake(
                problem_at("ACJ806", f"The file is not in the format that {function}() reads", place)
            ) from None
        return text

    def turn(self, index: int) -> None:
        """None: it is one already."""

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
        self._is_asked(place)
        return self._once(("output", name), declaration.node, lambda: self._expression("outputs", name))

    def expression(self, node: tree_sitter.Node) -> BicepValue:
        """What an expression of the module comes to."""
        return self._evaluator.value(node)

    def properties(self, declaration: Declaration) -> dict[str, tree_sitter.Node]:
        """The expressions of a declaration's body, by key."""
        return self._evaluator.properties(self._body(declaration))

    def is_secure(self, parameter: str) -> bool:
        """Whether a parameter holds a secret."""
        return is_secure(self.file, self.file.parameters[parameter])

    @contextlib.contextmanager
    def _kept(self, problems: Problems) -> Iterator[None]:
        try:
            with problems.kept():
                yield
        except RecursionError:
            problems.add(problem_at("ACJ806", "The module's values are nested too deeply", self.place))

    @property
    def _path(self) -> list[tuple[Module, str, str]]:
        # Only modules write it; the class of problems does not know them.
        return cast("list[tuple[Module, str, str]]", self._problems.path)

    def _once(
        self, key: tuple[str, str], node: tree_sitter.Node, work_out: Callable[[], BicepValue]
    ) -> BicepValue:
        if key in self._failed:
            raise Mistake(self._failed[key])
        if key not in self._known:
            path = self._path
            if (self, *key) in path:
                steps = [*path[path.index((self, *key)) :], (self, *key)]
                is_here = all(module is self for module, _, _ in steps)
                names = [name if is_here else f"{module.name}.{name}" for module, _, name in steps]
                circle = f": {shown(names)}" if len(steps) > 2 else ""
                raise self.file.wrong(node, f"The {key[0]} {key[1]!r} refers to itself{circle}")
            if len(path) > _LONGEST_PATH:
                raise self.file.wrong(
                    node, f"The {key[0]} {key[1]!r} is at the end of a chain that is too long"
                )
            path.append((self, *key))
            try:
                self._known[key] = work_out()
            except Mistake as mistake:
                self._failed[key] = mistake.problem
                raise
            except RecursionError:  # remembered, too: it takes long to get there
                message = f"The {key[0]} {key[1]!r} uses values that are nested too deeply"
                too_deep = self.file.wrong(node, message)
                self._failed[key] = too_deep.problem
                raise too_deep from None
            finally:
                path.pop()
        return self._known[key]

    def _is_asked(self, place: SourceSpan | None) -> None:
        """Notes which module asks for an output: the one whose parameter is being worked out."""
        for module, kind, _ in reversed(self._path):
            if kind == "parameter" and not module.modules:
                module.uses.setdefault(self, place or module.place)
                return

    def measured(self, value: BicepValue, node: tree_sitter.Node) -> BicepValue:
        """The value itself, unless it has grown beyond all measure."""
        self._check(self._problems.work.extent_of(value), node)
        return value

    def measure(self, values: Collection[BicepValue], node: tree_sitter.Node) -> None:
        """Counts the making of a value of others, which are refused where they are too large in one."""
        self._problems.count(1, lambda: self.file.place(node))
        if values:
            extent = self._problems.work.extent_of_all(values)
            self._check(extent, node)
            self._problems.count(extent.parts, lambda: self.file.place(node))

    def _check(self, extent: WrittenSize, node: tree_sitter.Node) -> None:
        if extent.is_too_large:
            raise self.file.wrong(node, "The value is too large")
        self._problems.count(extent.steps, lambda: self.file.place(node))

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
        for allowed in declaration.decorators.get("allowed", []):
            values = self._evaluator.value(allowed)
            if isinstance(values, list) and isinstance(value, str | int) and value not in values:
                is_secret = self.is_secure(name) or is_secret_name(name)
                shown = "this value" if is_secret else show(value)
                raise self.file.wrong(declaration.node, f"The parameter {name!r} can't be {shown}")
        if self.is_secure(name) and isinstance(value, str) and value:
            what = f"The secret parameter {name!r} of the module {self.name!r}"
            return self._written(name, what, self.file.place(declaration.node))
        return value

    def _written(self, name: str, what: str, place: SourceSpan) -> WrittenSecret:
        """The variable for a secret that is text; the text itself goes no further."""
        if self._problems is not None:
            message = f"{what} is text, so a variable takes its place"
            self._problems.add(problem_at("ACJ814", message, place))
        wanted = "-".join(re.findall("[A-Za-z0-9]+", f"{self.name} {name}"))
        self._secret_names[wanted] += 1
        number = self._secret_names[wanted]
        return WrittenSecret(wanted if number == 1 else f"{wanted}-{number}", what)

    def _hide_secrets(self, node: Node) -> None:
        """Puts a variable in the place of each secret that is text in the resource."""
        for secret in text_secrets(node):
            if isinstance(secret.holder[secret.key], WrittenSecret):  # type: ignore[index]
                continue  # the object is used in several places
            what = "A secret" if secret.shown is None else f"The secret {secret.shown!r}"
            variable = self._written(secret.name, what, node.place_of(*secret.path))
            secret.holder[secret.key] = variable  # type: ignore[index]

    def _place_node(self, key: str) -> None:
        """Works out the name of a resource, and what it is in."""
        declaration = self._declared[key]
        self._once(("name of the resource", key), declaration.node, lambda: self._placed(key, declaration))

    def _placed(self, key: str, declaration: Declaration) -> None:
        node, evaluator = self._nodes[key], self._evaluators[key]
        properties = evaluator.properties(self._body(declaration))
        if "name" not in properties:
            raise self.file.wrong(declaration.node, f"The resource {node.symbol!r} has no name")
        if declaration.parent is not None:
            node.parent = self._nodes[declaration.parent.name]
        if "parent" in properties:
            node.parent = self._resource(properties["parent"], evaluator)
        if "scope" in properties:
            scope = evaluator.value(properties["scope"])
            if not isinstance(scope, Symbol | Scope):
                raise self.file.wrong(properties["scope"], "A scope is a resource or a resource group")
            node.scope = scope.node if isinstance(scope, Symbol) else scope
        node.name = self._name(node.symbol, properties["name"], evaluator)
        if node.parent is None and node.type.count("/") > 1:
            self._take_apart(node, properties["name"])
        # Lookups are found by it.
        self._problems.count(self._problems.work.extent_of(node.name).parts, lambda: node.place)

    def _take_apart(self, node: Node, written: tree_sitter.Node) -> None:
        """Finds what a child is in by its name, which has all the names above it: `account/default/data`."""
        provider, *kinds = node.type.split("/")
        names = segments(node.name)
        if len(names) != len(kinds):
            message = f"the name of {node.symbol!r}, which needs {len(kinds)} parts with a slash between them"
            raise self.file.refuse(written, message, "Give the resource a parent")
        node.full_name, node.name = node.name, names[-1]
        at = 0
        for depth in range(1, len(kinds)):
            found = self._declared_as("/".join([provider, *kinds[:depth]]), names[depth - 1], node)
            if found is None:
                break
            node.parent, at = found, depth
        before = f"/providers/{provider}" if at == 0 else ""
        for kind, name in zip(kinds[at:-1], names[at:-1], strict=True):
            node.above += (f"{before}/{kind}/", name)
            before = ""

    def _declared_as(self, kind: str, name: BicepValue, child: Node) -> Node | None:
        """The resource of a type and a name that the file declares above a child."""
        match name:
            case Property(node=named, path=("name",), action=None) if named.is_a(kind):
                return named
        for key, node in self._nodes.items():
            if node.is_a(kind):
                self._place_node(key)
                if (node.name, node.parent, node.scope) == (name, child.parent, child.scope):
                    return node
        return None

    def _name(self, symbol: str, node: tree_sitter.Node, evaluator: Evaluator) -> BicepValue:
        """The name of a resource in Azure."""
        name = evaluator.value(node)
        if name == "":
            hint = f'Give its parameter a value, or leave_out=["{self.deploys or self.name}"]'
            raise self.file.wrong(node, f"The name of the resource {symbol!r} is empty", hint)
        is_text = isinstance(name, str | Reference)
        if not is_text or isinstance(name, Symbol | Scope | ModuleOutputs | Entries):
            raise self.file.wrong(node, f"The name of the resource {symbol!r} is not text")
        return name

    def _fill(self, key: str) -> None:
        node, body, evaluator = self._nodes[key], self._body(self._declared[key]), self._evaluators[key]
        properties = evaluator.properties(body)
        if "dependsOn" in properties:
            depends = properties["dependsOn"]
            if depends.type != "array":
                raise self.file.refuse(depends, "dependsOn that is not a list")
            node.depends_on = [
                found for each in depends.named_children for found in self._dependencies(each, evaluator)
            ]
        value = evaluator.object(body, node.places, ())
        if isinstance(value, Entries):
            raise self.file.refuse(body, "a resource with keys that are not known")
        assert isinstance(value, dict)
        node.body = {key: each for key, each in value.items() if key not in _NOT_IN_BODY}
        # All of it is written into the Terraform.
        extent = self._problems.work.extent_of(value)
        self._problems.count(extent.parts + extent.steps, lambda: node.place)
        self._hide_secrets(node)

    def _dependencies(self, node: tree_sitter.Node, evaluator: Evaluator) -> list[Node]:
        if node.type in COMMENTS:
            return []
        value = evaluator.value(node)
        if value is None or isinstance(value, ModuleOutputs):
            return []  # not there, or Terraform orders by the values that are used
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(each, Symbol) for each in found):
            raise self.file.wrong(node, "A dependency is a resource")
        return [each.node for each in found if isinstance(each, Symbol)]

    def _resource(self, node: tree_sitter.Node, evaluator: Evaluator) -> Node:
        value = evaluator.value(node)
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
