"""The folder that `aspire publish` writes: `main.bicep` and a folder for each module, without a manifest.

`main.bicep` uses the modules of Azure resources. Those of programs are beside them, for the deployer: it
gives their parameters by name, and so does this module.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.resource_names import identifier, is_resource_name
from cdktf_aspire.publish_output.entries import BuildEntry, ComputeEntry, ModuleEntry, ParameterEntry
from cdktf_aspire.publish_output.files import BICEP_LIMIT
from cdktf_aspire.publish_output.leaves import (
    Binding,
    ConnectionString,
    LeftOut,
    ParameterReference,
    ProgramImage,
    Scope,
    ScopeProperty,
)
from cdktf_aspire.publish_output.manifest import DEPLOYER_PARAMETERS, deployer_value
from cdktf_aspire.publish_output.modules import Module
from cdktf_aspire.publish_output.nodes import Symbol
from cdktf_aspire.publish_output.problems import Mistake, SourceSpan, problem_at
from cdktf_aspire.publish_output.syntax import BicepFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    import tree_sitter

    from cdktf_aspire.publish_output.entries import Entry
    from cdktf_aspire.publish_output.files import Folder
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import Problems

NAME: Final = "main.bicep"
_MOST_FILES: Final = 2000
_GROUP: Final = "Microsoft.Resources/resourceGroups"
_PROGRAMS: Final = ("Microsoft.App/jobs", "Microsoft.App/containerApps", "Microsoft.Web/sites")
# The variable that Aspire gives every .NET project and nothing else.
_PROJECT_VARIABLE: Final = "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"
_OWN_GROUP: Final = Scope("resourceGroup")


@attrs.define
class BicepFolder:
    """One such folder being read.

    Attributes:
        folder: of the publish output.
        problems: found so far.
        left_out: names of resources that the user leaves out.
        entries: what was read: parameters, modules in the order of `main.bicep`, programs by name.
    """

    folder: Folder
    problems: Problems
    left_out: Collection[str]
    entries: list[Entry] = attrs.field(factory=list)
    main: Module = attrs.field(init=False)
    _modules: dict[str, Module] = attrs.field(factory=dict)
    _parameters: dict[str, ParameterEntry] = attrs.field(factory=dict)

    def read(self, file: Path) -> None:
        """Reads `main.bicep` and what is beside it.

        Raises:
            Mistake: `main.bicep` can't be read.
        """
        source = BicepFile(file, self.folder.read(file, BICEP_LIMIT))
        place = SourceSpan(file, 1)
        self.main = Module("main", source, {}, place=place)
        self.main.declare(self.problems)
        for node in self.main.nodes:
            if not node.is_a(_GROUP):
                what = "a resource in main.bicep that is no resource group"
                self.problems.add(source.refuse(source.resources[node.symbol].node, what).problem)
        self._bind_parameters(source)
        used = {file}
        for symbol, declaration in source.modules.items():
            with self.problems.kept():
                at = source.place(declaration.node)
                path = self.folder.inside(declaration.kind, file.parent, at)
                used.add(path)
                module = self._module(symbol, path, at)
                self.main.modules[symbol] = self._modules[symbol] = module
                if module.name not in self.left_out:
                    self.entries.append(ModuleEntry(module.name, at, module))
        for symbol in source.modules:
            if symbol in self._modules:
                with self.problems.kept():
                    self._bind_module(symbol)
        for path in self._others(file.parent, used):
            with self.problems.kept():
                self._program(path)

    # -- main.bicep

    def _bind_parameters(self, source: BicepFile) -> None:
        """The parameters of `main.bicep`: the group, the region, who deploys, and those of the AppHost."""
        groups, locations = self._named_by_the_group("name"), self._named_by_the_group("location")
        for name, declaration in source.parameters.items():
            if name in groups:
                self.main.bindings[name] = lambda: ScopeProperty(_OWN_GROUP, "name")
            elif name in locations or name == "location":
                self.main.bindings[name] = lambda: ScopeProperty(_OWN_GROUP, "location")
            elif name in DEPLOYER_PARAMETERS:
                self.main.bindings[name] = _always(deployer_value(name))
            elif name == "environmentName":
                self.main.bindings[name] = lambda: ScopeProperty(_OWN_GROUP, "name")
            else:
                self._add_parameter(name, source.place(declaration.node), "secure" in declaration.decorators)
                self.main.bindings[name] = _always(ParameterReference(_aspire_name(name)))
                with self.problems.kept():
                    self._default(name, declaration.body)

    def _named_by_the_group(self, key: str) -> set[str]:
        """The expressions that the resource group of `main.bicep` has at a key, as they are written."""
        source, found = self.main.file, set[str]()
        for declaration in source.resources.values():
            if declaration.kind.startswith(f"{_GROUP}@"):
                expression = self.main.properties(declaration).get(key)
                if expression is not None:
                    found.add(source.text(expression))
        return found

    def _default(self, name: str, body: tree_sitter.Node | None) -> None:
        entry = self._parameters[name]
        if body is None or entry.secret:
            return
        value = self.main.expression(body)
        if isinstance(value, str | int | bool):
            self._replace(attrs.evolve(entry, default=value), name)

    def _replace(self, entry: ParameterEntry, symbol: str) -> None:
        self.entries[self.entries.index(self._parameters[symbol])] = entry
        self._parameters[symbol] = entry

    def _add_parameter(self, symbol: str, place: SourceSpan, secret: bool) -> None:
        entry = ParameterEntry(_aspire_name(symbol), place, secret)
        self._parameters[symbol] = entry
        self.entries.append(entry)

    def _module(self, symbol: str, path: Path, place: SourceSpan) -> Module:
        source = BicepFile(path, self.folder.read(path, BICEP_LIMIT, place))
        name = path.parent.name if path.parent != self.folder.path else source.stem
        if not is_resource_name(name):
            name = _aspire_name(symbol)
        return Module(name, source, {}, place=place)

    def _bind_module(self, symbol: str) -> None:
        main, declaration = self.main, self.main.file.modules[symbol]
        module = self._modules[symbol]
        properties = main.properties(declaration)
        for key, node in properties.items():
            if key == "params":
                for name, value in main.properties(attrs.evolve(declaration, body=node)).items():
                    module.bindings[name] = self._bound(name, value)
            elif key == "scope":
                module.scope = self._scope(node)
            elif key not in {"name", "dependsOn"}:
                raise main.file.refuse(node, f"{key!r} of a module")

    def _bound(self, name: str, node: tree_sitter.Node) -> Callable[[], BicepValue]:
        def work_out() -> BicepValue:
            value = self.main.expression(node)
            return deployer_value(name) if value == "" and name in DEPLOYER_PARAMETERS else value

        return work_out

    def _scope(self, node: tree_sitter.Node) -> Scope | None:
        value = self.main.expression(node)
        if isinstance(value, Symbol) and value.node.is_a(_GROUP):
            group = value.node
            return Scope("resourceGroup", group.name) if group.is_existing else None
        if isinstance(value, Scope):
            return None if value == _OWN_GROUP else value
        raise self.main.file.refuse(node, "this scope of a module")

    # -- programs

    def _others(self, top: Path, used: set[Path]) -> Iterator[Path]:
        """Bicep files in the folder that `main.bicep` does not use, by name."""
        found = sorted(top.glob("*/*.bicep"))
        if len(found) > _MOST_FILES:
            message = f"The folder has {len(found)} Bicep files, more than the {_MOST_FILES} that are read"
            raise Mistake(problem_at("ACJ801", message, SourceSpan(top / NAME, 1)))
        for file in found:
            with self.problems.kept():
                path = self.folder.inside(file.relative_to(top).as_posix(), top, SourceSpan(file, 1))
                if path not in used:
                    yield path

    def _program(self, path: Path) -> None:
        source = BicepFile(path, self.folder.read(path, BICEP_LIMIT))
        kinds = {
            symbol: declaration.kind.partition("@")[0]
            for symbol, declaration in source.resources.items()
            if not declaration.is_existing
        }
        symbol = next((each for each, kind in kinds.items() if kind in _PROGRAMS), None)
        if symbol is None:
            message = "main.bicep does not use this module, and it deploys no program"
            place = SourceSpan(path, 1)
            self.problems.add(problem_at("ACJ808", message, place, resource=path.parent.name))
            return
        name = path.parent.name.removesuffix("-containerapp").removesuffix("-website")
        if not is_resource_name(name):
            name = _aspire_name(symbol)
        place = source.place(source.resources[symbol].node)
        module = Module(f"{name}-containerapp", source, {}, place=place, deploys=name)
        for parameter in source.parameters:
            value = self._by_name(parameter, module)
            if value is not None:
                module.bindings[parameter] = value
        image = f"{identifier(name).lower()}_containerimage"
        is_project = _PROJECT_VARIABLE in "\n".join(
            source.text(each.node) for each in source.resources.values()
        )
        left_out = name in self.left_out
        self.entries.append(
            ComputeEntry(
                name,
                place,
                "project" if is_project else "container",
                path=name,
                image=image if image not in source.parameters else "",
                build=BuildEntry(name) if image in source.parameters and not is_project else None,
                deployment=None if left_out else module,
            )
        )

    def _by_name(self, parameter: str, module: Module) -> Callable[[], BicepValue] | None:
        """What the deployer would give for a parameter of a program's module, by its name."""
        if parameter in DEPLOYER_PARAMETERS:
            return _always(deployer_value(parameter))
        if module.file.parameters[parameter].body is not None:
            return None
        lowered = parameter.lower()
        for each in self._modules.values():
            prefix = f"{identifier(each.name).lower()}_outputs_"
            for output in each.file.outputs:
                if lowered == f"{prefix}{output.lower()}":
                    if each.name in self.left_out:
                        return _always(LeftOut(each.name, output))
                    return _output(each, output, module)
        assert module.deploys is not None
        if match := re.fullmatch(r"(?P<name>.+)_containerimage", lowered):
            return _always(ProgramImage(self._program_name(match["name"], module)))
        if match := re.fullmatch(r"(?P<name>.+)_containerport", lowered):
            return _always(Binding(self._program_name(match["name"], module), None, "targetPort"))
        secret = module.is_secure(parameter)
        place = module.file.place(module.file.parameters[parameter].node)
        if match := re.fullmatch(r"(?P<name>.+)_connectionstring", lowered):
            return _always(ConnectionString(self._needed(match["name"], place, secret, True).name))
        name = parameter.removesuffix("_value")
        known = next((each for each in self._parameters if each.lower() == name.lower()), name)
        return _always(ParameterReference(self._needed(known, place, secret, False).name))

    def _program_name(self, lowered: str, module: Module) -> str:
        assert module.deploys is not None
        return module.deploys if identifier(module.deploys).lower() == lowered else _aspire_name(lowered)

    def _needed(
        self, symbol: str, place: SourceSpan, secret: bool, is_connection_string: bool
    ) -> ParameterEntry:
        """The AppHost's parameter that a program needs; `main.bicep` names only those of Azure resources."""
        if symbol not in self._parameters:
            self._add_parameter(symbol, place, secret)
        entry = self._parameters[symbol]
        if (secret and not entry.secret) or (is_connection_string and not entry.is_connection_string):
            self._replace(
                attrs.evolve(
                    entry,
                    secret=entry.secret or secret,
                    is_connection_string=entry.is_connection_string or is_connection_string,
                ),
                symbol,
            )
        return self._parameters[symbol]


def _aspire_name(symbol: str) -> str:
    """The resource name that a Bicep identifier was made of: only `-` and `.` become `_` there."""
    return symbol.replace("_", "-").strip("-")


def _always(value: BicepValue) -> Callable[[], BicepValue]:
    return lambda: value


def _output(module: Module, output: str, user: Module) -> Callable[[], BicepValue]:
    return lambda: module.output(output, user.place)
