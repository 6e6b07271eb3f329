"""Terraform addresses: readable, stable, and each taken once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdktf import TerraformElement


def claim(element: TerraformElement, address: str) -> None:
    """Gives the element its address: the name alone, without cdktf's path and hash."""
    element.override_logical_id(address)
