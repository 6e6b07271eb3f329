"""Everything that is written has what azurerm 4.55 and 5 require, and nothing was dropped on the way."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.terraform.engine import elements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cdktf import TerraformElement

    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
SUBNET = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/jobs"


def arguments_of(kind: str, bindings: str) -> dict[str, bool]:
    """The arguments of a resource in the bindings, and whether each is required; read, not imported."""
    spec = importlib.util.find_spec(bindings)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    file = Path(spec.submodule_search_locations[0]) / kind.removeprefix("azurerm_") / "__init__.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    construct = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    init = next(
        node for node in construct.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"
    )
    return {
        argument.arg: default is None
        for argument, default in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True)
    }


def everything(apphost: AppHost) -> None:
    builder = apphost.builder
    password = builder.add_parameter("password", secret=True)
    environment = builder.add_azure_container_app_environment("env").with_workload_profile("big", "D4")
    environment.with_delegated_subnet(SUBNET)
    storage = builder.add_azure_storage("data")
    vault = builder.add_azure_key_vault("kv")
    bus = builder.add_azure_service_bus("bus")
    hub = builder.add_azure_event_hubs("hubs").add_hub("clicks")
    identity = builder.add_azure_user_assigned_identity("worker")
    job = builder.add_project("batch", "batch.csproj").with_azure_user_assigned_identity(identity)
    for source in (
        storage.add_blob_container("docs"),
        storage.add_queue("work"),
        bus.add_service_bus_queue("orders"),
        bus.add_service_bus_topic("news").add_service_bus_subscription("mine"),
        hub.add_consumer_group("nightly"),
    ):
        job.with_reference(source)
    job.with_environment("SECRET", vault.add_secret("db", password)).with_volume("/data", "data")
    job.with_nfs_volume("mine.file.core.windows.net", "/mine/share", "/nfs")
    job.alert_on_failure("/subscriptions/s/resourceGroups/r/providers/microsoft.insights/actionGroups/a")
    job.publish_as_azure_container_app_job()


@pytest.mark.parametrize("bindings", ["cdktf_cdktf_provider_azurerm", "cdktn_provider_azurerm"])
def test_what_azurerm_requires_is_there(apphost: AppHost, bindings: str) -> None:
    everything(apphost)

    found: Json = apphost.terraform()["resource"]
    assert len(found) > 20
    for kind, written in found.items():
        required = {name for name, is_required in arguments_of(kind, bindings).items() if is_required}
        for name, attributes in written.items():
            assert required <= set(attributes), f"{kind}.{name}"


def test_nothing_that_is_written_gets_lost_in_the_bindings(
    new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bindings leave out what they do not know, without a word."""
    given: dict[tuple[str, str], set[str]] = {}
    create = elements.create

    def recording(
        kind: type, scope: object, id: str, address: str, attributes: Mapping[str, object], **more: object
    ) -> object:
        element: TerraformElement = create(kind, scope, id, address, attributes, **more)  # type: ignore[arg-type]
        names = {name for name, value in attributes.items() if value is not None}
        given[(str(getattr(element, "terraform_resource_type")), address)] = names  # noqa: B009
        return element

    for folder in ("loads_all_that_writes", "recorded"):
        apphost = new_apphost(folder)
        everything(apphost)
        apphost.terraform()
        for module in list(sys.modules.values()):
            if vars(module).get("create") is create:
                monkeypatch.setattr(module, "create", recording)

    written: Json = apphost.read()["resource"]
    for (kind, address), names in given.items():
        if kind in written:
            assert names <= set(written[kind][address]), f"{kind}.{address}"
    assert len(given) > 30
