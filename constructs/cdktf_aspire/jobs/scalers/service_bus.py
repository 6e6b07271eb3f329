"""Service Bus queues and subscriptions."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

import attrs

from cdktf_aspire.jobs.scalers.declaration import choice, flag, scaler, secret, text, whole
from cdktf_aspire.jobs.scalers.kinds import AZURE_NAME
from cdktf_aspire.jobs.scalers.rule import Access, AzureSource, ScaleRule
from cdktf_aspire.jobs.scalers.scaler import ENVIRONMENT_OR_AUTHENTICATION, OneOf, SignIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.values.value import Number, Text


class ServiceBusOperation(enum.Enum):
    """What the messages of several queues or subscriptions come to."""

    SUM = "sum"
    MAX = "max"
    AVG = "avg"


@scaler(
    "azure-servicebus",
    page="azure-service-bus",
    choices=(OneOf((("queueName",), ("topicName", "subscriptionName"))),),
    sign_in=SignIn((("connection",),), with_identity=("namespace",), roles="Azure Service Bus Data Owner"),
)
class ServiceBusScaleRule(ScaleRule):
    """Messages of a queue or a subscription: https://keda.sh/docs/latest/scalers/azure-service-bus/.

    Without a connection the job's identity signs in, with the role Azure Service Bus Data Owner on the
    namespace: KEDA counts messages through the management API, which wants the right to manage.

    Attributes:
        queue_name: a queue of the application, or the name of one; `queueName`.
        topic_name: a topic of the application, or the name of one, instead of a queue; `topicName`.
        subscription_name: a subscription of the application, or the name of one; `subscriptionName`.
        message_count: messages for one execution; `messageCount`, 5 when not set.
        activation_message_count: no execution up to so many; `activationMessageCount`, 0 when not set.
        namespace: the namespace, or its name alone; `namespace`, follows from queue and subscription.
        use_regex: whether the name is a regular expression for several; `useRegex`, False when not set.
        operation: what the messages of several come to; `operation`, their sum when not set.
        cloud: `AzurePublicCloud`, another one of Azure's, or `Private`; `cloud`, the public one when not set.
        endpoint_suffix: of a private cloud; `endpointSuffix`.
        connection: a connection string with the right to manage, instead of an identity; `connection`.
        resource_group: of a namespace that is given by name; the application's own when not set.
    """

    queue_name: Text | AzureSource | None = text("queueName", default=None)
    topic_name: Text | AzureSource | None = text("topicName", default=None)
    subscription_name: Text | AzureSource | None = text("subscriptionName", default=None)
    message_count: Number | None = whole("messageCount", default=5, least=1)
    activation_message_count: Number | None = whole("activationMessageCount", default=None)
    namespace: Text | AzureSource | None = text("namespace", kind=AZURE_NAME, default=None)
    use_regex: bool | Text | None = flag("useRegex", default=None)
    operation: ServiceBusOperation | Text | None = choice(
        "operation", ServiceBusOperation, default=ServiceBusOperation.SUM
    )
    cloud: Text | None = text("cloud", default=None)
    endpoint_suffix: Text | None = text("endpointSuffix", default=None)
    connection: Text | None = secret("connection", default=None, source=ENVIRONMENT_OR_AUTHENTICATION)
    resource_group: Text | None = attrs.field(default=None)

    access: ClassVar[Mapping[str, Access]] = {
        "namespace": Access("Azure Service Bus Data Owner", "Microsoft.ServiceBus/namespaces")
    }
