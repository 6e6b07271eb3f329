"""Every job of Aspire's page "Azure Container App Jobs", each named as there, in one stack."""

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppJob,
    ContainerAppJobRetryLimitPolicy,
    ContainerAppJobTriggerType,
    Infrastructure,
    create_builder,
)
from constructs import Construct


def data_processor(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
    job.configuration.schedule_trigger_config.cron_expression = "0 0 * * *"  # every day at midnight


def manual_task(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.MANUAL


def scheduled_task(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
    job.configuration.schedule_trigger_config.cron_expression = "0 */6 * * *"  # every 6 hours
    job.configuration.schedule_trigger_config.parallelism = 1
    job.configuration.schedule_trigger_config.completion_count = 1


def event_task(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.EVENT
    job.configuration.event_trigger_config.scale.min_replicas = 0
    job.configuration.event_trigger_config.scale.max_replicas = 10
    job.configuration.event_trigger_config.parallelism = 1
    job.configuration.event_trigger_config.completion_count = 1


def intensive_task(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.MANUAL
    job.template.containers[0].resources.cpu = "1.0"
    job.template.containers[0].resources.memory = "2Gi"


def retryable_task(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.MANUAL
    job.configuration.timeout_in_seconds = 1800  # 30 minutes
    job.configuration.retry_policy.retry_limit = 3
    job.configuration.retry_policy.retry_limit_policy = (
        ContainerAppJobRetryLimitPolicy.RESTART_FAILED_CONTAINERS
    )


def batch_processor(_: Infrastructure, job: ContainerAppJob) -> None:
    job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
    job.configuration.schedule_trigger_config.cron_expression = "0 2 * * 0"  # weekly on Sunday at 2 AM


class DocumentationPage(TerraformStack):
    """A job for each example of the page."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        builder = create_builder(scope=self)
        connection_string = builder.add_parameter("connectionString")

        def db_task(infra: Infrastructure, job: ContainerAppJob) -> None:
            job.configuration.trigger_type = ContainerAppJobTriggerType.MANUAL
            job.template.containers[0].env.append(
                ContainerAppEnvironmentVariable(
                    name="ConnectionString", value=connection_string.as_provisioning_parameter(infra)
                )
            )

        builder.add_project(
            "data-processor", "services/DataProcessor/DataProcessor.csproj"
        ).publish_as_azure_container_app_job(data_processor)
        builder.add_project(
            "manual-task", "services/ManualTask/ManualTask.csproj"
        ).publish_as_azure_container_app_job(manual_task)
        builder.add_project(
            "scheduled-task", "services/ScheduledTask/ScheduledTask.csproj"
        ).publish_as_azure_container_app_job(scheduled_task)
        builder.add_project(
            "event-task", "services/EventDrivenTask/EventDrivenTask.csproj"
        ).publish_as_azure_container_app_job(event_task)
        builder.add_project(
            "intensive-task", "services/ResourceIntensiveTask/ResourceIntensiveTask.csproj"
        ).publish_as_azure_container_app_job(intensive_task)
        builder.add_project(
            "db-task", "services/DatabaseTask/DatabaseTask.csproj"
        ).publish_as_azure_container_app_job(db_task)
        builder.add_project(
            "retryable-task", "services/RetryableTask/RetryableTask.csproj"
        ).publish_as_azure_container_app_job(retryable_task)
        builder.add_container(
            "batch-processor", "myregistry.azurecr.io/batch-processor:latest"
        ).publish_as_azure_container_app_job(batch_processor)
        builder.add_executable(
            "data-script", "python", ".", "process_data.py"
        ).publish_as_azure_container_app_job(manual_task)


if __name__ == "__main__":
    app = App()
    DocumentationPage(app, "documentation-page")
    app.synth()
