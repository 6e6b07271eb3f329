"""Container registries and Log Analytics workspaces: an environment's own, shared, and existing ones."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import AzureUserAssignedIdentityResource, DistributedApplication
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLACE = {
    "location": "${azurerm_resource_group.resource_group.location}",
    "resource_group_name": "${azurerm_resource_group.resource_group.name}",
}


def test_a_registry_and_a_workspace_of_ones_own(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_azure_log_analytics_workspace("logs")

    resources = apphost.terraform()["resource"]
    assert resources["azurerm_container_registry"] == {
        "images": {"name": "images${local.unique_suffix}", **PLACE, "sku": "Basic"}
    }
    assert resources["azurerm_log_analytics_workspace"] == {
        "logs": {"name": "logs-${local.unique_suffix}", **PLACE, "sku": "PerGB2018"}
    }


def test_an_environment_with_a_registry_of_the_users_has_none_of_its_own(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(registry)
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    resources = apphost.terraform()["resource"]
    assert list(resources["azurerm_container_registry"]) == ["images"]
    role = resources["azurerm_role_assignment"]["env_mi_acr_pull"]
    assert role["scope"] == "${azurerm_container_registry.images.id}"
    assert apphost.job()["registry"] == [
        {
            "server": "${azurerm_container_registry.images.login_server}",
            "identity": "${azurerm_user_assigned_identity.env_mi.id}",
        }
    ]


def test_an_existing_registry_in_another_group_is_pulled_from_with_a_role_there(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images").as_existing("shared", "platform")
    apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(registry)
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert terraform["data"]["azurerm_container_registry"] == {
        "images": {"name": "shared", "resource_group_name": "platform"}
    }
    assert "azurerm_container_registry" not in terraform["resource"]
    role = terraform["resource"]["azurerm_role_assignment"]["env_mi_acr_pull"]
    assert role["scope"] == "${data.azurerm_container_registry.images.id}"
    job = apphost.job()
    assert job["registry"][0]["server"] == "${data.azurerm_container_registry.images.login_server}"
    assert job["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]


def test_an_environment_with_a_workspace_of_the_users_has_none_of_its_own(apphost: AppHost) -> None:
    workspace = apphost.builder.add_azure_log_analytics_workspace("logs").as_existing("shared", "platform")
    apphost.builder.add_azure_container_app_environment("env").with_azure_log_analytics_workspace(workspace)

    terraform = apphost.terraform()
    assert terraform["data"]["azurerm_log_analytics_workspace"] == {
        "logs": {"name": "shared", "resource_group_name": "platform"}
    }
    assert "azurerm_log_analytics_workspace" not in terraform["resource"]
    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment["log_analytics_workspace_id"] == "${data.azurerm_log_analytics_workspace.logs.id}"
    assert environment["logs_destination"] == "log-analytics"


def test_two_environments_share_a_registry(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    for name in ("one", "two"):
        apphost.builder.add_azure_container_app_environment(name).with_azure_container_registry(registry)

    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert {name: role["scope"] for name, role in roles.items()} == {
        "one_mi_acr_pull": "${azurerm_container_registry.images.id}",
        "two_mi_acr_pull": "${azurerm_container_registry.images.id}",
    }


def test_a_job_told_of_a_registry_gets_no_role(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "REGISTRY", registry.login_server
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"REGISTRY": "${azurerm_container_registry.images.login_server}"}
    assert "identity" not in apphost.job()


def test_a_registry_of_another_application_is_an_error(apphost: AppHost) -> None:
    from cdktf_aspire import create_builder

    theirs = create_builder(scope=apphost.add_stack("other"))
    registry = theirs.add_azure_container_registry("images")
    workspace = theirs.add_azure_log_analytics_workspace("logs")
    apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(
        registry
    ).with_azure_log_analytics_workspace(workspace)

    problems = apphost.problems()
    assert [(each.code, each.path) for each in problems] == [
        ("ACJ921", "with_azure_container_registry"),
        ("ACJ921", "with_azure_log_analytics_workspace"),
    ]


def test_old_images_are_purged_by_the_clock(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_registry("images").with_purge_task("0 1 * * *")

    assert apphost.resource("azurerm_container_registry_task", "images_purgeOldImages") == {
        "name": "purgeOldImages",
        "container_registry_id": "${azurerm_container_registry.images.id}",
        "platform": {"os": "Linux"},
        "encoded_step": {
            "task_content": "version: v1.1.0\nsteps:\n- cmd: acr purge --filter '.*:.*' --ago 0d --keep 3"
        },
        "timer_trigger": [{"name": "purgeOldImages_trigger", "schedule": "0 1 * * *"}],
    }


def test_purge_tasks_with_filters_and_ages_of_their_own(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images").as_existing("shared", "platform")
    registry.with_purge_task("0 1 * * *", ago=timedelta(days=2, hours=3, minutes=6))
    registry.with_purge_task("0 2 * * 0", "app:.*", timedelta(days=30), 10)
    registry.with_purge_task("0 3 * * *", task_name="mine")

    tasks = apphost.terraform()["resource"]["azurerm_container_registry_task"]
    commands = {
        task["name"]: task["encoded_step"]["task_content"].rpartition("purge ")[2] for task in tasks.values()
    }
    assert commands == {
        "purgeOldImages": "--filter '.*:.*' --ago 2d3h6m --keep 3",
        "purgeOldImages_1": "--filter 'app:.*' --ago 30d --keep 10",
        "mine": "--filter '.*:.*' --ago 0d --keep 3",
    }


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ({"schedule": "0 0 1 * * *"}, "schedule="),
        ({"filter": "it's"}, "filter="),
        ({"ago": timedelta(seconds=30)}, "ago="),
        ({"ago": timedelta(days=-1)}, "ago="),
        ({"keep": 0}, "keep="),
        ({"task_name": "taken"}, "task_name="),
        ({"task_name": "a b"}, "task_name="),
    ],
)
def test_a_purge_task_that_can_not_be_is_an_error(
    apphost: AppHost, arguments: dict[str, object], path: str
) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    registry.with_purge_task("0 1 * * *", task_name="taken")
    registry.with_purge_task(**{"schedule": "0 1 * * *", **arguments})  # type: ignore[arg-type]

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ957", path)


THEIRS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
FAR = "/subscriptions/other/resourceGroups/platform/providers/Microsoft.ContainerRegistry/registries/acme"


@pytest.mark.parametrize(
    ("server", "scope"),
    [
        (
            lambda builder: builder.add_azure_container_registry("images"),
            "${azurerm_container_registry.images.id}",
        ),
        (
            lambda builder: builder.add_azure_container_registry("images").login_server,
            "${azurerm_container_registry.images.id}",
        ),
        (
            lambda builder: builder.add_azure_container_registry("images").as_existing("acme", "platform"),
            "${data.azurerm_container_registry.images.id}",
        ),
    ],
)
def test_an_identity_gets_to_pull_from_a_registry_of_the_application(
    apphost: AppHost, server: Callable[[DistributedApplication], str], scope: str
) -> None:
    me = apphost.builder.add_azure_user_assigned_identity("me")
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        server(apphost.builder), identity=me
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    role = apphost.resource("azurerm_role_assignment", "me_roles_images_acrpull")
    assert (role["scope"], role["role_definition_name"]) == (scope, "AcrPull")
    assert role["principal_id"] == "${azurerm_user_assigned_identity.me.principal_id}"
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.me_roles_images_acrpull"]


def test_a_host_is_that_of_the_existing_registry_with_its_name(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_registry("images").as_existing("Acme", "platform")
    me = apphost.builder.add_azure_user_assigned_identity("me")
    apphost.builder.add_container("batch", "acme.azurecr.io/a:1").with_registry_credentials(
        "acme.azurecr.io", identity=me
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert "me_roles_images_acrpull" in apphost.terraform()["resource"]["azurerm_role_assignment"]


def test_roles_that_the_user_gave_on_the_registry_are_the_only_ones(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    me = apphost.builder.add_azure_user_assigned_identity("me").with_role_assignments(registry, "AcrPush")
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        registry, identity=me
    ).publish_as_azure_container_app_job()

    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert [name for name in roles if "images" in name] == ["me_roles_images_acrpush"]


def test_an_identity_that_is_created_here_can_not_have_a_role_on_a_foreign_registry(apphost: AppHost) -> None:
    me = apphost.builder.add_azure_user_assigned_identity("me")
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        "acme.azurecr.io", identity=me
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ424", "identity=")
    assert "add_azure_container_registry('acme').as_existing('acme', resource_group)" in (problem.hint or "")


@pytest.mark.parametrize("existing", [True, False])
def test_an_identity_by_its_id_is_put_on_the_job(apphost: AppHost, existing: bool) -> None:
    identity: AzureUserAssignedIdentityResource | str = THEIRS.replace("resourceGroups", "resourcegroups")
    expected = THEIRS
    if existing:
        identity = apphost.builder.add_azure_user_assigned_identity("me").as_existing("shared", "platform")
        expected = "${data.azurerm_user_assigned_identity.me.id}"
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        "acme.azurecr.io", identity=identity
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert apphost.job()["registry"] == [{"server": "acme.azurecr.io", "identity": expected}]
    assert apphost.job()["identity"] == {"type": "UserAssigned", "identity_ids": [expected]}


def test_the_jobs_own_identity_can_not_pull_before_the_job_exists(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_container("batch", IMAGE).with_registry_credentials(
        registry, identity="System"
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ423"
    assert "before the job exists" in problem.message
    job = apphost.job()
    assert job["identity"] == {"type": "SystemAssigned"}
    assert job["registry"][0]["identity"] == "System"
    role = apphost.resource("azurerm_role_assignment", "batch_roles_images_acrpull")
    assert role["principal_id"] == "${azurerm_container_app_job.batch.identity[0].principal_id}"


@pytest.mark.parametrize("written", [FAR, FAR.replace("resourceGroups", "resourcegroups")])
def test_a_registry_in_another_subscription_is_used_by_its_id(apphost: AppHost, written: str) -> None:
    registry = apphost.builder.add_azure_container_registry("images").as_existing(written)
    apphost.builder.add_azure_container_app_environment("env").with_azure_container_registry(registry)
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert "azurerm_container_registry" not in terraform.get("data", {})
    assert terraform["locals"]["images_id"] == FAR
    role = terraform["resource"]["azurerm_role_assignment"]["env_mi_acr_pull"]
    assert role["scope"] == "${local.images_id}"
    assert apphost.job()["registry"][0]["server"] == "acme.azurecr.io"
