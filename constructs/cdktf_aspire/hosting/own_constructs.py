"""The user's own constructs: used by their attributes, never looked up again by name.

A data source that depends on a changed resource is unknown at the plan, and replaces all that depends on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeGuard

from cdktf_aspire.diagnostics.problems import with_article
from cdktf_aspire.values.value import OwnSource
from constructs import Construct

if TYPE_CHECKING:
    from constructs import Node


class OwnConstruct(OwnSource, Protocol):
    """A resource or a data source of the bindings, whichever it is.

    Once an attribute was read, cdktf doesn't accept another address for it.
    """

    @property
    def node(self) -> Node:
        """Its place in the tree of constructs."""


class OwnName(str):
    """The name of a resource that stands for a construct: others may have it too."""

    __slots__ = ()


def is_own_construct(value: object) -> TypeGuard[OwnConstruct]:
    """Whether the value is a resource or a data source that the user created; doesn't call Node."""
    kind = type(value)
    return (
        isinstance(value, Construct)
        and hasattr(kind, "get_string_attribute")
        and hasattr(kind, "terraform_resource_type")
    )


def is_taken_id(error: RuntimeError) -> bool:
    """Whether Node refuses a construct because its parent has one of that id."""
    return "already a Construct with name" in str(error)


def described(value: object) -> str:
    """A value in a message: `azurerm_key_vault 'stack/vault'`, or the type of anything else."""
    if is_own_construct(value):
        return f"{value.terraform_resource_type} {value.node.path!r}"
    return with_article(value)
