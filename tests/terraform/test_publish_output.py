"""Publish outputs in the forms that Aspire gives an environment, planned by the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.publish_output import environment_outputs as bicep
from tests.publish_output.environment_outputs import publish

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import DistributedApplication
    from tests.terraform.conftest import Deployment

ENVIRONMENT: Final = "Microsoft.App/managedEnvironments@2025-07-01"
WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces@2025-02-01"
JOB: Final = "azurerm_container_app_job.job"
OWN_ENVIRONMENT: Final = "azurerm_container_app_environment.env"
OWN_WORKSPACE: Final = "azurerm_log_analytics_workspace.env_law"
OWN_REGISTRY: Final = {
    "azurerm_container_registry.env_acr",
    "azurerm_user_assigned_identity.env_mi",
    "azurerm_role_assignment.env_mi_acr_pull",
}
TO_AZURE_MONITOR: Final = "    appLogsConfiguration: {\n      destination: 'azure-monitor'\n    }"
TO_NOBODY: Final = "    appLogsConfiguration: {\n      destination: 'none'\n    }"


def environment_of(name: str, scope: str = "") -> str:
    """An environment that is there already."""
    return bicep.existing("env", ENVIRONMENT, name, scope)


def with_registry(environment: str) -> str:
    """An environment with a registry and an identity of its module."""
    pull = bicep.pull_role("env_acr", "env_mi.properties.principalId")
    parts = (bicep.identity(), bicep.registry(), pull, environment, bicep.outputs("env_acr", "env_mi.id"))
    return "".join(parts)


def with_existing_registry(environment: str, scope: str) -> str:
    """An environment whose registry is there already, and an identity of its module that pulls."""
    parts = (bicep.identity(), bicep.existing_registry(scope), environment)
    return "".join((*parts, bicep.outputs("registry", "env_mi.id")))


FAR: Final = f"resourceGroup('{bicep.OTHER_SUBSCRIPTION}', 'rg-far')"
IDENTITY: Final = "azurerm_user_assigned_identity.env_mi"
SHAPES: Final = {
    "a new environment": (
        bicep.workspace() + with_registry(bicep.environment(bicep.TO_WORKSPACE)),
        {OWN_ENVIRONMENT, OWN_WORKSPACE, *OWN_REGISTRY},
    ),
    "logs to Azure Monitor": (
        with_registry(bicep.environment(TO_AZURE_MONITOR)),
        {OWN_ENVIRONMENT, *OWN_REGISTRY},
    ),
    "logs to nobody": (with_registry(bicep.environment(TO_NOBODY)), {OWN_ENVIRONMENT, *OWN_REGISTRY}),
    "nothing said of logs": (with_registry(bicep.environment()), {OWN_ENVIRONMENT, *OWN_REGISTRY}),
    "logs to a workspace of somebody else": (
        bicep.existing("env_law", WORKSPACE, "'law-shared'", "resourceGroup('rg-shared')")
        + with_registry(bicep.environment(bicep.TO_WORKSPACE)),
        {OWN_ENVIRONMENT, *OWN_REGISTRY},
    ),
    "an existing environment with a registry of its own": (
        with_registry(environment_of("'cae-shared'")),
        OWN_REGISTRY,
    ),
    "an existing environment of another group, and a registry there": (
        with_existing_registry(
            environment_of("'cae-shared'", "resourceGroup('rg-shared')"), "resourceGroup('rg-shared')"
        ),
        {IDENTITY},
    ),
    "an existing environment of another subscription, and a registry there": (
        with_existing_registry(environment_of("'cae-shared'", FAR), FAR),
        {IDENTITY},
    ),
    "an existing environment without a registry": (
        bicep.identity()
        + environment_of("'cae-shared'")
        + bicep.outputs("env_mi", "env_mi.id").replace("env_mi.properties.loginServer", "'acme.example.net'"),
        {IDENTITY},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_planned_is_what_the_bicep_makes(deployment: Deployment, tmp_path: Path, shape: str) -> None:
    env, expected = SHAPES[shape]

    def apphost(builder: DistributedApplication) -> None:
        builder.add_publish_output(publish(tmp_path, env))

    deployment.cloud.assume_existing()
    planned = deployment.plan(apphost)

    group = "azurerm_resource_group.resource_group"
    assert planned == dict.fromkeys({*expected, JOB, group}, "create")
