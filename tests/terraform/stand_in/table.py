"""What no schema says of azurerm: what is replaced, defaults, and Azure's ids; and what the bindings lack.

From azurerm 4.55's own documentation and from its plans. A type that is not here gets what all types have in
common, so that a new one needs a line only where it differs.
"""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

_REPLACED: Final = frozenset({"name", "resource_group_name", "location"})


@attrs.frozen
class Facts:
    """What is known of one type.

    Attributes:
        id: pattern of Azure's id, in the type's own attributes.
        replaced: attributes and blocks whose change makes Terraform replace the resource, beside the usual.
        defaults: what azurerm plans for an optional attribute that is not set, by path.
    """

    id: str = ""
    replaced: frozenset[str] = frozenset()
    defaults: dict[str, Any] = attrs.field(factory=dict)

    def replaces(self, name: str) -> bool:
        """Whether a change of the attribute or the block replaces the resource."""
        return name in _REPLACED or name in self.replaced


@attrs.frozen
class Since:
    """An attribute that the bindings do not have yet.

    Attributes:
        version: the first one of azurerm that has it, as far as it is known; or else the recorded one.
        type: as Terraform's JSON has types.
    """

    version: str = "4.81.0"
    type: Any = "string"


def later_versions() -> set[str]:
    """Versions of azurerm that have something which the bindings have not."""
    return {since.version for later in LATER.values() for since in later.values()}


def facts_of(kind: str) -> Facts:
    """What is known of a type; of a data source what is known of its resource, except what is planned."""
    resource = TABLE.get(kind.removeprefix("data."), Facts())
    return Facts(id=resource.id) if kind.startswith("data.") else resource


def id_pattern(kind: str) -> str:
    """A regular expression for the ids of a type."""
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(whole_id(kind)))


def whole_id(kind: str) -> str:
    """The pattern of a type's id, with the patterns of what it is in."""

    def part(found: re.Match[str]) -> str:
        parent = _PARENTS.get((kind, found[1])) or _PARENTS.get(("", found[1]))
        return whole_id(parent) if parent else found[0]

    return re.sub(r"\{(\w+)\}", part, facts_of(kind).id)


def _arm(provider: str, *kinds: str) -> str:
    return "/subscriptions/{subscription}/resourceGroups/{resource_group_name}/providers/" + "/".join(
        (provider, *kinds)
    )


# Which type an attribute in an id is the id of: of one type, or else of all.
_PARENTS: Final = {
    ("", "container_app_environment_id"): "azurerm_container_app_environment",
    ("", "container_registry_id"): "azurerm_container_registry",
    ("", "scope"): "azurerm_resource_group",
    ("", "storage_account_id"): "azurerm_storage_account",
    ("", "topic_id"): "azurerm_servicebus_topic",
    ("azurerm_eventhub", "namespace_id"): "azurerm_eventhub_namespace",
    ("", "namespace_id"): "azurerm_servicebus_namespace",
    ("azurerm_mssql_database", "server_id"): "azurerm_mssql_server",
    ("", "server_id"): "azurerm_postgresql_flexible_server",
}
_REPLICAS: Final = {"parallelism": 1, "replica_completion_count": 1}
_SCALE: Final = {"min_executions": 0, "max_executions": 100, "polling_interval_in_seconds": 30}

TABLE: Final[dict[str, Facts]] = {
    "azurerm_resource_group": Facts("/subscriptions/{subscription}/resourceGroups/{name}"),
    "azurerm_container_app_job": Facts(
        _arm("Microsoft.App", "jobs", "{name}"),
        replaced=frozenset(
            {
                "container_app_environment_id",
                "manual_trigger_config",
                "schedule_trigger_config",
                "event_trigger_config",
            }
        ),
        defaults={
            **{f"manual_trigger_config.{name}": value for name, value in _REPLICAS.items()},
            **{f"schedule_trigger_config.{name}": value for name, value in _REPLICAS.items()},
            **{f"event_trigger_config.{name}": value for name, value in _REPLICAS.items()},
            **{f"event_trigger_config.scale.{name}": value for name, value in _SCALE.items()},
            "template.volume.storage_type": "EmptyDir",
        },
    ),
    "azurerm_container_app_environment": Facts(
        _arm("Microsoft.App", "managedEnvironments", "{name}"),
        replaced=frozenset(
            {
                "dapr_application_insights_connection_string",
                "infrastructure_resource_group_name",
                "infrastructure_subnet_id",
                "internal_load_balancer_enabled",
                "zone_redundancy_enabled",
            }
        ),
        defaults={
            "internal_load_balancer_enabled": False,
            "mutual_tls_enabled": False,
            "zone_redundancy_enabled": False,
        },
    ),
    "azurerm_container_app_environment_storage": Facts(
        "{container_app_environment_id}/storages/{name}",
        replaced=frozenset(
            {"container_app_environment_id", "account_name", "access_mode", "share_name", "nfs_server_url"}
        ),
    ),
    "azurerm_container_registry": Facts(
        _arm("Microsoft.ContainerRegistry", "registries", "{name}"),
        defaults={
            "admin_enabled": False,
            "anonymous_pull_enabled": False,
            "export_policy_enabled": True,
            "network_rule_bypass_option": "AzureServices",
            "public_network_access_enabled": True,
            "quarantine_policy_enabled": False,
            "trust_policy_enabled": False,
            "zone_redundancy_enabled": False,
        },
    ),
    "azurerm_container_registry_task": Facts(
        "{container_registry_id}/tasks/{name}",
        replaced=frozenset({"container_registry_id", "is_system_task"}),
        defaults={"enabled": True, "is_system_task": False, "timeout_in_seconds": 3600},
    ),
    "azurerm_log_analytics_workspace": Facts(
        _arm("Microsoft.OperationalInsights", "workspaces", "{name}"),
        defaults={
            "allow_resource_only_permissions": True,
            "daily_quota_gb": -1,
            "internet_ingestion_enabled": True,
            "internet_query_enabled": True,
            "retention_in_days": 30,
        },
    ),
    "azurerm_user_assigned_identity": Facts(
        _arm("Microsoft.ManagedIdentity", "userAssignedIdentities", "{name}")
    ),
    "azurerm_role_assignment": Facts(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
        replaced=frozenset(
            {"scope", "role_definition_id", "role_definition_name", "principal_id", "principal_type"}
        ),
    ),
    "azurerm_storage_account": Facts(
        _arm("Microsoft.Storage", "storageAccounts", "{name}"),
        replaced=frozenset({"account_kind", "account_tier", "is_hns_enabled", "nfsv3_enabled"}),
    ),
    "azurerm_storage_container": Facts(
        "{storage_account_id}/blobServices/default/containers/{name}",
        replaced=frozenset({"storage_account_id", "storage_account_name"}),
    ),
    "azurerm_storage_queue": Facts(
        "{storage_account_id}/queueServices/default/queues/{name}",
        replaced=frozenset({"storage_account_id", "storage_account_name"}),
    ),
    "azurerm_storage_share": Facts(
        "{storage_account_id}/fileServices/default/shares/{name}",
        replaced=frozenset({"storage_account_id", "storage_account_name", "enabled_protocol"}),
    ),
    "azurerm_storage_table": Facts("{storage_account_id}/tableServices/default/tables/{name}"),
    "azurerm_key_vault": Facts(
        _arm("Microsoft.KeyVault", "vaults", "{name}"),
    ),
    "azurerm_key_vault_secret": Facts(
        "https://{vault}.vault.azure.net/secrets/{name}/{version}",
        replaced=frozenset({"key_vault_id"}),
    ),
    "azurerm_servicebus_namespace": Facts(_arm("Microsoft.ServiceBus", "namespaces", "{name}")),
    "azurerm_servicebus_queue": Facts(
        "{namespace_id}/queues/{name}", replaced=frozenset({"namespace_id", "partitioning_enabled"})
    ),
    "azurerm_servicebus_topic": Facts(
        "{namespace_id}/topics/{name}", replaced=frozenset({"namespace_id", "partitioning_enabled"})
    ),
    "azurerm_servicebus_subscription": Facts(
        "{topic_id}/subscriptions/{name}", replaced=frozenset({"topic_id"})
    ),
    "azurerm_eventhub_namespace": Facts(_arm("Microsoft.EventHub", "namespaces", "{name}")),
    "azurerm_eventhub": Facts("{namespace_id}/eventhubs/{name}", replaced=frozenset({"namespace_id"})),
    "azurerm_eventhub_consumer_group": Facts(
        _arm(
            "Microsoft.EventHub",
            "namespaces",
            "{namespace_name}",
            "eventhubs",
            "{eventhub_name}",
            "consumerGroups",
            "{name}",
        ),
        replaced=frozenset({"eventhub_name", "namespace_name"}),
    ),
    "azurerm_monitor_scheduled_query_rules_alert_v2": Facts(
        _arm("Microsoft.Insights", "scheduledQueryRules", "{name}"), replaced=frozenset({"scopes"})
    ),
    "azurerm_monitor_action_group": Facts(_arm("Microsoft.Insights", "actionGroups", "{name}")),
    "azurerm_application_insights": Facts(_arm("Microsoft.Insights", "components", "{name}")),
    "azurerm_virtual_network": Facts(_arm("Microsoft.Network", "virtualNetworks", "{name}")),
    "azurerm_subnet": Facts(
        _arm("Microsoft.Network", "virtualNetworks", "{virtual_network_name}", "subnets", "{name}"),
        replaced=frozenset({"virtual_network_name"}),
    ),
    "azurerm_redis_cache": Facts(_arm("Microsoft.Cache", "redis", "{name}")),
    "azurerm_postgresql_flexible_server": Facts(
        _arm("Microsoft.DBforPostgreSQL", "flexibleServers", "{name}")
    ),
    "azurerm_postgresql_flexible_server_database": Facts(
        "{server_id}/databases/{name}", replaced=frozenset({"server_id", "charset", "collation"})
    ),
    "azurerm_mssql_server": Facts(_arm("Microsoft.Sql", "servers", "{name}")),
    "azurerm_mssql_database": Facts("{server_id}/databases/{name}", replaced=frozenset({"server_id"})),
    "azurerm_cosmosdb_account": Facts(_arm("Microsoft.DocumentDB", "databaseAccounts", "{name}")),
    "azurerm_app_configuration": Facts(_arm("Microsoft.AppConfiguration", "configurationStores", "{name}")),
    "azurerm_search_service": Facts(_arm("Microsoft.Search", "searchServices", "{name}")),
    "azurerm_signalr_service": Facts(_arm("Microsoft.SignalRService", "signalR", "{name}")),
    "azurerm_web_pubsub": Facts(_arm("Microsoft.SignalRService", "webPubSub", "{name}")),
}

LATER: Final[dict[str, dict[str, Since]]] = {
    "azurerm_container_app": {"template.custom_scale_rule.identity_id": Since("4.73.0")},
    "azurerm_container_app_job": {"event_trigger_config.scale.rules.identity_id": Since("4.73.0")},
    "azurerm_container_registry": {
        "azuread_authentication_as_arm_policy_enabled": Since(type="bool"),
        "network_rule_bypass_for_tasks_enabled": Since(type="bool"),
        "role_assignment_mode": Since(),
    },
    "azurerm_eventhub": {
        "capture_description.destination.storage_authentication_id": Since(),
        "capture_description.destination.storage_authentication_type": Since(),
    },
    "azurerm_monitor_scheduled_query_rules_alert_v2": {"action.email_subject": Since()},
    "azurerm_storage_container": {"url": Since()},
    "azurerm_storage_share": {"rbac_scope_id": Since()},
    "azurerm_user_assigned_identity": {"isolation_scope": Since()},
    "data.azurerm_container_app": {"read_secrets": Since(type="bool")},
    "data.azurerm_storage_container": {"url": Since()},
    "data.azurerm_storage_share": {"rbac_scope_id": Since()},
    "data.azurerm_user_assigned_identity": {"isolation_scope": Since()},
}
