"""The folder that `aspire publish` writes: `main.bicep` and a folder for each module, without a manifest.

`main.bicep` uses the modules of Azure resources. Those of programs are beside them, for the deployer: it
gives their parameters by name; this module does the same.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.resource_names import identifier, is_resource_name
from cdktf_aspire.publish_output.bicep_types import is_secure, terraform_type
from cdktf_aspire.publish_output.deployer import DEPLOYER_PARAMETERS, deployer_value
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
from cdktf_aspire.publish_output.module_uses import GROUP, ModuleUses
from cdktf_aspire.publish_output.modules import LeftOutModule, Module
from cdktf_aspire.publish_output.problems import Mistake, Problems, SourceSpan, problem_at
from cdktf_aspire.publish_output.syntax import BicepFile
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import is_secret_name
from cdktf_aspire.values.written_secrets import has_password

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import tree_sitter

    from cdktf_aspire.publish_output.entries import Entry
    from cdktf_aspire.publish_output.files import Folder
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.syntax import Declaration

register(
    "ACJ816",
    WARNING,
    "a *.tmpl.yaml file beside main.bicep",
    allowed="programs in Bicep modules, or in aspire-manifest.json",
    why="azd infra gen wrote it for Aspire before 9.2, and this library does not read azd's templates",
    fix="Add the AppHost's manifest instead of the folder",
    source="https://learn.microsoft.com/dotnet/aspire/deployment/manifest-format",
)

NAME: Final = "main.bicep"
_MOST_FILES: Final = 2000
_PROGRAMS: Final = ("Microsoft.App/jobs", "Microsoft.App/containerApps", "Microsoft.Web/sites")
# The variable that Aspire gives every .NET project and nothing else.
_PROJECT_VARIABLE: Final = "OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"
# How the parameter of a program's module is named that azd gives an output of `main.bicep`.
_OF_AZD: Final = "outputs_"
_ANY: Final = "any"
_EXACT_IN_JAVASCRIPT: Final = 2**53
_TEMPLATE: Final = ".tmpl.yaml"
_OWN_GROUP: Final = Scope("resourceGroup")


@records.define
class BicepFolder:
    """One such folder being read.

    Attributes:
        folder: of the publish output.
        problems: found so far.
        left_out: names of resources that the user leaves out.
        entries: what was read: parameters, modules in the order of `main.bicep`, programs by name.
        names: of everything that can be left out, what is left out included.
        owners: file of a module -> name of its resource.
    """

    folder: Folder
    problems: Problems
    left_out: frozenset[str]
    entries: list[Entry] = attrs.field(factory=list)
    names: set[str] = attrs.field(factory=set)
    owners: dict[Path, str] = attrs.field(factory=dict)
    main: Module = attrs.field(init=False)
    _modules: dict[str, Module] = attrs.field(factory=dict)
    _files: dict[Path, BicepFile] = attrs.field(factory=dict)
    _left_out_modules: list[LeftOutModule] = attrs.field(factory=list)
    _binds: list[Callable[[], None]] = attrs.field(factory=list)
    _parameters: dict[str, ParameterEntry] = attrs.field(factory=dict)
    _folded: dict[str, str] = attrs.field(factory=dict)  # a parameter's name in lower case -> its name
    _positions: dict[str, int] = attrs.field(factory=dict)  # of parameters among the entries
    _outputs: dict[str, tuple[Module, str]] = attrs.field(factory=dict)  # as programs name them

    def read(self, file: Path) -> None:
        """Reads `main.bicep` and what is beside it.

        Raises:
            Mistake: `main.bicep` can't be read.
        """
        source = BicepFile(file, self.folder.read(file, BICEP_LIMIT), self.folder)
        place = SourceSpan(file, 1)
        self.main = Module("main", source, {}, place=place)
        self.main.declare(self.problems)
        self._bind_parameters(source)
        self.main.expand(self.problems)
        for node in self.main.nodes:
            if not node.is_a(GROUP):
                message = (
                    "This library does not understand a resource in main.bicep that isn't a resource group"
                )
                self.problems.add(problem_at("ACJ805", message, node.place))
        used = {file}
        paths: dict[str, Path] = {}
        for symbol, declaration in source.modules.items():
            with self.problems.kept():
                paths[symbol] = self.folder.inside(
                    declaration.kind, file.parent, source.place(declaration.node)
                )
        names = self._module_names(paths)
        for symbol, path in paths.items():
            with self.problems.kept():
                at, name = source.place(source.modules[symbol].node), names[symbol]
                used.add(path)
                self.names |= {symbol, name}
                # Until it is read; what can't be read has a problem of its own.
                self.main.modules[symbol] = left_out = LeftOutModule(name)
                if not {symbol, name}.isdisjoint(self.left_out):
                    self._left_out_modules.append(left_out)
                    continue
                self.owners.setdefault(path, name)
                self._use_module(source.modules[symbol], name, self._file(path, at))
        for bind in self._binds:
            with self.problems.kept():
                bind()
        for each in self._modules.values():
            self.problems.count(len(each.file.outputs), lambda: place)
            for output in each.file.outputs:
                self._outputs.setdefault(f"{identifier(each.name)}_outputs_{output}".lower(), (each, output))
        self._use_what_is_inside(self.main.modules.values())
        others = list(self._others(file.parent, {*used, *self._files}))
        inside = {inner for path in [*self._files, *others] for inner in self._inside(path)}
        for path in others:
            with self.problems.kept():
                if path not in inside:
                    self._program(path)
        self._tell_of_templates(file.parent)

    def _use_module(self, declaration: Declaration, name: str, file: BicepFile) -> None:
        symbol = declaration.name
        made = self._uses.use(self.main, declaration, name, file, self._binds)
        for index, module in enumerate(made):
            self._modules[symbol if declaration.loop is None else f"{symbol}[{index}]"] = module
            self.entries.append(ModuleEntry(module.name, module.place, module))

    def _use_what_is_inside(
        self, uses: Iterable[Module | LeftOutModule | list[Module | LeftOutModule] | None]
    ) -> None:
        modules = [
            module
            for each in uses
            for module in (each if isinstance(each, list) else [each])
            if isinstance(module, Module)
        ]
        taken = {entry.name.lower() for entry in self.entries}
        for entry in self._uses.inside(modules, taken):
            self.owners.setdefault(entry.module.file.file, entry.name)
            self.entries.append(entry)

    @property
    def _uses(self) -> ModuleUses:
        return ModuleUses(self.folder, self.problems, self.left_out, self._file, self.names)

    def _tell_of_templates(self, top: Path) -> None:
        """Programs as `azd infra gen` wrote them before Aspire 9.2, in a language of azd's own."""
        for path in sorted([*top.glob(f"*{_TEMPLATE}"), *top.glob(f"*/*{_TEMPLATE}")]):
            name = path.name.removesuffix(_TEMPLATE)
            self.names.add(name)
            self.folder.files.append(path)
            if name not in self.left_out:
                message = f"azd's templates are not read, so the program {name!r} is not in the Terraform"
                hint = (
                    "Write a manifest with `dotnet run --project <AppHost> -- --publisher manifest "
                    "--output-path aspire-manifest.json`, add it instead of this folder, and publish "
                    f'{name!r} in Python; or silence this with leave_out=["{name}"]'
                )
                place = SourceSpan(path, 1)
                self.problems.add(problem_at("ACJ816", message, place, resource=name, hint=hint))

    def _module_names(self, paths: dict[str, Path]) -> dict[str, str]:
        """The name of each use of a module: as its folder or file where Aspire has written it."""
        uses = Counter(paths.values())
        found: dict[str, str] = {}
        taken: set[str] = set()
        for symbol, path in paths.items():
            stem = path.name.removesuffix(".bicep").removesuffix(".module")
            is_own = uses[path] == 1 and path.parent in {self.folder.path, path.parent.parent / stem}
            name = stem if is_own and is_resource_name(stem) else _aspire_name(symbol)
            found[symbol] = name if name.lower() not in taken else f"{_aspire_name(symbol)}-{len(found)}"
            taken.add(found[symbol].lower())
        return found

    def _file(self, path: Path, place: SourceSpan | None = None) -> BicepFile:
        if path not in self._files:  # a module that is used twice is read once
            self._files[path] = BicepFile(path, self.folder.read(path, BICEP_LIMIT, place), self.folder)
        return self._files[path]

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
            elif (left_out := self._left_out_parameter(name, is_secure(source, declaration))) is not None:
                self.main.bindings[name] = _always(left_out)
            else:
                self._add_parameter(name, source.place(declaration.node), source, declaration)
                self.main.bindings[name] = _always(ParameterReference(_aspire_name(name)))
                with self.problems.kept():
                    self._default(name, declaration.body)

    def _left_out_parameter(self, symbol: str, secret: bool) -> LeftOut | None:
        name = _aspire_name(symbol)
        self.names |= {symbol, name}
        return None if {symbol, name}.isdisjoint(self.left_out) else LeftOut(name, "value", secret)

    def _named_by_the_group(self, key: str) -> set[str]:
        """The expressions that the resource group of `main.bicep` has at a key, as they are written."""
        source, found = self.main.file, set[str]()
        for declaration in source.resources.values():
            if declaration.kind.startswith(f"{GROUP}@"):
                expression = self.main.properties(declaration).get(key)
                if expression is not None:
                    found.add(source.text(expression))
        return found

    def _default(self, name: str, body: tree_sitter.Node | None) -> None:
        entry = self._parameters[name]
        if body is None:
            return
        place, what = self.main.file.place(body), f"parameter {entry.name!r}"
        if entry.secret:
            if body.type == "string":
                message = f"The default of the secret {what} is text, so the variable has none"
                self.problems.add(problem_at("ACJ814", message, place))
            return
        value = self.main.expression(body)
        if isinstance(value, str | int | bool):
            self._replace(attrs.evolve(entry, default=value, type=None), name)
        elif isinstance(value, list | dict) and _is_public(value):
            self._replace(attrs.evolve(entry, default=value, type=_ANY), name)
        else:
            self.problems.add(problem_at("ACJ937", f"The default of the {what} isn't used", place))

    def _replace(self, entry: ParameterEntry, symbol: str) -> None:
        self.entries[self._positions[symbol]] = entry
        self._parameters[symbol] = entry

    def _add_parameter(
        self, symbol: str, place: SourceSpan, file: BicepFile, declaration: Declaration
    ) -> None:
        kind = terraform_type(file, declaration)
        name, secret = _aspire_name(symbol), is_secure(file, declaration)
        entry = ParameterEntry(name, place, secret, type=None if kind == "string" else kind)
        self._parameters[symbol] = entry
        self._folded.setdefault(symbol.lower(), symbol)
        self._positions[symbol] = len(self.entries)
        self.entries.append(entry)

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

    def _inside(self, path: Path) -> set[Path]:
        """The files of the modules that a program's module uses."""
        found: set[Path] = set()
        with Problems().kept():  # what is wrong is said where the program is read
            if self.left_out.isdisjoint(_names_of_program(path)):
                file = self._file(path)
                found = {
                    self.folder.inside(each.kind, path.parent, SourceSpan(path, 1))
                    for each in file.modules.values()
                }
        return found

    def _program(self, path: Path) -> None:
        name, names = _names_of_program(path)[0], {*_names_of_program(path)}
        self.names |= names
        if not names.isdisjoint(self.left_out):
            return
        self.owners[path] = name
        source = self._file(path)
        kinds = {
            symbol: declaration.kind.partition("@")[0]
            for symbol, declaration in source.resources.items()
            if not declaration.is_existing
        }
        symbol = next((each for each, kind in kinds.items() if kind in _PROGRAMS), None)
        if symbol is None:
            message = "main.bicep does not use this module, and it deploys no program"
            hint = f'Silence this with leave_out=["{path.parent.name}"]'
            place, resource = SourceSpan(path, 1), path.parent.name
            self.problems.add(problem_at("ACJ808", message, place, resource=resource, hint=hint))
            return
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
        self.entries.append(
            ComputeEntry(
                name,
                place,
                "project" if is_project else "container",
                path=name,
                image=image if image not in source.parameters else "",
                build=BuildEntry(name) if image in source.parameters and not is_project else None,
                deployment=module,
            )
        )
        self._use_what_is_inside([module])

    def _by_name(self, parameter: str, module: Module) -> Callable[[], BicepValue] | None:
        """What the deployer would give for a parameter of a program's module, by its name."""
        if parameter in DEPLOYER_PARAMETERS:
            return _always(deployer_value(parameter))
        if module.file.parameters[parameter].body is not None:
            return None
        lowered = parameter.lower()
        if lowered in self._outputs:
            return _output(*self._outputs[lowered], module)
        secret = module.is_secure(parameter)
        for left_out in self._left_out_modules:
            prefix = f"{identifier(left_out.name).lower()}_outputs_"
            if lowered.startswith(prefix):
                return _always(LeftOut(left_out.name, parameter[len(prefix) :], secret))
        if lowered.startswith(_OF_AZD):
            wanted = parameter[len(_OF_AZD) :].upper()
            for output in self.main.file.outputs:
                if output.upper() == wanted:
                    return _output(self.main, output, module)
            return _always(LeftOut("", wanted, secret))
        assert module.deploys is not None
        if match := re.fullmatch(r"(?P<name>.+)_container(?P<what>image|port)", lowered):
            name = self._program_name(match["name"], module)
            if name in self.left_out:
                return _always(LeftOut(name, f"container{match['what'].title()}"))
            is_image = match["what"] == "image"
            return _always(ProgramImage(name) if is_image else Binding(name, None, "targetPort"))
        if match := re.fullmatch(r"(?P<name>.+)_connectionstring", lowered):
            return _always(ConnectionString(self._needed(match["name"], parameter, module, True).name))
        name = parameter.removesuffix("_value")
        if (given := self._left_out_parameter(name, secret)) is not None:
            return _always(given)
        known = self._folded.get(name.lower(), name)
        return _always(ParameterReference(self._needed(known, parameter, module, False).name))

    def _program_name(self, lowered: str, module: Module) -> str:
        assert module.deploys is not None
        return module.deploys if identifier(module.deploys).lower() == lowered else _aspire_name(lowered)

    def _needed(
        self, symbol: str, parameter: str, module: Module, is_connection_string: bool
    ) -> ParameterEntry:
        """The AppHost's parameter that a program needs; `main.bicep` names only those of Azure resources."""
        declaration, secret = module.file.parameters[parameter], module.is_secure(parameter)
        if symbol not in self._parameters:
            self._add_parameter(symbol, module.file.place(declaration.node), module.file, declaration)
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


def _names_of_program(path: Path) -> tuple[str, str]:
    """What a program can be called by: its name, and that of its folder."""
    folder = path.parent.name
    return folder.removesuffix("-containerapp").removesuffix("-website"), folder


def _aspire_name(symbol: str) -> str:
    """The resource name that a Bicep identifier was made of: only `-` and `.` become `_` there."""
    return symbol.replace("_", "-").strip("-")


def _is_public(value: object, key: str = "") -> bool:
    """Whether a default is known, has nothing that may be a secret, and is the same after JavaScript."""
    match value:
        case dict():
            return all(_is_public(each, name) for name, each in value.items())
        case list():
            return all(_is_public(each, key) for each in value)
        case str():
            return not (value and is_secret_name(key)) and not has_password(value)
        case bool():
            return True
        case int():
            return abs(value) <= _EXACT_IN_JAVASCRIPT
    return False


def _always(value: BicepValue) -> Callable[[], BicepValue]:
    return lambda: value


def _output(module: Module, output: str, user: Module) -> Callable[[], BicepValue]:
    return lambda: module.output(output, user.place)
