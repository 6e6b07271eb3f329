"""An alert when an execution of a job fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
GROUP = "/subscriptions/s/resourceGroups/g/providers/microsoft.insights/actionGroups/on-call"


def test_a_failed_execution_of_that_job_alone_tells_the_action_group(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job().alert_on_failure(GROUP)
    apphost.builder.add_container("other", IMAGE).publish_as_azure_container_app_job()

    alerts = apphost.terraform()["resource"]["azurerm_monitor_scheduled_query_rules_alert_v2"]
    assert list(alerts) == ["batch_failed"]
    alert = alerts["batch_failed"]
    assert alert["scopes"] == ["${azurerm_log_analytics_workspace.env_law.id}"]
    assert alert["criteria"][0]["query"].splitlines() == [
        "ContainerAppSystemLogs_CL",
        '| where JobName_s == "${azurerm_container_app_job.batch.name}"',
        '| where Reason_s in ("BackoffLimitExceeded", "DeadlineExceeded")',
    ]
    assert alert["action"] == {"action_groups": [GROUP]}


def test_several_action_groups_are_selected_by_one_alert(apphost: AppHost) -> None:
    group = apphost.builder.add_parameter("action-group")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.alert_on_failure(GROUP).alert_on_failure(group).alert_on_failure(GROUP)

    alert = apphost.resource("azurerm_monitor_scheduled_query_rules_alert_v2", "batch_failed")
    assert alert["action"] == {"action_groups": [GROUP, "${var.action_group}"]}


def test_the_workspace_of_an_existing_environment_must_be_named(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").as_existing("shared", "rg")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job().alert_on_failure(GROUP)
    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ931", "batch")

    workspace = apphost.builder.add_azure_log_analytics_workspace("logs").as_existing("shared-logs", "rg")
    environment.with_azure_log_analytics_workspace(workspace)
    alert = apphost.resource("azurerm_monitor_scheduled_query_rules_alert_v2", "batch_failed")
    assert alert["scopes"] == ["${data.azurerm_log_analytics_workspace.logs.id}"]
