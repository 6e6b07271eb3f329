"""The AppHost's own programs whose image is built from a Dockerfile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.callbacks import callback_problem, check_finished
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.references import ContainerImage
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    import os
    from collections.abc import Callable


class PublishesAsDockerFile(ComputeResource):
    """A project or an executable: its image is built and pushed outside Terraform."""

    @property
    def image(self) -> ContainerImage:
        """The image with the program in it."""
        return ContainerImage(self)

    @property
    def _is_built(self) -> bool:
        """Always: somebody has to build the image."""
        return True

    @property
    def _docker_context(self) -> str | os.PathLike[str]:
        """The default folder of the Dockerfile."""
        raise NotImplementedError

    @user_call
    def publish_as_docker_file(self, configure: Callable[[Self], object] | None = None) -> Self:
        """Builds the image from the Dockerfile next to the program (Aspire's `PublishAsDockerFile`).

        The image then starts the program itself: earlier arguments and an executable's command are dropped.

        Args:
            configure: called with the resource, for arguments that the image needs.
        """
        if self.dockerfile is None:
            self.with_dockerfile(self._docker_context)
            self._args.clear()
            self._settle_ports()
        if callable(configure):
            self._configure_image(configure)
        elif configure is not None:
            self._report(
                rules.problem(
                    "ACJ002",
                    "publish_as_docker_file() takes a function",
                    path="configure=",
                    allowed="a function of one argument: configure(resource)",
                    where=caller(),
                )
            )
        return self

    def _settle_ports(self) -> None:
        """Gives the endpoints declared so far the ports that they have in the image."""

    def _configure_image(self, configure: Callable[[Self], object]) -> None:
        where = caller()
        try:
            check_finished(configure(self))  # at once, as the call itself, so it may call anything
        except Exception as error:
            message = "The configure callback failed"
            allowed = "a function configure(resource) that doesn't raise"
            self._report(callback_problem(error, message, "configure=", where, allowed=allowed))
