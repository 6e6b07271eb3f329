"""The stack around an application: its own App, backend and provider where the user brings none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf import App, LocalBackend, TerraformStack

if TYPE_CHECKING:
    from collections.abc import Iterable

# The bindings pin the version that they were generated from. A range lets a team keep its own.
DEFAULT_PROVIDER_VERSION: Final = ">= 4.55, < 5"
# The first azurerm that has identity_id in the scale rule of a job.
IDENTITY_OF_RULES: Final = (4, 73, 0)
PROVIDER_VERSION_WITH_IDENTITY_OF_RULES: Final = ">= 4.73.0"


def apphost_stack(name: str) -> TerraformStack:
    """An App with one stack, whose state lies beside cdktf.json unless the user sets another backend."""
    stack = TerraformStack(App(), name)
    # cdktf's own default is an absolute path; terraform runs in cdktf.out/stacks/<name>.
    LocalBackend(stack, path=f"../../../terraform.{name}.tfstate")
    return stack


def ensure_provider(stack: TerraformStack, versions: Iterable[str], *, identity_of_rules: bool) -> None:
    """Adds azurerm to the stack unless the user has it there, and sets the version constraint.

    Args:
        stack: to add it to.
        versions: constraints that the stack's applications were given.
        identity_of_rules: whether a scale rule of the stack signs in with an identity, which takes a newer
            azurerm than the bindings know of.
    """
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

    constraint = ", ".join(dict.fromkeys(versions))
    own = any(isinstance(child, AzurermProvider) for child in stack.node.find_all())
    if not own:
        AzurermProvider(stack, "azurerm", features=[AzurermProviderFeatures()])
    if identity_of_rules:
        rest = constraint or DEFAULT_PROVIDER_VERSION.partition(", ")[2]
        constraint = f"{PROVIDER_VERSION_WITH_IDENTITY_OF_RULES}, {rest}"
    if not own:
        constraint = constraint or DEFAULT_PROVIDER_VERSION
    if constraint:
        stack.add_override("terraform.required_providers.azurerm.version", constraint)


def allows_identity_of_rules(constraint: str) -> bool:
    """Whether a version constraint of Terraform lets an azurerm in that has identities in scale rules."""
    return all(_reaches(part) for part in constraint.split(","))


def _reaches(part: str) -> bool:
    match = re.fullmatch(r"\s*(=|!=|>=?|<=?|~>)?\s*v?([0-9]+(?:\.[0-9]+)*)(?:-[\w.]+)?\s*", part)
    if match is None:
        return True  # Terraform judges it
    operator, numbers = match[1] or "=", tuple(int(number) for number in match[2].split("."))
    version = (*numbers, 0, 0)[:3]
    match operator:
        case "=" | "<=":
            return version >= IDENTITY_OF_RULES
        case "<":
            return version > IDENTITY_OF_RULES
        case "~>":
            # The last number given may grow, the others may not.
            fixed = numbers[:-1] or numbers
            return fixed >= IDENTITY_OF_RULES[: len(fixed)]
    return True
