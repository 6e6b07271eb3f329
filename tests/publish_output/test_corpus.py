"""What must come out of each publish output of the corpus, as its Bicep says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.publish_output.corpus import CORPUS
from tests.publish_output.essentials import (
    Job,
    Version,
    addresses,
    read_bodies,
    read_environments,
    read_existing,
    read_job,
    read_roles,
    read_vault_secrets,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.apphost import AppHost

KEY_VAULT_USER: Final = "Key Vault Secrets User"
KEY_VAULT_USER_ID: Final = "4633458b-17de-408a-b874-0445c86b69e6"
ACR_PULL_ID: Final = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
BLOB_CONTRIBUTOR_ID: Final = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
CONTRIBUTOR_ID: Final = "b24988ac-6180-42a0-ab88-20f7382dd24c"
PROJECT: Final = {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"}
CREDENTIAL: Final = {"AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"}
WHO_DEPLOYS: Final = "data.azurerm_client_config.current.object_id"
# What Azure does where the Bicep says nothing.
ONE_AT_A_TIME: Final = {"parallelism": 1, "replica_completion_count": 1}
OWN_GROUP: Final = "azurerm_resource_group.resource_group.name"
CAPPED: Final = {"retentionInDays": 45, "workspaceCapping": {"dailyQuotaGb": 2}}


def identity(name: str, of: str = "id") -> str:
    return f"azurerm_user_assigned_identity.{name}.{of}"


def pair(name: str) -> list[str]:
    """The identity of a program and the one that pulls its image."""
    return [identity(name), identity("env_mi")]


def login_server(address: str) -> str:
    return f"azapi_resource.{address}.output.properties.loginServer"


def storage(name: str) -> str:
    return f"azurerm_container_app_environment_storage.{name}.name"


def volume(environment: str, name: str) -> set[str]:
    """What a volume consists of."""
    return {
        f"azurerm_storage_account.{environment}_volumes",
        f"azurerm_storage_share.{name}",
        f"azurerm_container_app_environment_storage.{name}",
    }


def in_vault(vault: str, secret: str, reader: str) -> tuple[str, str]:
    return f"azurerm_key_vault_secret.{vault}_{secret}.versionless_id", reader


def workspace(**properties: object) -> dict[str, object]:
    return {"properties": {**properties, "sku": {"name": "PerGB2018"}}}


DASHBOARD: Final = {"properties": {"componentType": "AspireDashboard"}}
FILE_SERVICE: Final = "azapi_update_resource.resources_storageVolumeFileService"
AZD_TAGS: Final = {"azd-env-name": f"${{{OWN_GROUP}}}"}


def azds_volume(program: str) -> dict[str, Mapping[str, object]]:
    """The volume `data` of a program in azd's `resources.bicep`."""
    account = "azapi_resource.resources_storageVolume"
    keys = "data.azapi_resource_action.resources_storageVolume_list_keys.sensitive_output"
    file = {
        "accessMode": "ReadWrite",
        "accountKey": f"${{{keys}.keys[0].value}}",
        "accountName": f"${{{account}.name}}",
        "shareName": f"${{azapi_resource.resources_{program}DataFileShare.name}}",
    }
    share = {"enabledProtocols": "SMB", "shareQuota": 1024}
    return {
        "azapi_resource.resources_storageVolume": {
            "kind": "StorageV2",
            "properties": {"largeFileSharesState": "Enabled"},
            "sku": {"name": "Standard_LRS"},
        },
        FILE_SERVICE: {},
        f"azapi_resource.resources_{program}DataFileShare": {"properties": share},
        f"azapi_resource.resources_{program}DataStore": {"properties": {"azureFile": file}},
    }


def azds_environment(sku: str, retention: int) -> dict[str, Mapping[str, object]]:
    """The rest of azd's `resources.bicep`."""
    return {
        "azapi_resource.resources_managedIdentity": {"tags": AZD_TAGS},
        "azapi_resource.resources_containerRegistry": {"sku": {"name": sku}, "tags": AZD_TAGS},
        "azapi_resource.resources_logAnalyticsWorkspace": {
            **workspace(retentionInDays=retention),
            "tags": AZD_TAGS,
        },
        "azapi_resource.resources_aspireDashboard": DASHBOARD,
    }


AZDS_IDENTITY: Final = "azapi_resource.resources_managedIdentity"
AZDS_PRINCIPAL: Final = f"{AZDS_IDENTITY}.output.properties.principalId"
AZDS_REGISTRY: Final = "azapi_resource.resources_containerRegistry"
AZDS_LOGIN_SERVER: Final = f"{AZDS_REGISTRY}.output.properties.loginServer"

VERSIONS: Final = {
    # azd makes the environment, so its outputs are variables, and its one identity has the roles.
    "9.0": Version(
        jobs={
            "invoices": Job(
                environment="data.azurerm_container_app_environment.env.id",
                trigger=("schedule", {"cron_expression": "0 3 1 * *", **ONE_AT_A_TIME}),
                image="docker.io/contoso/invoices:4.1",
                args=["--month", "previous"],
                env={
                    "ConnectionStrings__drop": "data.azurerm_storage_account.archive.primary_blob_endpoint",
                    "SIGNING_KEY": "secret signing-key",
                    "AZURE_CLIENT_ID": "var.outputs_managed_identity_client_id",
                },
                secrets={
                    "signing-key": in_vault(
                        "safe", "signing_key", "var.outputs_azure_container_registry_managed_identity_id"
                    )
                },
                mounts={"/work": "var.outputs_volumes_invoices_0"},
                identities=["var.outputs_azure_container_registry_managed_identity_id"],
            )
        },
        bodies={
            "azapi_resource.hub": {
                "properties": {"adminUserEnabled": False, "zoneRedundancy": "Enabled"},
                "sku": {"name": "Premium"},
                "tags": {"aspire-resource-name": "hub", "owner": "finance"},
            },
            "azapi_resource.logs": {
                **workspace(retentionInDays=60),
                "tags": {"aspire-resource-name": "logs"},
            },
        },
        vault_secrets={"safe_signing_key": "var.signing_key"},
        roles={
            (
                BLOB_CONTRIBUTOR_ID,
                "var.outputs_managed_identity_principal_id",
                "data.azurerm_storage_account.archive.id",
            ),
            (KEY_VAULT_USER_ID, "var.outputs_managed_identity_principal_id", "azurerm_key_vault.safe.id"),
        },
        existing={
            "azurerm_storage_account.archive": ("var.archive_name", OWN_GROUP),
            "azurerm_container_app_environment.env": (
                'split("/", var.outputs_azure_container_apps_environment_id)[8]',
                'split("/", var.outputs_azure_container_apps_environment_id)[4]',
            ),
        },
        others={"azapi_resource.portal", "azurerm_key_vault.safe"},
    ),
    # A registry and a workspace that differ from Aspire's default, in the environment's own module.
    "9.2": Version(
        jobs={
            "catalog": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=(
                    "event",
                    {
                        "parallelism": 2,
                        "replica_completion_count": 2,
                        "min_executions": 0,
                        "max_executions": 8,
                        "polling_interval_in_seconds": 45,
                        "parts azure-queue": {
                            "accountName": "contosolake",
                            "queueName": "parts",
                            "queueLength": "5",
                        },
                        "parts identity": identity("catalog_identity"),
                    },
                ),
                retries=1,
                image="var.catalog_containerimage",
                args=["import"],
                env={
                    **PROJECT,
                    "ConnectionStrings__parts": "data.azurerm_storage_account.lake.primary_queue_endpoint",
                    "FEED_TOKEN": "secret feed-token",
                    "AZURE_CLIENT_ID": identity("catalog_identity", "client_id"),
                },
                secrets={"feed-token": in_vault("locker", "feed_token", identity("catalog_identity"))},
                mounts={"/cache": storage("catalog_catalog_cache")},
                registries={login_server("env_env_acr"): identity("env_mi")},
                identities=pair("catalog_identity"),
            )
        },
        environments={"env": "azapi_resource.env_env_law.id"},
        bodies={
            "azapi_resource.env_env_acr": {
                "properties": {"adminUserEnabled": True},
                "sku": {"name": "Standard"},
            },
            "azapi_resource.env_env_law": workspace(**CAPPED),
            "azapi_resource.env_aspireDashboard": DASHBOARD,
        },
        vault_secrets={"locker_feed_token": "var.feed_token"},
        roles={
            ("AcrPull", identity("env_mi", "principal_id"), "azapi_resource.env_env_acr.id"),
            (
                "Storage Queue Data Contributor",
                identity("catalog_identity", "principal_id"),
                "data.azurerm_storage_account.lake.id",
            ),
            (KEY_VAULT_USER, identity("catalog_identity", "principal_id"), "azurerm_key_vault.locker.id"),
            (CONTRIBUTOR_ID, WHO_DEPLOYS, "azurerm_container_app_environment.env.id"),
        },
        existing={"azurerm_storage_account.lake": ("var.lake_name", OWN_GROUP)},
        others={
            "azurerm_key_vault.locker",
            "azurerm_user_assigned_identity.env_mi",
            "azurerm_user_assigned_identity.catalog_identity",
            *volume("env", "catalog_catalog_cache"),
        },
    ),
    # A registry and a workspace of the AppHost, and a vault in another group.
    "9.4": Version(
        jobs={
            "reminders": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=("schedule", {"cron_expression": "30 7 * * 1-5", **ONE_AT_A_TIME}),
                timeout=900,
                image="var.reminders_containerimage",
                args=["--greeting", "var.greeting"],
                env={
                    "MAIL": "secret mail",
                    "STAMP": "secret stamp",
                    "AZURE_CLIENT_ID": identity("reminders_identity", "client_id"),
                },
                secrets={
                    "mail": 'smtp://robot:${replace(urlencode(var.mail_password), "+", "%20")}'
                    "@mail.example.net",
                    "stamp": (
                        "${data.azurerm_key_vault.safe.vault_uri}secrets/stamp",
                        identity("reminders_identity"),
                    ),
                },
                mounts={"/outbox": storage("reminders_reminders_outbox")},
                registries={login_server("images"): identity("env_mi")},
                identities=pair("reminders_identity"),
            )
        },
        environments={"env": "azapi_resource.trail.id"},
        bodies={
            "azapi_resource.images": {
                "sku": {"name": "Premium"},
                "tags": {"aspire-resource-name": "images", "owner": "post-room"},
            },
            "azapi_resource.trail": {
                **workspace(retentionInDays=120),
                "tags": {"aspire-resource-name": "trail"},
            },
            "azapi_resource.env_aspireDashboard": DASHBOARD,
        },
        roles={
            ("AcrPull", identity("env_mi", "principal_id"), "azapi_resource.images.id"),
            (
                KEY_VAULT_USER,
                identity("reminders_identity", "principal_id"),
                "data.azurerm_key_vault.safe.id",
            ),
        },
        existing={"azurerm_key_vault.safe": ("var.vault_name", "var.shared_group")},
        others={
            "azurerm_user_assigned_identity.env_mi",
            "azurerm_user_assigned_identity.reminders_identity",
            *volume("env", "reminders_reminders_outbox"),
        },
    ),
    # The environment's registry has a module of its own; a program has no module, so it is not there.
    "13.2": Version(
        jobs={
            "migrate": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=("manual", ONE_AT_A_TIME),
                image="var.migrate_containerimage",
                args=["--up"],
                env={
                    **PROJECT,
                    "ConnectionStrings__db": "secret connectionstrings--db",
                    "OLD": "data.azurerm_storage_account.old.primary_blob_endpoint",
                    "API_KEY": "secret api-key",
                    "AZURE_CLIENT_ID": identity("migrate_identity", "client_id"),
                    **CREDENTIAL,
                },
                secrets={
                    "connectionstrings--db": "Host=db.example.net;Username=ledger;"
                    "Password=${var.db_password}",
                    "api-key": in_vault("chest", "api_key", identity("migrate_identity")),
                },
                mounts={"/dumps": storage("migrate_migrate_dumps")},
                registries={login_server("env_acr"): identity("env_mi")},
                identities=pair("migrate_identity"),
            )
        },
        environments={"env": "azapi_resource.env_env_law.id"},
        bodies={
            "azapi_resource.env_acr": {
                "properties": {"adminUserEnabled": True},
                "sku": {"name": "Standard"},
                "tags": {"aspire-resource-name": "env-acr", "cost": "ledger"},
            },
            "azapi_resource.env_env_law": workspace(retentionInDays=90),
            "azapi_resource.env_aspireDashboard": DASHBOARD,
        },
        vault_secrets={"chest_api_key": "var.api_key"},
        roles={
            ("AcrPull", identity("env_mi", "principal_id"), "azapi_resource.env_acr.id"),
            (
                "Storage Blob Data Contributor",
                identity("migrate_identity", "principal_id"),
                "data.azurerm_storage_account.old.id",
            ),
            (KEY_VAULT_USER, identity("migrate_identity", "principal_id"), "azurerm_key_vault.chest.id"),
        },
        existing={"azurerm_storage_account.old": ("contosoold", OWN_GROUP)},
        others={
            "azurerm_key_vault.chest",
            "azurerm_user_assigned_identity.env_mi",
            "azurerm_user_assigned_identity.migrate_identity",
            *volume("env", "migrate_migrate_dumps"),
        },
        codes=["ACJ905"],
    ),
    # WithAcrPullIdentity: the environment brings no registry and no identity.
    "13.4": Version(
        jobs={
            "scan": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=(
                    "event",
                    {
                        **ONE_AT_A_TIME,
                        "min_executions": 0,
                        "max_executions": 4,
                        "polling_interval_in_seconds": 30,
                        "pages azure-blob": {"accountName": "contososhelf", "blobContainerName": "pages"},
                        "pages identity": identity("scan_identity"),
                    },
                ),
                image="var.scan_containerimage",
                args=["--depth", "var.depth"],
                env={
                    "OTEL_TRACES_EXPORTER": "otlp",
                    "ConnectionStrings__books": "data.azurerm_storage_account.shelf.primary_blob_endpoint",
                    "PIN": "secret pin",
                    "AZURE_CLIENT_ID": identity("scan_identity", "client_id"),
                    **CREDENTIAL,
                },
                secrets={"pin": in_vault("coffer", "pin", identity("scan_identity"))},
                mounts={"/pages": storage("scan_scan_pages")},
                registries={login_server("mirror"): identity("puller")},
                identities=[identity("scan_identity"), identity("puller")],
                resources=(1.5, "3Gi"),
                probes={"liveness_probe": "/alive"},
                profile="large",
            )
        },
        environments={"env": "azapi_resource.ink.id"},
        bodies={
            "azapi_resource.mirror": {
                "sku": {"name": "Standard"},
                "tags": {"aspire-resource-name": "mirror", "owner": "library"},
            },
            "azapi_resource.ink": {
                **workspace(
                    retentionInDays=180, features={"enableLogAccessUsingOnlyResourcePermissions": True}
                ),
                "tags": {"aspire-resource-name": "ink"},
            },
            "azapi_resource.env_aspireDashboard": DASHBOARD,
        },
        vault_secrets={"coffer_pin": "var.pin"},
        roles={
            ("AcrPull", identity("puller", "principal_id"), "azapi_resource.mirror.id"),
            (
                "Storage Blob Data Contributor",
                identity("scan_identity", "principal_id"),
                "data.azurerm_storage_account.shelf.id",
            ),
            (KEY_VAULT_USER, identity("scan_identity", "principal_id"), "azurerm_key_vault.coffer.id"),
        },
        existing={"azurerm_storage_account.shelf": ("var.shelf_name", OWN_GROUP)},
        others={
            "azurerm_key_vault.coffer",
            "azurerm_user_assigned_identity.puller",
            "azurerm_user_assigned_identity.scan_identity",
            *volume("env", "scan_scan_pages"),
        },
    ),
    # A registry in another subscription, by its id and its host.
    "13.5": Version(
        jobs={
            "planner": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=("schedule", {"cron_expression": "0 4 * * *", **ONE_AT_A_TIME}),
                image="var.planner_containerimage",
                env={
                    **PROJECT,
                    "ZONE": "var.zone",
                    "YARD_QUEUES": "data.azurerm_storage_account.yard.primary_queue_endpoint",
                    "ROUTE_KEY": "secret route-key",
                    "services__maps__default__0": "https://maps.example.net/v2",
                    "AZURE_CLIENT_ID": identity("planner_identity", "client_id"),
                    **CREDENTIAL,
                },
                secrets={"route-key": in_vault("strongbox", "route_key", identity("planner_identity"))},
                mounts={"/routes": storage("planner_planner_routes")},
                registries={"contosodepot.azurecr.io": identity("env_mi")},
                identities=pair("planner_identity"),
                tags={"team": "routes"},
            ),
            "tidy": Job(
                environment="azurerm_container_app_environment.env.id",
                trigger=("manual", ONE_AT_A_TIME),
                image="docker.io/contoso/tidy:1.2",
                command=["/usr/bin/tidy"],
                args=["--older-than", "30d"],
            ),
        },
        environments={"env": "azapi_resource.env_env_law.id"},
        bodies={
            "azapi_resource.env_env_law": {
                **workspace(retentionInDays=30, publicNetworkAccessForQuery="Disabled"),
                "name": "law-routes-prod",
            },
            "azapi_resource.env_aspireDashboard": DASHBOARD,
        },
        vault_secrets={"strongbox_route_key": "var.route_key"},
        roles={
            (
                "AcrPull",
                identity("env_mi", "principal_id"),
                "/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/depot-rg/providers/"
                "Microsoft.ContainerRegistry/registries/contosodepot",
            ),
            (
                "Storage Queue Data Contributor",
                identity("planner_identity", "principal_id"),
                "data.azurerm_storage_account.yard.id",
            ),
            (
                KEY_VAULT_USER,
                identity("planner_identity", "principal_id"),
                "azurerm_key_vault.strongbox.id",
            ),
        },
        existing={"azurerm_storage_account.yard": ("contosoyard", "yard-rg")},
        others={
            "azurerm_key_vault.strongbox",
            "azurerm_user_assigned_identity.env_mi",
            "azurerm_user_assigned_identity.planner_identity",
            *volume("env", "planner_planner_routes"),
        },
    ),
    # `aspire publish`: main.bicep, the parameters of the program by their names, names that somebody chose.
    "13.6": Version(
        jobs={
            "readings": Job(
                environment="azurerm_container_app_environment.plant.id",
                trigger=("schedule", {"cron_expression": "*/15 * * * *", **ONE_AT_A_TIME}),
                retries=3,
                image="var.readings_containerimage",
                args=["--site=${var.site}"],
                env={
                    **PROJECT,
                    "SITE": "var.site",
                    "ConnectionStrings__tables": "data.azurerm_storage_account.tank.primary_table_endpoint",
                    "METER_TOKEN": "secret meter-token",
                    "AZURE_CLIENT_ID": identity("readings_identity", "client_id"),
                    **CREDENTIAL,
                },
                secrets={"meter-token": in_vault("key_room", "meter_token", identity("readings_identity"))},
                mounts={"/readings": storage("readings_v0")},
                registries={login_server("plant_acr"): identity("plant_mi")},
                identities=[identity("readings_identity"), identity("plant_mi")],
            )
        },
        environments={"plant": "azapi_resource.plant_plant_law.id"},
        bodies={
            "azapi_resource.plant_acr": {
                "properties": {"anonymousPullEnabled": False},
                "sku": {"name": "Premium"},
                "tags": {"aspire-resource-name": "plant-acr"},
                "name": "contosoplant",
            },
            "azapi_resource.plant_plant_law": {**workspace(retentionInDays=365), "name": "law-plant"},
            "azapi_resource.plant_aspireDashboard": DASHBOARD,
        },
        vault_secrets={"key_room_meter_token": "var.meter_token"},
        roles={
            ("AcrPull", identity("plant_mi", "principal_id"), "azapi_resource.plant_acr.id"),
            (
                "Storage Table Data Contributor",
                identity("readings_identity", "principal_id"),
                "data.azurerm_storage_account.tank.id",
            ),
            (
                KEY_VAULT_USER,
                identity("readings_identity", "principal_id"),
                "azurerm_key_vault.key_room.id",
            ),
        },
        existing={"azurerm_storage_account.tank": ("contosotank", "tank-rg")},
        others={
            "azurerm_key_vault.key_room",
            "azurerm_user_assigned_identity.plant_mi",
            "azurerm_user_assigned_identity.readings_identity",
            *volume("plant", "readings_v0"),
        },
        codes=["ACJ212"],
    ),
    # azd's folder: one identity for all programs, a job that main.bicep uses.
    "azd-8": Version(
        jobs={
            "resize": Job(
                environment="azurerm_container_app_environment.containerAppEnvironment.id",
                trigger=("schedule", {"cron_expression": "0 */6 * * *", **ONE_AT_A_TIME}),
                timeout=1200,
                image=f"${{{AZDS_LOGIN_SERVER}}}/resize:1.0",
                args=["--all"],
                env={"ConnectionStrings__ledger": "secret ledger", "PRINTER_TOKEN": "secret printer-token"},
                secrets={
                    "ledger": (
                        "${azurerm_key_vault.kvf00ba47.vault_uri}secrets/connectionString",
                        f"{AZDS_IDENTITY}.id",
                    ),
                    "printer-token": "var.printer_token",
                },
                mounts={"/photos": "azapi_resource.resources_photosDataStore.name"},
                registries={AZDS_LOGIN_SERVER: f"{AZDS_IDENTITY}.id"},
                identities=[f"{AZDS_IDENTITY}.id"],
            )
        },
        environments={"containerAppEnvironment": "azapi_resource.resources_logAnalyticsWorkspace.id"},
        bodies={**azds_environment("Standard", 31), **azds_volume("photos")},
        vault_secrets={
            "connectionString": "AccountEndpoint="
            "${azapi_resource.ledger.output.properties.documentEndpoint};AccountKey="
            "${data.azapi_resource_action.ledger_list_keys.sensitive_output.primaryMasterKey}"
        },
        roles={
            (ACR_PULL_ID, AZDS_PRINCIPAL, f"{AZDS_REGISTRY}.id"),
            (BLOB_CONTRIBUTOR_ID, AZDS_PRINCIPAL, "data.azurerm_storage_account.storageAccount_album.id"),
            (KEY_VAULT_USER_ID, AZDS_PRINCIPAL, "azurerm_key_vault.kvf00ba47.id"),
        },
        existing={"azurerm_storage_account.storageAccount_album": ("contosoalbum", OWN_GROUP)},
        others={"azapi_resource.ledger", "azurerm_key_vault.kvf00ba47"},
        codes=["ACJ816", "ACJ943"],
    ),
    # azd's folder: a job whose parameters azd fills with the outputs of main.bicep.
    "azd-9": Version(
        jobs={
            "orders": Job(
                environment="azurerm_container_app_environment.resources.id",
                trigger=("manual", {"parallelism": 3, "replica_completion_count": 1}),
                image="var.orders_containerimage",
                args=["--label", "var.label"],
                env={
                    "TILL": "data.azurerm_storage_account.till.primary_queue_endpoint",
                    "BUS_PASSWORD": "secret bus-password",
                    "AZURE_CLIENT_ID": f"{AZDS_IDENTITY}.output.properties.clientId",
                },
                secrets={"bus-password": in_vault("purse", "bus_password", f"{AZDS_IDENTITY}.id")},
                mounts={"/orders": "azapi_resource.resources_ordersDataStore.name"},
                registries={AZDS_LOGIN_SERVER: f"{AZDS_IDENTITY}.id"},
                identities=[f"{AZDS_IDENTITY}.id"],
            )
        },
        environments={"resources": "azapi_resource.resources_logAnalyticsWorkspace.id"},
        bodies={**azds_environment("Premium", 90), **azds_volume("orders")},
        vault_secrets={"purse_bus_password": "var.bus_password"},
        roles={
            (ACR_PULL_ID, AZDS_PRINCIPAL, f"{AZDS_REGISTRY}.id"),
            (KEY_VAULT_USER_ID, AZDS_PRINCIPAL, "azurerm_key_vault.purse.id"),
        },
        existing={"azurerm_storage_account.till": ("contosotill", OWN_GROUP)},
        others={"azurerm_key_vault.purse"},
        codes=["ACJ816", "ACJ206"],
    ),
}
LEFT_OUT: Final = {"9.0": ["ledger"]}


@pytest.mark.parametrize(
    "name", sorted(each.name for each in CORPUS.iterdir() if each.is_dir() and not each.name.startswith("_"))
)
def test_what_the_bicep_says_comes_out_and_nothing_else(apphost: AppHost, name: str) -> None:
    apphost.builder.add_publish_output(CORPUS / name, leave_out=LEFT_OUT.get(name, []))
    expected, terraform = VERSIONS[name], apphost.terraform()

    assert apphost.codes() == expected.codes
    jobs = terraform["resource"]["azurerm_container_app_job"]
    assert {job: read_job(said) for job, said in jobs.items()} == dict(expected.jobs)
    assert read_environments(terraform) == expected.environments
    assert read_bodies(terraform, expected.bodies) == expected.bodies
    assert read_vault_secrets(terraform) == expected.vault_secrets
    assert read_roles(terraform) == expected.roles
    assert read_existing(terraform) == expected.existing
    assert addresses(terraform) == {
        *(f"azurerm_container_app_job.{each}" for each in expected.jobs),
        *(f"azurerm_container_app_environment.{each}" for each in expected.environments),
        *(f"azurerm_key_vault_secret.{each}" for each in expected.vault_secrets),
        *expected.bodies,
        *expected.others,
    }
