"""Values of the application model as Terraform expressions: references, texts with references, choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf import Fn, Op, Token

from cdktf_aspire.hosting.azure_key_vault import (
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
    KeyVaultSecretUri,
)
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource, connection_string_of
from cdktf_aspire.hosting.endpoints import (
    EndpointProperty,
    EndpointPropertyReference,
    EndpointReference,
    resolve,
)
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.expressions import ConditionalExpression, Hole, ReferenceExpression
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.hosting.volumes import EnvironmentStorage
from cdktf_aspire.jobs.values import Raw, Reference, SecretText, Template
from cdktf_aspire.publish_output.references import CarriedProperty, DeployerId, FunctionCall, ScopeText
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.published import published_token

if TYPE_CHECKING:
    from cdktf_aspire.terraform.writer import Writer


def text_of(writer: Writer, value: object) -> object:
    """A value for a place where azurerm has text: literals escaped, references as tokens."""
    value = connection_string_of(value)
    if isinstance(value, Reference):
        return token_of(writer, value)
    if isinstance(value, str):
        return escape(value)
    return value


def token_of(writer: Writer, reference: Reference) -> str:
    """A reference as text with cdktf's tokens in it.

    Raises:
        TypeError: the reference has no Terraform expression, for example one that only a job can read.
    """
    match reference:
        case Parameter():
            return writer.parameter_token(reference)
        case ContainerImage(resource=resource):
            return str(writer.image(resource).string_value)  # type: ignore[arg-type]
        case Output(resource=AzureContainerAppEnvironment() as environment, name=name):
            return writer.environment(environment).output(name)
        case Output(resource=resource, name=name):
            return writer.output(resource, name)
        case ConnectionStringResource(expression=expression):
            return (
                writer.connection_string_token(reference)
                if expression is None
                else token_of(writer, expression)
            )
        case EndpointReference():
            return _endpoint(writer, reference, EndpointProperty.URL)
        case EndpointPropertyReference(endpoint=endpoint, endpoint_property=endpoint_property):
            return _endpoint(writer, endpoint, endpoint_property)
        case ReferenceExpression(parts=parts):
            return "".join(_part(writer, part) for part in parts)
        case ConditionalExpression():
            return _choice(writer, reference)
        case KeyVaultSecretUri(secret=AzureKeyVaultSecretResource() as secret):
            return writer.vault_secret_uri(secret)
        case KeyVaultSecretUri(secret=KeyVaultSecretReference(vault=vault, secret_name=secret_name)):
            return f"{writer.output(vault, 'vaultUri')}secrets/{escape(secret_name)}"
        case EnvironmentStorage(resource=resource, mount=mount):
            return writer.storage_name(resource, mount)  # type: ignore[arg-type]
        case FunctionCall() | CarriedProperty() | ScopeText() | DeployerId():
            return published_token(writer, reference)
        case Raw(expression=expression):
            return f"${{{expression}}}"
        case Template(text=text):
            return text
        case SecretText(text=text):
            return escape(text)
    raise TypeError(f"no Terraform expression for {reference!r}")


def _part(writer: Writer, part: str | Hole) -> str:
    if isinstance(part, str):
        return escape(part)
    text = str(text_of(writer, part.value))
    if part.format == "uri":
        # Terraform encodes a space as +, everything else as Aspire's uriComponent does.
        return str(Fn.replace(Fn.urlencode(text), "+", "%20"))
    return text


def _choice(writer: Writer, conditional: ConditionalExpression) -> str:
    alternatives = conditional.alternatives
    if len(alternatives) == 1:
        return str(text_of(writer, alternatives[0]))
    condition, when_true, when_false = (str(text_of(writer, each)) for each in alternatives)
    matches = Op.eq(Fn.lower(condition), escape(conditional.match_value.lower()))
    return str(Token.as_string(Fn.conditional(matches, when_true, when_false)))


def _endpoint(writer: Writer, endpoint: EndpointReference, endpoint_property: EndpointProperty) -> str:
    resource = endpoint.resource
    environment = resource.application.environment_of(resource) or writer.any_environment()
    value = resolve(endpoint, endpoint_property, environment)
    return str(text_of(writer, "" if value is None else value))
