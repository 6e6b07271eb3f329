"""RabbitMQ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import choice, flag, number, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import (
    ANYWHERE,
    AUTH,
    CERTIFICATE,
    ENV,
    METADATA,
    OneOf,
    Scaler,
    SignIn,
    counts,
)
from cdktf_aspire.jobs.keda.value_kinds import MILLISECONDS, SWITCH

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class RabbitMQMode(PublicEnum):
    """What is counted of a queue; every mode except the length needs the HTTP protocol.

    Example:
        ```python
        RabbitMQScaleRule(
            host=password,
            protocol=RabbitMQProtocol.HTTP,
            queue_name="orders",
            mode=RabbitMQMode.MESSAGE_RATE,
            value=100,
        )
        ```
    """

    QUEUE_LENGTH = "QueueLength"
    MESSAGE_RATE = "MessageRate"
    DELIVER_GET_RATE = "DeliverGetRate"
    PUBLISHED_TO_DELIVERED_RATIO = "PublishedToDeliveredRatio"
    EXPECTED_QUEUE_CONSUMPTION_TIME = "ExpectedQueueConsumptionTime"


class RabbitMQProtocol(PublicEnum):
    """How the scaler speaks to the broker.

    Example:
        ```python
        RabbitMQScaleRule(
            host=password,
            protocol=RabbitMQProtocol.AMQP,
            queue_name="orders",
            mode=RabbitMQMode.QUEUE_LENGTH,
            value=10,
        )
        ```
    """

    AUTO = "auto"
    AMQP = "amqp"
    HTTP = "http"


class RabbitMQOperation(PublicEnum):
    """How the numbers of several queues are combined.

    Example:
        ```python
        RabbitMQScaleRule(
            host=password,
            protocol=RabbitMQProtocol.HTTP,
            queue_name="orders-.*",
            use_regex=True,
            operation=RabbitMQOperation.SUM,
            mode=RabbitMQMode.QUEUE_LENGTH,
            value=10,
        )
        ```
    """

    SUM = "sum"
    MAX = "max"
    AVG = "avg"


@typed_rule(
    Scaler(
        "rabbitmq",
        [counts("queueLength")],
        page="rabbitmq-queue",
        choices=(
            OneOf("mode value | queueLength", optional=True),
            CERTIFICATE,
            OneOf("username password", optional=True),
        ),
        sign_in=SignIn(
            optional=True, with_identity="workloadIdentityResource", rights="a user in the broker"
        ),
    )
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

    Example:
        `RabbitMQScaleRule(host=password, queue_name="orders", mode=RabbitMQMode.QUEUE_LENGTH, value=10)`
    """

    queue_name: Text = text()
    mode: RabbitMQMode | Text | None = choice(RabbitMQMode, default=None)
    value: Number | None = number(default=None, least=0)
    activation_value: Number | None = number(default=None, least=0)
    host: Text = text(source=ANYWHERE)
    protocol: RabbitMQProtocol | Text | None = choice(
        RabbitMQProtocol, default=RabbitMQProtocol.AUTO, source=METADATA | AUTH
    )
    vhost_name: Text | None = text(default=None, source=METADATA | AUTH)
    use_regex: bool | Text | None = flag(default=None)
    exclude_unacknowledged: bool | Text | None = flag(default=None)
    page_size: Number | None = whole(default=100, least=1)
    operation: RabbitMQOperation | Text | None = choice(RabbitMQOperation, default=RabbitMQOperation.SUM)
    timeout: timedelta | Text | None = of_kind(MILLISECONDS, default=None, least=1)
    username: Text | None = text(default=None, source=ENV | AUTH)
    password: Text | None = secret(default=None, source=ENV | AUTH)
    tls: bool | Text | None = of_kind(SWITCH, default=False, source=AUTH)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    key_password: Text | None = secret(default=None)
    unsafe_ssl: bool | Text | None = flag(default=None)
    workload_identity_resource: Text | None = text(default=None, source=AUTH)
