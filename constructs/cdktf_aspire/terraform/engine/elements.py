"""Creating azurerm constructs from plain attributes, with an address of our choosing."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from cdktf_aspire.hosting.builder import ApplicationBuilder, application_of
from cdktf_aspire.jobs.schema import in_camel_case
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.engine.batch import call, make
from cdktf_aspire.terraform.engine.blocks import AttributesOfBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.terraform.engine.classes import (
        TerraformElement,
        TerraformLocal,
        TerraformOutput,
        TerraformStack,
        TerraformVariable,
    )
    from cdktf_aspire.terraform.engine.engines import AzurermElement, Engine
    from constructs import Construct

T = TypeVar("T", bound="TerraformElement")


# The elements that were given an address, by its last part; None while nothing is written.
_claims: ContextVar[dict[str, list[TerraformElement]] | None] = ContextVar("_claims", default=None)


@contextlib.contextmanager
def claims_in(claims: dict[str, list[TerraformElement]]) -> Iterator[None]:
    """Inside, each element that is given an address is noted."""
    token = _claims.set(claims)
    try:
        yield
    finally:
        _claims.reset(token)


def claim(element: TerraformElement, address: str) -> None:
    """Notes that the element has been given the address: the name alone, without path and hash."""
    claims = _claims.get()
    if claims is None:  # a token that was asked for before the synth: rare enough to ask Node for the path
        owner = next(each for each in element.node.scopes if isinstance(each, ApplicationBuilder))
        claims = _application_of(owner).claims
    claims.setdefault(address, []).append(element)


def _application_of(scope: Construct) -> StackApplication:
    application = application_of(scope)
    assert isinstance(application, StackApplication)
    return application


def _engine_of(scope: Construct) -> Engine:
    return _application_of(scope).engine


def create(
    kind: str,
    scope: Construct,
    construct_id: str,
    address: str,
    attributes: Mapping[str, object],
    *,
    depends_on: Sequence[TerraformElement] = (),
    ignore_changes: Sequence[str] = (),
    is_fixed: bool = False,
    provider: Construct | None = None,
) -> AzurermElement:
    """Creates a construct of the azurerm bindings.

    Args:
        kind: azurerm's type; with `data_` before it, that of a data source.
        scope: parent construct.
        construct_id: id below the parent.
        address: the name in the Terraform address (`azurerm_container_app_job.<address>`).
        attributes: azurerm's attributes and blocks, in azurerm's own names; those that are None are left out.
        depends_on: what must exist before.
        ignore_changes: attributes that Azure changes on its own.
        is_fixed: whether it keeps the address, whatever a callback does: it is written in other places.
        provider: that it goes through; the application's when not given.
    """
    application = _application_of(scope)
    made = application.engine.binding(kind)
    unbound: dict[str, object] = {}
    config = _config(attributes, AttributesOfBlock(made), "", unbound)
    if ignore_changes:
        config["lifecycle"] = {"ignoreChanges": list(ignore_changes)}
    through = provider or application.provider
    element = _make(
        made, scope, construct_id, address, config, depends_on, is_fixed=is_fixed, provider=through
    )
    for path, value in unbound.items():
        override(element, path, value)
    if not kind.startswith("data_") and provider is None:
        application.written_types.add(kind.removeprefix("azurerm_"))
    return element


def generic(
    scope: Construct,
    construct_id: str,
    address: str,
    kind: str,
    *,
    depends_on: Sequence[TerraformElement] = (),
    is_fixed: bool = False,
) -> AzurermElement:
    """Creates one of the engine's generic classes, for types without bindings.

    Args:
        scope: parent construct.
        construct_id: id below the parent.
        address: the name in the Terraform address.
        kind: for example `azapi_resource`; with `data_` before it, that of a data source.
        depends_on: what must exist before.
        is_fixed: whether it keeps the address, whatever a callback does: it is written in other places.
    """
    engine = _engine_of(scope)
    made = engine.TerraformDataSource if kind.startswith("data_") else engine.TerraformResource
    config = {"terraformResourceType": kind.removeprefix("data_")}
    return _make(made, scope, construct_id, address, config, depends_on, is_fixed=is_fixed)


def override(element: TerraformElement | TerraformStack, path: str, value: object) -> None:
    """Writes a value over what the bindings write, as the engine's `add_override` does.

    Args:
        element: that is written; or a stack.
        path: of the attribute, in azurerm's names.
        value: in Terraform's JSON.
    """
    call(element, "addOverride", path, value)


def _make(
    kind: type[T],
    scope: Construct,
    construct_id: str,
    address: str,
    config: object,
    depends_on: Sequence[TerraformElement] = (),
    *,
    is_fixed: bool = False,
    provider: Construct | None = None,
) -> T:
    element = make(
        kind.__new__(kind),
        kind,
        scope,
        construct_id,
        config,
        address=address,
        is_fixed=is_fixed,
        depends_on=depends_on,
        provider=provider,
    )
    claim(element, address)
    return element


def _set(attributes: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(key, value) for key, value in attributes.items() if value is not None]


def _config(
    attributes: Mapping[str, object], block: AttributesOfBlock, path: str, unbound: dict[str, object]
) -> dict[str, object]:
    """The attributes as the bindings take them: in camel case, and only those that they know.

    Args:
        attributes: of the block, in azurerm's names.
        block: as the bindings know it.
        path: of the block in the resource, with a dot at the end.
        unbound: takes what the bindings do not know, which would drop it, by its path.
    """
    config: dict[str, object] = {}
    for key, value in _set(attributes):
        if not block.knows(key):
            unbound[f"{path}{key}"] = value
            continue
        inner = block.inner(key)
        if inner is not None and isinstance(value, dict):
            config[in_camel_case(key)] = _config(value, inner, f"{path}{key}.", unbound)
        elif inner is not None and isinstance(value, list):
            config[in_camel_case(key)] = [
                _config(each, inner, f"{path}{key}.{index}.", unbound) for index, each in enumerate(value)
            ]
        else:
            config[in_camel_case(key)] = value
    return config


def variable(
    scope: Construct,
    construct_id: str,
    address: str,
    *,
    type: str = "string",
    description: str | None = None,
    default: object = None,
    sensitive: bool = False,
    is_fixed: bool = False,
) -> TerraformVariable:
    """Creates a Terraform variable that is never null."""
    given = {"type": type, "description": description, "default": default, "sensitive": sensitive or None}
    config = {**dict(_set(given)), "nullable": False}
    kind = _engine_of(scope).TerraformVariable
    return _make(kind, scope, construct_id, address, config, is_fixed=is_fixed)


def local(scope: Construct, construct_id: str, address: str, expression: object) -> TerraformLocal:
    """Creates a Terraform local."""
    return _make(_engine_of(scope).TerraformLocal, scope, construct_id, address, expression)


def output(
    scope: Construct, construct_id: str, address: str, value: object, description: str
) -> TerraformOutput:
    """Creates a Terraform output."""
    # As an override, for the engine warns of a deprecated call of its own when a value is a map.
    config = {"value": "", "description": description}
    element = _make(_engine_of(scope).TerraformOutput, scope, construct_id, address, config)
    override(element, "value", value)
    return element
