"""Modules in the shapes that public ones have: `check` has nothing to say against them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.cli.check import check_files
from cdktf_aspire.jobs.sensitive_expressions import Names, expressions_in, is_sensitive_text
from tests.cli.test_check import a_job, codes

MODULES = sorted((Path(__file__).parent / "modules").glob("*.tf.json"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_a_module_has_no_finding(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / file.name  # a folder is a module
    copy.write_bytes(file.read_bytes())

    problems, jobs = check_files([copy])

    assert jobs == 1
    assert [f"{each.code} {each.message} ({each.path})" for each in problems] == []


NAMES = Names(
    frozenset({"pw"}),
    {
        "pw": "${var.pw}",
        "again": "${local.pw}",
        "round": "${local.round}",
        "db": {"user": "sa", "password": "${var.pw}", "list": ["a", "${local.again}"]},
    },
)


@pytest.mark.parametrize(
    "text",
    [
        "${random_password.p.result}",
        "${random_password.p[0].result}",
        '${random_password.p["a"].bcrypt_hash}',
        "${azurerm_storage_account.s.primary_access_key}",
        "${azurerm_cosmosdb_account.c.primary_sql_connection_string}",
        "${azurerm_redis_cache.r.primary_access_key}",
        "${azurerm_key_vault_secret.s.value}",
        "${data.azurerm_key_vault_secret.s[0].value}",
        "${data.azurerm_storage_account_sas.s.sas}",
        "${azurerm_container_registry_token_password.t.password1[0].value}",
        "${tls_private_key.k.private_key_pem}",
        "${var.pw}",
        "${var.pw[0].inner}",
        "${local.again}",
        "${local.db.password}",
        "${local.db.list[1]}",
        "${local.db}",
        "${upper(var.pw)}",
        "${sensitive(var.other)}",
        "postgres://u:${random_password.p.result}@h/db",
        "%{ if true }${var.pw}%{ endif }",
    ],
)
def test_what_is_sensitive_may_not_be_in_a_variable(text: str, tmp_path: Path) -> None:
    assert is_sensitive_text(text, NAMES)

    env = [{"name": "A", "value": text}]
    container = {"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi", "env": env}
    documents = {"variable": {"pw": {"sensitive": True}}, "locals": [dict(NAMES.local_values)]}
    assert codes(tmp_path, a_job(template={"container": [container]}), **documents) == ["ACJ403"]
    dynamic = {"env": {"for_each": "${var.all}", "content": env[0]}}
    job = a_job(template={"container": [{**container, "env": [], "dynamic": dynamic}]})
    assert codes(tmp_path, job, **documents) == ["ACJ403"]


@pytest.mark.parametrize(
    "text",
    [
        "${var.other}",
        "${var.other.password}",
        "${local.db.user}",
        "${local.db.list[0]}",
        "${local.round}",
        "${local.none}",
        "${nonsensitive(var.pw)}",
        "${module.db.password}",
        "${each.value.password}",
        "${init_container.value.password}",
        "${azurerm_key_vault_secret.s.id}",
        "${azurerm_key_vault_secret.s.versionless_id}",
        "${azurerm_storage_account.s.primary_blob_endpoint}",
        '${lookup(local.none, "var.pw")}',
        "var.pw",
        "$${var.pw}",
    ],
)
def test_what_is_not_known_to_be_sensitive_may_be(text: str) -> None:
    assert not is_sensitive_text(text, NAMES)


def test_variables_of_another_file_of_the_module_count(tmp_path: Path) -> None:
    (tmp_path / "variables.tf.json").write_text(json.dumps({"variable": {"pw": {"sensitive": True}}}))
    container = {"name": "a", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi", "args": "${[var.pw]}"}
    job = a_job(template={"container": [container]})
    (tmp_path / "main.tf.json").write_text(
        json.dumps({"resource": {"azurerm_container_app_job": {"a": job}}})
    )

    problems, _ = check_files(sorted(tmp_path.glob("*.tf.json")))
    assert [each.code for each in problems] == ["ACJ403"]


@given(st.text("${}%[]().\"'ab1_* \\", max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    assert isinstance(is_sensitive_text(text, NAMES), bool)
    assert all(isinstance(each, str) for each in expressions_in(text))
