"""What Terraform's providers mark as sensitive becomes a secret of the job, whatever the expression is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cdktf import Fn, TerraformLocal, TerraformVariable

from cdktf_aspire import raw
from cdktf_aspire.values.sensitive_expressions import references_of

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
# Type -> the attributes that azurerm 4.81 marks, and those that it does not, of the services around jobs.
AZURERM: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parent / "azurerm_4_81_attributes.json").read_text(encoding="utf-8")
)
OTHER_PROVIDERS = [
    "azuread_application_password.mine.value",
    "azuread_service_principal_password.mine.value",
    "azapi_resource_action.mine.sensitive_output",
    "data.azapi_resource_action.mine.sensitive_output.key",
    "random_password.mine.result",
    "random_password.mine.bcrypt_hash",
    "random_bytes.mine.base64",
    "tls_private_key.mine.private_key_pem",
    "tls_private_key.mine.private_key_openssh",
    "tls_private_key.mine.private_key_pem_pkcs8",
    'kubernetes_secret.mine.data["password"]',
    "data.kubernetes_secret_v1.mine.data",
    "azurerm_kubernetes_cluster.mine.kube_config[0].client_certificate",
    "azurerm_linux_web_app.mine.site_credential[0].password",
    "azurerm_cosmosdb_account.mine.primary_readonly_key",
    "azurerm_redis_cache.mine.primary_connection_string",
    "azurerm_search_service.mine.query_keys",
    "azurerm_signalr_service.mine.secondary_connection_string",
    "data.vault_kv_secret_v2.mine.data",
    "module.database.admin_password",
    "local_sensitive_file.mine.content",
]


def is_sensitive(expression: str) -> bool:
    marked, references = references_of(f"${{{expression}}}")
    return marked or any(reference.is_sensitive for reference in references)


def test_all_that_azurerm_marks_is_sensitive() -> None:
    marked = [f"{kind}.x.{path}" for kind, each in AZURERM.items() for path in each["sensitive"].split()]

    assert len(marked) == 154
    assert [each for each in marked if not is_sensitive(each)] == []


def test_nothing_that_azurerm_does_not_mark_is() -> None:
    plain = [f"{kind}.x.{path}" for kind, each in AZURERM.items() for path in each["plain"].split()]

    assert len(plain) > 1000
    assert [each for each in plain if is_sensitive(each)] == []


def test_all_of_a_resource_is_as_sensitive_as_its_attributes() -> None:
    marked = {kind for kind, each in AZURERM.items() if each["sensitive"]}

    assert {kind for kind in AZURERM if is_sensitive(f"jsonencode({kind}.x)")} == marked


@pytest.mark.parametrize("expression", OTHER_PROVIDERS)
def test_what_other_providers_mark_is_sensitive(expression: str) -> None:
    assert is_sensitive(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "azurerm_storage_account.a[0].primary_access_key",
        'azurerm_storage_account.a["eu"].primary_access_key',
        'azurerm_storage_account.a["primary_access_key"]',
        'lookup(azurerm_storage_account.a, "primary_access_key")',
        "one(azurerm_storage_account.a[*].primary_access_key)",
        "azurerm_container_app.a.secret[0].value",
        "azurerm_container_app.a.secret.0.value",
        "azurerm_key_vault_secret.a[local.keys[0]].value",
        "[for each in var.names : azurerm_key_vault_secret.a[each].value]",
        '{a = {b = "x${random_password.a.result}"}}',
        "f(nonsensitive(random_password.a.result), random_password.b.result)",
        'sensitive("x")',
        'jsonencode({ "account" = azurerm_storage_account.a })',
        "values(azurerm_storage_account.a)[*].primary_access_key",
        "[for each in azurerm_storage_account.a : each.primary_access_key]",
        "[for each in var.names : [for k, v in azurerm_storage_account.a : v]]",
        "azurerm_storage_account.a.primary_access_key == null ? 1 : 2",
        'var.settings["password"]',
    ],
)
def test_it_is_found_wherever_it_stands_in_an_expression(expression: str) -> None:
    assert is_sensitive(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "nonsensitive(azurerm_storage_account.a.primary_access_key)",
        "upper(nonsensitive(trimspace(random_password.a.result)))",
        '"random_password.a.result and azurerm_storage_account.a.primary_access_key"',
        '"$${random_password.a.result}"',
        "azurerm_key_vault_secret.a.id",
        'azurerm_key_vault_secret.a["value"].id',
        "azurerm_resource_group.a.tags.password",
        'azurerm_resource_group.a.tags["token"]',
        "tls_private_key.a.public_key_pem",
        "azuread_application.a.client_id",
        "azurerm_cosmosdb_sql_container.a.partition_key_path",
        "random_string.a.result",
        "jsonencode(azurerm_resource_group.a)",
        "keys(azurerm_storage_account.a)",
        "length(azurerm_storage_account.a) > 0 ? 1 : 2",
        "azurerm_storage_account.a == null ? 1 : 2",
        "{for k, v in azurerm_storage_account.a : k => v.id}",
        "data.external.a.result",
    ],
)
def test_what_is_not_read_or_not_marked_is_no_secret(expression: str) -> None:
    assert not is_sensitive(expression)


def test_a_sensitive_attribute_becomes_a_secret_of_the_job(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("API_KEY", raw("azurerm_application_insights_api_key.mine.api_key"))
    batch.with_environment("SAS", raw("data.azurerm_storage_account_sas.mine.sas"))
    batch.with_environment("CLIENT", raw("azuread_application.mine.client_id"))

    assert apphost.env() == {
        "API_KEY": "secret:api-key",
        "SAS": "secret:sas",
        "CLIENT": "${azuread_application.mine.client_id}",
    }


def test_on_a_command_line_it_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_args(
        raw("azuread_application_password.mine.value")
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ403"]


def test_a_local_with_something_sensitive_in_it_is_a_secret(apphost: AppHost) -> None:
    password = TerraformVariable(apphost.stack, "password", type="string", sensitive=True)
    mode = TerraformVariable(apphost.stack, "mode", type="string")
    first = TerraformLocal(apphost.stack, "first", {"a": ["x", f"Password={password.string_value}"]})
    second = TerraformLocal(apphost.stack, "second", Fn.jsonencode(first.expression))
    third = TerraformLocal(apphost.stack, "third", "${local.second}")
    plain = TerraformLocal(apphost.stack, "plain", f"mode-{mode.string_value}")
    round_ = TerraformLocal(apphost.stack, "round", "${local.round}")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("SECOND", second.as_string)
    batch.with_environment("THIRD", third.as_string)
    batch.with_environment("TEXT", f"<{third.as_string}>")
    batch.with_environment("RAW", raw("local.first.a[1]"))
    batch.with_environment("PLAIN", plain.as_string)
    batch.with_environment("ROUND", round_.as_string)

    assert apphost.env() == {
        "SECOND": "secret:second",
        "THIRD": "secret:third",
        "TEXT": "secret:text",
        "RAW": "secret:raw",
        "PLAIN": "${local.plain}",
        "ROUND": "${local.round}",
    }


def test_a_list_of_the_users_own_variable_is_a_command_line(apphost: AppHost) -> None:
    words = TerraformVariable(apphost.stack, "words", type="list(string)")
    batch = apphost.builder.add_container("batch", "r.io/batch:1").with_args(words.list_value)
    batch.publish_as_azure_container_app_job(
        lambda _, job: setattr(job.template.containers[0], "command", Fn.split(" ", "a b"))
    )

    assert apphost.container()["args"] == "${var.words}"
    assert apphost.container()["command"] == '${split(" ", "a b")}'
