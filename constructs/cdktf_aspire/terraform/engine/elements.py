"""Creating azurerm constructs from plain attributes, with an address of our choosing."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from cdktf_aspire.hosting.builder import ApplicationBuilder, application_of
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.engine.batch import call, make
from cdktf_aspire.terraform.engine.classes import (
    TerraformElement,
    TerraformLocal,
    TerraformOutput,
    TerraformResource,
    TerraformVariable,
)
from cdktf_aspire.terraform.resource_providers import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.terraform.engine.classes import TerraformStack
    from constructs import Construct

T = TypeVar("T", bound=TerraformElement)

# Attributes whose keys are the user's: everywhere else a key is an attribute of azurerm.
_MAPS = frozenset({"tags", "metadata"})


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
    """Notes that the element has been given the address: the name alone, without cdktf's path and hash."""
    claims = _claims.get()
    if claims is None:  # a token that was asked for before the synth: rare enough to ask Node for the path
        owner = next(each for each in element.node.scopes if isinstance(each, ApplicationBuilder))
        application = application_of(owner)
        assert isinstance(application, StackApplication)
        claims = application.claims
    claims.setdefault(address, []).append(element)


def create(
    kind: type[T],
    scope: Construct,
    construct_id: str,
    address: str,
    attributes: Mapping[str, object],
    *,
    depends_on: Sequence[TerraformElement] = (),
    ignore_changes: Sequence[str] = (),
    is_fixed: bool = False,
) -> T:
    """Creates a construct of the azurerm bindings.

    Args:
        kind: class of the bindings.
        scope: parent construct.
        construct_id: id below the parent.
        address: the name in the Terraform address (`azurerm_container_app_job.<address>`).
        attributes: azurerm's attributes and blocks, in azurerm's own names; those that are None are left out.
        depends_on: what must exist before.
        ignore_changes: attributes that Azure changes by itself.
        is_fixed: whether it keeps the address, whatever a callback does: it is written in other places.
    """
    config: dict[str, object] = {_camel(key): _config(key, value) for key, value in _set(attributes)}
    if ignore_changes:
        config["lifecycle"] = {"ignoreChanges": list(ignore_changes)}
    element = _make(kind, scope, construct_id, address, config, depends_on, is_fixed=is_fixed)
    if issubclass(kind, TerraformResource):
        application_of(scope).written_types.add(type_of(kind))
    return element


def generic(kind: type[T], scope: Construct, construct_id: str, address: str, terraform_type: str) -> T:
    """Creates one of cdktf's generic classes, for what has no bindings.

    Args:
        kind: `TerraformResource` or `TerraformDataSource`.
        scope: parent construct.
        construct_id: id below the parent.
        address: the name in the Terraform address.
        terraform_type: for example `azapi_resource`.
    """
    return _make(kind, scope, construct_id, address, {"terraformResourceType": terraform_type})


def override(element: TerraformElement | TerraformStack, path: str, value: object) -> None:
    """Writes a value over what the bindings write, as cdktf's `add_override` does.

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
    )
    claim(element, address)
    return element


def _set(attributes: Mapping[str, object]) -> list[tuple[str, object]]:
    return [(key, value) for key, value in attributes.items() if value is not None]


def _config(key: str, value: object) -> object:
    if isinstance(value, dict):
        if key in _MAPS:
            return value
        return {_camel(inner): _config(inner, item) for inner, item in _set(value)}
    if isinstance(value, list):
        return [_config(key, item) for item in value]
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def variable(
    scope: Construct,
    construct_id: str,
    address: str,
    *,
    type: str = "string",
    description: str | None = None,
    default: str | float | bool | None = None,
    sensitive: bool = False,
    is_fixed: bool = False,
) -> TerraformVariable:
    """Creates a Terraform variable that is never null."""
    given = {"type": type, "description": description, "default": default, "sensitive": sensitive or None}
    config = {**dict(_set(given)), "nullable": False}
    return _make(TerraformVariable, scope, construct_id, address, config, is_fixed=is_fixed)


def local(scope: Construct, construct_id: str, address: str, expression: object) -> TerraformLocal:
    """Creates a Terraform local."""
    return _make(TerraformLocal, scope, construct_id, address, expression)


def output(
    scope: Construct, construct_id: str, address: str, value: object, description: str
) -> TerraformOutput:
    """Creates a Terraform output."""
    # As an override, for cdktf warns of a deprecated call of its own when a value is a map.
    config = {"value": "", "description": description}
    element = _make(TerraformOutput, scope, construct_id, address, config)
    override(element, "value", value)
    return element
