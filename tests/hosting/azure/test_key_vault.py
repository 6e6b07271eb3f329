"""Key vaults: what is created, who may read and write secrets, and secrets that a job reads itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder, ref_expr

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
IDENTITY = "${azurerm_user_assigned_identity.batch_identity.id}"


def test_a_vault_has_roles_instead_of_access_policies(apphost: AppHost) -> None:
    apphost.builder.add_azure_key_vault("kv")

    terraform = apphost.terraform()
    assert terraform["resource"]["azurerm_key_vault"] == {
        "kv": {
            "name": "kv-${local.unique_suffix}",
            "location": "${azurerm_resource_group.resource_group.location}",
            "resource_group_name": "${azurerm_resource_group.resource_group.name}",
            "tenant_id": "${data.azurerm_client_config.current.tenant_id}",
            "sku_name": "standard",
            "rbac_authorization_enabled": True,
        }
    }
    # Nobody writes secrets, so nobody may.
    assert "azurerm_role_assignment" not in terraform["resource"]


def test_a_secret_that_the_job_reads_itself(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB_PASSWORD", vault.get_secret("db-password")
    ).publish_as_azure_container_app_job()

    job = apphost.job()
    assert job["secret"] == [
        {
            "name": "db-password",
            "key_vault_secret_id": "${azurerm_key_vault.kv.vault_uri}secrets/db-password",
            "identity": IDENTITY,
        }
    ]
    assert apphost.env()["DB_PASSWORD"] == "secret:db-password"
    assert job["identity"] == {"type": "UserAssigned", "identity_ids": [IDENTITY]}
    assert job["depends_on"] == ["azurerm_role_assignment.batch_roles_kv_key_vault_secrets_user"]


def test_a_secret_is_written_after_whoever_deploys_may_and_read_without_its_version(
    apphost: AppHost,
) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    secret = apphost.builder.add_azure_key_vault("kv").add_secret("db", password, secret_name="db-password")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "PASSWORD", secret
    ).publish_as_azure_container_app_job()

    assert apphost.resource("azurerm_key_vault_secret", "db") == {
        "name": "db-password",
        "value": "${var.password}",
        "key_vault_id": "${azurerm_key_vault.kv.id}",
        "depends_on": ["azurerm_role_assignment.kv_deployer_secrets_officer"],
    }
    (read,) = apphost.job()["secret"]
    assert read["key_vault_secret_id"] == "${azurerm_key_vault_secret.db.versionless_id}"


def test_a_plan_by_somebody_else_does_not_take_the_deployers_role_away(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_azure_key_vault("kv").add_secret("db", password)

    role = apphost.resource("azurerm_role_assignment", "kv_deployer_secrets_officer")
    assert role["role_definition_name"] == "Key Vault Secrets Officer"
    assert role["scope"] == "${azurerm_key_vault.kv.id}"
    assert role["principal_id"] == "${data.azurerm_client_config.current.object_id}"
    # A person or a service principal: Azure finds out.
    assert "principal_type" not in role
    assert role["lifecycle"] == {"ignore_changes": ["name", "principal_id"]}


def test_a_secret_of_an_existing_vault_is_written_and_no_role_is_given_to_the_deployer(
    apphost: AppHost,
) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("theirs", "their-group")
    vault.add_secret("db", password)

    resources = apphost.terraform()["resource"]
    assert resources["azurerm_key_vault_secret"]["db"] == {
        "name": "db",
        "value": "${var.password}",
        "key_vault_id": "${data.azurerm_key_vault.kv.id}",
    }
    assert "azurerm_role_assignment" not in resources


def test_a_secret_made_of_several_values(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_azure_key_vault("kv").add_secret("db", ref_expr("Host=x;Password={0}", password))

    assert apphost.resource("azurerm_key_vault_secret", "db")["value"] == "Host=x;Password=${var.password}"


def test_text_in_the_code_is_no_secret(apphost: AppHost) -> None:
    apphost.builder.add_azure_key_vault("kv").add_secret("db", "hunter2")

    (problem,) = apphost.problems()
    assert problem.code == "ACJ402"
    assert "hunter2" not in str(problem)


def test_a_vault_is_selected_by_its_address(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    apphost.builder.add_container("batch", IMAGE).with_reference(vault).publish_as_azure_container_app_job()

    env = apphost.env()
    assert env["ConnectionStrings__kv"] == env["KV_URI"] == "${azurerm_key_vault.kv.vault_uri}"


def test_better_than_aspire_a_secret_without_a_role_on_the_vault_is_a_warning(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("theirs").clear_default_role_assignments()
    job = apphost.builder.add_container("batch", IMAGE).with_environment("A", vault.get_secret("a"))
    job.with_environment("B", vault.get_secret("b")).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.message) == (
        "ACJ954",
        "The job isn't assigned a role on the vault 'kv'",
    )
    # And it has an identity all the same, which others may give the role.
    assert apphost.job()["identity"]["identity_ids"] == [IDENTITY]


def test_a_role_that_the_identity_itself_has_is_enough(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("theirs").clear_default_role_assignments()
    identity = apphost.builder.add_azure_user_assigned_identity("worker").with_role_assignments(
        vault, "Key Vault Secrets User"
    )
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).with_azure_user_assigned_identity(identity).publish_as_azure_container_app_job()

    assert apphost.problems() == []
    assert apphost.job()["secret"][0]["identity"] == "${azurerm_user_assigned_identity.worker.id}"


def test_what_is_done_to_the_secret_stays(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    secret = apphost.builder.add_azure_key_vault("kv").add_secret("db", password)
    secret.configure_terraform(lambda element: element.add_override("content_type", "text/plain"))

    assert apphost.resource("azurerm_key_vault_secret", "db")["content_type"] == "text/plain"


def test_secrets_of_three_kinds_in_one_job_come_out_the_same_each_time(
    new_apphost: Callable[..., AppHost],
) -> None:
    def terraform(folder: str) -> Json:
        apphost = new_apphost(folder)
        builder = apphost.builder
        value = builder.add_parameter("value", secret=True)
        mine = builder.add_azure_key_vault("mine")
        mine.add_secret("a", value)
        theirs = builder.add_azure_key_vault("theirs").as_existing(builder.add_parameter("kvName"), "shared")
        builder.add_container("batch", IMAGE).with_environment("VALUE", value).with_environment(
            "MINE", mine.get_secret("a")
        ).with_environment("THEIRS", theirs.get_secret("b")).publish_as_azure_container_app_job()
        assert apphost.problems() == apphost.problems() == []
        return apphost.terraform()

    first = terraform("one")
    assert first["resource"]["azurerm_container_app_job"]["batch"]["secret"] == [
        {"name": "value", "value": "${var.value}"},
        {
            "name": "mine",
            "key_vault_secret_id": "${azurerm_key_vault_secret.a.versionless_id}",
            "identity": IDENTITY,
        },
        {
            "name": "theirs",
            "key_vault_secret_id": "${data.azurerm_key_vault.theirs.vault_uri}secrets/b",
            "identity": IDENTITY,
        },
    ]
    assert first == terraform("two")


@pytest.mark.parametrize(
    ("value", "code"), [(None, "ACJ004"), (5, "ACJ004"), (ref_expr("{0"), "ACJ910")], ids=str
)
def test_a_value_that_no_secret_can_have_is_an_error(apphost: AppHost, value: object, code: str) -> None:
    apphost.builder.add_azure_key_vault("kv").add_secret("db", value)  # type: ignore[arg-type]

    assert apphost.codes() == [code]


def test_a_secret_made_of_a_vaults_secret_is_an_error(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    vault.add_secret("db", ref_expr("Password={0}", vault.get_secret("password")))

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ917", "db")


def test_a_secret_of_another_applications_vault_is_an_error(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other")).add_azure_key_vault("kv").as_existing("x")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", other.get_secret("a")
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ921"]
