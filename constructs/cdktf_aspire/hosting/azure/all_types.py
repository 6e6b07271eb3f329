"""All types of Azure resources: those that the modules of this folder declare."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

import cdktf_aspire.hosting.azure as services
from cdktf_aspire.hosting.azure.azure_resource import PARTS, WHOLES

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import AzurePart, MaybeExisting


def wholes() -> list[type[MaybeExisting]]:
    """The classes of resources, in the order of the modules' names."""
    _load()
    return list(WHOLES.values())


def parts() -> list[type[AzurePart]]:
    """The classes of their parts that are resources in Azure."""
    _load()
    return list(PARTS.values())


@functools.cache
def _load() -> None:
    for module in pkgutil.iter_modules(services.__path__):
        importlib.import_module(f"{services.__name__}.{module.name}")
