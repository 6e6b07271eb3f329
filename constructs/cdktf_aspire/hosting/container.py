"""A container from an image that exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.compute import ComputeResource, Given
from cdktf_aspire.hosting.data_folders import data_folder
from cdktf_aspire.hosting.reference_expressions import ref_expr
from cdktf_aspire.hosting.references import ContainerImage
from cdktf_aspire.hosting.values import value_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import Reference, Unknown, is_literal_text

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.values import Value
    from cdktf_aspire.values.value import Text

register(
    "ACJ907",
    ERROR,
    "tag=",
    allowed="one tag",
    why="It isn't clear which one applies",
    fix="Set the tag only once",
    source="Aspire.Hosting: ambiguous tags",
)


class ContainerResource(ComputeResource):
    """A container (Aspire's `AddContainer`).

    Attributes:
        entrypoint: replaces the image's ENTRYPOINT.

    Example:
        ```python
        builder.add_container("cleanup", "mcr.microsoft.com/azure-cli", "2.67.0").with_args(
            "version"
        ).publish_as_azure_container_app_job(trigger=Schedule("0 3 * * *"))
        ```
    """

    def __init__(self, application: ApplicationModel, name: str, image: Text, tag: Text | None) -> None:
        super().__init__(application, name)
        self._image = image
        self._tag = tag
        self._digest: Text | None = None
        self.entrypoint: Given | None = None
        self._check_tag(self._declared_at)

    def _check_tag(self, where: SourceLocation | None) -> None:
        if self._tag is None or not self._is_text("tag=", self._tag) or not is_literal_text(self._image):
            return
        has = "digest" if "@" in self._image else "tag" if _tag_of(self._image) is not None else None
        if has is not None:
            self._report(
                rules.problem(
                    "ACJ907",
                    f"The image already has a {has}, and tag= is set too",
                    path="tag=",
                    value=self._tag,
                    hint=f"Remove tag=, or remove the {has} from {self._image!r}",
                    where=where,
                )
            )
            self._tag = None

    @property
    def image(self) -> Text | ContainerImage:
        """The image with its tag; `latest` when none is given, as in Aspire."""
        if self.dockerfile is not None:
            return ContainerImage(self)
        if self._digest is not None:
            return _joined(self._image, "@sha256:", self._digest)
        if self._tag is not None:
            return _joined(self._image, ":", self._tag)
        image = self._image
        if not is_literal_text(image) or not image or "@" in image or _tag_of(image) is not None:
            return image
        return f"{image}:latest"

    @property
    def command(self) -> list[Given]:
        """The entrypoint, if one is given."""
        return [self.entrypoint] if self.entrypoint else []

    @property
    def _is_built(self) -> bool:
        """Whether a Dockerfile replaces the image."""
        return self.dockerfile is not None

    @user_call
    def with_image(self, image: Text, tag: Text | None = None) -> Self:
        """Uses another image (Aspire's `WithImage`).

        Args:
            image: `[registry/]repository[:tag][@digest]`, or a token.
            tag: of the image: text, a parameter or a token.
        """
        self._image, self._tag, self._digest = image, tag, None
        self._image_set_at = caller()
        self._check_tag(self._image_set_at)
        return self

    @user_call
    def with_image_tag(self, tag: Text) -> Self:
        """Uses another tag of the image (Aspire's `WithImageTag`).

        Args:
            tag: of the image: text, a parameter or a token.
        """
        if self._is_text("tag=", tag):
            self._image, self._tag, self._digest = _untagged(self._image), tag, None
        return self

    @user_call
    def with_image_sha256(self, sha256: Text) -> Self:
        """Uses one specific build of the image (Aspire's `WithImageSHA256`).

        Args:
            sha256: 64 hexadecimal digits; or a parameter or a token.
        """
        if self._is_text("sha256=", sha256):
            digest = sha256.removeprefix("sha256:") if is_literal_text(sha256) else sha256
            self._image, self._tag, self._digest = _untagged(self._image), None, digest
        return self

    @user_call
    def with_image_registry(self, registry: Text) -> Self:
        """Uses the image from another registry (Aspire's `WithImageRegistry`).

        Args:
            registry: its host; or a parameter or a token.
        """
        if self._is_text("registry=", registry):
            image = self._image
            if is_literal_text(image):
                first, slash, rest = image.partition("/")
                is_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
                image = rest if is_host else image
            self._image = _joined(registry, "/", image)
        return self

    def _is_text(self, path: str, value: object) -> bool:
        if isinstance(value, str | Reference) and value != "":
            self._image_set_at = caller()
            return True
        message = f"{path.rstrip('=')} is not text"
        self._report(rules.problem("ACJ919", message, path=path, value=value, where=caller()))
        self._image, self._tag = Unknown(), None
        return False

    @user_call
    def with_host_port(self, port: int | None = None) -> Self:
        """Sets the port that others use for the first endpoint (Aspire's `WithHostPort`).

        Args:
            port: 1 to 65535.
        """
        first = next(iter(self._endpoints.values()), None)
        if port is not None and (type(port) is not int or not 1 <= port <= 65535):
            message, allowed = "Not a port number", "1 to 65535"
            self._report(
                rules.problem("ACJ002", message, path="port=", value=port, allowed=allowed, where=caller())
            )
        elif first is not None:
            self._endpoints[first.name] = attrs.evolve(first, port=port)
        return self

    @user_call
    def with_data_volume(self, name: str | None = None, is_read_only: bool = False) -> Self:
        """Mounts a share in the folder where the image keeps its data (Aspire's `WithDataVolume`).

        Args:
            name: of the volume, for readers of the AppHost.
            is_read_only: whether the program can't write; needs a name.
        """
        target = self._data_folder("with_data_volume", "with_volume(target, name)")
        return self if target is None else self.with_volume(target, name, is_read_only=is_read_only)

    @user_call
    def with_data_bind_mount(self, source: str, is_read_only: bool = False) -> Self:
        """Mounts a share instead of a local folder with the image's data (Aspire's `WithDataBindMount`).

        Args:
            source: path of the folder on the developer's machine.
            is_read_only: whether the program can't write.
        """
        target = self._data_folder("with_data_bind_mount", "with_bind_mount(source, target)")
        return self if target is None else self.with_bind_mount(source, target, is_read_only=is_read_only)

    def _data_folder(self, method: str, instead: str) -> str | None:
        folder = data_folder(self.image) if is_literal_text(self.image) else None
        if folder is None:
            message = f"{method}() doesn't know where this image keeps its data"
            hint = f"Name the folder: {instead}"
            self._report(rules.problem("ACJ912", message, path=method, hint=hint, where=caller()))
        return folder

    @user_call
    def with_entrypoint(self, entrypoint: Value) -> Self:
        """Replaces the image's ENTRYPOINT.

        Args:
            entrypoint: one word; arguments go to `with_args`.
        """
        self.entrypoint = Given(value_of(entrypoint), caller())
        return self


def _joined(first: Text, separator: str, second: Text) -> Text:
    """Two texts as one; a cdktf token in them is text."""
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}{separator}{second}"
    return ref_expr(f"{{0}}{separator}{{1}}", first, second)


def _untagged(image: Text) -> Text:
    if not is_literal_text(image):
        return image
    name, tag = image.partition("@")[0], _tag_of(image)
    return name if tag is None else name[: -len(tag) - 1]


def _tag_of(image: str) -> str | None:
    """The tag in an image reference; a colon before the last slash belongs to a registry's port."""
    repository = image.partition("@")[0].rpartition("/")[2]
    _, colon, tag = repository.partition(":")
    return tag if colon else None
