"""Determines the Azure resource providers that a stack needs: a subscription must have registered them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.all_types import parts, wholes
from cdktf_aspire.terraform.engine.engines import bound_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cdktf_aspire.hosting.azure.azure_type import AzurePartType, AzureType
    from cdktf_aspire.terraform.application import StackApplication
    from constructs import IConstruct

# The start of a type's name (without `azurerm_`) -> namespace, for types without a class here. The longest
# matching start counts. The case is the one that Azure uses: azurerm's comparison is case-sensitive, and it
# leaves out namespaces that Azure doesn't list. All subscriptions have Microsoft.Authorization and
# Microsoft.Resources.
_OTHERS: Final = {
    "api_management": "Microsoft.ApiManagement",
    "app_configuration": "Microsoft.AppConfiguration",
    "app_service": "Microsoft.Web",
    "application_insights": "microsoft.insights",
    "cdn": "Microsoft.Cdn",
    "cognitive": "Microsoft.CognitiveServices",
    "container_app": "Microsoft.App",
    "container_group": "Microsoft.ContainerInstance",
    "cosmosdb": "Microsoft.DocumentDB",
    "data_factory": "Microsoft.DataFactory",
    "eventgrid": "Microsoft.EventGrid",
    "federated_identity_credential": "Microsoft.ManagedIdentity",
    "function_app": "Microsoft.Web",
    "kubernetes": "Microsoft.ContainerService",
    "linux_function_app": "Microsoft.Web",
    "linux_web_app": "Microsoft.Web",
    "log_analytics": "Microsoft.OperationalInsights",
    "log_analytics_solution": "Microsoft.OperationsManagement",
    "managed_redis": "Microsoft.Cache",
    "monitor": "microsoft.insights",
    "monitor_alert": "Microsoft.AlertsManagement",
    "monitor_workspace": "Microsoft.Monitor",
    "mssql": "Microsoft.Sql",
    "mysql": "Microsoft.DBforMySQL",
    "nat_gateway": "Microsoft.Network",
    "network": "Microsoft.Network",
    "postgresql": "Microsoft.DBforPostgreSQL",
    "private_dns": "Microsoft.Network",
    "private_endpoint": "Microsoft.Network",
    "public_ip": "Microsoft.Network",
    "redis": "Microsoft.Cache",
    "route": "Microsoft.Network",
    "search": "Microsoft.Search",
    "service_plan": "Microsoft.Web",
    "servicebus": "Microsoft.ServiceBus",
    "signalr": "Microsoft.SignalRService",
    "storage": "Microsoft.Storage",
    "storage_mover": "Microsoft.StorageMover",
    "storage_sync": "Microsoft.StorageSync",
    "subnet": "Microsoft.Network",
    "virtual_network": "Microsoft.Network",
    "web_pubsub": "Microsoft.SignalRService",
}
_ALWAYS_THERE: Final = frozenset({"microsoft.authorization", "microsoft.resources"})


@functools.cache
def _namespaces() -> dict[str, str]:
    kinds: list[AzureType | AzurePartType] = [
        *(each._azure_type for each in wholes()),
        *(each._azure_type for each in parts()),
    ]
    return _OTHERS | {each.azurerm.removeprefix("azurerm_"): each.name.partition("/")[0] for each in kinds}


@functools.cache
def _spelling() -> dict[str, str]:
    return {each.lower(): each for each in _namespaces().values()}


def namespaces_of(types: Iterable[str]) -> list[str]:
    """The resource providers of some types, without duplicates, in alphabetical order.

    Args:
        types: types of azurerm without `azurerm_`, such as `container_app_job`, or of Azure, such as
            `Microsoft.Sql/servers@2023-08-01`.
    """
    found = {each for each in map(_namespace, types) if each is not None}
    return sorted(found - _ALWAYS_THERE, key=str.lower)


def _namespace(kind: str) -> str | None:
    if "/" in kind:
        namespace = kind.partition("/")[0]
        lowered = namespace.lower()
        return lowered if lowered in _ALWAYS_THERE else _spelling().get(lowered, namespace)
    words = kind.split("_")
    starts = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return next((_namespaces()[each] for each in starts if each in _namespaces()), None)


def azurerm_types(elements: Iterable[IConstruct]) -> Iterator[str]:
    """The types of the azurerm resources among the elements of a stack, without `azurerm_`.

    They come from the Python classes, because requests to Node would take time.
    """
    for each in elements:
        kind = bound_type(each)
        if kind is not None:
            yield kind


def register_resource_providers(applications: Sequence[StackApplication]) -> None:
    """Makes azurerm register the resource providers that a stack needs, including the user's own resources.

    No predefined set of azurerm includes Microsoft.App, and azurerm 5 registers nothing by default.

    Args:
        applications: all applications of the stack.
    """
    provider = next((each.added_provider for each in applications if each.added_provider is not None), None)
    if provider is not None and all(each.register_resource_providers for each in applications):
        through_it = [each for each in applications if each.provider is None]
        namespaces = namespaces_of({kind for each in through_it for kind in each.written_types})
        if namespaces:
            provider.resource_providers_to_register = namespaces


def note_late(application: StackApplication, elements: Iterable[IConstruct]) -> None:
    """Makes azurerm also register the resource providers of elements that aspects and callbacks have added.

    Args:
        application: an application of the stack.
        elements: the elements added after everything was written.
    """
    types = set(azurerm_types(elements))
    if types - application.written_types:
        application.written_types |= types
        register_resource_providers(application.applications_of_stack)
