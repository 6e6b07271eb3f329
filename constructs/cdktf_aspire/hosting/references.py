"""Values of the application model that only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.values import Reference

if TYPE_CHECKING:
    from cdktf_aspire.hosting.resource import Resource


@attrs.frozen(eq=False)
class Output(Reference):
    """Something that Azure gives back of a resource.

    Attributes:
        resource: whose output.
        name: which one; the resource's class says what there is.
    """

    resource: Resource
    name: str


@attrs.frozen(eq=False)
class ContainerImage(Reference):
    """The image of a project or an executable: built and pushed outside, so a Terraform variable.

    Attributes:
        resource: whose image.
    """

    resource: Resource
