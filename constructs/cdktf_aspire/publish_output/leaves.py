"""What a publish output alone does not tell: the leaves of its values, for which lowering finds others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from cdktf_aspire.values.value import Reference

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import SourceSpan


@attrs.frozen
class Symbol(Reference):
    """A resource by itself, as `parent` and `scope` have it.

    Attributes:
        node: the resource.
    """

    node: Node


@attrs.frozen
class Property(Reference):
    """Something of a resource that Azure knows.

    Attributes:
        node: the resource.
        path: `("properties", "vaultUri")`, `("id",)`, ...
        action: that gives it, such as `listKeys`; None for the resource itself.
        place: where it is asked for.
    """

    node: Node
    path: tuple[str | int, ...]
    action: str | None = None
    place: SourceSpan | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class Scope(Reference):
    """`resourceGroup()`, `subscription()` or `tenant()`.

    Attributes:
        kind: which of the three.
        name: of another resource group, or None for the application's own.
    """

    kind: str
    name: BicepValue = None

    @property
    def inner(self) -> tuple[BicepValue, ...]:
        """The name of the group."""
        return () if self.name is None else (self.name,)


@attrs.frozen
class ScopeProperty(Reference):
    """Something of a scope, such as `resourceGroup().location`.

    Attributes:
        scope: of what.
        name: `id`, `name`, `location`, `subscriptionId`, `tenantId`.
    """

    scope: Scope
    name: str

    @property
    def inner(self) -> tuple[BicepValue, ...]:
        """The name of the group."""
        return self.scope.inner


@attrs.frozen
class Deployer(Reference):
    """What the deployment knows about whoever runs it: Aspire leaves it empty in the manifest.

    Attributes:
        parameter: `principalId`, `userPrincipalId`, `principalName`.
    """

    parameter: str


@attrs.frozen
class ParameterReference(Reference):
    """A parameter of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
class ConnectionString(Reference):
    """The connection string of a resource of the AppHost.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
class ProgramImage(Reference):
    """The image of a project or a Dockerfile.

    Attributes:
        name: of the resource.
    """

    name: str


@attrs.frozen
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


@attrs.frozen
class VaultSecretValue(Reference):
    """What a secret of a vault holds.

    Attributes:
        vault: that holds it.
        secret: its name in the vault.
    """

    vault: Node
    secret: str


@attrs.frozen
class LeftOut(Reference):
    """An output of a resource that the user leaves out of this Terraform.

    Attributes:
        name: of the resource.
        output: which one.
        secret: whether it is one.
    """

    name: str
    output: str
    secret: bool = False


BicepValue: TypeAlias = (
    "str | int | float | bool | list[BicepValue] | dict[str, BicepValue] | Reference | None"
)
