"""Every kind of Azure resource has all that it needs, wherever that is."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

import cdktf_aspire
from cdktf_aspire.hosting.azure.all_types import parts, wholes
from cdktf_aspire.hosting.azure.azure_type import AzureType
from cdktf_aspire.hosting.builder import ApplicationBuilder
from cdktf_aspire.terraform.engine.engines import ENGINES, Engine
from cdktf_aspire.terraform.resource_providers import namespaces_of
from cdktf_aspire.terraform.resources.azure_resource import entry_of

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.azure_resource import AzurePart, MaybeExisting


def name_of(value: Engine | type) -> str:
    return value.name if isinstance(value, Engine) else value.__name__


@pytest.mark.parametrize("engine", ENGINES, ids=name_of)
@pytest.mark.parametrize("kind", [*wholes(), *parts()], ids=name_of)
def test_each_kind_of_resource_can_be_written(kind: type[MaybeExisting | AzurePart], engine: Engine) -> None:
    assert entry_of(kind) is entry_of(kind)
    assert engine.binding(kind._azure_type.azurerm)


@pytest.mark.parametrize("engine", ENGINES, ids=name_of)
@pytest.mark.parametrize("kind", wholes(), ids=name_of)
def test_each_resource_can_be_looked_up_with_all_its_outputs(
    kind: type[MaybeExisting], engine: Engine
) -> None:
    data_source = engine.binding(f"data_{kind._azure_type.azurerm}")
    for output in kind._azure_type.outputs:
        assert output.attribute is None or hasattr(data_source, output.attribute)


@pytest.mark.parametrize("kind", [*wholes(), *parts()], ids=name_of)
def test_the_resource_provider_of_each_kind_is_known(kind: type[MaybeExisting | AzurePart]) -> None:
    azurerm = kind._azure_type.azurerm.removeprefix("azurerm_")
    assert namespaces_of([azurerm]) == [kind._azure_type.name.partition("/")[0]]


@pytest.mark.parametrize("kind", wholes(), ids=name_of)
def test_each_resource_has_a_public_name_and_roles_that_exist(kind: type[MaybeExisting]) -> None:
    assert kind.__name__ in cdktf_aspire.__all__
    assert set(kind._azure_type.default_roles) <= set(kind._azure_type.roles)


def test_each_resource_can_be_added() -> None:
    methods = [
        getattr(ApplicationBuilder, name) for name in dir(ApplicationBuilder) if name.startswith("add_")
    ]
    added = {inspect.signature(method).return_annotation for method in methods}

    assert {kind.__name__ for kind in wholes()} <= added


def test_a_resource_without_a_name_in_azure_can_not_be_declared() -> None:
    with pytest.raises(TypeError, match="names"):
        AzureType("Microsoft.Cache/redis", "azurerm_redis_cache")  # type: ignore[call-arg]
