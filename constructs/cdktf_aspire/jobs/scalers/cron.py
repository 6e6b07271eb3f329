"""A window of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import scaler, text, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@scaler("cron", page="cron")
class CronScaleRule(ScaleRule):
    """Executions during a window of time: https://keda.sh/docs/latest/scalers/cron/.

    Within the window the job is started at every polling interval. For one run at a time of the day use the
    trigger `Schedule`.

    Attributes:
        start: of the window, five fields; `start`.
        end: of the window, five fields; `end`.
        timezone: of start and end, such as `Europe/Berlin`; `timezone`.
        desired_replicas: executions to start; `desiredReplicas`.
    """

    start: Text = text("start", kind=kinds.CRON)
    end: Text = text("end", kind=kinds.CRON)
    timezone: Text = text("timezone", kind=kinds.ZONE)
    desired_replicas: Number | Text = whole("desiredReplicas")
