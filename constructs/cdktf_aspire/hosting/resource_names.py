"""Aspire's resource names, and the identifiers that come from them."""

from __future__ import annotations

import re

# Aspire's ModelName.ValidateName: 1-64 ASCII letters, digits and hyphens, starting with a letter, no
# hyphen at the end, no two in a row.
_RESOURCE_NAME = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9])*", re.ASCII)
MAX_LENGTH = 64


def is_resource_name(name: object) -> bool:
    """Whether Aspire allows the name for a resource."""
    return isinstance(name, str) and len(name) <= MAX_LENGTH and _RESOURCE_NAME.fullmatch(name) is not None


def suggest(name: str) -> str | None:
    """The nearest name that Aspire allows, or None if nothing of the name is left."""
    cleaned = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
    cleaned = cleaned.lstrip("0123456789-")[:MAX_LENGTH].rstrip("-")
    return cleaned or None


def identifier(name: str) -> str:
    """The name in a Terraform address, which is Aspire's Bicep identifier: `data_processor`."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)
