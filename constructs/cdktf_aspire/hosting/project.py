"""A .NET project: built into an image, pushed to the environment's registry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.docker_file import PublishesAsDockerFile
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
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

    @property
    def _docker_context(self) -> str:
        """The folder of the project file."""
        return os.path.dirname(self.path) or os.curdir  # noqa: PTH120 - as the user wrote it

    @property
    def _default_environment_variables(self) -> dict[str, str]:
        """What Aspire gives every project, so that telemetry is kept over short outages."""
        return {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"}
