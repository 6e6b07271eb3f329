"""References of a publish output inside of expressions: they are written as references, never as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apphost import AppHost
from tests.publish_output.outputs import bicep_module, folder_of

if TYPE_CHECKING:
    from pathlib import Path

# A vault that is carried over, for azurerm's says less.
VAULT = """
param location string = resourceGroup().location
param text string = ''
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: take('kv-${uniqueString(resourceGroup().id)}', 24)
  location: location
  properties: { tenantId: tenant().tenantId, sku: { family: 'A', name: 'premium' } }
}
output name string = kv.name
output text string = 'a ${kv.id} \\${b}'
"""
IDENTITY = """
resource me 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: take('me-${uniqueString(resourceGroup().id)}', 128)
  location: resourceGroup().location
}
output principalId string = me.properties.principalId
"""
ROLE = """
param kv_outputs_name string
param principalId string
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: kv_outputs_name
}
resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(kv.id, principalId)
  scope: kv
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '%s')
  }
}
"""
READS_SECRETS = "4633458b-17de-408a-b874-0445c86b69e6"
OF_THEIR_OWN = "11111111-17de-408a-b874-0445c86b69e6"


@pytest.mark.parametrize(
    ("role", "kind"), [(READS_SECRETS, "azurerm_role_assignment"), (OF_THEIR_OWN, "azapi")]
)
def test_the_name_of_a_role_hashes_the_id_of_what_is_carried_over(
    apphost: AppHost, tmp_path: Path, role: str, kind: str
) -> None:
    resources: dict[str, object] = {
        "kv": bicep_module("kv.bicep"),
        "me": bicep_module("me.bicep"),
        "me-roles-kv": bicep_module(
            "role.bicep", kv_outputs_name="{kv.outputs.name}", principalId="{me.outputs.principalId}"
        ),
    }
    files = {"kv.bicep": VAULT, "me.bicep": IDENTITY, "role.bicep": ROLE % role}
    apphost.builder.add_publish_output(folder_of(tmp_path, files, resources))
    if kind == "azapi":
        name = apphost.resource("azapi_resource", "me_roles_kv")["name"]
        assert name == (
            '${uuidv5("url", join("|", [azapi_resource.kv.id, '
            "azurerm_user_assigned_identity.me.principal_id]))}"
        )
    else:
        name = apphost.resource(kind, "me_roles_kv_key_vault_secrets_user")["name"]
        assert name == (
            '${uuidv5("url", join("|", [azapi_resource.kv.id, '
            'azurerm_user_assigned_identity.me.principal_id, "Key Vault Secrets User"]))}'
        )


_ATOM = st.sampled_from(
    ["kv.id", "kv.properties.vaultUri", "text", "resourceGroup().id", "kv.name", "subscription().id", "'x$y'"]
)
_TEXT = st.recursive(
    _ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda each: f"'a${{{each[0]}}}b${{{each[1]}}}'"),
        inner.map(lambda each: f"toLower({each})"),
        inner.map(lambda each: f"uniqueString({each})"),
        st.tuples(inner, inner).map(lambda each: f"guid({each[0]}, {each[1]})"),
        st.tuples(inner, inner).map(lambda each: f"({each[0]} == {each[1]} ? {each[0]} : {each[1]})"),
        inner.map(lambda each: f"split({each}, '/')[0]"),
        inner.map(lambda each: f"replace({each}, 'a', 'b')"),
        st.tuples(inner, inner).map(lambda each: f"concat({each[0]}, {each[1]})"),
    ),
    max_leaves=4,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(_TEXT, min_size=8, max_size=20))
def test_no_reference_is_written_as_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    """Whatever functions it passes through, in a body and through outputs of the module in Python."""
    folder = tmp_path_factory.mktemp("output")
    body = "".join(f"    p{index}: {text}\n" for index, text in enumerate(texts))
    begin = "resource x 'Microsoft.Other/things@2024-01-01' = {\n  name: 'x'\n  properties: {\n"
    other = f"{begin}{body}  }}\n}}\n"
    output = folder_of(
        folder,
        {"kv.bicep": VAULT + other},
        {
            "kv": bicep_module("kv.bicep", text="{p.value}"),
            "p": {
                "type": "parameter.v0",
                "value": "{p.inputs.value}",
                "inputs": {"value": {"type": "string"}},
            },
        },
    )
    apphost = AppHost(folder / "cdktf.out")
    apphost.builder.add_publish_output(output)
    written = apphost.resource("azapi_resource", "kv_x")["body"]

    assert "$${" not in json.dumps(written)
    for index, text in enumerate(texts):
        names = [
            each for each in ("vaultUri", "var.p") if each in json.dumps(written["properties"][f"p{index}"])
        ]
        assert ("vaultUri" in names) >= ("vaultUri" in text and "==" not in text and "[0]" not in text)
