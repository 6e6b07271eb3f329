"""What a publish output alone does not tell: the leaves of its values, for which lowering finds others."""

from __future__ import annotations

from typing import Final, TypeAlias

from cdktf_aspire.values import records
from cdktf_aspire.values.value import Reference

# The output of an environment's module that has its id.
ENVIRONMENT_ID: Final = "AZURE_CONTAINER_APPS_ENVIRONMENT_ID"


@records.frozen
class Scope(Reference):
    """`resourceGroup()`, `subscription()` or `tenant()`.

    Attributes:
        kind: which of the three.
        name: of another resource group, or None for the application's own.
        subscription: id of another subscription, or None for the application's own.
    """

    kind: str
    name: BicepValue = None
    subscription: BicepValue = None

    @property
    def _inner(self) -> tuple[BicepValue, ...]:
        """What names the group and the subscription."""
        return tuple(each for each in (self.name, self.subscription) if each is not None)


@records.frozen
class ScopeProperty(Reference):
    """Something of a scope, such as `resourceGroup().location`.

    Attributes:
        scope: of what.
        name: `id`, `name`, `location`, `subscriptionId`, `tenantId`.
    """

    scope: Scope
    name: str

    @property
    def _inner(self) -> tuple[BicepValue, ...]:
        """The name of the group."""
        return self.scope._inner


@records.frozen
class Deployer(Reference):
    """Known to or given by the deploying identity: Aspire leaves it empty in the manifest.

    Attributes:
        parameter: `principalId`, `userPrincipalId`, `principalName`, `keyVaultName`,
            `logAnalyticsWorkspaceId`.
        owner: the resource that it is for; empty where it is the same for all.
    """

    parameter: str
    owner: str = ""


@records.frozen
class ParameterReference(Reference):
    """A parameter of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@records.frozen
class ConnectionString(Reference):
    """The connection string of a resource of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@records.frozen
class ProgramImage(Reference):
    """The image of a project or a Dockerfile.

    Attributes:
        name: of the resource.
    """

    name: str


@records.frozen
class Binding(Reference):
    """Something of an endpoint; also the port that a container listens on.

    Attributes:
        name: of the resource.
        endpoint: its name, or None for `containerPort`.
        part: `url`, `host`, `port`, `targetPort`, `scheme`, `tlsEnabled`.
    """

    name: str
    endpoint: str | None
    part: str


@records.frozen
class LeftOut(Reference):
    """An output of something that is not in this Terraform, so the deployer gives it.

    Attributes:
        name: of the resource that the user leaves out; empty for the environment that azd makes.
        output: which one.
        secret: whether it is one.
    """

    name: str
    output: str
    secret: bool = False

    @property
    def description(self) -> str:
        """For the person who gives the value."""
        what = "Value" if self.output == "value" else f"Output {self.output}"
        owner = self.name or "the environment that azd makes"
        return f"{what} of {owner}, which is not in this Terraform."


@records.frozen
class WrittenSecret(Reference):
    """A secret that is text in the publish output: a variable takes its place, so that nothing shows it.

    Attributes:
        name: of what has it, such as `kv-api-key`.
        what: the same in words.
    """

    name: str
    what: str

    @property
    def is_secret(self) -> bool:
        """Always."""
        return True


BicepValue: TypeAlias = (
    "str | int | float | bool | list[BicepValue] | dict[str, BicepValue] | Reference | None"
)
