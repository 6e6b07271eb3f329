"""A plugin of pytest: tests that are written for cdktf run on cdktn, `pytest -p tests.on_cdktn`.

What a test imports of cdktf and its bindings is cdktn's then, under cdktf's name. The stand-in for azurerm
has the schemas of azurerm 5 too, which cdktn's bindings were made for.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING

from cdktf_aspire.terraform.engine.engines import VARIABLE

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

os.environ[VARIABLE] = "cdktn"
importlib.import_module("cdktf_aspire.terraform")

_OLD, _NEW = "cdktf_cdktf_provider_azurerm", "cdktn_provider_azurerm"


class _Bindings(MetaPathFinder, Loader):
    """Finds cdktn's bindings under the name of cdktf's."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        is_bindings = fullname.partition(".")[0] == _OLD
        return importlib.util.spec_from_loader(fullname, self) if is_bindings else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return importlib.import_module(spec.name.replace(_OLD, _NEW))

    def exec_module(self, module: ModuleType) -> None:
        """It is there already."""


sys.modules.pop(_OLD, None)
sys.modules["cdktf"] = importlib.import_module("cdktn")
sys.meta_path.insert(0, _Bindings())
