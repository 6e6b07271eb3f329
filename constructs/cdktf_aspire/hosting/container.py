"""A container from an image that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.compute import ComputeResource, Given
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import caller
from cdktf_aspire.jobs.values import is_literal_text

if TYPE_CHECKING:
    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.values import Text


class ContainerResource(ComputeResource):
    """A container (Aspire's `AddContainer`).

    Attributes:
        entrypoint: what replaces the image's ENTRYPOINT.
    """

    def __init__(self, application: ApplicationModel, name: str, image: Text, tag: Text | None) -> None:
        super().__init__(application, name)
        self._image = image
        self._tag = tag
        self.entrypoint: Given | None = None
        if tag is not None and is_literal_text(image) and _tag_of(image) is not None:
            self.report(
                rules.problem(
                    "ACJ907",
                    "The image has a tag, and another one is given",
                    path="tag=",
                    value=tag,
                    hint=f"Leave tag= out, or take the tag off {image!r}",
                    where=self.declared_at,
                )
            )
            self._tag = None

    @property
    def image(self) -> Text:
        """The image with its tag; `latest` when none is given, as in Aspire."""
        if not is_literal_text(self._image):
            return self._image
        if self._tag is not None:
            return f"{self._image}:{self._tag}"
        if not self._image or "@" in self._image or _tag_of(self._image) is not None:
            return self._image
        return f"{self._image}:latest"

    @property
    def command(self) -> list[Given]:
        """The entrypoint, if one is given."""
        return [self.entrypoint] if self.entrypoint else []

    @user_call
    def with_entrypoint(self, entrypoint: Text) -> Self:
        """Replaces the image's ENTRYPOINT.

        Args:
            entrypoint: one word; arguments go to `with_args`.
        """
        self.entrypoint = Given(entrypoint, caller())
        return self


def _tag_of(image: str) -> str | None:
    """The tag in an image reference; a colon before the last slash belongs to a registry's port."""
    repository = image.partition("@")[0].rpartition("/")[2]
    _, colon, tag = repository.partition(":")
    return tag if colon else None
