"""What KEDA's pages say that its schema does not: alternatives, keys that need others, ways to sign in.

Written down from the pages, apart from the catalogue.
"""

from __future__ import annotations

import pytest

from tests.jobs.scalers.test_constraints import Draft, scaler_of

# (scaler, metadata, trigger parameters with a secret, "identity" or nothing, codes)
Case = tuple[str, str, str, str, str]

SERVICE_BUS: list[Case] = [
    ("azure-servicebus", "queueName=q", "connection", "", ""),
    ("azure-servicebus", "topicName=t subscriptionName=s", "connection", "", ""),
    ("azure-servicebus", "queueName=q namespace=n", "", "identity", ""),
    ("azure-servicebus", "namespace=n", "connection", "", "ACJ614"),
    ("azure-servicebus", "topicName=t", "connection", "", "ACJ614"),
    ("azure-servicebus", "subscriptionName=s", "connection", "", "ACJ614"),
    ("azure-servicebus", "queueName=q topicName=t subscriptionName=s", "connection", "", "ACJ614"),
    ("azure-servicebus", "queueName=q", "", "identity", "ACJ615"),
    ("azure-servicebus", "queueName=q namespace=n", "", "", "ACJ615"),
    ("azure-servicebus", "queueName=q namespace=n.servicebus.windows.net", "", "identity", "ACJ612"),
]
STORAGE_AND_HUBS: list[Case] = [
    ("azure-queue", "queueName=q accountName=a", "", "identity", ""),
    ("azure-queue", "queueName=q", "", "identity", "ACJ615"),
    ("azure-queue", "queueName=q accountName=a", "", "", "ACJ615"),
    ("azure-blob", "blobContainerName=c", "connection", "", ""),
    ("azure-blob", "blobContainerName=c", "", "identity", "ACJ615"),
    ("azure-eventhub", "consumerGroup=g", "connection storageConnection", "", ""),
    ("azure-eventhub", "consumerGroup=g", "connection", "", "ACJ615"),
    ("azure-eventhub", "eventHubName=h eventHubNamespace=n storageAccountName=a", "", "identity", ""),
    ("azure-eventhub", "eventHubName=h eventHubNamespace=n", "", "identity", "ACJ615"),
    ("azure-eventhub", "eventHubNamespace=n storageAccountName=a", "", "identity", "ACJ615"),
]
KAFKA = "bootstrapServers=k:9092 consumerGroup=g"
MESSAGING: list[Case] = [
    ("kafka", KAFKA, "", "", ""),
    ("kafka", f"{KAFKA} sasl=plaintext", "username password", "", ""),
    ("kafka", f"{KAFKA} sasl=plaintext", "username", "", "ACJ614"),
    ("kafka", f"{KAFKA} sasl=scram_sha256", "password", "", "ACJ614"),
    ("kafka", f"{KAFKA} sasl=none", "", "", ""),
    ("kafka", KAFKA, "cert", "", "ACJ614"),
    ("kafka", f"{KAFKA} limitToPartitionsWithLag=true", "", "", "ACJ614"),
    ("kafka", f"{KAFKA} limitToPartitionsWithLag=true topic=t", "", "", ""),
    ("kafka", f"{KAFKA} saslTokenProvider=aws_msk_iam", "", "", "ACJ614"),
    ("rabbitmq", "queueName=q", "host", "", ""),
    ("rabbitmq", "queueName=q mode=MessageRate value=5", "host", "", ""),
    ("rabbitmq", "queueName=q mode=MessageRate", "host", "", "ACJ614"),
    ("rabbitmq", "queueName=q queueLength=5", "host", "", ""),
    ("rabbitmq", "queueName=q queueLength=5 mode=QueueLength value=5", "host", "", "ACJ614"),
    ("rabbitmq", "queueName=q mode=Length value=5", "host", "", "ACJ612"),
    ("rabbitmq", "queueName=q host=http://r:15672", "username password", "", ""),
    ("rabbitmq", "queueName=q host=http://r:15672", "username", "", "ACJ614"),
    ("rabbitmq", "queueName=q host=http://r:15672", "workloadIdentityResource", "identity", ""),
    ("rabbitmq", "queueName=q host=http://r:15672", "", "identity", "ACJ615"),
    ("redis", "listName=l address=r:6379", "", "", ""),
    ("redis", "listName=l host=r port=6379", "password", "", ""),
    ("redis", "listName=l host=r", "", "", "ACJ614"),
    ("redis", "listName=l addresses=r:6379", "", "", "ACJ614"),
    ("redis-cluster", "listName=l addresses=a:1,b:2", "", "", ""),
    ("redis-cluster", "listName=l hosts=a,b", "", "", "ACJ614"),
    ("redis-sentinel", "listName=l addresses=a:1", "", "", "ACJ610"),
    ("redis-sentinel", "listName=l addresses=a:1 sentinelMaster=m", "", "", ""),
    ("redis-streams", "stream=s address=r:1 pendingEntriesCount=5", "", "", "ACJ614"),
    ("redis-streams", "stream=s address=r:1 pendingEntriesCount=5 consumerGroup=g", "", "", ""),
    ("redis-streams", "stream=s address=r:1 lagCount=5 consumerGroup=g", "", "", "ACJ614"),
    ("redis-cluster-streams", "stream=s addresses=r:1", "", "", ""),
    ("redis-sentinel-streams", "stream=s addresses=r:1 sentinelMaster=m", "sentinelPassword", "", ""),
    ("nats-jetstream", "natsServerMonitoringEndpoint=n:8222 stream=s consumer=c account=$G", "", "", ""),
    ("nats-jetstream", "natsServerMonitoringEndpoint=n:8222 stream=s", "", "", "ACJ610"),
]
QUERIES: list[Case] = [
    ("postgresql", "query=q targetQueryValue=1", "connection", "", ""),
    ("postgresql", "query=q host=h port=5432 userName=u dbName=d sslmode=disable", "password", "", ""),
    ("postgresql", "query=q host=h port=5432 userName=u dbName=d", "password", "", "ACJ615"),
    ("postgresql", "query=q host=h port=5432 userName=u dbName=d sslmode=require", "", "identity", ""),
    ("postgresql", "query=q host=h port=5432 userName=u dbName=d sslmode=disable", "", "", "ACJ615"),
    ("mysql", "query=q queryValue=1", "connectionString", "", ""),
    ("mysql", "query=q queryValue=1 host=h port=3306 username=u dbName=d", "password", "", ""),
    ("mysql", "query=q queryValue=1 host=h port=3306 username=u dbName=d", "", "", "ACJ615"),
    ("mysql", "query=q queryValue=1 host=h port=3306 username=u dbName=d", "password", "identity", "ACJ616"),
    ("mssql", "query=q targetValue=1 host=h database=d", "", "identity", ""),
    ("mssql", "query=q targetValue=1", "connectionString", "", ""),
    ("mssql", "query=q targetValue=1 database=d", "", "", "ACJ614"),
    ("mongodb", "dbName=d collection=c query={} queryValue=1", "connectionString", "", ""),
    ("mongodb", "dbName=d collection=c query={} queryValue=1 host=h username=u", "password", "", ""),
    ("mongodb", "dbName=d collection=c query={} queryValue=1 host=h", "password", "", "ACJ615"),
    ("prometheus", "serverAddress=http://p query=q threshold=1", "", "", ""),
    ("prometheus", "serverAddress=http://p query=q threshold=1 authModes=bearer", "bearerToken", "", ""),
    ("prometheus", "serverAddress=http://p query=q threshold=1 authModes=bearer", "", "", "ACJ614"),
    ("prometheus", "serverAddress=http://p query=q threshold=1", "", "identity", ""),
    ("metrics-api", "url=http://m valueLocation=a.b targetValue=1", "", "", ""),
    ("metrics-api", "url=http://m valueLocation=a.b targetValue=1 authMode=apiKey", "", "", "ACJ614"),
    ("metrics-api", "url=http://m valueLocation=a.b targetValue=1 authMode=apiKey", "apiKey", "", ""),
]
MONITOR = (
    "targetValue=1 resourceURI=r tenantId=t subscriptionId=s resourceGroupName=g metricName=m"
    " metricAggregationType=Average"
)
OTHERS: list[Case] = [
    ("azure-monitor", MONITOR, "", "identity", ""),
    ("azure-monitor", MONITOR, "", "", "ACJ615"),
    ("azure-monitor", f"{MONITOR} activeDirectoryClientId=c", "activeDirectoryClientPassword", "", ""),
    ("azure-monitor", f"{MONITOR} metricAggregationInterval=5m", "", "identity", "ACJ612"),
    ("azure-log-analytics", "workspaceId=w query=q threshold=1", "", "identity", ""),
    ("azure-log-analytics", "workspaceId=w query=q threshold=1 tenantId=t clientId=c", "", "", "ACJ615"),
    ("azure-pipelines", "poolName=p", "organizationURL personalAccessToken", "", ""),
    ("azure-pipelines", "poolID=1", "organizationURL", "identity", ""),
    ("azure-pipelines", "", "organizationURL personalAccessToken", "", "ACJ614"),
    ("azure-pipelines", "poolID=1 jobsToFetch=5 parent=a", "organizationURL", "identity", "ACJ614"),
    ("github-runner", "owner=o runnerScope=repo", "personalAccessToken", "", ""),
    ("github-runner", "owner=o runnerScope=repo applicationID=1 installationID=2", "appKey", "", ""),
    ("github-runner", "owner=o runnerScope=repo applicationID=1", "appKey", "", "ACJ615"),
    ("github-runner", "owner=o runnerScope=repos", "personalAccessToken", "", "ACJ612"),
    ("aws-sqs-queue", "queueURL=q awsRegion=r", "awsAccessKeyID awsSecretAccessKey", "", ""),
    ("aws-sqs-queue", "queueURL=q awsRegion=r", "awsAccessKeyID", "", "ACJ615"),
    ("aws-sqs-queue", "queueURL=q awsRegion=r awsRoleArn=a", "", "", ""),
    ("gcp-pubsub", "subscriptionName=s", "GoogleApplicationCredentials", "", ""),
    ("gcp-pubsub", "subscriptionName=s topicName=t", "GoogleApplicationCredentials", "", "ACJ614"),
    ("gcp-pubsub", "subscriptionName=s", "", "", "ACJ615"),
    ("gcp-pubsub", "subscriptionName=s timeHorizon=2", "GoogleApplicationCredentials", "", "ACJ612"),
    ("external", "scalerAddress=s:80 mine=1", "", "", ""),
    ("external", "scalerAddress=s:80", "tlsClientCert", "", "ACJ614"),
]


@pytest.mark.parametrize(
    ("kind", "metadata", "secrets", "identity", "codes"),
    [*SERVICE_BUS, *STORAGE_AND_HUBS, *MESSAGING, *QUERIES, *OTHERS],
)
def test_a_rule_of_the_page(kind: str, metadata: str, secrets: str, identity: str, codes: str) -> None:
    pairs = dict(pair.split("=", 1) for pair in metadata.split())

    assert Draft(scaler_of(kind), pairs, set(secrets.split()), bool(identity)).codes() == set(codes.split())
