"""Azure Monitor: metrics, and queries over logs."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import flag, number, scaler, secret, text, time
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import ANYWHERE, Key, SignIn

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class MetricAggregation(enum.Enum):
    """What the values of a metric over the interval come to."""

    AVERAGE = "Average"
    TOTAL = "Total"
    MAXIMUM = "Maximum"
    MINIMUM = "Minimum"
    COUNT = "Count"


@scaler(
    "azure-monitor",
    page="azure-monitor",
    sign_in=SignIn(
        (("activeDirectoryClientId", "activeDirectoryClientPassword"),),
        with_identity=(),
        roles="Monitoring Reader",
    ),
    more=(Key("activeDirectoryEndpoint"),),
)
class AzureMonitorScaleRule(ScaleRule):
    """A metric of any resource in Azure: https://keda.sh/docs/latest/scalers/azure-monitor/.

    An identity needs the role Monitoring Reader on the resource; give it with `with_role_assignments`.

    Attributes:
        target_value: of the metric for one execution; `targetValue`.
        activation_target_value: no execution up to so much; `activationTargetValue`, 0 when not set.
        resource_uri: `<namespace>/<type>/<name>`, such as `Microsoft.Web/sites/api`; `resourceURI`.
        tenant_id: of the subscription; `tenantId`.
        subscription_id: of the resource; `subscriptionId`.
        resource_group_name: of the resource; `resourceGroupName`.
        metric_name: of the metric; `metricName`.
        metric_namespace: of the metric; `metricNamespace`.
        metric_filter: on the metric's dimensions; `metricFilter`.
        metric_aggregation_interval: how far back to look; `metricAggregationInterval`, 5 minutes when not
            set.
        metric_aggregation_type: what the values come to; `metricAggregationType`.
        active_directory_client_id: of an application, instead of an identity; `activeDirectoryClientId`.
        active_directory_client_password: of the application; `activeDirectoryClientPassword`.
        cloud: `AzurePublicCloud`, another one of Azure's, or `Private`; `cloud`, the public one when not set.
        azure_resource_manager_endpoint: of a private cloud; `azureResourceManagerEndpoint`.
    """

    target_value: Number | Text = number("targetValue", least=0)
    activation_target_value: Number | None = number("activationTargetValue", default=0)
    resource_uri: Text = text("resourceURI")
    tenant_id: Text = text("tenantId")
    subscription_id: Text = text("subscriptionId")
    resource_group_name: Text = text("resourceGroupName")
    metric_name: Text = text("metricName")
    metric_namespace: Text | None = text("metricNamespace", default=None)
    metric_filter: Text | None = text("metricFilter", default=None)
    metric_aggregation_interval: timedelta | Text | None = time(
        "metricAggregationInterval", kinds.CLOCK, default=None
    )
    metric_aggregation_type: MetricAggregation | Text = text(
        "metricAggregationType", kind=kinds.open_choice(MetricAggregation)
    )
    active_directory_client_id: Text | None = text("activeDirectoryClientId", default=None, source=ANYWHERE)
    active_directory_client_password: Text | None = secret(
        "activeDirectoryClientPassword", default=None, source=ANYWHERE
    )
    cloud: Text | None = text("cloud", default=None)
    azure_resource_manager_endpoint: Text | None = text("azureResourceManagerEndpoint", default=None)


@scaler(
    "azure-log-analytics",
    page="azure-log-analytics",
    sign_in=SignIn(
        (("tenantId", "clientId", "clientSecret"),), with_identity=(), roles="Log Analytics Reader"
    ),
)
class LogAnalyticsScaleRule(ScaleRule):
    """A query over logs: https://keda.sh/docs/latest/scalers/azure-log-analytics/.

    An identity needs the role Log Analytics Reader on the workspace; give it with `with_role_assignments`.

    Attributes:
        workspace_id: of the Log Analytics workspace, its `workspace_id` in azurerm; `workspaceId`.
        query: in Kusto, whose first row has the number in its first column; `query`.
        threshold: the number for one execution; `threshold`.
        activation_threshold: no execution up to so much; `activationThreshold`, 0 when not set.
        tenant_id: of an application, instead of an identity; `tenantId`.
        client_id: of the application; `clientId`.
        client_secret: of the application; `clientSecret`.
        cloud: `azurePublicCloud`, another one of Azure's, or `Private`; `cloud`, the public one when not set.
        log_analytics_resource_url: of a private cloud; `logAnalyticsResourceURL`.
        unsafe_ssl: takes every certificate; `unsafeSsl`, False when not set.
        timeout: of a query; `timeout`, in milliseconds.
    """

    workspace_id: Text = text("workspaceId", source=ANYWHERE)
    query: Text = text("query")
    threshold: Number | Text = number("threshold")
    activation_threshold: Number | None = number("activationThreshold", default=0)
    tenant_id: Text | None = text("tenantId", default=None, source=ANYWHERE)
    client_id: Text | None = text("clientId", default=None, source=ANYWHERE)
    client_secret: Text | None = secret("clientSecret", default=None, source=ANYWHERE)
    cloud: Text | None = text("cloud", default="azurePublicCloud")
    log_analytics_resource_url: Text | None = text("logAnalyticsResourceURL", default=None)
    unsafe_ssl: bool | Text | None = flag("unsafeSsl", default=False)
    timeout: timedelta | Text | None = time("timeout", kinds.MILLISECONDS, default=None, least=1)
