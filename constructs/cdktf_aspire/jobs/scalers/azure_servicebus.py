"""Azure Service Bus: queues and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.azure_ids import (
    SERVICE_BUS_NAMESPACE,
    SERVICE_BUS_QUEUE,
    SERVICE_BUS_SUBSCRIPTION,
    SERVICE_BUS_TOPIC,
)
from cdktf_aspire.jobs.keda.attributes import choice, flag, of_kind, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import AzureSource, ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, ENV, OneOf, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import AZURE_NAME

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text


class ServiceBusOperation(PublicEnum):
    """How the numbers of several queues or subscriptions are combined.

    Example:
        ```python
        ServiceBusScaleRule(
            queue_name="orders-.*",
            use_regex=True,
            operation=ServiceBusOperation.MAX,
            connection=password,
        )
        ```
    """

    SUM = "sum"
    MAX = "max"
    AVG = "avg"


@typed_rule(
    Scaler(
        "azure-servicebus",
        page="azure-service-bus",
        aliases=("servicebus",),
        choices=(OneOf("queueName | topicName subscriptionName"),),
        sign_in=SignIn("connection", with_identity="namespace"),
    )
)
class ServiceBusScaleRule(ScaleRule):
    """Messages of a queue or a subscription: https://keda.sh/docs/latest/scalers/azure-service-bus/.

    Without a connection the job's identity signs in, with the role Azure Service Bus Data Owner on the
    namespace: KEDA counts messages through the management API, which requires the right to manage.

    Attributes:
        queue_name: a queue of the application, or the name of one; `queueName`.
        topic_name: a topic of the application, or the name of one, instead of a queue; `topicName`.
        subscription_name: a subscription of the application, or the name of one; `subscriptionName`.
        message_count: messages for one execution; `messageCount`, 5 when not set.
        activation_message_count: no execution up to so many; `activationMessageCount`, 0 when not set.
        namespace: the namespace, or its name; `namespace`, follows from queue and subscription.
        use_regex: whether the name is a regular expression for several; `useRegex`, False when not set.
        operation: how the numbers of several are combined; `operation`, their sum when not set.
        cloud: `AzurePublicCloud`, another Azure cloud, or `Private`; `cloud`, the public one when not set.
        endpoint_suffix: of a private cloud; `endpointSuffix`.
        connection: a connection string with the right to manage, instead of an identity; `connection`.
        resource_group: of a namespace that is given by name; the application's own when not set.

    Example:
        ```python
        orders = builder.add_azure_service_bus("bus").add_service_bus_queue("orders")
        rule = ServiceBusScaleRule(queue_name=orders, message_count=10)
        worker.publish_as_azure_container_app_job(trigger=Event(rule))
        ```
    """

    queue_name: Text | AzureSource | None = text(default=None, azure_type=SERVICE_BUS_QUEUE)
    topic_name: Text | AzureSource | None = text(default=None, azure_type=SERVICE_BUS_TOPIC)
    subscription_name: Text | AzureSource | None = text(default=None, azure_type=SERVICE_BUS_SUBSCRIPTION)
    message_count: Number | None = whole(default=5, least=1)
    activation_message_count: Number | None = whole(default=None)
    namespace: Text | AzureSource | None = of_kind(
        AZURE_NAME, default=None, azure_type=SERVICE_BUS_NAMESPACE, role="Azure Service Bus Data Owner"
    )
    use_regex: bool | Text | None = flag(default=None)
    operation: ServiceBusOperation | Text | None = choice(
        ServiceBusOperation, default=ServiceBusOperation.SUM
    )
    cloud: Text | None = text(default=None)
    endpoint_suffix: Text | None = text(default=None)
    connection: Text | None = secret(default=None, source=ENV | AUTH)
    resource_group: Text | None = attrs.field(default=None)
