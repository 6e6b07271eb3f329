"""Storages of an environment: an Azure Files share for each mount, or an existing NFS share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.environment_names import environment_storage, volumes_account
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.resources.azure_resource import provider_of
from cdktf_aspire.terraform.resources.storage import STORAGE_ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.volumes import Mount
    from cdktf_aspire.terraform.engine.engines import AzurermElement
    from cdktf_aspire.terraform.resources.context import Context, Written
    from cdktf_aspire.values.value import Text
    from constructs import Construct

# Aspire's size of a share, in GiB.
_QUOTA = 1024


def write_volume_account(
    context: Context, scope: Construct, address: str, environment: AzureContainerAppEnvironment
) -> Written:
    """The account for all shares of an environment's jobs; Azure mounts shares with its key."""
    return STORAGE_ACCOUNT.create(
        context,
        scope,
        address,
        volumes_account(environment.name, environment.naming, context.unique_suffix),
        {
            "account_replication_type": "LRS",
            "shared_access_key_enabled": None,
            "large_file_share_enabled": True,
        },
        construct_id=f"{environment.name}-volumes",
    )


def write_storage_of(
    context: Context,
    resource: ComputeResource,
    mount: Mount,
    environment: AzureContainerAppEnvironment,
    environment_id: Text | None,
    account_of: Callable[[], Written],
) -> AzurermElement:
    """The share of a mount, and the environment's storage that names it.

    Args:
        context: the writer of the application.
        resource: that mounts it.
        mount: which mount.
        environment: of the resource.
        environment_id: where the job runs in the end: a callback may have the last word.
        account_of: gives the storage account for the shares of the environment's jobs.
    """
    address = f"{resource.identifier}_{identifier(resource._storage_keys()[mount])}"
    key = resource._storage_keys(environment.naming.separator_of_volumes)[mount]
    is_shared = environment.existing is not None or environment._application is not resource._application
    name = environment_storage(resource._name_in_azure, key, context.unique_suffix if is_shared else None)
    attributes: dict[str, object] = {
        "name": name,
        "container_app_environment_id": context.text(environment_id),
        "access_mode": "ReadOnly" if mount.is_read_only else "ReadWrite",
    }
    if mount.kind == "nfs":
        attributes |= {
            "nfs_server_url": context.text(mount.server),
            "share_name": context.text(mount.share),
        }
    else:
        account = account_of()
        share = create(
            "azurerm_storage_share",
            resource,
            f"{mount.name}-share",
            address,
            {
                "name": name,
                "storage_account_id": account.output("id"),
                "quota": _QUOTA,
            },
        )
        attributes |= {
            "account_name": account.output("name"),
            "access_key": account.attribute("primary_access_key"),
            "share_name": share.get_string_attribute("name"),
        }
    return create(
        "azurerm_container_app_environment_storage",
        resource,
        f"{mount.name}-storage",
        address,
        attributes,
        # azurerm looks for it in the provider's subscription, whatever the environment's id says.
        provider=provider_of(resource, environment.existing),
    )
