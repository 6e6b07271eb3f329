"""Resources that are carried over: created, looked up, or changed where Azure makes them by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.publish_output.carried_over import CarriedNode
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from tests.apphost import AppHost


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("Microsoft.Storage/storageAccounts/fileServices@2024-01-01", "default", "azapi_update_resource"),
        ("microsoft.storage/storageaccounts/BLOBSERVICES@2024-01-01", "Default", "azapi_update_resource"),
        ("Microsoft.Storage/storageAccounts/queueServices@2024-01-01", "default", "azapi_update_resource"),
        ("Microsoft.Storage/storageAccounts/tableServices@2024-01-01", "default", "azapi_update_resource"),
        ("Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01", "default", "azapi_resource"),
        ("Microsoft.Storage/storageAccounts/fileServices/shares@2024-01-01", "default", "azapi_resource"),
        ("Microsoft.Storage/storageAccounts@2024-01-01", "default", "azapi_resource"),
        ("Microsoft.ServiceBus/namespaces/authorizationRules@2024-01-01", "sender", "azapi_resource"),
        (
            "Microsoft.ServiceBus/namespaces/authorizationRules@2024-01-01",
            "RootManageSharedAccessKey",
            "azapi_update_resource",
        ),
        (
            "Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01",
            "azure.extensions",
            "azapi_update_resource",
        ),
        (
            "Microsoft.Sql/servers/databases/transparentDataEncryption@2023-08-01",
            "current",
            "azapi_update_resource",
        ),
    ],
)
def test_what_azure_makes_by_itself_is_changed_and_not_created(kind: str, name: str, expected: str) -> None:
    assert CarriedNode("a", kind, is_existing=False, name=name).terraform_type == expected
    assert CarriedNode("a", kind, is_existing=True, name=name).terraform_address == "data.azapi_resource.a"


def test_the_file_service_of_a_carried_account_is_changed(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop")

    assert apphost.resource("azapi_update_resource", "infra_storageVolumeFileService") == {
        "type": "Microsoft.Storage/storageAccounts/fileServices@2024-01-01",
        "name": "default",
        "parent_id": "${azapi_resource.infra_infra_storageVolume.id}",
        "body": {},
    }
    share = apphost.resource("azapi_resource", "infra_shares_volumes_cache_0")
    assert share["parent_id"] == "${azapi_update_resource.infra_storageVolumeFileService.id}"


def test_what_is_carried_over_is_registered_too(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop")

    (provider,) = apphost.terraform()["provider"]["azurerm"]
    assert {"Microsoft.App", "Microsoft.DocumentDB", "Microsoft.Sql", "Microsoft.Storage"} <= {
        *provider["resource_providers_to_register"]
    }
