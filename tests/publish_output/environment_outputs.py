"""Publish outputs of one job in one environment, in the forms that Aspire gives the environment's module."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Name of a resource -> its module, and the rest of its entry in the manifest.
Modules: TypeAlias = "Mapping[str, str | tuple[str, dict[str, Any]]]"
ACR_PULL = (
    "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', "
    "'7f951dda-4ed3-4680-a7ca-43fe172d538d')"
)
UNIQUE = "${uniqueString(resourceGroup().id)}"
OTHER_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"

JOB = """\
param location string = resourceGroup().location
param environment_id string
param registry_endpoint string
param pull_identity_id string
param job_containerimage string

resource job 'Microsoft.App/jobs@2025-07-01' = {
  name: 'job'
  location: location
  properties: {
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 1800
      registries: [
        {
          server: registry_endpoint
          identity: pull_identity_id
        }
      ]
    }
    environmentId: environment_id
    template: {
      containers: [
        {
          image: job_containerimage
          name: 'job'
        }
      ]
    }
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${pull_identity_id}': { }
    }
  }
}
"""


def resource(symbol: str, kind: str, body: str, *, name: str = "") -> str:
    """A new resource; its name is one that Aspire makes up, unless another is given."""
    made_up = f"take('{symbol.replace('_', '')}{UNIQUE}', 24)"
    return (
        f"resource {symbol} '{kind}' = {{\n  name: {name or made_up}\n"
        f"  location: resourceGroup().location\n{body}\n}}\n"
    )


def identity(body: str = "", *, symbol: str = "env_mi", name: str = "") -> str:
    kind = "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30"
    return resource(symbol, kind, body, name=name)


def registry(body: str = "  sku: {\n    name: 'Basic'\n  }", *, name: str = "") -> str:
    return resource("env_acr", "Microsoft.ContainerRegistry/registries@2025-04-01", body, name=name)


def workspace(properties: str = "", *, name: str = "") -> str:
    body = f"  properties: {{\n    sku: {{\n      name: 'PerGB2018'\n    }}\n{properties}\n  }}"
    return resource("env_law", "Microsoft.OperationalInsights/workspaces@2025-02-01", body, name=name)


def environment(logs: str = "", *, name: str = "") -> str:
    body = f"  properties: {{\n{logs}\n  }}"
    return resource("env", "Microsoft.App/managedEnvironments@2025-07-01", body, name=name)


def existing(symbol: str, kind: str, name: str, scope: str = "") -> str:
    said = f"\n  scope: {scope}" if scope else ""
    return f"resource {symbol} '{kind}' existing = {{\n  name: {name}{said}\n}}\n"


def existing_registry(scope: str = "") -> str:
    kind = "Microsoft.ContainerRegistry/registries@2025-04-01"
    return existing("registry", kind, "'sharedacr'", scope)


def pull_role(registry: str, principal: str) -> str:
    """`AcrPull` on a registry of the module."""
    return (
        f"resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{\n"
        f"  name: guid({registry}.id, {principal}, {ACR_PULL})\n"
        f"  properties: {{\n    principalId: {principal}\n    roleDefinitionId: {ACR_PULL}\n"
        f"    principalType: 'ServicePrincipal'\n  }}\n  scope: {registry}\n}}\n"
    )


def outputs(registry: str, identity_id: str) -> str:
    """What programs ask of the environment."""
    return (
        f"output AZURE_CONTAINER_REGISTRY_ENDPOINT string = {registry}.properties.loginServer\n"
        f"output AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID string = {identity_id}\n"
        "output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = env.id\n"
    )


TO_WORKSPACE = """\
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: env_law.properties.customerId
        sharedKey: env_law.listKeys().primarySharedKey
      }
    }"""
IDENTITY_OUTPUTS = (
    "output id string = IT.id\noutput clientId string = IT.properties.clientId\n"
    "output principalId string = IT.properties.principalId\noutput name string = IT.name\n"
)


def whole(
    *, registry_is: str = "", identity_is: str = "", workspace_is: str = "", environment_is: str = ""
) -> str:
    """The environment with all that it has by default, each part as given."""
    return "".join(
        (
            identity_is or identity(),
            registry_is or registry(),
            pull_role("env_acr", "env_mi.properties.principalId"),
            workspace_is or workspace(),
            environment_is or environment(TO_WORKSPACE),
            outputs("env_acr", "env_mi.id"),
        )
    )


def with_identity(symbol: str) -> str:
    """The module of an identity of the AppHost."""
    return identity(symbol=symbol) + IDENTITY_OUTPUTS.replace("IT", symbol)


def publish(folder: Path, env: str, modules: Modules | None = None, **params: str) -> Path:
    """Writes a publish output.

    Args:
        folder: to write it to.
        env: the environment's module.
        modules: name of another resource -> its module, and the rest of its entry in the manifest.
        params: of the environment's module.
    """
    job = {
        "environment_id": "{env.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID}",
        "registry_endpoint": "{env.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT}",
        "pull_identity_id": "{env.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID}",
        "job_containerimage": "{job.containerImage}",
    }
    resources: dict[str, Any] = {}
    for name, given in (modules or {}).items():
        bicep, more = (given, {}) if isinstance(given, str) else given
        resources[name] = _entry(folder, name, bicep) | more
    resources["env"] = _entry(folder, "env", env) | {"params": params}
    deployment = _entry(folder, "job", JOB) | {"params": job}
    resources["job"] = {"type": "project.v1", "path": "Job.csproj", "deployment": deployment}
    (folder / "aspire-manifest.json").write_text(json.dumps({"resources": resources}, indent=2))
    return folder


def _entry(folder: Path, name: str, bicep: str) -> dict[str, Any]:
    path = f"{name}.module.bicep"
    (folder / path).write_text(bicep, encoding="utf-8")
    return {"type": "azure.bicep.v0", "path": path}
