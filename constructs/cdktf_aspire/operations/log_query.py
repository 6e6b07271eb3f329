"""The questions to Log Analytics, in Kusto's language.

The tables and their columns: https://learn.microsoft.com/azure/container-apps/log-monitoring and
https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerappconsolelogs
"""

from __future__ import annotations

import enum
import json
from datetime import UTC
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

# Azure gives at most 500,000 rows at once.
MOST_LINES: Final = 100_000
_EPOCH: Final = 'column_ifexists("_timestamp_d", real(null))'


class LogSource(enum.Enum):
    """Who wrote a line: a container of the job, or the platform."""

    CONSOLE = "Console"
    SYSTEM = "System"


def query_text(
    job: str,
    *,
    execution: str | None,
    sources: Collection[LogSource],
    custom: bool,
    last: int,
    arrived_after: datetime | None = None,
) -> str:
    """The query of the last lines, in Kusto's language, the newest first.

    Args:
        job: its name in Azure.
        execution: only its lines.
        sources: who wrote them.
        custom: whether they are in custom tables, to which the environment sends them itself.
        last: how many.
        arrived_after: only lines that the workspace got later.
    """
    tables = [_table(each, job, execution, custom, arrived_after) for each in LogSource if each in sources]
    # A table is there once something has been written into it; without one, the other still counts.
    both = "union isfuzzy=true\n" + ",\n".join(f"({each})" for each in tables)
    return f"{tables[0] if len(tables) == 1 else both}\n| top {last:d} by Written desc"


def _table(
    source: LogSource, job: str, execution: str | None, custom: bool, arrived_after: datetime | None
) -> str:
    console = source is LogSource.CONSOLE

    def column(name: str) -> str:
        # Columns of a custom table are there once a value has been written into them.
        return f'column_ifexists("{name}{"_s" if custom else ""}", "")'

    columns = {
        "Job": column("ContainerJobName" if console and custom else "JobName"),
        "Execution": '""' if console else column("ExecutionName"),
        "Replica": column("ContainerGroupName" if console else "ReplicaName"),
        "Container": column("ContainerName"),
        "Stream": column("Stream") if console else '"system"',
        "Reason": '""' if console else column("Reason"),
        "Text": column("Log"),
        "Arrived": "ingestion_time()",
        # In a custom table TimeGenerated is the time of arrival.
        "Written": f"coalesce(unixtime_milliseconds_todatetime({_EPOCH} * 1000), TimeGenerated)"
        if custom
        else "TimeGenerated",
    }
    steps = [
        f"ContainerApp{source.value}Logs{'_CL' if custom else ''}",
        "extend " + ", ".join(f"{name} = {value}" for name, value in columns.items()),
        f"where Job =~ {quoted(job)}",
    ]
    if execution is not None:
        steps.append(
            f"where Replica startswith {quoted(f'{execution}-')} or Execution =~ {quoted(execution)}"
            + ("" if console else f" or Text has {quoted(execution)}")
        )
    if arrived_after is not None:
        steps.append(f"where Arrived > datetime({arrived_after.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ})")
    steps.append("project Written, Arrived, Stream, Replica, Container, Reason, Text")
    return "\n| ".join(steps)


def quoted(text: str) -> str:
    """Text as a literal of Kusto's, whose escapes are those of JSON: nothing in it ends it."""
    return json.dumps(text)
