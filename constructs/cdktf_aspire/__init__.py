""".NET Aspire resources as Azure Container Apps jobs, through CDK for Terraform."""

from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.executable import ExecutableResource
from cdktf_aspire.hosting.parameter import Infrastructure, Parameter
from cdktf_aspire.hosting.project import ProjectResource
from cdktf_aspire.jobs.configuration import (
    ContainerAppJobConfiguration,
    ContainerAppJobRetryLimitPolicy,
    ContainerAppRegistryCredentials,
    ContainerAppWritableSecret,
)
from cdktf_aspire.jobs.job import ContainerAppJob, ManagedServiceIdentity
from cdktf_aspire.jobs.problems import Problem, Severity, SourceLocation
from cdktf_aspire.jobs.scale import (
    ContainerAppJobScale,
    ContainerAppJobScaleRule,
    ContainerAppScaleRuleAuth,
)
from cdktf_aspire.jobs.template import (
    AppContainerResources,
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJobTemplate,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import (
    ContainerAppJobTriggerType,
    Event,
    EventTriggerConfiguration,
    JobConfigurationManualTriggerConfig,
    JobConfigurationScheduleTriggerConfig,
    Manual,
    Schedule,
)
from cdktf_aspire.jobs.values import raw
from cdktf_aspire.terraform.application import DistributedApplication, create_builder
from cdktf_aspire.terraform.guard import SynthesisStopped
from cdktf_aspire.terraform.resource_group import ExistingResourceGroup

TriggerType = ContainerAppJobTriggerType

__all__ = [
    "AppContainerResources",
    "AzureContainerAppEnvironment",
    "ContainerAppContainer",
    "ContainerAppEnvironmentVariable",
    "ContainerAppInitContainer",
    "ContainerAppJob",
    "ContainerAppJobConfiguration",
    "ContainerAppJobRetryLimitPolicy",
    "ContainerAppJobScale",
    "ContainerAppJobScaleRule",
    "ContainerAppJobTemplate",
    "ContainerAppJobTriggerType",
    "ContainerAppRegistryCredentials",
    "ContainerAppScaleRuleAuth",
    "ContainerAppVolume",
    "ContainerAppVolumeMount",
    "ContainerAppWritableSecret",
    "ContainerResource",
    "DistributedApplication",
    "Event",
    "EventTriggerConfiguration",
    "ExecutableResource",
    "ExistingResourceGroup",
    "Infrastructure",
    "JobConfigurationManualTriggerConfig",
    "JobConfigurationScheduleTriggerConfig",
    "ManagedServiceIdentity",
    "Manual",
    "Parameter",
    "Problem",
    "ProjectResource",
    "Schedule",
    "Severity",
    "SourceLocation",
    "SynthesisStopped",
    "TriggerType",
    "create_builder",
    "raw",
]
