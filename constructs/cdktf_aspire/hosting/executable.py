"""A program that runs with arguments: built into an image outside, like a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.hosting.calls import user_call, where_raised
from cdktf_aspire.hosting.compute import ComputeResource, Given, flatten
from cdktf_aspire.hosting.references import ContainerImage
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import caller

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.values import Text


class ExecutableResource(ComputeResource):
    """An executable (Aspire's `AddExecutable`).

    Aspire drops a plain executable from the publish output; here it is a job whose image holds the program
    and that starts it with the command and arguments given.

    Attributes:
        working_directory: as the user wrote it; only a description here, the image's WORKDIR counts.
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
        self._command = Given(command, self.declared_at)
        self.working_directory = working_directory
        self._args.extend(Given(arg, self.declared_at) for arg in flatten(args))

    @user_call
    def publish_as_docker_file(self, configure: Callable[[Self], object] | None = None) -> Self:
        """Builds the image of the Dockerfile in the working directory (Aspire's `PublishAsDockerFile`).

        The image then starts the program by itself: command and arguments given so far are dropped.

        Args:
            configure: called with the resource, for arguments that the image needs.
        """
        if self.dockerfile is None:
            self.with_dockerfile(self.working_directory)
            self._args.clear()
        if configure is not None:
            self._configure_image(configure)
        return self

    def _configure_image(self, configure: Callable[[Self], object]) -> None:
        where = caller()
        try:
            configure(self)
        except Exception as error:
            self.report(
                rules.problem(
                    "ACJ003",
                    f"The configure callback failed: {type(error).__name__}: {error}",
                    path="configure=",
                    allowed="a function configure(executable) that returns",
                    where=where_raised(error) or where,
                )
            )

    @property
    def image(self) -> ContainerImage:
        """The image that holds the program."""
        return ContainerImage(self)

    @property
    def is_built(self) -> bool:
        """Always: an executable has no image of its own."""
        return True

    @property
    def command(self) -> list[Given]:
        """The program, unless a Dockerfile says how to start it."""
        return [] if self.dockerfile is not None else [self._command]
