"""Azure Monitor metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import number, of_kind, secret, text, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, Scaler, SignIn, optional
from cdktf_aspire.jobs.keda.value_kinds import CLOCK, open_choice

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class MetricAggregation(PublicEnum):
    """How the values of a metric over the interval are combined.

    Example:
        ```python
        AzureMonitorScaleRule(
            resource_uri="Microsoft.Cache/redis/cache-prod",
            resource_group_name="rg-prod",
            subscription_id="11111111-2222-3333-4444-555555555555",
            tenant_id="66666666-7777-8888-9999-000000000000",
            metric_name="connectedclients",
            metric_aggregation_type=MetricAggregation.AVERAGE,
            target_value=100,
            identity="System",
        )
        ```
    """

    AVERAGE = "Average"
    TOTAL = "Total"
    MAXIMUM = "Maximum"
    MINIMUM = "Minimum"
    COUNT = "Count"


@typed_rule(
    Scaler(
        "azure-monitor",
        [optional("activeDirectoryEndpoint")],
        sign_in=SignIn(
            "activeDirectoryClientId activeDirectoryClientPassword",
            with_identity="",
            rights="the role Monitoring Reader on the source",
        ),
    )
)
class AzureMonitorScaleRule(ScaleRule):
    """A metric of any resource in Azure: https://keda.sh/docs/latest/scalers/azure-monitor/.

    An identity needs the role Monitoring Reader on the resource; assign it with `with_role_assignments`.

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
        metric_aggregation_type: how the values are combined; `metricAggregationType`.
        active_directory_client_id: of an application, instead of an identity; `activeDirectoryClientId`.
        active_directory_client_password: of the application; `activeDirectoryClientPassword`.
        cloud: `AzurePublicCloud`, another Azure cloud, or `Private`; `cloud`, the public one when not set.
        azure_resource_manager_endpoint: of a private cloud; `azureResourceManagerEndpoint`.

    Example:
        ```python
        AzureMonitorScaleRule(
            resource_uri="Microsoft.Cache/redis/cache-prod",
            resource_group_name="rg-prod",
            subscription_id="11111111-2222-3333-4444-555555555555",
            tenant_id="66666666-7777-8888-9999-000000000000",
            metric_name="connectedclients",
            metric_aggregation_type=MetricAggregation.MAXIMUM,
            target_value=100,
            identity="System",
        )
        ```
    """

    target_value: Number | Text = number(least=0)
    activation_target_value: Number | None = number(default=0)
    resource_uri: Text = text("resourceURI")
    tenant_id: Text = text()
    subscription_id: Text = text()
    resource_group_name: Text = text()
    metric_name: Text = text()
    metric_namespace: Text | None = text(default=None)
    metric_filter: Text | None = text(default=None)
    metric_aggregation_interval: timedelta | Text | None = of_kind(CLOCK, default=None)
    metric_aggregation_type: MetricAggregation | Text = of_kind(open_choice(MetricAggregation))
    active_directory_client_id: Text | None = text(default=None, source=ANYWHERE)
    active_directory_client_password: Text | None = secret(default=None, source=ANYWHERE)
    cloud: Text | None = text(default=None)
    azure_resource_manager_endpoint: Text | None = text(default=None)
