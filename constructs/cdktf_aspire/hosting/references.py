"""Values of the application model that only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.values.expressions import ModelReference

if TYPE_CHECKING:
    from cdktf_aspire.hosting.azure.identity import AppIdentity
    from cdktf_aspire.hosting.resource import Resource

register(
    "ACJ921",
    ERROR,
    "a value of another application",
    allowed="values of the same stack's application, and environments of any",
    why="The other stack's Terraform would have to export it",
    fix="Pass it as a cdktf token or a parameter",
    source="this library",
)


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
