"""A Container Apps environment in Bicep as calls on its construct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.azure.environment_parts import WORKSPACE_ID, FromElsewhere
from cdktf_aspire.jobs.workload_profiles import CONSUMPTION
from cdktf_aspire.publish_output.environment_parts import AZURE_MONITOR
from cdktf_aspire.publish_output.leaves import Scope, ScopeProperty
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.resource_kinds import (
    ASPIRE_TAG,
    has_unique_name,
    is_azd_name,
    is_made_up,
    leaves,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import Problems

    class Lower(Protocol):
        """Makes a value of the application model of one of the publish output."""

        def __call__(self, value: BicepValue, *path: str | int) -> object:
            """The value at a path of the environment."""


register(
    "ACJ811",
    WARNING,
    "a setting of a Container Apps environment in Bicep",
    allowed="the attributes of azurerm_container_app_environment",
    why="azurerm can't write it, so it is not in the Terraform",
    fix="Set it with configure_terraform(...) on the environment",
    source="azurerm 4.55, azurerm_container_app_environment",
)


# The azurerm attributes that the construct doesn't set on its own.
_ATTRIBUTES: Final[dict[tuple[str | int, ...], str]] = {
    ("properties", "daprAIConnectionString"): "dapr_application_insights_connection_string",
}


# What `with_network` takes.
_NETWORK: Final[dict[tuple[str | int, ...], str]] = {
    ("properties", "zoneRedundant"): "zone_redundancy_enabled",
    ("properties", "vnetConfiguration", "internal"): "internal_load_balancer_enabled",
    ("properties", "peerAuthentication", "mtls", "enabled"): "mutual_tls_enabled",
    ("properties", "infrastructureResourceGroup"): "infrastructure_resource_group_name",
    ("properties", "publicNetworkAccess"): "public_network_access",
}


# Attributes that azurerm accepts only with a subnet, even as false, which is Azure's default.
_WITH_SUBNET: Final = frozenset(
    {("properties", "zoneRedundant"), ("properties", "vnetConfiguration", "internal")}
)
_SUBNET: Final = ("properties", "vnetConfiguration", "infrastructureSubnetId")


# Where logs go; to nowhere where nothing is said.
_DESTINATIONS: Final = ("log-analytics", AZURE_MONITOR, "none", "")


def fill_environment(
    environment: AzureContainerAppEnvironment,
    node: Node,
    *,
    lower: Lower,
    render: Callable[[object], object],
    problems: Problems,
) -> None:
    """Calls the construct's methods for what the Bicep says.

    Args:
        environment: to fill.
        node: what the Bicep says of it.
        lower: makes values of the application model.
        render: makes text for azurerm of a value, at the synth.
        problems: found so far.
    """
    if is_azd_name(node):
        environment.with_azd_resource_naming()
    elif has_unique_name(node):
        environment.with_unique_resource_naming()
    elif not is_made_up(node):
        _override(environment, "name", lower(node.name, "name"), render)
    for path, value in leaves(node.body):
        with problems.kept():
            _say(environment, node, path, value, lower, render)
    _add_profiles(environment, node)


def _say(
    environment: AzureContainerAppEnvironment,
    node: Node,
    path: tuple[str | int, ...],
    value: BicepValue,
    lower: Lower,
    render: Callable[[object], object],
) -> None:
    """One setting of the environment."""
    match path:
        case ("location",) if value == ScopeProperty(Scope("resourceGroup"), "location"):
            return
        case ("location",):
            _override(environment, "location", lower(value, *path), render)
        case ("tags", name) if name == ASPIRE_TAG:
            return
        case ("tags", str() as name):
            _override(environment, f"tags.{name}", lower(value, *path), render)
        case ("properties", "appLogsConfiguration", "destination") if value in _DESTINATIONS:
            return
        case ("properties", "appLogsConfiguration", "logAnalyticsConfiguration", "sharedKey"):
            return  # azurerm asks Azure for it
        case ("properties", "appLogsConfiguration", "logAnalyticsConfiguration", "customerId"):
            if _logs_to_workspace(environment):
                return
            raise Mistake(
                problem_at(
                    "ACJ811",
                    "azurerm needs the workspace that the logs go to, and the Bicep has only its customer id",
                    node.place_of(*path),
                    resource=environment.name,
                    path=".".join(str(step) for step in path),
                    hint="Name it in Python: environment.with_azure_log_analytics_workspace("
                    "builder.add_azure_log_analytics_workspace(...).as_existing(name, resource_group))",
                )
            )
        case ("properties", "workloadProfiles"):
            return
        case ("properties", "vnetConfiguration", "infrastructureSubnetId"):
            environment.with_delegated_subnet(lower(value, *path))  # type: ignore[arg-type]
        case _ if path in _WITH_SUBNET and value is False and node.get(*_SUBNET) is None:
            return
        case _ if path in _WITH_SUBNET and node.get(*_SUBNET) is None:
            shown = ".".join(str(step) for step in path)
            raise Mistake(
                problem_at(
                    "ACJ811",
                    f"azurerm takes {shown!r} only of an environment in a subnet",
                    node.place_of(*path),
                    resource=environment.name,
                    path=shown,
                    hint="Put the environment into a subnet in the AppHost, or remove the setting",
                )
            )
        case _ if path in _NETWORK:
            environment.with_network(**{_NETWORK[path]: lower(value, *path)})  # type: ignore[arg-type]
        case _ if path in _ATTRIBUTES:
            _override(environment, _ATTRIBUTES[path], lower(value, *path), render)
        case _:
            shown = ".".join(str(step) for step in path)
            raise Mistake(
                problem_at(
                    "ACJ811",
                    f"azurerm can't write {shown!r} of an environment",
                    node.place_of(*path),
                    resource=environment.name,
                    path=shown,
                )
            )


def _logs_to_workspace(environment: AzureContainerAppEnvironment) -> bool:
    outputs = FromElsewhere.of(environment).outputs
    has_own = WORKSPACE_ID not in outputs or outputs[WORKSPACE_ID] is not None
    return has_own or environment.log_analytics_workspace is not None


def _add_profiles(environment: AzureContainerAppEnvironment, node: Node) -> None:
    profiles = node.get("properties", "workloadProfiles")
    for profile in profiles if isinstance(profiles, list) else []:
        if isinstance(profile, dict) and profile.get("workloadProfileType") != CONSUMPTION:
            environment.with_workload_profile(
                profile.get("name"),  # type: ignore[arg-type]
                profile.get("workloadProfileType"),  # type: ignore[arg-type]
                minimum_count=profile.get("minimumCount") or 0,  # type: ignore[arg-type]
                maximum_count=profile.get("maximumCount") or 1,  # type: ignore[arg-type]
            )


def _override(
    environment: AzureContainerAppEnvironment,
    attribute: str,
    value: object,
    render: Callable[[object], object],
) -> None:
    environment.configure_terraform(lambda element: element.add_override(attribute, render(value)))
