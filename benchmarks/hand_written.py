"""The same Terraform as `apphost.py`, written by hand with the bindings as people use them.

Arguments: the output folder, the number of jobs.
"""

import sys

from cdktf import (
    App,
    Fn,
    LocalBackend,
    TerraformLocal,
    TerraformOutput,
    TerraformResourceLifecycle,
    TerraformStack,
    TerraformVariable,
)
from cdktf_cdktf_provider_azurerm.container_app_environment import (
    ContainerAppEnvironment,
    ContainerAppEnvironmentWorkloadProfile,
)
from cdktf_cdktf_provider_azurerm.container_app_job import (
    ContainerAppJob,
    ContainerAppJobScheduleTriggerConfig,
    ContainerAppJobTemplate,
    ContainerAppJobTemplateContainer,
    ContainerAppJobTemplateContainerEnv,
)
from cdktf_cdktf_provider_azurerm.container_registry import ContainerRegistry
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.log_analytics_workspace import LogAnalyticsWorkspace
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "bench")
LocalBackend(stack, path="terraform.tfstate")
AzurermProvider(
    stack,
    "azurerm",
    features=[AzurermProviderFeatures()],
    resource_providers_to_register=[
        "Microsoft.App",
        "Microsoft.ContainerRegistry",
        "Microsoft.ManagedIdentity",
        "Microsoft.OperationalInsights",
    ],
)
stack.add_override("terraform.required_providers.azurerm.version", ">= 4.55, < 6")
location = TerraformVariable(
    stack,
    "location",
    type="string",
    nullable=False,
    description="Azure region, for example westeurope.",
    default="westeurope",
)
group_name = TerraformVariable(
    stack,
    "resource_group_name",
    type="string",
    nullable=False,
    description="Name of the resource group.",
    default="rg-bench",
)
group = ResourceGroup(stack, "resource_group", name=group_name.string_value, location=location.string_value)
current = DataAzurermClientConfig(stack, "current")
suffix = TerraformLocal(
    stack, "unique_suffix", Fn.substr(Fn.sha256(Fn.join("/", [current.subscription_id, group.name])), 0, 8)
)
workspace = LogAnalyticsWorkspace(
    stack,
    "env_law",
    name="env-law",
    sku="PerGB2018",
    resource_group_name=group.name,
    location=group.location,
)
registry = ContainerRegistry(
    stack,
    "env_acr",
    name=f"envacr{suffix.as_string}",
    sku="Basic",
    resource_group_name=group.name,
    location=group.location,
)
identity = UserAssignedIdentity(
    stack, "env_mi", name="env-mi", resource_group_name=group.name, location=group.location
)
RoleAssignment(
    stack,
    "env_mi_acr_pull",
    name=Fn.uuidv5("url", Fn.join("|", [registry.id, identity.principal_id, "AcrPull"])),
    scope=registry.id,
    role_definition_name="AcrPull",
    principal_id=identity.principal_id,
    principal_type="ServicePrincipal",
)
environment = ContainerAppEnvironment(
    stack,
    "env",
    name="env",
    resource_group_name=group.name,
    location=group.location,
    logs_destination="log-analytics",
    log_analytics_workspace_id=workspace.id,
    workload_profile=[
        ContainerAppEnvironmentWorkloadProfile(name="Consumption", workload_profile_type="Consumption")
    ],
    lifecycle=TerraformResourceLifecycle(ignore_changes=["infrastructure_resource_group_name"]),
)
names: dict[str, str] = {}
ids: dict[str, str] = {}
commands: dict[str, str] = {}
logs: dict[str, str] = {}
for index in range(int(sys.argv[2])):
    name = f"job-{index}"
    job = ContainerAppJob(
        stack,
        f"job_{index}",
        name=name,
        location=group.location,
        resource_group_name=group.name,
        container_app_environment_id=environment.id,
        workload_profile_name="Consumption",
        replica_timeout_in_seconds=600,
        replica_retry_limit=1,
        schedule_trigger_config=ContainerAppJobScheduleTriggerConfig(
            cron_expression="0 2 * * *", parallelism=1, replica_completion_count=1
        ),
        template=ContainerAppJobTemplate(
            container=[
                ContainerAppJobTemplateContainer(
                    name=name,
                    image="mcr.microsoft.com/k8se/quickstart-jobs:1.0",
                    cpu=0.5,
                    memory="1Gi",
                    env=[ContainerAppJobTemplateContainerEnv(name="INDEX", value=str(index))],
                )
            ]
        ),
    )
    names[name] = job.name
    ids[name] = job.id
    logs[name] = f"cdktf-aspire logs {job.id}"
    commands[name] = f"az containerapp job start --name {job.name} --resource-group {job.resource_group_name}"
TerraformOutput(
    stack,
    "registry_endpoints",
    value={"env": registry.login_server},
    description="Host to push images to, by Container Apps environment.",
)
TerraformOutput(
    stack, "job_names", value=names, description="Name of each job in Azure, by its Aspire resource."
)
TerraformOutput(stack, "job_ids", value=ids, description="Azure id of each job, by its Aspire resource.")
TerraformOutput(
    stack,
    "job_logs_commands",
    value=logs,
    description="Command that shows the logs of each job, by its Aspire resource.",
)
TerraformOutput(
    stack,
    "job_start_commands",
    value=commands,
    description="Azure CLI command that starts each job, by its Aspire resource.",
)
app.synth()
