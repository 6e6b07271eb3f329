"""Values of the application model that only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.values.value import Joined, Reference, SecretText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.azure.identity import AppIdentity
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.hosting.resource import Resource


@attrs.frozen
class Extent:
    """How much a value comes to when everything in it is written out.

    What is used in two places of an expression is written twice, so that a few lines can come to a text of
    any length.

    Attributes:
        parts: texts and references.
        characters: of the texts.
        depth: of the expressions in one another.
    """

    parts: int = 1
    characters: int = 0
    depth: int = 1

    @classmethod
    def of(cls, values: Iterable[object]) -> Extent:
        """The extent of an expression of these values."""
        parts, characters, depth = 1, 0, 0
        for value in values:
            extent = _extent_of(value)
            parts += extent.parts
            characters += extent.characters
            depth = max(depth, extent.depth)
        return cls(parts, characters, depth + 1)

    @property
    def is_too_much(self) -> bool:
        """Whether it is more than anybody means."""
        return self.parts > _MOST.parts or self.characters > _MOST.characters or self.depth > _MOST.depth


# Far above what an environment variable takes, far below what stops Python or Terraform.
_MOST: Final = Extent(parts=10_000, characters=1_000_000, depth=100)


def _extent_of(value: object) -> Extent:
    match value:
        case str():
            return Extent(characters=len(value))
        case ModelReference():
            return value.extent
        case SecretText(text=text):
            return _extent_of(text)
        case Joined(parts=parts):
            return Extent.of(parts)
    return Extent()


class ModelReference(Reference):
    """A reference that a configure callback can turn into a token."""

    @property
    def extent(self) -> Extent:
        """How much it comes to; one reference, unless it consists of others."""
        return Extent()

    def as_provisioning_parameter(self, infra: Infrastructure) -> str:
        """The value as a token, for use inside a configure callback.

        Args:
            infra: the first argument of the callback.
        """
        return infra.provisioning_parameter(self)


class FallibleReference(ModelReference):
    """A reference that can be made wrong, which is told for the resource that uses it.

    Attributes:
        problems: what is wrong with it.
    """

    problems: tuple[Problem, ...]


@attrs.frozen(eq=False)
class Output(ModelReference):
    """Something that Azure gives back of a resource.

    Attributes:
        resource: whose output.
        name: which one; the resource's class says what there is.
    """

    resource: Resource | AppIdentity
    name: str


@attrs.frozen(eq=False)
class ContainerImage(ModelReference):
    """The image of a project or an executable: built and pushed outside, so a Terraform variable.

    Attributes:
        resource: whose image.
    """

    resource: Resource


class PublishedReference(ModelReference):
    """What stands in a publish output for a value that only Terraform will know."""
