"""Google Cloud Pub/Sub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import number, of_kind, secret, text, typed_rule
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import (
    ENV,
    METADATA,
    OneOf,
    Scaler,
    SignIn,
    counts,
    optional,
    register,
    required,
    secrets,
)
from cdktf_aspire.jobs.keda.value_kinds import GO_DURATION, NUMBER, WHOLE, open_choice

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text

# How every scaler of Google Cloud signs in from Azure.
_SIGN_IN: Final = SignIn("GoogleApplicationCredentials | credentials | credentialsFromEnvFile")
_KEYS: Final = [
    *secrets("GoogleApplicationCredentials"),
    *secrets("credentials", METADATA | ENV),
    *optional("credentialsFromEnvFile", METADATA | ENV),
]


class PubSubMode(PublicEnum):
    """The metric of a subscription or a topic; pass Google's other metrics as text.

    Example:
        ```python
        PubSubScaleRule(
            subscription_name="orders",
            mode=PubSubMode.OLDEST_UNACKED_MESSAGE_AGE,
            value=60,
            google_application_credentials=password,
        )
        ```
    """

    SUBSCRIPTION_SIZE = "SubscriptionSize"
    OLDEST_UNACKED_MESSAGE_AGE = "OldestUnackedMessageAge"


@typed_rule(
    Scaler(
        "gcp-pubsub",
        [counts("subscriptionSize"), _KEYS],
        page="gcp-pub-sub",
        choices=(OneOf("subscriptionName | topicName"),),
        sign_in=_SIGN_IN,
    )
)
class PubSubScaleRule(ScaleRule):
    """Messages of a subscription: https://keda.sh/docs/latest/scalers/gcp-pub-sub/.

    Attributes:
        subscription_name: of the subscription, or its full id; `subscriptionName`.
        topic_name: instead of a subscription; `topicName`.
        mode: the metric; `mode`, the size when not set.
        value: of the metric for one execution; `value`, 10 when not set.
        activation_value: no execution up to so much; `activationValue`, 0 when not set.
        aggregation: of a metric over time, such as `sum`; `aggregation`.
        time_horizon: how far back to look; `timeHorizon`, two minutes when not set.
        value_if_null: the value to use when Google has none; `valueIfNull`.
        google_application_credentials: JSON key of a service account; `GoogleApplicationCredentials`.

    Example:
        `PubSubScaleRule(subscription_name="orders", value=10, google_application_credentials=password)`
    """

    subscription_name: Text | None = text(default=None, source=METADATA | ENV)
    topic_name: Text | None = text(default=None, source=METADATA | ENV)
    mode: PubSubMode | Text | None = of_kind(open_choice(PubSubMode), default=PubSubMode.SUBSCRIPTION_SIZE)
    value: Number | None = number(default=10, least=0)
    activation_value: Number | None = number(default=0)
    aggregation: Text | None = text(default=None)
    time_horizon: timedelta | Text | None = of_kind(GO_DURATION, default=None)
    value_if_null: Number | None = number(default=None)
    google_application_credentials: Text | None = secret("GoogleApplicationCredentials", default=None)


register(
    Scaler(
        "gcp-stackdriver",
        [
            required("projectId filter"),
            optional("targetValue=5 activationTargetValue=0 valueIfNull", kind=NUMBER),
            optional("filterDuration alignmentPeriodSeconds", kind=WHOLE, least=0),
            optional("alignmentAligner alignmentReducer"),
            _KEYS,
        ],
        sign_in=_SIGN_IN,
    ),
    Scaler(
        "gcp-storage",
        [
            required("bucketName"),
            counts("targetObjectCount=100 maxBucketItemsToScan=1000", "activationTargetObjectCount=0"),
            optional("blobDelimiter blobPrefix"),
            _KEYS,
        ],
        sign_in=_SIGN_IN,
    ),
)
