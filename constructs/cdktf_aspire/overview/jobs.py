"""The jobs that a publish output, Terraform JSON or a plan has, as much of each as it says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs import cron
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, TRIGGERS
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.schema import setting_of
from cdktf_aspire.jobs.template import AppContainerResources, ContainerAppContainer
from cdktf_aspire.review.masks import Hidden, marked
from cdktf_aspire.review.plan import dict_of, text_of
from cdktf_aspire.review.schedule import longest_run
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cdktf_aspire.review.plan_secrets import PlanSecrets

UNKNOWN: Final = "(known after apply)"
SENSITIVE: Final = "(sensitive)"
CONFIGURATION: Final = ("properties", "configuration")
# A resource of the AppHost is below the application, which is below the stack.
_DEPTH: Final = 3


# The attributes that are listed, by their names in the JSON, with the place of their block in Bicep.
OF_JOB: Final = {
    "timeout_in_seconds": (setting_of(ContainerAppJobConfiguration, "replica_timeout"), CONFIGURATION),
    "retry_limit": (setting_of(ContainerAppJobConfiguration, "replica_retry_limit"), CONFIGURATION),
}
OF_CONTAINER: Final = {
    "cpu": (setting_of(AppContainerResources, "cpu"), ("resources",)),
    "memory": (setting_of(AppContainerResources, "memory"), ("resources",)),
    "image": (setting_of(ContainerAppContainer, "image"), ()),
}


@records.frozen
class Job:
    """One job, as much of it as the file says.

    Attributes:
        name: Aspire's name, or the name in the Terraform address.
        name_in_azure: what `az containerapp job start --name` takes; None where the file doesn't say it.
        trigger: `manual`, `schedule` or `event`.
        cron_expression: of a schedule.
        settings: attributes of the job and of its first container.
        rules: types of the scale rules of an event trigger.
        address: in Terraform, with the type; empty in a publish output.
        longest: seconds that an execution may take, all attempts together; None where that is not known.
    """

    name: str
    name_in_azure: str | None
    trigger: str
    cron_expression: str | None
    settings: Mapping[str, object]
    rules: tuple[str, ...] = ()
    address: str = ""
    longest: float | None = None

    @property
    def schedule(self) -> str | None:
        """The schedule in words, if there is one that is known."""
        if self.cron_expression is None or cron.error_in(self.cron_expression) is not None:
            return None
        return cron.describe(self.cron_expression)

    @property
    def never_runs(self) -> bool:
        """Whether it has a schedule that no date matches."""
        return self.schedule is not None and cron.never_fires(self.cron_expression or "")

    def next_run(self, now: datetime) -> datetime | None:
        """When a schedule starts the job next.

        Args:
            now: with a time zone.
        """
        if self.cron_expression is None or cron.error_in(self.cron_expression) is not None:
            return None
        return next(iter(cron.next_runs(self.cron_expression, now, 1)), None)


def written_jobs(document: Mapping[str, object]) -> Iterator[Job]:
    """The jobs of Terraform JSON."""
    for resources in objects(document.get("resource")):
        for named in objects(resources.get(RESOURCE_TYPE)):
            for name in named:
                for attributes in objects(named[name]):
                    of_apphost = resource_of(construct_path(attributes))
                    yield _job(of_apphost or name, f"{RESOURCE_TYPE}.{name}", attributes)


def construct_path(block: Mapping[str, object]) -> tuple[str, ...]:
    """The path of the construct that wrote a block of Terraform JSON, without its own id."""
    metadata = dict_of(dict_of(block.get("//")).get("metadata"))
    return tuple((text_of(metadata.get("path")) or "").split("/")[:-1])


def resource_of(path: tuple[str, ...]) -> str | None:
    """Aspire's name of the AppHost's resource that a construct belongs to; None where it belongs to none."""
    return path[-1] if len(path) >= _DEPTH else None


def planned_jobs(document: Mapping[str, object], secrets: PlanSecrets) -> Iterator[Job]:
    """The jobs that there are after a plan is applied."""
    values = document.get("planned_values")
    left = [values.get("root_module")] if isinstance(values, dict) else []
    while left:
        module = left.pop(0)
        if not isinstance(module, dict):
            continue
        for resource in objects(module.get("resources")):
            if resource.get("type") == RESOURCE_TYPE and resource.get("mode") == "managed":
                full = str(resource.get("address", ""))
                address = full.removeprefix(f"{RESOURCE_TYPE}.")
                marks = marked(resource.get("values"), None, resource.get("sensitive_values"))
                name = SENSITIVE if secrets.hide_name(address) else address
                if isinstance(marks, Hidden):
                    yield _hidden(name, full)
                for attributes in objects(marks):
                    yield _job(name, full, attributes, secrets, unknown=UNKNOWN)
        children = module.get("child_modules")
        left += children if isinstance(children, list) else []


def _hidden(name: str, address: str) -> Job:
    """A job of which everything is sensitive."""
    settings = dict.fromkeys((*OF_JOB, *OF_CONTAINER), SENSITIVE)
    return Job(name, SENSITIVE, SENSITIVE, SENSITIVE, settings, address=address)


def _job(
    name: str,
    address: str,
    attributes: Mapping[str, object],
    secrets: PlanSecrets | None = None,
    unknown: str | None = None,
) -> Job:
    """A job of azurerm's attributes; each block may be an object or a list of objects."""
    trigger = next((each for each in TRIGGERS if _is_there(attributes.get(each))), "manual_trigger_config")

    def value(source: Mapping[str, object] | None, key: str | None) -> object:
        if source is None:
            return SENSITIVE
        found = source.get(key or "")
        hides = isinstance(found, str) and secrets is not None and secrets.hide(found)
        if hides or isinstance(found, Hidden):
            return SENSITIVE
        if found is None or isinstance(found, Unknown):
            return unknown
        return found if isinstance(found, str | int | float) else json.dumps(found, default=str)

    container = _first(attributes, "template", "container")
    expression = value(_first(attributes, trigger), "cron_expression")
    name_in_azure = value(attributes, "name")
    return Job(
        name,
        None if name_in_azure is None else str(name_in_azure),
        trigger.partition("_")[0],
        str(expression) if expression is not None and trigger.startswith("schedule") else None,
        {
            name: value(block, setting.azurerm)
            for block, columns in ((attributes, OF_JOB), (container, OF_CONTAINER))
            for name, (setting, _) in columns.items()
        },
        tuple(str(value(rule, "custom_rule_type")) for rule in _rules(attributes, trigger)),
        address,
        longest_run(attributes),
    )


def _rules(attributes: Mapping[str, object], trigger: str) -> list[Mapping[str, object] | None]:
    scale = _first(attributes, trigger, "scale")
    rules = None if scale is None else scale.get("rules")
    if scale is None or isinstance(rules, Hidden):
        return [None]
    return [None if isinstance(each, Hidden) else each for each in _entries(rules)]


def _is_there(value: object) -> bool:
    return isinstance(value, Hidden) or bool(_entries(value))


def _entries(value: object) -> list[dict[str, object] | Hidden]:
    """The objects of a block, also those that are sensitive as a whole."""
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, dict | Hidden)]


def objects(value: object) -> list[dict[str, object]]:
    """The objects of a block: Terraform takes a list of them for one everywhere."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _first(attributes: Mapping[str, object], *path: str) -> Mapping[str, object] | None:
    """The first object at a path, or an empty one; None where something sensitive is on the way."""
    for step in path:
        found = _entries(attributes.get(step))
        if found and isinstance(found[0], Hidden):
            return None
        attributes = found[0] if found and isinstance(found[0], dict) else {}
    return attributes
