"""Managed identity of a job, and its roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.azure.azure_names import app_identity
from cdktf_aspire.hosting.azure.azure_resource import AzureResource, MaybeExisting, given_as
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzureType
from cdktf_aspire.hosting.azure.role_names import role_of_dotnet, role_problem
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.keywords import flatten
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.hosting.references import AppIdentity, Output
from cdktf_aspire.jobs.azure_ids import USER_ASSIGNED_IDENTITY, normalised_id
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text
    from constructs import Construct


@records.define(eq=False)
class Roles(Annotation):
    """Roles that the user gave the identity of a resource.

    Attributes:
        explicit_roles: by target, in place of its default ones.
        given_elsewhere: targets on which something else in the application gives a role.
    """

    explicit_roles: dict[AzureResource, list[Text]] = attrs.field(factory=dict)
    given_elsewhere: set[AzureResource] = attrs.field(factory=set)


class GrantsRoles(Resource):
    """A resource with an identity that can be assigned roles."""

    @user_call
    def with_role_assignments(self, target: AzureResource | Construct, *roles: Text | Sequence[Text]) -> Self:
        """Assigns roles on a target, instead of the target's default ones (Aspire's `WithRoleAssignments`).

        Args:
            target: an Azure resource of the application, or any azurerm construct that has an id.
            roles: names of roles, for example `"Storage Blob Data Reader"`; or ids of role definitions;
                one by one or as one list. .NET's names, such as `"StorageBlobDataReader"`, are accepted in a
                list.
        """
        where = caller()
        allowed = "what add_azure_storage(...) or a similar call returned"
        resource = given_as(self, target, AzureResource, "target=", allowed)
        if resource is None:
            return self
        given = Roles.of(self).explicit_roles.setdefault(resource, [])
        are_of_dotnet = len(roles) == 1 and isinstance(roles[0], list | tuple)
        for each in cast("list[Text]", flatten(roles)):
            role = normalised_id(each) if isinstance(each, str) else each
            if are_of_dotnet and isinstance(role, str):
                role = role_of_dotnet(role)
            problem = role_problem(role, where)
            if problem is not None:
                self._report(problem)
            elif role not in given:
                given.append(role)
        return self

    with_storage_role_assignments = also_named("with_storage_role_assignments", with_role_assignments)
    with_key_vault_role_assignments = also_named("with_key_vault_role_assignments", with_role_assignments)
    with_service_bus_role_assignments = also_named("with_service_bus_role_assignments", with_role_assignments)
    with_event_hubs_role_assignments = also_named("with_event_hubs_role_assignments", with_role_assignments)
    with_container_registry_role_assignments = also_named(
        "with_container_registry_role_assignments", with_role_assignments
    )


def _new_name(name: str, suffix: str) -> str:
    """3 to 128 letters, digits, hyphens and underscores; unique in its group, so without the suffix."""
    return name.lower() if len(name) > 2 else app_identity(name)


class AzureUserAssignedIdentityResource(MaybeExisting, GrantsRoles):
    """A user-assigned identity (Aspire's `AddAzureUserAssignedIdentity`).

    Outputs: `id`, `name`, `clientId`, `principalId`.

    Example:
        ```python
        identity = builder.add_azure_user_assigned_identity("reader")
        worker.with_azure_user_assigned_identity(identity)
        ```
    """

    _azure_type: ClassVar[AzureType] = AzureType(
        USER_ASSIGNED_IDENTITY,
        "azurerm_user_assigned_identity",
        _new_name,
        outputs=(
            AzureOutput("clientId", "client_id", "properties.clientId"),
            AzureOutput("principalId", "principal_id", "properties.principalId"),
        ),
    )

    @property
    def client_id(self) -> Output:
        """The value of AZURE_CLIENT_ID for programs."""
        return Output(self, "clientId")

    @property
    def principal_id(self) -> Output:
        """The id that role assignments name."""
        return Output(self, "principalId")


Identity = AppIdentity | AzureUserAssignedIdentityResource


class HasIdentity(GrantsRoles):
    """A resource that may run with its own identity."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.user_assigned_identity: AzureUserAssignedIdentityResource | None = None
        self.own_identity = AppIdentity(self)

    @user_call
    def with_azure_user_assigned_identity(
        self, identity: AzureUserAssignedIdentityResource | Construct
    ) -> Self:
        """Runs with this identity instead of creating one (Aspire's `WithAzureUserAssignedIdentity`).

        Args:
            identity: what `add_azure_user_assigned_identity` returned, or a construct of
                `azurerm_user_assigned_identity`.
        """
        allowed = "what add_azure_user_assigned_identity(...) returned"
        self.user_assigned_identity = (
            given_as(self, identity, AzureUserAssignedIdentityResource, "identity=", allowed)
            or self.user_assigned_identity
        )
        return self
