"""What will be created for each resource of the user's: its address in Terraform, and its name in Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, Existing, MaybeExisting
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.event_hubs import (
    AzureEventHubConsumerGroupResource,
    AzureEventHubResource,
    AzureEventHubsResource,
)
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, AzureKeyVaultSecretResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.service_bus import (
    AzureServiceBusQueueResource,
    AzureServiceBusResource,
    AzureServiceBusSubscriptionResource,
    AzureServiceBusTopicResource,
)
from cdktf_aspire.hosting.azure.storage import (
    AzureBlobStorageContainerResource,
    AzureQueueStorageQueueResource,
    AzureStorageResource,
)
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.terraform import azure_names
from cdktf_aspire.terraform.azure_names import UNKNOWN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.terraform.builder import DistributedApplication

JOB = "azurerm_container_app_job"
ENVIRONMENT = "azurerm_container_app_environment"
_IDENTITY = "azurerm_user_assigned_identity"
_REGISTRY = "azurerm_container_registry"
_STORAGE_ACCOUNT = "azurerm_storage_account"
_WORKSPACE = "azurerm_log_analytics_workspace"

_WITH_SUFFIX: dict[type[Resource], tuple[str, Callable[[str, str], str]]] = {
    AzureStorageResource: (_STORAGE_ACCOUNT, azure_names.storage_account),
    AzureKeyVaultResource: ("azurerm_key_vault", azure_names.key_vault),
    AzureServiceBusResource: ("azurerm_servicebus_namespace", azure_names.namespace),
    AzureEventHubsResource: ("azurerm_eventhub_namespace", azure_names.namespace),
    AzureContainerRegistryResource: (_REGISTRY, azure_names.registry),
    AzureLogAnalyticsWorkspaceResource: (_WORKSPACE, azure_names.workspace),
}
_PARTS: dict[type[Resource], str] = {
    AzureBlobStorageContainerResource: "azurerm_storage_container",
    AzureQueueStorageQueueResource: "azurerm_storage_queue",
    AzureServiceBusQueueResource: "azurerm_servicebus_queue",
    AzureServiceBusTopicResource: "azurerm_servicebus_topic",
    AzureServiceBusSubscriptionResource: "azurerm_servicebus_subscription",
    AzureEventHubResource: "azurerm_eventhub",
    AzureEventHubConsumerGroupResource: "azurerm_eventhub_consumer_group",
}

_SERVICE_BUS_ENTITIES = {"azurerm_servicebus_queue", "azurerm_servicebus_topic"}


@attrs.frozen
class Planned:
    """Something that Terraform will know by an address.

    Attributes:
        kind: azurerm's type of resource, `data.` before it where it is only looked up; or `var`.
        name: the rest of the address.
        resource: for which it is created.
        azure_name: in Azure, with what it is a part of; None where nothing is created.
    """

    kind: str
    name: str
    resource: Resource
    azure_name: str | None = None

    @property
    def family(self) -> str:
        """Those whose names in Azure differ: of one kind, but queues and topics of Service Bus are one."""
        return "entity" if self.kind in _SERVICE_BUS_ENTITIES else self.kind

    @property
    def address(self) -> str:
        """In Terraform."""
        return f"{self.kind}.{self.name}"


def image_variable(resource: Resource) -> str:
    """The variable that holds the image of a project or an executable: Aspire's name for it."""
    return f"{resource.identifier.lower()}_containerimage"


def pulls(environment: AzureContainerAppEnvironment, applications: Iterable[ApplicationModel]) -> bool:
    """Whether a job there has an image from the environment's registry."""
    return any(
        job.is_built and application.environment_of(job) is environment
        for application in applications
        for job in application.jobs
    )


def planned(
    application: DistributedApplication, with_identity: Collection[Resource] = ()
) -> Iterator[Planned]:
    """What will be created for the user's resources, in the order of the code.

    Args:
        application: whose resources.
        with_identity: those that need an identity of their own.
    """
    for resource in application.resources:
        yield from _of_resource(resource, application)
    for job in application.jobs:
        yield Planned(JOB, job.identifier, job, job.name_in_azure)
        if job in with_identity:
            yield Planned(
                _IDENTITY, f"{job.identifier}_identity", job, azure_names.app_identity(job.name_in_azure)
            )
        yield from _of_job(job, application)


def _of_resource(resource: Resource, application: DistributedApplication) -> Iterator[Planned]:
    address = resource.identifier
    match resource:
        case Parameter():
            yield Planned("var", address, resource)
        case ConnectionStringResource(expression=None):
            yield Planned("var", f"{address}_connectionstring", resource)
        case AzureContainerAppEnvironment():
            yield from _of_environment(resource, application)
        case MaybeExisting(existing=Existing(name=None)):
            return
        case AzureUserAssignedIdentityResource(existing=None):
            yield Planned(_IDENTITY, address, resource, azure_names.identity(resource.name))
        case AzureUserAssignedIdentityResource():
            yield Planned(f"data.{_IDENTITY}", address, resource)
        case AzureContainerRegistryResource(id_in_azure=str()):
            yield Planned("local", f"{address}_id", resource)
        case MaybeExisting() if type(resource) in _WITH_SUFFIX:
            kind, name_of = _WITH_SUFFIX[type(resource)]
            if resource.existing is None:
                yield Planned(kind, address, resource, name_of(resource.name, UNKNOWN_SUFFIX))
            else:
                yield Planned(f"data.{kind}", address, resource)
        case AzureChildResource(is_existing=True):
            return
        case AzureChildResource() if type(resource) in _PARTS:
            name = f"{resource.parent.name}/{resource.azure_path}".lower()
            yield Planned(_PARTS[type(resource)], address, resource, name)
        case AzureKeyVaultSecretResource():
            name = f"{resource.vault.name}/{resource.secret_name}".lower()
            yield Planned("azurerm_key_vault_secret", address, resource, name)


def _of_environment(
    environment: AzureContainerAppEnvironment, application: DistributedApplication
) -> Iterator[Planned]:
    address = environment.identifier
    is_new = environment.existing is None
    has_registry = environment.container_registry is not None
    pulled_from = pulls(environment, application.all_applications)

    def name(kind: str) -> str:
        return azure_names.environment_part(kind, environment.name, environment.naming, UNKNOWN_SUFFIX)

    if is_new:
        yield Planned(ENVIRONMENT, address, environment, name("cae"))
    elif environment.existing is not None and environment.existing.name is not None:
        yield Planned(f"data.{ENVIRONMENT}", address, environment)
    if is_new or has_registry or pulled_from:
        yield Planned(_IDENTITY, f"{address}_mi", environment, name("mi"))
    if not has_registry and (is_new or pulled_from):
        yield Planned(_REGISTRY, f"{address}_acr", environment, name("acr"))
    if is_new and environment.log_analytics_workspace is None:
        yield Planned(_WORKSPACE, f"{address}_law", environment, name("law"))


def _of_job(job: ComputeResource, application: DistributedApplication) -> Iterator[Planned]:
    if job.is_built:
        yield Planned("var", image_variable(job), job)
    environment = application.environment_of(job)
    keys = job.storage_keys()
    if environment is not None:
        for mount in job.mounts:
            if mount.has_storage:
                name = azure_names.environment_storage(job.name_in_azure, keys[mount])
                address = f"{job.identifier}_{identifier(keys[mount])}"
                yield Planned("azurerm_container_app_environment_storage", address, job, name)
