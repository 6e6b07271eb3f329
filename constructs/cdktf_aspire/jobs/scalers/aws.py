"""Amazon SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.scalers.declaration import flag, scaler, secret, text, whole
from cdktf_aspire.jobs.scalers.rule import ScaleRule
from cdktf_aspire.jobs.scalers.scaler import (
    ENVIRONMENT_OR_AUTHENTICATION,
    METADATA_OR_AUTHENTICATION,
    METADATA_OR_ENVIRONMENT,
    Key,
    SignIn,
)

if TYPE_CHECKING:
    from cdktf_aspire.values.value import Number, Text

# How every scaler of AWS signs in from Azure, where there is no role of a pod.
AWS_SIGN_IN: Final = SignIn((("awsAccessKeyID", "awsSecretAccessKey"), ("awsRoleArn",)))
AWS_KEYS: Final = (
    Key("awsAccessKeyID", source=ENVIRONMENT_OR_AUTHENTICATION, secret=True),
    Key("awsSecretAccessKey", source=ENVIRONMENT_OR_AUTHENTICATION, secret=True),
    Key("awsSessionToken", source=ENVIRONMENT_OR_AUTHENTICATION, secret=True),
    Key("awsRoleArn", source=METADATA_OR_AUTHENTICATION),
)


@scaler("aws-sqs-queue", page="aws-sqs", sign_in=AWS_SIGN_IN, more=(Key("identityOwner"),))
class SQSScaleRule(ScaleRule):
    """Messages of an Amazon SQS queue: https://keda.sh/docs/latest/scalers/aws-sqs/.

    Attributes:
        queue_url: address or name of the queue; `queueURL`.
        queue_length: messages for one execution; `queueLength`, 5 when not set.
        activation_queue_length: no execution up to so many; `activationQueueLength`, 0 when not set.
        scale_on_in_flight: messages that somebody works on count too; `scaleOnInFlight`, True when not set.
        scale_on_delayed: messages that are delayed count too; `scaleOnDelayed`, False when not set.
        aws_region: of the queue; `awsRegion`.
        aws_endpoint: instead of Amazon's; `awsEndpoint`.
        aws_access_key_id: of a user; `awsAccessKeyID`.
        aws_secret_access_key: of the user; `awsSecretAccessKey`.
        aws_session_token: of temporary credentials; `awsSessionToken`.
        aws_role_arn: a role, instead of a user; `awsRoleArn`.
    """

    queue_url: Text = text("queueURL", source=METADATA_OR_ENVIRONMENT)
    queue_length: Number | None = whole("queueLength", default=5, least=1)
    activation_queue_length: Number | None = whole("activationQueueLength", default=0)
    scale_on_in_flight: bool | Text | None = flag("scaleOnInFlight", default=True)
    scale_on_delayed: bool | Text | None = flag("scaleOnDelayed", default=False)
    aws_region: Text = text("awsRegion", source=METADATA_OR_AUTHENTICATION)
    aws_endpoint: Text | None = text("awsEndpoint", default=None)
    aws_access_key_id: Text | None = secret(
        "awsAccessKeyID", default=None, source=ENVIRONMENT_OR_AUTHENTICATION
    )
    aws_secret_access_key: Text | None = secret(
        "awsSecretAccessKey", default=None, source=ENVIRONMENT_OR_AUTHENTICATION
    )
    aws_session_token: Text | None = secret(
        "awsSessionToken", default=None, source=ENVIRONMENT_OR_AUTHENTICATION
    )
    aws_role_arn: Text | None = text("awsRoleArn", default=None, source=METADATA_OR_AUTHENTICATION)
