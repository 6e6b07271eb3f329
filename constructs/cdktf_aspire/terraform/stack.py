"""The stack around an application: its own App, backend and provider where the user brings none."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.engine.azurerm import AzurermProvider
from cdktf_aspire.terraform.engine.batch import make
from cdktf_aspire.terraform.engine.classes import (
    ENGINE,
    App,
    EngineError,
    LocalBackend,
    TerraformBackend,
    TerraformStack,
)
from cdktf_aspire.terraform.engine.elements import override
from cdktf_aspire.terraform.guard import problems_of_a_new_app, stop
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.terraform.application import StackApplication
    from constructs import IConstruct

# The bindings pin the version that they were generated from. A range lets a team keep its own.
DEFAULT_PROVIDER_VERSION: Final = ">= 4.55, < 5"
# The first azurerm that has identity_id in the scale rule of a job.
IDENTITY_OF_RULES: Final = (4, 73, 0)
PROVIDER_VERSION_WITH_IDENTITY_OF_RULES: Final = ">= 4.73.0"


class AppHostStack(TerraformStack):
    """The stack of an AppHost that was given none."""


def apphost_stack(name: str) -> AppHostStack:
    """An App with one stack."""
    with problems_of_a_new_app():
        app = App()
    return AppHostStack(app, name)


def stack_of(scope: object) -> TerraformStack:
    """The stack that a scope is, or is in.

    Raises:
        SynthesisStopped: it is in none, or in one of another engine.
    """
    stack: object = None
    if isinstance(scope, Construct):
        # cdktf finds none, or the kernel does not know the construct.
        with contextlib.suppress(RuntimeError, EngineError):
            stack = TerraformStack.of(scope)
    if not isinstance(stack, TerraformStack):
        around: list[object] = [scope if stack is None else stack]
        if stack is None and isinstance(scope, Construct):
            around = [*scope.node.scopes]
        for each in around:
            stop_on_another_engine(each)
        stop(rules.problem("ACJ983", "The scope is not a stack, and not in one", path="scope=", value=scope))
    return stack


def app_of(construct: Construct) -> App:
    """The App that a construct is in.

    Raises:
        SynthesisStopped: it is in none.
    """
    root = construct.node.root
    if not isinstance(root, App):
        stop(
            rules.problem(
                "ACJ983", "The stack is in no App, so nothing synthesizes it", path="scope=", value=root
            )
        )
    return root


def stop_on_another_engine(construct: object) -> None:
    """Stops where a stack or an App is that of another package than cdktf.

    Raises:
        SynthesisStopped: it is.
    """
    packages = [
        kind.__module__.partition(".")[0]
        for kind in type(construct).__mro__
        if kind.__name__ in {"App", "TerraformStack"}
    ]
    if packages and packages[-1] != ENGINE:
        stop(
            rules.problem(
                "ACJ984",
                f"The scope belongs to {packages[-1]}, and cdktf-aspire writes with {ENGINE}",
                path="scope=",
                value=construct,
            )
        )


def ensure_backend(stack: TerraformStack) -> None:
    """Keeps an AppHost's state beside cdktf.json, unless the user has put another backend into its stack."""
    own = any(isinstance(child, TerraformBackend) for child in stack.node.children)
    if isinstance(stack, AppHostStack) and not own:
        # cdktf's own default is an absolute path; terraform runs in cdktf.out/stacks/<name>.
        LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")


def ensure_provider(
    stack: TerraformStack,
    elements: Iterable[IConstruct],
    versions: Iterable[str],
    *,
    identity_of_rules: bool,
    storage_use_azuread: bool | None = None,
    register_resource_providers: bool = True,
) -> AzurermProvider | None:
    """Adds azurerm to the stack unless the user has it there, and sets the version constraint.

    Args:
        stack: that needs it.
        elements: all of the stack's.
        versions: constraints that the stack's applications were given.
        identity_of_rules: whether a scale rule of the stack signs in with an identity, which takes a newer
            azurerm than the bindings know of.
        storage_use_azuread: whether azurerm signs in to storage accounts with the identity that deploys
            instead of their keys.
        register_resource_providers: whether azurerm registers what the stack needs, or nothing.

    Returns:
        The provider that was added; None where the stack has one.
    """
    constraint = ", ".join(dict.fromkeys(versions))
    # Resources that name no provider take the one without an alias.
    own = any(isinstance(child, AzurermProvider) and child.alias is None for child in elements)
    added: AzurermProvider | None = None
    if not own:
        config: dict[str, object] = {"features": [{}]}
        if storage_use_azuread is not None:
            config["storageUseAzuread"] = storage_use_azuread
        if not register_resource_providers:
            config["resourceProviderRegistrations"] = "none"
        added = make(AzurermProvider.__new__(AzurermProvider), AzurermProvider, stack, "azurerm", config)
    if identity_of_rules:
        rest = constraint or DEFAULT_PROVIDER_VERSION.partition(", ")[2]
        constraint = f"{PROVIDER_VERSION_WITH_IDENTITY_OF_RULES}, {rest}"
    if not own:
        constraint = constraint or DEFAULT_PROVIDER_VERSION
    if constraint:
        override(stack, "terraform.required_providers.azurerm.version", constraint)
    return added


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


def first_new_storage(application: ApplicationModel) -> AzureStorageResource | None:
    """The first storage account that an application creates: one that takes no keys."""
    accounts = application.resources_of(AzureStorageResource)
    return next((each for each in accounts if each.existing is None), None)


def storage_provider_problems(application: StackApplication) -> Iterator[Problem]:
    """A provider of the user's that would use the keys of an account which takes none."""
    storage = first_new_storage(application)
    if storage is None:
        return
    children = application.stack.node.find_all()
    providers = [child for child in children if isinstance(child, AzurermProvider)]
    if providers and not any(each.storage_use_azuread for each in providers if each.alias is None):
        yield rules.problem(
            "ACJ953",
            "azurerm would read the account's properties with a key, which it does not take",
            resource=storage.name,
            path="add_azure_storage",
            where=storage._declared_at,
        )
