"""What exists in another group or subscription, and the identity that pulls for an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder
from tests.apphost import PROJECT
from tests.hosting.azure.test_existing import ADDS

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize("verb", ["as_existing", "publish_as_existing"])
@pytest.mark.parametrize("kind", ADDS)
def test_a_group_of_ones_own_subscription_is_looked_up(apphost: AppHost, kind: str, verb: str) -> None:
    getattr(ADDS[kind](apphost.builder, "it"), f"{verb}_in_resource_group")("theirs", "their-group")

    assert apphost.terraform()["data"] == {
        kind: {"it": {"name": "theirs", "resource_group_name": "their-group"}}
    }


@pytest.mark.parametrize("kind", ADDS)
def test_a_resource_of_another_subscription_is_its_id(apphost: AppHost, kind: str) -> None:
    resource = ADDS[kind](apphost.builder, "it")
    resource.as_existing_in_resource_group("theirs", "their-group", SUBSCRIPTION)  # type: ignore[attr-defined]
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ID",
        resource.id,  # type: ignore[attr-defined]
    ).publish_as_azure_container_app_job()

    assert kind not in apphost.terraform().get("data", {})
    resource_id = apphost.terraform()["locals"]["it_id"]
    assert resource_id.startswith(
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/their-group/providers/Microsoft."
    )
    assert resource_id.endswith("/theirs")
    assert apphost.env()["ID"] == "${local.it_id}"


@pytest.mark.parametrize("verb", ["run_as_existing"])
@pytest.mark.parametrize(
    ("where", "arguments"),
    [("resource_group", ("n", "g", "s")), ("subscription", ("n", "s")), ("tenant", ("n",))],
)
def test_what_is_about_run_mode_changes_nothing(
    apphost: AppHost, verb: str, where: str, arguments: tuple[str, ...]
) -> None:
    getattr(apphost.builder.add_azure_storage("it"), f"{verb}_in_{where}")(*arguments)

    assert "it" in apphost.terraform()["resource"]["azurerm_storage_account"]


@pytest.mark.parametrize("verb", ["as_existing", "publish_as_existing"])
@pytest.mark.parametrize("kind", ADDS)
def test_a_resource_that_is_in_no_group_is_an_error(apphost: AppHost, kind: str, verb: str) -> None:
    getattr(ADDS[kind](apphost.builder, "one"), f"{verb}_in_subscription")("theirs", SUBSCRIPTION)
    getattr(ADDS[kind](apphost.builder, "two"), f"{verb}_in_tenant")("theirs")

    assert [(each.code, each.path) for each in apphost.problems()] == [
        ("ACJ961", "as_existing_in_subscription"),
        ("ACJ961", "as_existing_in_tenant"),
    ]


def test_names_say_the_hosts_of_what_is_in_another_subscription(apphost: AppHost) -> None:
    builder = apphost.builder
    group, subscription = builder.add_parameter("rg"), builder.add_parameter("sub")
    vault = builder.add_azure_key_vault("kv").as_existing_in_resource_group("KV-Theirs", group, subscription)
    bus = builder.add_azure_service_bus("bus").as_existing_in_resource_group("sb", group, subscription)
    job = builder.add_container("batch", IMAGE).with_environment("KEY", vault.get_secret("key"))
    job.with_environment("BUS", bus.host_name)
    job.publish_as_azure_container_app_job()

    (secret,) = apphost.job()["secret"]
    assert secret["key_vault_secret_id"] == "https://kv-theirs.vault.azure.net/secrets/key"
    assert apphost.env()["BUS"] == "sb.servicebus.windows.net"
    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert roles["batch_roles_kv_key_vault_secrets_user"]["scope"] == "${local.kv_id}"
    vault_id = apphost.terraform()["locals"]["kv_id"]
    assert vault_id.startswith("/subscriptions/${var.sub}/resourceGroups/${var.rg}/")


def test_what_only_azure_knows_is_an_error(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("id")
    identity.as_existing_in_resource_group("id-theirs", "rg", SUBSCRIPTION)
    hubs = apphost.builder.add_azure_event_hubs("hubs")
    hubs.as_existing_in_resource_group("hubs", "rg", SUBSCRIPTION).add_hub("clicks").add_consumer_group("g")
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.as_existing_in_resource_group("cae", "rg", SUBSCRIPTION)
    job = apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(identity)
    job.with_environment("DOMAIN", environment.default_domain)
    job.publish_as_azure_container_app_job()

    problems = apphost.problems()
    assert {each.code for each in problems} == {"ACJ962"}
    assert {each.value for each in problems} >= {"'clientId'", "'default_domain'"}


# -- pulling


def test_an_identity_that_pulls_is_the_only_one(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    identity.with_role_assignments(registry, "AcrPull")
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_container_registry(registry).with_acr_pull_identity(identity)
    apphost.builder.add_project("batch", "b.csproj").publish_as_azure_container_app_job()

    resources = apphost.terraform()["resource"]
    assert list(resources["azurerm_user_assigned_identity"]) == ["puller"]
    assert list(resources["azurerm_role_assignment"]) == ["puller_roles_images_acrpull"]
    job = apphost.job()
    assert job["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.puller.id}"]
    assert job["registry"] == [
        {
            "server": "${azurerm_container_registry.images.login_server}",
            "identity": "${azurerm_user_assigned_identity.puller.id}",
        }
    ]
    assert job["depends_on"] == ["azurerm_role_assignment.puller_roles_images_acrpull"]


def test_the_default_registry_stays_and_nobody_gets_the_role(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    apphost.builder.add_azure_container_app_environment("env").with_acr_pull_identity(identity)
    apphost.builder.add_project("batch", PROJECT).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ963"]
    resources = apphost.terraform()["resource"]
    assert list(resources["azurerm_container_registry"]) == ["env_acr"]
    assert "azurerm_role_assignment" not in resources


def test_an_existing_identity_of_another_subscription_pulls(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    identity.as_existing_in_resource_group("id-pull", "rg", SUBSCRIPTION)
    apphost.builder.add_azure_container_app_environment("env").with_acr_pull_identity(identity)
    apphost.builder.add_project("batch", PROJECT).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert apphost.job()["identity"]["identity_ids"] == ["${local.puller_id}"]


def test_the_roles_of_a_pulling_identity_are_waited_for_from_another_application_too(
    apphost: AppHost,
) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    identity = apphost.builder.add_azure_user_assigned_identity("puller")
    identity.with_role_assignments(registry, "AcrPull")
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_azure_container_registry(registry).with_acr_pull_identity(identity)
    other = create_builder(scope=apphost.stack, name="other")
    other.add_project("batch", PROJECT).with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.puller_roles_images_acrpull"]


@pytest.mark.parametrize("registry", ["docker.io", None, 5])
def test_another_kind_of_registry_is_an_error(apphost: AppHost, registry: object) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_container_registry(registry)  # type: ignore[arg-type]

    (problem,) = apphost.problems()
    assert problem.code == "ACJ002"
    assert "add_azure_container_registry(...)" in (problem.allowed or "")


def test_an_environment_with_a_unique_name(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("cae1").with_unique_resource_naming()

    written = apphost.resource("azurerm_container_app_environment", "cae1")
    assert written["name"] == "cae1-${local.unique_suffix}"
    assert apphost.resource("azurerm_log_analytics_workspace", "cae1_law")["name"] == "cae1-law"


def test_nothing_is_mounted_in_an_environment_of_another_subscription(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.as_existing_in_resource_group("cae", "rg", SUBSCRIPTION)
    job = apphost.builder.add_container("batch", IMAGE).with_volume("/data")
    job.publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ962", "target=")
    assert problem.message == "'/data' can't be mounted in 'env', which is in another subscription"
