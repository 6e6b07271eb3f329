"""One AppHost for dev and prod: a stack for each, with its own state, resource group and size."""

from dataclasses import dataclass

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import Schedule, create_builder
from constructs import Construct


@dataclass(frozen=True)
class Environment:
    """The settings that differ between the environments."""

    name: str
    cron_expression: str
    cpu: float
    memory: str


ENVIRONMENTS = [
    Environment("dev", cron_expression="0 6 * * 1-5", cpu=0.5, memory="1Gi"),
    Environment("prod", cron_expression="0 2 * * *", cpu=2, memory="4Gi"),
]


class Reports(TerraformStack):
    """The resources of all environments. The resource group is named after the stack: rg-reports-dev."""

    def __init__(self, scope: Construct, id: str, environment: Environment) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        builder = create_builder(scope=self, tags={"environment": environment.name})
        builder.add_project("report", "services/Report/Report.csproj").publish_as_azure_container_app_job(
            trigger=Schedule(environment.cron_expression), cpu=environment.cpu, memory=environment.memory
        )


def add_to(app: App) -> None:
    """Adds a stack for each environment."""
    for environment in ENVIRONMENTS:
        Reports(app, f"reports-{environment.name}", environment)


if __name__ == "__main__":
    app = App()
    add_to(app)
    app.synth()
