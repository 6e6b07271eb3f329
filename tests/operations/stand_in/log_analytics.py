"""The part of the stand-in that has logs: environments, and workspaces that are asked in Kusto's language.

Of the language it knows what the commands write, evaluates that, and refuses everything else: a name that
changed the question would be an error, or give lines of another job.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from tests.operations.stand_in.arm import GROUP, SUBSCRIPTION, Answer, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.operations.stand_in.arm import Request, StandIn

Row = dict[str, Any]
WORKSPACE: Final = "00000000-0000-0000-0000-00000000106a"
WORKSPACE_ID: Final = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    "/providers/Microsoft.OperationalInsights/workspaces/law"
)
_COLUMNS: Final = {
    "Written": "datetime",
    "Arrived": "datetime",
    **dict.fromkeys(("Stream", "Replica", "Container", "Reason", "Text"), "string"),
}


@attrs.define
class Line:
    """A line in the workspace.

    Attributes:
        job: the job's name.
        execution: its name; the replica is named after it.
        text: what was written.
        written: when.
        late: how much later the workspace has it.
        system: the platform's reason, for a line of the platform's.
    """

    job: str
    execution: str
    text: str
    written: datetime = attrs.Factory(lambda: datetime.now(UTC))
    late: timedelta = timedelta(0)
    system: str | None = None
    stream: str = "stdout"
    replica: str = "abcde"
    container: str = ""


class LogAnalytics:
    """Logs of the stand-in's environment.

    Attributes:
        lines: what has been written, beside the console lines of the stand-in's runs.
        destination: of the environment's logs.
        refuses: what a query is answered with, instead of lines.
        partial: what Log Analytics says when it gives a part only.
        queries: as they came.
        settings: the environment's diagnostic settings.
        on_query: is called before each query, to change what is there.
    """

    def __init__(self, stand_in: StandIn) -> None:
        self.lines: list[Line] = []
        self.destination = "log-analytics"
        self.refuses: Answer | None = None
        self.partial: str | None = None
        self.queries: list[str] = []
        self.timespans: list[str] = []
        self.settings: list[Row] = []
        self.on_query: Callable[[], None] = lambda: None
        self._stand_in = stand_in
        environment = r"/managedEnvironments/(?P<environment>[^/]+)"
        diagnostics = rf"{environment}/providers/Microsoft\.Insights/diagnosticSettings$"
        stand_in.routes += [
            ("GET", re.compile(diagnostics), self._diagnostics),
            ("GET", re.compile(rf"{environment}$"), self._environment),
            ("POST", re.compile(r"^/v1/(?:workspaces/)?(?P<workspace>.+)/query$"), self._query),
        ]

    def write(self, job: str, execution: str, *texts: str, system: str | None = None) -> None:
        """Adds lines that are in the workspace at once."""
        self.lines += [Line(job, execution, text, system=system) for text in texts]

    def send_through_azure_monitor(self) -> None:
        """Lets the environment send its logs through its diagnostic settings."""
        self.destination = "azure-monitor"
        off = [{"category": "ContainerAppConsoleLogs", "enabled": False}]
        other = {"logs": off, "workspaceId": WORKSPACE_ID.replace("law", "elsewhere")}
        this = {"logs": [{"categoryGroup": "allLogs", "enabled": True}], "workspaceId": WORKSPACE_ID}
        self.settings = [{"properties": other}, {"properties": this}]

    # What the server does.

    def _environment(self, request: Request, found: re.Match[str]) -> Answer:
        logs: Row = {"destination": self.destination}
        if self.destination == "log-analytics":
            logs["logAnalyticsConfiguration"] = {"customerId": WORKSPACE}
        properties = {"provisioningState": "Succeeded", "appLogsConfiguration": logs}
        name = found["environment"]
        return self._signed_in(request) or Answer(
            200, {"id": request.path, "name": name, "location": "westeurope", "properties": properties}
        )

    def _diagnostics(self, request: Request, found: re.Match[str]) -> Answer:
        return self._signed_in(request) or Answer(200, {"value": self.settings})

    def _query(self, request: Request, found: re.Match[str]) -> Answer:
        refusal = self._signed_in(request) or self.refuses
        if refusal is not None:
            return refusal
        custom = self.destination == "log-analytics"
        if found["workspace"] != (WORKSPACE if custom else WORKSPACE_ID.lstrip("/")):
            return error(404, "WorkspaceNotFoundError", "The workspace could not be found.")
        self.on_query()
        query = request.json["query"]
        self.queries.append(query)
        self.timespans.append(request.json["timespan"])
        start, end = (datetime.fromisoformat(each) for each in request.json["timespan"].split("/"))
        try:
            rows = Kusto(self._tables(custom, start, end)).rows(query)
        except NoTable as missing:
            refusal = error(400, "BadArgumentError", "The request had some invalid properties")
            detail = f"Failed to resolve table or column expression named '{missing}'"
            refusal.body["error"]["innererror"] = {"code": "SEM0100", "message": detail}
            return refusal
        body: Row = {
            "tables": [
                {
                    "name": "PrimaryResult",
                    "columns": [{"name": name, "type": kind} for name, kind in _COLUMNS.items()],
                    "rows": [[_shown(row[name]) for name in _COLUMNS] for row in rows],
                }
            ]
        }
        if self.partial:
            body["error"] = {"code": "PartialError", "message": self.partial}
        return Answer(200, body)

    def _signed_in(self, request: Request) -> Answer | None:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") in self._stand_in.tokens:
            return None
        return error(401, "AuthenticationFailed", "Authentication failed.")

    def _of_runs(self) -> Iterator[Line]:
        for job, executions in self._stand_in.executions.items():
            for execution in executions:
                start = datetime.fromtimestamp(execution.start, UTC)
                for number, text in enumerate(execution.run.console):
                    yield Line(job, execution.name, text, start + timedelta(microseconds=number))

    def _tables(self, custom: bool, start: datetime, end: datetime) -> dict[str, list[Row]]:
        now = datetime.now(UTC)
        found: dict[str, list[Row]] = {}
        for line in (*self.lines, *self._of_runs()):
            arrived = line.written + line.late
            if not (arrived <= now and start <= arrived <= end):
                continue
            console = line.system is None
            name = f"ContainerApp{'Console' if console else 'System'}Logs{'_CL' if custom else ''}"
            replica = f"{line.execution}-{line.replica}"
            columns: Row = {"ContainerName": line.container, "Log": line.text}
            if console:
                columns |= {"ContainerGroupName": replica, "Stream": line.stream}
                columns |= {"ContainerJobName" if custom else "JobName": line.job}
            else:
                columns |= {"JobName": line.job, "ReplicaName": "", "Reason": line.system}
                columns |= (
                    {"ExecutionName": line.execution}
                    if custom
                    else {"Log": f"{line.text} '{line.execution}'"}
                )
            row: Row = {f"{key}_s": value for key, value in columns.items()} if custom else columns
            row |= {"TimeGenerated": arrived if custom else line.written, "$arrived": arrived}
            if custom and console:
                row["_timestamp_d"] = line.written.timestamp()
            found.setdefault(name, []).append(row)
        return found


def _shown(value: object) -> object:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z" if isinstance(value, datetime) else value


def _has(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


class NoTable(Exception):  # noqa: N818
    """There is no such table."""


_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")|(?P<time>datetime\([-0-9TZ:.]+\))"""
    r"""|(?P<number>\d+)|(?P<word>[A-Za-z_]\w*)|(?P<sign>=~|[|(),=>*]))"""
)


class Kusto:
    """Evaluates a query: one table or a union of two, of which each goes through steps.

    Args:
        tables: rows by table; a table without one is not there.
    """

    def __init__(self, tables: Mapping[str, list[Row]]) -> None:
        self._tables = tables
        self._left: list[tuple[str, str]] = []

    def rows(self, query: str) -> list[Row]:
        """The rows that come out.

        Raises:
            NoTable: the query has no table that is there.
            ValueError: it is not understood.
        """
        position, self._left = 0, []
        while query[position:].strip():
            found = _TOKEN.match(query, position)
            if found is None:
                raise ValueError(f"not understood: {query[position:]}")
            self._left.append((str(found.lastgroup), found[0].strip()))
            position = found.end()
        if self._takes("union"):
            for each in ("isfuzzy", "=", "true"):
                self._expect(each)
            rows = self._union()
        else:
            rows = self._piped()
        if self._left:
            raise ValueError(f"left over: {self._left}")
        return rows

    def _union(self) -> list[Row]:
        rows: list[Row] = []
        missing: list[NoTable] = []
        while True:
            self._expect("(")
            try:
                rows += self._piped()
            except NoTable as each:
                missing.append(each)
            self._expect(")")
            if not self._takes(","):
                break
        if len(missing) == 2:
            raise missing[0]
        return self._steps(rows)

    def _piped(self) -> list[Row]:
        name = self._next("word")
        rows = self._steps([dict(row) for row in self._tables.get(name, ())])
        if name not in self._tables:
            raise NoTable(name)
        return rows

    def _steps(self, rows: list[Row]) -> list[Row]:
        while self._takes("|"):
            match self._next("word"):
                case "extend":
                    while True:
                        name = self._next("word")
                        self._expect("=")
                        value = self._value()
                        rows = [{**row, name: value(row)} for row in rows]
                        if not self._takes(","):
                            break
                case "where":
                    checks = [self._check()]
                    while self._takes("or"):
                        checks.append(self._check())
                    rows = [row for row in rows if any(check(row) for check in checks)]
                case "project":
                    names = [self._next("word")]
                    while self._takes(","):
                        names.append(self._next("word"))
                    rows = [{name: row[name] for name in names} for row in rows]
                case "top":
                    count = int(self._next("number"))
                    for each in ("by", "Written", "desc"):
                        self._expect(each)
                    rows = sorted(rows, key=lambda row: row["Written"], reverse=True)[:count]
                case other:
                    raise ValueError(f"no such step: {other}")
        return rows

    def _check(self) -> Callable[[Row], bool]:
        left, (_, operator), right = self._value(), self._left.pop(0), self._value()
        match operator:
            case "=~":
                return lambda row: str(left(row)).lower() == str(right(row)).lower()
            case "startswith":
                return lambda row: str(left(row)).lower().startswith(str(right(row)).lower())
            case "has":
                return lambda row: _has(str(left(row)), str(right(row)))
            case ">":
                return lambda row: left(row) > right(row)
            case _:
                raise ValueError(f"no such operator: {operator}")

    def _value(self) -> Callable[[Row], Any]:
        kind, token = self._left.pop(0)
        match kind, token:
            case "text", _:
                text = json.loads(token)
                return lambda row: text
            case "time", _:
                moment = datetime.fromisoformat(token[len("datetime(") : -1])
                return lambda row: moment
            case "word", "ingestion_time":
                self._expect("(", ")")
                return lambda row: row["$arrived"]
            case "word", "column_ifexists":
                self._expect("(")
                name = json.loads(self._next("text"))
                self._expect(",")
                default = self._value()
                self._expect(")")
                return lambda row: row.get(name, default(row))
            case "word", "real":
                self._expect("(", "null", ")")
                return lambda row: None
            case "word", "coalesce":
                self._expect("(")
                first = self._value()
                self._expect(",")
                second = self._value()
                self._expect(")")
                return lambda row: second(row) if first(row) is None else first(row)
            case "word", "unixtime_milliseconds_todatetime":
                self._expect("(")
                seconds = self._value()
                self._expect("*", "1000", ")")
                return lambda row: None if seconds(row) is None else datetime.fromtimestamp(seconds(row), UTC)
            case "word", _:
                return lambda row: row[token]
            case _:
                raise ValueError(f"no value: {token}")

    def _next(self, kind: str) -> str:
        found, token = self._left.pop(0)
        if found != kind:
            raise ValueError(f"{token} is no {kind}")
        return token

    def _takes(self, token: str) -> bool:
        if self._left and self._left[0][1] == token:
            self._left.pop(0)
            return True
        return False

    def _expect(self, *tokens: str) -> None:
        for token in tokens:
            if not self._takes(token):
                raise ValueError(f"{token} was expected: {self._left[:1]}")
