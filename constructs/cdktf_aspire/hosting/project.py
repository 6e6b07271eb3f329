"""A .NET project: built into an image, pushed to the environment's registry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.docker_file import PublishesAsDockerFile
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.model import ApplicationModel


class ProjectResource(PublishesAsDockerFile):
    """A .NET project (Aspire's `AddProject`).

    Attributes:
        path: of the project file, as the user wrote it; only a description here, nothing is built.
    """

    def __init__(self, application: ApplicationModel, name: str, path: str | os.PathLike[str]) -> None:
        super().__init__(application, name)
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):
            self._report(
                rules.problem(
                    "ACJ002",
                    "A project needs the path of its project file",
                    path="path=",
                    value=path,
                    allowed='for example "../DataProcessor/DataProcessor.csproj"',
                    where=self._declared_at,
                )
            )
            path = ""
        self.path = os.fspath(path)

    @user_call
    def with_replicas(self, replicas: int) -> Self:
        """Says how many replicas a container app has; a job has none (Aspire's `WithReplicas`).

        Args:
            replicas: a job with more than one warns: it runs several by its trigger's `parallelism`.
        """
        if type(replicas) is not int or replicas < 0:
            message, allowed = "Not a number of replicas", "a whole number, 0 or more"
            self._report(
                rules.problem(
                    "ACJ002", message, path="replicas=", value=replicas, allowed=allowed, where=caller()
                )
            )
        elif replicas != 1:
            Publishing.of(self).replicas_set_at = caller()
        return self

    @user_call
    def with_endpoints_in_environment(self, filter: Callable[..., object]) -> Self:
        """Changes nothing: a job is told of no endpoints of its own (`WithEndpointsInEnvironment`)."""
        return self

    with_endpoints_in_env = also_named("with_endpoints_in_env", with_endpoints_in_environment)

    @user_call
    def disable_forwarded_headers(self) -> Self:
        """Changes nothing: it is about the ingress of a container app (`DisableForwardedHeaders`)."""
        return self

    @user_call
    def publish_as_container(self) -> Self:
        """Changes nothing: a project is always an image here (Aspire's `PublishAsContainer`)."""
        return self

    @property
    def _docker_context(self) -> str:
        """The folder of the project file."""
        return os.path.dirname(self.path) or os.curdir  # noqa: PTH120 - as the user wrote it

    @property
    def _default_environment_variables(self) -> dict[str, str]:
        """What Aspire gives every project, so that telemetry is kept over short outages."""
        return {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"}
