"""Which construct stands for what of a publish output, and the references that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from cdktf_aspire.hosting.azure import elsewhere
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.environment_parts import PULL_IDENTITY_ID, REGISTRY_ENDPOINT, FromElsewhere
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, KeyVaultSecretUri
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.hosting.values import value_of
from cdktf_aspire.publish_output.leaves import (
    Binding,
    ConnectionString,
    Deployer,
    LeftOut,
    ParameterReference,
    ProgramImage,
    ScopeProperty,
    WrittenSecret,
)
from cdktf_aspire.publish_output.lowering import lowered
from cdktf_aspire.publish_output.nodes import Property, Symbol, VaultSecretValue
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.published_references import CarriedProperty, DeployerId, ScopeText
from cdktf_aspire.publish_output.resource_kinds import KINDS, VAULT_SECRET
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Call
from cdktf_aspire.values.value import Template, raw, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.azure.azure_resource import AzureResource, MaybeExisting
    from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultSecretResource
    from cdktf_aspire.hosting.builder import ApplicationBuilder
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource
    from cdktf_aspire.publish_output.construct_names import Names
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.modules import Module
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.plan_model import ConstructRole, ImportPlan
    from cdktf_aspire.publish_output.problems import SourceSpan
    from cdktf_aspire.values.value import Reference

# Where the deployer chooses the port that a project listens on, Aspire's takes this one.
_DEFAULT_PORT: Final = 8080
# Facts about the deploying identity that Terraform doesn't know: a variable for each, with its description.
_GIVEN_BY_THE_DEPLOYER: Final = {
    "principalName": ("principal-name", "Name of the user or application that runs Terraform."),
    "keyVaultName": ("key-vault-name", "Name of the Key Vault for the secrets that Aspire's modules write."),
    "logAnalyticsWorkspaceId": ("log-analytics-workspace-id", "Id of the Log Analytics workspace to use."),
}
# Outputs of an environment -> the ends of their names in its module.
_PULLED_FROM: Final = {REGISTRY_ENDPOINT: "ENDPOINT", PULL_IDENTITY_ID: "MANAGED_IDENTITY_ID"}
# What an environment brings -> the end of the address.
_OF_ENVIRONMENTS: Final[dict[type[MaybeExisting], str]] = {
    AzureContainerAppEnvironment: "",
    AzureLogAnalyticsWorkspaceResource: "_law",
    AzureContainerRegistryResource: "_acr",
    AzureUserAssignedIdentityResource: "_mi",
}


@records.define
class Constructs:
    """The constructs of one publish output.

    Attributes:
        builder: of the application that they are in.
        plan: what becomes of each resource.
        names: for constructs that are unnamed in the publish output.
        by_name: name of a resource -> its construct.
        by_node: resource of Azure -> its construct.
        vault_secrets: vault and name of a secret that is written to it -> its construct.
        own_identities: identity of a job itself -> name of the job.
        carried: resource of Azure -> what carries it over.
        carried_modules: module -> what carries the rest of it over.
        connection_strings: name of a resource -> works its connection string out.
    """

    builder: ApplicationBuilder
    plan: ImportPlan
    names: Names
    by_name: dict[str, Resource] = attrs.field(factory=dict)
    by_node: dict[Node, Any] = attrs.field(factory=dict)
    vault_secrets: dict[tuple[Node, str], AzureKeyVaultSecretResource] = attrs.field(factory=dict)
    own_identities: dict[Node, str] = attrs.field(factory=dict)
    carried: dict[Node, tuple[CarriedOverResource, CarriedNode]] = attrs.field(factory=dict)
    carried_modules: dict[Module, CarriedOverResource] = attrs.field(factory=dict)
    connection_strings: dict[str, Callable[[], BicepValue]] = attrs.field(factory=dict)
    _given_outside: dict[str, Resource] = attrs.field(factory=dict)
    _outer_environments: dict[str, AzureContainerAppEnvironment] = attrs.field(factory=dict)

    def lower(self, value: BicepValue, node: Node, *path: str | int) -> object:
        """A value that a resource has at a path, for the application model."""
        return lowered(value, self.leaf, node.place_of(*path))

    def program(self, name: str) -> ComputeResource:
        """A project, a container or an executable."""
        resource = self.known(name)
        if not isinstance(resource, ComputeResource):
            raise self._unknown(name)
        return resource

    def role_target(self, node: Node) -> AzureResource:
        """The construct of a resource that roles are given on."""
        if node in self.carried:
            return self.carried[node][0]
        target: AzureResource = self.by_node[node]
        return target

    def known(self, name: str) -> Resource:
        """A resource by its name."""
        if name not in self.by_name:
            raise self._unknown(name)
        return self.by_name[name]

    def _unknown(self, name: str) -> Mistake:
        return Mistake(problem_at("ACJ806", f"There is no resource {name!r} in the publish output", None))

    # -- what `lowering` asks for

    def leaf(self, value: Reference, place: SourceSpan | None) -> object:
        """What stands for a value that the publish output alone does not tell.

        Raises:
            Mistake: the value has no meaning where it is needed.
        """
        match value:
            case Symbol(node=node):
                return self.property_of(Property(node, ("id",), None, place))
            case Property():
                return self.property_of(value)
            case ScopeProperty(scope=scope, name=name):
                group, subscription = (
                    lowered(each, self.leaf, place) for each in (scope.name, scope.subscription)
                )
                if group is not None and name == "location":
                    raise Mistake(problem_at("ACJ806", "The region of another group is not known", place))
                return ScopeText(scope.kind, name, group, subscription)
            case Deployer(parameter=parameter, owner=owner) if parameter in _GIVEN_BY_THE_DEPLOYER:
                given, description = _GIVEN_BY_THE_DEPLOYER[parameter]
                return self._given("-".join(filter(None, (owner, given))), description, secret=False)
            case Deployer():
                return DeployerId()
            case ParameterReference(name=name):
                return self.known(name)
            case ConnectionString(name=name):
                return self._connection_string(name)
            case ProgramImage(name=name):
                return ContainerImage(self.program(name))
            case Binding():
                return self._binding(value)
            case VaultSecretValue(vault=vault, secret=secret):
                return self._secret_of(vault.itself, secret)
            case WrittenSecret(name=name, what=what):
                description = f"{what}, which is text in the publish output."
                return self._given(name, description, secret=True)
            case LeftOut(name=name, output=output, secret=secret):
                known = "-".join(filter(None, (name, "outputs", output.lower())))
                return self._given(known, value.description, secret=secret)
        raise Mistake(problem_at("ACJ806", "A scope or a module is not a value", place))

    def property_of(self, wanted: Property) -> object:
        """Something of a resource: an output of its construct, or of what is carried over."""
        node = wanted.node.itself
        if node in self.carried:
            resource, carried = self.carried[node]
            return CarriedProperty(resource, carried, wanted.path, wanted.action)
        role = self.plan.native.get(node)
        if role is not None and node.is_a(VAULT_SECRET):
            return node.name if wanted.path == ("name",) else KeyVaultSecretUri(self._secret(node))
        if wanted.path == ("properties", "hostName") and node in self.by_node:
            return Output(self.by_node[node], "hostName")
        answer = role.answers.get((wanted.action or "", *wanted.path)) if role is not None else None
        if role is None or answer is None:
            shown = ".".join(str(step) for step in wanted.path)
            message = f"{node.symbol!r} does not provide {shown!r} here"
            raise Mistake(problem_at("ACJ805", message, wanted.place))
        if node in self.own_identities:
            identity = self.program(self.own_identities[node]).own_identity
            return Output(identity, answer.output or "id")
        construct = self.by_node[role.environment or node]
        if answer.output is not None:
            return Output(construct, answer.output)
        if construct.existing is not None and construct.existing.subscription is not None:
            shown = ".".join(str(step) for step in wanted.path)
            message = f"{node.symbol!r} is in another subscription, so its {shown!r} is not known here"
            raise Mistake(problem_at(elsewhere.UNKNOWN, message, wanted.place))
        address = _address(node, role, construct.identifier)
        expression = f"{address}.{answer.attribute}"
        return Template(f"${{{expression}}}", secret=True) if answer.secret else raw(expression)

    def _secret(self, node: Node) -> Any:  # noqa: ANN401 - a secret of the vault, or a reference to one
        if node in self.by_node:
            return self.by_node[node]
        assert node.parent is not None
        return self._secret_of(node.parent.itself, str(node.name))

    def _secret_of(self, vault: Node, name: str) -> Any:  # noqa: ANN401
        if (vault, name) in self.vault_secrets:
            return self.vault_secrets[vault, name]
        found = self.by_node.get(vault)
        if not isinstance(found, AzureKeyVaultResource):
            message = f"The vault {vault.symbol!r} is carried over, so no secret can be read from it here"
            raise Mistake(problem_at("ACJ805", message, vault.place))
        return found.get_secret(name)

    def _connection_string(self, name: str) -> object:
        """A connection string of the AppHost."""
        if name not in self.by_name and name in self.connection_strings:
            return lowered(self.connection_strings[name](), self.leaf, None)
        return value_of(self.known(name))

    def outer_environment(self, environment_id: LeftOut) -> AzureContainerAppEnvironment:
        """An environment that is not in this Terraform, and whose id the deployer gives: it is looked up.

        Azure refuses a job in another region than its environment's, so that the id alone is not enough.
        """
        name = environment_id.name
        if name not in self._outer_environments:
            steps = Call("split", (self.leaf(environment_id, None), "/"))
            environment = self.builder.add_azure_container_app_environment(
                self.names.new(name or "env", f"{name or 'azd'}-environment")
            )
            # /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.App/managedEnvironments/<name>
            environment.as_existing(Call("[]", (steps, 8)), Call("[]", (steps, 4)))
            # A registry that the jobs name is there, too: none is made for their images.
            said = {  # the manifest has the outputs' own names, and a module's parameters lower case
                (each.name, each.output.lower()): each
                for node in self.plan.jobs
                for each in walk(node.body)
                if isinstance(each, LeftOut)
            }
            FromElsewhere.of(environment).outputs = {
                output: self.leaf(said[key], None) if key in said else None
                for output, ending in _PULLED_FROM.items()
                for key in [(name, f"azure_container_registry_{ending.lower()}")]
            }
            self._outer_environments[name] = environment
        return self._outer_environments[name]

    def _binding(self, wanted: Binding) -> object:
        """Something of an endpoint."""
        resource = self.program(wanted.name)
        if wanted.endpoint is not None:
            return resource.get_endpoint(wanted.endpoint).property(wanted.part)
        ports = [each.target_port for each in resource._endpoints.values() if each.target_port]
        return str(ports[0] if ports else _DEFAULT_PORT)

    def _given(self, name: str, description: str, *, secret: bool) -> Resource:
        if name not in self._given_outside:
            self._given_outside[name] = self.builder.add_parameter(
                self.names.new(name), secret=secret, description=description
            )
        return self._given_outside[name]


def _address(node: Node, role: ConstructRole, identifier: str) -> str:
    """The Terraform address of what stands for a resource."""
    resource = KINDS[node.type.lower()].resource
    kind = resource._azure_type.azurerm
    if role.environment is not None:
        data = "data." if node is role.environment and node.is_existing else ""
        return f"{data}{kind}.{identifier}{_OF_ENVIRONMENTS[resource]}"
    return f"{'data.' if node.is_existing else ''}{kind}.{identifier}"
