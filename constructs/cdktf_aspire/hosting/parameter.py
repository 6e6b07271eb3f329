"""A value that is given at deployment: a Terraform variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.values import composition_problem, is_composed
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.expressions import ModelReference
from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.resolution import Resolution
    from cdktf_aspire.values.value import Reference

register(
    "ACJ908",
    ERROR,
    "add_parameter(..., secret=True)",
    allowed="a secret parameter without a value in the code",
    why="The value would be stored in the Terraform JSON in plain text",
    fix="Leave the value out, and pass it at the deployment: TF_VAR_<name>",
    source="Aspire.Hosting: a parameter cannot be both secret and published as default",
)

ParameterValue = str | int | float | bool

_EXACT_IN_JAVASCRIPT: Final = 2**53
# Terraform keeps these for module blocks: https://developer.hashicorp.com/terraform/language/block/variable
_RESERVED: Final = frozenset(
    {"source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"}
)
# Up to here Terraform writes every digit: https://pkg.go.dev/github.com/zclconf/go-cty/cty#ParseNumberVal
_EXACT_IN_TERRAFORM: Final = 2**512


class Infrastructure(Protocol):
    """The object that configure callbacks get in addition to the job: access to Terraform.

    Example:
        ```python
        def tagged(infra: Infrastructure, job: ContainerAppJob) -> None:
            job.tags["cost-center"] = infra.provisioning_parameter(password)
        ```
    """

    def get_provisionable_resources(self) -> list[object]:
        """All constructs of this resource, including the job itself."""

    def provisioning_parameter(self, reference: Reference) -> str:
        """A value of the application as a token, which cdktf's constructs and texts take.

        Args:
            reference: a parameter, an output, an endpoint or an expression.
        """

    def _restored(self, value: object) -> object:
        """A value of the job in which the text of an expression is the expression again.

        Args:
            value: text; anything else stays as it is.
        """

    def _is_secret(self, value: Resolution) -> bool:
        """Whether the value has a token of something sensitive in it.

        Args:
            value: of an attribute of the job, resolved.
        """

    def _unknown_token(self, value: Resolution) -> str | None:
        """A text in the value that looks like a token, but isn't one.

        Args:
            value: of an attribute of the job, resolved.
        """


class Parameter(Resource, ModelReference):
    """A parameter of the application (Aspire's `AddParameter`): a Terraform variable.

    The variable has the parameter's name with `-` as `_`, case kept. Names that Terraform reserves, such as
    `version` and `count`, get Aspire's ending for values: `version_value`.

    Example:
        ```python
        worker.with_environment("REGION", builder.add_parameter("region", "westeurope"))
        worker.with_environment("API_KEY", builder.add_parameter("api-key", secret=True))
        ```
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
        self._is_written_when_used = False
        # Of a publish output, which has objects and lists.
        self._given_type: str | None = None
        self._given_default: object = None
        for path, given, kinds, words in (
            ("value=", value, ParameterValue, "value is text, a number or a bool"),
            ("description=", description, str, "description is text"),
        ):
            # Terraform knows a default before anything that a token could stand for.
            if given is not None and (not isinstance(given, kinds) or is_token(given)):
                where = self._declared_at
                # Both may be the secret itself.
                shown = None if path == "secret=" or (secret and path == "value=") else given
                message = f"A parameter's {words}{', not a token' if is_token(given) else ''}"
                self._report(rules.problem("ACJ002", message, path=path, value=shown, where=where))
                setattr(self, path[:-1], None)
        if isinstance(self.value, str) and not is_composed(self.value):
            self._report(composition_problem("value=", self._declared_at))
        if type(self.value) is int and abs(self.value) > _EXACT_IN_TERRAFORM:
            message = "Terraform can't represent the number exactly"
            allowed, hint = "a whole number of up to 154 digits", "Pass it as text"
            self._report(
                rules.problem(
                    "ACJ002", message, path="value=", allowed=allowed, hint=hint, where=self._declared_at
                )
            )
            self.value = None
        if secret and value is not None:
            self._report(
                rules.problem(
                    "ACJ908",
                    "A secret parameter can't have a value in the code",
                    path="value=",
                    where=self._declared_at,
                )
            )
            self.value = None

    @user_call
    def with_description(self, description: str, enable_markdown: bool = False) -> Self:
        """Sets what Terraform shows when it asks (Aspire's `WithDescription`).

        Args:
            description: plain text.
            enable_markdown: ignored: Terraform shows the text as it is.
        """
        if isinstance(description, str) and not is_token(description):
            self.description = description
        else:
            message = "A parameter's description is text"
            self._report(
                rules.problem("ACJ002", message, path="description=", value=description, where=caller())
            )
        return self

    @property
    def identifier(self) -> str:
        """The variable's name: the parameter's with `-` as `_`; `<name>_value` if Terraform reserves it."""
        name = super().identifier
        return f"{name}_value" if name in _RESERVED else name

    @property
    def is_secret(self) -> bool:
        """Whether the value must not be shown."""
        return self.secret

    @property
    def default(self) -> object:
        """The variable's default; a number that JavaScript would round is text, which Terraform reads."""
        if self.value is None:
            return self._given_default
        if type(self.value) is int and abs(self.value) > _EXACT_IN_JAVASCRIPT:
            return str(self.value)
        return self.value

    @property
    def _made_of(self) -> tuple[tuple[object, ...], ...]:
        """The default, which is text in the Terraform JSON."""
        return () if self.value is None else ((str(self.value),),)

    @property
    def _terraform_type(self) -> str:
        """The type of the Terraform variable: as given, that of the value, or `string` without one."""
        if self._given_type is not None:
            return self._given_type
        match self.value:
            case bool():
                return "bool"
            case int() | float():
                return "number"
            case _:
                return "string"
