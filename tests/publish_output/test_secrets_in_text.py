"""Secrets that a publish output has as text, or leaves to the deployer: what the Terraform has of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.outputs import bicep_module, folder_of, messages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

VAULT = """
resource kv 'Microsoft.KeyVault/vaults@2024-11-01' = {{
  name: take('kv-${{uniqueString(resourceGroup().id)}}', 24)
  location: resourceGroup().location
  properties: {{
    tenantId: tenant().tenantId
    sku: {{ family: 'A', name: '{sku}' }}
    enableRbacAuthorization: true
  }}
}}

resource kv_text 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {{
  name: 'text'
  parent: kv
  properties: {{ value: {value} }}
}}
"""


@pytest.mark.parametrize("sku", ["standard", "premium"])  # azurerm's vault, and one that is carried over
@pytest.mark.parametrize(
    ("value", "variable", "before"),
    [
        ("'hunter2'", "kv_kv_text", ""),
        ("s", "kv_s", "@secure()\nparam s string = 'hunter2'\n"),
        ("'a${s}'", "kv_s", "@secure()\nparam s string = 'hunter2'\n"),
        ("'Host=${kv.name};Password=hunter2'", "kv_kv_text", ""),
    ],
)
def test_a_vaults_secret_that_is_text_becomes_a_variable(
    apphost: AppHost, tmp_path: Path, sku: str, value: str, variable: str, before: str
) -> None:
    output = folder_of(
        tmp_path,
        {"kv.bicep": before + VAULT.format(sku=sku, value=value)},
        {"kv": bicep_module("kv.bicep")},
    )
    apphost.builder.add_publish_output(output)
    terraform = apphost.terraform()

    assert [each.code for each in apphost.problems()] == ["ACJ814"]
    assert terraform["variable"][variable]["sensitive"] is True
    assert f"${{var.{variable}}}" in json.dumps(terraform["resource"])
    assert "hunter2" not in json.dumps(terraform)


def test_a_connection_string_with_a_password_in_it_becomes_a_variable(
    apphost: AppHost, tmp_path: Path
) -> None:
    resources: dict[str, object] = {
        "db": {"type": "value.v0", "connectionString": "Host=db;Password=hunter2"},
        "run": {"type": "container.v0", "image": "a:1", "env": {"DB": "{db.connectionString}"}},
    }
    apphost.builder.add_publish_output(folder_of(tmp_path, {}, resources))
    assert "hunter2" not in json.dumps(apphost.terraform())
    assert "ACJ814" in [each.code for each in apphost.problems()]


SECRET_OUTPUT = """
param keyVaultName string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'pg'
  location: resourceGroup().location
}

resource keyVault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: keyVaultName
}

resource connectionString 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  name: 'connectionString'
  parent: keyVault
  properties: { value: 'Host=${server.properties.fullyQualifiedDomainName}' }
}
"""


def test_the_deployer_gives_the_vault_of_secret_outputs(apphost: AppHost, tmp_path: Path) -> None:
    """Before 9.1, Aspire left `keyVaultName` empty, and azd made a vault for each resource."""
    resources: dict[str, object] = {
        name: bicep_module("pg.bicep", keyVaultName="") for name in ("pg", "other")
    }
    apphost.builder.add_publish_output(folder_of(tmp_path, {"pg.bicep": SECRET_OUTPUT}, resources))
    terraform = apphost.terraform()

    assert apphost.problems() == []
    assert sorted(each["name"] for each in terraform["data"]["azurerm_key_vault"].values()) == [
        "${var.other_key_vault_name}",
        "${var.pg_key_vault_name}",
    ]
    secrets = terraform["resource"]["azurerm_key_vault_secret"].values()
    assert [each["name"] for each in secrets] == ["connectionString", "connectionString"]


def test_an_empty_name_is_a_mistake_of_the_bicep_line(tmp_path: Path) -> None:
    bicep = "param vault string\n\n" + SECRET_OUTPUT.replace("name: keyVaultName", "name: vault")
    output = folder_of(tmp_path, {"pg.bicep": bicep}, {"pg": bicep_module("pg.bicep", vault="")})
    (problem,) = AspirePublishOutput.load(output).problems

    assert messages([problem]) == ["ACJ806 The name of the resource 'keyVault' is empty"]
    assert problem.hint == 'Give its parameter a value, or leave_out=["pg"]'
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == (str(tmp_path / "pg.bicep"), 12)


OTHER_PROPERTIES = """
@secure()
param pw string

var shared = {{ clientSecret: 'hunter2' }}

resource thing 'Microsoft.Sql/servers@2023-08-01' = {{
  name: 'thing'
  location: resourceGroup().location
  properties: {{
    {said}
  }}
}}
"""


@pytest.mark.parametrize(
    ("said", "variables"),
    [
        ("administratorLoginPassword: 'hunter2'", ["administratorLoginPassword"]),
        (
            "auth: [\n{ clientSecret: 'hunter2' }\n{ clientSecret: 'hunter2b' }\n]",
            ["clientSecret", "clientSecret_2"],
        ),
        ("auth: [\nshared\nshared\n]", ["clientSecret"]),
        ("primaryKey: '${uniqueString('a')}hunter2'", ["primaryKey"]),
        ("appSettings: [\n{ name: 'DB_PASSWORD', value: 'hunter2' }\n]", ["DB_PASSWORD"]),
        ("connection: 'Server=db;Password=hunter2'", ["connection"]),
        ("urls: [\n'https://me:hunter2@db'\n]", ["urls_0"]),
        ("configuration: { secrets: [\n{ name: 'a', value: 'hunter2' }\n] }", ["secret_1"]),
        ("text: 'Server=db;Password=${pw}'", []),
        ("administratorLoginPassword: pw", []),
        ("passwordAuth: 'Disabled'\npasswordSecretRef: 'a'\nsecretName: 'hunter'\nuseToken: true", []),
        ("clientSecretSettingName: 'MICROSOFT_PROVIDER_AUTHENTICATION_SECRET'", []),
    ],
)
def test_a_secret_that_is_text_in_any_property_becomes_a_variable(
    apphost: AppHost, tmp_path: Path, said: str, variables: list[str]
) -> None:
    inputs = {"value": {"type": "string", "secret": True}}
    output = folder_of(
        tmp_path,
        {"m.bicep": OTHER_PROPERTIES.format(said=said)},
        {
            "m": bicep_module("m.bicep", pw="{pw.value}"),
            "pw": {"type": "parameter.v0", "value": "{pw.inputs.value}", "inputs": inputs},
        },
    )
    apphost.builder.add_publish_output(output)
    terraform = apphost.terraform()

    assert [each.code for each in apphost.problems()] == ["ACJ814"] * len(variables)
    body = json.dumps(terraform["resource"]["azapi_resource"])
    for each in variables:
        assert terraform["variable"][f"m_thing_{each}"]["sensitive"] is True
        assert f"${{var.m_thing_{each}}}" in body
    assert "hunter2" not in json.dumps(terraform)
