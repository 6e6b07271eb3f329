"""Values that must not be empty, although only the deployment knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from cdktf_aspire.diagnostics.rules import AZURE_SECRETS, ERROR, register
from cdktf_aspire.hosting.azure.key_vault import (
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
    KeyVaultSecretUri,
)
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.prepared_job import places
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Call, ConditionalExpression, Interpolation, SecretText, unfolded
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import EngineToken, Raw, is_literal_text, known_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.settings import Settings

register(
    "ACJ405",
    ERROR,
    "job.configuration.secrets[].value",
    allowed="a value that is not empty",
    why="Azure refuses the job in the middle of the apply",
    fix="Leave the secret out, or pass its value at the deployment",
    source=AZURE_SECRETS,
)

_ARGUMENT: Final = "ACJ331"
_SECRET: Final = "ACJ405"
# Why the deployment's value must not be empty: the message of Terraform's validation, which wants a sentence.
_REASONS: Final = {
    _ARGUMENT: "It is a whole argument or entrypoint of a job, and azurerm can't pass an empty one.",
    _SECRET: "It is the value of a job's secret, and Azure refuses an empty one.",
}


@records.frozen
class NeverEmpty:
    """A Terraform variable whose value must not be empty.

    Attributes:
        source: the source of the variable.
        reason: why, in a sentence.
    """

    source: Parameter | ConnectionStringResource
    reason: str


def never_empty(prepared: PreparedJob) -> Iterator[NeverEmpty]:
    """The variables that are a whole argument, entrypoint or secret of a job."""
    for _, code, given in _values(prepared):
        value = _whole(given)
        if _is_variable(value):
            yield NeverEmpty(value, _REASONS[code])


def never_empty_together(
    prepared: PreparedJob, is_variables: Callable[[str], bool]
) -> Iterator[tuple[object, str]]:
    """Values that several variables, a choice or the user's own variable may leave empty, each with why not.

    Args:
        prepared: the job with its values.
        is_variables: whether a text in Terraform's syntax, with cdktf's tokens in it, is nothing but
            variables.
    """
    for _, code, given in _values(prepared):
        value = _whole(given)
        if not is_literal_text(value) and not _is_variable(value) and _may_be_empty(value, is_variables):
            yield value, _REASONS[code]


def _is_variable(value: object) -> TypeGuard[Parameter | ConnectionStringResource]:
    return isinstance(value, ConnectionStringResource) or (
        isinstance(value, Parameter) and value._terraform_type == "string"
    )


def _may_be_empty(value: object, is_variables: Callable[[str], bool]) -> bool:
    """Whether only the deployment decides if the text is empty."""
    match _whole(value):
        case (str() as text) | EngineToken(value=str() as text):
            return is_variables(text)
        case Raw(expression=expression):
            return is_variables(f"${{{expression.strip()}}}")
        case Call(function="uriComponent", args=(text,)):
            return _may_be_empty(text, is_variables)
        case Interpolation(parts=parts, _problems=()):
            return all(not isinstance(part, str) and _may_be_empty(part, is_variables) for part in parts)
        case ConditionalExpression(_problems=()) as choice:
            return any(_may_be_empty(each, is_variables) for each in choice.alternatives[1:])
        case whole:
            return _is_variable(whole)


def _by_default(value: object) -> str | None:
    """The text if all parameters have their default values."""
    value = _whole(value)
    if isinstance(value, Parameter):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, Call) and value.function == "uriComponent":
        return _by_default(value.args[0])
    if isinstance(value, Interpolation) and not value._problems:
        texts = [part if isinstance(part, str) else _by_default(part) for part in value.parts]
        return None if None in texts else "".join(filter(None, texts))
    return known_text(value)


def empty_problems(prepared: PreparedJob) -> Iterator[Problem]:
    """Values that are empty, or would be if the deployment sets nothing."""
    for (block, attribute, key), code, given in _values(prepared):
        value = _whole(given)
        if isinstance(value, Parameter) and value.value == "":
            message = f"The parameter {value.name!r} is empty unless the deployment sets a value"
            hint = "Give the parameter another default, or none"
        elif isinstance(value, ConditionalExpression) and "" in map(known_text, value.alternatives[1:]):
            message, hint = "A branch of the choice is empty", None
        elif is_literal_text(value) or resolve(value).problems:
            continue
        elif known_text(value) == "" or (isinstance(value, Raw) and value._made_of == (("",),)):
            message, hint = "The text is empty", None
        elif _by_default(value) == "":
            message = "The text is empty unless the deployment sets a value"
            hint = "Give one of the parameters another default, or none"
        else:
            continue
        place = next(
            each
            for each in places(prepared.job)
            if each.block is block and (each.attribute, each.key) == (attribute, key)
        )
        yield rules.problem(
            code, message, resource=prepared.resource.name, path=place.path, hint=hint, where=place.where
        )


def _values(prepared: PreparedJob) -> Iterator[tuple[tuple[Settings, str, int | None], str, object]]:
    """Where an empty value is refused, the rule, and what is there."""
    template = prepared.job.template
    for container in (*template.init_containers, *template.containers):
        for attribute, values in (("command", container.command), ("args", container.args)):
            for index, value in enumerate(values):
                yield (container, attribute, index), _ARGUMENT, value
    for secret in prepared.job.configuration.secrets:
        added = _added(secret.key_vault_uri)
        if added is None:
            yield (secret, "value", None), _SECRET, secret.value
        else:
            # A vault takes an empty one, and the job that reads it is refused:
            # https://github.com/microsoft/azure-container-apps/issues/1291
            yield (secret, "key_vault_uri", None), _SECRET, added.value


def _added(uri: object) -> AzureKeyVaultSecretResource | None:
    """What the application adds to a vault and a job reads there."""
    secret = uri.secret if isinstance(uri, KeyVaultSecretUri) else None
    if isinstance(secret, KeyVaultSecretReference):
        return None if secret._problems else secret.vault._added_secret(secret.secret_name)
    return secret


def _whole(value: object) -> object:
    """The single part of a value that has only one."""
    while True:
        if isinstance(value, SecretText):
            value = value.text
        elif isinstance(value, ConnectionStringResource) and value.expression is not None:
            value = value.expression
        elif isinstance(value, Interpolation | ConditionalExpression) and value.only_value is not None:
            value = unfolded(value)
        else:
            return value
