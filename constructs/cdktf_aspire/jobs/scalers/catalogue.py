"""Where each scaler is: its module loads when a job has a rule of it."""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cdktf_aspire.jobs.scalers.rule import ScaleRule
    from cdktf_aspire.jobs.scalers.scaler import Scaler

# KEDA's type -> module and class of its typed rule.
TYPED: Final = {
    "aws-sqs-queue": ("aws", "SQSScaleRule"),
    "azure-blob": ("azure_storage", "BlobScaleRule"),
    "azure-eventhub": ("event_hubs", "EventHubsScaleRule"),
    "azure-log-analytics": ("azure_monitor", "LogAnalyticsScaleRule"),
    "azure-monitor": ("azure_monitor", "AzureMonitorScaleRule"),
    "azure-pipelines": ("azure_pipelines", "AzurePipelinesScaleRule"),
    "azure-queue": ("azure_storage", "StorageQueueScaleRule"),
    "azure-servicebus": ("service_bus", "ServiceBusScaleRule"),
    "cron": ("cron", "CronScaleRule"),
    "external": ("external", "ExternalScaleRule"),
    "external-push": ("external", "ExternalPushScaleRule"),
    "gcp-pubsub": ("gcp", "PubSubScaleRule"),
    "github-runner": ("github_runner", "GitHubRunnerScaleRule"),
    "kafka": ("kafka", "KafkaScaleRule"),
    "metrics-api": ("http", "MetricsApiScaleRule"),
    "mongodb": ("mongodb", "MongoDBScaleRule"),
    "mssql": ("sql", "MSSQLScaleRule"),
    "mysql": ("sql", "MySQLScaleRule"),
    "nats-jetstream": ("nats", "NatsJetStreamScaleRule"),
    "postgresql": ("sql", "PostgreSQLScaleRule"),
    "prometheus": ("http", "PrometheusScaleRule"),
    "rabbitmq": ("rabbitmq", "RabbitMQScaleRule"),
    "redis": ("redis", "RedisListScaleRule"),
    "redis-cluster": ("redis", "RedisClusterListScaleRule"),
    "redis-cluster-streams": ("redis", "RedisClusterStreamScaleRule"),
    "redis-sentinel": ("redis", "RedisSentinelListScaleRule"),
    "redis-sentinel-streams": ("redis", "RedisSentinelStreamScaleRule"),
    "redis-streams": ("redis", "RedisStreamScaleRule"),
}


@cache
def rule_class(kind: str) -> type[ScaleRule] | None:
    """The typed rule of a scaler, if it has one.

    Args:
        kind: KEDA's name of the scaler.
    """
    if kind not in TYPED:
        return None
    module, name = TYPED[kind]
    found: type[ScaleRule] = getattr(importlib.import_module(f"{__package__}.{module}"), name)
    return found


@cache
def scaler(kind: str) -> Scaler | None:
    """What is known of a scaler; None when it is not one that azurerm accepts, or has no metadata.

    Args:
        kind: KEDA's name of the scaler.
    """
    typed = rule_class(kind)
    if typed is not None:
        return typed.scaler
    from cdktf_aspire.jobs.scalers.others import OTHERS

    return OTHERS.get(kind)


def with_hyphens(name: str) -> str:
    """KEDA's name as a part of a secret's: `personalAccessToken` is `personal-access-token`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()
