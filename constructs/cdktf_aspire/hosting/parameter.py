"""A value that is given at deployment: a Terraform variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cdktf_aspire.hosting.references import ModelReference
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.values import Reference

ParameterValue = str | int | float | bool


class Infrastructure(Protocol):
    """What a configure callback gets beside the job: the way to Terraform."""

    def get_provisionable_resources(self) -> list[object]:
        """Everything that this resource writes, the job itself among it."""

    def provisioning_parameter(self, reference: Reference) -> str:
        """A parameter, an output, an endpoint or an expression as a token."""

    def restored(self, value: object) -> object:
        """A value of the job in which the text of an expression is the expression again."""

    def is_secret(self, value: object) -> bool:
        """Whether the value has a token of something sensitive in it."""


class Parameter(Resource, ModelReference):
    """A parameter of the application (Aspire's `AddParameter`): a Terraform variable.

    The variable has the parameter's name with `-` as `_`, case kept.
    """

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        value: ParameterValue | None,
        *,
        secret: bool,
        description: str | None,
    ) -> None:
        super().__init__(application, name)
        self.value = value
        self.secret = secret
        self.description = description
        for path, given, kinds, words in (
            ("value=", value, ParameterValue, "value is text, a number or a bool"),
            ("description=", description, str, "description is text"),
            ("secret=", secret, bool, "secret= is True or False"),
        ):
            if given is not None and not isinstance(given, kinds):
                where = self.declared_at
                shown = None if secret and path == "value=" else given
                message = f"A parameter's {words}"
                self.report(rules.problem("ACJ002", message, path=path, value=shown, where=where))
                setattr(self, path[:-1], None if path != "secret=" else True)
        if secret and value is not None:
            self.report(
                rules.problem(
                    "ACJ908",
                    "A secret parameter can't have a value in the code",
                    path="value=",
                    where=self.declared_at,
                )
            )
            self.value = None

    @property
    def is_secret(self) -> bool:
        """Whether the value must stay out of sight."""
        return self.secret

    @property
    def terraform_type(self) -> str:
        """The type of the Terraform variable: of the value, `string` without one."""
        match self.value:
            case bool():
                return "bool"
            case int() | float():
                return "number"
            case _:
                return "string"
