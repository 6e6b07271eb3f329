"""What a resource waits for, in the order in which Terraform creates and changes resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import SourceLocation
    from constructs import Construct

FOR_COMPLETION: Final = "wait_for_completion"


@records.frozen(eq=False)
class Waiting:
    """One call of `wait_for` or `wait_for_completion`.

    Attributes:
        other: what is waited for.
        method: that was called.
        where: the user's line.
        exit_code: that was asked for.
    """

    other: Resource
    method: str
    where: SourceLocation | None
    exit_code: object = 0

    @property
    def is_for_completion(self) -> bool:
        """Whether a job has to have run."""
        return self.method == FOR_COMPLETION


@records.define(eq=False)
class Waits(Annotation):
    """What a resource waits for.

    Attributes:
        waits: in the order of the code.
    """

    waits: list[Waiting] = attrs.field(factory=list)


class WaitsForOthers(Resource):
    """A resource that is created and changed after others."""

    @user_call
    def wait_for_completion(self, dependency: Resource | Construct, exit_code: int = 0) -> Self:
        """Creates or changes the resource only after a job has run (Aspire's `WaitForCompletion`).

        The deployment starts the job and waits until the execution has succeeded, as
        `job.run_on_deploy()` says; a job without that call runs as if it had been called without arguments.
        Any other Azure resource is only created first, as with `wait_for`.

        Args:
            dependency: a job of the application.
            exit_code: only 0, the default, because an execution with another exit code has failed.
        """
        self._wait(dependency, FOR_COMPLETION, exit_code)
        return self

    def _wait(self, dependency: object, method: str, exit_code: object = 0) -> None:
        where = caller()
        if isinstance(dependency, Resource):
            Waits.of(self).waits.append(Waiting(dependency, method, where, exit_code))
            return
        self._report(
            rules.problem(
                "ACJ002",
                f"dependency can't be {described(dependency)}",
                path="dependency=",
                value=None if is_own_construct(dependency) else dependency,
                allowed="what an add_...() call returned",
                where=where,
            )
        )
