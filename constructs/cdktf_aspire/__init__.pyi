"""The public names: `__init__.py` loads the module of each at its first use."""

from .diagnostics.problems import (
    Problem as Problem,
)
from .diagnostics.problems import (
    Severity as Severity,
)
from .diagnostics.problems import (
    SourceLocation as SourceLocation,
)
from .hosting.azure.azure_resource import AzureResource as AzureResource
from .hosting.azure.container_app_environment import (
    AzureContainerAppEnvironment as AzureContainerAppEnvironment,
)
from .hosting.azure.container_registry import AzureContainerRegistryResource as AzureContainerRegistryResource
from .hosting.azure.event_hubs import AzureEventHubConsumerGroupResource as AzureEventHubConsumerGroupResource
from .hosting.azure.event_hubs import AzureEventHubResource as AzureEventHubResource
from .hosting.azure.event_hubs import AzureEventHubsResource as AzureEventHubsResource
from .hosting.azure.identity import AzureUserAssignedIdentityResource as AzureUserAssignedIdentityResource
from .hosting.azure.key_vault import AzureKeyVaultResource as AzureKeyVaultResource
from .hosting.azure.key_vault import AzureKeyVaultSecretResource as AzureKeyVaultSecretResource
from .hosting.azure.key_vault import KeyVaultSecretReference as KeyVaultSecretReference
from .hosting.azure.log_analytics_workspace import (
    AzureLogAnalyticsWorkspaceResource as AzureLogAnalyticsWorkspaceResource,
)
from .hosting.azure.service_bus import AzureServiceBusQueueResource as AzureServiceBusQueueResource
from .hosting.azure.service_bus import AzureServiceBusResource as AzureServiceBusResource
from .hosting.azure.service_bus import (
    AzureServiceBusSubscriptionResource as AzureServiceBusSubscriptionResource,
)
from .hosting.azure.service_bus import AzureServiceBusTopicResource as AzureServiceBusTopicResource
from .hosting.azure.storage import AzureBlobStorageContainerResource as AzureBlobStorageContainerResource
from .hosting.azure.storage import AzureBlobStorageResource as AzureBlobStorageResource
from .hosting.azure.storage import AzureQueueStorageQueueResource as AzureQueueStorageQueueResource
from .hosting.azure.storage import AzureQueueStorageResource as AzureQueueStorageResource
from .hosting.azure.storage import AzureStorageResource as AzureStorageResource
from .hosting.azure.storage import AzureTableStorageResource as AzureTableStorageResource
from .hosting.compute import EnvironmentCallbackContext as EnvironmentCallbackContext
from .hosting.connection_strings import ConnectionStringResource as ConnectionStringResource
from .hosting.container import ContainerResource as ContainerResource
from .hosting.endpoints import EndpointPropertyReference as EndpointPropertyReference
from .hosting.endpoints import EndpointReference as EndpointReference
from .hosting.executable import ExecutableResource as ExecutableResource
from .hosting.external_service import ExternalServiceResource as ExternalServiceResource
from .hosting.ingress import Endpoint as Endpoint
from .hosting.ingress import EndpointProperty as EndpointProperty
from .hosting.parameter import (
    Infrastructure as Infrastructure,
)
from .hosting.parameter import (
    Parameter as Parameter,
)
from .hosting.project import ProjectResource as ProjectResource
from .hosting.reference_expressions import ReferenceExpression as ReferenceExpression
from .hosting.reference_expressions import conditional_expr as conditional_expr
from .hosting.reference_expressions import ref_expr as ref_expr
from .hosting.reference_expressions import string_expr as string_expr
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
from .jobs.credentials import ContainerAppRegistryCredentials as ContainerAppRegistryCredentials
from .jobs.credentials import ContainerAppWritableSecret as ContainerAppWritableSecret
from .jobs.credentials import ManagedServiceIdentity as ManagedServiceIdentity
from .jobs.job import (
    ContainerAppJob as ContainerAppJob,
)
from .jobs.keda.scale_rule import ScaleRule as ScaleRule
from .jobs.probes import ContainerAppHttpHeaderInfo as ContainerAppHttpHeaderInfo
from .jobs.probes import ContainerAppHttpRequestInfo as ContainerAppHttpRequestInfo
from .jobs.probes import ContainerAppProbe as ContainerAppProbe
from .jobs.probes import ContainerAppProbeType as ContainerAppProbeType
from .jobs.probes import ContainerAppTcpSocketRequestInfo as ContainerAppTcpSocketRequestInfo
from .jobs.probes import ProbeType as ProbeType
from .jobs.scale import (
    ContainerAppJobScale as ContainerAppJobScale,
)
from .jobs.scale import (
    ContainerAppJobScaleRule as ContainerAppJobScaleRule,
)
from .jobs.scale import (
    ContainerAppScaleRuleAuth as ContainerAppScaleRuleAuth,
)
from .jobs.scalers.aws import SQSScaleRule as SQSScaleRule
from .jobs.scalers.azure_blob import BlobScaleRule as BlobScaleRule
from .jobs.scalers.azure_eventhub import CheckpointStrategy as CheckpointStrategy
from .jobs.scalers.azure_eventhub import EventHubsScaleRule as EventHubsScaleRule
from .jobs.scalers.azure_log_analytics import LogAnalyticsScaleRule as LogAnalyticsScaleRule
from .jobs.scalers.azure_monitor import AzureMonitorScaleRule as AzureMonitorScaleRule
from .jobs.scalers.azure_monitor import MetricAggregation as MetricAggregation
from .jobs.scalers.azure_pipelines import AzurePipelinesScaleRule as AzurePipelinesScaleRule
from .jobs.scalers.azure_queue import QueueLengthStrategy as QueueLengthStrategy
from .jobs.scalers.azure_queue import StorageQueueScaleRule as StorageQueueScaleRule
from .jobs.scalers.azure_servicebus import ServiceBusOperation as ServiceBusOperation
from .jobs.scalers.azure_servicebus import ServiceBusScaleRule as ServiceBusScaleRule
from .jobs.scalers.cron import CronScaleRule as CronScaleRule
from .jobs.scalers.external import ExternalPushScaleRule as ExternalPushScaleRule
from .jobs.scalers.external import ExternalScaleRule as ExternalScaleRule
from .jobs.scalers.gcp import PubSubMode as PubSubMode
from .jobs.scalers.gcp import PubSubScaleRule as PubSubScaleRule
from .jobs.scalers.github_runner import GitHubRunnerScaleRule as GitHubRunnerScaleRule
from .jobs.scalers.github_runner import RunnerScope as RunnerScope
from .jobs.scalers.kafka import KafkaSasl as KafkaSasl
from .jobs.scalers.kafka import KafkaScaleRule as KafkaScaleRule
from .jobs.scalers.kafka import OffsetResetPolicy as OffsetResetPolicy
from .jobs.scalers.kafka import SaslTokenProvider as SaslTokenProvider
from .jobs.scalers.metrics_api import MetricsApiAggregation as MetricsApiAggregation
from .jobs.scalers.metrics_api import MetricsApiAuthMode as MetricsApiAuthMode
from .jobs.scalers.metrics_api import MetricsApiFormat as MetricsApiFormat
from .jobs.scalers.metrics_api import MetricsApiScaleRule as MetricsApiScaleRule
from .jobs.scalers.mongodb import MongoDBScaleRule as MongoDBScaleRule
from .jobs.scalers.mssql import MSSQLScaleRule as MSSQLScaleRule
from .jobs.scalers.mysql import MySQLScaleRule as MySQLScaleRule
from .jobs.scalers.nats import NatsJetStreamScaleRule as NatsJetStreamScaleRule
from .jobs.scalers.postgresql import PostgreSQLScaleRule as PostgreSQLScaleRule
from .jobs.scalers.postgresql import SslMode as SslMode
from .jobs.scalers.prometheus import PrometheusScaleRule as PrometheusScaleRule
from .jobs.scalers.rabbitmq import RabbitMQMode as RabbitMQMode
from .jobs.scalers.rabbitmq import RabbitMQOperation as RabbitMQOperation
from .jobs.scalers.rabbitmq import RabbitMQProtocol as RabbitMQProtocol
from .jobs.scalers.rabbitmq import RabbitMQScaleRule as RabbitMQScaleRule
from .jobs.scalers.redis import RedisClusterListScaleRule as RedisClusterListScaleRule
from .jobs.scalers.redis import RedisClusterStreamScaleRule as RedisClusterStreamScaleRule
from .jobs.scalers.redis import RedisListScaleRule as RedisListScaleRule
from .jobs.scalers.redis import RedisSentinelListScaleRule as RedisSentinelListScaleRule
from .jobs.scalers.redis import RedisSentinelStreamScaleRule as RedisSentinelStreamScaleRule
from .jobs.scalers.redis import RedisStreamScaleRule as RedisStreamScaleRule
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
from .publish_output.carried_over import CarriedOverResource as CarriedOverResource
from .publish_output.publication import AspirePublishOutput as AspirePublishOutput
from .terraform.builder import (
    DistributedApplication as DistributedApplication,
)
from .terraform.builder import (
    create_builder as create_builder,
)
from .terraform.guard import SynthesisStopped as SynthesisStopped
from .terraform.resources.resource_group import ExistingResourceGroup as ExistingResourceGroup
from .values.expressions import ConditionalExpression as ConditionalExpression
from .values.value import Reference as Reference
from .values.value import raw as raw

__all__: list[str]
__version__: str
