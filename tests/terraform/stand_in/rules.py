"""What azurerm refuses before it asks Azure, by type: the form of values, and what goes with what.

From azurerm's source, 4.55 to 4.81. A value that is not known yet is not judged, as in azurerm.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from tests.terraform.stand_in.table import id_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    # What is wrong with a value, None when it is right.
    Check = Callable[[Any], str | None]


@attrs.frozen
class Rules:
    """What holds for one type.

    Attributes:
        values: checks of attributes by path; of a list or a set, each element is checked.
        exactly_one_of: groups of attributes and blocks.
        required_with: attributes that need another one, and that other.
        conflicts: pairs that are never set together.
    """

    values: dict[str, Check] = attrs.field(factory=dict)
    exactly_one_of: tuple[tuple[str, ...], ...] = ()
    required_with: tuple[tuple[str, str], ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()


def matches(pattern: str, words: str) -> Check:
    """A text of a form."""
    form = re.compile(pattern)
    return lambda value: None if form.fullmatch(value) else f"{value!r} {words}"


def one_of(*allowed: object) -> Check:
    return lambda value: (
        None if value in allowed else f"expected one of {', '.join(map(repr, allowed))}, got {value!r}"
    )


def between(least: float, most: float = float("inf")) -> Check:
    words = f"at least ({least})" if most == float("inf") else f"in the range ({least} - {most})"
    return lambda value: None if least <= value <= most else f"expected to be {words}, got {value}"


def not_empty(value: str) -> str | None:
    return None if value else "expected not to be an empty string"


def id_of(kind: str) -> Check:
    """The id of a resource of a type, in the spelling of its fixed parts that azurerm insists on."""
    form = re.compile(id_pattern(kind))
    return lambda value: None if form.fullmatch(value) else f"parsing {value!r} as the ID of an {kind}"


def any_of(*checks: Check) -> Check:
    def check(value: object) -> str | None:
        problems = [check(value) for check in checks]
        return None if None in problems else " or ".join(filter(None, problems))

    return check


def _resource_id(value: str) -> str | None:
    """Any id of Azure's: names and values in turn, from the subscription on."""
    parts = value.strip("/").split("/")
    is_id = value.startswith("/subscriptions/") and len(parts) % 2 == 0 and all(parts)
    return None if is_id else f"cannot parse {value!r} as a resource id"


def _scope(value: str) -> str | None:
    # azurerm takes any text with a slash in it: one of the forms that it allows is not anchored.
    return None if "/" in value else 'cannot parse "scope" as a resource id'


def _tags(longest_key: int) -> Check:
    def check(tags: dict[str, Any]) -> str | None:
        if len(tags) > 50:
            return "a maximum of 50 tags can be applied to each ARM resource"
        for key, value in tags.items():
            if len(key) > longest_key:
                return f"the maximum length for a tag key is {longest_key} characters: {len(key)}"
            if isinstance(value, str) and len(value) > 256:
                return f"the maximum length for a tag value is 256 characters: {key!r} has {len(value)}"
        return None

    return check


_UUID: Final = matches(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "is not a valid UUID")
_GROUP_NAME: Final = matches(
    r"[-\w._()]{0,89}[-\w_()]",
    "is an invalid name of a resource group",
)
_SECRET_NAME: Final = matches(
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", "is an invalid secret name: lower case letters, digits and dashes"
)
_STORAGE_NAME: Final = matches(
    r"(?!.*--)(?!.*-$)[a-z][a-z0-9-]{0,30}[a-z]?", "is an invalid name of a storage of an environment"
)
_NAMESPACE_NAME: Final = matches(
    r"[a-zA-Z][-a-zA-Z0-9]{4,48}[a-zA-Z0-9]",
    "is an invalid name of a namespace",
)
_ACCOUNT_NAME: Final = matches(r"[a-z0-9]{3,24}", "is an invalid name of a storage account")
_VAULT_NAME: Final = matches(
    r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]", "is an invalid name of a key vault"
)
_REGISTRY_NAME: Final = matches(r"[a-zA-Z0-9]{5,50}", "is an invalid name of a registry")
_ENVIRONMENT_NAME: Final = matches(
    r"(?!.*-$)[a-zA-Z][a-zA-Z0-9-]{0,58}[a-z]?", "is an invalid name of an environment"
)
_VAULT_ITEM: Final = matches(
    r"https://[^/]+/(secrets|keys|certificates)/[0-9a-zA-Z-]+(/[0-9a-zA-Z]+)?/?",
    "is not the address of something in a key vault",
)
_IDENTITY: Final = id_of("azurerm_user_assigned_identity")
_IDENTITY_BLOCK: Final[dict[str, Check]] = {
    "identity.type": one_of("SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"),
    "identity.identity_ids": _IDENTITY,
}

# fmt: off
_RULE_TYPES: Final = (
    "activemq", "artemis-queue", "kafka", "pulsar", "aws-cloudwatch", "aws-dynamodb",
    "aws-dynamodb-streams", "aws-kinesis-stream", "aws-sqs-queue", "azure-app-insights", "azure-blob",
    "azure-data-explorer", "azure-eventhub", "azure-log-analytics", "azure-monitor", "azure-pipelines",
    "azure-servicebus", "azure-queue", "cassandra", "cpu", "cron", "datadog", "elasticsearch", "external",
    "external-push", "gcp-stackdriver", "gcp-storage", "gcp-pubsub", "graphite", "http", "huawei-cloudeye",
    "ibmmq", "influxdb", "kubernetes-workload", "liiklus", "memory", "metrics-api", "mongodb", "mssql",
    "mysql", "nats-jetstream", "stan", "tcp", "new-relic", "openstack-metric", "openstack-swift",
    "postgresql", "predictkube", "prometheus", "rabbitmq", "redis", "redis-cluster", "redis-sentinel",
    "redis-streams", "redis-cluster-streams", "redis-sentinel-streams", "selenium-grid",
    "solace-event-queue", "github-runner",
)
# fmt: on

_TRIGGERS: Final = ("event_trigger_config", "manual_trigger_config", "schedule_trigger_config")
_PROBES: Final = ("liveness_probe", "readiness_probe", "startup_probe")
_CONTAINERS: Final = ("template.container", "template.init_container")
_JOB: Final[dict[str, Check]] = {
    "name": matches(
        r"(?!.*--)[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?",
        "is an invalid value for name: up to 32 lower case letters, digits and dashes",
    ),
    "container_app_environment_id": id_of("azurerm_container_app_environment"),
    "replica_timeout_in_seconds": between(1),
    "replica_retry_limit": between(0),
    "workload_profile_name": not_empty,
    "secret.name": _SECRET_NAME,
    "secret.identity": any_of(_IDENTITY, one_of("System")),
    "secret.key_vault_secret_id": _VAULT_ITEM,
    "registry.server": not_empty,
    "schedule_trigger_config.cron_expression": not_empty,
    "event_trigger_config.scale.max_executions": between(1),
    "event_trigger_config.scale.min_executions": between(0),
    "event_trigger_config.scale.polling_interval_in_seconds": between(1),
    "event_trigger_config.scale.rules.name": matches(
        r"[a-z0-9]([a-z0-9-.]*[a-z0-9])?", "may have lower case letters, digits, dashes and periods"
    ),
    "event_trigger_config.scale.rules.custom_rule_type": one_of(*_RULE_TYPES),
    "event_trigger_config.scale.rules.identity_id": any_of(_IDENTITY, one_of("System")),
    "event_trigger_config.scale.rules.authentication.secret_name": _SECRET_NAME,
    "event_trigger_config.scale.rules.authentication.trigger_parameter": not_empty,
    "template.volume.name": not_empty,
    "template.volume.storage_type": one_of("AzureFile", "EmptyDir", "NfsAzureFile", "Secret"),
    "template.volume.storage_name": _STORAGE_NAME,
    "template.volume.mount_options": not_empty,
    **_IDENTITY_BLOCK,
    **{f"{trigger}.parallelism": between(1) for trigger in _TRIGGERS},
    **{f"{trigger}.replica_completion_count": between(1) for trigger in _TRIGGERS},
    **{
        f"{container}.{name}": check
        for container in _CONTAINERS
        for name, check in {
            "name": matches(r"(?!.*-$)[a-zA-Z0-9][a-zA-Z0-9-.]{0,254}[a-z]?", "is an invalid container name"),
            "image": not_empty,
            "cpu": between(0.1),
            "memory": not_empty,
            "env.name": not_empty,
            "volume_mounts.name": not_empty,
            "volume_mounts.path": not_empty,
            "volume_mounts.sub_path": not_empty,
        }.items()
    },
    **{
        f"template.container.{probe}.{name}": check
        for probe in _PROBES
        for name, check in {
            "transport": matches("(?i)(TCP|HTTPS?)", "is none of TCP, HTTP, HTTPS"),
            "port": between(1, 65535),
            "initial_delay": between(0, 60),
            "interval_seconds": between(1, 240),
            "timeout": between(1, 240),
            "failure_count_threshold": between(1, 30),
            "success_count_threshold": between(1, 10),
            "header.name": not_empty,
        }.items()
    },
}
_MINUTES: Final = ("PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M")
_HOURS: Final = ("PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D")
_IN_ACCOUNT: Final = (("storage_account_id", "storage_account_name"),)
_ACCOUNT: Final[dict[str, Check]] = {
    "storage_account_id": id_of("azurerm_storage_account"),
    "storage_account_name": _ACCOUNT_NAME,
}

# What holds for every type that has the attribute.
EVERYWHERE: Final[dict[str, Check]] = {
    "location": not_empty,
    "resource_group_name": _GROUP_NAME,
    "tags": _tags(512),
}
RULES: Final[dict[str, Rules]] = {
    "azurerm_resource_group": Rules({"name": _GROUP_NAME}),
    "azurerm_container_app_job": Rules(_JOB, exactly_one_of=(_TRIGGERS,)),
    "azurerm_container_app_environment": Rules(
        {
            "name": _ENVIRONMENT_NAME,
            "dapr_application_insights_connection_string": not_empty,
            "infrastructure_resource_group_name": _GROUP_NAME,
            "infrastructure_subnet_id": id_of("azurerm_subnet"),
            "log_analytics_workspace_id": id_of("azurerm_log_analytics_workspace"),
            "logs_destination": one_of("azure-monitor", "", "log-analytics"),
            "public_network_access": one_of("Disabled", "Enabled"),
            "workload_profile.name": not_empty,
            "workload_profile.workload_profile_type": one_of(
                "Consumption",
                *("D4", "D8", "D16", "D32", "E4", "E8", "E16", "E32"),
                *("NC24-A100", "NC48-A100", "NC96-A100"),
                *("Consumption-GPU-NC24-A100", "Consumption-GPU-NC8as-T4"),
            ),
            **_IDENTITY_BLOCK,
        },
        required_with=(
            ("infrastructure_resource_group_name", "workload_profile"),
            ("internal_load_balancer_enabled", "infrastructure_subnet_id"),
            ("zone_redundancy_enabled", "infrastructure_subnet_id"),
        ),
    ),
    "azurerm_container_app_environment_storage": Rules(
        {
            "name": _STORAGE_NAME,
            "container_app_environment_id": id_of("azurerm_container_app_environment"),
            "account_name": _ACCOUNT_NAME,
            "access_key": not_empty,
            "access_mode": one_of("ReadOnly", "ReadWrite"),
            "nfs_server_url": not_empty,
        },
        required_with=(("account_name", "access_key"), ("access_key", "account_name")),
        conflicts=(("account_name", "nfs_server_url"),),
    ),
    "azurerm_container_registry": Rules(
        {"name": _REGISTRY_NAME, "sku": one_of("Basic", "Standard", "Premium"), **_IDENTITY_BLOCK}
    ),
    "azurerm_container_registry_task": Rules(
        {
            "name": matches(r"[\w-]{5,50}", "is an invalid name of a task"),
            "container_registry_id": id_of("azurerm_container_registry"),
            "platform.os": one_of("Linux", "Windows"),
            "platform.architecture": one_of("386", "amd64", "arm", "arm64", "x86"),
            "encoded_step.task_content": not_empty,
            "timer_trigger.name": not_empty,
            "timer_trigger.schedule": not_empty,
            "timeout_in_seconds": between(300, 28800),
        },
        conflicts=(
            ("docker_step", "encoded_step"),
            ("docker_step", "file_step"),
            ("encoded_step", "file_step"),
        ),
    ),
    "azurerm_log_analytics_workspace": Rules(
        {
            "name": matches(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]", "is an invalid name of a workspace"),
            "sku": one_of(
                *("Free", "PerGB2018", "PerNode", "Premium", "Standalone", "Standard"),
                *("CapacityReservation", "LACluster", "Unlimited"),
            ),
            "retention_in_days": any_of(between(30, 730), one_of(7)),
            "daily_quota_gb": between(-1),
        }
    ),
    "azurerm_role_assignment": Rules(
        {
            "name": _UUID,
            "scope": _scope,
            "principal_id": _UUID,
            "principal_type": one_of("User", "Group", "ServicePrincipal"),
            "role_definition_name": not_empty,
            "condition_version": one_of("1.0", "2.0"),
        },
        exactly_one_of=(("role_definition_id", "role_definition_name"),),
    ),
    "azurerm_storage_account": Rules(
        {
            "name": _ACCOUNT_NAME,
            "account_tier": one_of("Standard", "Premium"),
            "account_kind": one_of("Storage", "BlobStorage", "BlockBlobStorage", "FileStorage", "StorageV2"),
            "account_replication_type": one_of("LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS"),
            "access_tier": one_of("Hot", "Cool", "Cold", "Premium"),
            "min_tls_version": one_of("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"),
            "tags": _tags(128),
            **_IDENTITY_BLOCK,
        }
    ),
    "azurerm_storage_container": Rules(
        {
            "name": matches(
                r"(?=.{3,63}$)(\$root|\$web|[0-9a-z][0-9a-z-]*)", "is an invalid name of a container of blobs"
            ),
            "container_access_type": one_of("blob", "container", "private"),
            **_ACCOUNT,
        },
        exactly_one_of=_IN_ACCOUNT,
    ),
    "azurerm_storage_queue": Rules(
        {"name": matches(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", "is an invalid name of a queue"), **_ACCOUNT},
        exactly_one_of=_IN_ACCOUNT,
    ),
    "azurerm_storage_share": Rules(
        {
            "name": matches(r"(?!.*--)[0-9a-z][0-9a-z-]{2,62}", "is an invalid name of a share"),
            "quota": between(1, 102400),
            "access_tier": one_of("Cool", "Hot", "Premium", "TransactionOptimized"),
            "enabled_protocol": one_of("NFS", "SMB"),
            **_ACCOUNT,
        },
        exactly_one_of=_IN_ACCOUNT,
    ),
    "azurerm_key_vault": Rules(
        {
            "name": _VAULT_NAME,
            "sku_name": one_of("premium", "standard"),
            "tenant_id": _UUID,
            "soft_delete_retention_days": between(7, 90),
            "network_acls.bypass": one_of("None", "AzureServices"),
            "network_acls.default_action": one_of("Allow", "Deny"),
        },
        conflicts=(("enable_rbac_authorization", "rbac_authorization_enabled"),),
    ),
    "azurerm_key_vault_secret": Rules(
        {
            "name": matches(r"[0-9a-zA-Z-]{1,127}", "may only contain alphanumeric characters and dashes"),
            "key_vault_id": id_of("azurerm_key_vault"),
        },
        exactly_one_of=(("value", "value_wo"),),
        required_with=(("value_wo", "value_wo_version"), ("value_wo_version", "value_wo")),
    ),
    "azurerm_servicebus_namespace": Rules(
        {
            "name": matches(
                r"(?!.*(-|-sb|-mgmt)$)[a-zA-Z][-a-zA-Z0-9]{4,48}[a-zA-Z0-9]",
                "is an invalid name of a namespace",
            ),
            "sku": one_of("Basic", "Standard", "Premium"),
            "capacity": one_of(0, 1, 2, 4, 8, 16),
            "premium_messaging_partitions": one_of(0, 1, 2, 4),
            "minimum_tls_version": one_of("1.0", "1.1", "1.2"),
            **_IDENTITY_BLOCK,
        }
    ),
    "azurerm_servicebus_queue": Rules(
        {
            "name": matches(r"[a-zA-Z0-9][\w\-./~]{0,258}[a-zA-Z0-9]?", "is an invalid name of a queue"),
            "namespace_id": id_of("azurerm_servicebus_namespace"),
            "max_delivery_count": between(1),
        }
    ),
    "azurerm_servicebus_topic": Rules(
        {
            "name": matches(
                r"[a-zA-Z0-9]([-._~/a-zA-Z0-9]{0,258}[a-zA-Z0-9])?", "is an invalid name of a topic"
            ),
            "namespace_id": id_of("azurerm_servicebus_namespace"),
            "status": one_of("Active", "Disabled"),
        }
    ),
    "azurerm_servicebus_subscription": Rules(
        {
            "name": matches(
                r"[a-zA-Z0-9][-._a-zA-Z0-9]{0,48}[a-zA-Z0-9]?", "is an invalid name of a subscription"
            ),
            "topic_id": id_of("azurerm_servicebus_topic"),
            "max_delivery_count": between(1),
        }
    ),
    "azurerm_eventhub_namespace": Rules(
        {"name": _NAMESPACE_NAME, "sku": one_of("Basic", "Standard", "Premium"), **_IDENTITY_BLOCK}
    ),
    "azurerm_eventhub": Rules(
        {
            "name": matches(
                r"[a-zA-Z0-9]([-._a-zA-Z0-9]{0,254}[a-zA-Z0-9])?", "is an invalid name of an event hub"
            ),
            "namespace_id": id_of("azurerm_eventhub_namespace"),
            "namespace_name": _NAMESPACE_NAME,
            "partition_count": between(1, 1024),
            "message_retention": between(1, 90),
            "status": one_of("Active", "Disabled", "SendDisabled"),
        },
        exactly_one_of=(("namespace_id", "namespace_name"), ("namespace_id", "resource_group_name")),
        conflicts=(("message_retention", "retention_description"),),
    ),
    "azurerm_eventhub_consumer_group": Rules(
        {
            "name": matches(
                r"[a-zA-Z0-9]([-._a-zA-Z0-9]{0,48}[a-zA-Z0-9])?", "is an invalid name of a consumer group"
            ),
            "namespace_name": _NAMESPACE_NAME,
        }
    ),
    "azurerm_monitor_scheduled_query_rules_alert_v2": Rules(
        {
            "name": not_empty,
            "scopes": _resource_id,
            "severity": between(0, 4),
            "evaluation_frequency": one_of(*_MINUTES, *_HOURS),
            "window_duration": one_of(*_MINUTES, *_HOURS, "P2D"),
            "mute_actions_after_alert_duration": one_of(*_MINUTES[1:], *_HOURS, "P2D"),
            "query_time_range_override": one_of(*_MINUTES[1:], "PT20M", *_HOURS, "P2D"),
            "action.action_groups": _resource_id,
            "criteria.query": not_empty,
            "criteria.operator": one_of(
                "Equal", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"
            ),
            "criteria.time_aggregation_method": one_of("Count", "Average", "Minimum", "Maximum", "Total"),
            "criteria.dimension.operator": one_of("Include", "Exclude"),
            "criteria.failing_periods.minimum_failing_periods_to_trigger_alert": between(1, 6),
            "criteria.failing_periods.number_of_evaluation_periods": between(1, 6),
        }
    ),
    "azurerm_user_assigned_identity": Rules({"isolation_scope": one_of("Regional")}),
    "data.azurerm_resource_group": Rules({"name": _GROUP_NAME}),
    "data.azurerm_container_app_environment": Rules({"name": _ENVIRONMENT_NAME}),
    "data.azurerm_container_registry": Rules({"name": _REGISTRY_NAME}),
    "data.azurerm_key_vault": Rules({"name": _VAULT_NAME}),
    "data.azurerm_key_vault_secret": Rules({"key_vault_id": id_of("azurerm_key_vault")}),
    "data.azurerm_storage_account": Rules({"name": _ACCOUNT_NAME}),
}


def checks_of(kind: str) -> dict[str, Check]:
    """The checks of a type's attributes, by path."""
    return {**EVERYWHERE, **RULES.get(kind, Rules()).values}
