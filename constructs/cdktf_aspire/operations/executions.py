"""The executions of one deployed job: start, read, list, stop."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs.overlap import Effort
from cdktf_aspire.operations.errors import NotThereError, OperationError, azure_errors
from cdktf_aspire.operations.overrides import differences, merged, of_execution
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from azure.core.exceptions import HttpResponseError
    from azure.mgmt.appcontainers import ContainerAppsAPIClient
    from azure.mgmt.appcontainers.models import Job, JobConfiguration, JobExecution

    from cdktf_aspire.operations.azure import Azure
    from cdktf_aspire.operations.job_lookup import JobId
    from cdktf_aspire.operations.overrides import Overrides

# How often, and for how long, something is tried that Azure isn't ready for.
_ATTEMPTS: Final = 6
_PAUSE_SECONDS: Final = 10
_LONGEST_PAUSE: Final = 60
_CHANGE_SECONDS: Final = 600
_CHANGE_PAUSE: Final = 5
_START_SECONDS: Final = 300
_ABSENT_ATTEMPTS: Final = 2
_ABSENT_PAUSE: Final = 3
_UNDER_CHANGE: Final = ("InProgress", "Deleting")
_MOST_NAMES: Final = 3
_ENDED: Final = ("Succeeded", "Failed", "Stopped")


@records.frozen
class ContainerEnd:
    """How a container of an execution stands.

    Attributes:
        replica: of which it is part.
        name: of the container.
        exit_code: None while it runs, and where Azure doesn't say.
        status: such as `Terminated`.
        information: what Azure adds.
    """

    replica: str
    name: str
    exit_code: int | None
    status: str | None
    information: str | None


@records.frozen
class Execution:
    """One run of a job, as Azure last reported it.

    Attributes:
        name: in Azure.
        state: Processing, Running, Succeeded, Failed, Stopped, Degraded or Unknown.
        start, end: in UTC; None when Azure doesn't say.
        template: the containers it runs with.
        reason, message: why it is in its state.
        containers: of all replicas, also those that failed and were tried again.
    """

    name: str
    state: str
    start: datetime | None = None
    end: datetime | None = None
    template: Mapping[str, Any] = attrs.field(factory=dict)
    reason: str | None = None
    message: str | None = None
    containers: tuple[ContainerEnd, ...] = ()

    @property
    def over(self) -> bool:
        """Whether it has ended: Azure calls some that are still running Degraded or Unknown."""
        return self.state in _ENDED or (self.state in ("Degraded", "Unknown") and self.end is not None)

    @property
    def succeeded(self) -> bool:
        """Whether it ended well."""
        return self.state == "Succeeded"

    @property
    def image(self) -> str | None:
        """The image of the first container."""
        containers = self.template.get("containers") or ()
        return str(containers[0].get("image")) if containers else None

    def duration(self, now: datetime | None = None) -> timedelta | None:
        """How long it took, or has taken until now."""
        if self.start is None:
            return None
        end = self.end or (None if self.over else now or datetime.now(UTC))
        return None if end is None else max(end - self.start, timedelta())

    def why(self) -> list[str]:
        """Why it is in its state, in lines: Azure's reason, then each container that ended badly."""
        lines = [": ".join(each for each in (self.reason, self.message) if each)]
        for each in self.containers:
            if each.exit_code:
                more = f" ({each.information})" if each.information else ""
                lines.append(
                    f"container {each.name} of replica {each.replica}: exit code {each.exit_code}{more}"
                )
            elif each.information:
                lines.append(f"container {each.name} of replica {each.replica}: {each.information}")
        return [line for line in lines if line]


@records.frozen
class Started:
    """An execution that was started.

    Attributes:
        name: of the execution.
        template: what it has to run with.
        is_sent: whether that was sent with the start, so that Azure can't take an older one.
    """

    name: str
    template: Mapping[str, Any]
    is_sent: bool = False


@records.define(slots=False)
class DeployedJob:
    """A job in Azure.

    Attributes:
        azure: the sign-in.
        id: of the job.
    """

    azure: Azure
    id: JobId
    _job: Job | None = attrs.field(default=None, init=False)

    @property
    def portal(self) -> str:
        """The job's page in the Azure portal; empty where the cloud doesn't name a portal."""
        portal = self.azure.cloud.portal
        return f"{portal}/#resource{self.id}" if portal else ""

    def read(self) -> Job:
        """The job as it is now.

        Raises:
            OperationError: it isn't there, or may not be read.
        """
        with self._errors(f"read the job {self.id.name}"):
            self._job = self._client.jobs.get(self.id.resource_group, self.id.name)
        return self._job

    @property
    def job(self) -> Job:
        """The job as it was last read."""
        return self._job or self.read()

    @property
    def template(self) -> dict[str, Any]:
        """The job's template."""
        properties = self.job.properties
        template = properties.template if properties else None
        return dict(template.as_dict()) if template else {}

    @property
    def trigger(self) -> str:
        """What starts the job: Manual, Schedule or Event."""
        configuration = self._configuration
        trigger = configuration.trigger_type if configuration else "Manual"
        return str(getattr(trigger, "value", trigger))

    @property
    def longest(self) -> timedelta:
        """How long the job itself lets an execution take: every replica with all of its retries."""
        configuration = self._configuration
        effort = Effort(
            configuration.replica_timeout if configuration else default.TIMEOUT,
            (configuration.replica_retry_limit if configuration else None) or default.RETRY_LIMIT,
            self._of_trigger("parallelism") or default.PARALLELISM,
            self.replicas,
        )
        return timedelta(seconds=effort.longest)

    @property
    def replicas(self) -> int:
        """How many replicas have to succeed."""
        return self._of_trigger("replica_completion_count") or default.COMPLETIONS

    @property
    def _configuration(self) -> JobConfiguration | None:
        return self.job.properties.configuration if self.job.properties else None

    def _of_trigger(self, name: str) -> int | None:
        trigger = getattr(self._configuration, f"{self.trigger.lower()}_trigger_config", None)
        found: int | None = getattr(trigger, name, None)
        return found

    def trigger_of(self, execution: Execution) -> str:
        """What started an execution. Azure doesn't say it; a schedule names its executions by the minute."""
        suffix = execution.name.rpartition("-")[2]
        match self.trigger:
            case "Schedule":
                return "Schedule" if suffix.isdecimal() and len(suffix) >= 8 else "Manual"
            case "Event":
                return "Event or manual"
            case other:
                return other

    def retries_of(self, execution: Execution) -> int | None:
        """How many replicas were more than have to succeed; None where Azure doesn't report replicas."""
        replicas = {each.replica for each in execution.containers}
        return max(len(replicas) - self.replicas, 0) if replicas else None

    def start(self, overrides: Overrides, *, current: bool = False) -> Started:
        """Starts an execution, as the job is or with overrides.

        Where the answer is lost, it looks for a new execution before it asks again.

        Args:
            overrides: what is different.
            current: whether to send the job's template, because Azure can start an older one
                for minutes after a change; not where it has volumes, which can't be sent.

        Raises:
            OperationError: Azure didn't start one.
            UsageError: the overrides don't fit the job.
        """
        self._wait_for_change()
        template = self.template
        mounts = any(
            each.get("volumeMounts")
            for kind in ("containers", "initContainers")
            for each in template.get(kind) or ()
        )
        sent: dict[str, Any] | None = None
        if overrides.any:
            template = sent = merged(template, overrides, self._secrets)
            if mounts:
                self.azure.say(
                    "Warning: a start with changes can't name volumes, and Azure doesn't promise that the "
                    "execution has those of the job. Check that it finds its files."
                )
        elif current and not mounts:
            sent = of_execution(template)
        before = self.executions()
        if running := [each.name for each in before if not each.over]:
            more = f" and {len(running) - _MOST_NAMES} more" if len(running) > _MOST_NAMES else ""
            self.azure.say(f"Already running: {', '.join(running[:_MOST_NAMES])}{more}.")
        name = self._started(sent, {each.name for each in before})
        return Started(name, template, is_sent=sent is not None)

    def execution(self, name: str) -> Execution:
        """An execution as it is now.

        Raises:
            OperationError: it isn't there, or may not be read.
        """
        missing = f"The job {self.id.name} doesn't have an execution {name}, or no longer does."
        with self._errors(f"read the execution {name}", missing=missing):
            return _execution(self._client.job_execution(self.id.resource_group, self.id.name, name))

    def executions(self) -> list[Execution]:
        """The executions that Azure keeps, the newest first."""
        with self._errors(f"list the executions of {self.id.name}"):
            found = [
                _execution(each)
                for each in self._client.jobs_executions.list(self.id.resource_group, self.id.name)
            ]
        earliest = datetime.min.replace(tzinfo=UTC)
        return sorted(found, key=lambda each: (each.start or earliest, each.name), reverse=True)

    def stop(self, name: str) -> None:
        """Stops an execution."""
        with self._errors(f"stop the execution {name}", missing=f"The job doesn't have an execution {name}."):
            # Stopping twice is harmless, so try again after a lost answer.
            self._client.jobs.begin_stop_execution(
                self.id.resource_group,
                self.id.name,
                name,
                polling=False,
                retry_on_methods=frozenset(("GET", "POST")),
            )

    def stale(self, execution: Execution, expected: Mapping[str, Any]) -> list[str]:
        """In what an execution differs from what it has to run with; empty where Azure doesn't say."""
        return differences(expected, execution.template) if execution.template.get("containers") else []

    # -- what starting needs

    @property
    def _client(self) -> ContainerAppsAPIClient:
        return self.azure.jobs(self.id.subscription)

    @property
    def _secrets(self) -> list[str]:
        configuration = self.job.properties.configuration if self.job.properties else None
        return [str(each.name) for each in (configuration.secrets if configuration else None) or ()]

    def _errors(self, doing: str, missing: str | None = None) -> AbstractContextManager[None]:
        there = (
            f"There is no job {self.id.name} in the resource group {self.id.resource_group} of the "
            f"subscription {self.id.subscription}, or the signed-in identity can't see it."
        )
        return azure_errors(doing, missing=missing or there)

    def _read_new(self) -> Job:
        """The job, which may have been created a moment ago and not be known everywhere."""
        for _ in range(_ABSENT_ATTEMPTS):
            try:
                return self.read()
            except NotThereError:
                self.azure.say(f"There is no job {self.id.name} yet; trying again in {_ABSENT_PAUSE} s.")
                time.sleep(_ABSENT_PAUSE)
        return self.read()

    def _wait_for_change(self) -> None:
        """Waits while Azure still creates or changes the job: an execution may use the old template."""
        until = time.monotonic() + _CHANGE_SECONDS
        said = False
        while (state := _provisioning(self._read_new())) in _UNDER_CHANGE:
            if state == "Deleting":
                raise OperationError(f"The job {self.id.name} is being deleted.")
            if time.monotonic() >= until:
                raise OperationError(
                    f"Azure is still changing the job {self.id.name} after {_CHANGE_SECONDS // 60} minutes. "
                    "Try again later."
                )
            if not said:
                self.azure.say(f"Azure is still changing the job {self.id.name}; waiting until it is done.")
                said = True
            time.sleep(_CHANGE_PAUSE)
        if state in ("Failed", "Canceled"):
            self.azure.say(
                f"Warning: the last change of the job {self.id.name} did not succeed ({state}), so the "
                "execution may differ from what was deployed."
            )

    def _started(self, template: Mapping[str, Any] | None, before: set[str]) -> str:
        from azure.core.exceptions import HttpResponseError, ServiceRequestError, ServiceResponseError

        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS
            with self._errors(f"start {self.id.name}"):
                try:
                    return self._request_start(template)
                except HttpResponseError as error:
                    status = error.status_code or 500
                    if status < 500 and status not in (408, 409, 429):
                        raise
                    why, lost = _words(error, status), status >= 500
                    pause = _retry_after(error)
                    if last and not lost:
                        raise
                except ServiceResponseError:
                    why, lost, pause = "The connection was cut before Azure's answer came", True, 2
                except ServiceRequestError:
                    if last:
                        raise
                    why, lost, pause = "Azure can't be reached", False, _PAUSE_SECONDS
            if not last or lost:
                self.azure.say(f"{why}; {'checking' if lost else 'trying again'} in {pause:.0f} s.")
                time.sleep(pause)
            if lost and (begun := self._begun(before)):
                self.azure.say(f"Azure has started the execution {begun} anyway.")
                return begun
        raise OperationError(f"Could not start {self.id.name}: {why}, {_ATTEMPTS} times.")

    def _begun(self, before: set[str]) -> str | None:
        new = [each.name for each in self.executions() if each.name not in before]
        return new[-1] if new else None

    def _request_start(self, template: Mapping[str, Any] | None) -> str:
        from azure.core.exceptions import AzureError, ServiceResponseError
        from azure.mgmt.appcontainers.models import JobExecutionTemplate
        from azure.mgmt.core.polling.arm_polling import ARMPolling

        # No automatic retries here: one after a lost answer could start a second execution.
        poller = self._client.jobs.begin_start(
            self.id.resource_group,
            self.id.name,
            JobExecutionTemplate(template) if template is not None else None,
            retry_total=0,
            polling=ARMPolling(2),
        )
        try:
            poller.wait(_START_SECONDS)
            name = str(poller.result().name or "") if poller.done() else None
        except (AzureError, ValueError) as error:
            # Azure took the request: it is the name that is missing.
            raise ServiceResponseError(str(error)) from None
        if name is None:
            raise OperationError(
                f"Azure accepted the request to start {self.id.name}, but has not named the execution after "
                f"{_START_SECONDS // 60} minutes. `cdktf-aspire executions` shows whether there is one."
            )
        if not name:
            raise ServiceResponseError("without the name of the execution")
        return name


def _provisioning(job: Job) -> str:
    state = job.properties.provisioning_state if job.properties else None
    return str(getattr(state, "value", state))


def _words(error: HttpResponseError, status: int) -> str:
    match status:
        case 409:
            return "Azure is still changing the job (409)"
        case 429:
            return "Azure throttles requests (429)"
        case _:
            return f"Azure answered {status}"


def _retry_after(error: HttpResponseError) -> float:
    headers: Mapping[str, str] = getattr(error.response, "headers", {})
    try:
        asked = float(headers.get("Retry-After", ""))
    except ValueError:
        asked = _PAUSE_SECONDS
    return max(min(asked, _LONGEST_PAUSE), 1)


def _execution(found: JobExecution) -> Execution:
    properties = found.properties
    if properties is None:
        return Execution(str(found.name), "Unknown")
    detail = properties.detailed_status
    return Execution(
        name=str(found.name),
        state=str(getattr(properties.status, "value", properties.status) or "Unknown"),
        start=_utc(properties.start_time),
        end=_utc(properties.end_time),
        template=dict(properties.template.as_dict()) if properties.template else {},
        reason=properties.reason,
        message=properties.message,
        containers=tuple(
            ContainerEnd(
                str(replica.name),
                str(container.name),
                container.code,
                container.status,
                container.additional_information,
            )
            for replica in (detail.replicas if detail else None) or ()
            for container in replica.containers or ()
        ),
    )


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
