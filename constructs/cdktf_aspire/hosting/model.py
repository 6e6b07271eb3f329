"""The application: what an AppHost declares, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.event_hubs import AzureEventHubsResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.service_bus import AzureServiceBusResource
from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.calls import secret_call, user_call
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.escape_hatch import WritesTerraform
from cdktf_aspire.hosting.executable import ExecutableResource
from cdktf_aspire.hosting.external_service import ExternalServiceResource
from cdktf_aspire.hosting.own_constructs import OwnName
from cdktf_aspire.hosting.parameter import Parameter, ParameterValue
from cdktf_aspire.hosting.project import ProjectResource
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.hosting.resource_names import is_resource_name, suggest
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.hosting.values import Value
    from cdktf_aspire.values.value import Text
    from constructs import Construct

register(
    "ACJ901",
    ERROR,
    "name=",
    allowed="names that differ by more than upper and lower case",
    why="Both would be the same resource in Terraform and in Azure",
    fix="Rename one of them",
    source="Aspire.Hosting: DistributedApplicationException on duplicate names",
)

register(
    "ACJ902",
    ERROR,
    "name=",
    allowed="1 to 64 ASCII letters, digits and single hyphens, a letter first, no hyphen last",
    why="Aspire refuses the resource",
    fix="Rename it",
    source="Aspire.Hosting: ModelName.ValidateName",
)

register(
    "ACJ909",
    ERROR,
    "add_...()",
    allowed="resources that are added before the synth",
    why="Terraform has been written without the resource",
    fix="Add it before app.synth() or run()",
    source="this library",
)

R = TypeVar("R", bound=Resource)

DEFAULT_ENVIRONMENT = "env"


class ApplicationModel(WritesTerraform):
    """Aspire's application model: the resources of one AppHost, in the order of the code."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        self.is_written = False
        self.problems: list[Problem] = []
        self.resources: list[Resource] = []
        # What resources_of() was asked for; each job asks for the environments.
        self._of_kind: dict[type[Resource], list[Resource]] = {}
        self._by_name: dict[str, Resource] = {}
        self._construct_ids: set[str] = set()
        # Types of what was created for it, as Terraform or Azure names them.
        self.written_types: set[str] = set()
        # The user's constructs that are resources here, each with what stands for it.
        self.own_constructs: dict[OwnConstruct, list[MaybeExisting]] = {}
        super().__init__(scope, construct_id)

    @user_call
    def add_project(self, name: str, path: str | os.PathLike[str]) -> ProjectResource:
        """Adds a .NET project (Aspire's `AddProject`).

        Args:
            name: of the resource: 1 to 64 ASCII letters, digits and hyphens, starting with a letter.
            path: of the project file.
        """
        return ProjectResource(self, name, path)

    @user_call
    def add_azure_functions_project(self, name: str, path: str | os.PathLike[str]) -> ProjectResource:
        """Adds an Azure Functions project, which others can refer to and which can't be a job.

        Args:
            name: of the resource.
            path: of the project file.
        """
        project = ProjectResource(self, name, path)
        project.is_azure_functions = True
        return project

    @user_call
    def add_container(self, name: str, image: Text, tag: Text | None = None) -> ContainerResource:
        """Adds a container from an existing image (Aspire's `AddContainer`).

        Args:
            name: of the resource.
            image: `[registry/]repository[:tag][@digest]`; or a parameter or a token.
            tag: of the image: text, a parameter or a token; `latest` when neither it nor the image has one.
        """
        return ContainerResource(self, name, image, tag)

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
        return ExecutableResource(self, name, command, working_directory, args)

    @secret_call
    def add_parameter(
        self,
        name: str,
        value: ParameterValue | None = None,
        *,
        secret: bool = False,
        description: str | None = None,
    ) -> Parameter:
        """Adds a parameter: a Terraform variable (Aspire's `AddParameter`).

        Args:
            name: of the parameter.
            value: the variable's default; without it Terraform asks for a value.
            secret: makes the variable sensitive; such a parameter has no value in the code.
            description: shown by Terraform when it asks.
        """
        return Parameter(self, name, value, secret=secret, description=description)

    @user_call
    def add_azure_container_app_environment(self, name: str) -> AzureContainerAppEnvironment:
        """Adds a Container Apps environment (Aspire's `AddAzureContainerAppEnvironment`).

        An application with jobs and without an environment gets one named `env`.

        Args:
            name: of the resource.
        """
        return AzureContainerAppEnvironment(self, name)

    @user_call
    def add_dockerfile(
        self,
        name: str,
        context_path: str | os.PathLike[str],
        dockerfile_path: str | os.PathLike[str] | None = None,
        stage: str | None = None,
    ) -> ContainerResource:
        """Adds a container from a Dockerfile that is built outside (Aspire's `AddDockerfile`).

        Args:
            name: of the resource.
            context_path: folder that the build sees.
            dockerfile_path: in that folder; `Dockerfile` when not given.
            stage: of the Dockerfile to stop at.
        """
        container = ContainerResource(self, name, "placeholder", None)
        return container.with_dockerfile(context_path, dockerfile_path, stage)

    @secret_call
    def add_connection_string(
        self, name: str, expression: Value | None = None, *, environment_variable_name: str | None = None
    ) -> ConnectionStringResource:
        """Adds a connection string (Aspire's `AddConnectionString`).

        Args:
            name: of the resource.
            expression: what it consists of: an expression, a reference or a token; without it the
                deployment gives it, as the sensitive variable `<name>_connectionstring`.
            environment_variable_name: instead of `ConnectionStrings__<name>`.
        """
        return ConnectionStringResource(self, name, expression, environment_variable_name)

    @user_call
    def add_external_service(self, name: str, url: Text) -> ExternalServiceResource:
        """Adds a service outside of the application (Aspire's `AddExternalService`).

        Args:
            name: of the resource.
            url: absolute address; or a parameter, another reference or a token with one.
        """
        return ExternalServiceResource(self, name, url)

    @user_call
    def add_azure_user_assigned_identity(self, name: str) -> AzureUserAssignedIdentityResource:
        """Adds an identity (Aspire's `AddAzureUserAssignedIdentity`).

        Args:
            name: of the resource.
        """
        return AzureUserAssignedIdentityResource(self, name)

    @user_call
    def add_azure_storage(self, name: str) -> AzureStorageResource:
        """Adds a storage account (Aspire's `AddAzureStorage`).

        Args:
            name: of the resource.
        """
        return AzureStorageResource(self, name)

    @user_call
    def add_azure_key_vault(self, name: str) -> AzureKeyVaultResource:
        """Adds a Key Vault (Aspire's `AddAzureKeyVault`).

        Args:
            name: of the resource.
        """
        return AzureKeyVaultResource(self, name)

    @user_call
    def add_azure_service_bus(self, name: str) -> AzureServiceBusResource:
        """Adds a Service Bus namespace (Aspire's `AddAzureServiceBus`).

        Args:
            name: of the resource.
        """
        return AzureServiceBusResource(self, name)

    @user_call
    def add_azure_event_hubs(self, name: str) -> AzureEventHubsResource:
        """Adds an Event Hubs namespace (Aspire's `AddAzureEventHubs`).

        Args:
            name: of the resource.
        """
        return AzureEventHubsResource(self, name)

    @user_call
    def add_azure_container_registry(self, name: str) -> AzureContainerRegistryResource:
        """Adds a container registry (Aspire's `AddAzureContainerRegistry`).

        Args:
            name: of the resource.
        """
        return AzureContainerRegistryResource(self, name)

    @user_call
    def add_azure_log_analytics_workspace(self, name: str) -> AzureLogAnalyticsWorkspaceResource:
        """Adds a Log Analytics workspace (Aspire's `AddAzureLogAnalyticsWorkspace`).

        Args:
            name: of the resource.
        """
        return AzureLogAnalyticsWorkspaceResource(self, name)

    @property
    def applications_of_stack(self) -> Sequence[ApplicationModel]:
        """The applications whose Terraform is one, this one among them."""
        return [self]

    def creates(self, construct: OwnConstruct) -> bool:
        """Whether the deployment of this application creates a construct of the user's too.

        Args:
            construct: a resource or a data source.
        """
        return False

    def new_vault_in(self, value: object) -> str | None:
        """The address of a vault of the user's whose URI is in a value, if the deployment creates it.

        Args:
            value: with tokens in it, or `raw`.
        """
        return None

    def resources_of(self, kind: type[R]) -> list[R]:
        """The resources of a class, in the order of the code."""
        found = self._of_kind.get(kind)
        if found is None:
            found = [resource for resource in self.resources if isinstance(resource, kind)]
            self._of_kind[kind] = found
        return cast("list[R]", list(found))

    def named(self, name: str) -> Resource | None:
        """The resource of a name, upper and lower case alike; the first one where a mistake made it two."""
        return self._by_name.get(name.lower())

    def environment_of(self, resource: ComputeResource) -> AzureContainerAppEnvironment | None:
        """Where a resource runs; None when the user has to choose."""
        if resource.compute_environment is not None:
            return resource.compute_environment
        environments = self.environments
        return environments[0] if len(environments) == 1 else None

    @property
    def environments(self) -> list[AzureContainerAppEnvironment]:
        """The application's environments, which jobs without a choice run in."""
        return [each for each in self.resources_of(AzureContainerAppEnvironment) if not each.is_stand_in]

    @property
    def jobs(self) -> list[ComputeResource]:
        """The resources that are published as a job."""
        return [resource for resource in self.resources_of(ComputeResource) if resource.is_job]

    def report(self, problem: Problem) -> None:
        """Keeps a problem until the check."""
        self.problems.append(problem)

    def register(self, resource: Resource, name: object) -> str:
        """Takes a new resource in and returns its name; a bad or taken name becomes a problem."""
        text = name if isinstance(name, str) and name else f"unnamed-{len(self.resources) + 1}"
        if isinstance(name, OwnName):
            pass
        elif not is_resource_name(name):
            better = suggest(name) if isinstance(name, str) else None
            self._refuse_name(
                "ACJ902",
                text,
                "The resource has a name that Aspire does not take",
                name,
                f"For example {better!r}" if better else None,
                resource,
            )
        else:
            twin = self._by_name.get(text.lower())
            if twin is not None:
                self._refuse_name(
                    "ACJ901",
                    text,
                    f"Two resources are named {text!r}",
                    name,
                    f"The other one is at {twin.declared_at}; names differ by more than upper and lower case",
                    resource,
                )
        if self.is_written:
            resource.problems.append(
                rules.problem(
                    "ACJ909",
                    f"{text!r} is added after the synth",
                    resource=text,
                    where=resource.declared_at,
                )
            )
        self.resources.append(resource)
        if not isinstance(name, OwnName):
            self._by_name.setdefault(text.lower(), resource)
        for kind, found in self._of_kind.items():
            if isinstance(resource, kind):
                found.append(resource)
        return text

    def construct_id(self, resource: Resource) -> str:
        """The resource's name, made unique where a mistake has made it a duplicate."""
        # A stand-in takes no id that a resource of that name would have.
        name = f"own.{resource.name}" if resource.is_stand_in else resource.name
        wanted, number = name, 2
        while wanted in self._construct_ids:
            wanted, number = f"{name}-{number}", number + 1
        self._construct_ids.add(wanted)
        return wanted

    def remove(self, resource: Resource) -> None:
        """Takes a resource out again, as if it had never been added."""
        self.resources.remove(resource)
        if self._by_name.get(resource.name.lower()) is resource:
            del self._by_name[resource.name.lower()]
        self._of_kind.clear()
        self._construct_ids.discard(str(resource.node.id))
        self.node.try_remove_child(resource.node.id)

    def _refuse_name(
        self, code: str, resource_name: str, message: str, value: object, hint: str | None, resource: Resource
    ) -> None:
        problem = rules.problem(
            code, message, path="name=", value=value, hint=hint, where=resource.declared_at
        )
        resource.problems.append(attrs.evolve(problem, resource=resource_name))
