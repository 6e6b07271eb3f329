"""The application: what an AppHost declares, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.executable import ExecutableResource
from cdktf_aspire.hosting.names import is_resource_name, suggest
from cdktf_aspire.hosting.parameter import Parameter, ParameterValue
from cdktf_aspire.hosting.project import ProjectResource
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules
from constructs import Construct

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.jobs.values import Text

R = TypeVar("R", bound=Resource)

DEFAULT_ENVIRONMENT = "env"


class ApplicationModel(Construct):
    """Aspire's application model: the resources of one AppHost, in the order of the code."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        self.is_written = False
        self.problems: list[Problem] = []
        self.resources: list[Resource] = []
        self._construct_ids: set[str] = set()
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
    def add_container(self, name: str, image: Text, tag: Text | None = None) -> ContainerResource:
        """Adds a container from an existing image (Aspire's `AddContainer`).

        Args:
            name: of the resource.
            image: `[registry/]repository[:tag][@digest]`, or a token.
            tag: of the image; `latest` when neither it nor the image has one.
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

    @user_call
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

    def resources_of(self, kind: type[R]) -> list[R]:
        """The resources of a class, in the order of the code."""
        return [resource for resource in self.resources if isinstance(resource, kind)]

    @property
    def jobs(self) -> list[ComputeResource]:
        """The resources that are published as a job."""
        return [resource for resource in self.resources_of(ComputeResource) if resource.customizations]

    def report(self, problem: Problem) -> None:
        """Keeps a problem until the check."""
        self.problems.append(problem)

    def register(self, resource: Resource, name: object) -> str:
        """Takes a new resource in and returns its name; a bad or taken name becomes a problem."""
        text = name if isinstance(name, str) and name else f"unnamed-{len(self.resources) + 1}"
        if not is_resource_name(name):
            better = suggest(name) if isinstance(name, str) else None
            self._refuse_name(
                "ACJ902",
                text,
                f"{_kind(resource)} has a name that Aspire does not take",
                name,
                f"For example {better!r}" if better else None,
                resource,
            )
        else:
            twin = next((each for each in self.resources if each.name.lower() == text.lower()), None)
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
        return text

    def construct_id(self, resource: Resource) -> str:
        """The resource's name, made unique where a mistake has made it a duplicate."""
        wanted, number = resource.name, 2
        while wanted in self._construct_ids:
            wanted, number = f"{resource.name}-{number}", number + 1
        self._construct_ids.add(wanted)
        return wanted

    def remove(self, resource: Resource) -> None:
        """Takes a resource out again, as if it had never been added."""
        self.resources.remove(resource)
        self._construct_ids.discard(str(resource.node.id))
        self.node.try_remove_child(resource.node.id)

    def _refuse_name(
        self, code: str, resource_name: str, message: str, value: object, hint: str | None, resource: Resource
    ) -> None:
        problem = rules.problem(
            code, message, path="name=", value=value, hint=hint, where=resource.declared_at
        )
        resource.problems.append(attrs.evolve(problem, resource=resource_name))


def _kind(resource: Resource) -> str:
    return {
        "ProjectResource": "A project",
        "ContainerResource": "A container",
        "ExecutableResource": "An executable",
        "Parameter": "A parameter",
        "AzureContainerAppEnvironment": "An environment",
    }.get(type(resource).__name__, "A resource")
