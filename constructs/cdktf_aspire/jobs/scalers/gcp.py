"""Google Cloud Pub/Sub."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.scalers import kinds
from cdktf_aspire.jobs.scalers.declaration import number, scaler, secret, text, time
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import AUTHENTICATION, METADATA_OR_ENVIRONMENT, Key, OneOf, SignIn

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text

# How every scaler of Google Cloud signs in from Azure.
GCP_SIGN_IN: Final = SignIn(
    (("GoogleApplicationCredentials",), ("credentials",), ("credentialsFromEnvFile",))
)
GCP_KEYS: Final = (
    Key("GoogleApplicationCredentials", source=AUTHENTICATION, secret=True),
    Key("credentials", source=METADATA_OR_ENVIRONMENT, secret=True),
    Key("credentialsFromEnvFile", source=METADATA_OR_ENVIRONMENT),
)


class PubSubMode(enum.Enum):
    """What of a subscription or a topic counts; Google's other metrics go as text."""

    SUBSCRIPTION_SIZE = "SubscriptionSize"
    OLDEST_UNACKED_MESSAGE_AGE = "OldestUnackedMessageAge"


@scaler(
    "gcp-pubsub",
    page="gcp-pub-sub",
    choices=(OneOf((("subscriptionName",), ("topicName",))),),
    sign_in=GCP_SIGN_IN,
    more=(Key("subscriptionSize", kinds.WHOLE, least=1), *GCP_KEYS[1:]),
)
class PubSubScaleRule(ScaleRule):
    """Messages of a subscription: https://keda.sh/docs/latest/scalers/gcp-pub-sub/.

    Attributes:
        subscription_name: of the subscription, or its full id; `subscriptionName`.
        topic_name: instead of a subscription; `topicName`.
        mode: what of it counts; `mode`, its size when not set.
        value: that of the mode for one execution; `value`, 10 when not set.
        activation_value: no execution up to so much; `activationValue`, 0 when not set.
        aggregation: of a metric over time, such as `sum`; `aggregation`.
        time_horizon: how far back to look; `timeHorizon`, two minutes when not set.
        value_if_null: what counts when Google has no value; `valueIfNull`.
        google_application_credentials: JSON key of a service account; `GoogleApplicationCredentials`.
    """

    subscription_name: Text | None = text("subscriptionName", default=None, source=METADATA_OR_ENVIRONMENT)
    topic_name: Text | None = text("topicName", default=None, source=METADATA_OR_ENVIRONMENT)
    mode: PubSubMode | Text | None = text(
        "mode", kind=kinds.open_choice(PubSubMode), default=PubSubMode.SUBSCRIPTION_SIZE
    )
    value: Number | None = number("value", default=10, least=0)
    activation_value: Number | None = number("activationValue", default=0)
    aggregation: Text | None = text("aggregation", default=None)
    time_horizon: timedelta | Text | None = time("timeHorizon", kinds.GO_DURATION, default=None)
    value_if_null: Number | None = number("valueIfNull", default=None)
    google_application_credentials: Text | None = secret("GoogleApplicationCredentials", default=None)
