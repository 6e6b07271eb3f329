"""The engines: packages with the same API under different names, each with its azurerm bindings.

Both can run in one process, with one Node. No other code in this package depends on which engine it uses.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import cdktf
    from cdktf import TerraformElement

    from constructs import IConstruct

    AzurermElement: TypeAlias = cdktf.TerraformResource | cdktf.TerraformDataSource

__all__ = [
    "ENGINES",
    "INFO",
    "VARIABLE",
    "WARNING",
    "Engine",
    "MissingEngineError",
    "any_loaded",
    "bound_type",
    "engine_named",
    "engine_of",
    "in_capitals",
    "is_element",
    "preferred",
]

# The metadata that the engines and their CLIs print (AnnotationMetadataEntryType in JavaScript).
INFO: Final = "@cdktf/info"
WARNING: Final = "@cdktf/warn"
# The environment variable that selects the engine outside of the user's stacks.
VARIABLE: Final = "CDKTF_ASPIRE_ENGINE"
# The types of the bindings that nearly every application needs.
_COMMON: Final = (
    "azurerm_container_app_environment",
    "azurerm_container_app_job",
    "azurerm_container_registry",
    "data_azurerm_client_config",
    "azurerm_log_analytics_workspace",
    "azurerm_resource_group",
    "azurerm_role_assignment",
    "azurerm_user_assigned_identity",
    "azurerm_provider",
)


def _module_of(kind: str) -> str:
    return kind.removeprefix("azurerm_")


def _class_of(kind: str) -> str:
    return in_capitals(kind if kind == "azurerm_provider" else _module_of(kind))


def in_capitals(words: str) -> str:
    """The words of a name as jsii joins them in a class: `resource_group` is `ResourceGroup`."""
    return "".join(word.capitalize() for word in words.split("_"))


class MissingEngineError(ImportError):
    """No engine is installed."""


class Engine:
    """An engine with its bindings; their classes are imported on first use.

    Attributes:
        name: the name of the package in Python, on npm and in jsii, such as `cdktf`.
    """

    App: type[cdktf.App]
    Aspects: type[cdktf.Aspects]
    DefaultTokenResolver: type[cdktf.DefaultTokenResolver]
    Fn: type[cdktf.Fn]
    IAspect: type[cdktf.IAspect]
    LocalBackend: type[cdktf.LocalBackend]
    StringConcat: type[cdktf.StringConcat]
    TerraformBackend: type[cdktf.TerraformBackend]
    TerraformDataSource: type[cdktf.TerraformDataSource]
    TerraformElement: type[cdktf.TerraformElement]
    TerraformLocal: type[cdktf.TerraformLocal]
    TerraformOutput: type[cdktf.TerraformOutput]
    TerraformProvider: type[cdktf.TerraformProvider]
    TerraformResource: type[cdktf.TerraformResource]
    TerraformStack: type[cdktf.TerraformStack]
    TerraformVariable: type[cdktf.TerraformVariable]
    Token: type[cdktf.Token]
    Tokenization: type[cdktf.Tokenization]

    def __init__(self, name: str, *bindings: str) -> None:
        self.name: Final = name
        self._bindings = bindings
        # Whether this library imported it, so that the import doesn't show the user's choice.
        self._is_imported_here = False

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        found: object = getattr(self.load(), name)
        setattr(self, name, found)
        return found

    @functools.cached_property
    def bindings(self) -> str:
        """The Python package of the azurerm bindings: the installed one that is made for the engine."""
        made_for_it = re.compile(rf"^import {self.name}\._jsii", re.MULTILINE)
        for package in self._bindings:
            spec = getattr(sys.modules.get(package), "__spec__", None) or find_spec(package)
            if spec is not None and spec.origin is not None:
                own = Path(spec.origin).parent / "_jsii" / "__init__.py"
                if own.is_file() and made_for_it.search(own.read_text(encoding="utf-8")):
                    return package
        return self._bindings[0]

    def load(self) -> object:
        """The engine's package."""
        if self.name not in sys.modules:
            self._is_imported_here = True
        return importlib.import_module(self.name)

    def load_common_bindings(self) -> None:
        """Imports the classes that nearly every application needs, while Node still loads its half."""
        for kind in _COMMON:
            self.binding(kind)

    @functools.cache  # noqa: B019 - there is one for each engine
    def binding(self, kind: str) -> type[AzurermElement]:
        """The class in the bindings for a Terraform type, imported on first use.

        Args:
            kind: for example `azurerm_key_vault`, or `data_azurerm_key_vault` for the data source; or
                `azurerm_provider`.
        """
        module = importlib.import_module(f"{self.bindings}.{_module_of(kind)}")
        found: object = getattr(module, _class_of(kind))
        return cast("type[AzurermElement]", found)

    @property
    def common_classes(self) -> list[str]:
        """The names in jsii of the classes that nearly every application needs."""
        modules = [in_capitals(_module_of(each)) for each in _COMMON]
        return [
            f"{module[0].lower()}{module[1:]}.{_class_of(kind)}"
            for module, kind in zip(modules, _COMMON, strict=True)
        ]

    def aspect(self, visit: Callable[[], None]) -> cdktf.IAspect:
        """An aspect that calls a function for each construct that it visits."""
        from cdktf_aspire.terraform.engine.batch import implements  # importing jsii starts Node

        @implements(self.IAspect)
        class Aspect:
            def visit(self, node: IConstruct) -> None:
                visit()

        return Aspect()

    @property
    def is_installed(self) -> bool:
        """Whether the engine and its bindings are installed."""
        return all(each in sys.modules or find_spec(each) for each in (self.name, self.bindings))

    @property
    def is_of_the_user(self) -> bool:
        """Whether the user's own code has imported it."""
        return self.name in sys.modules and not self._is_imported_here


# The first bindings named cdktn, 14.24 and 14.25, were made for cdktf.
ENGINES: Final = (
    Engine("cdktf", "cdktf_cdktf_provider_azurerm", "cdktn_provider_azurerm"),
    Engine("cdktn", "cdktn_provider_azurerm"),
)


def engine_named(name: str) -> Engine | None:
    """The engine whose package has this name."""
    return next((each for each in ENGINES if each.name == name), None)


def engine_of(construct: object) -> Engine | None:
    """The engine of an App, a stack or an element; None for anything else. Doesn't send a request to Node."""
    packages = (kind.__module__.partition(".")[0] for kind in type(construct).__mro__)
    return next((found for each in packages if (found := engine_named(each)) is not None), None)


def is_element(construct: object) -> TypeGuard[TerraformElement]:
    """Whether it is a Terraform element of any engine."""
    engine = engine_of(construct)
    return engine is not None and isinstance(construct, engine.TerraformElement)


def bound_type(construct: object) -> str | None:
    """The type of an azurerm resource without `azurerm_`, from its class; None for anything else.

    The bindings may be those of an engine, or generated by the user. Doesn't send a request to Node.
    """
    engine = engine_of(construct)
    if engine is None or not isinstance(construct, engine.TerraformResource):
        return None
    modules = (kind.__module__ for kind in type(construct).__mro__)
    found = (each.rpartition(".") for each in modules)
    return next((name for package, _, name in found if "azurerm" in package), None)


def any_loaded() -> Engine:
    """Any imported engine, for features that all engines share in Node, such as tokens."""
    return next((each for each in ENGINES if each.name in sys.modules), ENGINES[0])


def preferred() -> Engine:
    """The engine to use outside of the user's stacks.

    This is the one that the environment variable names, otherwise the one that the user's code has imported,
    otherwise the installed one. If both qualify, it is cdktf.
    """
    wanted = engine_named(os.environ.get(VARIABLE, ""))
    if wanted is not None:
        return wanted
    for is_there in (lambda each: each.is_of_the_user, lambda each: each.is_installed):
        found = next(filter(is_there, ENGINES), None)
        if found is not None:
            return found
    message = "Neither cdktf nor cdktn is installed with its bindings of azurerm"
    raise MissingEngineError(message)
