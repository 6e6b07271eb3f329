"""The input and the results of the rules for one job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias

from cdktf_aspire.diagnostics.problems import show
from cdktf_aspire.diagnostics.rules import register
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.settings import Settings

P = ParamSpec("P")
INT32: Final = 2**31 - 1


@records.frozen
class Finding:
    """A rule's finding, before it is reported with the user's names.

    Attributes:
        settings: the block that holds the attribute.
        attribute: its name in the model.
        message: what is wrong, one sentence without a full stop.
        hint: what to do; the rule's own when None.
        show_value: whether the value may be shown; never for secrets.
        index: position in a list attribute.
        key: KEDA's key in the metadata of a scale rule.
        allowed: what is allowed here; the rule's own when None.
    """

    settings: Settings
    attribute: str
    message: str
    hint: str | None = None
    show_value: bool = True
    index: int | None = None
    key: str | None = None
    allowed: str | None = None


@records.frozen
class EnvironmentFacts:
    """What is known of the environment that a job runs in; None is unknown and not checked.

    Attributes:
        workload_profiles: name of each of its workload profiles -> type, for example `D4`; empty for the
            older kind of environment, which has none.
        storages: names of its storages.
    """

    workload_profiles: Mapping[str, str] | None = None
    storages: frozenset[str] | None = None


@records.frozen(eq=False)
class Subject:
    """One job that rules look at.

    Attributes:
        job: the model; every attribute has the right kind of value by now, or None.
        facts: of its environment.
    """

    job: ContainerAppJob
    facts: EnvironmentFacts


def whole(
    block: Settings, attribute: str, least: int, what: str, most: int | None = None
) -> Iterator[Finding]:
    """A finding when a number, or a timedelta in seconds, is not a whole one that azurerm takes.

    Args:
        block: that has it.
        attribute: of the block.
        least: that azurerm takes.
        what: the attribute in words.
        most: that azurerm takes; what fits into 32 bits when None.
    """
    value: object = block.__dict__[attribute]
    number: object = value.total_seconds() if isinstance(value, timedelta) else value
    if not is_literal_number(number) or (number == int(number) and least <= number <= (most or INT32)):
        return
    hint = None
    if isinstance(value, timedelta):
        said = f"{number:g} seconds"
    else:
        said = show(number)
        if number != int(number) and least <= number:
            hint = f"Write {round(number)}"
        elif most is not None:
            hint = f"Write {least} to {most}"
        elif number < least:
            hint = f"Write {least} or more"
    yield Finding(block, attribute, f"{what} can't be {said}", hint)


Check: TypeAlias = "Callable[[Subject], Iterator[Finding]]"
# Each rule's code with its check.
CHECKS: Final[list[tuple[str, Check]]] = []


def _recording(register: Callable[P, str]) -> Callable[P, Callable[[Check], Check]]:
    def rule(*args: P.args, **kwargs: P.kwargs) -> Callable[[Check], Check]:
        code = register(*args, **kwargs)

        def add(check: Check) -> Check:
            CHECKS.append((code, check))
            return check

        return add

    return rule


# Records a rule whose check is the decorated function.
rule = _recording(register)
