"""Rules about what starts a job, how long it runs and how often it is tried."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import AZURE_JOBS, AZURERM, ERROR, WARNING, Advice
from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs import cron
from cdktf_aspire.jobs.overlap import Effort, overlap
from cdktf_aspire.jobs.rules.checks import INT32, EnvironmentFacts, Finding, Subject, rule, whole
from cdktf_aspire.jobs.settings import blocks_of, set_attributes
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import is_literal_number, is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.settings import Settings

_MANUAL = ContainerAppJobTriggerType.MANUAL
_SCHEDULE = ContainerAppJobTriggerType.SCHEDULE
_EVENT = ContainerAppJobTriggerType.EVENT


def _active(subject: Subject) -> Settings:
    """The settings of the trigger; of one that is not known, those that are not set."""
    configuration = subject.job.configuration
    kind: object = configuration.trigger_type
    return configuration._triggers[kind if isinstance(kind, ContainerAppJobTriggerType) else _MANUAL]


@rule(
    "ACJ202",
    ERROR,
    "job.configuration.replica_timeout",
    allowed="a whole number of seconds, 1 or more, or a timedelta of whole seconds",
    why="azurerm refuses the plan",
    fix=f"Write seconds; {default.TIMEOUT} is the default",
    source=f"{AZURERM}: replica_timeout_in_seconds",
)
def timeout(subject: Subject) -> Iterator[Finding]:
    """Seconds after which Azure stops a replica."""
    yield from whole(subject.job.configuration, "replica_timeout", 1, "The timeout")


@rule(
    "ACJ203",
    ERROR,
    "job.configuration.replica_retry_limit",
    allowed="a whole number, 0 (no retry) or more",
    why="azurerm refuses the plan",
    fix="Write 0 for no retry",
    source=f"{AZURERM}: replica_retry_limit",
)
def retry_limit(subject: Subject) -> Iterator[Finding]:
    """How often a failed replica is tried again."""
    yield from whole(subject.job.configuration, "replica_retry_limit", 0, "The retry limit")


@rule(
    "ACJ204",
    ERROR,
    "job.configuration.*_trigger_config.parallelism",
    allowed="a whole number, 1 or more",
    why="azurerm refuses the plan",
    fix="Leave it out for 1",
    source=f"{AZURERM}: parallelism",
)
def parallelism(subject: Subject) -> Iterator[Finding]:
    """Replicas that run at a time."""
    yield from whole(_active(subject), "parallelism", 1, "The parallelism")


@rule(
    "ACJ205",
    ERROR,
    "job.configuration.*_trigger_config.replica_completion_count",
    allowed="a whole number, 1 or more",
    why="azurerm refuses the plan",
    fix="Leave it out for 1",
    source=f"{AZURERM}: replica_completion_count",
)
def completion_count(subject: Subject) -> Iterator[Finding]:
    """Replicas that must succeed."""
    yield from whole(_active(subject), "replica_completion_count", 1, "The completion count")


@rule(
    "ACJ206",
    WARNING,
    "job.configuration.*_trigger_config.parallelism",
    allowed="at most the completion count",
    why="Azure starts replicas that are never needed, and bills them",
    fix="Lower the parallelism, or raise the completion count",
    source=AZURE_JOBS,
)
def parallelism_above_completions(subject: Subject) -> Iterator[Finding]:
    """More replicas at a time than must succeed."""
    trigger = _active(subject)
    at_a_time: object = trigger.__dict__["parallelism"]
    needed: object = trigger.__dict__["replica_completion_count"]
    needed = default.COMPLETIONS if needed is None else needed
    if not (is_literal_number(at_a_time) and is_literal_number(needed)):
        return
    if at_a_time == int(at_a_time) and needed == int(needed) and at_a_time > needed >= 1:
        message = f"{at_a_time} replicas run at a time, and {needed} must succeed"
        yield Finding(trigger, "parallelism", message)


@rule(
    "ACJ207",
    WARNING,
    "job.configuration.trigger_type",
    allowed="settings of the job's own trigger",
    why="A job has one kind of trigger; settings of the others have no effect",
    fix="Set trigger_type to the intended kind, or remove the settings",
    source=f"{AZURERM}: exactly one of the three trigger blocks",
)
def other_triggers(subject: Subject) -> Iterator[Finding]:
    """Settings of a trigger that the job does not have."""
    configuration = subject.job.configuration
    kind: object = configuration.trigger_type
    if not isinstance(kind, ContainerAppJobTriggerType):
        return
    for other, block in configuration._triggers.items():
        if other is kind:
            continue
        for inner in blocks_of(block):
            for attribute in set_attributes(inner):
                hint = Advice(
                    f"Set job.configuration.trigger_type = ContainerAppJobTriggerType.{other.name}",
                    "Keep only the intended trigger block",
                )
                message = f"The job's trigger is {kind.value}, so this {other.value} setting has no effect"
                yield Finding(inner, attribute, message, hint)


@rule(
    "ACJ210",
    ERROR,
    "job.configuration.schedule_trigger_config.cron_expression",
    allowed="minute hour day-of-month month day-of-week, in UTC",
    why="Azure refuses the job in the middle of the apply",
    fix="For example '0 2 * * 0', Sundays at 02:00 UTC",
    source=f"{AZURE_JOBS}#scheduled-jobs",
)
def cron_expression(subject: Subject) -> Iterator[Finding]:
    """A cron expression that Azure can read."""
    configuration = subject.job.configuration
    if configuration.trigger_type is not _SCHEDULE:
        return
    schedule = configuration.schedule_trigger_config
    expression = schedule.cron_expression
    if expression is None or (isinstance(expression, str) and not expression.strip()):
        yield Finding(schedule, "cron_expression", "A scheduled job needs a cron expression")
    elif is_literal_text(expression):
        error = cron.error_in(expression)
        if error is not None:
            marked = (
                "".join(f"\n    {line}" for line in error.marked.splitlines()) if "^" in error.marked else ""
            )
            yield Finding(schedule, "cron_expression", f"{error.message}{marked}", error.hint)


def _expression(subject: Subject) -> str | None:
    """A literal, well-formed cron expression of a scheduled job."""
    configuration = subject.job.configuration
    expression = configuration.schedule_trigger_config.cron_expression
    if configuration.trigger_type is _SCHEDULE and is_literal_text(expression):
        return None if cron.error_in(expression) else expression
    return None


@rule(
    "ACJ211",
    WARNING,
    "job.configuration.schedule_trigger_config.cron_expression",
    allowed="an expression that matches a date",
    why="Azure accepts it, but the job never runs",
    fix="Check that the month has the day",
    source="the calendar",
)
def never_fires(subject: Subject) -> Iterator[Finding]:
    """A schedule without a date, such as the 31st of February."""
    expression = _expression(subject)
    if expression is not None and cron.never_fires(expression):
        schedule = subject.job.configuration.schedule_trigger_config
        message = f"The schedule matches no date, so the job never runs: {cron.describe(expression)}"
        yield Finding(schedule, "cron_expression", message)


@rule(
    "ACJ212",
    WARNING,
    "job.configuration.schedule_trigger_config.cron_expression",
    allowed="an interval longer than the longest execution: timeout x attempts, for each wave of replicas",
    why="Azure starts the next execution while the previous one is still running",
    fix=(
        "Lower the timeout or the retry limit, or run less often; acknowledge the warning if executions "
        "may overlap"
    ),
    source=AZURE_JOBS,
)
def overlapping_executions(subject: Subject) -> Iterator[Finding]:
    """An execution that may take longer than the time to the next one."""
    expression = _expression(subject)
    if expression is None or cron.never_fires(expression):
        return
    schedule = subject.job.configuration.schedule_trigger_config
    effort = _effort(subject)
    found = overlap(expression, effort.longest) if effort else None
    if effort is None or found is None:
        return
    message = (
        f"The job starts every {found.every:g} seconds ({cron.describe(expression)}), but may run for "
        f"{found.longest:g}"
    )
    if effort.attempts > 1 or effort.waves > 1:
        times = f"{effort.attempts:g} attempts of " if effort.attempts > 1 else ""
        waves = f" for each of {effort.waves:,} waves of replicas" if effort.waves > 1 else ""
        message += f": {times}{effort.timeout:g} seconds{waves}"
    yield Finding(schedule, "cron_expression", message)


def longest_run(job: ContainerAppJob) -> float | None:
    """Seconds that an execution may take at least; None when only Terraform knows its timeout."""
    effort = _effort(Subject(job, EnvironmentFacts()))
    return None if effort is None else effort.longest


def _effort(subject: Subject) -> Effort | None:
    """What an execution of a job may do at least; None when its timeout is not known."""
    configuration, trigger = subject.job.configuration, _active(subject)
    timeout: object = configuration.replica_timeout
    if isinstance(timeout, timedelta):
        timeout = timeout.total_seconds()
    timeout = _known(timeout, default.TIMEOUT)
    completions = _known(trigger.__dict__["replica_completion_count"], default.COMPLETIONS)
    at_a_time = _known(trigger.__dict__["parallelism"], default.PARALLELISM)
    if timeout is None:
        return None
    if completions is None or at_a_time is None:
        completions = at_a_time = 1  # one wave at least
    retries = _known(configuration.replica_retry_limit, default.RETRY_LIMIT)
    return Effort(timeout, retries or 0, at_a_time, completions)


def _known(value: object, usual: int) -> float | None:
    """A number that Azure takes, or the usual one; None for others, and for what only Terraform knows."""
    if value is None:
        return usual
    return value if is_literal_number(value) and 0 <= value <= INT32 else None


@rule(
    "ACJ213",
    WARNING,
    "job.configuration.schedule_trigger_config.cron_expression",
    allowed="numbers, for example 1-5 for Monday to Friday",
    why="Azure's documentation shows only numbers; names may be refused during the apply",
    fix="Write numbers: JAN is 1, SUN is 0",
    source=f"{AZURE_JOBS}#scheduled-jobs",
)
def cron_names(subject: Subject) -> Iterator[Finding]:
    """Names of months and days, and a 7 for Sunday, which Azure does not document."""
    expression = _expression(subject)
    if expression is None:
        return
    schedule = subject.job.configuration.schedule_trigger_config
    if any(char.isalpha() for char in expression):
        yield Finding(schedule, "cron_expression", "The cron expression contains names")
    elif "7" in expression.split()[4].partition("/")[0]:
        yield Finding(schedule, "cron_expression", "The cron expression has 7 for Sunday", "Write 0")


@rule(
    "ACJ214",
    WARNING,
    "job.configuration.schedule_trigger_config.cron_expression",
    allowed="days of the month or days of the week, not both",
    why="Cron starts the job on every day that matches one of the two, not only on days that match both",
    fix="Keep one of the two, and let the program check the other",
    source="cron: a day of the month and a day of the week are alternatives",
)
def days_are_alternatives(subject: Subject) -> Iterator[Finding]:
    """Friday the 13th, which is every Friday and every 13th."""
    expression = _expression(subject)
    if expression is not None and cron.days_are_alternatives(expression):
        schedule = subject.job.configuration.schedule_trigger_config
        _, _, day, _, weekday = expression.split()
        message = f"The job runs on the days of the month {day}, and also on the days of the week {weekday}"
        yield Finding(schedule, "cron_expression", message)


@rule(
    "ACJ220",
    WARNING,
    "job.configuration.event_trigger_config.scale.rules",
    allowed="at least one scale rule",
    why="Azure accepts the job, but it never runs",
    fix=Advice(
        "Add a rule to the trigger, for example Event(StorageQueueScaleRule(queue_name=queue))",
        "Add a rules block to event_trigger_config.scale",
    ),
    source=f"{AZURE_JOBS}#event-driven-jobs",
)
def event_without_rule(subject: Subject) -> Iterator[Finding]:
    """An event trigger that watches nothing."""
    configuration = subject.job.configuration
    if configuration.trigger_type is _EVENT and not configuration.event_trigger_config.scale.rules:
        message = "The event trigger has no rule, so it never starts the job"
        yield Finding(configuration, "trigger_type", message, show_value=False)


@rule(
    "ACJ221",
    ERROR,
    "job.configuration.event_trigger_config.scale",
    allowed="min_executions 0 or more, max_executions 1 or more, polling interval 1 second or more",
    why="azurerm refuses the plan",
    fix=f"Leave it out for the default: {default.MIN_EXECUTIONS}, {default.MAX_EXECUTIONS} "
    f"and {default.POLLING_INTERVAL}",
    source=f"{AZURERM}: event_trigger_config.scale",
)
def executions(subject: Subject) -> Iterator[Finding]:
    """Numbers of executions, and the polling interval."""
    if subject.job.configuration.trigger_type is not _EVENT:
        return
    scale = subject.job.configuration.event_trigger_config.scale
    yield from whole(scale, "min_executions", 0, "The minimum number of executions")
    yield from whole(scale, "max_executions", 1, "The maximum number of executions")
    yield from whole(scale, "polling_interval_in_seconds", 1, "The polling interval")


@rule(
    "ACJ222",
    ERROR,
    "job.configuration.event_trigger_config.scale.min_executions",
    allowed="at most max_executions",
    why="Azure refuses the job in the middle of the apply",
    fix="Swap the two",
    source=AZURE_JOBS,
)
def executions_in_order(subject: Subject) -> Iterator[Finding]:
    """The minimum number of executions is not more than the maximum."""
    if subject.job.configuration.trigger_type is not _EVENT:
        return
    scale = subject.job.configuration.event_trigger_config.scale
    least = default.MIN_EXECUTIONS if scale.min_executions is None else scale.min_executions
    most = default.MAX_EXECUTIONS if scale.max_executions is None else scale.max_executions
    if is_literal_number(least) and is_literal_number(most) and least > most:
        yield Finding(scale, "min_executions", f"At least {least} executions, and at most {most}")
