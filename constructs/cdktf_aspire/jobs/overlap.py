"""When a scheduled job starts while an earlier execution may still run."""

from __future__ import annotations

import math

from cdktf_aspire.jobs import cron
from cdktf_aspire.values import records


@records.frozen
class Effort:
    """What one execution may do.

    Attributes:
        timeout: seconds after which Azure stops a replica.
        retry_limit: how often a failed replica is started again.
        parallelism: replicas at a time.
        completions: replicas that must succeed.
    """

    timeout: float
    retry_limit: float
    parallelism: float
    completions: float

    @property
    def attempts(self) -> float:
        """How often a replica may be started."""
        return max(self.retry_limit, 0) + 1

    @property
    def waves(self) -> int:
        """How often replicas start together, one wave after the other."""
        return math.ceil(max(self.completions, 1) / max(self.parallelism, 1))

    @property
    def longest(self) -> float:
        """Seconds that it may take."""
        return max(self.timeout, 0) * self.attempts * self.waves


@records.frozen
class Overlap:
    """Executions that may still run when the next one starts.

    Attributes:
        every: seconds between two starts, at least.
        longest: seconds that an execution may take.
        at_a_time: executions at a time, in the worst case.
    """

    every: float
    longest: float
    at_a_time: int


def overlap(cron_expression: str, longest: float) -> Overlap | None:
    """Whether executions of a schedule may overlap.

    Args:
        cron_expression: that Azure takes.
        longest: seconds that an execution may take.
    """
    interval = cron.shortest_interval(cron_expression)
    if interval is None or longest <= interval.total_seconds():
        return None
    every = interval.total_seconds()
    return Overlap(every, longest, math.ceil(longest / every))
