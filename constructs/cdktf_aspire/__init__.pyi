"""The public names: `__init__.py` loads each with its module when it is first asked for."""

from .hosting.azure_key_vault import AzureKeyVaultResource as AzureKeyVaultResource
from .hosting.azure_key_vault import AzureKeyVaultSecretResource as AzureKeyVaultSecretResource
from .hosting.azure_key_vault import KeyVaultSecretReference as KeyVaultSecretReference
from .hosting.azure_messaging import AzureEventHubConsumerGroupResource as AzureEventHubConsumerGroupResource
from .hosting.azure_messaging import AzureEventHubResource as AzureEventHubResource
from .hosting.azure_messaging import AzureEventHubsResource as AzureEventHubsResource
from .hosting.azure_messaging import AzureServiceBusQueueResource as AzureServiceBusQueueResource
from .hosting.azure_messaging import AzureServiceBusResource as AzureServiceBusResource
from .hosting.azure_messaging import (
    AzureServiceBusSubscriptionResource as AzureServiceBusSubscriptionResource,
)
from .hosting.azure_messaging import AzureServiceBusTopicResource as AzureServiceBusTopicResource
from .hosting.azure_platform import (
    AzureContainerRegistryResource as AzureContainerRegistryResource,
)
from .hosting.azure_platform import (
    AzureLogAnalyticsWorkspaceResource as AzureLogAnalyticsWorkspaceResource,
)
from .hosting.azure_resource import AzureResource as AzureResource
from .hosting.azure_storage import AzureBlobStorageContainerResource as AzureBlobStorageContainerResource
from .hosting.azure_storage import AzureBlobStorageResource as AzureBlobStorageResource
from .hosting.azure_storage import AzureQueueStorageQueueResource as AzureQueueStorageQueueResource
from .hosting.azure_storage import AzureQueueStorageResource as AzureQueueStorageResource
from .hosting.azure_storage import AzureStorageResource as AzureStorageResource
from .hosting.azure_storage import AzureTableStorageResource as AzureTableStorageResource
from .hosting.compute import EnvironmentCallbackContext as EnvironmentCallbackContext
from .hosting.connection_strings import ConnectionStringResource as ConnectionStringResource
from .hosting.container import ContainerResource as ContainerResource
from .hosting.endpoints import EndpointProperty as EndpointProperty
from .hosting.endpoints import EndpointPropertyReference as EndpointPropertyReference
from .hosting.endpoints import EndpointReference as EndpointReference
from .hosting.environment import AzureContainerAppEnvironment as AzureContainerAppEnvironment
from .hosting.executable import ExecutableResource as ExecutableResource
from .hosting.expressions import ConditionalExpression as ConditionalExpression
from .hosting.expressions import ReferenceExpression as ReferenceExpression
from .hosting.expressions import ref_expr as ref_expr
from .hosting.external_service import ExternalServiceResource as ExternalServiceResource
from .hosting.identities import AzureUserAssignedIdentityResource as AzureUserAssignedIdentityResource
from .hosting.parameter import (
    Infrastructure as Infrastructure,
)
from .hosting.parameter import (
    Parameter as Parameter,
)
from .hosting.project import ProjectResource as ProjectResource
from .hosting.references import Output as Output
from .hosting.referencing import (
    ReferenceEnvironmentInjectionFlags as ReferenceEnvironmentInjectionFlags,
)
from .hosting.values import Value as Value
from .jobs.configuration import (
    ContainerAppJobConfiguration as ContainerAppJobConfiguration,
)
from .jobs.configuration import (
    ContainerAppJobRetryLimitPolicy as ContainerAppJobRetryLimitPolicy,
)
from .jobs.configuration import (
    ContainerAppRegistryCredentials as ContainerAppRegistryCredentials,
)
from .jobs.configuration import (
    ContainerAppWritableSecret as ContainerAppWritableSecret,
)
from .jobs.job import (
    ContainerAppJob as ContainerAppJob,
)
from .jobs.job import (
    ManagedServiceIdentity as ManagedServiceIdentity,
)
from .jobs.problems import (
    Problem as Problem,
)
from .jobs.problems import (
    Severity as Severity,
)
from .jobs.problems import (
    SourceLocation as SourceLocation,
)
from .jobs.scale import (
    ContainerAppJobScale as ContainerAppJobScale,
)
from .jobs.scale import (
    ContainerAppJobScaleRule as ContainerAppJobScaleRule,
)
from .jobs.scale import (
    ContainerAppScaleRuleAuth as ContainerAppScaleRuleAuth,
)
from .jobs.template import (
    AppContainerResources as AppContainerResources,
)
from .jobs.template import (
    ContainerAppContainer as ContainerAppContainer,
)
from .jobs.template import (
    ContainerAppEnvironmentVariable as ContainerAppEnvironmentVariable,
)
from .jobs.template import (
    ContainerAppInitContainer as ContainerAppInitContainer,
)
from .jobs.template import (
    ContainerAppJobTemplate as ContainerAppJobTemplate,
)
from .jobs.template import (
    ContainerAppVolume as ContainerAppVolume,
)
from .jobs.template import (
    ContainerAppVolumeMount as ContainerAppVolumeMount,
)
from .jobs.triggers import (
    ContainerAppJobTriggerType as ContainerAppJobTriggerType,
)
from .jobs.triggers import (
    Event as Event,
)
from .jobs.triggers import (
    EventTriggerConfiguration as EventTriggerConfiguration,
)
from .jobs.triggers import (
    JobConfigurationManualTriggerConfig as JobConfigurationManualTriggerConfig,
)
from .jobs.triggers import (
    JobConfigurationScheduleTriggerConfig as JobConfigurationScheduleTriggerConfig,
)
from .jobs.triggers import (
    Manual as Manual,
)
from .jobs.triggers import (
    Schedule as Schedule,
)
from .jobs.triggers import (
    TriggerType as TriggerType,
)
from .jobs.values import Reference as Reference
from .jobs.values import raw as raw
from .publish_output.carried_over import CarriedOverResource as CarriedOverResource
from .publish_output.publication import AspirePublishOutput as AspirePublishOutput
from .terraform.application import (
    DistributedApplication as DistributedApplication,
)
from .terraform.application import (
    create_builder as create_builder,
)
from .terraform.guard import SynthesisStopped as SynthesisStopped
from .terraform.resource_group import ExistingResourceGroup as ExistingResourceGroup

__all__: list[str]
