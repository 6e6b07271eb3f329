"""A program that runs with arguments: its image is built outside Terraform, like a project's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.compute import Given
from cdktf_aspire.hosting.docker_file import PublishesAsDockerFile
from cdktf_aspire.hosting.keywords import flatten
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text


class ExecutableResource(PublishesAsDockerFile):
    """An executable (Aspire's `AddExecutable`).

    Aspire drops a plain executable from the publish output. Here it is a job whose image contains the
    program, started with the given command and arguments.

    Attributes:
        working_directory: in the user's spelling; only a description here, the image's WORKDIR counts.

    Example:
        ```python
        builder.add_executable(
            "migrate", "alembic", "../db", "upgrade", "head"
        ).publish_as_azure_container_app_job()
        ```
    """

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        command: Text,
        working_directory: str | os.PathLike[str],
        args: tuple[object, ...],
    ) -> None:
        super().__init__(application, name)
        if not isinstance(working_directory, str | os.PathLike) or not os.fspath(working_directory):
            message, allowed = "An executable has a working directory", 'for example "../worker"'
            path, where = "working_directory=", self._declared_at
            self._report(
                rules.problem(
                    "ACJ002", message, path=path, value=working_directory, allowed=allowed, where=where
                )
            )
            working_directory = os.curdir
        self._command = Given(command, self._declared_at)
        self.working_directory = working_directory
        self._args.extend(Given(arg, self._declared_at) for arg in flatten(args))

    @user_call
    def with_working_directory(self, working_directory: str | os.PathLike[str]) -> Self:
        """Sets the folder for Aspire's run mode; a job uses the image's WORKDIR (`WithWorkingDirectory`).

        Args:
            working_directory: where it runs.
        """
        if isinstance(working_directory, str | os.PathLike) and os.fspath(working_directory):
            self.working_directory = working_directory
        else:
            message, value = "An executable has a working directory", working_directory
            where = caller()
            self._report(
                rules.problem("ACJ002", message, path="working_directory=", value=value, where=where)
            )
        return self

    @property
    def _docker_context(self) -> str | os.PathLike[str]:
        """The working directory."""
        return self.working_directory

    @property
    def _can_be_app(self) -> bool:
        """Aspire leaves out an executable without a Dockerfile."""
        return self.dockerfile is not None

    @property
    def command(self) -> list[Given]:
        """The program, unless a Dockerfile says how to start it."""
        return [] if self.dockerfile is not None else [self._command]
