"""One AppHost for dev and prod: a stack for each, with a state, a resource group and a size of its own.

cdktf deploy reports-dev
cdktf deploy reports-prod
"""

from dataclasses import dataclass

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import Schedule, create_builder


@dataclass(frozen=True)
class Environment:
    """What differs between the environments."""

    name: str
    cron_expression: str
    cpu: float
    memory: str


ENVIRONMENTS = [
    Environment("dev", cron_expression="0 6 * * 1-5", cpu=0.5, memory="1Gi"),
    Environment("prod", cron_expression="0 2 * * *", cpu=2, memory="4Gi"),
]


def apphost(stack: TerraformStack, environment: Environment) -> None:
    """What is the same everywhere. The resource group is named after the stack: rg-reports-dev."""
    builder = create_builder(scope=stack, tags={"environment": environment.name})
    builder.add_project("report", "services/Report/Report.csproj").publish_as_azure_container_app_job(
        trigger=Schedule(environment.cron_expression), cpu=environment.cpu, memory=environment.memory
    )


def add_to(app: App) -> None:
    """Adds the stacks `reports-dev` and `reports-prod`."""
    for environment in ENVIRONMENTS:
        stack = TerraformStack(app, f"reports-{environment.name}")
        LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")
        apphost(stack, environment)
