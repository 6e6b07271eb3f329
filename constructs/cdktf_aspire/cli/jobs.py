"""`cdktf-aspire jobs`: the jobs of a publish output, of Terraform JSON or of a plan, as a table."""

from __future__ import annotations

import enum
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdktf_aspire.cli.check import NothingToCheckError, json_files
from cdktf_aspire.jobs import cron
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, TRIGGERS
from cdktf_aspire.jobs.report import render_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNKNOWN = "(known after apply)"
_SENSITIVE = "(sensitive)"
_PUBLISHED = ("aspire-manifest.json", "main.bicep")
# Wide enough for every column where nobody's terminal is in the way.
_WIDTH = 240
_DEFAULT_TIMEOUT = 1800
_MINUTE, _HOUR = 60, 3600


class Format(enum.StrEnum):
    """How the jobs are written."""

    TEXT = "text"
    JSON = "json"


class NoJobsError(Exception):
    """The path holds nothing that jobs can be read from; the message says why."""


@attrs.frozen
class Job:
    """One job, as much of it as the file says.

    Attributes:
        name: Aspire's name, or the name in the Terraform address.
        trigger: `manual`, `schedule` or `event`.
        cron_expression: of a schedule.
        timeout: in seconds.
        retry_limit: how often a failed replica is tried again.
        cpu: of its first container, in vCPU.
        memory: of its first container.
        image: of its first container.
        rules: types of the scale rules of an event trigger.
    """

    name: str
    trigger: str
    cron_expression: str | None
    timeout: object
    retry_limit: object
    cpu: object
    memory: object
    image: object
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
    output: Annotated[Format, typer.Option("--format", help="How the jobs are written.")] = Format.TEXT,
    now: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"],
            help="The time to count the next runs from; UTC unless it says otherwise.",
        ),
    ] = None,
) -> None:
    """Lists the jobs: trigger, schedule in words, next run, timeout, retries, size and image.

    Exit code 0: listed. 2: nothing to list.
    """
    moment = datetime.now(UTC) if now is None else now if now.tzinfo else now.replace(tzinfo=UTC)
    try:
        found = list(read_jobs(path))
    except (NoJobsError, NothingToCheckError) as mistake:
        sys.stderr.write(f"Error: {mistake}\n")
        raise typer.Exit(2) from None
    if output is Format.JSON:
        sys.stdout.write(json.dumps({"jobs": [_as_json(job, moment) for job in found]}, indent=2) + "\n")
    elif found:
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(_table(found, moment))
    else:
        sys.stdout.write("No jobs.\n")


def read_jobs(path: Path) -> Iterator[Job]:
    """The jobs of a file or a folder, whichever of the three kinds it is.

    Raises:
        NoJobsError: it is a publish output with errors, or none of the three.
        NothingToCheckError: there is no such file, or it can't be read.
    """
    if _is_publish_output(path):
        yield from _published(path)
        return
    for file in json_files(path):
        document = _document(file)
        if "planned_values" in document:
            yield from _planned(document)
        elif isinstance(document.get("resources"), dict):
            yield from _published(file)
        else:
            yield from _written(document)


def _is_publish_output(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in _PUBLISHED)
    return path.suffix == ".bicep"


def _document(file: Path) -> Mapping[str, object]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise NoJobsError(f"{file} can't be read: {reason}.") from None
    if not isinstance(document, dict):
        raise NoJobsError(f"{file} has no object at its top.")
    return document


# -- a publish output


def _published(path: Path) -> Iterator[Job]:
    # Only here: the grammar of Bicep takes a moment to load.
    from cdktf_aspire.publish_output.description import describe
    from cdktf_aspire.publish_output.plan import make_plan
    from cdktf_aspire.publish_output.publication import AspirePublishOutput

    found = AspirePublishOutput.load(path)
    if any(problem.is_error for problem in found.problems):
        raise NoJobsError(f"{path} has errors.\n\n{render_text(found.problems)}".rstrip())
    for planned in make_plan(found).jobs:
        node, configuration = planned.node, ("properties", "configuration")
        trigger = str(node.get(*configuration, "triggerType") or "Manual").lower()
        expression = node.get(*configuration, "scheduleTriggerConfig", "cronExpression")
        container = ("properties", "template", "containers", planned.own_container)
        rules = node.get(*configuration, "eventTriggerConfig", "scale", "rules")
        yield Job(
            planned.name,
            trigger,
            str(describe(expression)) if trigger == "schedule" and expression is not None else None,
            describe(node.get(*configuration, "replicaTimeout")) or _DEFAULT_TIMEOUT,
            describe(node.get(*configuration, "replicaRetryLimit")) or 0,
            describe(node.get(*container, "resources", "cpu")) or 0.5,
            describe(node.get(*container, "resources", "memory")) or "1Gi",
            describe(node.get(*container, "image")),
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
                    yield _job(name, attributes, {})


def _planned(document: Mapping[str, object]) -> Iterator[Job]:
    values = document.get("planned_values")
    left = [values.get("root_module")] if isinstance(values, dict) else []
    while left:
        module = left.pop(0)
        if not isinstance(module, dict):
            continue
        for resource in _objects(module.get("resources")):
            if resource.get("type") == RESOURCE_TYPE and resource.get("mode") == "managed":
                address = str(resource.get("address", "")).removeprefix(f"{RESOURCE_TYPE}.")
                for attributes in _objects(resource.get("values")):
                    sensitive = resource.get("sensitive_values")
                    yield _job(address, attributes, sensitive, unknown=_UNKNOWN)
        children = module.get("child_modules")
        left += children if isinstance(children, list) else []


def _job(name: str, attributes: Mapping[str, object], sensitive: object, unknown: str | None = None) -> Job:
    """A job of azurerm's attributes; each block may be an object or a list of objects."""
    trigger = next((each for each in TRIGGERS if _objects(attributes.get(each))), "manual_trigger_config")
    container = _first(attributes, "template", "container")
    hidden = _first(sensitive if isinstance(sensitive, dict) else {}, "template", "container")

    def value(source: Mapping[str, object], key: str, marks: object) -> object:
        if isinstance(marks, dict) and marks.get(key) is True:
            return _SENSITIVE
        return source.get(key) if source.get(key) is not None else unknown

    schedule = _first(attributes, trigger)
    expression = value(schedule, "cron_expression", {}) if trigger.startswith("schedule") else None
    rules = [
        str(rule.get("custom_rule_type"))
        for scale in _objects(_first(attributes, trigger).get("scale"))
        for rule in _objects(scale.get("rules"))
    ]
    return Job(
        name,
        trigger.partition("_")[0],
        None if expression is None else str(expression),
        value(attributes, "replica_timeout_in_seconds", sensitive),
        value(attributes, "replica_retry_limit", sensitive),
        value(container, "cpu", hidden),
        value(container, "memory", hidden),
        value(container, "image", hidden),
        tuple(rules),
    )


def _objects(value: object) -> list[dict[str, object]]:
    """The objects of a block: Terraform takes a list of them for one everywhere."""
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _first(attributes: Mapping[str, object], *path: str) -> Mapping[str, object]:
    """The first object at a path, or an empty one."""
    for step in path:
        attributes = next(iter(_objects(attributes.get(step))), {})
    return attributes


# -- writing


def _table(found: list[Job], now: datetime) -> Table:
    table = Table(box=None)
    for name in ("Job", "Trigger", "Schedule", "Next run (UTC)", "Timeout", "Retries", "Size", "Image"):
        table.add_column(name, overflow="fold")
    for job in found:
        following = job.next_run(now)
        size = f"{_text(job.cpu)} vCPU, {_text(job.memory)}"
        cells = (
            job.name,
            f"{job.trigger} ({', '.join(job.rules)})" if job.rules else job.trigger,
            _schedule(job),
            f"{following:%Y-%m-%d %H:%M}" if following else "",
            _duration(job.timeout),
            _text(job.retry_limit),
            size,
            _text(job.image),
        )
        table.add_row(*(Text(_printable(cell)) for cell in cells))
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


def _printable(text: str) -> str:
    """Text for a terminal: what is in a file must not move its cursor."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _as_json(job: Job, now: datetime) -> dict[str, object]:
    following = job.next_run(now)
    return {
        "name": job.name,
        "trigger": job.trigger,
        "cron_expression": job.cron_expression,
        "schedule": job.schedule,
        "next_run": following.isoformat() if following else None,
        "timeout_in_seconds": job.timeout,
        "retry_limit": job.retry_limit,
        "cpu": job.cpu,
        "memory": job.memory,
        "image": job.image,
        "rules": list(job.rules),
    }
