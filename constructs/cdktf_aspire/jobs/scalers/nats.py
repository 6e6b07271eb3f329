"""NATS JetStream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers.declaration import flag, scaler, text, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import METADATA_OR_AUTHENTICATION

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


@scaler("nats-jetstream", page="nats-jetstream")
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
    """

    nats_server_monitoring_endpoint: Text = text(
        "natsServerMonitoringEndpoint", source=METADATA_OR_AUTHENTICATION
    )
    stream: Text = text("stream")
    consumer: Text = text("consumer")
    account: Text | None = text("account", default=None, source=METADATA_OR_AUTHENTICATION)
    account_id: Text | None = text("accountID", default=None, source=METADATA_OR_AUTHENTICATION)
    lag_threshold: Number | None = whole("lagThreshold", default=10, least=1)
    activation_lag_threshold: Number | None = whole("activationLagThreshold", default=0)
    use_https: bool | Text | None = flag("useHttps", default=False)
