"""Every scaler that azurerm accepts, each from the module of `scalers` that has its name.

A module is called as a scaler or as the first words of its name, `redis` for `redis-streams`, and loads when
a job has a rule of it. Scalers without a typed rule may also be in `others`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.jobs import scalers
from cdktf_aspire.jobs.keda.scaler import LOADED

if TYPE_CHECKING:
    from cdktf_aspire.jobs.keda.scaler import Scaler


# Names that azurerm accepts and KEDA has no scaler for -> why a job has nothing from it.
_WITHOUT_SCALER: Final = {
    "http": "A job has no ingress, so there are no requests to count",
    "stan": "",
    "tcp": "A job has no ingress, so there are no connections to count",
}


@cache
def _modules() -> frozenset[str]:
    return frozenset(module.name for module in pkgutil.iter_modules(scalers.__path__))


@cache
def scaler(kind: str) -> Scaler | None:
    """What is known of a scaler; None when it is not one that azurerm accepts, or has no metadata.

    Args:
        kind: KEDA's name of the scaler.
    """
    words = kind.split("-")
    names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    for name in (*names, "others"):
        if kind not in LOADED and name in _modules():
            importlib.import_module(f"{scalers.__name__}.{name}")
    return LOADED.get(kind)


def all_scalers() -> list[Scaler]:
    """All scalers by name, of which most are of no use to an application: only a mistake needs them."""
    for name in _modules():
        importlib.import_module(f"{scalers.__name__}.{name}")
    return [LOADED[kind] for kind in sorted(LOADED)]


def is_accepted(kind: str) -> bool:
    """Whether azurerm takes the name as `custom_rule_type`."""
    return kind in _WITHOUT_SCALER or scaler(kind) is not None


def why_never(kind: str) -> str:
    """Why a scaler never starts a job, for a message; empty where it does."""
    known = scaler(kind)
    return known.never if known else _WITHOUT_SCALER.get(kind, "")


def meant_by(kind: str) -> str | None:
    """The name that azurerm accepts and that another one was most likely meant to be."""
    known = all_scalers()
    aliases = {alias: each.type for each in known for alias in each.aliases}
    names = [*(each.type for each in known), *_WITHOUT_SCALER]
    return aliases.get(kind.lower()) or closest(kind, names)


def with_hyphens(name: str) -> str:
    """KEDA's name as a part of a secret's: `personalAccessToken` is `personal-access-token`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()
