"""A vault's secret of a job: a role that the publish output gives one of the job's identities is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish_output.outputs import bicep_module, folder_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

USER = (
    "subscriptionResourceId('Microsoft.Authorization/roleDefinitions', "
    "'4633458b-17de-408a-b874-0445c86b69e6')"
)
VAULT = """param location string = resourceGroup().location
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: 'kv-acme'
}
output name string = kv.name
"""
IDENTITY = """resource {0} 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {{
  name: 'id-{0}'
  location: resourceGroup().location
  tags: {{ {1} }}
}}
output id string = {0}.id
output principalId string = {0}.properties.principalId
"""
JOB = """param environmentId string
param identityId string = ''
param otherId string = ''
param vault string

resource kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = {{
  name: vault
}}
resource key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {{
  name: 'key'
  parent: kv
}}
resource job 'Microsoft.App/jobs@2025-01-01' = {{
  name: 'job'
  location: resourceGroup().location
  identity: {{
    {identity}
  }}
  properties: {{
    environmentId: environmentId
    configuration: {{
      triggerType: 'Manual'
      replicaTimeout: 60
      secrets: [ {{ name: 'key', identity: {reads}, keyVaultUrl: key.properties.secretUri }} ]
    }}
    template: {{ containers: [ {{ name: 'job', image: 'acme/job:1', env: [
      {{ name: 'KEY', secretRef: 'key' }}
    ] }} ] }}
  }}
}}
"""
ASSIGNED = "type: 'UserAssigned'\n    userAssignedIdentities: {{ '${{{0}}}': {{}} }}"
BOTH = "type: 'UserAssigned'\n    userAssignedIdentities: { '${identityId}': {}, '${otherId}': {} }"
OF_ONE = ASSIGNED.format("identityId")


LOOKUP = VAULT.partition("output")[0]
SECRET = """resource key 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  name: 'key'
  parent: kv
}
"""


def role(scope: str, principal: str = "principalId") -> str:
    """A role for a principal on something of the vault's module, or on the group."""
    return f"""{LOOKUP}{SECRET}param principalId string = ''
resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{
  name: guid('{scope}', 'read')
  {scope}
  properties: {{ principalId: {principal}, roleDefinitionId: {USER}, principalType: 'ServicePrincipal' }}
}}
"""


def publish(
    folder: Path,
    roles: str,
    *,
    of: str = "who",
    identity: str = OF_ONE,
    reads: str = "identityId",
    tags: str = "",
) -> Path:
    """A job with two identities to choose from, and a role for one of them."""
    files = {
        "vault.bicep": VAULT,
        "who.bicep": IDENTITY.format("who", tags),
        "other.bicep": IDENTITY.format("other", tags),
        "roles.bicep": roles,
        "job.bicep": JOB.format(identity=identity, reads=reads),
    }
    given = {
        "environmentId": "{.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID}",
        "vault": "{vault.outputs.name}",
        "identityId": "{who.outputs.id}",
        "otherId": "{other.outputs.id}",
    }
    if of == "azd":
        given["identityId"] = "{.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID}"
    principal = "" if of == "azd" else f"{{{of}.outputs.principalId}}"
    entries: dict[str, object] = {
        "vault": bicep_module("vault.bicep"),
        "who": bicep_module("who.bicep"),
        "other": bicep_module("other.bicep"),
        "roles": bicep_module("roles.bicep", principalId=principal),
        "job": {
            "type": "container.v1",
            "image": "acme/job:1",
            "deployment": bicep_module("job.bicep", **given),
        },
    }
    return folder_of(folder, files, entries)


@pytest.mark.parametrize("tags", ["", "owner: 'ops'"])
@pytest.mark.parametrize("scope", ["scope: kv", "scope: key", ""])
@pytest.mark.parametrize("of", ["who", "other", "azd"])
def test_a_role_for_an_identity_of_the_job(
    apphost: AppHost, tmp_path: Path, of: str, scope: str, tags: str
) -> None:
    identity, reads = (BOTH, "otherId") if of == "other" else (OF_ONE, "identityId")
    apphost.builder.add_publish_output(
        publish(tmp_path, role(scope), of=of, identity=identity, reads=reads, tags=tags)
    )

    assert apphost.codes() == []
    roles = apphost.terraform()["resource"]
    if "azurerm_role_assignment" not in roles:
        assert "azapi_resource.roles" in apphost.job("job")["depends_on"][-1]


def test_a_role_for_an_identity_that_is_left_out(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(publish(tmp_path, role("scope: kv")), leave_out=["who"])

    assert apphost.codes() == []
    (assignment,) = [
        each
        for each in apphost.terraform()["resource"]["azapi_resource"].values()
        if "roleAssignments" in each["type"]
    ]
    assert assignment["body"]["properties"]["principalId"] == "${var.who_outputs_principalid}"


@pytest.mark.parametrize("scope", ["scope: kv", ""])
def test_a_role_for_somebody_else_is_not_enough(apphost: AppHost, tmp_path: Path, scope: str) -> None:
    apphost.builder.add_publish_output(publish(tmp_path, role(scope), of="other"))
    assert apphost.codes() == ["ACJ954"]


def test_azds_one_identity_has_the_roles_that_the_manifest_gives_to_nobody(
    apphost: AppHost, tmp_path: Path
) -> None:
    """What the manifest leaves empty, azd fills with the identity of the environment that it makes."""
    apphost.builder.add_publish_output(publish(tmp_path, role("scope: kv"), of="azd"))

    (assignment,) = [
        each
        for each in apphost.terraform()["resource"]["azapi_resource"].values()
        if "roleAssignments" in each["type"]
    ]
    properties = assignment["body"]["properties"]
    assert properties["principalId"] == "${var.outputs_managed_identity_principal_id}"


def test_an_output_that_main_bicep_has_is_what_azd_fills_a_parameter_with(
    apphost: AppHost, tmp_path: Path
) -> None:
    files = {
        "main.bicep": """targetScope = 'subscription'
module base 'base.bicep' = {
  name: 'base'
}
output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = base.outputs.environment
output depth string = base.outputs.depth
""",
        "base.bicep": """resource home 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'home'
  location: resourceGroup().location
  properties: {}
}
output environment string = home.id
output depth string = 'deep'
""",
        "job/job.module.bicep": """param outputs_azure_container_apps_environment_id string
param outputs_depth string
param outputs_elsewhere string
resource job 'Microsoft.App/jobs@2025-01-01' = {
  name: 'job'
  location: resourceGroup().location
  properties: {
    environmentId: outputs_azure_container_apps_environment_id
    configuration: { triggerType: 'Manual', replicaTimeout: 60 }
    template: { containers: [ { name: 'job', image: 'acme/job:1', args: [
      outputs_depth
      outputs_elsewhere
    ] } ] }
  }
}
""",
    }
    apphost.builder.add_publish_output(folder_of(tmp_path, files))

    environment = "${azurerm_container_app_environment.base.id}"
    assert apphost.job("job")["container_app_environment_id"] == environment
    assert apphost.container("job")["args"] == ["deep", "${var.outputs_elsewhere}"]
    assert list(apphost.terraform()["variable"]) == ["location", "outputs_elsewhere", "resource_group_name"]
