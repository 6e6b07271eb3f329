"""The stack of an application: adds an App, a backend and a provider if the user doesn't have them."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final, TypeGuard, cast

from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.terraform_rules import NO_ENGINE
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.engine.batch import EngineError, make
from cdktf_aspire.terraform.engine.elements import override
from cdktf_aspire.terraform.engine.engines import (
    VARIABLE,
    any_loaded,
    engine_named,
    engine_of,
    preferred,
)
from cdktf_aspire.terraform.guard import problems_of_a_new_app, stop
from cdktf_aspire.terraform.provider_versions import (
    DEFAULT_PROVIDER_VERSION,
    WITHOUT_REGISTRATION,
    constraint_of,
    lets_in,
)
from cdktf_aspire.values.value import is_token
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.terraform.application import StackApplication
    from cdktf_aspire.terraform.engine.classes import App, AzurermProvider, TerraformProvider, TerraformStack
    from cdktf_aspire.terraform.engine.engines import Engine
    from cdktf_aspire.terraform.provider_versions import Version
    from constructs import IConstruct

# Marks a stack that was created for an AppHost.
_OWN: Final = "_cdktf_aspire_own_stack"


def apphost_stack(name: str) -> TerraformStack:
    """Creates an App with one stack."""
    wanted = os.environ.get(VARIABLE)
    if wanted and engine_named(wanted) is None:
        stop(rules.problem("ACJ985", f"{wanted!r} is not an engine", path=VARIABLE, value=wanted))
    engine = preferred()
    with problems_of_a_new_app():
        app = engine.App()
    stack = engine.TerraformStack(app, name)
    stack.__dict__[_OWN] = True
    return stack


def is_own_stack(stack: TerraformStack) -> bool:
    """Whether the stack was created for an AppHost."""
    return _OWN in stack.__dict__


def stack_of(scope: object) -> TerraformStack:
    """The stack of a scope: the scope itself, or the stack that it is in.

    Raises:
        SynthesisStopped: the scope is neither a stack nor in one.
    """
    stack: object = scope if _is_stack(scope) else None
    if stack is None and isinstance(scope, Construct):
        # One engine finds the stacks of all engines. It fails if it finds none, or on a foreign construct.
        with contextlib.suppress(RuntimeError, EngineError):
            stack = any_loaded().TerraformStack.of(scope)
    if not _is_stack(stack):
        stop(rules.problem("ACJ983", "The scope is neither a stack nor in one", path="scope=", value=scope))
    return stack


def _is_stack(value: object) -> TypeGuard[TerraformStack]:
    engine = engine_of(value)
    return engine is not None and isinstance(value, engine.TerraformStack)


def engine_of_stack(stack: TerraformStack) -> Engine:
    """The engine of a stack and its App.

    Raises:
        SynthesisStopped: they belong to different engines, or the engine's bindings are not installed.
    """
    engine, of_app = engine_of(stack), engine_of(stack.node.root)
    assert engine is not None
    if of_app is not None and of_app is not engine:
        message = f"The stack belongs to {engine.name}, but its App to {of_app.name}"
        stop(rules.problem("ACJ984", message, path="scope=", value=stack))
    if not engine.is_installed:
        message = f"The stack belongs to {engine.name}, whose bindings of azurerm are not installed"
        stop(rules.problem(NO_ENGINE, message, path="scope=", value=stack))
    return engine


def app_of(construct: Construct) -> App:
    """The App that a construct is in.

    Raises:
        SynthesisStopped: the construct is not in an App.
    """
    root = construct.node.root
    engine = engine_of(root)
    if engine is None or not isinstance(root, engine.App):
        stop(
            rules.problem(
                "ACJ983", "The stack is not in an App, so nothing synthesizes it", path="scope=", value=root
            )
        )
    return root


def ensure_backend(stack: TerraformStack, engine: Engine) -> None:
    """Keeps an AppHost's state next to cdktf.json, unless the user has added another backend to its stack."""
    own = any(isinstance(child, engine.TerraformBackend) for child in stack.node.children)
    if is_own_stack(stack) and not own:
        # The engine's default is an absolute path. Terraform runs in cdktf.out/stacks/<name>.
        engine.LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")


def ensure_provider(
    stack: TerraformStack,
    engine: Engine,
    elements: Iterable[IConstruct],
    versions: Iterable[str],
    *,
    is_used: bool,
    needed: Version,
    storage_use_azuread: bool | None = None,
    register_resource_providers: bool = True,
) -> AzurermProvider | None:
    """Adds azurerm to the stack unless the user has added it, and sets the version constraint.

    Args:
        stack: the stack that needs it.
        engine: the engine of the stack.
        elements: all elements of the stack.
        versions: the version constraints of the stack's applications.
        is_used: whether any application of the stack uses the default provider.
        needed: the first version of azurerm that supports everything in the stack.
        storage_use_azuread: whether azurerm accesses storage accounts with the deploying identity instead of
            their keys.
        register_resource_providers: whether azurerm registers the resource providers that the stack needs, or
            none.

    Returns:
        The added provider; None if the stack already has one.
    """
    of_user = list(azurerm_providers(elements, engine))
    # Resources without a provider use the one without an alias.
    own = not is_used or any(each.alias is None for each in of_user)
    added: AzurermProvider | None = None
    if not own:
        config: dict[str, object] = {"features": [{}]}
        if storage_use_azuread is not None:
            config["storageUseAzuread"] = storage_use_azuread
        if not register_resource_providers:
            config["resourceProviderRegistrations"] = "none"
        kind = cast("type[AzurermProvider]", engine.binding("azurerm_provider"))
        added = make(kind.__new__(kind), kind, stack, "azurerm", config)
    constraint = constraint_of(versions, needed, is_own=own or bool(of_user))
    if not own and of_user:
        # The version applies to all of them: use the user's, not the one that our bindings are made for.
        asked: dict[str, str] = of_user[-1].to_terraform()["terraform"]["required_providers"]["azurerm"]
        constraint = constraint or asked.get("version", DEFAULT_PROVIDER_VERSION)
        override(stack, "terraform.required_providers.azurerm.source", asked.get("source", "azurerm"))
    if constraint:
        override(stack, "terraform.required_providers.azurerm.version", constraint)
    return added


def azurerm_providers(elements: Iterable[IConstruct], engine: Engine) -> Iterator[TerraformProvider]:
    """The azurerm providers among elements, including those from bindings that the user has generated."""
    for each in elements:
        if isinstance(each, engine.TerraformProvider) and each.terraform_resource_type == "azurerm":
            yield each


def first_new_storage(application: ApplicationModel) -> AzureStorageResource | None:
    """The first storage account that an application creates; new accounts don't accept keys."""
    accounts = application.resources_of(AzureStorageResource)
    return next((each for each in accounts if each.existing is None), None)


def registration_problems(application: StackApplication) -> Iterator[Problem]:
    """Problems of the user's providers that don't register Microsoft.App from azurerm 5 on."""
    if not application.register_resource_providers or not jobs_of(application):
        return
    for each in _used_providers(application):
        written = _written(each)
        if written.get("resource_provider_registrations") is not None:
            continue
        metadata = each.terraform_generator_metadata
        version = application.provider_version or (metadata and metadata.provider_version) or ""
        named: list[str] = written.get("resource_providers_to_register") or []
        if not lets_in(version, WITHOUT_REGISTRATION) or any(
            is_token(name) or name.lower() == "microsoft.app" for name in named
        ):
            continue
        yield rules.problem(
            "ACJ987",
            "From azurerm 5 on, your own provider does not register Microsoft.App",
            path="AzurermProvider(resource_providers_to_register=)",
            where=application.declared_at,
        )


def _used_providers(application: StackApplication) -> list[TerraformProvider]:
    """The user's providers that an application uses: the one passed to it, or the default one."""
    if application.provider is not None:
        return list(azurerm_providers([application.provider], application.engine))
    elements = azurerm_providers(application.stack.node.find_all(), application.engine)
    return [each for each in elements if each.alias is None and each is not application.added_provider]


def _written(provider: TerraformProvider) -> dict[str, Any]:
    """The attributes of a provider of any class, including overrides."""
    (written,) = provider.to_terraform()["provider"]["azurerm"]
    return cast("dict[str, Any]", written)


def storage_provider_problems(application: StackApplication) -> Iterator[Problem]:
    """The problem of a user's provider that would use the keys of an account that doesn't accept keys."""
    storage = first_new_storage(application)
    if storage is None:
        return
    used = _used_providers(application)
    if used and not any(_written(each).get("storage_use_azuread") for each in used):
        yield rules.problem(
            "ACJ953",
            "azurerm would read the account's properties with a key, which the account does not accept",
            resource=storage.name,
            path="add_azure_storage",
            where=storage._declared_at,
        )
