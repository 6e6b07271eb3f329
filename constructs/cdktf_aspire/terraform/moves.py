"""Renamed resources: Terraform takes what it has under an old address over to the new one."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.terraform.engine.elements import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.terraform.application import StackApplication
    from cdktf_aspire.terraform.engine.classes import TerraformStack
    from cdktf_aspire.terraform.engine.engines import Engine


def write_moves(stack: TerraformStack, in_stack: Sequence[StackApplication]) -> None:
    """Writes a `moved` block for each Terraform resource that is below a renamed job.

    Args:
        stack: that the applications are in.
        in_stack: all applications of the stack, because they share one list.
    """
    moves = [move for each in in_stack for job in jobs_of(each) for move in _moves_of(job, each.engine)]
    if moves:
        # An override, since `move_from_id` takes one earlier address and a name may have several.
        override(stack, "moved", moves)


def _moves_of(job: ComputeResource, engine: Engine) -> Iterator[dict[str, str]]:
    """From the oldest name on, so that a state from before any of the renames is taken along."""
    identifiers = [identifier(name) for name in reversed(Publishing.of(job).earlier_names)] + [job.identifier]
    if len(identifiers) == 1:
        return
    for element in job.node.find_all():
        if not isinstance(element, engine.TerraformResource):
            continue
        kind, name = element.terraform_resource_type, element.friendly_unique_id
        if name.startswith(job.identifier):
            addresses = [f"{kind}.{each}{name.removeprefix(job.identifier)}" for each in identifiers]
            for old, new in itertools.pairwise(addresses):
                if old != new:
                    yield {"from": old, "to": new}
