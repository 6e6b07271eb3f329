"""Values that must not be empty, though only the deployment knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.expressions import (
    ConditionalExpression,
    ReferenceExpression,
    known_text,
    problems_of,
    unfolded,
)
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.prepared_job import places
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.values import SecretText, is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.jobs.settings import Settings

_ARGUMENT: Final = "ACJ331"
_SECRET: Final = "ACJ405"
# Why the deployment's value must not be empty: the message of Terraform's validation, which wants a sentence.
_REASONS: Final = {
    _ARGUMENT: "It is a whole argument or entrypoint of a job, and azurerm can't pass on an empty one.",
    _SECRET: "It is the value of a job's secret, and Azure refuses an empty one.",
}


@attrs.frozen
class NeverEmpty:
    """A Terraform variable whose value must not be empty.

    Attributes:
        source: what the variable is of.
        reason: why, in a sentence.
    """

    source: Parameter | ConnectionStringResource
    reason: str


def never_empty(prepared: PreparedJob) -> Iterator[NeverEmpty]:
    """The variables that are a whole argument, entrypoint or secret of a job."""
    for _, code, given in _values(prepared):
        value = _whole(given)
        if isinstance(value, ConnectionStringResource) or (
            isinstance(value, Parameter) and value.terraform_type == "string"
        ):
            yield NeverEmpty(value, _REASONS[code])


def empty_problems(prepared: PreparedJob) -> Iterator[Problem]:
    """Values that are empty, or would be without anything said at the deployment."""
    for (block, attribute, key), code, given in _values(prepared):
        value = _whole(given)
        if isinstance(value, Parameter) and value.value == "":
            message = f"The parameter {value.name!r} is empty unless the deployment gives a value"
            hint = "Give the parameter another default, or none"
        elif isinstance(value, ConditionalExpression) and "" in map(known_text, value.alternatives[1:]):
            message, hint = "A branch of the choice is empty", None
        elif not is_literal_text(value) and known_text(value) == "" and not problems_of(value):
            message, hint = "The text is empty", None
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
        yield (secret, "value", None), _SECRET, secret.value


def _whole(value: object) -> object:
    """What a value consists of, where that is one thing only."""
    while True:
        if isinstance(value, SecretText):
            value = value.text
        elif isinstance(value, ConnectionStringResource) and value.expression is not None:
            value = value.expression
        elif isinstance(value, ReferenceExpression | ConditionalExpression) and value.only_value is not None:
            value = unfolded(value)
        else:
            return value
