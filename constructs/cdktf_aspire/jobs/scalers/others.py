"""Scalers that azurerm accepts and that have no class of their own: for `ScaleRule.custom`.

The keys, their defaults and where they come from are those of KEDA 2.20.
"""

from __future__ import annotations

from typing import Final

from cdktf_aspire.jobs.keda.scaler import (
    ANYWHERE,
    AUTH,
    CERTIFICATE,
    ENV,
    METADATA,
    Needs,
    OneOf,
    Scaler,
    SignIn,
    counts,
    optional,
    register,
    required,
    secrets,
)
from cdktf_aspire.jobs.keda.value_kinds import FLAG, GO_DURATION, NUMBER, SECONDS, SWITCH, WHOLE, one_of

# Of a replica.
_USE: Final = [
    optional("type", kind=one_of("Utilization", "AverageValue")),
    required("value"),
    optional("containerName"),
]

register(
    Scaler(
        "activemq",
        [
            optional("managementEndpoint destinationName brokerName corsHeader restAPITemplate"),
            optional("username", ANYWHERE),
            secrets("password", ANYWHERE),
            counts("targetQueueSize=10", "activationTargetQueueSize=0"),
        ],
        choices=(OneOf("managementEndpoint destinationName brokerName | restAPITemplate", exclusive=False),),
        sign_in=SignIn("username password"),
    ),
    Scaler(
        "artemis-queue",
        [
            optional("managementEndpoint queueName brokerName brokerAddress restApiTemplate corsHeader"),
            optional("username", ANYWHERE),
            secrets("password", ANYWHERE),
            counts("queueLength=10", "activationQueueLength=10"),
            optional("unsafeSsl=false", kind=FLAG),
            secrets("ca cert key keyPassword"),
        ],
        page="artemis",
        choices=(
            OneOf("managementEndpoint queueName brokerName brokerAddress | restApiTemplate", exclusive=False),
        ),
        sign_in=SignIn("username password"),
    ),
    Scaler(
        "azure-app-insights",
        [
            optional("targetValue", kind=NUMBER),
            optional("activationTargetValue=0", kind=NUMBER),
            required("metricId metricAggregationTimespan metricAggregationType"),
            optional("metricFilter cloud appInsightsResourceURL activeDirectoryEndpoint"),
            optional("ignoreNullValues=false", kind=FLAG),
            required("applicationInsightsId tenantId", ANYWHERE),
            optional("activeDirectoryClientId", ANYWHERE),
            secrets("activeDirectoryClientPassword", ENV | AUTH),
        ],
        sign_in=SignIn(
            "activeDirectoryClientId activeDirectoryClientPassword",
            with_identity="",
            rights="the role Monitoring Reader on the source",
        ),
    ),
    Scaler(
        "azure-data-explorer",
        [
            required("databaseName endpoint query"),
            required("threshold", kind=NUMBER),
            optional("activationThreshold=0", kind=NUMBER),
            optional("cloud activeDirectoryEndpoint"),
            optional("tenantId clientId", ANYWHERE),
            secrets("clientSecret"),
        ],
        sign_in=SignIn(
            "tenantId clientId clientSecret", with_identity="", rights="the role Viewer in the database"
        ),
    ),
    Scaler(
        "cassandra",
        [
            required("username clusterIPAddress keyspace query"),
            secrets("password"),
            optional("tls=disable", AUTH, SWITCH),
            secrets("cert key ca"),
            counts("port protocolVersion=4"),
            optional("consistency=one"),
            required("targetQueryValue", kind=WHOLE),
            optional("activationTargetQueryValue=0", kind=WHOLE),
        ],
        choices=(CERTIFICATE,),
        sign_in=SignIn("password"),
    ),
    Scaler("cpu", _USE, never="No replica runs before the job starts, so there is no cpu to measure"),
    Scaler(
        "datadog",
        [
            optional("datadogNamespace datadogMetricsService authMode", AUTH),
            optional("datadogMetricsServicePort=8443", AUTH, WHOLE, least=1),
            optional("unsafeSsl=false", AUTH, FLAG),
            secrets("token apiKey appKey"),
            optional("datadogSite=datadoghq.com", AUTH),
            optional("datadogMetricName datadogMetricNamespace query hpaMetricName"),
            optional(
                "activationTargetValue=0 activationQueryValue=0 targetValue=-1 queryValue=-1", kind=NUMBER
            ),
            optional("metricUnavailableValue", kind=NUMBER),
            optional("queryAggregator", kind=one_of("average", "max")),
            optional("age=90 timeWindowOffset=0 lastAvailablePointOffset=0", kind=WHOLE, least=0),
            optional("useClusterAgentProxy=false", kind=FLAG),
            counts("timeout"),
        ],
        choices=(OneOf("query | datadogMetricName datadogMetricNamespace"),),
        sign_in=SignIn("apiKey appKey | datadogNamespace datadogMetricsService"),
    ),
    Scaler(
        "elasticsearch",
        [
            optional("addresses username cloudID searchTemplateName query", METADATA | AUTH),
            secrets("password", ANYWHERE),
            secrets("apiKey", METADATA | AUTH),
            required("index valueLocation", METADATA | AUTH),
            required("targetValue", METADATA | AUTH, NUMBER),
            optional("parameters metricName"),
            optional("activationTargetValue=0", kind=NUMBER),
            optional("unsafeSsl=false ignoreNullValues=false", kind=FLAG),
        ],
        choices=(OneOf("addresses | cloudID"), OneOf("searchTemplateName | query")),
        sign_in=SignIn("username password | apiKey"),
    ),
    Scaler(
        "graphite",
        [
            required("serverAddress query queryTime"),
            optional("threshold=100", kind=NUMBER),
            optional("activationThreshold=0", kind=NUMBER),
            optional("authMode", kind=one_of("basic")),
            optional("username", AUTH),
            secrets("password"),
        ],
        needs=(Needs("authMode", "username", "basic"),),
    ),
    Scaler(
        "huawei-cloudeye",
        [
            required("namespace metricName dimensionName dimensionValue"),
            required("targetMetricValue", kind=NUMBER),
            optional("activationTargetMetricValue=0 minMetricValue", kind=NUMBER),
            optional("metricCollectionTime=300 metricPeriod=300", kind=SECONDS),
            optional("metricFilter=average", kind=one_of("average", "max", "min", "sum")),
            optional("IdentityEndpoint ProjectID DomainID Region Domain Cloud", AUTH),
            secrets("AccessKey SecretKey"),
        ],
        sign_in=SignIn("AccessKey SecretKey"),
    ),
    Scaler(
        "ibmmq",
        [
            required("host"),
            optional("queueName queueNames"),
            counts("queueDepth=20", "activationQueueDepth=0"),
            optional("operation=max", kind=one_of("max", "avg", "sum")),
            optional("username", ANYWHERE),
            secrets("password", ANYWHERE),
            optional("unsafeSsl=false", kind=FLAG),
            secrets("ca cert key keyPassword"),
        ],
        page="ibm-mq",
        choices=(OneOf("queueName | queueNames"), CERTIFICATE),
        sign_in=SignIn("username password"),
    ),
    Scaler(
        "influxdb",
        [
            secrets("authToken", ENV | AUTH),
            optional("organizationName", ANYWHERE),
            required("query"),
            optional("influxVersion=2", kind=one_of("2", "3")),
            optional("queryType=InfluxQL metricKey"),
            optional("database", METADATA | AUTH),
            required("serverURL", METADATA | AUTH),
            optional("unsafeSsl", kind=FLAG),
            optional("thresholdValue activationThresholdValue", kind=NUMBER),
        ],
        needs=(Needs("influxVersion", "database metricKey", "3"),),
        sign_in=SignIn("authToken"),
    ),
    Scaler(
        "kubernetes-workload",
        [
            required("podSelector"),
            optional("value=0 activationValue=0", kind=NUMBER),
            optional("groupByNode=false", kind=FLAG, too_new=True),
        ],
    ),
    Scaler(
        "liiklus",
        [
            counts("lagThreshold=10", "activationLagThreshold=0 groupVersion=0"),
            required("address topic group"),
        ],
        page="liiklus-topic",
    ),
    Scaler(
        "memory",
        _USE,
        never="No replica runs before the job starts, so there is no memory to measure",
    ),
    Scaler(
        "new-relic",
        [
            required("account", METADATA | AUTH),
            optional("region=US", METADATA | AUTH),
            secrets("queryKey", METADATA | AUTH),
            optional("noDataError=false", kind=FLAG),
            required("nrql"),
            required("threshold", kind=NUMBER),
            optional("activationThreshold=0", kind=NUMBER),
        ],
        sign_in=SignIn("queryKey"),
    ),
    Scaler(
        "openstack-metric",
        [
            required("metricsURL metricID aggregationMethod"),
            required("granularity", kind=WHOLE),
            optional("threshold activationThreshold", kind=NUMBER),
            counts("timeout=30"),
            optional("userID projectID authURL appCredentialID regionName", AUTH),
            secrets("password appCredentialSecret"),
        ],
        sign_in=SignIn("authURL userID password projectID | authURL appCredentialID appCredentialSecret"),
    ),
    Scaler(
        "openstack-swift",
        [
            optional("swiftURL objectPrefix objectDelimiter objectLimit"),
            required("containerName"),
            counts("objectCount=2", "activationObjectCount=0"),
            counts("timeout=30"),
            optional("onlyFiles", kind=FLAG),
            optional("userID projectID appCredentialID regionName", AUTH),
            required("authURL", AUTH),
            secrets("password appCredentialSecret"),
        ],
        sign_in=SignIn("userID password projectID | appCredentialID appCredentialSecret"),
    ),
    Scaler(
        "predictkube",
        [
            required("prometheusAddress query predictHorizon historyTimeWindow"),
            required("queryStep", kind=GO_DURATION),
            secrets("apiKey"),
            optional("threshold activationThreshold", kind=NUMBER),
            optional("authModes", METADATA | AUTH),
            optional("username", AUTH),
            secrets("bearerToken password ca cert key"),
        ],
        sign_in=SignIn("apiKey"),
    ),
    Scaler(
        "pulsar",
        [
            required("adminURL topic subscription", METADATA | ENV),
            counts("msgBacklogThreshold=10", "activationMsgBacklogThreshold=0"),
            optional("isPartitionedTopic=false", kind=FLAG),
            optional("tls"),
            optional("authModes", METADATA | AUTH),
            optional("username oauthTokenURI scope clientID EndpointParams", METADATA | AUTH),
            secrets("bearerToken password ca cert key clientSecret"),
        ],
    ),
    Scaler(
        "selenium-grid",
        [
            required("url", METADATA | AUTH),
            optional("authType username", ENV | AUTH),
            secrets("password accessToken", ENV | AUTH),
            optional("browserName sessionBrowserName browserVersion platformName capabilities"),
            optional("activationThreshold", kind=WHOLE, least=0),
            optional("unsafeSsl=false enableManagedDownloads=true", kind=FLAG),
            counts("nodeMaxSessions=1"),
        ],
        page="selenium-grid-scaler",
    ),
    Scaler(
        "solace-event-queue",
        [
            required("solaceSempBaseURL messageVpn queueName"),
            optional("username", ANYWHERE),
            secrets("password", ANYWHERE),
            optional(
                "messageCountTarget messageSpoolUsageTarget messageReceiveRateTarget", kind=WHOLE, least=1
            ),
            optional(
                "activationMessageCountTarget=0 activationMessageSpoolUsageTarget=0"
                " activationMessageReceiveRateTarget=0",
                kind=WHOLE,
                least=0,
            ),
        ],
        page="solace-pub-sub",
        choices=(
            OneOf("messageCountTarget | messageSpoolUsageTarget | messageReceiveRateTarget", exclusive=False),
        ),
        sign_in=SignIn("username password"),
    ),
)
