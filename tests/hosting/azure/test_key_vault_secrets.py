"""Secrets of a Key Vault: the job reads them by itself, with its identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerAppWritableSecret,
    Infrastructure,
    ReferenceExpression,
    create_builder,
    ref_expr,
)

if TYPE_CHECKING:
    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
IDENTITY = "${azurerm_user_assigned_identity.batch_identity.id}"
IN_VAULT = "${data.azurerm_key_vault.kv.vault_uri}secrets/"


def secrets(apphost: AppHost) -> dict[str, Json]:
    """The job's secrets by name."""
    return {each["name"]: each for each in apphost.job().get("secret", [])}


def test_a_vaults_secret_is_read_with_the_jobs_identity(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault", "shared")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB_PASSWORD", vault.get_secret("db-password")
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert secrets(apphost) == {
        "db-password": {
            "name": "db-password",
            "key_vault_secret_id": f"{IN_VAULT}db-password",
            "identity": IDENTITY,
        }
    }
    assert apphost.env()["DB_PASSWORD"] == "secret:db-password"
    assert apphost.job()["identity"] == {"type": "UserAssigned", "identity_ids": [IDENTITY]}
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.batch_roles_kv_key_vault_secrets_user"]


def test_a_secret_that_is_added_to_a_vault_comes_before_the_job_and_without_a_version(
    apphost: AppHost,
) -> None:
    builder = apphost.builder
    password = builder.add_parameter("password", secret=True)
    vault = builder.add_azure_key_vault("kv")
    added = vault.add_secret("db", ref_expr("Password={0}", password), secret_name="Database")
    builder.add_container("batch", IMAGE).with_environment("A", added).with_environment(
        "B", vault.get_secret("database")
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    written = apphost.resource("azurerm_key_vault_secret", "db")
    assert (written["name"], written["value"]) == ("Database", "Password=${var.password}")
    ids = {name: each["key_vault_secret_id"] for name, each in secrets(apphost).items()}
    assert ids == dict.fromkeys("ab", "${azurerm_key_vault_secret.db.versionless_id}")


def test_value_secrets_and_secrets_of_new_and_existing_vaults_go_together_the_same_on_every_run(
    apphost: AppHost,
) -> None:
    builder = apphost.builder
    value = builder.add_parameter("value", secret=True)
    new = builder.add_azure_key_vault("mykv")
    new.add_secret("secret", value)
    existing = builder.add_azure_key_vault("existing-kv").as_existing(
        builder.add_parameter("kvName"), builder.add_parameter("sharedRg")
    )
    builder.add_container("batch", IMAGE).with_environment("SECRET_VALUE", value).with_environment(
        "TOP_SECRET", new.get_secret("secret")
    ).with_environment("TOP_SECRET2", existing.get_secret("secret")).publish_as_azure_container_app_job()

    first = apphost.builder.check(), apphost.builder.check()
    assert first[0] == first[1] == []
    assert apphost.job()["secret"] == [
        {"name": "secret-value", "value": "${var.value}"},
        {
            "name": "top-secret",
            "key_vault_secret_id": "${azurerm_key_vault_secret.secret.versionless_id}",
            "identity": IDENTITY,
        },
        {
            "name": "top-secret2",
            "key_vault_secret_id": "${data.azurerm_key_vault.existing_kv.vault_uri}secrets/secret",
            "identity": IDENTITY,
        },
    ]
    assert apphost.terraform()["data"]["azurerm_key_vault"]["existing_kv"] == {
        "name": "${var.kvName}",
        "resource_group_name": "${var.sharedRg}",
    }


def test_whatever_comes_to_nothing_but_the_secret_is_the_secret(apphost: AppHost) -> None:
    builder = apphost.builder
    vault = builder.add_azure_key_vault("kv").as_existing("my-vault")
    cosmos = builder.add_connection_string("cosmos", vault.get_secret("connectionstrings--cosmos"))
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(cosmos)
    batch.with_environment("HOLE", ref_expr("{0}", ref_expr("{0}", vault.get_secret("a"))))
    batch.with_environment(
        "CHOICE", ReferenceExpression.create_conditional("x", "X", vault.get_secret("b"), "none")
    )

    assert {name: each["key_vault_secret_id"] for name, each in secrets(apphost).items()} == {
        "connectionstrings--cosmos": f"{IN_VAULT}connectionstrings--cosmos",
        "hole": f"{IN_VAULT}a",
        "choice": f"{IN_VAULT}b",
    }


def test_a_callback_may_use_a_secret_and_the_job_gets_identity_and_role_for_it(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault")

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].env.append(
            ContainerAppEnvironmentVariable(name="A", value=vault.get_secret("a"))
        )
        job.template.init_containers.append(
            ContainerAppInitContainer(
                name="init",
                image=IMAGE,
                env=[ContainerAppEnvironmentVariable(name="B", value=vault.get_secret("b"))],
            )
        )
        job.configuration.secrets.append(ContainerAppWritableSecret(name="c", value=vault.get_secret("c")))
        job.configuration.secrets.append(
            ContainerAppWritableSecret(name="d", key_vault_uri=vault.get_secret("d"))
        )

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == []
    assert {name: each["key_vault_secret_id"] for name, each in secrets(apphost).items()} == {
        name: f"{IN_VAULT}{name}" for name in "abcd"
    }
    assert {each["identity"] for each in secrets(apphost).values()} == {IDENTITY}
    assert apphost.job()["identity"]["identity_ids"] == [IDENTITY]
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.batch_roles_kv_key_vault_secrets_user"]
    assert "AZURE_CLIENT_ID" in apphost.env()


def test_the_secret_is_read_with_the_identity_that_the_user_chose(apphost: AppHost) -> None:
    me = apphost.builder.add_azure_user_assigned_identity("me")
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).with_azure_user_assigned_identity(me).publish_as_azure_container_app_job()

    assert secrets(apphost)["a"]["identity"] == "${azurerm_user_assigned_identity.me.id}"


def test_a_vault_without_default_roles_still_gets_an_identity_where_aspire_forgets_it(
    apphost: AppHost,
) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault")
    vault.clear_default_role_assignments()
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).publish_as_azure_container_app_job()

    assert secrets(apphost)["a"]["identity"] == IDENTITY
    assert "depends_on" not in apphost.job(), "no role"


# ---- what can't be


def test_a_new_vault_has_no_secret_that_nobody_adds(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.is_error) == ("ACJ943", False)
    assert "add_secret" in (problem.hint or "")


# ---- a secret inside a longer text, which is a secret of the job whose value Terraform reads


def test_a_secret_inside_a_longer_text_is_read_by_terraform(apphost: AppHost) -> None:
    mode = apphost.builder.add_parameter("mode")
    secret = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault").get_secret("pw")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Server=x;Password={0}", secret))
    batch.with_environment("B", ref_expr("k={0:uri}", secret)).with_environment("ALONE", secret)
    batch.with_environment("C", ReferenceExpression.create_conditional(mode, "x", secret, "none"))

    value = "data.azurerm_key_vault_secret.kv_pw.value"
    assert apphost.codes() == []
    found = secrets(apphost)
    assert found["a"] == {"name": "a", "value": f"Server=x;Password=${{{value}}}"}
    assert f"urlencode({value})" in found["b"]["value"]
    assert found["c"]["value"] == f'${{(lower(var.mode) == "x" ? {value} : "none")}}'
    assert found["alone"]["key_vault_secret_id"] == f"{IN_VAULT}pw"
    assert apphost.terraform()["data"]["azurerm_key_vault_secret"] == {
        "kv_pw": {"name": "pw", "key_vault_id": "${data.azurerm_key_vault.kv.id}"}
    }
    assert {name: each for name, each in apphost.env().items() if "AZURE" not in name} == {
        name: f"secret:{name.lower()}" for name in ("A", "B", "ALONE", "C")
    }


def test_terraform_knows_the_value_of_a_secret_that_it_writes_itself(apphost: AppHost) -> None:
    builder = apphost.builder
    vault = builder.add_azure_key_vault("kv")
    added = vault.add_secret("db", builder.add_parameter("password", secret=True), secret_name="Database")
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Password={0}", added))
    batch.with_environment("B", ref_expr("Password={0}", vault.get_secret("database")))

    assert apphost.codes() == []
    value = "Password=${azurerm_key_vault_secret.db.value}"
    assert secrets(apphost) == {name: {"name": name, "value": value} for name in ("a", "b")}
    assert "azurerm_key_vault_secret" not in apphost.terraform().get("data", {})


def test_secrets_of_several_vaults_have_an_address_each(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_key_vault("a").as_existing("vault-a").get_secret("b-c")
    two = builder.add_azure_key_vault("a-b").as_existing("vault-b").get_secret("c")
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("{0}/{1}/{0}", one, two))

    first, second = (f"${{data.azurerm_key_vault_secret.{name}.value}}" for name in ("a_b_c", "a_b_c_2"))
    assert secrets(apphost)["a"]["value"] == f"{first}/{second}/{first}"


def test_a_connection_string_may_have_a_vaults_secret_in_it(apphost: AppHost) -> None:
    builder = apphost.builder
    secret = builder.add_azure_key_vault("kv").as_existing("my-vault").get_secret("pw")
    database = builder.add_connection_string("db", ref_expr("Server=x;Password={0}", secret))
    builder.add_container("batch", IMAGE).with_reference(database).publish_as_azure_container_app_job()

    value = "Server=x;Password=${data.azurerm_key_vault_secret.kv_pw.value}"
    assert secrets(apphost)["connectionstrings--db"]["value"] == value


def test_a_secret_that_a_construct_writes_is_read_after_it(apphost: AppHost) -> None:
    own = KeyVaultSecret(apphost.stack, "own", name="pw", key_vault_id="id", value="${var.x}")
    kv = KeyVault(
        apphost.stack, "vault", name="v", tenant_id="t", sku_name="standard", location="l",
        resource_group_name="rg", rbac_authorization_enabled=True,
    )  # fmt: skip
    vault = apphost.builder.add_azure_key_vault("kv").as_existing(kv)
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Password={0}", vault.get_secret("pw"))).wait_for(own)

    assert apphost.codes() == []
    assert apphost.terraform()["data"]["azurerm_key_vault_secret"]["kv_pw"] == {
        "name": "pw",
        "key_vault_id": "${azurerm_key_vault.vault.id}",
        "depends_on": ["azurerm_key_vault_secret.own"],
    }


def test_a_new_vault_has_nothing_to_read_in_a_longer_text_either(apphost: AppHost) -> None:
    secret = apphost.builder.add_azure_key_vault("kv").get_secret("pw")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Password={0}", secret))

    assert apphost.codes() == ["ACJ943"]


def test_a_longer_text_with_a_secret_is_refused_where_anyone_can_read_it(apphost: AppHost) -> None:
    secret = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault").get_secret("pw")
    apphost.builder.add_container("batch", IMAGE).with_args(
        ref_expr("--password={0}", secret)
    ).publish_as_azure_container_app_job(tags={"a": ref_expr("{0}!", secret)})

    assert apphost.codes() == ["ACJ403", "ACJ403"]


def test_the_job_needs_no_role_for_what_terraform_reads(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault").clear_default_role_assignments()
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Password={0}", vault.get_secret("pw")))
    assert apphost.codes() == []

    batch.with_environment("B", vault.get_secret("pw"))
    assert apphost.codes() == ["ACJ954"]


def test_a_secret_as_a_token_is_an_error(apphost: AppHost) -> None:
    secret = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault").get_secret("a")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].env.append(
            ContainerAppEnvironmentVariable(name="A", value=secret.as_provisioning_parameter(infra))
        )
        infra.provisioning_parameter("text")  # type: ignore[arg-type]

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == ["ACJ917", "ACJ004"]


@pytest.mark.parametrize("name", ["a_b", "", "a/b", "ä", "a" * 128, None, 5])
def test_a_name_that_no_vault_takes_is_an_error(apphost: AppHost, name: str) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("my-vault")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret(name)
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ941"]


def test_a_value_for_a_vault_is_a_reference(apphost: AppHost) -> None:
    builder = apphost.builder
    vault = builder.add_azure_key_vault("kv")
    zone = builder.add_parameter("zone")
    vault.add_secret("text", "hunter2")
    vault.add_secret("number", 5)  # type: ignore[arg-type]
    vault.add_secret("none", None)  # type: ignore[arg-type]
    vault.add_secret("broken", ref_expr("{1}", zone))
    vault.add_secret("another", vault.get_secret("text"))
    vault.add_secret("name", zone, secret_name="a_b")
    service = builder.add_container("service", IMAGE).acknowledge("ACJ905", "an app")
    vault.add_secret("endpoint", ref_expr("{0}", service.get_endpoint("http")))
    vault.add_secret("output", builder.add_azure_storage("storage").output("key"))

    problems = apphost.problems()
    assert [(problem.code, problem.resource) for problem in problems] == [
        ("ACJ402", "text"),
        ("ACJ004", "number"),
        ("ACJ004", "none"),
        ("ACJ910", "broken"),
        ("ACJ917", "another"),
        ("ACJ941", "name"),
        ("ACJ915", "endpoint"),
        ("ACJ924", "output"),
    ]
    assert "hunter2" not in repr(problems)


def test_a_secret_of_a_kind_that_does_not_exist_any_more_is_an_unknown_output(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("storage")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", storage.output("connectionString")
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ924"]


def test_a_vault_of_another_application_is_an_error(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    vault = other.add_azure_key_vault("kv").as_existing("my-vault")
    password = other.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).with_environment("B", vault.add_secret("b", password)).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ921", "ACJ921"]
