"""Two stacks, because an image must be pushed between them: first the platform, then the jobs."""

from datetime import timedelta

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import AzureContainerAppEnvironment, Manual, Schedule, create_builder
from constructs import Construct


class Platform(TerraformStack):
    """The environment with its registry.

    Attributes:
        environment: where the jobs of other stacks run.
    """

    environment: AzureContainerAppEnvironment

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        builder = create_builder(scope=self, location="westeurope", resource_group="rg-jobs")
        self.environment = builder.add_azure_container_app_environment("env")


class Jobs(TerraformStack):
    """The jobs, in the environment of another stack."""

    def __init__(self, scope: Construct, id: str, environment: AzureContainerAppEnvironment) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        builder = create_builder(scope=self)
        builder.add_project("report", "services/Report/Report.csproj").with_compute_environment(
            environment
        ).publish_as_azure_container_app_job(
            trigger=Schedule("0 2 * * 0"), timeout=timedelta(minutes=30), retry_limit=3, cpu=1, memory="2Gi"
        )
        builder.add_project("backfill", "services/Backfill/Backfill.csproj").with_compute_environment(
            environment
        ).publish_as_azure_container_app_job(trigger=Manual(parallelism=5, replica_completion_count=20))


def add_to(app: App) -> None:
    """Adds both stacks."""
    platform = Platform(app, "platform")
    Jobs(app, "jobs", platform.environment)


if __name__ == "__main__":
    app = App()
    add_to(app)
    app.synth()
