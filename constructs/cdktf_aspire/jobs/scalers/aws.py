"""Amazon SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.keda.attributes import flag, secret, text, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import (
    AUTH,
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
from cdktf_aspire.jobs.keda.value_kinds import FLAG, NUMBER, SECONDS, WHOLE

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text

# How every scaler of AWS signs in from Azure, where there is no role of a pod.
_SIGN_IN: Final = SignIn("awsAccessKeyID awsSecretAccessKey | awsRoleArn")
_KEYS: Final = [
    *secrets("awsAccessKeyID awsSecretAccessKey awsSessionToken", ENV | AUTH),
    *optional("awsRoleArn", METADATA | AUTH),
]


@typed_rule(Scaler("aws-sqs-queue", [optional("identityOwner")], page="aws-sqs", sign_in=_SIGN_IN))
class SQSScaleRule(ScaleRule):
    """Messages of an Amazon SQS queue: https://keda.sh/docs/latest/scalers/aws-sqs/.

    Attributes:
        queue_url: address or name of the queue; `queueURL`.
        queue_length: messages for one execution; `queueLength`, 5 when not set.
        activation_queue_length: no execution up to so many; `activationQueueLength`, 0 when not set.
        scale_on_in_flight: also counts messages that are being processed; `scaleOnInFlight`, True when not
            set.
        scale_on_delayed: also counts delayed messages; `scaleOnDelayed`, False when not set.
        aws_region: of the queue; `awsRegion`.
        aws_endpoint: instead of Amazon's; `awsEndpoint`.
        aws_access_key_id: of a user; `awsAccessKeyID`.
        aws_secret_access_key: of the user; `awsSecretAccessKey`.
        aws_session_token: of temporary credentials; `awsSessionToken`.
        aws_role_arn: a role, instead of a user; `awsRoleArn`.

    Example:
        ```python
        SQSScaleRule(
            queue_url="https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
            aws_region="eu-central-1",
            aws_access_key_id=password,
            aws_secret_access_key=password,
        )
        ```
    """

    queue_url: Text = text("queueURL", source=METADATA | ENV)
    queue_length: Number | None = whole(default=5, least=1)
    activation_queue_length: Number | None = whole(default=0)
    scale_on_in_flight: bool | Text | None = flag(default=True)
    scale_on_delayed: bool | Text | None = flag(default=False)
    aws_region: Text = text(source=METADATA | AUTH)
    aws_endpoint: Text | None = text(default=None)
    aws_access_key_id: Text | None = secret("awsAccessKeyID", default=None, source=ENV | AUTH)
    aws_secret_access_key: Text | None = secret(default=None, source=ENV | AUTH)
    aws_session_token: Text | None = secret(default=None, source=ENV | AUTH)
    aws_role_arn: Text | None = text(default=None, source=METADATA | AUTH)


register(
    Scaler(
        "aws-cloudwatch",
        [
            optional("namespace metricName dimensionName dimensionValue expression"),
            required("targetMetricValue minMetricValue", kind=NUMBER),
            optional("activationTargetMetricValue", kind=NUMBER),
            optional("ignoreNullValues=true", kind=FLAG),
            optional("metricCollectionTime=300 metricStatPeriod=300 metricEndTimeOffset=0", kind=SECONDS),
            optional("metricStat=Average metricUnit"),
            optional("awsAccountId", too_new=True),
            optional("awsEndpoint identityOwner"),
            required("awsRegion", METADATA | AUTH),
            _KEYS,
        ],
        choices=(OneOf("namespace metricName dimensionName dimensionValue | expression"),),
        sign_in=_SIGN_IN,
    ),
    Scaler(
        "aws-dynamodb",
        [
            required("tableName keyConditionExpression expressionAttributeNames expressionAttributeValues"),
            required("awsRegion", METADATA | AUTH),
            optional("awsEndpoint indexName"),
            optional("filterExpression", too_new=True),
            optional("identityOwner"),
            optional("targetValue=-1 activationTargetValue=0", kind=WHOLE),
            _KEYS,
        ],
        sign_in=_SIGN_IN,
    ),
    Scaler(
        "aws-dynamodb-streams",
        [
            counts("shardCount=2", "activationShardCount=0"),
            required("tableName"),
            required("awsRegion", METADATA | AUTH),
            optional("awsEndpoint identityOwner"),
            _KEYS,
        ],
        sign_in=_SIGN_IN,
    ),
    Scaler(
        "aws-kinesis-stream",
        [
            counts("shardCount=2", "activationShardCount=0"),
            required("streamName"),
            required("awsRegion", METADATA | AUTH),
            optional("awsEndpoint identityOwner"),
            _KEYS,
        ],
        page="aws-kinesis",
        sign_in=_SIGN_IN,
    ),
)
