"""Storage accounts: what is created, what a job is told, and how azurerm gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cdktf_aspire import AzureBlobStorageContainerResource, AzureQueueStorageQueueResource
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLACE = {
    "location": "${azurerm_resource_group.resource_group.location}",
    "resource_group_name": "${azurerm_resource_group.resource_group.name}",
}
BLOBS = "${azurerm_storage_account.data.primary_blob_endpoint}"
QUEUES = "${azurerm_storage_account.data.primary_queue_endpoint}"
TABLES = "${azurerm_storage_account.data.primary_table_endpoint}"


def test_an_account_takes_identities_only_as_in_aspire(apphost: AppHost) -> None:
    apphost.builder.add_azure_storage("data")

    assert apphost.resource("azurerm_storage_account", "data") == {
        "name": "data${local.unique_suffix}",
        **PLACE,
        "account_tier": "Standard",
        "account_replication_type": "GRS",
        "min_tls_version": "TLS1_2",
        "shared_access_key_enabled": False,
        "allow_nested_items_to_be_public": False,
    }


def test_blobs_queues_and_tables_are_selected_by_their_addresses(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    job = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    job.with_reference(storage.add_blobs("blobs"))
    job.with_reference(storage.add_queues("queues"))
    job.with_reference(storage.add_tables("tables"))

    env = apphost.env()
    assert {name: value for name, value in env.items() if not name.startswith("AZURE_")} == {
        "ConnectionStrings__blobs": BLOBS,
        "BLOBS_URI": BLOBS,
        "ConnectionStrings__queues": QUEUES,
        "QUEUES_URI": QUEUES,
        "ConnectionStrings__tables": TABLES,
        "TABLES_URI": TABLES,
    }


def test_a_container_and_a_queue_are_created_and_told(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    container = storage.add_blob_container("Docs")
    queue = storage.add_queue("work", "incoming-orders")
    apphost.builder.add_container("batch", IMAGE).with_reference(container).with_reference(
        queue
    ).publish_as_azure_container_app_job()

    account = "${azurerm_storage_account.data.id}"
    assert apphost.resource("azurerm_storage_container", "Docs") == {
        "name": "docs",
        "storage_account_id": account,
    }
    assert apphost.resource("azurerm_storage_queue", "work") == {
        "name": "incoming-orders",
        "storage_account_id": account,
    }
    env = apphost.env()
    assert env["ConnectionStrings__Docs"] == f"Endpoint={BLOBS};ContainerName=docs"
    assert env["DOCS_BLOBCONTAINERNAME"] == "docs"
    assert env["ConnectionStrings__work"] == f"Endpoint={QUEUES};QueueName=incoming-orders"
    assert env["WORK_QUEUENAME"] == "incoming-orders"


def test_a_part_is_a_value_and_can_be_waited_for(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    queue: AzureQueueStorageQueueResource = storage.add_queue("work")
    container: AzureBlobStorageContainerResource = storage.add_blob_container("docs")
    apphost.builder.add_container("batch", IMAGE).with_environment("QUEUE", queue).with_args(
        container
    ).wait_for(queue).wait_for(storage.add_blobs("blobs")).publish_as_azure_container_app_job()

    assert apphost.env()["QUEUE"] == f"Endpoint={QUEUES};QueueName=work"
    assert apphost.container()["args"] == [f"Endpoint={BLOBS};ContainerName=docs"]
    depends_on = apphost.job()["depends_on"]
    # Blobs are there with the account.
    assert depends_on[-2:] == ["azurerm_storage_queue.work", "azurerm_storage_account.data"]


def test_outputs_of_an_account(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_environment("ID", storage.id).with_environment(
        "NAME", storage.name_output
    ).with_environment("TABLES", storage.table_endpoint).publish_as_azure_container_app_job()

    env = apphost.env()
    assert env["ID"] == "${azurerm_storage_account.data.id}"
    assert env["NAME"] == "${azurerm_storage_account.data.name}"
    assert env["TABLES"] == TABLES


def test_an_output_that_does_not_exist_is_an_error_with_the_nearest_one(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "URL", storage.output("blobEndpiont")
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.hint) == ("ACJ924", "Did you mean 'blobEndpoint'?")


def test_azurerm_signs_in_to_accounts_that_take_no_keys(apphost: AppHost) -> None:
    apphost.builder.add_azure_storage("data")

    (provider,) = apphost.terraform()["provider"]["azurerm"]
    assert provider["storage_use_azuread"] is True


def test_azurerm_is_left_alone_where_no_account_is_created(apphost: AppHost) -> None:
    apphost.builder.add_azure_storage("data").as_existing("theirs")

    assert apphost.terraform()["provider"]["azurerm"] == [{"features": [{}]}]


@pytest.mark.parametrize("signs_in", [True, False])
def test_a_provider_of_the_users_that_would_use_keys_is_a_warning(apphost: AppHost, signs_in: bool) -> None:
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

    AzurermProvider(
        apphost.stack, "azurerm", features=[AzurermProviderFeatures()], storage_use_azuread=signs_in
    )
    apphost.builder.add_azure_storage("data")

    assert apphost.codes() == ([] if signs_in else ["ACJ953"])


@pytest.mark.parametrize(
    ("name", "azure_name"),
    [("q", None), ("work", "Upper"), ("work", "two--hyphens"), ("work", "under_score"), ("a" * 64, None)],
)
def test_a_queues_name_that_azure_refuses_is_an_error(
    apphost: AppHost, name: str, azure_name: str | None
) -> None:
    apphost.builder.add_azure_storage("data").add_queue(name, azure_name)

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ950", "queue_name=")


def test_a_token_as_the_name_of_a_container_passes(apphost: AppHost) -> None:
    from cdktf import TerraformVariable

    name = TerraformVariable(apphost.stack, "container", type="string")
    apphost.builder.add_azure_storage("data").add_blob_container("docs", name.string_value)

    assert apphost.resource("azurerm_storage_container", "docs")["name"] == "${var.container}"


def test_what_is_done_to_the_azurerm_resource_stays(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    storage.configure_terraform(lambda account: account.add_override("account_replication_type", "LRS"))

    assert apphost.resource("azurerm_storage_account", "data")["account_replication_type"] == "LRS"
