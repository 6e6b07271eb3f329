"""`cdktf-aspire jobs`: the jobs of a publish output, of Terraform JSON or of a plan, as a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import attrs
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdktf_aspire.cli.documents import (
    is_aspire_manifest,
    is_plan,
    json_files,
    read_document,
    refuse_other_documents,
)
from cdktf_aspire.cli.options import OutputFormat, clock
from cdktf_aspire.diagnostics.json_input import InputError
from cdktf_aspire.diagnostics.plain_text import message_text, page_text
from cdktf_aspire.diagnostics.report import render_text
from cdktf_aspire.jobs import cron
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, TRIGGERS
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.schema import setting_of
from cdktf_aspire.jobs.template import AppContainerResources, ContainerAppContainer
from cdktf_aspire.review.masks import Hidden, marked
from cdktf_aspire.review.plan import TerraformPlan
from cdktf_aspire.review.plan_secrets import secrets_of
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cdktf_aspire.review.plan_secrets import PlanSecrets

_UNKNOWN = "(known after apply)"
_SENSITIVE = "(sensitive)"
_PUBLISHED = ("aspire-manifest.json", "main.bicep")
# Wide enough for every column where nobody's terminal is in the way.
_WIDTH = 240
_MINUTE, _HOUR = 60, 3600
_CONFIGURATION: Final = ("properties", "configuration")


class NoJobsError(Exception):
    """The path holds nothing that jobs can be read from; the message says why."""


# The attributes that are listed, by their names in the JSON, with the place of their block in Bicep.
_OF_JOB: Final = {
    "timeout_in_seconds": (setting_of(ContainerAppJobConfiguration, "replica_timeout"), _CONFIGURATION),
    "retry_limit": (setting_of(ContainerAppJobConfiguration, "replica_retry_limit"), _CONFIGURATION),
}
_OF_CONTAINER: Final = {
    "cpu": (setting_of(AppContainerResources, "cpu"), ("resources",)),
    "memory": (setting_of(AppContainerResources, "memory"), ("resources",)),
    "image": (setting_of(ContainerAppContainer, "image"), ()),
}


@attrs.frozen
class Job:
    """One job, as much of it as the file says.

    Attributes:
        name: Aspire's name, or the name in the Terraform address.
        name_in_azure: what `az containerapp job start --name` takes; None where the file doesn't say it.
        trigger: `manual`, `schedule` or `event`.
        cron_expression: of a schedule.
        settings: attributes of the job and of its first container.
        rules: types of the scale rules of an event trigger.
    """

    name: str
    name_in_azure: str | None
    trigger: str
    cron_expression: str | None
    settings: Mapping[str, object]
    rules: tuple[str, ...] = ()

    @property
    def schedule(self) -> str | None:
        """The schedule in words, if there is one that is known."""
        if self.cron_expression is None or cron.error_in(self.cron_expression) is not None:
            return None
        return cron.describe(self.cron_expression)

    def next_run(self, now: datetime) -> datetime | None:
        """When a schedule starts the job next.

        Args:
            now: with a time zone.
        """
        if self.cron_expression is None or cron.error_in(self.cron_expression) is not None:
            return None
        return next(iter(cron.next_runs(self.cron_expression, now, 1)), None)


def jobs(
    path: Annotated[
        Path,
        typer.Argument(
            help="A publish output, a cdk.tf.json file or a folder with such files, or a plan from "
            "`terraform show -json`."
        ),
    ] = Path("cdktf.out"),
    *,
    output: Annotated[OutputFormat, typer.Option("--format", help="Output format.")] = OutputFormat.TEXT,
    now: Annotated[
        str | None,
        typer.Option(
            help="The time from which next runs are counted, such as 2027-01-31T06:00Z. Default: now."
        ),
    ] = None,
) -> None:
    """Lists the jobs: name in Azure, trigger, schedule in words, next run, timeout, retries, size and image.

    Exit code 0: listed, also where there is no job. 2: no file that jobs can be read from, or an option is
    wrong.
    """
    moment = clock(now)
    try:
        found = list(read_jobs(path))
    except (NoJobsError, InputError) as mistake:
        sys.stderr.write(page_text(f"Error: {mistake}\n"))
        raise typer.Exit(2) from None
    if output is OutputFormat.JSON:
        sys.stdout.write(
            json.dumps({"jobs": [_as_json(job, moment) for job in found]}, indent=2, allow_nan=False) + "\n"
        )
    elif found:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(_table(found, moment))
    else:
        sys.stdout.write("No jobs.\n")


def read_jobs(path: Path) -> Iterator[Job]:
    """The jobs of a file or a folder, whichever of the three kinds it is.

    Raises:
        NoJobsError: it is a publish output with errors, or none of the three.
        InputError: there is no such file, or it can't be read.
    """
    if _is_publish_output(path):
        yield from _published(path)
        return
    for file in json_files(path):
        if file.suffix == ".bicep":
            yield from _published(file)
            continue
        _, document = read_document(file, no_object="is not an object at its top level")
        if is_plan(document):
            yield from _planned(document)
        elif is_aspire_manifest(document):
            yield from _published(file)
        else:
            refuse_other_documents(file, document)
            yield from _written(document)


def _is_publish_output(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in _PUBLISHED)
    return path.suffix == ".bicep"


# -- a publish output


def _published(path: Path) -> Iterator[Job]:
    # Only here: the grammar of Bicep takes a moment to load.
    from cdktf_aspire.publish_output.description import describe
    from cdktf_aspire.publish_output.plan import make_plan
    from cdktf_aspire.publish_output.publication import AspirePublishOutput

    found = AspirePublishOutput.load(path)
    if any(problem.is_error for problem in found.problems):
        raise NoJobsError(f"{path} has errors.\n\n{render_text(found.problems)}".rstrip())
    for planned in make_plan(found).jobs.values():
        node = planned.node
        trigger = str(node.get(*_CONFIGURATION, "triggerType") or "Manual").lower()
        expression = node.get(*_CONFIGURATION, "scheduleTriggerConfig", "cronExpression")
        container = ("properties", "template", "containers", planned.own_container)
        rules = node.get(*_CONFIGURATION, "eventTriggerConfig", "scale", "rules")
        name_in_azure = describe(node.name)
        yield Job(
            planned.name,
            None if name_in_azure is None else str(name_in_azure),
            trigger,
            str(describe(expression)) if trigger == "schedule" and expression is not None else None,
            {
                name: describe(node.get(*above, *around, *setting.bicep)) or setting.default
                for above, columns in (((), _OF_JOB), (container, _OF_CONTAINER))
                for name, (setting, around) in columns.items()
            },
            tuple(
                str(describe(each.get("type")))
                for each in (rules if isinstance(rules, list) else [])
                if isinstance(each, dict)
            ),
        )


# -- Terraform JSON, and plans


def _written(document: Mapping[str, object]) -> Iterator[Job]:
    for resources in _objects(document.get("resource")):
        for named in _objects(resources.get(RESOURCE_TYPE)):
            for name in named:
                for attributes in _objects(named[name]):
                    yield _job(name, attributes)


def _planned(document: Mapping[str, object]) -> Iterator[Job]:
    secrets = secrets_of([TerraformPlan("", "", (), (), False, True, (), (), document)])
    values = document.get("planned_values")
    left = [values.get("root_module")] if isinstance(values, dict) else []
    while left:
        module = left.pop(0)
        if not isinstance(module, dict):
            continue
        for resource in _objects(module.get("resources")):
            if resource.get("type") == RESOURCE_TYPE and resource.get("mode") == "managed":
                address = str(resource.get("address", "")).removeprefix(f"{RESOURCE_TYPE}.")
                marks = marked(resource.get("values"), None, resource.get("sensitive_values"))
                name = _SENSITIVE if secrets.hide_name(address) else address
                if isinstance(marks, Hidden):
                    yield _hidden(name)
                for attributes in _objects(marks):
                    yield _job(name, attributes, secrets, unknown=_UNKNOWN)
        children = module.get("child_modules")
        left += children if isinstance(children, list) else []


def _hidden(name: str) -> Job:
    """A job of which everything is sensitive."""
    return Job(
        name, _SENSITIVE, _SENSITIVE, _SENSITIVE, dict.fromkeys((*_OF_JOB, *_OF_CONTAINER), _SENSITIVE)
    )


def _job(
    name: str,
    attributes: Mapping[str, object],
    secrets: PlanSecrets | None = None,
    unknown: str | None = None,
) -> Job:
    """A job of azurerm's attributes; each block may be an object or a list of objects."""
    trigger = next((each for each in TRIGGERS if _is_there(attributes.get(each))), "manual_trigger_config")

    def value(source: Mapping[str, object] | None, key: str | None) -> object:
        if source is None:
            return _SENSITIVE
        found = source.get(key or "")
        hides = isinstance(found, str) and secrets is not None and secrets.hide(found)
        if hides or isinstance(found, Hidden):
            return _SENSITIVE
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
            for block, columns in ((attributes, _OF_JOB), (container, _OF_CONTAINER))
            for name, (setting, _) in columns.items()
        },
        tuple(str(value(rule, "custom_rule_type")) for rule in _rules(attributes, trigger)),
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


def _objects(value: object) -> list[dict[str, object]]:
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


# -- writing


def _table(found: list[Job], now: datetime) -> Table:
    table = Table(box=None)
    for name in (
        "Job",
        "Name in Azure",
        "Trigger",
        "Schedule",
        "Next run (UTC)",
        "Timeout",
        "Retries",
        "Size",
        "Image",
    ):
        table.add_column(name, overflow="fold")
    for job in found:
        following = job.next_run(now)
        size = f"{_text(job.settings['cpu'])} vCPU, {_text(job.settings['memory'])}"
        cells = (
            job.name,
            _text(job.name_in_azure),
            f"{job.trigger} ({', '.join(job.rules)})" if job.rules else job.trigger,
            _schedule(job),
            f"{following:%Y-%m-%d %H:%M}" if following else "",
            _duration(job.settings["timeout_in_seconds"]),
            _text(job.settings["retry_limit"]),
            size,
            _text(job.settings["image"]),
        )
        table.add_row(*(Text(message_text(cell)) for cell in cells))
    return table


def _schedule(job: Job) -> str:
    if job.cron_expression is None:
        return ""
    return f"{job.cron_expression}: {job.schedule}" if job.schedule else job.cron_expression


def _duration(seconds: object) -> str:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 10**9:
        return _text(seconds)
    minutes, rest = divmod(int(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _HOUR // _MINUTE)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if count]
    return " ".join(parts) or "0 s"


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _as_json(job: Job, now: datetime) -> dict[str, object]:
    following = job.next_run(now)
    return {
        "name": job.name,
        "name_in_azure": job.name_in_azure,
        "trigger": job.trigger,
        "cron_expression": job.cron_expression,
        "schedule": job.schedule,
        "next_run": following.isoformat() if following else None,
        **job.settings,
        "rules": list(job.rules),
    }
