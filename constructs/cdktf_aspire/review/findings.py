"""What the rules say about a job as it will be after the apply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import Reader, in_azurerms_words
from cdktf_aspire.review.masks import Hidden
from cdktf_aspire.review.shown import HIDDEN
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Template, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.jobs.rules import EnvironmentFacts
    from cdktf_aspire.review.plan_secrets import PlanSecrets

# What azurerm computes in blocks that a configuration does not set.
_COMPUTED: Final = frozenset({"principal_id", "tenant_id", "termination_grace_period_seconds"})
_SECRET: Final = Template("", secret=True)
# azurerm gives back an empty text for what is not set; an empty environment variable is set all the same.
_LISTS: Final = frozenset({"identity_ids", "command", "args"})
_MAPS: Final = frozenset({"tags", "metadata"})
_MAY_BE_EMPTY: Final = frozenset({"env"})


@records.frozen
class PlanFinding:
    """What a rule says.

    Attributes:
        code: of the rule.
        error: whether Azure or azurerm would refuse the job; otherwise a warning.
        message: what is wrong.
        attribute: with Terraform's names; None for the whole job.
        hint: what to do.
        new: whether the job did not have it before.
    """

    code: str
    error: bool
    message: str
    attribute: str | None
    hint: str | None
    new: bool


def findings_of(
    before: Mapping[str, object] | None,
    after: Mapping[str, object],
    address: str,
    secrets: PlanSecrets,
    facts: EnvironmentFacts | None = None,
) -> tuple[PlanFinding, ...]:
    """The rules' findings on planned values.

    Args:
        before: the job now, with its marks; None or empty when there is none.
        after: the job then, with its marks.
        address: of the job.
        secrets: what must not be shown.
        facts: what is known of its environment.
    """
    found = _problems(after, address, secrets, facts)
    if not found:
        return ()
    old = found if before == after else _problems(before, address, secrets, facts) if before else []
    known = {_identity(each) for each in old}
    result = [
        PlanFinding(
            each.code,
            each.is_error,
            _safe(each.message, secrets),
            _safe(each.path, secrets) if each.path else None,
            _safe(each.hint, secrets) if each.hint else None,
            _identity(each) not in known,
        )
        for each in found
    ]
    return tuple(sorted(result, key=lambda finding: (not finding.error, finding.code)))


def _problems(
    job: Mapping[str, object], address: str, secrets: PlanSecrets, facts: EnvironmentFacts | None
) -> list[Problem]:
    reader = Reader()
    model = reader.read(_readable(job, secrets))
    found = [*reader.problems, *rules.check(model, resource=address, path="", facts=facts)]
    return [in_azurerms_words(each) for each in found]


def _identity(problem: Problem) -> tuple[str, str, str | None]:
    return problem.code, problem.message, problem.path


def _safe(text: str, secrets: PlanSecrets) -> str:
    """The rules never see a secret; this is for one that a message puts together."""
    return f"({HIDDEN.text}: there is a secret in it)" if secrets.hide(text) else text


def _readable(job: Mapping[str, object], secrets: PlanSecrets) -> dict[str, object]:
    """The job as a configuration would have it: without what is unset or computed, and with no secret."""
    return {
        name: _value(name, value, secrets)
        for name, value in job.items()
        if _is_given(value) and name not in {"timeouts", "id"}
    }


def _is_given(value: object) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def _value(name: str, value: object, secrets: PlanSecrets) -> object:
    match value:
        case Unknown():
            return value
        case Hidden() if name in _LISTS:
            return [_SECRET]
        case Hidden() if name in _MAPS:
            return {"hidden": _SECRET}
        case dict():
            empty = "value" if name in _MAY_BE_EMPTY and not _is_given(value.get("secret_name")) else None
            return {
                inner: _secret_or(inner, each, secrets, in_secret=name == "secret")
                for inner, each in value.items()
                if (_is_given(each) or (inner == empty and each == "")) and inner not in _COMPUTED
            }
        case list():
            inner = "" if name in _LISTS else name
            return [_value(inner, each, secrets) for each in value]
        case Hidden():
            return _SECRET
        case str() if secrets.are_in(value):
            return _SECRET
    return value


def _secret_or(name: str, value: object, secrets: PlanSecrets, *, in_secret: bool) -> object:
    if in_secret and name == "value" and not isinstance(value, Unknown):
        # The plan has every secret in plain text, wherever it comes from.
        return _SECRET
    if name in {"name", "secret_name", "password_secret_name"} and isinstance(value, str):
        return value
    return _value(name, value, secrets)
