"""References of container images, taken apart: `[registry/]repository[:tag][@digest]`."""

from __future__ import annotations

import re

from cdktf_aspire.values import records

_DIGEST = re.compile(r"\b(sha256:[0-9a-f]{12})[0-9a-f]{20,}")


@records.frozen
class ImageReference:
    """A reference in parts.

    Attributes:
        repository: with the registry.
        tag: None when there is none.
        digest: None when there is none.
    """

    repository: str
    tag: str | None
    digest: str | None


def image_of(reference: str) -> ImageReference:
    """The parts of a reference; any text has some."""
    rest, _, digest = reference.partition("@")
    # A colon before a slash is a port of the registry.
    head, slash, last = rest.rpartition("/")
    name, _, tag = last.partition(":")
    return ImageReference(f"{head}{slash}{name}", tag or None, digest or None)


def without_long_digests(text: str) -> str:
    """Twelve digits tell two digests apart, as in `docker images`."""
    return _DIGEST.sub("\\1\N{HORIZONTAL ELLIPSIS}", text)
