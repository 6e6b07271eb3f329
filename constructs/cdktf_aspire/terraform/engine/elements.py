"""Creating azurerm constructs from plain attributes, with an address of our choosing."""

from __future__ import annotations

import contextlib
import itertools
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

from cdktf_aspire.hosting.builder import ApplicationBuilder, application_of
from cdktf_aspire.hosting.own_constructs import is_taken_id
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.engine.classes import (
    TerraformElement,
    TerraformLocal,
    TerraformOutput,
    TerraformResource,
    TerraformVariable,
    make,
)
from cdktf_aspire.terraform.resource_providers import type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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


def with_free_id(construct_id: str, made: Callable[[str], T]) -> T:
    """Makes an element, under another id where the user has a construct of that one there.

    Only when Node refuses it: to ask before would take its time. The address is the same.
    """
    for number in itertools.count(2):
        try:
            return made(construct_id if number == 2 else f"{construct_id}-{number - 1}")
        except RuntimeError as error:
            if not is_taken_id(error):
                raise
    raise AssertionError("there is always another number")


def claim(element: TerraformElement, address: str) -> None:
    """Gives the element its address: the name alone, without cdktf's path and hash."""
    element.override_logical_id(address)
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
    """
    config: dict[str, object] = {_camel(key): _config(key, value) for key, value in _set(attributes)}
    if depends_on:
        config["dependsOn"] = list(depends_on)
    if ignore_changes:
        config["lifecycle"] = {"ignoreChanges": list(ignore_changes)}
    element = with_free_id(construct_id, lambda free_id: make(kind, scope, free_id, config))
    claim(element, address)
    if issubclass(kind, TerraformResource):
        application_of(scope).written_types.add(type_of(kind))
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
) -> TerraformVariable:
    """Creates a Terraform variable that is never null."""
    element = with_free_id(
        construct_id,
        lambda free_id: TerraformVariable(
            scope,
            free_id,
            type=type,
            description=description,
            default=default,
            sensitive=sensitive or None,
            nullable=False,
        ),
    )
    claim(element, address)
    return element


def local(scope: Construct, construct_id: str, address: str, expression: object) -> TerraformLocal:
    """Creates a Terraform local."""
    element = with_free_id(construct_id, lambda free_id: TerraformLocal(scope, free_id, expression))
    claim(element, address)
    return element


def output(
    scope: Construct, construct_id: str, address: str, value: object, description: str
) -> TerraformOutput:
    """Creates a Terraform output."""
    # As an override, for cdktf warns of a deprecated call of its own when a value is a map.
    element = with_free_id(
        construct_id, lambda free_id: TerraformOutput(scope, free_id, value="", description=description)
    )
    element.add_override("value", value)
    claim(element, address)
    return element
