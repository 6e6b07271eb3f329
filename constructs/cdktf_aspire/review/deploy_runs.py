"""Jobs that an apply runs, read from the configuration in the plan: Terraform plans no provisioner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.review.plan import dict_of, list_of, text_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.review.plan import TerraformPlan

# How this library writes them.
_COMMAND: Final = ["cdktf-aspire", "run"]
_CHECK: Final = "--check"
_TIME: Final = re.compile(r"([0-9]{1,9})([smh]?)", re.ASCII)
_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600}
_DEEPEST: Final = 20


@records.frozen
class PlannedRun:
    """What runs a job, or checks that jobs can be run.

    Attributes:
        job: the address of the job; None for the check.
        seconds: that it waits; None where the plan does not say.
        waiting: addresses of what comes after it.
    """

    job: str | None
    seconds: float | None = None
    waiting: tuple[str, ...] = ()


def planned_runs(plan: TerraformPlan) -> Mapping[str, PlannedRun]:
    """What runs jobs, by its address, whether anything happens to it or not."""
    resources = list(_resources(dict_of(dict_of(plan.document.get("configuration")).get("root_module"))))
    found: dict[str, PlannedRun] = {}
    for module, resource in resources:
        run = _run(module, resource) if resource.get("type") == "terraform_data" else None
        if run is not None:
            found[_address(module, resource)] = run
    waiting: dict[str, list[str]] = {}
    for module, resource in resources:
        for each in list_of(resource.get("depends_on")) if found else ():
            if isinstance(each, str) and resource.get("mode") != "data":
                waiting.setdefault(f"{module}{each}", []).append(_address(module, resource))
    return {
        address: attrs.evolve(run, waiting=tuple(waiting.get(address, ()))) for address, run in found.items()
    }


def _resources(
    module: Mapping[str, object], prefix: str = "", depth: int = 0
) -> Iterator[tuple[str, Mapping[str, object]]]:
    for each in list_of(module.get("resources")):
        yield prefix, dict_of(each)
    if depth < _DEEPEST:
        for name, called in dict_of(module.get("module_calls")).items():
            inner = dict_of(dict_of(called).get("module"))
            yield from _resources(inner, f"{prefix}module.{name}.", depth + 1)


def _address(module: str, resource: Mapping[str, object]) -> str:
    return f"{module}{text_of(resource.get('address')) or ''}"


def _run(module: str, resource: Mapping[str, object]) -> PlannedRun | None:
    for each in list_of(resource.get("provisioners")):
        expressions = dict_of(dict_of(each).get("expressions"))
        interpreter = list_of(dict_of(expressions.get("interpreter")).get("constant_value"))
        command = dict_of(expressions.get("command"))
        if interpreter[: len(_COMMAND)] != _COMMAND:
            continue
        if command.get("constant_value") == _CHECK:
            return PlannedRun(None)
        for reference in list_of(command.get("references")):
            if isinstance(reference, str) and reference.startswith(f"{RESOURCE_TYPE}."):
                job = ".".join(reference.split(".")[:2])
                return PlannedRun(f"{module}{job}", _seconds(interpreter))
    return None


def _seconds(interpreter: Sequence[object]) -> float | None:
    place = interpreter.index("--timeout") + 1 if "--timeout" in interpreter else len(interpreter)
    text = interpreter[place] if place < len(interpreter) else None
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    return None if found is None else int(found[1]) * _SECONDS[found[2]]
