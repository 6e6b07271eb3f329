"""What a job's containers wrote and what the platform says of it, from the workspace of its environment.

Lines reach the workspace some minutes after they are written.
"""

from __future__ import annotations

import contextlib
import functools
import re
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.jobs import azure_ids
from cdktf_aspire.operations.azure import CONNECT_SECONDS, READ_SECONDS
from cdktf_aspire.operations.errors import OperationError, UnreachableError, azure_errors, masked
from cdktf_aspire.operations.log_query import MOST_LINES, LogSource, query_text
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from azure.core.exceptions import HttpResponseError
    from azure.mgmt.appcontainers.models import ManagedEnvironment
    from azure.monitor.query import LogsQueryClient, LogsTable

    from cdktf_aspire.operations.executions import DeployedJob

_SERVER_SECONDS: Final = READ_SECONDS - 10
_DIAGNOSTICS_VERSION: Final = "2021-05-01-preview"
_CATEGORIES: Final = frozenset({"ContainerAppConsoleLogs", "ContainerAppSystemLogs"})
# Clocks differ.
_MARGIN: Final = timedelta(minutes=5)
# A row ingested this long before the newest one may become visible after it.
_OVERLAP: Final = timedelta(minutes=2)
# What a workspace keeps when nobody says otherwise.
RETENTION: Final = timedelta(days=30)
PAUSE_SECONDS: float = 5
_NOTE_SECONDS: float = 60
_QUIET_SECONDS: float = 90
_SETTLE_SECONDS: float = 300
_LOST_SECONDS: float = 300
# A question can be repeated, although it is a POST.
_METHODS: Final = frozenset({"GET", "POST"})
# How programs color what they write.
_STYLE: Final = re.compile(r"\x1b\[[0-9;:]*m")


@records.frozen
class LogLine:
    """One line.

    Attributes:
        written: when it was written.
        arrived: when the workspace had it.
        stream: `stdout` or `stderr`; `system` for the platform's.
        replica: its name begins with that of the execution.
        container: empty for the platform's lines about a whole replica or execution.
        reason: of the platform's lines, for example `BackoffLimitExceeded`.
        text: without a line break at its end.
    """

    written: datetime
    arrived: datetime
    stream: str
    replica: str
    container: str
    reason: str
    text: str


@records.frozen
class Workspace:
    """Where an environment's lines are stored.

    Attributes:
        id: the workspace's own id, or that of its resource in Azure.
        environment: name of the environment.
        custom: whether they are in custom tables, to which the environment sends them itself; as the
            environment's destination is `log-analytics`, not `azure-monitor`.
    """

    id: str
    environment: str
    custom: bool


@records.define(slots=False)
class JobLogs:
    """The logs of one job."""

    job: DeployedJob

    @cached_property
    def workspace(self) -> Workspace:
        """Where the logs of the job's environment are.

        Raises:
            OperationError: they are nowhere, or it can't be read where.
        """
        environment = self._environment
        name = environment.name or "of the job"
        properties = environment.properties
        settings = properties.app_logs_configuration if properties else None
        destination = (settings.destination if settings else None) or "none"
        if destination == "azure-monitor":
            return Workspace(self._workspace_of_diagnostics(environment.id or "", name), name, custom=False)
        target = settings.log_analytics_configuration if settings else None
        if destination == "log-analytics" and target is not None and target.customer_id:
            return Workspace(target.customer_id, name, custom=True)
        raise OperationError(
            f"The environment {name} keeps no logs (its destination is {destination!r}), so there is nothing "
            "to read. Give it a Log Analytics workspace: environment.with_azure_log_analytics_workspace(...)."
        )

    def read(
        self,
        execution: str | None,
        since: datetime,
        *,
        last: int,
        sources: Collection[LogSource],
        arrived_after: datetime | None = None,
    ) -> list[LogLine]:
        """Lines in the order in which they were written.

        Args:
            execution: only its lines; those of all executions when None.
            since: with a time zone.
            last: how many, counted from the end.
            sources: who wrote them.
            arrived_after: only lines that the workspace got later.

        Raises:
            OperationError: they can't be read.
        """
        workspace = self.workspace
        query = query_text(
            self.job.id.name,
            execution=execution,
            sources=sources,
            custom=workspace.custom,
            last=last,
            arrived_after=arrived_after,
        )
        found = [
            LogLine(
                written=row["Written"],
                arrived=row["Arrived"] or row["Written"],
                stream=str(row["Stream"] or ""),
                replica=str(row["Replica"] or ""),
                container=str(row["Container"] or ""),
                reason=str(row["Reason"] or ""),
                text=str(row["Text"] or "").rstrip("\r\n"),
            )
            for table in self._ask(query, (since - _MARGIN, datetime.now(UTC) + _MARGIN))
            for row in reversed(table.rows)
        ]
        return sorted(found, key=lambda line: line.written)

    def follow(
        self, execution: str, since: datetime, *, last: int, sources: Collection[LogSource]
    ) -> Iterator[Sequence[LogLine]]:
        """Lines as they come, until the execution has ended and its lines have arrived.

        Args:
            execution: its name.
            since: as in `read`.
            last: how many of the existing ones.
            sources: who wrote them.

        Raises:
            OperationError: they can't be read, or the execution has not ended when it should have.
        """
        tail = Tail(self, execution, since, last, sources)
        began = said = reached = time.monotonic()
        longest = self.job.longest.total_seconds() + _SETTLE_SECONDS
        while True:
            try:
                run, new = self.job.execution(execution), tail.poll()
            except UnreachableError as error:
                if time.monotonic() - reached > _LOST_SECONDS:
                    raise
                self.job.azure.say(f"{error} Still following.")
                time.sleep(PAUSE_SECONDS)
                continue
            reached = time.monotonic()
            if new:
                said = reached
                yield new
            if run.over and tail.is_complete(run.end):
                return
            now = time.monotonic()
            if not run.over and now - began > longest:
                raise OperationError(
                    f"{execution} should have ended by now, but Azure reports it as {run.state}: "
                    "its log is no longer followed."
                )
            if now - said >= _NOTE_SECONDS:
                said = now
                waits = "waiting for its last lines" if run.over else "no new lines"
                self.job.azure.say(f"{execution} is {run.state}: {waits} ...")
            time.sleep(PAUSE_SECONDS)

    # Requests to Azure.

    @cached_property
    def _environment(self) -> ManagedEnvironment:
        properties = self.job.job.properties
        environment_id = (properties.environment_id if properties else None) or ""
        found = azure_ids.match_id(environment_id, azure_ids.ENVIRONMENT)
        if found is None:
            raise OperationError(f"Azure doesn't say which environment the job {self.job.id.name} is in.")
        what = f"the environment {found['name']}, which knows where the logs are"
        missing = f"The environment {found['name']}, which knew where the logs are, no longer exists."
        with _reading(what, "Reader on the environment", missing):
            client = self.job.azure.jobs(found["subscription"])
            return client.managed_environments.get(found["group"], found["name"])

    def _workspace_of_diagnostics(self, environment_id: str, name: str) -> str:
        """The id of the workspace that an environment's diagnostic settings send its logs to."""
        from azure.core.rest import HttpRequest

        url = f"{environment_id}/providers/Microsoft.Insights/diagnosticSettings"
        what = f"the diagnostic settings of the environment {name}, which say where the logs are"
        with _reading(what, "Monitoring Reader on the environment"):
            response = self.job.azure.jobs(self.job.id.subscription).send_request(
                HttpRequest("GET", url, params={"api-version": _DIAGNOSTICS_VERSION})
            )
            response.raise_for_status()
            document = response.json()
        for setting in document.get("value", ()):
            properties = setting.get("properties", {})
            sends = any(
                log.get("enabled") and (log.get("category") in _CATEGORIES or log.get("categoryGroup"))
                for log in properties.get("logs", ())
            )
            if sends and properties.get("workspaceId"):
                return str(properties["workspaceId"])
        raise OperationError(
            f"The environment {name} sends its logs through Azure Monitor, but none of its diagnostic "
            "settings names a Log Analytics workspace for them, so there is nothing to read."
        )

    @cached_property
    def _client(self) -> LogsQueryClient:
        from azure.monitor.query import LogsQueryClient

        endpoint = self.job.azure.cloud.log_analytics
        if not endpoint:
            raise OperationError("This cloud doesn't say where Log Analytics is.")
        return LogsQueryClient(
            self.job.azure.credential,
            endpoint=endpoint,
            retry_policy=self.job.azure.retries(),
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
        )

    def _ask(self, query: str, timespan: tuple[datetime, datetime]) -> Sequence[LogsTable]:
        from azure.core.exceptions import HttpResponseError
        from azure.monitor.query import LogsQueryPartialResult

        workspace = self.workspace
        client, name = self._client, workspace.environment
        with _reading(
            f"the logs of the environment {name}",
            f"Log Analytics Reader on the workspace {workspace.id}",
            f"The workspace {workspace.id}, where the environment {name} sends its logs, no longer exists.",
        ):
            # The id of a workspace's resource in Azure has a slash, its own has none.
            ask = client.query_resource if "/" in workspace.id else client.query_workspace
            try:
                found = ask(
                    workspace.id.lstrip("/"),
                    query,
                    timespan=timespan,
                    server_timeout=_SERVER_SECONDS,
                    retry_on_methods=_METHODS,
                )
            except HttpResponseError as error:
                if error.status_code == 400 and _no_table_yet(error):
                    return []
                raise
        if isinstance(found, LogsQueryPartialResult):
            reason = found.partial_error
            words = masked(f"{reason.code}: {reason.message}") if reason else "no reason given"
            self.job.azure.say(f"Log Analytics returned only some of the lines ({words}).")
            return found.partial_data or []
        return found.tables


class Tail:
    """The lines of an execution that have arrived since the last look.

    Args:
        logs: of the job.
        execution: its name.
        since: as in `JobLogs.read`.
        last: how many of the existing ones.
        sources: who wrote them.
    """

    def __init__(
        self, logs: JobLogs, execution: str, since: datetime, last: int, sources: Collection[LogSource]
    ) -> None:
        self._read = functools.partial(logs.read, execution, since, sources=sources)
        self._last = last
        self._seen: Counter[LogLine] = Counter()
        self._arrived: datetime | None = None
        self._changed = time.monotonic()
        self._over: float | None = None

    def poll(self) -> list[LogLine]:
        """The new lines, in the order in which they were written."""
        # A line may become visible after others that arrived later: so some are read again.
        arrived_after = self._arrived - _OVERLAP if self._arrived else None
        found = Counter(
            self._read(last=MOST_LINES if self._seen else self._last, arrived_after=arrived_after)
        )
        new = sorted((found - self._seen).elements(), key=lambda line: line.written)
        self._seen |= found
        if new:
            self._arrived = max(line.arrived for line in found)
            self._changed = time.monotonic()
        return new

    def is_complete(self, end: datetime | None) -> bool:
        """Whether no more lines are to be expected, once the execution is over.

        Args:
            end: when it ended, if that is known.
        """
        now = time.monotonic()
        if self._over is None:
            ago = (datetime.now(UTC) - end).total_seconds() if end else 0
            self._over = now - max(ago, 0)
        is_quiet = now - max(self._changed, self._over) >= _QUIET_SECONDS
        return now - self._over >= _SETTLE_SECONDS or (bool(self._seen) and is_quiet)


@contextlib.contextmanager
def _reading(what: str, role: str, missing: str | None = None) -> Iterator[None]:
    """As `azure_errors`; what is refused needs another role than to start a job does."""
    from azure.core.exceptions import HttpResponseError

    with azure_errors(f"read {what}", missing=missing):
        try:
            yield
        except HttpResponseError as error:
            if error.status_code == 403:
                raise OperationError(
                    f"The signed-in identity isn't allowed to read {what}. It needs the role {role}."
                ) from None
            raise


def _no_table_yet(error: HttpResponseError) -> bool:
    """Whether the workspace has never had a line: Log Analytics makes a table with the first one."""
    text = error.response.text() if error.response is not None else ""
    return "Failed to resolve table" in text or "SEM0100" in text


def last_lines(
    job: DeployedJob, execution: str, command: str, *, count: int = 20, wait: float = 120
) -> list[str]:
    """The end of an execution's log, to be shown when it has failed; it never raises an `OperationError`.

    Args:
        job: the job.
        execution: its name.
        command: what shows all of it, for the user to type.
        count: how many lines.
        wait: seconds to wait for lines that are not in the workspace yet.

    Returns:
        Lines to print, and at the end what is missing, if something is.
    """
    logs = JobLogs(job)
    try:
        since = job.execution(execution).start or datetime.now(UTC) - RETENTION
        found: list[LogLine] = []
        for attempt in range(max(round(wait / PAUSE_SECONDS), 1)):
            before, found = found, logs.read(execution, since, last=count, sources=tuple(LogSource))
            # Once some are there, the others are near.
            if found and found == before:
                break
            if attempt == 0:
                job.azure.say(f"Waiting for its log, at most {wait:.0f} s ...")
            time.sleep(PAUSE_SECONDS)
    except OperationError as error:
        return [f"Its log can't be read. {error}"]
    if not found:
        return [f"Its log hasn't reached the workspace yet. Try again in a few minutes: {command}"]
    return [*(shown(line) for line in found), f"The whole log, in a few minutes: {command}"]


def shown(line: LogLine, *, writer: bool = False) -> str:
    """A line for a terminal or a log, in which nothing can act.

    Args:
        line: as it was read.
        writer: whether to say which replica and container wrote it.
    """
    parts = (
        "/".join(filter(None, (line.replica, line.container))) if writer else "",
        "" if line.stream == "stdout" else f"[{line.stream}]",
        f"{line.reason}:" if line.reason else "",
        _STYLE.sub("", line.text),
    )
    text = message_text(" ".join(filter(None, parts)))
    return f"{line.written.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z {text}"
