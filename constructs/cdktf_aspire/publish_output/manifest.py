"""Reads `aspire-manifest.json` and the modules next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.resource_names import MAX_LENGTH, is_resource_name, suggest
from cdktf_aspire.publish_output import manifest_expressions as expressions
from cdktf_aspire.publish_output.bicep_functions import call
from cdktf_aspire.publish_output.circles import shown
from cdktf_aspire.publish_output.deployer import DEPLOYER_PARAMETERS, OF_AZDS_IDENTITY, deployer_value
from cdktf_aspire.publish_output.entries import (
    ComputeEntry,
    ConnectionStringEntry,
    ModuleEntry,
    ParameterEntry,
    modules_of,
)
from cdktf_aspire.publish_output.files import BICEP_LIMIT, MANIFEST_LIMIT, JsonFile
from cdktf_aspire.publish_output.leaves import (
    Binding,
    ConnectionString,
    LeftOut,
    ParameterReference,
    ProgramImage,
    Scope,
)
from cdktf_aspire.publish_output.manifest_fields import ManifestFields
from cdktf_aspire.publish_output.manifest_programs import CONTAINERS, EXECUTABLES, PROJECTS, ProgramReader
from cdktf_aspire.publish_output.module_uses import ModuleUses
from cdktf_aspire.publish_output.modules import Module
from cdktf_aspire.publish_output.nodes import VaultSecretValue
from cdktf_aspire.publish_output.problems import Mistake, Problems, SourceSpan, problem_at
from cdktf_aspire.publish_output.syntax import BicepFile
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import interpolated
from cdktf_aspire.values.functions import WrongArgumentError, literal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.publish_output.entries import Entry
    from cdktf_aspire.publish_output.files import Folder, JsonPath
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node

register(
    "ACJ807",
    WARNING,
    "{resource.path} in aspire-manifest.json",
    allowed="value, connectionString, inputs, outputs, secretOutputs, secrets, containerImage, "
    "containerPort, bindings",
    why="It stays as text, unchanged",
    fix="Correct the name, or double the braces when they are meant as text",
    source="Aspire.Hosting, manifest expressions",
)

NAME: Final = "aspire-manifest.json"
_MOST_RESOURCES: Final = 10_000
# How many values can refer to each other in a row.
_LONGEST_CHAIN: Final = 60
_PROGRAMS: Final = (*PROJECTS, *CONTAINERS, *EXECUTABLES)
_MODULES: Final = ("azure.bicep.v0", "azure.bicep.v1")


@records.define
class Manifest:
    """A manifest while it is read.

    Attributes:
        folder: the folder of the publish output.
        problems: the problems found so far.
        left_out: names of resources that the user leaves out.
        entries: the resources read so far, in the order of the manifest.
        names: the names of all its resources, including those that are left out.
        owners: the file of each module -> the name of its resource.
    """

    folder: Folder
    problems: Problems
    left_out: Collection[str]
    entries: list[Entry] = attrs.field(factory=list)
    names: Collection[str] = ()
    owners: dict[Path, str] = attrs.field(factory=dict)
    _json: JsonFile = attrs.field(init=False)
    _fields: ManifestFields = attrs.field(init=False)
    _base: Path = attrs.field(init=False)
    _modules: dict[str, Module] = attrs.field(factory=dict)
    _known: dict[tuple[str, str], BicepValue] = attrs.field(factory=dict)
    _failed: dict[tuple[str, str], Problem] = attrs.field(factory=dict)
    _active: list[tuple[str, str]] = attrs.field(factory=list)
    _files: dict[Path, BicepFile] = attrs.field(factory=dict)
    _is_environment_azds: bool = False
    _inputs: dict[tuple[str, str], str] = attrs.field(factory=dict)

    def read(self, file: Path) -> None:
        """Reads the manifest and the modules that it refers to.

        Raises:
            Mistake: the file is not a manifest at all.
        """
        self._base = file.parent
        text = self.folder.read(file, MANIFEST_LIMIT)
        self._json = JsonFile(file, text)
        self._is_environment_azds = "{.outputs." in text
        self._fields = ManifestFields(self._json)
        document = self._json.document
        resources = document.get("resources") if isinstance(document, dict) else None
        if not isinstance(resources, dict):
            message = "A manifest is an object with an object named 'resources'"
            raise Mistake(problem_at("ACJ803", message, self._json.place(("resources",))))
        if len(resources) > _MOST_RESOURCES:
            message = (
                f"The manifest has {len(resources)} resources, more than the {_MOST_RESOURCES} that are read"
            )
            raise Mistake(problem_at("ACJ803", message, self._json.place(("resources",))))
        seen: dict[str, str] = {}
        for name, entry in resources.items():
            with self.problems.kept():
                if not isinstance(entry, dict):
                    if name in self.left_out:
                        entry = {}  # not checked
                    else:
                        raise self._fields.wrong((name,), f"The resource {name!r} is not an object", entry)
                twin = seen.setdefault(name.lower(), name)
                if twin != name:
                    raise self._fields.wrong(
                        (name,), f"{name!r} and {twin!r} are the same name to Aspire", name
                    )
                self._fields.resources[name] = entry
        self.names = tuple(self._fields.resources)
        for name, entry in self._fields.resources.items():
            with (Problems() if name in self.left_out else self.problems).kept():
                made = self._left_out(name, entry) if name in self.left_out else self._entry(name, entry)
                if made is not None:
                    self.entries.append(made)
        with self.problems.kept():
            self._read_inputs()
        self._use_what_is_inside()

    def _read_inputs(self) -> None:
        """Reads `inputs` of programs and databases, as Aspire 8 writes them."""
        taken = {name.lower() for name in self.names}
        for name, entry in self._fields.resources.items():
            if entry.get("type") == "parameter.v0" or "inputs" not in entry or name in self.left_out:
                continue
            for key in self._fields.optional_object((name, "inputs")):
                with self.problems.kept():
                    given, number = suggest(f"{name}-{key}") or "input", 2
                    while given.lower() in taken:
                        given, number = suggest(f"{name}-{key}-{number}") or f"input-{number}", number + 1
                    taken.add(given.lower())
                    place = self._json.place(("resources", name, "inputs", key))
                    made = self._parameter(name, place, key)
                    self.entries.append(attrs.evolve(made, name=given, is_written_when_used=True))
                    self._inputs[name, key] = given

    def _use_what_is_inside(self) -> None:
        """Adds the modules inside other modules, which the manifest doesn't mention."""
        uses = ModuleUses(self.folder, self.problems, self.left_out, self._file)
        taken = {name.lower() for name in self.names}
        found = list(uses.inside(modules_of(self.entries), taken))
        self.names = (*self.names, *uses.names)
        for entry in found:
            self.owners.setdefault(entry.module.file.file, entry.name)
        self.entries += found

    def _file(self, path: Path, place: SourceSpan) -> BicepFile:
        if path not in self._files:
            self._files[path] = BicepFile(path, self.folder.read(path, BICEP_LIMIT, place), self.folder)
        return self._files[path]

    def _left_out(self, name: str, entry: dict[str, object]) -> Entry | None:
        """The entry of a program that is left out; None for others. Python code may still publish it."""
        if entry.get("type") not in _PROGRAMS or not is_resource_name(name):
            return None
        return attrs.evolve(self._program(name), is_left_out=True)

    def _entry(self, name: str, entry: dict[str, object]) -> Entry | None:
        kind = entry.get("type")
        place = self._json.place(("resources", name))
        if kind is None and "error" in entry:
            self._warn(name, "Aspire could not publish the resource", place, entry["error"])
            return None
        if not isinstance(kind, str):
            raise self._fields.wrong((name, "type"), f"The resource {name!r} has no type", kind)
        if kind == "annotated.string":
            return None  # only a way to write another value
        if kind != "value.v0" and not is_resource_name(name):
            raise self._fields.wrong(
                (name,),
                f"The resource has a name that Aspire does not accept ({MAX_LENGTH} letters, digits, -)",
                name,
            )
        if kind == "parameter.v0":
            return self._parameter(name, place)
        if kind == "value.v0":
            self._fields.text((name, "connectionString"))
            if not is_resource_name(name):
                return None
            return ConnectionStringEntry(name, place, self._connection_string_of(name))
        if kind in _MODULES:
            module = self._module(name, (name,), name, deploys=None)
            self._modules[name] = module
            return ModuleEntry(name, place, module)
        if kind in _PROGRAMS:
            return self._program(name)
        self._warn(name, f"A resource of the type {kind!r} is not deployed to Azure", place, kind)
        return None

    def _program(self, name: str) -> ComputeEntry:
        deployment: Module | None = None
        if self._fields.resources[name].get("deployment") is not None and name not in self.left_out:
            at = (name, "deployment")
            described = self._fields.object_at(at)
            if described.get("type") not in _MODULES:
                raise self._fields.wrong(
                    (*at, "type"), "A deployment is a Bicep module", described.get("type")
                )
            deployment = self._module(f"{name}-containerapp", at, name, deploys=name)
        return ProgramReader(self._fields, self.evaluate).program(name, deployment)

    # -- parameters and values

    def _parameter(self, name: str, place: SourceSpan, key: str = "value") -> ParameterEntry:
        if key == "value" and f"{{{name}.inputs." not in self._fields.text((name, "value")):
            at_value = self._json.place(("resources", name, "value"))
            message = f"The value of the parameter {name!r} isn't used"
            self.problems.add(problem_at("ACJ937", message, at_value, resource=name))
        inputs = self._fields.optional_object((name, "inputs"))
        described = self._fields.object_at((name, "inputs", key)) if key in inputs else {}
        secret = described.get("secret")
        if secret is not None and not isinstance(secret, bool):
            raise self._fields.wrong((name, "inputs", key, "secret"), "'secret' is true or false", secret)
        default = described.get("default")
        value: str | int | bool | None = None
        description: str | None = None
        if default is not None:
            at = (name, "inputs", key, "default")
            given = self._fields.object_at(at)
            if "value" in given:
                literal = given["value"]
                if not isinstance(literal, str | int | bool):
                    shown_value = None if secret else literal
                    message = "A default is text, a number or a bool"
                    raise self._fields.wrong((*at, "value"), message, shown_value)
                value = None if secret else literal
                if secret and literal != "":
                    message = (
                        f"The default of the secret parameter {name!r} is text, so the variable has none"
                    )
                    default_at = self._json.place(("resources", *at, "value"))
                    self.problems.add(problem_at("ACJ814", message, default_at, resource=name))
            elif "generate" in given:
                description = self._generated(name, (*at, "generate"))
        is_connection_string = key == "value" and "connectionString" in self._fields.resources[name]
        return ParameterEntry(name, place, secret is True, value, description, is_connection_string)

    def _generated(self, name: str, at: JsonPath) -> str:
        """Describes the value that Aspire's deployer would generate, and that a person must pass here."""
        rules = self._fields.object_at(at)
        least = rules.get("minLength", 22)
        without = [
            word
            for key, word in (
                ("lower", "lower case letters"),
                ("upper", "upper case letters"),
                ("numeric", "digits"),
                ("special", "special characters"),
            )
            if rules.get(key) is False
        ]
        rest = f", without {' and '.join(without)}" if without else ""
        return f"Parameter {name} of the AppHost; make one up: {least} characters or more{rest}."

    def _connection_string_of(self, name: str) -> Callable[[], BicepValue]:
        text = self._fields.text((name, "connectionString"))

        at = ("resources", name, "connectionString")
        return lambda: self._once(name, "connection string", at, lambda: self.evaluate(text, at))

    def _once(self, name: str, what: str, at: JsonPath, work_out: Callable[[], BicepValue]) -> BicepValue:
        """A value of a resource, evaluated once."""
        key = (name, what)
        if key in self._failed:
            raise Mistake(self._failed[key])
        if key not in self._known:
            if key in self._active:
                names = [each for each, _ in self._active[self._active.index(key) :]]
                circle = f": {shown([*names, name])}" if len(names) > 1 else ""
                message = f"The {what} of {name!r} refers to itself{circle}"
                raise Mistake(problem_at("ACJ806", message, self._json.place(at)))
            if len(self._active) > _LONGEST_CHAIN:
                message = f"The {what} of {name!r} is at the end of a chain that is too long"
                raise Mistake(problem_at("ACJ806", message, self._json.place(at)))
            self._active.append(key)
            try:
                self._known[key] = work_out()
            except Mistake as mistake:
                self._failed[key] = mistake.problem
                raise
            finally:
                self._active.pop()
        return self._known[key]

    # -- modules

    def _module(self, module_name: str, at: JsonPath, owner: str, *, deploys: str | None) -> Module:
        path_at = ("resources", *at, "path")
        place = self._json.place(path_at)
        written = self._fields.text((*at, "path"))
        file = self.folder.inside(written, self._base, place)
        self.owners.setdefault(file, owner)
        source = self._file(file, place)
        params = self._fields.optional_object((*at, "params"))
        bindings: dict[str, Callable[[], BicepValue]] = {}
        for key, value in params.items():
            path = ("resources", *at, "params", key)
            bindings[key] = self._binding(key, value, path, owner)
        for key in DEPLOYER_PARAMETERS:
            if key in source.parameters and key not in bindings:
                bindings[key] = self._binding(key, "", (), owner)
        scope = self._scope(at)
        return Module(module_name, source, bindings, place=place, scope=scope, deploys=deploys)

    def _scope(self, at: JsonPath) -> Scope | None:
        """The scope that a module is deployed to; None for the application's resource group."""
        said = {
            key: each
            for key, each in self._fields.optional_object((*at, "scope")).items()
            if each is not None
        }
        path = ("resources", *at, "scope")
        for key in said:
            if key not in {"resourceGroup", "subscription", "tenant"}:
                raise self._fields.wrong((*at, "scope", key), f"A scope has no {key!r}", key)
        group, subscription = (
            self._value(said[key], (*path, key)) if key in said else None
            for key in ("resourceGroup", "subscription")
        )
        if group is not None:
            return Scope("resourceGroup", group, subscription)
        if subscription is not None:
            return Scope("subscription", subscription=subscription)
        return Scope("tenant") if "tenant" in said else None

    def _binding(self, key: str, value: object, at: JsonPath, owner: str) -> Callable[[], BicepValue]:
        def work_out() -> BicepValue:
            if value == "" and key in OF_AZDS_IDENTITY and self._is_environment_azds:
                return OF_AZDS_IDENTITY[key]
            if value == "" and key in DEPLOYER_PARAMETERS:
                return deployer_value(key, owner)
            return self._value(value, at)

        return work_out

    def _value(self, value: object, at: JsonPath) -> BicepValue:
        """A value of the manifest with its expressions evaluated."""
        if isinstance(value, str):
            return self.evaluate(value, at)
        if isinstance(value, list):
            return [self._value(each, (*at, index)) for index, each in enumerate(value)]
        if isinstance(value, dict):
            return {key: self._value(each, (*at, key)) for key, each in value.items()}
        assert value is None or isinstance(value, bool | int | float)
        return value

    def evaluate(self, text: str, at: JsonPath) -> BicepValue:
        """The value of a text with expressions.

        Args:
            text: the text in the manifest.
            at: its path in the manifest.
        """
        parts: list[BicepValue] = []
        pieces = expressions.parse(text)
        self.problems.count(len(pieces) + len(text) // 200, lambda: self._json.place(at))
        for piece in pieces:
            if isinstance(piece, str):
                parts.append(piece)
            elif isinstance(piece, expressions.UnknownHole):
                parts.append(self._unknown(piece.source, at))
            else:
                value = self._hole(piece, at)
                parts.append(self._unknown(piece.source, at) if value is None else value)
        if len(parts) == 1:
            return parts[0]
        for part in parts:
            if literal_text(part) is None and isinstance(part, list | dict):
                place = self._json.place(at)
                raise Mistake(problem_at("ACJ806", "Only text and numbers can be part of a text", place))
        extent = self.problems.work.extent_of_all(parts)
        if extent.is_too_large:
            raise Mistake(problem_at("ACJ806", "The value is too large", self._json.place(at)))
        self.problems.count(extent.parts + extent.steps, lambda: self._json.place(at))
        return interpolated(parts)

    def _unknown(self, source: str, at: JsonPath) -> str:
        self.problems.count(10, lambda: self._json.place(at))
        place = self._json.place(at)
        self.problems.add(
            problem_at("ACJ807", f"{source} is not known, so it stays as text", place, value=source)
        )
        return source

    def _hole(self, hole: expressions.Hole, at: JsonPath) -> BicepValue:
        """The value of a hole; None if it refers to something that doesn't exist."""
        name, entry = hole.resource, self._fields.resources.get(hole.resource)
        if not name:  # an output of the environment that azd creates: it is not in the manifest
            return LeftOut("", hole.name, secret=hole.kind != "outputs")
        if entry is None:
            return None
        kind = str(entry.get("type"))
        if name in self.left_out and (left_out := self._hole_left_out(hole, kind)) is not None:
            return left_out
        match hole.kind:
            case "value" | "inputs" if kind == "parameter.v0":
                return ParameterReference(name)
            case "inputs" if (name, hole.name) in self._inputs:
                return ParameterReference(self._inputs[name, hole.name])
            case "value" if kind == "annotated.string":
                return self._annotated(name)
            case "connectionString" if "connectionString" in entry:
                if kind in {"value.v0", "parameter.v0"} and is_resource_name(name):
                    return ConnectionString(name)
                return self._connection_string_of(name)()
            case "outputs" if name in self._modules:
                return self._modules[name].output(hole.name, self._json.place(at))
            case "outputs" | "secrets" | "secretOutputs" if kind in _MODULES and name not in self._modules:
                # A module that can't be read is reported separately.
                return LeftOut(name, hole.name, secret=hole.kind != "outputs")
            case "secrets" | "secretOutputs" if name in self._modules:
                # Each lookup searches the resources of the module.
                self.problems.count(len(self._modules[name].nodes) // 20, lambda: self._json.place(at))
                if hole.kind == "secretOutputs":
                    return self._secret_output(self._modules[name], hole.name)
                vault = self._vault_of(self._modules[name])
                return None if vault is None else VaultSecretValue(vault, hole.name)
            case "containerImage" if kind in (*PROJECTS, *CONTAINERS):
                return ProgramImage(name)
            case "containerPort" if kind in (*PROJECTS, *CONTAINERS):
                return Binding(name, None, "targetPort")
            case "bindings" if hole.name in self._fields.optional_object((name, "bindings")):
                return Binding(name, hole.name, hole.part)
        return None

    def _hole_left_out(self, hole: expressions.Hole, kind: str) -> BicepValue:
        """A value of a resource that is left out; None for a program, whose entry has the values."""
        name = hole.resource
        match hole.kind:
            case "outputs" | "secretOutputs" | "secrets":
                return LeftOut(name, hole.name, secret=hole.kind != "outputs")
            case "connectionString" if kind not in (*_PROGRAMS, *_MODULES):
                return LeftOut(name, "connectionString", secret=True)
            case "value" | "inputs":
                # Treated as a secret unless the manifest clearly says that it is not one.
                described = self._fields.at((name, "inputs", "value"))
                is_plain = isinstance(described, dict) and described.get("secret") in (None, False)
                return LeftOut(name, "value", secret=not is_plain)
        return None

    def _vault_of(self, module: Module) -> Node | None:
        return next((node for node in module.nodes if node.is_a("Microsoft.KeyVault/vaults")), None)

    def _secret_output(self, module: Module, secret: str) -> BicepValue:
        """A secret that the module itself writes to a vault, as Aspire did before 9.1."""
        for node in module.nodes:
            if node.is_a("Microsoft.KeyVault/vaults/secrets") and node.name == secret and node.parent:
                return VaultSecretValue(node.parent, secret)
        return None

    def _annotated(self, name: str) -> BicepValue:
        at = ("resources", name, "value")
        return self._once(name, "value", at, lambda: self._filtered(name, at))

    def _filtered(self, name: str, at: JsonPath) -> BicepValue:
        value = self.evaluate(self._fields.text((name, "value")), at)
        if self._fields.text((name, "filter")) != "uri":
            raise self._fields.wrong(
                (name, "filter"), "The only filter is uri", self._fields.resources[name].get("filter")
            )
        try:
            return call("uriComponent", [value], self._json.place(at))
        except WrongArgumentError as error:
            raise self._fields.wrong((name, "value"), str(error), None) from None

    def _warn(self, name: str, message: str, place: SourceSpan, value: object) -> None:
        hint = f'Add what is needed of it in Python, and silence this with leave_out=["{name}"]'
        self.problems.add(problem_at("ACJ808", message, place, resource=name, value=value, hint=hint))
