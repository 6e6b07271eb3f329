"""Scalers that azurerm accepts and that have no class of their own: for `ScaleRule.custom`.

The keys, their defaults and where they come from are those of KEDA 2.20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.scalers.aws import AWS_KEYS, AWS_SIGN_IN
from cdktf_aspire.jobs.scalers.gcp import GCP_KEYS, GCP_SIGN_IN
from cdktf_aspire.jobs.scalers.kinds import (
    FLAG,
    GO_DURATION,
    NUMBER,
    SECONDS,
    SWITCH,
    TEXT,
    WHOLE,
    Kind,
    one_of,
)
from cdktf_aspire.jobs.scalers.scaler import (
    ANYWHERE,
    AUTHENTICATION,
    ENVIRONMENT_OR_AUTHENTICATION,
    METADATA,
    METADATA_OR_AUTHENTICATION,
    METADATA_OR_ENVIRONMENT,
    OPEN,
    Key,
    Needs,
    OneOf,
    Scaler,
    SignIn,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def _required(names: str, source: Source = METADATA, kind: Kind = TEXT) -> list[Key]:
    return [Key(name, kind, required=True, source=source) for name in names.split()]


def _optional(
    names: str, source: Source = METADATA, kind: Kind = TEXT, least: float | None = None
) -> list[Key]:
    """Keys that may be left out, each with KEDA's default after `=` where there is one."""
    parts = (name.partition("=") for name in names.split())
    return [
        Key(name, kind, default=default if equals else None, source=source, least=least)
        for name, equals, default in parts
    ]


def _secrets(names: str, source: Source = AUTHENTICATION) -> list[Key]:
    return [Key(name, source=source, secret=True) for name in names.split()]


def _scaler(
    kind: str,
    page: str,
    *keys: Iterable[Key],
    choices: tuple[OneOf, ...] = (),
    needs: tuple[Needs, ...] = (),
    sign_in: SignIn = OPEN,
) -> Scaler:
    by_name = {key.name: key for group in keys for key in group}
    return Scaler(kind, page, by_name, choices, needs, sign_in)


_ALL: Final = [
    _scaler(
        "activemq",
        "activemq",
        _optional("managementEndpoint destinationName brokerName corsHeader restAPITemplate"),
        _optional("username", ANYWHERE),
        _secrets("password", ANYWHERE),
        _optional("targetQueueSize=10", kind=WHOLE, least=1),
        _optional("activationTargetQueueSize=0", kind=WHOLE, least=0),
        choices=(
            OneOf((("managementEndpoint", "destinationName", "brokerName"), ("restAPITemplate",)), False),
        ),
        sign_in=SignIn((("username", "password"),)),
    ),
    _scaler(
        "artemis-queue",
        "artemis",
        _optional("managementEndpoint queueName brokerName brokerAddress restApiTemplate corsHeader"),
        _optional("username", ANYWHERE),
        _secrets("password", ANYWHERE),
        _optional("queueLength=10", kind=WHOLE, least=1),
        _optional("activationQueueLength=10", kind=WHOLE, least=0),
        _optional("unsafeSsl=false", kind=FLAG),
        _secrets("ca cert key keyPassword"),
        choices=(
            OneOf(
                (
                    ("managementEndpoint", "queueName", "brokerName", "brokerAddress"),
                    ("restApiTemplate",),
                ),
                False,
            ),
        ),
        sign_in=SignIn((("username", "password"),)),
    ),
    _scaler(
        "aws-cloudwatch",
        "aws-cloudwatch",
        _optional("namespace metricName dimensionName dimensionValue expression"),
        _required("targetMetricValue minMetricValue", kind=NUMBER),
        _optional("activationTargetMetricValue", kind=NUMBER),
        _optional("ignoreNullValues=true", kind=FLAG),
        _optional("metricCollectionTime=300 metricStatPeriod=300 metricEndTimeOffset=0", kind=SECONDS),
        _optional("metricStat=Average metricUnit awsAccountId awsEndpoint identityOwner"),
        _required("awsRegion", METADATA_OR_AUTHENTICATION),
        AWS_KEYS,
        choices=(OneOf((("namespace", "metricName", "dimensionName", "dimensionValue"), ("expression",))),),
        sign_in=AWS_SIGN_IN,
    ),
    _scaler(
        "aws-dynamodb",
        "aws-dynamodb",
        _required("tableName keyConditionExpression expressionAttributeNames expressionAttributeValues"),
        _required("awsRegion", METADATA_OR_AUTHENTICATION),
        _optional("awsEndpoint indexName filterExpression identityOwner"),
        _optional("targetValue=-1 activationTargetValue=0", kind=WHOLE),
        AWS_KEYS,
        sign_in=AWS_SIGN_IN,
    ),
    _scaler(
        "aws-dynamodb-streams",
        "aws-dynamodb-streams",
        _optional("shardCount=2", kind=WHOLE, least=1),
        _optional("activationShardCount=0", kind=WHOLE, least=0),
        _required("tableName"),
        _required("awsRegion", METADATA_OR_AUTHENTICATION),
        _optional("awsEndpoint identityOwner"),
        AWS_KEYS,
        sign_in=AWS_SIGN_IN,
    ),
    _scaler(
        "aws-kinesis-stream",
        "aws-kinesis",
        _optional("shardCount=2", kind=WHOLE, least=1),
        _optional("activationShardCount=0", kind=WHOLE, least=0),
        _required("streamName"),
        _required("awsRegion", METADATA_OR_AUTHENTICATION),
        _optional("awsEndpoint identityOwner"),
        AWS_KEYS,
        sign_in=AWS_SIGN_IN,
    ),
    _scaler(
        "azure-app-insights",
        "azure-app-insights",
        _optional("targetValue", kind=NUMBER),
        _optional("activationTargetValue=0", kind=NUMBER),
        _required("metricId metricAggregationTimespan metricAggregationType"),
        _optional("metricFilter cloud appInsightsResourceURL activeDirectoryEndpoint"),
        _optional("ignoreNullValues=false", kind=FLAG),
        _required("applicationInsightsId tenantId", ANYWHERE),
        _optional("activeDirectoryClientId", ANYWHERE),
        _secrets("activeDirectoryClientPassword", ENVIRONMENT_OR_AUTHENTICATION),
        sign_in=SignIn(
            (("activeDirectoryClientId", "activeDirectoryClientPassword"),),
            with_identity=(),
            roles="Monitoring Reader",
        ),
    ),
    _scaler(
        "azure-data-explorer",
        "azure-data-explorer",
        _required("databaseName endpoint query"),
        _required("threshold", kind=NUMBER),
        _optional("activationThreshold=0", kind=NUMBER),
        _optional("cloud activeDirectoryEndpoint"),
        _optional("tenantId clientId", ANYWHERE),
        _secrets("clientSecret"),
        sign_in=SignIn(
            (("tenantId", "clientId", "clientSecret"),), with_identity=(), roles="a viewer of the database"
        ),
    ),
    _scaler(
        "cassandra",
        "cassandra",
        _required("username clusterIPAddress keyspace query"),
        _secrets("password"),
        _optional("tls=disable", AUTHENTICATION, SWITCH),
        _secrets("cert key ca"),
        _optional("port protocolVersion=4", kind=WHOLE, least=1),
        _optional("consistency=one"),
        _required("targetQueryValue", kind=WHOLE),
        _optional("activationTargetQueryValue=0", kind=WHOLE),
        choices=(OneOf((("cert", "key"),), optional=True),),
        sign_in=SignIn((("password",),)),
    ),
    _scaler(
        "cpu",
        "cpu",
        _optional("type", kind=one_of("Utilization", "AverageValue")),
        _required("value"),
        _optional("containerName"),
    ),
    _scaler(
        "datadog",
        "datadog",
        _optional("datadogNamespace datadogMetricsService authMode", AUTHENTICATION),
        _optional("datadogMetricsServicePort=8443", AUTHENTICATION, WHOLE, least=1),
        _optional("unsafeSsl=false", AUTHENTICATION, FLAG),
        _secrets("token apiKey appKey"),
        _optional("datadogSite=datadoghq.com", AUTHENTICATION),
        _optional("datadogMetricName datadogMetricNamespace query hpaMetricName"),
        _optional("activationTargetValue=0 activationQueryValue=0 targetValue=-1 queryValue=-1", kind=NUMBER),
        _optional("metricUnavailableValue", kind=NUMBER),
        _optional("queryAggregator", kind=one_of("average", "max")),
        _optional("age=90 timeWindowOffset=0 lastAvailablePointOffset=0", kind=WHOLE, least=0),
        _optional("useClusterAgentProxy=false", kind=FLAG),
        _optional("timeout", kind=WHOLE, least=1),
        choices=(OneOf((("query",), ("datadogMetricName", "datadogMetricNamespace"))),),
        sign_in=SignIn((("apiKey", "appKey"), ("datadogNamespace", "datadogMetricsService"))),
    ),
    _scaler(
        "elasticsearch",
        "elasticsearch",
        _optional("addresses username cloudID searchTemplateName query", METADATA_OR_AUTHENTICATION),
        _secrets("password", ANYWHERE),
        _secrets("apiKey", METADATA_OR_AUTHENTICATION),
        _required("index valueLocation", METADATA_OR_AUTHENTICATION),
        _required("targetValue", METADATA_OR_AUTHENTICATION, NUMBER),
        _optional("parameters metricName"),
        _optional("activationTargetValue=0", kind=NUMBER),
        _optional("unsafeSsl=false ignoreNullValues=false", kind=FLAG),
        choices=(
            OneOf((("addresses",), ("cloudID",))),
            OneOf((("searchTemplateName",), ("query",))),
        ),
        sign_in=SignIn((("username", "password"), ("apiKey",))),
    ),
    _scaler(
        "gcp-stackdriver",
        "gcp-stackdriver",
        _required("projectId filter"),
        _optional("targetValue=5 activationTargetValue=0 valueIfNull", kind=NUMBER),
        _optional("filterDuration alignmentPeriodSeconds", kind=WHOLE, least=0),
        _optional("alignmentAligner alignmentReducer"),
        GCP_KEYS,
        sign_in=GCP_SIGN_IN,
    ),
    _scaler(
        "gcp-storage",
        "gcp-storage",
        _required("bucketName"),
        _optional("targetObjectCount=100 maxBucketItemsToScan=1000", kind=WHOLE, least=1),
        _optional("activationTargetObjectCount=0", kind=WHOLE, least=0),
        _optional("blobDelimiter blobPrefix"),
        GCP_KEYS,
        sign_in=GCP_SIGN_IN,
    ),
    _scaler(
        "graphite",
        "graphite",
        _required("serverAddress query queryTime"),
        _optional("threshold=100", kind=NUMBER),
        _optional("activationThreshold=0", kind=NUMBER),
        _optional("authMode", kind=one_of("basic")),
        _optional("username", AUTHENTICATION),
        _secrets("password"),
        needs=(Needs("authMode", ("username",), ("basic",)),),
    ),
    _scaler(
        "huawei-cloudeye",
        "huawei-cloudeye",
        _required("namespace metricName dimensionName dimensionValue"),
        _required("targetMetricValue", kind=NUMBER),
        _optional("activationTargetMetricValue=0 minMetricValue", kind=NUMBER),
        _optional("metricCollectionTime=300 metricPeriod=300", kind=SECONDS),
        _optional("metricFilter=average", kind=one_of("average", "max", "min", "sum")),
        _optional("IdentityEndpoint ProjectID DomainID Region Domain Cloud", AUTHENTICATION),
        _secrets("AccessKey SecretKey"),
        sign_in=SignIn((("AccessKey", "SecretKey"),)),
    ),
    _scaler(
        "ibmmq",
        "ibm-mq",
        _required("host"),
        _optional("queueName queueNames"),
        _optional("queueDepth=20", kind=WHOLE, least=1),
        _optional("activationQueueDepth=0", kind=WHOLE, least=0),
        _optional("operation=max", kind=one_of("max", "avg", "sum")),
        _optional("username", ANYWHERE),
        _secrets("password", ANYWHERE),
        _optional("unsafeSsl=false", kind=FLAG),
        _secrets("ca cert key keyPassword"),
        choices=(OneOf((("queueName",), ("queueNames",))), OneOf((("cert", "key"),), optional=True)),
        sign_in=SignIn((("username", "password"),)),
    ),
    _scaler(
        "influxdb",
        "influxdb",
        _secrets("authToken", ENVIRONMENT_OR_AUTHENTICATION),
        _optional("organizationName", ANYWHERE),
        _required("query"),
        _optional("influxVersion=2", kind=one_of("2", "3")),
        _optional("queryType=InfluxQL metricKey"),
        _optional("database", METADATA_OR_AUTHENTICATION),
        _required("serverURL", METADATA_OR_AUTHENTICATION),
        _optional("unsafeSsl", kind=FLAG),
        _optional("thresholdValue activationThresholdValue", kind=NUMBER),
        needs=(Needs("influxVersion", ("database", "metricKey"), ("3",)),),
        sign_in=SignIn((("authToken",),)),
    ),
    _scaler(
        "kubernetes-workload",
        "kubernetes-workload",
        _required("podSelector"),
        _optional("value=0 activationValue=0", kind=NUMBER),
        _optional("groupByNode=false", kind=FLAG),
    ),
    _scaler(
        "liiklus",
        "liiklus-topic",
        _optional("lagThreshold=10", kind=WHOLE, least=1),
        _optional("activationLagThreshold=0 groupVersion=0", kind=WHOLE, least=0),
        _required("address topic group"),
    ),
    _scaler(
        "memory",
        "memory",
        _optional("type", kind=one_of("Utilization", "AverageValue")),
        _required("value"),
        _optional("containerName"),
    ),
    _scaler(
        "new-relic",
        "new-relic",
        _required("account", METADATA_OR_AUTHENTICATION),
        _optional("region=US", METADATA_OR_AUTHENTICATION),
        _secrets("queryKey", METADATA_OR_AUTHENTICATION),
        _optional("noDataError=false", kind=FLAG),
        _required("nrql"),
        _required("threshold", kind=NUMBER),
        _optional("activationThreshold=0", kind=NUMBER),
        sign_in=SignIn((("queryKey",),)),
    ),
    _scaler(
        "openstack-metric",
        "openstack-metric",
        _required("metricsURL metricID aggregationMethod"),
        _required("granularity", kind=WHOLE),
        _optional("threshold activationThreshold", kind=NUMBER),
        _optional("timeout=30", kind=WHOLE, least=1),
        _optional("userID projectID authURL appCredentialID regionName", AUTHENTICATION),
        _secrets("password appCredentialSecret"),
        sign_in=SignIn(
            (
                ("authURL", "userID", "password", "projectID"),
                ("authURL", "appCredentialID", "appCredentialSecret"),
            )
        ),
    ),
    _scaler(
        "openstack-swift",
        "openstack-swift",
        _optional("swiftURL objectPrefix objectDelimiter objectLimit"),
        _required("containerName"),
        _optional("objectCount=2", kind=WHOLE, least=1),
        _optional("activationObjectCount=0", kind=WHOLE, least=0),
        _optional("timeout=30", kind=WHOLE, least=1),
        _optional("onlyFiles", kind=FLAG),
        _optional("userID projectID appCredentialID regionName", AUTHENTICATION),
        _required("authURL", AUTHENTICATION),
        _secrets("password appCredentialSecret"),
        sign_in=SignIn((("userID", "password", "projectID"), ("appCredentialID", "appCredentialSecret"))),
    ),
    _scaler(
        "predictkube",
        "predictkube",
        _required("prometheusAddress query predictHorizon historyTimeWindow"),
        _required("queryStep", kind=GO_DURATION),
        _secrets("apiKey"),
        _optional("threshold activationThreshold", kind=NUMBER),
        _optional("authModes", METADATA_OR_AUTHENTICATION),
        _optional("username", AUTHENTICATION),
        _secrets("bearerToken password ca cert key"),
        sign_in=SignIn((("apiKey",),)),
    ),
    _scaler(
        "pulsar",
        "pulsar",
        _required("adminURL topic subscription", METADATA_OR_ENVIRONMENT),
        _optional("msgBacklogThreshold=10", kind=WHOLE, least=1),
        _optional("activationMsgBacklogThreshold=0", kind=WHOLE, least=0),
        _optional("isPartitionedTopic=false", kind=FLAG),
        _optional("tls"),
        _optional("authModes", METADATA_OR_AUTHENTICATION),
        _optional("username oauthTokenURI scope clientID EndpointParams", METADATA_OR_AUTHENTICATION),
        _secrets("bearerToken password ca cert key clientSecret"),
    ),
    _scaler(
        "selenium-grid",
        "selenium-grid-scaler",
        _required("url", METADATA_OR_AUTHENTICATION),
        _optional("authType username", ENVIRONMENT_OR_AUTHENTICATION),
        _secrets("password accessToken", ENVIRONMENT_OR_AUTHENTICATION),
        _optional("browserName sessionBrowserName browserVersion platformName capabilities"),
        _optional("activationThreshold", kind=WHOLE, least=0),
        _optional("unsafeSsl=false enableManagedDownloads=true", kind=FLAG),
        _optional("nodeMaxSessions=1", kind=WHOLE, least=1),
    ),
    _scaler(
        "solace-event-queue",
        "solace-pub-sub",
        _required("solaceSempBaseURL messageVpn queueName"),
        _optional("username", ANYWHERE),
        _secrets("password", ANYWHERE),
        _optional("messageCountTarget messageSpoolUsageTarget messageReceiveRateTarget", kind=WHOLE, least=1),
        _optional(
            "activationMessageCountTarget=0 activationMessageSpoolUsageTarget=0"
            " activationMessageReceiveRateTarget=0",
            kind=WHOLE,
            least=0,
        ),
        choices=(
            OneOf(
                (("messageCountTarget",), ("messageSpoolUsageTarget",), ("messageReceiveRateTarget",)), False
            ),
        ),
        sign_in=SignIn((("username", "password"),)),
    ),
]
OTHERS: Final = {scaler.type: scaler for scaler in _ALL}
