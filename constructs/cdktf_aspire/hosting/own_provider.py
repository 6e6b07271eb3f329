"""The user's own azurerm provider in the stack, and values that can't be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeGuard

from cdktf_aspire.diagnostics.problems import with_article
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.jobs import rules
from constructs import Construct

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from constructs import Node

AZURERM: Final = "azurerm"

register(
    "ACJ990",
    ERROR,
    "create_builder(provider=), as_existing(name, resource_group, provider=)",
    allowed="a construct of azurerm's provider, from the engine's bindings or from generated ones",
    why="Terraform uses it for everything in the application",
    fix='Pass the construct: provider=AzurermProvider(stack, "jobs", alias="jobs", features=[...])',
    source="cdktf: TerraformProvider",
)

OF_ANOTHER_STACK: Final = register(
    "ACJ991",
    ERROR,
    "create_builder(provider=), as_existing(name, resource_group, provider=)",
    allowed="a provider in the application's own stack",
    why="In Terraform, each stack has its own providers",
    fix="Add the provider to the application's stack as well",
    source="cdktf: TerraformProvider",
)


class OwnProvider(Protocol):
    """A provider that the user created, of whichever class.

    Attributes:
        terraform_resource_type: its name in Terraform, such as `azurerm`.
    """

    terraform_resource_type: str

    @property
    def cdktf_stack(self) -> object:
        """The stack that it is in."""

    @property
    def node(self) -> Node:
        """Its place in the tree of constructs."""


def is_own_provider(value: object) -> TypeGuard[OwnProvider]:
    """Whether the value is any provider that the user created; doesn't call Node."""
    return isinstance(value, Construct) and hasattr(type(value), "terraform_provider_source")


def provider_problem(value: object, where: SourceLocation | None) -> Problem | None:
    """What is wrong with a value that should be an azurerm provider; None if it is one.

    Args:
        value: as the user gave it.
        where: the user's line.
    """
    if is_own_provider(value):
        kind = value.terraform_resource_type
        if kind == AZURERM:
            return None
        found = f"that of {kind}, {value.node.path!r}"
    elif isinstance(value, type):
        found = f"the class {value.__name__}"
    elif isinstance(value, str):
        found = repr(value) if value.strip() else "empty"
    else:
        found = described(value) if is_own_construct(value) else with_article(value)
    return rules.problem(
        "ACJ990",
        f"The provider is {found}, not an azurerm construct",
        path="provider=",
        value=value if isinstance(value, str) else None,
        where=where,
    )
