"""Volumes: shares and storages that are created, what the job mounts, and names that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
SUBNET = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/jobs"
ACCOUNT = "azurerm_storage_account.env_volumes"


def mounts(apphost: AppHost, name: str = "batch") -> list[tuple[str, str]]:
    return [(each["name"], each["path"]) for each in apphost.container(name)["volume_mounts"]]


def storages(apphost: AppHost) -> Json:
    found: Json = apphost.terraform()["resource"]["azurerm_container_app_environment_storage"]
    return found


def test_volumes_and_bind_mounts_are_azure_files_in_the_order_of_the_code(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume("/path1", "vol1").with_volume(
        "/path2", "vol2"
    ).with_bind_mount("./files", "/path3").publish_as_azure_container_app_job()

    assert mounts(apphost) == [("v0", "/path1"), ("v1", "/path2"), ("bm0", "/path3")]
    storage = "${azurerm_container_app_environment_storage.batch_"
    assert apphost.job()["template"]["volume"] == [
        {"name": "v0", "storage_type": "AzureFile", "storage_name": f"{storage}vol1.name}}"},
        {"name": "v1", "storage_type": "AzureFile", "storage_name": f"{storage}vol2.name}}"},
        {"name": "bm0", "storage_type": "AzureFile", "storage_name": f"{storage}bm0.name}}"},
    ]


def test_each_mount_has_a_share_and_a_storage_of_the_environment(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume(
        "/data", "Data_Store"
    ).publish_as_azure_container_app_job()

    resources = apphost.terraform()["resource"]
    assert resources["azurerm_storage_account"] == {
        "env_volumes": {
            "name": "envvol${local.unique_suffix}",
            "location": "${azurerm_resource_group.resource_group.location}",
            "resource_group_name": "${azurerm_resource_group.resource_group.name}",
            "account_tier": "Standard",
            "account_replication_type": "LRS",
            "min_tls_version": "TLS1_2",
            "allow_nested_items_to_be_public": False,
            "large_file_share_enabled": True,
            # Keys stay on: Azure mounts shares with one.
        }
    }
    assert resources["azurerm_storage_share"] == {
        "batch_data_store": {
            "name": "batch-data-store",
            "storage_account_id": f"${{{ACCOUNT}.id}}",
            "quota": 1024,
        }
    }
    assert storages(apphost) == {
        "batch_data_store": {
            "name": "batch-data-store",
            "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
            "account_name": f"${{{ACCOUNT}.name}}",
            "access_key": f"${{{ACCOUNT}.primary_access_key}}",
            "share_name": "${azurerm_storage_share.batch_data_store.name}",
            "access_mode": "ReadWrite",
        }
    }


def test_names_as_azd_gives_them_reach_volumes(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_azd_resource_naming()
    cache = apphost.builder.add_container("Cache", IMAGE).publish_as_azure_container_app_job()
    cache.with_volume("/data", "App-Data.1").with_volume("/more", "AppData1").with_volume("/anonymous")
    cache.with_bind_mount("./files", "/files").acknowledge("ACJ913", "they are uploaded later")

    resources = apphost.terraform()["resource"]
    assert resources["azurerm_storage_account"]["env_volumes"]["name"] == "vol${local.unique_suffix}"
    names = {
        "Cache_app_data_1": "cache-appdata1",
        "Cache_appdata1": "cache-v1",  # never one share for both
        "Cache_v2": "cache-v2",
        "Cache_bm0": "cache-bm0",
    }
    assert {key: each["name"] for key, each in resources["azurerm_storage_share"].items()} == names
    assert {key: each["name"] for key, each in storages(apphost).items()} == names


def test_better_than_aspire_read_only_is_honoured(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume("/in", "in", is_read_only=True).with_bind_mount(
        "./config", "/config", is_read_only=True
    ).with_volume("/out", "out").publish_as_azure_container_app_job()

    assert {name: each["access_mode"] for name, each in storages(apphost).items()} == {
        "batch_in": "ReadOnly",
        "batch_bm0": "ReadOnly",
        "batch_out": "ReadWrite",
    }


def test_better_than_aspire_a_named_volume_keeps_its_files_when_another_is_put_before_it(
    apphost: AppHost,
) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume("/new", "new").with_volume(
        "/data", "data"
    ).with_volume("/anonymous").publish_as_azure_container_app_job()

    # Aspire counts: `data` would be v1 now, a new and empty share.
    assert list(storages(apphost)) == ["batch_data", "batch_new", "batch_v2"]


def test_better_than_aspire_many_mounts_of_jobs_with_long_names_never_share_a_storage(
    apphost: AppHost,
) -> None:
    for name in ("a-job-with-a-long-name-number-1", "a-job-with-a-long-name-number-2"):
        job = apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job()
        for number in range(12):
            job.with_volume(f"/data/{number}", f"the-volume-with-a-long-name-{number}")

    names = [each["name"] for each in storages(apphost).values()]
    assert len(set(names)) == 24
    assert all(len(name) <= 32 for name in names)


@pytest.mark.parametrize(
    ("volumes", "keys"),
    [
        (["My.Data", "my data"], ["my-data", "v1"]),
        ([None, "v0"], ["v0", "v1"]),
        (["v1", None], ["v1", "v1-2"]),
        (["---", None], ["v0", "v1"]),
    ],
)
def test_names_of_volumes_are_made_fit_and_stay_apart(
    apphost: AppHost, volumes: list[str | None], keys: list[str]
) -> None:
    job = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for number, volume in enumerate(volumes):
        job.with_volume(f"/data{number}", volume)

    names = [f"batch-{key}" for key in keys]
    assert sorted(each["name"] for each in storages(apphost).values()) == sorted(names)


def test_names_with_hyphens_and_upper_case(apphost: AppHost) -> None:
    apphost.builder.add_container("With-Bind-Mount", IMAGE).with_bind_mount(
        "./a", "/a"
    ).publish_as_azure_container_app_job()

    assert {address: each["name"] for address, each in storages(apphost).items()} == {
        "With_Bind_Mount_bm0": "with-bind-mount-bm0"
    }


def test_two_jobs_whose_storages_would_have_one_name_are_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("a", IMAGE).with_volume("/x", "b-c").publish_as_azure_container_app_job()
    apphost.builder.add_container("a-b", IMAGE).with_volume("/x", "c").publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ906", "a-b")


def test_the_contents_of_a_bind_mount_are_not_uploaded_which_is_a_warning(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_bind_mount(
        "./files", "/files"
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.is_error) == ("ACJ913", False)


def test_an_empty_folder_and_secrets_as_files_need_no_storage(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_empty_dir("/tmp/work").with_secret_volume(
        "/run/secrets"
    ).publish_as_azure_container_app_job()

    assert mounts(apphost) == [("tmp0", "/tmp/work"), ("secrets0", "/run/secrets")]
    assert apphost.job()["template"]["volume"] == [
        {"name": "tmp0", "storage_type": "EmptyDir"},
        {"name": "secrets0", "storage_type": "Secret"},
    ]
    assert "azurerm_storage_account" not in apphost.terraform()["resource"]


def test_an_nfs_share_that_exists(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_delegated_subnet(SUBNET)
    server = apphost.builder.add_parameter("nfs-server")
    apphost.builder.add_container("batch", IMAGE).with_nfs_volume(
        server, "/mine/share", "/data", is_read_only=True
    ).publish_as_azure_container_app_job()

    assert apphost.problems() == []
    assert storages(apphost) == {
        "batch_nfs0": {
            "name": "batch-nfs0",
            "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
            "nfs_server_url": "${var.nfs_server}",
            "share_name": "/mine/share",
            "access_mode": "ReadOnly",
        }
    }
    assert apphost.job()["template"]["volume"][0]["storage_type"] == "NfsAzureFile"
    assert "azurerm_storage_account" not in apphost.terraform()["resource"]


def test_nfs_without_a_network_is_a_warning(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env")
    apphost.builder.add_container("batch", IMAGE).with_nfs_volume(
        "mine.file.core.windows.net", "/mine/share", "/data"
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ956"]


def test_storages_of_an_environment_that_others_use_too_have_a_suffix(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").as_existing("cae-shared", "platform")
    apphost.builder.add_container("batch", IMAGE).with_volume(
        "/data", "data"
    ).publish_as_azure_container_app_job()

    # The same AppHost, deployed twice into one environment, has two storages there.
    assert storages(apphost)["batch_data"]["name"] == "batch-data-${local.unique_suffix}"
    share = apphost.resource("azurerm_storage_share", "batch_data")
    assert share["name"] == "batch-data-${local.unique_suffix}"


def test_volumes_of_another_stacks_job_are_in_its_own_stack(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    jobs = create_builder(scope=apphost.add_stack("jobs"))
    jobs.add_container("batch", IMAGE).with_compute_environment(environment).with_volume(
        "/data", "data"
    ).publish_as_azure_container_app_job()

    resources = apphost.terraform("jobs")["resource"]
    assert list(resources["azurerm_storage_account"]) == ["env_volumes"]
    assert list(resources["azurerm_container_app_environment_storage"]) == ["batch_data"]
    assert "azurerm_storage_account" not in apphost.read("stack")["resource"]


def test_a_second_application_of_the_stack_has_an_account_of_its_own(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    other = create_builder(scope=apphost.stack, name="other")
    for builder, name in ((apphost.builder, "one"), (other, "two")):
        builder.add_container(name, IMAGE).with_compute_environment(environment).with_volume(
            "/data", "data"
        ).publish_as_azure_container_app_job()

    accounts = apphost.terraform()["resource"]["azurerm_storage_account"]
    assert set(accounts) == {"env_volumes", "other_env_volumes"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"target": "relative"},
        {"target": "/data", "is_read_only": True},
        {"target": "/data", "name": ""},
        {"target": "/data", "name": 5},
    ],
)
def test_a_volume_that_can_not_be_is_an_error(apphost: AppHost, arguments: dict[str, object]) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume(
        **arguments  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ912"]


@pytest.mark.parametrize(("server", "share"), [("", "/a/b"), ("s", "a/b"), (None, "/a/b"), ("s", 5)])
def test_an_nfs_share_that_can_not_be_is_an_error(apphost: AppHost, server: object, share: object) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_delegated_subnet(SUBNET)
    apphost.builder.add_container("batch", IMAGE).with_nfs_volume(
        server,  # type: ignore[arg-type]
        share,  # type: ignore[arg-type]
        "/data",
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ912"]
