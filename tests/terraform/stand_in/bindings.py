"""azurerm's schema as the installed bindings have it.

The bindings' JavaScript was generated from the schema of the provider, and says more than the Python around
it: which attribute is a list or a set, which block may be there once, what is required, what is computed.
What it does not say is in `flags.py` and `table.py`.
"""

from __future__ import annotations

import functools
import json
import re
import tarfile
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from tests.terraform.stand_in import flags
from tests.terraform.stand_in.table import LATER, TABLE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

# The bindings of cdktf were generated from azurerm 4.55, and those of cdktn from azurerm 5.
PACKAGES: Final = ("cdktf_cdktf_provider_azurerm", "cdktn_provider_azurerm")

_ENTRY: Final = re.compile(
    r"^ +(?P<name>\w+): \{\n"
    r" +value: (?P<value>.*),\n"
    r" +isBlock: (?P<is_struct>true|false),\n"
    r' +type: "(?P<kind>\w+)",\n'
    r' +storageClassType: "(?P<storage>\w+)",\n',
    re.MULTILINE,
)
_COMPUTED: Final = re.compile(r"// (\w+) - computed: true, optional: (true|false), required: false")
_GETTER: Final = re.compile(
    r"(?P<set>tolist\(|asNumberList\()?[\w.]*\.get(?P<type>\w+)Attribute\('(?P<name>\w+)'\)"
)
_SCALARS: Final = {"string": "string", "number": "number", "boolean": "bool"}
_GETTER_TYPES: Final[dict[str, Any]] = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "NumberList": ["list", "number"],
    "StringMap": ["map", "string"],
}


@attrs.frozen
class Attribute:
    """One attribute.

    Attributes:
        type: as Terraform's JSON has types: `"string"`, `["list", "string"]`.
    """

    type: Any
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False


@attrs.frozen
class Block:
    """Attributes and nested blocks, by name."""

    attributes: dict[str, Attribute]
    blocks: dict[str, NestedBlock]


@attrs.frozen
class NestedBlock:
    """A block in another.

    Attributes:
        nesting: `list`, `set` or `single`.
        minimum: how many there must be.
        maximum: how many there may be; 0 for any number.
    """

    nesting: str
    block: Block
    minimum: int
    maximum: int


@functools.cache
def provider_version(package: str = PACKAGES[0]) -> str:
    """The version of azurerm that bindings were generated from."""
    source = _sources_of({"provider"}, package)["provider"]
    found = re.search(r"providerVersion: '([^']+)'", source)
    assert found is not None
    return found[1]


def write_schemas(types: Iterable[str], files: Mapping[str, Path]) -> None:
    """Writes the schemas of azurerm types as JSON, for the process of the provider.

    Args:
        types: `azurerm_x` for a resource, `data.azurerm_x` for a data source; the provider's own is added.
        files: to write, by azurerm's version.
    """
    wanted = {module_of(each): each for each in types} | {"provider": "provider"}
    for package in PACKAGES:
        versions = {version: file for version, file in files.items() if package_of(version) == package}
        if not versions:
            continue
        sources = {wanted[module]: source for module, source in _sources_of(wanted, package).items()}
        missing = set(wanted.values()) - set(sources)
        if missing:
            raise LookupError(f"the bindings have no {', '.join(sorted(missing))}")
        known = {kind: _of_bindings(kind, source) for kind, source in sources.items()}
        for version, file in versions.items():
            has = {kind: attrs.asdict(_with_later(block, kind, "", version)) for kind, block in known.items()}
            file.write_text(json.dumps(has), encoding="utf-8")


def read_schemas(file: Path) -> dict[str, Block]:
    """What `write_schemas` wrote."""
    return {kind: _block(each) for kind, each in json.loads(file.read_text(encoding="utf-8")).items()}


def _block(data: dict[str, Any]) -> Block:
    return Block(
        {name: Attribute(**each) for name, each in data["attributes"].items()},
        {
            name: NestedBlock(**{**each, "block": _block(each["block"])})
            for name, each in data["blocks"].items()
        },
    )


def in_order(version: str) -> tuple[int, ...]:
    """A version as what versions are compared by."""
    return tuple(int(part) for part in version.split("."))


def module_of(kind: str) -> str:
    """The folder of a type in the bindings: `azurerm_container_app_job` is in `container-app-job`."""
    return kind.replace("data.azurerm_", "data_azurerm_").removeprefix("azurerm_").replace("_", "-")


def package_of(version: str) -> str:
    """The bindings that have the schemas of a version of azurerm."""
    return PACKAGES[in_order(version) >= (5,)]


_read: Final[dict[str, dict[str, str]]] = {package: {} for package in PACKAGES}


def _sources_of(modules: Iterable[str], package: str) -> dict[str, str]:
    """The sources of modules, where there are such. A pass takes a second: it reads what others need too."""
    wanted, read = set(modules), _read[package]
    if not wanted <= read.keys():
        usual = map(module_of, {*flags.recorded_types(), *TABLE})
        read.update(javascript({"provider", *usual, *wanted}, package))
    return {module: read[module] for module in wanted & read.keys()}


def javascript(modules: Container[str], package: str = PACKAGES[0]) -> dict[str, str]:
    """The source of modules in a package of bindings, in one pass over it."""
    # Of the package, not of `_jsii` in it: looking for a submodule would import all 343 MB of the package.
    spec = PathFinder.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    (archive,) = (Path(spec.origin).parent / "_jsii").glob("*.tgz")
    found: dict[str, str] = {}
    with tarfile.open(archive, "r|gz") as members:
        for member in members:
            path = re.fullmatch(r"package/lib/([\w-]+)/index\.js", member.name)
            if path is not None and path[1] in modules:
                content = members.extractfile(member)
                assert content is not None
                found[path[1]] = content.read().decode()
    return found


def schema_of(kind: str, source: str, version: str) -> Block:
    """The schema that a version of azurerm has of one type, from the source of its module."""
    return _with_later(_of_bindings(kind, source), kind, "", version)


@functools.lru_cache(maxsize=256)
def _of_bindings(kind: str, source: str) -> Block:
    module = _Module(source)
    return module.block(module.root, kind, "")


def _with_later(block: Block, kind: str, path: str, version: str) -> Block:
    """The block with the attributes that the bindings do not have yet, up to a version of azurerm."""
    attributes, blocks = dict(block.attributes), dict(block.blocks)
    lacking = LATER.get(kind, {}) if package_of(version) == PACKAGES[0] else {}
    for later, since in lacking.items():
        if later.startswith(path) and in_order(since.version) <= in_order(version):
            name, _, rest = later.removeprefix(path).partition(".")
            if rest:
                nested = _with_later(blocks[name].block, kind, f"{path}{name}.", version)
                blocks[name] = attrs.evolve(blocks[name], block=nested)
            else:
                attributes[name] = _completed(kind, later, Attribute(since.type, optional=True))
    return Block(dict(sorted(attributes.items())), blocks)


class _Module:
    """The source of one resource, cut into its classes and its functions for nested structures."""

    def __init__(self, source: str) -> None:
        self.classes = {
            found[1]: found[0]
            for found in re.finditer(r"^class (\w+) extends .*?^}$", source, re.MULTILINE | re.DOTALL)
        }
        self.functions = {
            found[1].lower(): found[0]
            for found in re.finditer(
                r"^function (\w+)ToHclTerraform\(.*?^}$", source, re.MULTILINE | re.DOTALL
            )
        }
        (self.root,) = (
            name
            for name, text in self.classes.items()
            if re.match(rf"class {name} extends cdkt[fn]\.Terraform", text)
        )

    def block(self, name: str, kind: str, path: str) -> Block:
        """The attributes and blocks of the resource itself, or of a structure in it."""
        is_root = name == self.root
        text = self.classes.get(name if is_root else f"{name}OutputReference", "")
        fields = text if is_root else self.functions.get(name.lower(), "")
        attributes: dict[str, Attribute] = {}
        blocks: dict[str, NestedBlock] = {}
        computed = dict(_COMPUTED.findall(text))
        for found in _ENTRY.finditer(fields):
            field = found["name"]
            inner = f"{path}{field}"
            property_name = re.search(r"(?:this\._|struct\.)(\w+)", found["value"])
            assert property_name is not None
            reset = property_name[1][0].upper() + property_name[1][1:]
            # The structures of the provider's own configuration have no class; all of them are optional.
            optional = not text or f"reset{reset}()" in text
            is_struct = found["is_struct"] == "true"
            # The mapper's second argument says whether these are blocks or the objects of an attribute.
            if is_struct and "listMapperHcl" in found["value"] and ", false)" in found["value"]:
                attributes[field] = self._structure(found, kind, inner, computed=field in computed)
            elif is_struct:
                blocks[field] = self._nested(found, kind, inner, required=not optional)
            else:
                attribute_type = _type(found["kind"], found["storage"])
                attribute = Attribute(attribute_type, required=not optional, optional=optional)
                attributes[field] = _completed(kind, inner, attribute)
        for field in computed:
            if field not in attributes and field not in blocks:
                attributes[field] = _completed(
                    kind, f"{path}{field}", Attribute(self._computed_type(text, field), computed=True)
                )
        return Block(dict(sorted(attributes.items())), dict(sorted(blocks.items())))

    def _nested(self, found: re.Match[str], kind: str, path: str, *, required: bool) -> NestedBlock:
        if found["kind"] == "struct":
            return NestedBlock("single", self.block(found["storage"], kind, f"{path}."), 0, 0)
        block = self.block(found["storage"].removesuffix("List"), kind, f"{path}.")
        is_one = "listMapperHcl" not in found["value"]
        nesting, least, most = flags.of_block(kind, path) or (found["kind"], int(required), int(is_one))
        return NestedBlock(nesting, block, least, most)

    def _structure(self, found: re.Match[str], kind: str, path: str, *, computed: bool) -> Attribute:
        """A block that azurerm has as an attribute, for Azure may fill it in."""
        block = self.block(found["storage"].removesuffix("List"), kind, f"{path}.")
        return Attribute([found["kind"], _object(block)], optional=True, computed=computed)

    def _computed_type(self, text: str, field: str) -> Any:  # noqa: ANN401
        structure = re.search(rf'new ([\w.]+)\(this, "{field}"(?:, (true|false))?\)', text)
        if structure is not None and structure[1] in {"cdktf.StringMap", "cdktn.StringMap"}:
            return ["map", "string"]
        if structure is not None:
            name = structure[1].removesuffix("List")
            block = self.block(name, "", "")
            return ["set" if structure[2] == "true" else "list", _object(block)]
        getter = next((each for each in _GETTER.finditer(text) if each["name"] == field), None)
        if getter is None:
            return "string"
        kind = _GETTER_TYPES[getter["type"]]
        return ["set", kind[1]] if getter["set"] and isinstance(kind, list) else kind


def _completed(kind: str, path: str, attribute: Attribute) -> Attribute:
    """The attribute with what the bindings do not say of it."""
    known = flags.of_attribute(kind, path)
    if known is None:
        return attrs.evolve(
            attribute,
            computed=attribute.computed or path == "id",
            sensitive=attribute.type == "string" and flags.is_sensitive(kind, path),
        )
    return Attribute(
        attribute.type,
        required="r" in known or attribute.required,
        optional="o" in known and not attribute.required,
        computed="c" in known and not attribute.required,
        sensitive="s" in known,
    )


def _object(block: Block) -> Any:  # noqa: ANN401
    fields = {name: each.type for name, each in block.attributes.items()}
    fields |= {name: [each.nesting, _object(each.block)] for name, each in block.blocks.items()}
    return ["object", fields]


def _type(kind: str, storage: str) -> Any:  # noqa: ANN401
    if kind == "simple":
        return _SCALARS[storage]
    element = _SCALARS[re.sub("(List|Map)+$", "", storage)]
    return [kind, ["list", element] if storage.endswith("ListList") else element]
