"""Pulling an image with an identity: the job has the identity, and it gets AcrPull where possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import AZURE_IDENTITY, WARNING, register
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource, Roles
from cdktf_aspire.hosting.job_identity import add_identity, add_system
from cdktf_aspire.hosting.prepared_job import SourceRole
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.rules.secrets import SYSTEM
from cdktf_aspire.values.expressions import unfolded
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from cdktf_aspire.hosting.images import RegistryCredentials
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.values.value import Text

register(
    "ACJ424",
    WARNING,
    "with_registry_credentials(server, identity=...)",
    allowed="an identity with AcrPull on the registry",
    why="Azure can't pull the image, and refuses the job in the middle of the apply",
    fix="Assign the role to it",
    source=AZURE_IDENTITY,
)

_ROLE: Final = "AcrPull"
_HOST_ENDING: Final = ".azurecr.io"


def pull_with_identity(prepared: PreparedJob, credentials: RegistryCredentials) -> Text:
    """Adds the identity that pulls to the job; returns Azure's name for it.

    Args:
        prepared: the job.
        credentials: with an identity.
    """
    identity = credentials.identity
    assert identity is not None
    registry = _registry(prepared.resource._application, credentials.server)
    if isinstance(identity, AzureUserAssignedIdentityResource):
        add_identity(prepared, identity.id)
        if registry is None:
            _warn(prepared, credentials, identity)
        elif registry not in Roles.of(identity).explicit_roles:
            _give_role(prepared, identity, registry)
        return identity.id
    if is_literal_text(identity) and identity.lower() == SYSTEM.lower():
        add_system(prepared.job.identity)
        if registry is not None:
            _give_role(prepared, None, registry)
        return SYSTEM
    # Somebody else's, who has given it the role or has not.
    add_identity(prepared, identity)
    return identity


def _registry(application: ApplicationModel, server: Text) -> AzureContainerRegistryResource | None:
    """The application's registry that a host belongs to."""
    match unfolded(server):
        case Output(resource=AzureContainerRegistryResource() as registry):
            return registry
        case Output(resource=AzureContainerAppEnvironment(container_registry=registry)):
            return registry
        case str() as host:
            registries = application.resources_of(AzureContainerRegistryResource)
            return next((each for each in registries if each.host == host.lower()), None)
    return None


def _give_role(
    prepared: PreparedJob,
    holder: AzureUserAssignedIdentityResource | None,
    registry: AzureContainerRegistryResource,
) -> None:
    role = SourceRole(holder, registry, _ROLE)
    if role not in prepared.source_roles:
        prepared.source_roles.append(role)


def _warn(
    prepared: PreparedJob, credentials: RegistryCredentials, identity: AzureUserAssignedIdentityResource
) -> None:
    """The problem of an identity that is only created now, so nobody can have assigned it a role."""
    server, name = credentials.server, "<name>"
    if is_literal_text(server):
        name = server.lower().removesuffix(_HOST_ENDING)
    is_given = any(_ROLE in map(str, roles) for roles in Roles.of(identity).explicit_roles.values())
    if name == server or is_given or identity.existing is not None:
        return
    prepared.resource_problem(
        rules.problem(
            "ACJ424",
            f"The identity {identity.name!r} isn't assigned the role AcrPull on the registry",
            path="identity=",
            hint=(
                "Declare the registry and pass it as the server: "
                f"builder.add_azure_container_registry({name!r}).as_existing({name!r}, resource_group); or "
                "assign the role yourself and acknowledge this warning"
            ),
            where=credentials.where,
        )
    )
