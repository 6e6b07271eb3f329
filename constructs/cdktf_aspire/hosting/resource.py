"""What every Aspire resource is: a named construct of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.names import identifier
from cdktf_aspire.jobs.problems import caller
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.problems import Problem, SourceLocation


@attrs.frozen
class Acknowledgement:
    """A warning that the user has read and accepts.

    Attributes:
        code: of the warning.
        reason: why it is fine here.
        where: the user's line.
    """

    code: str
    reason: str
    where: SourceLocation | None


class Resource(Construct):
    """A named part of a distributed application."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        self.application = application
        self.declared_at = caller()
        self.problems: list[Problem] = []
        self.acknowledgements: list[Acknowledgement] = []
        self._terraform_callbacks: list[Callable[..., object]] = []
        self.name = application.register(self, name)
        super().__init__(application, application.construct_id(self))

    @property
    def identifier(self) -> str:
        """The name as Terraform addresses have it: `-` is `_`."""
        return identifier(self.name)

    @property
    def name_in_azure(self) -> str:
        """What names in Azure are made of: the resource's name in lower case."""
        return self.name.lower()

    def report(self, problem: Problem) -> None:
        """Keeps a problem with this resource until the check."""
        self.problems.append(attrs.evolve(problem, resource=self.name))

    @user_call
    def acknowledge(self, code: str, reason: str) -> Self:
        """Accepts a warning on this resource: it is not shown any more.

        Args:
            code: of the warning, for example `"ACJ230"`.
            reason: why it is fine here, for whoever reads the code next.
        """
        if reason is not None:  # a missing one is a problem already
            self.acknowledgements.append(Acknowledgement(code, reason, caller()))
        return self

    def configure_terraform(self, configure: Callable[..., object]) -> Self:
        """Reaches what this library has no name for: the azurerm construct, right after it was made.

        Args:
            configure: called at the synth with the construct of the bindings, for example
                `lambda job: job.add_override("timeouts", {"create": "1h"})`. What it does is not checked.
        """
        self._terraform_callbacks.append(configure)
        return self

    def run_terraform_callbacks(self, element: object) -> None:
        """Calls what `configure_terraform` was given, in order."""
        for configure in self._terraform_callbacks:
            configure(element)
