"""What Azure resources of an application have in common: outputs, roles, and being there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import attrs

from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource import Resource

if TYPE_CHECKING:
    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.values import Text


@attrs.frozen
class Existing:
    """A resource that is in Azure already.

    Attributes:
        name: in Azure: text, a parameter or a token.
        resource_group: where it is; the application's own group when None.
    """

    name: Text
    resource_group: Text | None


class MaybeExisting(Resource):
    """Something that is created, or is in Azure already and only looked up.

    Attributes:
        existing: its name and group, or None.
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.existing: Existing | None = None

    @user_call
    def as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """Looks the resource up instead of creating it (Aspire's `AsExisting`).

        Args:
            name: of the resource in Azure: text, a parameter or a token.
            resource_group: where it is; the application's own group when not given.
        """
        self.existing = Existing(name, resource_group)
        return self

    @user_call
    def publish_as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """The same as `as_existing`: there is no run mode here (Aspire's `PublishAsExisting`).

        Args:
            name: of the resource in Azure.
            resource_group: where it is.
        """
        return self.as_existing(name, resource_group)

    @user_call
    def run_as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """Changes nothing: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
            resource_group: ignored.
        """
        return self


class AzureResource(MaybeExisting):
    """An Azure resource of the application that others refer to."""

    # What a job gets that refers to the resource, as in Aspire; names of built-in roles.
    aspire_default_roles: ClassVar[tuple[str, ...]] = ()
    output_names: ClassVar[tuple[str, ...]] = ("id", "name")

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.default_roles: tuple[str, ...] = self.aspire_default_roles

    @user_call
    def clear_default_role_assignments(self) -> Self:
        """Gives no role to those who refer to the resource; `with_role_assignments` still does."""
        self.default_roles = ()
        return self

    def output(self, name: str) -> Output:
        """Something that Azure gives back of the resource.

        Args:
            name: Aspire's name of the output, for example `blobEndpoint`.
        """
        return Output(self, name)

    @property
    def known_outputs(self) -> tuple[str, ...]:
        """The names that `output` takes."""
        return self.output_names

    @property
    def id(self) -> Output:
        """Azure's id of the resource."""
        return Output(self, "id")

    @property
    def name_output(self) -> Output:
        """The name of the resource in Azure."""
        return Output(self, "name")

    @property
    def role_target(self) -> AzureResource:
        """What roles for this resource are given on."""
        return self


class AzureChildResource(Resource):
    """A part of an Azure resource, such as a queue.

    Attributes:
        parent: what it is a part of.
    """

    def __init__(self, application: ApplicationModel, name: str, parent: AzureResource) -> None:
        super().__init__(application, name)
        self.parent = parent

    @property
    def role_target(self) -> AzureResource:
        """What roles for this part are given on: the whole."""
        return self.parent
