"""What is wrong with an environment as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import AZURE_IDENTITY, WARNING, register
from cdktf_aspire.hosting.azure.azure_names import NAME_IN_AZURE
from cdktf_aspire.hosting.azure.environment_names import Naming
from cdktf_aspire.hosting.azure.environment_network import (
    construct_in,
    is_same_subnet,
    network_problems,
    shared_subnet_problem,
)
from cdktf_aspire.hosting.azure.environment_parts import FromElsewhere
from cdktf_aspire.hosting.azure.identity import Roles
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.own_constructs import OwnConstruct

register(
    "ACJ963",
    WARNING,
    "with_acr_pull_identity(identity)",
    allowed="an identity with AcrPull on the registry",
    why="Azure can't pull the images, and refuses the jobs in the middle of the apply",
    fix='Assign the role: identity.with_role_assignments(registry, "AcrPull")',
    source=AZURE_IDENTITY,
)

register(
    "ACJ955",
    WARNING,
    "with_workload_profile(), with_delegated_subnet(), with_network() on an existing environment",
    allowed="calls that only select what jobs use",
    why="Terraform only looks the environment up, and doesn't change it",
    fix="Remove the call",
    source="this library",
)


def environment_problems(environment: AzureContainerAppEnvironment) -> Iterator[Problem]:
    """What is wrong with an environment, beside the arguments of its calls.

    Args:
        environment: as the whole AppHost has left it.
    """
    is_new = environment.existing is None
    # Calls that change nothing, because the environment is only looked up.
    for path, where in () if is_new else environment._made_for_new_ones:
        called = path if path.endswith("=") else f"{path}()"
        message = f"The environment already exists, so {called.rstrip('=')} has no effect"
        yield rules.problem("ACJ955", message, resource=environment.name, path=path, where=where)
    if is_new:
        yield from _network_problems(environment)
    if is_new and environment.naming is Naming.DEFAULT and len(environment.name) == 1:
        yield rules.problem(
            NAME_IN_AZURE,
            "The environment's name is also its name in Azure, which has at least 2 characters",
            resource=environment.name,
            path="name=",
            value=environment.name,
            allowed="2 to 60 letters, digits and hyphens, starting with a letter",
            hint="Use a longer name, such as 'env'",
            where=environment._declared_at,
        )
    identity = environment.acr_pull_identity
    # Nobody can have given a role to an identity that is only created now.
    if identity is None or identity.existing is not None or FromElsewhere.of(environment).gives_acr_pull:
        return
    if not any("AcrPull" in map(str, roles) for roles in Roles.of(identity).explicit_roles.values()):
        yield rules.problem(
            "ACJ963",
            f"The identity {identity.name!r} isn't assigned the role AcrPull on the registry",
            resource=environment.name,
            path="with_acr_pull_identity",
            where=identity._declared_at,
        )


def _network_problems(environment: AzureContainerAppEnvironment) -> Iterator[Problem]:
    settings, subnet = environment._network, environment.delegated_subnet
    has_profiles = bool(environment.workload_profiles)
    construct = _subnet_construct(environment)
    yield from network_problems(environment.name, settings, subnet, construct, has_profiles=has_profiles)
    if subnet is None:
        return
    for other in environment._application.resources_of(type(environment)):
        if other is environment:
            return
        if other.existing is not None:
            continue
        of_other = None if construct is None else _subnet_construct(other)
        if is_same_subnet(subnet, other.delegated_subnet) or (
            construct is not None and construct is of_other
        ):
            yield shared_subnet_problem(environment.name, settings, other.name)


def _subnet_construct(environment: AzureContainerAppEnvironment) -> OwnConstruct | None:
    """The user's own construct of the subnet, also where its `id` was given."""
    subnet = environment.delegated_subnet
    return construct_in(subnet) or environment._application.construct_with_id(subnet)
