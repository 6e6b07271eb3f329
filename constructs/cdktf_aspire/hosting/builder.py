"""Builds an application: all `add_...` calls of Aspire that have a resource here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubsResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.service_bus import AzureServiceBusResource
from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.calls import also_named, secret_call, user_call
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.escape_hatch import WritesTerraform
from cdktf_aspire.hosting.executable import ExecutableResource
from cdktf_aspire.hosting.external_service import ExternalServiceResource
from cdktf_aspire.hosting.ingress import DEPLOYERS_PORT, HTTP_SCHEMES
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.parameter import Parameter, ParameterValue
from cdktf_aspire.hosting.project import ProjectResource
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.values import Value
    from cdktf_aspire.values.value import Flag, Text
    from constructs import Construct


class ApplicationBuilder(WritesTerraform):
    """The builder of an application, as an AppHost uses it."""

    _model: ApplicationModel

    def _report(self, problem: Problem) -> None:
        """Keeps a problem until the check."""
        self._model.problems.append(problem)

    @property
    def resources(self) -> list[Resource]:
        """The resources of the application, in the order of the code."""
        return self._model.resources

    @user_call
    def add_project(
        self, name: str, path: str | os.PathLike[str], launch_profile_name: str | None = None
    ) -> ProjectResource:
        """Adds a .NET project (Aspire's `AddProject`).

        Args:
            name: of the resource: 1 to 64 ASCII letters, digits and hyphens, starting with a letter.
            path: of the project file.
            launch_profile_name: ignored; it is about Aspire's run mode.
        """
        return ProjectResource(self._model, name, path)

    @user_call
    def add_c_sharp_app(self, name: str, path: str | os.PathLike[str]) -> ProjectResource:
        """Adds a C# program: a project, or one file (Aspire's `AddCSharpApp`).

        Args:
            name: of the resource.
            path: of the file.
        """
        return ProjectResource(self._model, name, path)

    @user_call
    def add_azure_functions_project(self, name: str, path: str | os.PathLike[str]) -> ProjectResource:
        """Adds an Azure Functions project, which others can refer to, but which can't be a job.

        Args:
            name: of the resource.
            path: of the project file.
        """
        project = ProjectResource(self._model, name, path)
        project._is_azure_functions = True
        for scheme in HTTP_SCHEMES:
            project.with_endpoint(scheme=scheme, target_port=DEPLOYERS_PORT)
        return project

    @user_call
    def add_container(self, name: str, image: Text, tag: Text | None = None) -> ContainerResource:
        """Adds a container from an existing image (Aspire's `AddContainer`).

        Args:
            name: of the resource.
            image: `[registry/]repository[:tag][@digest]`; or a parameter or a token.
            tag: of the image: text, a parameter or a token; `latest` when neither it nor the image has one.
        """
        return ContainerResource(self._model, name, image, tag)

    @user_call
    def add_executable(
        self,
        name: str,
        command: Text,
        working_directory: str | os.PathLike[str],
        *args: Text | Sequence[Text],
    ) -> ExecutableResource:
        """Adds a program (Aspire's `AddExecutable`).

        Args:
            name: of the resource.
            command: the program.
            working_directory: where it runs; the image's WORKDIR counts in the job.
            args: its arguments, one by one or as one list.
        """
        return ExecutableResource(self._model, name, command, working_directory, args)

    @secret_call
    def add_parameter(
        self,
        name: str,
        value: ParameterValue | None = None,
        *,
        secret: bool = False,
        description: str | None = None,
        publish_value_as_default: bool = True,
    ) -> Parameter:
        """Adds a parameter: a Terraform variable (Aspire's `AddParameter`).

        Args:
            name: of the parameter.
            value: the variable's default; Terraform asks for a value if there is none.
            secret: makes the variable sensitive; such a parameter has no value in the code.
            description: shown by Terraform when it asks.
            publish_value_as_default: False if the value is only for Aspire's run mode; Terraform then asks
                for one.
        """
        if not publish_value_as_default:
            value = None
        return Parameter(self._model, name, value, secret=secret, description=description)

    @secret_call
    def add_parameter_with_value(
        self, name: str, value: ParameterValue, publish_value_as_default: bool = False, secret: bool = False
    ) -> Parameter:
        """Adds a parameter with a value for Aspire's run mode (Aspire's `AddParameter(name, value)`).

        Args:
            name: of the parameter.
            value: the variable's default if it is published; otherwise it is ignored, and Terraform asks.
            publish_value_as_default: whether the value is published.
            secret: makes the variable sensitive.
        """
        return Parameter(
            self._model, name, value if publish_value_as_default else None, secret=secret, description=None
        )

    @secret_call
    def add_parameter_from_configuration(
        self, name: str, configuration_key: str, secret: bool = False
    ) -> Parameter:
        """Adds a parameter: a Terraform variable (Aspire's `AddParameterFromConfiguration`).

        Args:
            name: of the parameter.
            configuration_key: ignored; pass the value at the deployment.
            secret: makes the variable sensitive.
        """
        return Parameter(self._model, name, None, secret=secret, description=None)

    @secret_call
    def add_parameter_with_generated_value(
        self, name: str, value: object = None, secret: bool = False, persist: bool = False
    ) -> Parameter:
        """Adds a parameter whose value Aspire's deployer generates: here a variable that Terraform asks for.

        Args:
            name: of the parameter.
            value: ignored: how the value is generated; Terraform's would change, so pass one at the
                deployment.
            secret: makes the variable sensitive.
            persist: ignored.
        """
        return Parameter(self._model, name, None, secret=secret, description=None)

    add_parameter_from_config = also_named("add_parameter_from_config", add_parameter_from_configuration)

    @user_call
    def add_azure_container_app_environment(
        self,
        name: str,
        *,
        infrastructure_subnet_id: Text | Construct | None = None,
        internal_load_balancer_enabled: Flag | None = None,
        zone_redundancy_enabled: Flag | None = None,
        infrastructure_resource_group_name: Text | None = None,
        public_network_access: Text | None = None,
        mutual_tls_enabled: Flag | None = None,
    ) -> AzureContainerAppEnvironment:
        """Adds a Container Apps environment (Aspire's `AddAzureContainerAppEnvironment`).

        An application with jobs and without an environment gets one named `env`. Except for the name, the
        arguments are azurerm's, not Aspire's: `with_network(...)` takes the same ones and explains them.

        Args:
            name: of the resource.
            infrastructure_subnet_id: the subnet that the environment is in: an id, or a construct of
                `azurerm_subnet`; by default Azure creates a network.
            internal_load_balancer_enabled: whether the environment has only a private address; needs a
                subnet.
            zone_redundancy_enabled: whether it is spread over availability zones; needs a subnet.
            infrastructure_resource_group_name: of the group that Azure creates for the environment's own
                resources.
            public_network_access: `"Enabled"` or `"Disabled"`.
            mutual_tls_enabled: whether apps of the environment encrypt what they send to each other.
        """
        return AzureContainerAppEnvironment(self._model, name).with_network(
            infrastructure_subnet_id=infrastructure_subnet_id,
            internal_load_balancer_enabled=internal_load_balancer_enabled,
            zone_redundancy_enabled=zone_redundancy_enabled,
            infrastructure_resource_group_name=infrastructure_resource_group_name,
            public_network_access=public_network_access,
            mutual_tls_enabled=mutual_tls_enabled,
        )

    add_azure_container_app_env = also_named(
        "add_azure_container_app_env", add_azure_container_app_environment
    )

    @user_call
    def add_dockerfile(
        self,
        name: str,
        context_path: str | os.PathLike[str],
        dockerfile_path: str | os.PathLike[str] | None = None,
        stage: str | None = None,
    ) -> ContainerResource:
        """Adds a container from a Dockerfile, which is built outside Terraform (Aspire's `AddDockerfile`).

        Args:
            name: of the resource.
            context_path: folder of the build context.
            dockerfile_path: in that folder; `Dockerfile` when not given.
            stage: of the Dockerfile, where the build stops.
        """
        container = ContainerResource(self._model, name, "placeholder", None)
        return container.with_dockerfile(context_path, dockerfile_path, stage)

    @secret_call
    def add_connection_string(
        self,
        name: str,
        expression: Value | None = None,
        *,
        environment_variable_name: str | None = None,
        env_var_name_or_expression: Value | None = None,
    ) -> ConnectionStringResource:
        """Adds a connection string (Aspire's `AddConnectionString`).

        Args:
            name: of the resource.
            expression: its value: an expression, a reference or a token; without it, pass the value at the
                deployment, as the sensitive variable `<name>_connectionstring`.
            environment_variable_name: instead of `ConnectionStrings__<name>`.
            env_var_name_or_expression: one of the two: text is the name of the variable.
        """
        if is_literal_text(env_var_name_or_expression):
            environment_variable_name = env_var_name_or_expression
        elif env_var_name_or_expression is not None:
            expression = env_var_name_or_expression
        return ConnectionStringResource(self._model, name, expression, environment_variable_name)

    @user_call
    def add_external_service(self, name: str, url: Text) -> ExternalServiceResource:
        """Adds a service outside the application (Aspire's `AddExternalService`).

        Args:
            name: of the resource.
            url: absolute address; or a parameter, another reference or a token with one.
        """
        return ExternalServiceResource(self._model, name, url)

    @user_call
    def add_azure_user_assigned_identity(self, name: str) -> AzureUserAssignedIdentityResource:
        """Adds an identity (Aspire's `AddAzureUserAssignedIdentity`).

        Args:
            name: of the resource.
        """
        return AzureUserAssignedIdentityResource(self._model, name)

    @user_call
    def add_azure_storage(self, name: str) -> AzureStorageResource:
        """Adds a storage account (Aspire's `AddAzureStorage`).

        Args:
            name: of the resource.
        """
        return AzureStorageResource(self._model, name)

    @user_call
    def add_azure_key_vault(self, name: str) -> AzureKeyVaultResource:
        """Adds a Key Vault (Aspire's `AddAzureKeyVault`).

        Args:
            name: of the resource.
        """
        return AzureKeyVaultResource(self._model, name)

    @user_call
    def add_azure_service_bus(self, name: str) -> AzureServiceBusResource:
        """Adds a Service Bus namespace (Aspire's `AddAzureServiceBus`).

        Args:
            name: of the resource.
        """
        return AzureServiceBusResource(self._model, name)

    @user_call
    def add_azure_event_hubs(self, name: str) -> AzureEventHubsResource:
        """Adds an Event Hubs namespace (Aspire's `AddAzureEventHubs`).

        Args:
            name: of the resource.
        """
        return AzureEventHubsResource(self._model, name)

    @user_call
    def add_azure_container_registry(self, name: str) -> AzureContainerRegistryResource:
        """Adds a container registry (Aspire's `AddAzureContainerRegistry`).

        Args:
            name: of the resource.
        """
        return AzureContainerRegistryResource(self._model, name)

    @user_call
    def add_azure_log_analytics_workspace(self, name: str) -> AzureLogAnalyticsWorkspaceResource:
        """Adds a Log Analytics workspace (Aspire's `AddAzureLogAnalyticsWorkspace`).

        Args:
            name: of the resource.
        """
        return AzureLogAnalyticsWorkspaceResource(self._model, name)


def application_of(construct: object) -> ApplicationModel:
    """The application that a construct of this library is, or belongs to."""
    if isinstance(construct, ApplicationBuilder):
        return construct._model
    assert isinstance(construct, Resource)
    return construct._application
