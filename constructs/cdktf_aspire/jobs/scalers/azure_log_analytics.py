"""Azure Monitor logs: the result of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import flag, number, of_kind, secret, text, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ANYWHERE, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import MILLISECONDS

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "azure-log-analytics",
        sign_in=SignIn(
            "tenantId clientId clientSecret",
            with_identity="",
            rights="the role Log Analytics Reader on the source",
        ),
    )
)
class LogAnalyticsScaleRule(ScaleRule):
    """A query over logs: https://keda.sh/docs/latest/scalers/azure-log-analytics/.

    An identity needs the role Log Analytics Reader on the workspace; assign it with `with_role_assignments`.

    Attributes:
        workspace_id: of the Log Analytics workspace, its `workspace_id` in azurerm; `workspaceId`.
        query: in Kusto, whose first row has the number in its first column; `query`.
        threshold: the number for one execution; `threshold`.
        activation_threshold: no execution up to so much; `activationThreshold`, 0 when not set.
        tenant_id: of an application, instead of an identity; `tenantId`.
        client_id: of the application; `clientId`.
        client_secret: of the application; `clientSecret`.
        cloud: `azurePublicCloud`, another Azure cloud, or `Private`; `cloud`, the public one when not set.
        log_analytics_resource_url: of a private cloud; `logAnalyticsResourceURL`.
        unsafe_ssl: accepts any certificate; `unsafeSsl`, False when not set.
        timeout: of a query; `timeout`, in milliseconds.

    Example:
        ```python
        LogAnalyticsScaleRule(
            workspace_id="11111111-2222-3333-4444-555555555555",
            tenant_id="66666666-7777-8888-9999-000000000000",
            query="AppEvents | where Name == 'todo' | count",
            threshold=10,
            identity="System",
        )
        ```
    """

    workspace_id: Text = text(source=ANYWHERE)
    query: Text = text()
    threshold: Number | Text = number()
    activation_threshold: Number | None = number(default=0)
    tenant_id: Text | None = text(default=None, source=ANYWHERE)
    client_id: Text | None = text(default=None, source=ANYWHERE)
    client_secret: Text | None = secret(default=None, source=ANYWHERE)
    cloud: Text | None = text(default="azurePublicCloud")
    log_analytics_resource_url: Text | None = text("logAnalyticsResourceURL", default=None)
    unsafe_ssl: bool | Text | None = flag(default=False)
    timeout: timedelta | Text | None = of_kind(MILLISECONDS, default=None, least=1)
