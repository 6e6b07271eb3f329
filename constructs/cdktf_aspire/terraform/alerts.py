"""Alerts on failed executions: a scheduled query over the environment's logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.terraform.engine.elements import create

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.resources.container_app_environment import EnvironmentResources
    from cdktf_aspire.terraform.writer import Writer

_WINDOW = "PT5M"
_SEVERITY = 1


def write_alert(
    writer: Writer, prepared: PreparedJob, job_name: str, environment: EnvironmentResources
) -> TerraformElement:
    """Tells the action groups when an execution used up its retries or its time.

    The reasons are those of Kubernetes' jobs, which Azure writes into its system log.
    """
    resource = prepared.resource
    groups = dict.fromkeys(alert.action_group for alert in Publishing.of(resource).failure_alerts)
    query = (
        "ContainerAppSystemLogs_CL\n"
        f'| where JobName_s == "{job_name}"\n'
        '| where Reason_s in ("BackoffLimitExceeded", "DeadlineExceeded")'
    )
    return create(
        "azurerm_monitor_scheduled_query_rules_alert_v2",
        resource,
        "failure-alert",
        f"{resource.identifier}_failed",
        {
            "name": f"{resource._name_in_azure}-failed",
            "description": f"An execution of the job {resource.name.lower()} failed.",
            "resource_group_name": environment.group_of_jobs(writer),
            "location": environment.location,
            "tags": writer.tags,
            "scopes": [environment.output("log_analytics_workspace_id")],
            "severity": _SEVERITY,
            "evaluation_frequency": _WINDOW,
            "window_duration": _WINDOW,
            "criteria": [
                {
                    "query": query,
                    "time_aggregation_method": "Count",
                    "operator": "GreaterThan",
                    "threshold": 0,
                }
            ],
            "action": {"action_groups": [writer.text(each) for each in groups]},
            # The table is there once the first job has run.
            "skip_query_validation": True,
        },
    )
