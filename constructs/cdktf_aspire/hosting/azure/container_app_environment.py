"""Where jobs run: an Azure Container Apps environment with its registry, logs and pull identity."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ClassVar, Self, cast

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting, given_as, output_of
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzureType
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.environment_names import Naming, environment_part
from cdktf_aspire.hosting.azure.environment_network import (
    GROUP,
    SUBNET_ID,
    NetworkSetting,
    setting_problem,
    written_settings,
)
from cdktf_aspire.hosting.azure.environment_parts import (
    PULL_IDENTITY_ID,
    REGISTRY_ENDPOINT,
    REGISTRY_ID,
    WORKSPACE_ID,
    FromElsewhere,
)
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.workload_profile import WorkloadProfile
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import ENVIRONMENT, SUBNET, id_format, match_id, normalised_id
from cdktf_aspire.jobs.rules import EnvironmentFacts
from cdktf_aspire.jobs.workload_profiles import (
    CONSUMPTION,
)
from cdktf_aspire.values.value import is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Flag, Text
    from constructs import Construct

register(
    "ACJ918",
    WARNING,
    "with_dashboard()",
    allowed="an environment without the Aspire dashboard",
    why="azurerm doesn't have a resource for the dashboard",
    fix="Remove the call, or turn the dashboard on with the Azure CLI",
    source="azurerm 4.55: no Microsoft.App/managedEnvironments/dotNetComponents",
)


class AzureContainerAppEnvironment(MaybeExisting):
    """A Container Apps environment (Aspire's `AddAzureContainerAppEnvironment`).

    It brings a Log Analytics workspace, a container registry, and a user-assigned identity that may pull
    from that registry.

    Example:
        ```python
        env = builder.add_azure_container_app_environment("env").with_workload_profile("big", "D4")
        worker.with_compute_environment(env)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        ENVIRONMENT,
        "azurerm_container_app_environment",
        lambda name, suffix: environment_part("cae", name, Naming.DEFAULT, suffix),
        outputs=(
            AzureOutput("default_domain", "default_domain", "properties.defaultDomain"),
            AzureOutput(REGISTRY_ENDPOINT),
            AzureOutput(REGISTRY_ID),
            AzureOutput(PULL_IDENTITY_ID),
            AzureOutput(WORKSPACE_ID),
            AzureOutput(None, "static_ip_address", "properties.staticIp"),
        ),
    )
    _is_shared: ClassVar[bool] = True

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.workload_profiles = {CONSUMPTION: WorkloadProfile(CONSUMPTION)}
        self.naming = Naming.DEFAULT
        self.https_upgrade = True
        self.log_analytics_workspace: AzureLogAnalyticsWorkspaceResource | None = None
        self.container_registry: AzureContainerRegistryResource | None = None
        self.acr_pull_identity: AzureUserAssignedIdentityResource | None = None
        self.delegated_subnet: Text | None = None
        self._network: dict[str, NetworkSetting] = {}
        self._made_for_new_ones: list[tuple[str, SourceLocation | None]] = []

    @user_call
    def with_azd_resource_naming(self) -> Self:
        """Names resources in Azure by their kind, as `azd` does (Aspire's `WithAzdResourceNaming`).

        The eight characters at the end are not those of `azd`, which Terraform can't compute. Use
        `as_existing` for an environment that `azd` deployed.
        """
        self.naming = Naming.AZD
        return self

    @user_call
    def with_unique_resource_naming(self) -> Self:
        """Adds a unique suffix to the environment's name (Aspire's `WithUniqueResourceNaming`).

        The names of its other resources, which must be unique in Azure, already have one.
        """
        self.naming = Naming.UNIQUE
        return self

    @user_call
    def with_compact_resource_naming(self) -> Self:
        """Keeps the unique part of storage names whole (Aspire's `WithCompactResourceNaming`).

        All names here keep it, so the call has no effect.
        """
        return self

    @user_call
    def with_dashboard(self, enable: bool = True) -> Self:
        """Warns if you want the Aspire dashboard: azurerm can't create it (Aspire's `WithDashboard`).

        Args:
            enable: whether you want it.
        """
        if enable:
            self._report(
                rules.problem(
                    "ACJ918",
                    "The environment will have no Aspire dashboard",
                    path="with_dashboard",
                    where=caller(),
                )
            )
        return self

    @user_call
    def with_https_upgrade(self, upgrade: bool = True) -> Self:
        """Sets how to reach the environment's apps (Aspire's `WithHttpsUpgrade`).

        Args:
            upgrade: whether HTTP endpoints are served as HTTPS on port 443.
        """
        self.https_upgrade = upgrade
        return self

    @user_call
    def with_azure_log_analytics_workspace(
        self, workspace: AzureLogAnalyticsWorkspaceResource | Construct
    ) -> Self:
        """Sends the logs to this workspace instead of creating one.

        Args:
            workspace: what `add_azure_log_analytics_workspace` returned, or a construct of
                `azurerm_log_analytics_workspace`.
        """
        allowed = "what add_azure_log_analytics_workspace(...) returned"
        kind = AzureLogAnalyticsWorkspaceResource
        self.log_analytics_workspace = (
            given_as(self, workspace, kind, "workspace=", allowed) or self.log_analytics_workspace
        )
        return self

    @user_call
    def with_azure_container_registry(self, registry: AzureContainerRegistryResource | Construct) -> Self:
        """Uses this registry for images instead of creating one.

        Args:
            registry: what `add_azure_container_registry` returned, or a construct of
                `azurerm_container_registry`.
        """
        allowed = "what add_azure_container_registry(...) returned"
        self.container_registry = (
            given_as(self, registry, AzureContainerRegistryResource, "registry=", allowed)
            or self.container_registry
        )
        return self

    @user_call
    def with_container_registry(self, registry: AzureContainerRegistryResource | Construct) -> Self:
        """The same as `with_azure_container_registry`: as in Aspire, no other registries are supported.

        Args:
            registry: what `add_azure_container_registry` returned, or a construct of
                `azurerm_container_registry`.
        """
        return self.with_azure_container_registry(registry)

    @user_call
    def with_acr_pull_identity(self, identity: AzureUserAssignedIdentityResource | Construct) -> Self:
        """Pulls images with this identity instead of creating one (Aspire's `WithAcrPullIdentity`).

        As in Aspire, it gets no role by default: assign it `AcrPull` on the registry with
        `identity.with_role_assignments(registry, "AcrPull")`.

        Args:
            identity: what `add_azure_user_assigned_identity` returned, or a construct of
                `azurerm_user_assigned_identity`.
        """
        allowed = "what add_azure_user_assigned_identity(...) returned"
        kind = AzureUserAssignedIdentityResource
        self.acr_pull_identity = (
            given_as(self, identity, kind, "identity=", allowed) or self.acr_pull_identity
        )
        return self

    @user_call
    def with_delegated_subnet(self, subnet_id: Text | Construct) -> Self:
        """Puts the environment into a network (Aspire's `WithDelegatedSubnet`).

        Args:
            subnet_id: id of a subnet that is delegated to `Microsoft.App/environments`, or a construct of
                `azurerm_subnet`.
        """
        self._set_subnet(subnet_id, "subnet_id=")
        self._made_for_new_ones.append(("with_delegated_subnet", caller()))
        return self

    def _set_subnet(self, subnet_id: object, path: str) -> None:
        given = output_of(self._application, subnet_id, "azurerm_subnet")
        if isinstance(given, str):
            given = normalised_id(given)
        if not is_text_token(given) and not (isinstance(given, str) and match_id(given, SUBNET)):
            self._refuse(path, given, f"the id of a subnet: {id_format(SUBNET)}")
        self.delegated_subnet = cast("Text", given)
        self._network[SUBNET_ID] = NetworkSetting(given, path, caller())

    @user_call
    def with_network(
        self,
        *,
        infrastructure_subnet_id: Text | Construct | None = None,
        internal_load_balancer_enabled: Flag | None = None,
        zone_redundancy_enabled: Flag | None = None,
        infrastructure_resource_group_name: Text | None = None,
        public_network_access: Text | None = None,
        mutual_tls_enabled: Flag | None = None,
    ) -> Self:
        """Sets the environment's network, with azurerm's names: Aspire has a call only for the subnet.

        What is None stays as it is; at first, Azure decides. A change of any setting except the last two
        replaces the environment and everything in it.

        Args:
            infrastructure_subnet_id: id of a subnet that nothing else uses, or a construct of
                `azurerm_subnet`. It must be delegated to `Microsoft.App/environments`, and /27 or larger; /23
                if the environment has no workload profiles. The same as `with_delegated_subnet`.
            internal_load_balancer_enabled: whether the environment has only a private address, in the subnet.
                An app with external ingress can then be reached only from the virtual network.
            zone_redundancy_enabled: whether Azure spreads the environment over availability zones, in a
                region that has them.
            infrastructure_resource_group_name: of the group that Azure creates for the environment's own
                resources, such as its load balancer; Azure chooses a name when not given.
            public_network_access: `"Enabled"` or `"Disabled"`: whether the environment can be reached from
                the internet.
            mutual_tls_enabled: whether apps of the environment encrypt and authenticate what they send to
                each other.

        Example:
            ```python
            env = builder.add_azure_container_app_environment("env")
            env.with_network(infrastructure_subnet_id=subnet_id, internal_load_balancer_enabled=True)
            worker.with_compute_environment(env)
            ```
        """
        if infrastructure_subnet_id is not None:
            self._set_subnet(infrastructure_subnet_id, f"{SUBNET_ID}=")
            self._made_for_new_ones.append((f"{SUBNET_ID}=", caller()))
        for name, value in (
            ("internal_load_balancer_enabled", internal_load_balancer_enabled),
            ("zone_redundancy_enabled", zone_redundancy_enabled),
            (GROUP, infrastructure_resource_group_name),
            ("public_network_access", public_network_access),
            ("mutual_tls_enabled", mutual_tls_enabled),
        ):
            if value is None:
                continue
            where = caller()
            self._made_for_new_ones.append((f"{name}=", where))
            problem = setting_problem(name, value, where)
            if problem is None:
                self._network[name] = NetworkSetting(value, f"{name}=", where)
            else:
                self._report(problem)
        return self

    @property
    def _written_network(self) -> dict[str, object]:
        """The settings of its network beside the subnet, by azurerm's attribute."""
        return written_settings(self._network, self.delegated_subnet)

    def _refuse(self, path: str, value: object, allowed: str) -> None:
        message = f"{path.rstrip('=')} can't be {described(value)}"
        shown = None if is_own_construct(value) else value
        self._report(
            rules.problem("ACJ002", message, path=path, value=shown, allowed=allowed, where=caller())
        )

    @user_call
    def with_workload_profile(
        self,
        name: str,
        workload_profile_type: str,
        *,
        minimum_count: int = 0,
        maximum_count: int = 1,
    ) -> Self:
        """Adds a workload profile with its own nodes, in addition to `Consumption`.

        Args:
            name: that jobs use as `workload_profile_name`.
            workload_profile_type: size of a node, for example `D4` (4 vCPU, 16Gi) or `E8` (8 vCPU, 64Gi).
            minimum_count: nodes that always run.
            maximum_count: maximum number of nodes.
        """
        self._made_for_new_ones.append(("with_workload_profile", caller()))
        profile = WorkloadProfile(workload_profile_type, minimum_count, maximum_count)
        problems = profile.problems(name)
        for problem in problems:
            self._report(problem)
        if not problems:
            self.workload_profiles.setdefault(CONSUMPTION, WorkloadProfile(CONSUMPTION))
            self.workload_profiles[name] = profile
        return self

    @user_call
    def without_workload_profiles(self) -> Self:
        """Declares that the environment is of the older kind, "Consumption only"; Aspire has no such call.

        Jobs there don't name a workload profile, because Azure would refuse them. A new environment is
        created as this kind.
        """
        self.workload_profiles.clear()
        return self

    def _new_name(self, suffix: str) -> str:
        """The name in Azure of a new one.

        Args:
            suffix: of the application.
        """
        return environment_part("cae", self.name, self.naming, suffix)

    @property
    def _facts(self) -> EnvironmentFacts:
        """What the rules may know of the environment."""
        if self.existing is not None and self.workload_profiles and not self._is_of_the_older_kind:
            return EnvironmentFacts()
        if self.existing is not None:
            return EnvironmentFacts(workload_profiles={})
        profiles = {name: each.workload_profile_type for name, each in self.workload_profiles.items()}
        return EnvironmentFacts(workload_profiles=profiles)

    @functools.cached_property
    def _is_of_the_older_kind(self) -> bool:
        """Whether it is a construct of the user's without workload profiles: asked once for all jobs."""
        construct = None if self.existing is None else self.existing.construct
        if not hasattr(type(construct), "workload_profile_input"):
            return False
        return not getattr(construct, "workload_profile_input")  # noqa: B009 - only the resource has it

    @property
    def _names_its_workspace(self) -> bool:
        """Whether it is the user's own construct, and that sets where its logs go."""
        construct = None if self.existing is None else self.existing.construct
        return getattr(construct, "log_analytics_workspace_id_input", None) is not None

    def _knows(self, output: str, *, with_registry: bool) -> bool:
        """Whether there will be an output of that name.

        Args:
            output: its name.
            with_registry: whether a registry is made for images that are built.
        """
        given = {
            WORKSPACE_ID: self.log_analytics_workspace,
            REGISTRY_ENDPOINT: self.container_registry,
            REGISTRY_ID: self.container_registry,
            PULL_IDENTITY_ID: self.acr_pull_identity,
        }
        elsewhere = FromElsewhere.of(self).outputs
        if given.get(output) is not None:
            return True
        if output in elsewhere:
            return elsewhere[output] is not None
        if self.existing is None:
            return output in self._azure_type.output_names
        if output == WORKSPACE_ID:
            return self._names_its_workspace
        if self.existing.is_known_by_id and output == "default_domain":
            return False
        if self.existing.id is not None and output == "name":
            return False
        if output in given:
            return with_registry or self.container_registry is not None
        return output in self._azure_type.output_names

    def _pulls_from(self, server: object) -> bool:
        """Whether a registry's host is that of the environment's registry.

        Args:
            server: as `with_registry_credentials` was given it.
        """
        if not isinstance(server, Output):
            return False
        if server.resource is self:
            return server.name == "registry_endpoint"
        return server.resource is self.container_registry

    @property
    def registry_endpoint(self) -> Output:
        """Host of the environment's container registry."""
        return Output(self, "registry_endpoint")

    @property
    def registry_id(self) -> Output:
        """Azure's id of the environment's container registry."""
        return Output(self, "registry_id")

    @property
    def pull_identity_id(self) -> Output:
        """Azure's id of the identity that pulls images."""
        return Output(self, "pull_identity_id")

    @property
    def log_analytics_workspace_id(self) -> Output:
        """Azure's id of the Log Analytics workspace."""
        return Output(self, "log_analytics_workspace_id")

    @property
    def default_domain(self) -> Output:
        """The domain under which the environment's apps are reached."""
        return Output(self, "default_domain")
