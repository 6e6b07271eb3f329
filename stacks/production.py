"""Two stacks, because an image must be pushed between them: first the platform, then the jobs.

cdktf deploy platform                      # environment and registry
cdktf-aspire images --stack jobs --build   # builds the images and pushes them to the registry
cdktf deploy jobs --ignore-missing-stack-dependencies
"""

from datetime import timedelta

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import AzureContainerAppEnvironment, Manual, Schedule, create_builder


def platform(app: App) -> AzureContainerAppEnvironment:
    """The environment with its registry, in the stack `platform`."""
    stack = TerraformStack(app, "platform")
    LocalBackend(stack, path="../../../terraform.platform.tfstate")
    builder = create_builder(scope=stack, location="westeurope", resource_group="rg-jobs")
    return builder.add_azure_container_app_environment("env")


def jobs(app: App, environment: AzureContainerAppEnvironment) -> None:
    """The jobs, in the stack `jobs`."""
    stack = TerraformStack(app, "jobs")
    LocalBackend(stack, path="../../../terraform.jobs.tfstate")
    builder = create_builder(scope=stack)
    builder.add_project("report", "services/Report/Report.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job(
        trigger=Schedule("0 2 * * 0"), timeout=timedelta(minutes=30), retry_limit=3, cpu=1, memory="2Gi"
    )
    builder.add_project("backfill", "services/Backfill/Backfill.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job(trigger=Manual(parallelism=5, replica_completion_count=20))


def add_to(app: App) -> None:
    """Adds the stacks `platform` and `jobs`."""
    jobs(app, platform(app))
