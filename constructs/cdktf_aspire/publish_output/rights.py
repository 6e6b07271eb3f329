"""Who is given what by the roles of a publish output, looked up once for all jobs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from cdktf_aspire.publish_output.leaves import Scope
from cdktf_aspire.publish_output.plan_model import identity_in, target_of
from cdktf_aspire.publish_output.resource_kinds import ROLE_ASSIGNMENT, VAULT_SECRET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.publish_output.carried_over import CarriedOverResource
    from cdktf_aspire.publish_output.constructs import Constructs
    from cdktf_aspire.publish_output.nodes import Declaring, Node
    from cdktf_aspire.publish_output.plan_model import JobPlan

    # An identity, or the name of one that is elsewhere; a job's name, alone in a tuple.
    Holder: TypeAlias = Node | str | tuple[str] | None

OWN_GROUP: Final = Scope("resourceGroup")


class Rights:
    """The roles, by who gets them."""

    def __init__(self, constructs: Constructs) -> None:
        """Prepares the look-up; nothing is looked up before all constructs are there.

        Args:
            constructs: of the publish output.
        """
        self._constructs = constructs

    @cached_property
    def targets(self) -> dict[Holder, list[Node | None]]:
        """Identity -> what its roles are on; None stands for the whole resource group."""
        found: dict[Holder, list[Node | None]] = {}
        for node in [*self._constructs.plan.native, *self._constructs.carried]:
            if not node.is_a(ROLE_ASSIGNMENT) or node.is_existing:
                continue
            target = target_of(node)
            if target is not None and target.is_a(VAULT_SECRET) and target.parent is not None:
                target = target.parent.itself
            if target is not None or (node.scope or node.module.scope or OWN_GROUP) == OWN_GROUP:
                found.setdefault(_principal(node), []).append(target)
        return found

    def givers(self, who: Holder) -> Iterable[tuple[int, CarriedOverResource]]:
        """The modules with roles of an identity, or those named after a job, each with its position."""
        return self._givers.get(who, {}).items()

    @cached_property
    def _givers(self) -> dict[Holder, dict[int, CarriedOverResource]]:
        found: dict[Holder, dict[int, CarriedOverResource]] = {}
        for index, (module, carried) in enumerate(self._constructs.carried_modules.items()):
            keys: set[Holder] = {
                _principal(node)
                for node in self._constructs.plan.carried(module)
                if node.is_a(ROLE_ASSIGNMENT)
            }
            if module.deploys is None:
                keys |= {(name,) for name in _owners(module)}
            for key in keys - {None}:
                found.setdefault(key, {})[index] = carried
        return found

    def job_of(self, module: Declaring, identity: Node) -> JobPlan | None:
        """The job with this identity that a module of roles is named after."""
        return next((job for name in _owners(module) if (job := self._jobs.get((name, identity)))), None)

    @cached_property
    def _jobs(self) -> dict[tuple[str, Node | None], JobPlan]:
        return {(job.name, job.identity): job for job in reversed(self._constructs.plan.jobs.values())}


def _principal(assignment: Node) -> Node | str | None:
    return identity_in(assignment.get("properties", "principalId"))


def _owners(module: Declaring) -> Iterator[str]:
    """The names that a module may be named after: `a` of `a-roles-b`."""
    steps = module.name.split("-roles-")
    for index in range(1, len(steps)):
        yield "-roles-".join(steps[:index])
