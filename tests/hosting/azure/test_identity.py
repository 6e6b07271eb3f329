"""Identities: a job's own, one of the user's, one for several jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLACE = {
    "location": "${azurerm_resource_group.resource_group.location}",
    "resource_group_name": "${azurerm_resource_group.resource_group.name}",
}


def own(name: str) -> str:
    return f"${{azurerm_user_assigned_identity.{name}}}"


def test_a_job_that_needs_roles_gets_an_identity_of_its_own(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("Batch", IMAGE).with_reference(
        storage.add_blobs("blobs")
    ).publish_as_azure_container_app_job()

    assert apphost.resource("azurerm_user_assigned_identity", "Batch_identity") == {
        "name": "batch-identity",
        **PLACE,
    }
    job = apphost.job("Batch")
    assert job["identity"] == {"type": "UserAssigned", "identity_ids": [own("Batch_identity.id")]}
    env = job["template"]["container"][0]["env"]
    # Last of all, so that Azure's SDKs find the job's identity among several.
    assert env[-2:] == [
        {"name": "AZURE_CLIENT_ID", "value": own("Batch_identity.client_id")},
        {"name": "AZURE_TOKEN_CREDENTIALS", "value": "ManagedIdentityCredential"},
    ]


def test_a_job_that_needs_none_has_none(apphost: AppHost) -> None:
    apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert "identity" not in apphost.job()
    assert "env" not in apphost.container()


def test_the_jobs_identity_comes_before_the_one_that_pulls_images(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_project("batch", "batch.csproj").with_reference(
        storage.add_blobs("blobs")
    ).publish_as_azure_container_app_job()

    assert apphost.job()["identity"]["identity_ids"] == [own("batch_identity.id"), own("env_mi.id")]


def test_an_identity_of_the_users_in_place_of_the_jobs_own(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("worker")
    apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job()

    # Only the one: the environment's pulls images.
    assert apphost.resource("azurerm_user_assigned_identity", "worker") == {"name": "worker", **PLACE}
    assert list(apphost.terraform()["resource"]["azurerm_user_assigned_identity"]) == ["env_mi", "worker"]
    assert apphost.job()["identity"]["identity_ids"] == [own("worker.id")]
    assert apphost.env() == {
        "AZURE_CLIENT_ID": own("worker.client_id"),
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }


def test_an_identity_for_several_jobs_has_each_role_once(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("worker")
    blobs = apphost.builder.add_azure_storage("data").add_blobs("blobs")
    vault = apphost.builder.add_azure_key_vault("kv")
    for name in ("one", "two"):
        apphost.builder.add_container(name, IMAGE).with_reference(blobs).with_azure_user_assigned_identity(
            identity
        ).publish_as_azure_container_app_job()
    apphost.builder.add_container("three", IMAGE).with_environment(
        "A", vault.get_secret("a")
    ).with_azure_user_assigned_identity(identity).publish_as_azure_container_app_job()

    roles = [
        "worker_roles_data_storage_blob_data_contributor",
        "worker_roles_data_storage_table_data_contributor",
        "worker_roles_data_storage_queue_data_contributor",
    ]
    assert set(apphost.terraform()["resource"]["azurerm_role_assignment"]) == {
        *roles,
        "worker_roles_kv_key_vault_secrets_user",
        "env_mi_acr_pull",
    }
    # Each job waits for what it needs.
    expected = [f"azurerm_role_assignment.{role}" for role in roles]
    assert apphost.job("one")["depends_on"] == apphost.job("two")["depends_on"] == expected


def test_outputs_of_an_identity(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("worker")
    job = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for name, output in (
        ("ID", identity.id),
        ("NAME", identity.name_output),
        ("CLIENT", identity.client_id),
        ("PRINCIPAL", identity.principal_id),
    ):
        job.with_environment(name, output)

    assert apphost.env() == {
        "ID": own("worker.id"),
        "NAME": own("worker.name"),
        "CLIENT": own("worker.client_id"),
        "PRINCIPAL": own("worker.principal_id"),
    }
    # To know an identity is not to have it.
    assert "identity" not in apphost.job()


def test_a_client_id_that_the_user_sets_is_kept(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("worker")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "AZURE_CLIENT_ID", "mine"
    ).with_azure_user_assigned_identity(identity).publish_as_azure_container_app_job()

    assert apphost.env()["AZURE_CLIENT_ID"] == "mine"


def test_a_name_that_is_too_short_for_azure_is_lengthened(apphost: AppHost) -> None:
    apphost.builder.add_azure_user_assigned_identity("me")

    assert apphost.resource("azurerm_user_assigned_identity", "me")["name"] == "me-identity"


def test_waiting_for_an_identity_waits_for_its_roles(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    identity = apphost.builder.add_azure_user_assigned_identity("worker").with_role_assignments(
        registry, "AcrPull"
    )
    apphost.builder.add_container("batch", IMAGE).wait_for(identity).publish_as_azure_container_app_job()

    assert apphost.job()["depends_on"] == [
        "azurerm_user_assigned_identity.worker",
        "azurerm_role_assignment.worker_roles_images_acrpull",
    ]


def test_something_else_as_identity_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_azure_user_assigned_identity(
        "worker"  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "identity=")


def test_what_another_application_has_is_an_error(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    identity = other.add_azure_user_assigned_identity("worker")
    storage = other.add_azure_storage("data")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_azure_user_assigned_identity(identity).wait_for(storage)
    batch.with_role_assignments(storage, "Storage Blob Data Reader")
    apphost.builder.add_azure_user_assigned_identity("mine").with_role_assignments(storage, "Reader")

    assert [(each.code, each.resource, each.path) for each in apphost.problems()] == [
        ("ACJ921", "batch", "wait_for"),
        ("ACJ921", "batch", "with_role_assignments"),
        ("ACJ921", "batch", "with_azure_user_assigned_identity"),
        ("ACJ921", "mine", "with_role_assignments"),
    ]
