"""Names in Azure: within each kind's limits, and different for resources with different Aspire names.

Azure compares most of these names in the whole world, so they end in a suffix of the subscription and the
resource group. A name that is cut gets a hash of what it was, so that two long names that differ at the end
stay two. The limits are those of azurerm's own checks.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from cdktf_aspire.hosting.azure.container_app_environment import Naming

# How the suffix looks where it is not known yet: it is an expression in Terraform.
UNKNOWN_SUFFIX: Final = "x" * 8

_HASH: Final = 6


def key_vault(name: str, suffix: str) -> str:
    """3 to 24 letters, digits and single hyphens, a letter first."""
    return f"{_fitted(name, 24 - 9)}-{suffix}"


def namespace(name: str, suffix: str) -> str:
    """Service Bus, Event Hubs: 6 to 50 letters, digits and hyphens, a letter first."""
    return f"{_fitted(name, 50 - 9)}-{suffix}"


def workspace(name: str, suffix: str) -> str:
    """Log Analytics: 4 to 63 letters, digits and hyphens; unique in its group."""
    return f"{_fitted(name, 63 - 9)}-{suffix}"


def storage_account(name: str, suffix: str) -> str:
    """3 to 24 lower-case letters and digits."""
    return f"{_fitted_without_hyphens(name, 24 - 8)}{suffix}"


def registry(name: str, suffix: str) -> str:
    """5 to 50 letters and digits."""
    return f"{_fitted_without_hyphens(name, 50 - 8)}{suffix}"


def identity(name: str) -> str:
    """3 to 128 letters, digits, hyphens and underscores; unique in its group."""
    lower = name.lower()
    return lower if len(lower) > 2 else f"{lower}-identity"


def app_identity(name: str) -> str:
    """The identity that a resource gets by itself, as Aspire calls it."""
    return f"{name.lower()}-identity"


def environment_part(kind: str, name: str, naming: Naming, suffix: str) -> str:
    """The environment and what it brings.

    Args:
        kind: `azd`'s abbreviation: `cae`, `law`, `acr` or `mi`.
        name: of the environment's resource.
        naming: after the environment, or as `azd` names things.
        suffix: of the subscription and the group.
    """
    if naming is Naming.AZD:
        return f"{kind}{suffix}" if kind == "acr" else f"{kind}-{suffix}"
    match kind:
        case "cae":
            # azurerm takes 60 characters only when the last one is a letter.
            return _fitted(name, 59)
        case "law":
            return f"{_fitted(name, 63 - 4)}-law"
        case "acr":
            return f"{_fitted_without_hyphens(name, 50 - 11)}acr{suffix}"
        case _:
            return f"{name.lower()}-{kind}"


def volumes_account(environment: str, suffix: str) -> str:
    """The storage account for the shares of an environment's jobs."""
    return f"{_fitted_without_hyphens(environment, 24 - 11)}vol{suffix}"


def environment_storage(resource: str, mount: str, suffix: str | None = None) -> str:
    """A storage of an environment, and its share: up to 32 letters, digits and single hyphens.

    Args:
        resource: that mounts it.
        mount: name of the mount, unique in the resource.
        suffix: where the environment is shared with other deployments.
    """
    # azurerm takes 32 characters only when the last one is a letter.
    if suffix is None:
        return _fitted(f"{resource}-{mount}", 31)
    return f"{_fitted(f'{resource}-{mount}', 31 - 9)}-{suffix}"


def _fitted(name: str, length: int) -> str:
    """The name in lower case, or as much of it as there is room for and a hash of the rest."""
    lower = name.lower()
    return lower if len(lower) <= length else f"{lower[: length - _HASH - 1].rstrip('-')}-{_hash(lower)}"


def _fitted_without_hyphens(name: str, length: int) -> str:
    squeezed = re.sub("[^a-z0-9]", "", name.lower())
    return squeezed if len(squeezed) <= length else f"{squeezed[: length - _HASH]}{_hash(name.lower())}"


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:_HASH]
