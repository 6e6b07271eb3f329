"""What every Aspire resource is: a named construct of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.escape_hatch import WritesTerraform
from cdktf_aspire.hosting.own_constructs import OwnName, is_taken_id
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel


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


class Resource(WritesTerraform):
    """A named part of a distributed application."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        self.application = application
        self.declared_at = caller()
        self.problems: list[Problem] = []
        self.acknowledgements: list[Acknowledgement] = []
        self.name = application.register(self, name)
        try:
            super().__init__(application, application.construct_id(self))
        except RuntimeError as error:
            if not is_taken_id(error):
                raise
            super().__init__(application, application.construct_id(self))

    @property
    def identifier(self) -> str:
        """The name as Terraform addresses have it: `-` is `_`."""
        return identifier(self.name)

    @property
    def is_stand_in(self) -> bool:
        """Whether it stands for a construct of the user's that was given in a resource's place."""
        return isinstance(self.name, OwnName)

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
        if reason is not None and not isinstance(reason, str):
            message, where = f"The reason is {with_article(reason)}, not text", caller()
            self.report(rules.problem("ACJ002", message, path="reason=", allowed="text", where=where))
        elif reason is not None:  # a missing one is a problem already
            self.acknowledgements.append(Acknowledgement(code, reason, caller()))
        return self
