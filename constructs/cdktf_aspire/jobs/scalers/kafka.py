"""Apache Kafka."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import choice, flag, of_kind, secret, text, texts, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, CERTIFICATE, ENV, METADATA, Needs, Scaler
from cdktf_aspire.jobs.keda.value_kinds import SWITCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.values.value import Number, Text


class OffsetResetPolicy(PublicEnum):
    """Where a consumer group without an offset starts.

    Example:
        ```python
        KafkaScaleRule(
            bootstrap_servers="kafka:9092",
            consumer_group="billing",
            topic="orders",
            offset_reset_policy=OffsetResetPolicy.EARLIEST,
        )
        ```
    """

    LATEST = "latest"
    EARLIEST = "earliest"


class KafkaSasl(PublicEnum):
    """How the scaler signs in to the brokers.

    Example:
        ```python
        KafkaScaleRule(
            bootstrap_servers="kafka:9093",
            consumer_group="billing",
            topic="orders",
            sasl=KafkaSasl.SCRAM_SHA512,
            username="billing",
            password=password,
        )
        ```
    """

    NONE = "none"
    PLAINTEXT = "plaintext"
    SCRAM_SHA256 = "scram_sha256"
    SCRAM_SHA512 = "scram_sha512"
    OAUTHBEARER = "oauthbearer"
    GSSAPI = "gssapi"


class SaslTokenProvider(PublicEnum):
    """The provider of the token for `KafkaSasl.OAUTHBEARER`.

    Example:
        ```python
        KafkaScaleRule(
            bootstrap_servers="b-1.contoso.kafka.eu-central-1.amazonaws.com:9098",
            consumer_group="billing",
            topic="orders",
            tls=True,
            sasl=KafkaSasl.OAUTHBEARER,
            sasl_token_provider=SaslTokenProvider.AWS_MSK_IAM,
            aws_region="eu-central-1",
        )
        ```
    """

    BEARER = "bearer"
    AWS_MSK_IAM = "aws_msk_iam"


@typed_rule(
    Scaler(
        "kafka",
        page="apache-kafka",
        aliases=("apache-kafka",),
        choices=(CERTIFICATE,),
        needs=(
            Needs("sasl", "username password", "plaintext scram_sha256 scram_sha512"),
            Needs("saslTokenProvider", "awsRegion", "aws_msk_iam"),
            Needs("limitToPartitionsWithLag", "topic", "true"),
            Needs("ensureEvenDistributionOfPartitions", "topic", "true"),
        ),
    )
)
class KafkaScaleRule(ScaleRule):
    """Messages that a consumer group has not read yet: https://keda.sh/docs/latest/scalers/apache-kafka/.

    Event Hubs also support Kafka: `<namespace>.servicebus.windows.net:9093`, `sasl=KafkaSasl.PLAINTEXT`,
    `tls=True`, the username `$ConnectionString` and the connection string as the password.

    Attributes:
        bootstrap_servers: `<host>:<port>` of the brokers; `bootstrapServers`.
        consumer_group: whose lag counts; `consumerGroup`.
        topic: that counts; `topic`, all of the group when not set.
        partition_limitation: partitions that count, such as `1,3-5`; `partitionLimitation`.
        lag_threshold: messages for one execution; `lagThreshold`, 10 when not set.
        activation_lag_threshold: no execution up to so many; `activationLagThreshold`, 0 when not set.
        offset_reset_policy: where a group without an offset starts; `offsetResetPolicy`, latest when not set.
        allow_idle_consumers: allows more executions than partitions; `allowIdleConsumers`, False when not
            set.
        exclude_persistent_lag: ignores a partition that makes no progress; `excludePersistentLag`, False when
            not set.
        scale_to_zero_on_invalid_offset: no execution if the offset isn't valid; `scaleToZeroOnInvalidOffset`,
            False when not set.
        limit_to_partitions_with_lag: no more executions than partitions with lag;
            `limitToPartitionsWithLag`, False when not set.
        ensure_even_distribution_of_partitions: a number of executions that divides the partitions evenly;
            `ensureEvenDistributionOfPartitions`, False when not set.
        full_metadata: requests all topics, not only one; `fullMetadata`, True when not set.
        version: of the brokers; `version`, 1.0.0 when not set.
        tls: whether the brokers use TLS; `tls`, False when not set.
        unsafe_ssl: accepts any certificate; `unsafeSsl`, False when not set.
        ca: certificate of the authority; `ca`.
        cert: certificate of the client; `cert`.
        key: private key of the client; `key`.
        key_password: of the private key; `keyPassword`.
        sasl: how to sign in; `sasl`, no sign-in when not set.
        username: to sign in with; `username`.
        password: to sign in with; `password`.
        sasl_token_provider: for OAUTHBEARER; `saslTokenProvider`, bearer when not set.
        scopes: for OAUTHBEARER; `scopes`.
        oauth_token_endpoint_uri: for OAUTHBEARER; `oauthTokenEndpointUri`.
        oauth_extensions: for OAUTHBEARER, `key=value` each; `oauthExtensions`.
        keytab: for GSSAPI; `keytab`.
        realm: for GSSAPI; `realm`.
        kerberos_config: for GSSAPI; `kerberosConfig`.
        kerberos_service_name: for GSSAPI; `kerberosServiceName`, kafka when not set.
        kerberos_disable_fast: for GSSAPI; `kerberosDisableFAST`, False when not set.
        aws_region: of Amazon MSK; `awsRegion`.

    Example:
        ```python
        KafkaScaleRule(
            bootstrap_servers="kafka:9092", consumer_group="billing", topic="orders", lag_threshold=100
        )
        ```
    """

    bootstrap_servers: Sequence[Text] | Text = texts(source=METADATA | ENV)
    consumer_group: Text = text(source=METADATA | ENV)
    topic: Text | None = text(default=None, source=METADATA | ENV)
    partition_limitation: Text | None = text(default=None)
    lag_threshold: Number | None = whole(default=10, least=1)
    activation_lag_threshold: Number | None = whole(default=0)
    offset_reset_policy: OffsetResetPolicy | Text | None = choice(
        OffsetResetPolicy, default=OffsetResetPolicy.LATEST
    )
    allow_idle_consumers: bool | Text | None = flag(default=False)
    exclude_persistent_lag: bool | Text | None = flag(default=False)
    scale_to_zero_on_invalid_offset: bool | Text | None = flag(default=False)
    limit_to_partitions_with_lag: bool | Text | None = flag(default=False)
    ensure_even_distribution_of_partitions: bool | Text | None = flag(default=False)
    full_metadata: bool | Text | None = flag(default=True)
    version: Text | None = text(default=None)
    tls: bool | Text | None = of_kind(SWITCH, default=False, source=METADATA | AUTH)
    unsafe_ssl: bool | Text | None = flag(default=False)
    ca: Text | None = secret(default=None)
    cert: Text | None = secret(default=None)
    key: Text | None = secret(default=None)
    key_password: Text | None = secret(default=None)
    sasl: KafkaSasl | Text | None = choice(KafkaSasl, default=None, source=METADATA | AUTH)
    username: Text | None = text(default=None, source=AUTH)
    password: Text | None = secret(default=None)
    sasl_token_provider: SaslTokenProvider | Text | None = choice(
        SaslTokenProvider, default=None, source=METADATA | AUTH
    )
    scopes: Sequence[Text] | Text | None = texts(default=None, source=AUTH)
    oauth_token_endpoint_uri: Text | None = text(default=None, source=AUTH)
    oauth_extensions: Sequence[Text] | Text | None = texts(default=None, source=AUTH)
    keytab: Text | None = secret(default=None)
    realm: Text | None = text(default=None, source=AUTH)
    kerberos_config: Text | None = text(default=None, source=AUTH)
    kerberos_service_name: Text | None = text(default=None, source=AUTH)
    kerberos_disable_fast: bool | Text | None = flag("kerberosDisableFAST", default=False, source=AUTH)
    aws_region: Text | None = text(default=None)
