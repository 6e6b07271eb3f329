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
from cdktf_aspire.jobs.configuration import ContainerAppWritableSecret
from cdktf_aspire.jobs.template import ContainerAppInitContainer
from cdktf_aspire.jobs.values import SecretText, is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.prepared_job import Place, PreparedJob
    from cdktf_aspire.jobs.problems import Problem

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
    for place, code in _places(prepared):
        value = _whole(place.value)
        if isinstance(value, ConnectionStringResource) or (
            isinstance(value, Parameter) and value.terraform_type == "string"
        ):
            yield NeverEmpty(value, _REASONS[code])


def empty_problems(prepared: PreparedJob) -> Iterator[Problem]:
    """Values that are empty, or would be without anything said at the deployment."""
    for place, code in _places(prepared):
        value = _whole(place.value)
        if isinstance(value, Parameter) and value.value == "":
            message = f"The parameter {value.name!r} is empty unless the deployment gives a value"
            hint = "Give the parameter another default, or none"
        elif isinstance(value, ConditionalExpression) and "" in map(known_text, value.alternatives[1:]):
            message, hint = "A branch of the choice is empty", None
        elif not is_literal_text(value) and known_text(value) == "" and not problems_of(value):
            message, hint = "The text is empty", None
        else:
            continue
        yield rules.problem(
            code, message, resource=prepared.resource.name, path=place.path, hint=hint, where=place.where
        )


def _places(prepared: PreparedJob) -> Iterator[tuple[Place, str]]:
    for place in places(prepared.job):
        if isinstance(place.block, ContainerAppInitContainer) and place.attribute in {"args", "command"}:
            yield place, _ARGUMENT
        elif isinstance(place.block, ContainerAppWritableSecret) and place.attribute == "value":
            yield place, _SECRET


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
