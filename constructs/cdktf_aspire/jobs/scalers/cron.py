"""Cron: a window of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import of_kind, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import Scaler
from cdktf_aspire.jobs.keda.value_kinds import CRON, ZONE

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(Scaler("cron"))
class CronScaleRule(ScaleRule):
    """Executions during a window of time: https://keda.sh/docs/latest/scalers/cron/.

    Within the window the job is started at every polling interval. To run once at a time of day, use the
    trigger `Schedule`.

    Attributes:
        start: of the window, five fields; `start`.
        end: of the window, five fields; `end`.
        timezone: of start and end, such as `Europe/Berlin`; `timezone`.
        desired_replicas: executions to start; `desiredReplicas`.

    Example:
        `CronScaleRule(timezone="Europe/Berlin", start="0 8 * * *", end="0 9 * * *", desired_replicas=2)`
    """

    start: Text = of_kind(CRON)
    end: Text = of_kind(CRON)
    timezone: Text = of_kind(ZONE)
    desired_replicas: Number | Text = whole()
