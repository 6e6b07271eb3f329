"""The stack around an application: its own App, backend and provider where the user brings none."""

from __future__ import annotations

from cdktf import App, LocalBackend, TerraformBackend, TerraformStack

# The bindings pin the version that they were generated from. A range lets a team keep its own.
DEFAULT_PROVIDER_VERSION = ">= 4.55, < 5"


class AppHostStack(TerraformStack):
    """The stack of an AppHost that was given none."""


def apphost_stack(name: str) -> AppHostStack:
    """An App with one stack."""
    return AppHostStack(App(), name)


def ensure_backend(stack: TerraformStack) -> None:
    """Keeps an AppHost's state beside cdktf.json, unless the user has put another backend into its stack."""
    own = any(isinstance(child, TerraformBackend) for child in stack.node.children)
    if isinstance(stack, AppHostStack) and not own:
        # cdktf's own default is an absolute path; terraform runs in cdktf.out/stacks/<name>.
        LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")


def ensure_provider(stack: TerraformStack, version: str | None) -> None:
    """Adds azurerm to the stack unless the user has it there, and sets the version constraint."""
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

    own = any(isinstance(child, AzurermProvider) for child in stack.node.find_all())
    if not own:
        AzurermProvider(stack, "azurerm", features=[AzurermProviderFeatures()])
        version = version or DEFAULT_PROVIDER_VERSION
    if version is not None:
        stack.add_override("terraform.required_providers.azurerm.version", version)
