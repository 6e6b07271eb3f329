"""Workload profiles of a Container Apps environment: their nodes and regions.

https://learn.microsoft.com/azure/container-apps/workload-profiles-overview
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

CONSUMPTION: Final = "Consumption"

# vCPU and memory (Gi) of a node, by the type of a profile with nodes of its own.
DEDICATED: Final[Mapping[str, tuple[float, float]]] = {
    "D4": (4, 16),
    "D8": (8, 32),
    "D16": (16, 64),
    "D32": (32, 128),
    "E4": (4, 32),
    "E8": (8, 64),
    "E16": (16, 128),
    "E32": (32, 256),
    "NC24-A100": (24, 220),
    "NC48-A100": (48, 440),
    "NC96-A100": (96, 880),
}


@records.frozen
class ServerlessGpu:
    """A serverless GPU profile: paid for only while a replica runs.

    Attributes:
        size: vCPU and memory (Gi) that a replica may have.
        regions: that Azure's documentation names; there may be more by now.
    """

    size: tuple[float, float]
    regions: frozenset[str]


_GPU_REGIONS: Final = frozenset({"australiaeast", "swedencentral", "westus3"})
SERVERLESS_GPU: Final[Mapping[str, ServerlessGpu]] = {
    "Consumption-GPU-NC8as-T4": ServerlessGpu((8, 56), _GPU_REGIONS),
    "Consumption-GPU-NC24-A100": ServerlessGpu((24, 220), _GPU_REGIONS),
}

# The most that a replica can have, by the type of the profile.
NODES: Final[Mapping[str, tuple[float, float]]] = {
    **DEDICATED,
    **{kind: gpu.size for kind, gpu in SERVERLESS_GPU.items()},
}


def is_dedicated(kind: str) -> bool:
    """Whether a profile of this type has its own nodes, which always cost money."""
    return not kind.lower().startswith(CONSUMPTION.lower())


def is_plain_consumption(kind: str) -> bool:
    """Whether it is the profile that every environment has, with its few pairs of vCPU and memory."""
    return kind.lower() == CONSUMPTION.lower()


def kind_of(name: str, profiles: Mapping[str, str] | None) -> str:
    """The type of a profile, or its name where nothing is known of the environment.

    Args:
        name: of the profile.
        profiles: of the environment: name -> type.
    """
    return (profiles or {}).get(name, name)
