"""Values of the application model that only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.jobs.values import Reference

if TYPE_CHECKING:
    from cdktf_aspire.hosting.identities import AppIdentity
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.hosting.resource import Resource
    from cdktf_aspire.jobs.problems import Problem


class ModelReference(Reference):
    """A reference that a configure callback can turn into a token."""

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
