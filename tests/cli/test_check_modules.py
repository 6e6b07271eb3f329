"""Modules in the shapes that public ones have: `check` has nothing to say against them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.cli.check import check_files, expressions_of
from cdktf_aspire.values.sensitive_expressions import references_of
from tests.cli.test_check import a_job, codes

# Type -> the attributes that azurerm marks, and those that it does not, of the services around jobs.
AZURERM: dict[str, dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "hosting" / "azurerm_4_81_attributes.json").read_text(encoding="utf-8")
)
MODULES = sorted((Path(__file__).parent / "modules").glob("*.tf.json"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_a_module_has_no_finding(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / file.name  # a folder is a module
    copy.write_bytes(file.read_bytes())

    problems, jobs = check_files([copy])

    assert jobs == 1
    assert [f"{each.code} {each.message} ({each.path})" for each in problems] == []


DECLARED = {
    "variable": {"pw": {"sensitive": True}},
    "locals": {
        "pw": "${var.pw}",
        "again": "${local.pw}",
        "round": "${local.round}",
        "db": {"user": "sa", "password": "${var.pw}", "list": ["a", "${local.again}"]},
        "all": {"dev": {"user": "sa", "password": "${var.pw}"}, "prod": {"user": "sa", "password": "x"}},
    },
}
EXPRESSIONS = expressions_of([DECLARED])


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
        '${local.db["password"]}',
        "${local.all[var.stage].password}",
        "${one(local.all[*].password)}",
        "${[for each_one in local.all : each_one.password]}",
        "${data.azurerm_key_vault_secret.all[each.key].value}",
        "${sensitive (var.other)}",
        "${upper(var.pw)}",
        "${sensitive(var.other)}",
        "postgres://u:${random_password.p.result}@h/db",
        "%{ if true }${var.pw}%{ endif }",
    ],
)
def test_what_is_sensitive_may_not_be_in_a_variable(text: str, tmp_path: Path) -> None:
    assert EXPRESSIONS.has_sensitive(text)

    env = [{"name": "A", "value": text}]
    container = {"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi", "env": env}
    assert codes(tmp_path, a_job(template={"container": [container]}), **DECLARED) == ["ACJ403"]
    dynamic = {"env": {"for_each": "${var.all}", "content": env[0]}}
    job = a_job(template={"container": [{**container, "env": [], "dynamic": dynamic}]})
    assert codes(tmp_path, job, **DECLARED) == ["ACJ403"]


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
        "${local.all[var.stage].user}",
        "${local.all[*].user}",
        "${[for db_of in var.all : db_of.login.password]}",
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
    assert not EXPRESSIONS.has_sensitive(text)


@pytest.mark.parametrize(("marks", "count"), [("sensitive", 154), ("plain", 1239)])
def test_what_azurerm_marks_is_sensitive_and_nothing_else(marks: str, count: int) -> None:
    attributes = [f"{kind}.x.{path}" for kind, each in AZURERM.items() for path in each[marks].split()]

    assert len(attributes) == count
    judged = {each: EXPRESSIONS.has_sensitive(f"${{{each}}}") for each in attributes}
    assert [each for each, sensitive in judged.items() if sensitive != (marks == "sensitive")] == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"resource": {},\n "resource": {}}', [("resource", 2, 1)]),
        (
            '{"resource": {"a": {"b": {"x": 1}}},\n "resource": {"a": {"b": {"x": 1}}}}',
            [("resource", 2, 1)],
        ),
        ('{"resource": {"a": {"b": {"x": 1,\n "x": 2,\n "x": 3}}}}', [("resource.a.b.x", 3, 1)]),
        ('{"resource": [{"a": {}},\n {"a": {}}], "locals": {"a": 1}}', []),
        ('{"//": "one",\n "//": "two", "locals": {"//": 1, "//": 2}}', []),
    ],
)
def test_a_key_that_is_there_twice_is_told(
    text: str, lines: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    (tmp_path / "a.tf.json").write_text(text)

    problems, _ = check_files([tmp_path / "a.tf.json"])

    assert [each.code for each in problems] == ["ACJ011"] * len(lines)
    found = [(each.path, each.where.line, each.hint) for each in problems if each.where]
    assert found == [
        (path, line, f"The first one is on line {first}; write several blocks as a list")
        for path, line, first in lines
    ]


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
    assert isinstance(EXPRESSIONS.has_sensitive(text), bool)
    assert all(isinstance(each.root, str) for each in references_of(text)[1])
