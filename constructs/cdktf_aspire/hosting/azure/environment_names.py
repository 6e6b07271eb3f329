"""Names in Azure of an environment, of what it brings, and of its storages."""

from __future__ import annotations

import enum
from typing import Final

from cdktf_aspire.hosting.azure.azure_names import UNKNOWN_SUFFIX, fitted, fitted_without_hyphens

# The last character counts: azurerm takes as many as Azure does only when it is a letter.
_LONGEST_NAME: Final = 59
_LONGEST_STORAGE_NAME: Final = 31


class Naming(enum.Enum):
    """How resources of an environment are named in Azure."""

    DEFAULT = "default"
    AZD = "azd"
    UNIQUE = "unique"

    @property
    def separator_of_volumes(self) -> str:
        """What stands between the words of a volume's name."""
        return "" if self is Naming.AZD else "-"


def environment_part(kind: str, name: str, naming: Naming, suffix: str) -> str:
    """The name in Azure of a new environment, and of what it brings.

    Args:
        kind: `azd`'s abbreviation: `cae`, `law`, `acr` or `mi`.
        name: of the environment's resource.
        naming: after the environment, or as `azd` names things.
        suffix: of the application.
    """
    if naming is Naming.AZD:
        return f"{kind}{suffix}" if kind == "acr" else f"{kind}-{suffix}"
    match kind:
        case "cae" if naming is Naming.UNIQUE:
            return f"{fitted(name, _LONGEST_NAME - 1 - len(UNKNOWN_SUFFIX))}-{suffix}"
        case "cae":
            return fitted(name, _LONGEST_NAME)
        case "law":
            return f"{fitted(name, 63 - 4)}-law"
        case "acr":
            return f"{fitted_without_hyphens(name, 50 - 11)}acr{suffix}"
        case _:
            return f"{name.lower()}-{kind}"


def volumes_account(environment: str, naming: Naming, suffix: str) -> str:
    """The name of the storage account for the shares of an environment's jobs."""
    if naming is Naming.AZD:
        return f"vol{suffix}"
    return f"{fitted_without_hyphens(environment, 24 - 11)}vol{suffix}"


def environment_storage(resource: str, mount: str, suffix: str | None = None) -> str:
    """The name of an environment's storage, and of its share: up to 32 letters, digits and single hyphens.

    Args:
        resource: that mounts it.
        mount: name of the mount, unique in the resource.
        suffix: where the environment is shared with other deployments.
    """
    if suffix is None:
        return fitted(f"{resource}-{mount}", _LONGEST_STORAGE_NAME)
    return f"{fitted(f'{resource}-{mount}', _LONGEST_STORAGE_NAME - 1 - len(UNKNOWN_SUFFIX))}-{suffix}"
