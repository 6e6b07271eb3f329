"""NATS JetStream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import flag, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, METADATA, Scaler

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@typed_rule(Scaler("nats-jetstream"))
class NatsJetStreamScaleRule(ScaleRule):
    """Messages that a consumer has not read yet: https://keda.sh/docs/latest/scalers/nats-jetstream/.

    Attributes:
        nats_server_monitoring_endpoint: `<host>:<port>` of the server's monitoring;
            `natsServerMonitoringEndpoint`.
        stream: of the messages; `stream`.
        consumer: whose lag counts; `consumer`.
        account: of NATS; `account`.
        account_id: of NATS, instead of its name; `accountID`.
        lag_threshold: messages for one execution; `lagThreshold`, 10 when not set.
        activation_lag_threshold: no execution up to so many; `activationLagThreshold`, 0 when not set.
        use_https: whether the monitoring speaks TLS; `useHttps`, False when not set.

    Example:
        ```python
        NatsJetStreamScaleRule(
            nats_server_monitoring_endpoint="nats:8222",
            account="$G",
            stream="orders",
            consumer="billing",
            lag_threshold=10,
        )
        ```
    """

    nats_server_monitoring_endpoint: Text = text(source=METADATA | AUTH)
    stream: Text = text()
    consumer: Text = text()
    account: Text | None = text(default=None, source=METADATA | AUTH)
    account_id: Text | None = text("accountID", default=None, source=METADATA | AUTH)
    lag_threshold: Number | None = whole(default=10, least=1)
    activation_lag_threshold: Number | None = whole(default=0)
    use_https: bool | Text | None = flag(default=False)
