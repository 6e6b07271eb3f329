"""Writes one application: decides what exists, in what order, and turns values into Terraform's."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import Fn, Token

from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.jobs.values import Raw, Reference, SecretText, Template
from cdktf_aspire.terraform.addresses import image_variable
from cdktf_aspire.terraform.environment import EnvironmentResources, write_environment
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.resource_group import ResourceGroup
from cdktf_aspire.terraform.resources import local, variable

if TYPE_CHECKING:
    from cdktf import TerraformVariable

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.terraform.application import DistributedApplication


class Writer:
    """Creates an application's Terraform elements, each once, when something needs it."""

    def __init__(self, application: DistributedApplication) -> None:
        self.application = application
        self._variables: dict[Parameter, TerraformVariable] = {}
        self._images: dict[ComputeResource, TerraformVariable] = {}
        self._environments: dict[AzureContainerAppEnvironment, EnvironmentResources] = {}
        self._secret_tokens: set[str] = set()

    def address(self, name: str) -> str:
        """An address of the application's own: prefixed unless it is the stack's usual one."""
        return f"{self.application.address_prefix}{name}"

    @cached_property
    def resource_group(self) -> ResourceGroup:
        """Where everything is created."""
        return ResourceGroup(self.application, self)

    @cached_property
    def unique_suffix(self) -> str:
        """Eight characters that differ between subscriptions and resource groups, known at the plan."""
        group = self.resource_group
        digest = Fn.sha256(Fn.join("/", [group.subscription_id, group.name]))
        return str(
            local(
                self.application,
                "unique-suffix",
                self.address("unique_suffix"),
                Fn.substr(digest, 0, 8),
            ).as_string
        )

    def environment(self, environment: AzureContainerAppEnvironment) -> EnvironmentResources:
        """What an environment consists of in Terraform."""
        if environment.application is not self.application:
            return writer_of(environment).environment(environment)
        if environment not in self._environments:
            written = self._environments[environment] = write_environment(self, environment)
            environment.run_terraform_callbacks(written.container_app_environment)
        return self._environments[environment]

    def variable(self, parameter: Parameter) -> TerraformVariable:
        """The Terraform variable of a parameter."""
        if parameter.application is not self.application:
            return writer_of(parameter).variable(parameter)
        if parameter not in self._variables:
            self._variables[parameter] = variable(
                parameter,
                "variable",
                parameter.identifier,
                type=parameter.terraform_type,
                description=parameter.description or f"Parameter {parameter.name} of the AppHost.",
                default=parameter.value,
                sensitive=parameter.secret,
            )
        return self._variables[parameter]

    def parameter_token(self, parameter: Parameter) -> str:
        """The token of a parameter's variable, as text."""
        token = str(self.variable(parameter).string_value)
        if parameter.secret:
            self._secret_tokens.add(token)
        return token

    def image(self, resource: ComputeResource) -> TerraformVariable:
        """The variable with the image of a project or an executable."""
        if resource not in self._images:
            self._images[resource] = variable(
                resource,
                "image",
                image_variable(resource),
                description=f"Image of {resource.name}, as pushed: registry/repository:tag or @digest.",
            )
        return self._images[resource]

    def is_secret(self, text: str) -> bool:
        """Whether the token of a secret parameter is in the text."""
        return any(token in text for token in self._secret_tokens)

    def text(self, value: object) -> object:
        """A value for a place where azurerm has text: literals escaped, references as tokens."""
        if isinstance(value, Reference):
            return self._resolve(value)
        if isinstance(value, str):
            return escape(value)
        return value

    def number(self, value: object) -> object:
        """A value for a place where azurerm has a number."""
        if isinstance(value, Reference):
            value = self._resolve(value)
        if isinstance(value, str):
            try:
                return float(value)
            except ValueError:
                return Token.as_number(value)
        return value

    def _resolve(self, reference: Reference) -> str:
        match reference:
            case Parameter():
                return self.parameter_token(reference)
            case ContainerImage(resource=resource):
                return str(self.image(resource).string_value)  # type: ignore[arg-type]
            case Output(resource=AzureContainerAppEnvironment() as environment, name=name):
                return self.environment(environment).output(name)
            case Raw(expression=expression):
                return f"${{{expression}}}"
            case Template(text=text):
                return text
            case SecretText(text=text):
                return escape(text)
        raise TypeError(f"no Terraform expression for {reference!r}")


def writer_of(resource: AzureContainerAppEnvironment | Parameter) -> Writer:
    """The writer of the application that the resource belongs to."""
    from cdktf_aspire.terraform.application import DistributedApplication

    application = resource.application
    assert isinstance(application, DistributedApplication)
    return application.writer
