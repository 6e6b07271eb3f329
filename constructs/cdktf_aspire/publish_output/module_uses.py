"""The modules that a Bicep file uses: each once, for each turn of its loop, or not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.publish_output.deployer import DEPLOYER_PARAMETERS, deployer_value
from cdktf_aspire.publish_output.entries import ModuleEntry
from cdktf_aspire.publish_output.leaves import LeftOut, Scope
from cdktf_aspire.publish_output.modules import LeftOutModule, Module
from cdktf_aspire.publish_output.nodes import Symbol
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    import tree_sitter

    from cdktf_aspire.publish_output.evaluation import Evaluator
    from cdktf_aspire.publish_output.files import Folder
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import Problems, SourceSpan
    from cdktf_aspire.publish_output.syntax import BicepFile, Declaration

GROUP: Final = "Microsoft.Resources/resourceGroups"
_OWN_GROUP: Final = Scope("resourceGroup")
_STEPS_OF_ONE: Final = 200


@records.frozen
class ModuleUses:
    """Reads what a Bicep file uses.

    Attributes:
        folder: of the publish output.
        problems: found so far.
        left_out: names of resources that the user leaves out.
        read: reads a Bicep file, each one once.
        names: gets those of all modules inside of modules, those that are left out among them.
    """

    folder: Folder
    problems: Problems
    left_out: Collection[str]
    read: Callable[[Path, SourceSpan], BicepFile]
    names: set[str] = attrs.field(factory=set)

    def inside(self, modules: Iterable[Module], taken: set[str]) -> Iterator[ModuleEntry]:
        """The modules inside of modules, those inside of them included.

        Args:
            modules: of the publish output.
            taken: names of everything else, in lower case; gets those of the modules.
        """
        waiting: list[tuple[Module, tuple[Path, ...]]] = [(each, (each.file.file,)) for each in modules]
        while waiting:
            module, files = waiting.pop(0)
            if module.file.modules:
                module.declare(self.problems)
            binds: list[Callable[[], None]] = []
            for symbol, declaration in module.file.modules.items():
                with self.problems.kept():
                    place = module.file.place(declaration.node)
                    name = _free(f"{module.name}-{symbol.replace('_', '-').strip('-')}", taken)
                    self.names.add(name)
                    # Until it is read; what can't be read has a problem of its own.
                    module.modules[symbol] = LeftOutModule(name)
                    if name in self.left_out:
                        continue
                    path = self.folder.inside(declaration.kind, module.file.file.parent, place)
                    if path in files:
                        raise module.file.wrong(declaration.node, f"The module {symbol!r} uses itself")
                    for each in self.use(module, declaration, name, self.read(path, place), binds):
                        # In each there can be as many again.
                        self.problems.count(_STEPS_OF_ONE, partial(_itself, place))
                        each.scope = module.scope
                        waiting.append((each, (*files, path)))
                        yield ModuleEntry(each.name, place, each)
            for bind in binds:
                with self.problems.kept():
                    bind()

    def use(
        self,
        user: Module,
        declaration: Declaration,
        name: str,
        file: BicepFile,
        binds: list[Callable[[], None]],
    ) -> list[Module]:
        """A module for each use.

        Args:
            user: that uses it.
            declaration: of the use.
            name: of the resource that it belongs to.
            file: its source.
            binds: gets what gives the parameters their values, once all modules are there.
        """
        is_loop, place = declaration.loop is not None, user.file.place(declaration.node)
        made: list[Module] = []
        turns: list[Module | LeftOutModule] = []
        for index, turn in enumerate(user.turns_of(declaration)):
            self.problems.count(1 + len(file.parameters), lambda: place)
            own = f"{name}-{index}" if is_loop else name
            self.names.add(own)
            if own in self.left_out:
                turns.append(LeftOutModule(own))
                continue
            module = Module(own, file, {}, place=place)
            made.append(module)
            turns.append(module)
            binds.append(partial(self._bind, user, declaration, module, turn))
        user.modules[declaration.name] = turns if is_loop else turns[0] if turns else None
        return made

    def _bind(self, user: Module, declaration: Declaration, module: Module, turn: Evaluator) -> None:
        for key, node in user.properties(declaration).items():
            if key == "params":
                for name, value in user.properties(attrs.evolve(declaration, body=node)).items():
                    module.bindings[name] = _bound(name, value, module, turn)
            elif key == "scope":
                module.scope = _scope(node, user, turn)
            elif key not in {"name", "dependsOn"}:
                raise user.file.refuse(node, f"{key!r} of a module")


def _bound(name: str, node: tree_sitter.Node, module: Module, turn: Evaluator) -> Callable[[], BicepValue]:
    def work_out() -> BicepValue:
        value = turn.value(node)
        if isinstance(value, LeftOut) and name in module.file.parameters and module.is_secure(name):
            return attrs.evolve(value, secret=True)
        is_deployers = value == "" and name in DEPLOYER_PARAMETERS
        return deployer_value(name, module.name) if is_deployers else value

    return work_out


def _scope(node: tree_sitter.Node, user: Module, turn: Evaluator) -> Scope | None:
    value = turn.value(node)
    if isinstance(value, Symbol) and value.node.is_a(GROUP):
        group = value.node
        return Scope("resourceGroup", group.name) if group.is_existing else None
    if isinstance(value, Scope):
        return user.scope if value == _OWN_GROUP else value
    raise user.file.refuse(node, "this scope of a module")


def _itself(place: SourceSpan) -> SourceSpan:
    return place


def _free(name: str, taken: set[str]) -> str:
    wanted, number = name, 2
    while name.lower() in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name.lower())
    return name
