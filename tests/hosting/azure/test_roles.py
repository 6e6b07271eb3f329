"""Roles: what a reference brings, what replaces it, and that the job waits for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import AzureResource, ref_expr

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import DistributedApplication
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def granted(apphost: AppHost) -> dict[str, list[str]]:
    """Roles by scope, in the order of the file, less the environment's own."""
    found: dict[str, list[str]] = {}
    for name, role in apphost.terraform()["resource"].get("azurerm_role_assignment", {}).items():
        if not name.endswith("_mi_acr_pull"):
            found.setdefault(role["scope"], []).append(role["role_definition_name"])
    return found


@pytest.mark.parametrize(
    ("add", "kind", "roles"),
    [
        (
            lambda builder: builder.add_azure_storage("it"),
            "azurerm_storage_account",
            [
                "Storage Blob Data Contributor",
                "Storage Queue Data Contributor",
                "Storage Table Data Contributor",
            ],
        ),
        (lambda builder: builder.add_azure_key_vault("it"), "azurerm_key_vault", ["Key Vault Secrets User"]),
        (
            lambda builder: builder.add_azure_service_bus("it"),
            "azurerm_servicebus_namespace",
            ["Azure Service Bus Data Owner"],
        ),
        (
            lambda builder: builder.add_azure_event_hubs("it"),
            "azurerm_eventhub_namespace",
            ["Azure Event Hubs Data Owner"],
        ),
        (lambda builder: builder.add_azure_container_registry("it"), "azurerm_container_registry", []),
        (
            lambda builder: builder.add_azure_log_analytics_workspace("it"),
            "azurerm_log_analytics_workspace",
            [],
        ),
    ],
    ids=["storage", "key-vault", "service-bus", "event-hubs", "registry", "workspace"],
)
def test_the_default_roles_of_each_service_are_aspires(
    apphost: AppHost, add: Callable[[DistributedApplication], AzureResource], kind: str, roles: list[str]
) -> None:
    target = add(apphost.builder)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ID", target.id
    ).publish_as_azure_container_app_job()

    assert granted(apphost) == ({f"${{{kind}.it.id}}": roles} if roles else {})


def test_a_role_assignment_has_a_name_that_is_the_same_on_every_run_and_says_who_it_is_for(
    apphost: AppHost,
) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    apphost.builder.add_container("batch", IMAGE).with_reference(vault).publish_as_azure_container_app_job()

    assert apphost.resource("azurerm_role_assignment", "batch_roles_kv_key_vault_secrets_user") == {
        "name": '${uuidv5("url", join("|", [azurerm_key_vault.kv.id, '
        'azurerm_user_assigned_identity.batch_identity.principal_id, "Key Vault Secrets User"]))}',
        "scope": "${azurerm_key_vault.kv.id}",
        "role_definition_name": "Key Vault Secrets User",
        "principal_id": "${azurerm_user_assigned_identity.batch_identity.principal_id}",
        # Otherwise Azure looks for an identity that it may not know yet, and fails.
        "principal_type": "ServicePrincipal",
    }


def test_arguments_and_parts_of_texts_count_as_references(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    bus = apphost.builder.add_azure_service_bus("bus")
    apphost.builder.add_container("batch", IMAGE).with_args(
        "--bus", ref_expr("at {0}", bus.add_service_bus_queue("work"))
    ).with_environment("X", ref_expr("{0}/x", storage.blob_endpoint)).publish_as_azure_container_app_job()

    assert set(granted(apphost)) == {
        "${azurerm_storage_account.data.id}",
        "${azurerm_servicebus_namespace.bus.id}",
    }


def test_what_a_callback_sets_counts_as_a_reference(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        lambda context: context.environment_variables.update(URL=storage.blob_endpoint)
    ).publish_as_azure_container_app_job()

    assert list(granted(apphost)) == ["${azurerm_storage_account.data.id}"]


def test_roles_go_to_direct_references_only_and_waiting_is_none(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    first = apphost.builder.add_container("first", IMAGE).with_reference(storage.add_blobs("blobs"))
    first.publish_as_azure_container_app_job()
    second = apphost.builder.add_container("second", IMAGE).wait_for(first).wait_for(storage)
    second.publish_as_azure_container_app_job().acknowledge("ACJ916", "only the order of creation")

    assert "identity" in apphost.job("first")
    assert "identity" not in apphost.job("second")


def test_explicit_roles_replace_the_default_ones_of_that_target_only(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    vault = apphost.builder.add_azure_key_vault("kv")
    apphost.builder.add_container("batch", IMAGE).with_reference(storage.add_blobs("blobs")).with_reference(
        vault
    ).with_role_assignments(
        storage, "Storage Blob Data Reader", "Storage Queue Data Reader"
    ).publish_as_azure_container_app_job()

    assert granted(apphost) == {
        "${azurerm_storage_account.data.id}": ["Storage Blob Data Reader", "Storage Queue Data Reader"],
        "${azurerm_key_vault.kv.id}": ["Key Vault Secrets User"],
    }


def test_explicit_roles_need_no_reference(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        registry, "AcrDelete"
    ).publish_as_azure_container_app_job()

    assert granted(apphost) == {"${azurerm_container_registry.images.id}": ["AcrDelete"]}
    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.batch_roles_images_acrdelete"]


def test_cleared_default_roles_leave_explicit_ones(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data").clear_default_role_assignments()
    blobs = storage.add_blobs("blobs")
    apphost.builder.add_container("none", IMAGE).with_reference(blobs).publish_as_azure_container_app_job()
    apphost.builder.add_container("some", IMAGE).with_reference(blobs).with_role_assignments(
        storage, "Storage Blob Data Reader"
    ).publish_as_azure_container_app_job()

    assert granted(apphost) == {"${azurerm_storage_account.data.id}": ["Storage Blob Data Reader"]}
    assert "identity" not in apphost.job("none")


def test_roles_of_an_identity_itself_come_beside_those_of_its_jobs(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    blobs = apphost.builder.add_azure_storage("data").add_blobs("blobs")
    identity = apphost.builder.add_azure_user_assigned_identity("worker").with_role_assignments(
        registry, "AcrPush"
    )
    apphost.builder.add_container("batch", IMAGE).with_reference(blobs).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job()

    assert granted(apphost)["${azurerm_container_registry.images.id}"] == ["AcrPush"]
    assert len(granted(apphost)["${azurerm_storage_account.data.id}"]) == 3
    # Better than Aspire: the job waits for those too.
    assert apphost.job()["depends_on"][-1] == "azurerm_role_assignment.worker_roles_images_acrpush"


def test_default_roles_come_beside_what_the_identity_itself_has_on_the_target_as_in_aspire(
    apphost: AppHost,
) -> None:
    vault = apphost.builder.add_azure_key_vault("kv")
    identity = apphost.builder.add_azure_user_assigned_identity("worker").with_role_assignments(
        vault, "Key Vault Reader", "key vault secrets user"
    )
    apphost.builder.add_container("batch", IMAGE).with_reference(vault).with_azure_user_assigned_identity(
        identity
    ).publish_as_azure_container_app_job()

    # The same role twice is one, however it is written.
    (roles,) = granted(apphost).values()
    assert sorted(role.lower() for role in roles) == ["key vault reader", "key vault secrets user"]


def test_a_job_waits_for_the_roles_of_the_identity_that_pulls_its_image(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images").as_existing("shared", "platform")
    identity = apphost.builder.add_azure_user_assigned_identity("puller").with_role_assignments(
        registry, "AcrPull"
    )
    apphost.builder.add_container("batch", "shared.azurecr.io/batch:1").with_registry_credentials(
        "shared.azurecr.io", identity=identity
    ).publish_as_azure_container_app_job()

    assert apphost.job()["depends_on"] == ["azurerm_role_assignment.puller_roles_images_acrpull"]


def test_two_roles_whose_addresses_would_be_the_same_are_both_written(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        storage, "My Role", "My-Role"
    ).publish_as_azure_container_app_job()

    assert granted(apphost) == {"${azurerm_storage_account.data.id}": ["My Role", "My-Role"]}


def test_owner_and_target_never_take_each_others_address(apphost: AppHost) -> None:
    first = apphost.builder.add_azure_storage("b-roles-c")
    second = apphost.builder.add_azure_storage("c")
    for name, target in (("a", first), ("a-roles-b", second)):
        apphost.builder.add_container(name, IMAGE).with_role_assignments(
            target, "Reader"
        ).publish_as_azure_container_app_job()

    assert granted(apphost) == {
        "${azurerm_storage_account.b_roles_c.id}": ["Reader"],
        "${azurerm_storage_account.c.id}": ["Reader"],
    }


def test_a_role_of_ones_own_by_its_id_or_as_a_token(apphost: AppHost) -> None:
    from cdktf import TerraformVariable

    role = TerraformVariable(apphost.stack, "role", type="string")
    role_id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/0000-1111"
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        storage, role_id, role.string_value, apphost.builder.add_parameter("other")
    ).publish_as_azure_container_app_job()

    roles = apphost.terraform()["resource"]["azurerm_role_assignment"]
    assert {name: each["role_definition_id"] for name, each in roles.items() if "batch" in name} == {
        "batch_roles_data_0000_1111": role_id,
        "batch_roles_data_role": "${var.role}",
        "batch_roles_data_role_2": "${var.other}",
    }


def test_a_name_from_aspires_enums_is_an_error_with_azures_name(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    bus = apphost.builder.add_azure_service_bus("bus")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        storage, "StorageBlobDataReader"
    ).with_role_assignments(bus, "ServiceBusDataReceiver").publish_as_azure_container_app_job()

    assert [(each.code, each.hint) for each in apphost.problems()] == [
        ("ACJ952", "Did you mean 'Storage Blob Data Reader'?"),
        ("ACJ952", "Did you mean 'Azure Service Bus Data Receiver'?"),
    ]


@pytest.mark.parametrize("role", ["", None, 5])
def test_something_else_as_a_role_is_an_error(apphost: AppHost, role: object) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        storage,
        role,  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "roles=")


def test_roles_on_a_part_are_asked_for_on_the_whole(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("data").add_queue("work")
    apphost.builder.add_container("batch", IMAGE).with_role_assignments(
        queue,
        "Storage Queue Data Reader",
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "target=")


def test_a_resource_that_is_left_out_gets_no_identity(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    apphost.builder.add_container("build", IMAGE).with_reference(
        storage.add_blobs("blobs")
    ).exclude_from_manifest().publish_as_azure_container_app_job()

    assert "azurerm_user_assigned_identity" not in apphost.terraform()["resource"]
    assert granted(apphost) == {}
