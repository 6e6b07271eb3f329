"""RabbitMQ."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import choice, flag, number, scaler, secret, text, time, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import (
    ANYWHERE,
    AUTHENTICATION,
    ENVIRONMENT_OR_AUTHENTICATION,
    METADATA_OR_AUTHENTICATION,
    Key,
    OneOf,
    SignIn,
)

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class RabbitMQMode(enum.Enum):
    """What of a queue counts; all but the length take the HTTP protocol."""

    QUEUE_LENGTH = "QueueLength"
    MESSAGE_RATE = "MessageRate"
    DELIVER_GET_RATE = "DeliverGetRate"
    PUBLISHED_TO_DELIVERED_RATIO = "PublishedToDeliveredRatio"
    EXPECTED_QUEUE_CONSUMPTION_TIME = "ExpectedQueueConsumptionTime"


class RabbitMQProtocol(enum.Enum):
    """How the scaler speaks to the broker."""

    AUTO = "auto"
    AMQP = "amqp"
    HTTP = "http"


class RabbitMQOperation(enum.Enum):
    """What the numbers of several queues come to."""

    SUM = "sum"
    MAX = "max"
    AVG = "avg"


@scaler(
    "rabbitmq",
    page="rabbitmq-queue",
    choices=(
        OneOf((("mode", "value"), ("queueLength",)), optional=True),
        OneOf((("cert", "key"),), optional=True),
        OneOf((("username", "password"),), optional=True),
    ),
    sign_in=SignIn(optional=True, with_identity=("workloadIdentityResource",), roles="a user of the broker"),
    more=(Key("queueLength", kinds.WHOLE, least=1),),
)
class RabbitMQScaleRule(ScaleRule):
    """Messages of a queue: https://keda.sh/docs/latest/scalers/rabbitmq-queue/.

    Attributes:
        queue_name: of the queue; `queueName`.
        mode: what of it counts, together with a value; `mode`, its length when not set.
        value: that of the mode for one execution; `value`, 20 messages when not set.
        activation_value: no execution up to so much; `activationValue`, 0 when not set.
        host: address of the broker, `amqp://...` or `http://...`, a secret when it has a password; `host`.
        protocol: how to speak to it; `protocol`, as the address says when not set.
        vhost_name: instead of the address's; `vhostName`.
        use_regex: whether the name is a regular expression for several; `useRegex`, False when not set.
        exclude_unacknowledged: only messages that are ready count; `excludeUnacknowledged`, False when not
            set.
        page_size: queues to ask for at once; `pageSize`, 100 when not set.
        operation: what several queues come to; `operation`, the sum when not set.
        timeout: of a request over HTTP; `timeout`, in milliseconds.
        username: instead of the address's; `username`.
        password: instead of the address's; `password`.
        tls: whether the broker speaks TLS; `tls`, False when not set.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client; `cert`.
        key: private key of the client; `key`.
        key_password: of the private key; `keyPassword`.
        unsafe_ssl: takes every certificate; `unsafeSsl`, False when not set.
        workload_identity_resource: for which an identity asks a token; `workloadIdentityResource`.
    """

    queue_name: Text = text("queueName")
    mode: RabbitMQMode | Text | None = text("mode", kind=kinds.choice(RabbitMQMode), default=None)
    value: Number | None = number("value", default=None, least=0)
    activation_value: Number | None = number("activationValue", default=None, least=0)
    host: Text = text("host", source=ANYWHERE)
    protocol: RabbitMQProtocol | Text | None = choice(
        "protocol", RabbitMQProtocol, default=RabbitMQProtocol.AUTO, source=METADATA_OR_AUTHENTICATION
    )
    vhost_name: Text | None = text("vhostName", default=None, source=METADATA_OR_AUTHENTICATION)
    use_regex: bool | Text | None = flag("useRegex", default=None)
    exclude_unacknowledged: bool | Text | None = flag("excludeUnacknowledged", default=None)
    page_size: Number | None = whole("pageSize", default=100, least=1)
    operation: RabbitMQOperation | Text | None = choice(
        "operation", RabbitMQOperation, default=RabbitMQOperation.SUM
    )
    timeout: timedelta | Text | None = time("timeout", kinds.MILLISECONDS, default=None, least=1)
    username: Text | None = text("username", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    password: Text | None = secret("password", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    tls: bool | Text | None = text("tls", kind=kinds.SWITCH, default=False, source=AUTHENTICATION)
    ca: Text | None = secret("ca", default=None)
    cert: Text | None = secret("cert", default=None)
    key: Text | None = secret("key", default=None)
    key_password: Text | None = secret("keyPassword", default=None)
    unsafe_ssl: bool | Text | None = flag("unsafeSsl", default=None)
    workload_identity_resource: Text | None = text(
        "workloadIdentityResource", default=None, source=AUTHENTICATION
    )
