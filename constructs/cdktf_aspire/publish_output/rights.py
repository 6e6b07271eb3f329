"""Who is given what by the roles of a publish output, looked up once for all jobs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_aspire.publish_output.kinds import ROLE_ASSIGNMENT
from cdktf_aspire.publish_output.plan_model import principal_of, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.publish_output.carried_over import CarriedOverResource
    from cdktf_aspire.publish_output.constructs import Constructs
    from cdktf_aspire.publish_output.nodes import Declaring, Node
    from cdktf_aspire.publish_output.plan_model import JobPlan


class Rights:
    """The roles, by who gets them."""

    def __init__(self, constructs: Constructs) -> None:
        """Prepares the look-up; nothing is looked up before all constructs are there.

        Args:
            constructs: of the publish output.
        """
        self._constructs = constructs

    @cached_property
    def targets(self) -> dict[Node | None, list[Node]]:
        """Identity -> what roles that are carried over are on; None for those of nobody known."""
        found: dict[Node | None, list[Node]] = {}
        for node in self._constructs.carried:
            target = target_of(node) if node.is_a(ROLE_ASSIGNMENT) else None
            if target is not None:
                found.setdefault(principal_of(node), []).append(target)
        return found

    def givers(self, who: Node | str | None) -> Iterable[tuple[int, CarriedOverResource]]:
        """The modules with roles of an identity, or those named after a job, each with its position."""
        return self._givers.get(who, {}).items()

    @cached_property
    def _givers(self) -> dict[Node | str | None, dict[int, CarriedOverResource]]:
        found: dict[Node | str | None, dict[int, CarriedOverResource]] = {}
        for index, (module, carried) in enumerate(self._constructs.carried_modules.items()):
            keys: set[Node | str | None] = {
                principal_of(node)
                for node in self._constructs.plan.carried(module)
                if node.is_a(ROLE_ASSIGNMENT)
            }
            if module.deploys is None:
                keys |= set(_owners(module))
            for key in keys - {None}:
                found.setdefault(key, {})[index] = carried
        return found

    def job_of(self, module: Declaring, identity: Node) -> JobPlan | None:
        """The job with this identity that a module of roles is named after."""
        return next((job for name in _owners(module) if (job := self._jobs.get((name, identity)))), None)

    @cached_property
    def _jobs(self) -> dict[tuple[str, Node | None], JobPlan]:
        return {(job.name, job.identity): job for job in reversed(self._constructs.plan.jobs.values())}


def _owners(module: Declaring) -> Iterator[str]:
    """The names that a module may be named after: `a` of `a-roles-b`."""
    steps = module.name.split("-roles-")
    for index in range(1, len(steps)):
        yield "-roles-".join(steps[:index])
