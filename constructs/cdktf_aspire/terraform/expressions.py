"""Values of the application model as Terraform expressions: references, texts with references, choices."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from cdktf import Fn, Op, Token

from cdktf_aspire.hosting.azure_key_vault import (
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
    KeyVaultSecretUri,
)
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.endpoints import (
    EndpointProperty,
    EndpointPropertyReference,
    EndpointReference,
    resolve,
)
from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.expressions import (
    ConditionalExpression,
    Hole,
    ReferenceExpression,
    known_text,
)
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.hosting.values import value_of
from cdktf_aspire.hosting.volumes import EnvironmentStorage
from cdktf_aspire.jobs.values import Raw, Reference, SecretText, Template, is_text_token, is_token
from cdktf_aspire.terraform.escaping import escape, escape_in_expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.terraform.writer import Writer

    # What becomes of literal text: it depends on whether it stands in a template or inside an expression.
    Escape = Callable[[str], str]


def text_of(writer: Writer, value: object) -> object:
    """A value for a place where azurerm has text: literals escaped, references as tokens."""
    return _text(writer, value, escape)


def text_in_expression(writer: Writer, value: object) -> object:
    """The same for an argument of one of cdktf's functions."""
    return _text(writer, value, escape_in_expression)


def token_of(writer: Writer, reference: Reference) -> str:
    """A reference as text with cdktf's tokens in it.

    Raises:
        TypeError: the reference has no Terraform expression, for example one that only a job can read.
    """
    return _token(writer, reference, escape)


def _text(writer: Writer, value: object, escape: Escape) -> object:
    value = value_of(value)
    if isinstance(value, Reference):
        return _token(writer, value, escape)
    if isinstance(value, str):
        return escape(value)
    if is_text_token(value):
        return Token.as_string(value)
    return value


def _token(writer: Writer, reference: Reference, escape: Escape) -> str:
    match reference:
        case Parameter():
            return writer.parameter_token(reference)
        case ContainerImage(resource=resource):
            return str(writer.image(resource).string_value)  # type: ignore[arg-type]
        case Output(resource=AzureContainerAppEnvironment() as environment, name=name):
            return writer.environment(environment).output(name)
        case Output(resource=resource, name=name):
            return writer.output(resource, name)
        case ConnectionStringResource(expression=None):
            return writer.connection_string_token(reference)
        case ConnectionStringResource(expression=expression):
            return str(_text(writer, expression, escape))
        case EndpointReference():
            return _endpoint(writer, reference, EndpointProperty.URL, escape)
        case EndpointPropertyReference(endpoint=endpoint, endpoint_property=endpoint_property):
            return _endpoint(writer, endpoint, endpoint_property, escape)
        case ReferenceExpression(parts=parts):
            return "".join(_part(writer, part, escape) for part in parts)
        case ConditionalExpression():
            return _choice(writer, reference, escape)
        case KeyVaultSecretUri(secret=AzureKeyVaultSecretResource() as secret):
            return writer.vault_secret_uri(secret)
        case KeyVaultSecretUri(secret=KeyVaultSecretReference(vault=vault, secret_name=secret_name)):
            added = vault.added_secret(secret_name)
            if added is not None:
                return writer.vault_secret_uri(added)
            return f"{writer.output(vault, 'vaultUri')}secrets/{escape(secret_name)}"
        case EnvironmentStorage(resource=resource, mount=mount):
            return writer.storage_name(resource, mount)  # type: ignore[arg-type]
        case Raw(expression=expression):
            return f"${{{expression}}}"
        case Template(text=text):
            return text
        case SecretText(text=text):
            return str(_text(writer, text, escape))
    raise TypeError(f"no Terraform expression for {reference!r}")


def _part(writer: Writer, part: str | Hole, escape: Escape) -> str:
    if isinstance(part, str):
        return escape(part)
    if part.format != "uri":
        return str(_text(writer, part.value, escape))
    known = known_text(part.value)
    if known is not None:
        # The characters of RFC 3986 that stay, as in Aspire's uriComponent.
        return quote(known, safe="-._~")
    # Terraform encodes a space as +, everything else as uriComponent does.
    text = str(_text(writer, part.value, escape_in_expression))
    return str(Fn.replace(Fn.urlencode(text), "+", "%20"))


def _choice(writer: Writer, conditional: ConditionalExpression, escape: Escape) -> str:
    alternatives = conditional.alternatives
    if len(alternatives) == 1:
        return str(_text(writer, alternatives[0], escape))
    condition, when_true, when_false = (
        str(_text(writer, each, escape_in_expression)) for each in alternatives
    )
    wanted = escape_in_expression(conditional.match_value)
    # Outside of ASCII, Python and Terraform may have other ideas of lower case; and a token is not known.
    folded = wanted.lower() if wanted.isascii() and not is_token(wanted) else Fn.lower(wanted)
    matches = Op.eq(Fn.lower(condition), folded)
    return str(Token.as_string(Fn.conditional(matches, when_true, when_false)))


def _endpoint(
    writer: Writer, endpoint: EndpointReference, endpoint_property: EndpointProperty, escape: Escape
) -> str:
    resource = endpoint.resource
    environment = resource.application.environment_of(resource)
    value = resolve(endpoint, endpoint_property, environment)
    assert value is not None, "value_checks lets no endpoint through whose environment is not known"
    return str(_text(writer, value, escape))
