"""Workload profiles that an environment is created with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.workload_profiles import DEDICATED, NODES, SERVERLESS_GPU, is_plain_consumption
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem

register(
    "ACJ507",
    ERROR,
    "with_workload_profile(name, type, minimum_count, maximum_count)",
    allowed=(
        "a name of up to 15 letters, digits and hyphens; a type such as D4, but not a serverless GPU; 0 <= "
        "minimum <= maximum"
    ),
    why="Azure refuses the environment",
    fix='For example with_workload_profile("big", "D8", maximum_count=3)',
    source="https://learn.microsoft.com/azure/container-apps/workload-profiles-overview",
)

_PROFILE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,14}", re.ASCII)
_MAXIMUM_COUNT: Final = 1000


@records.frozen
class WorkloadProfile:
    """The machines that jobs of an environment run on.

    Attributes:
        workload_profile_type: size of a node, or `Consumption`.
        minimum_count: nodes that always run; not for Consumption.
        maximum_count: maximum number of nodes; not for Consumption.
    """

    workload_profile_type: str
    minimum_count: int | None = None
    maximum_count: int | None = None

    def problems(self, name: object) -> list[Problem]:
        """What is wrong with it under a name."""
        found: list[Problem] = []

        def refuse(message: str, path: str, value: object, hint: str | None = None) -> None:
            found.append(rules.problem("ACJ507", message, path=path, value=value, hint=hint))

        if not isinstance(name, str) or not _PROFILE_NAME.fullmatch(name) or is_plain_consumption(name):
            refuse("Not the name of a workload profile", "name=", name)
        kind = self.workload_profile_type
        if isinstance(kind, str) and kind in SERVERLESS_GPU:
            # https://github.com/hashicorp/terraform-provider-azurerm/issues/31763
            message = (
                "azurerm can't create a serverless GPU profile: it sends a minimum count, which Azure refuses"
            )
            regions = ", ".join(sorted(SERVERLESS_GPU[kind].regions))
            hint = (
                f"Add the GPU profile outside Terraform (in {regions}), use the environment with "
                "as_existing(...), and pass the profile's name to jobs as workload_profile_name"
            )
            refuse(message, "workload_profile_type=", kind, hint)
        elif not isinstance(kind, str) or kind not in DEDICATED:
            guess = closest(str(kind), NODES)
            better = f"Did you mean {guess!r}?" if guess else None
            refuse("Not the type of a workload profile", "workload_profile_type=", kind, better)
        least, most = self.minimum_count, self.maximum_count
        if not (type(least) is int and type(most) is int and 0 <= least <= most <= _MAXIMUM_COUNT and most):
            refuse(f"A profile can't have {least!r} to {most!r} nodes", "maximum_count=", most)
        return found
