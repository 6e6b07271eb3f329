"""What surrounds the jobs: which values change, and what is lost with a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.workload_profiles import CONSUMPTION
from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.comparison import alike
from cdktf_aspire.review.masks import Hidden
from cdktf_aspire.review.model import Row
from cdktf_aspire.review.plan_values import blocks, is_mark
from cdktf_aspire.review.shown import HIDDEN, NONE, Shown, ShownAs, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.review.plan import Change
    from cdktf_aspire.review.plan_secrets import PlanSecrets

ENVIRONMENT: Final = "azurerm_container_app_environment"
RESOURCE_GROUP: Final = "azurerm_resource_group"

_DATA: Final = "all its data is lost"
_DATABASE: Final = "all its databases are lost, with their data"
_MESSAGES: Final = "the messages in it are lost"
_QUEUES: Final = "all its queues, topics and subscriptions are lost, with the messages in them"
_EVENTS: Final = "the events in it are lost"
_VAULT: Final = "its secrets, keys and certificates are gone until somebody recovers it"
_LOGS: Final = "its logs are lost"
_IDENTITY: Final = "its permissions are lost: a new one has another principal and needs its roles again"

# The label of a type, and the loss if it is deleted: containers of others first, then data, then the rest.
_LOSSES: Final[dict[str, tuple[str, str]]] = {
    RESOURCE_GROUP: ("resource group", "everything in it is lost"),
    ENVIRONMENT: ("environment", "every job and app in it is lost, with their history"),
    "azurerm_container_app_environment_storage": ("storage of an environment", "jobs that mount it fail"),
    "azurerm_container_app": ("container app", "it serves no requests until there is a new one"),
    "azurerm_storage_account": ("storage account", "all its blobs, files, queues and tables are lost"),
    "azurerm_storage_container": ("blob container", "all its blobs are lost"),
    "azurerm_storage_blob": ("blob", "its content is lost"),
    "azurerm_storage_share": ("file share", "all its files are lost"),
    "azurerm_storage_queue": ("storage queue", _MESSAGES),
    "azurerm_storage_table": ("storage table", "all its rows are lost"),
    "azurerm_storage_data_lake_gen2_filesystem": ("file system", "all its files are lost"),
    "azurerm_container_registry": ("container registry", "all its images are lost"),
    "azurerm_key_vault": ("Key Vault", _VAULT),
    "azurerm_key_vault_managed_hardware_security_module": ("managed HSM", "its keys are lost"),
    "azurerm_key_vault_secret": ("Key Vault secret", "its value is gone until somebody recovers it"),
    "azurerm_key_vault_key": ("Key Vault key", "what it encrypts can't be read until somebody recovers it"),
    "azurerm_key_vault_certificate": ("certificate", "it is gone until somebody recovers it"),
    "azurerm_log_analytics_workspace": ("Log Analytics workspace", _LOGS),
    "azurerm_application_insights": ("Application Insights", "its telemetry is lost"),
    "azurerm_user_assigned_identity": ("identity", _IDENTITY),
    "azurerm_servicebus_namespace": ("Service Bus namespace", _QUEUES),
    "azurerm_servicebus_queue": ("Service Bus queue", _MESSAGES),
    "azurerm_servicebus_topic": ("Service Bus topic", "its subscriptions and the messages in them are lost"),
    "azurerm_servicebus_subscription": ("Service Bus subscription", _MESSAGES),
    "azurerm_eventhub_namespace": ("Event Hubs namespace", "all its event hubs are lost, with their events"),
    "azurerm_eventhub": ("event hub", _EVENTS),
    "azurerm_eventhub_consumer_group": ("consumer group", "its readers lose their place"),
    "azurerm_eventgrid_topic": ("Event Grid topic", _EVENTS),
    "azurerm_app_configuration": (
        "App Configuration",
        "its keys and values are gone until somebody recovers it",
    ),
    "azurerm_redis_cache": ("Redis cache", _DATA),
    "azurerm_redis_enterprise_cluster": ("Redis cluster", _DATA),
    "azurerm_managed_redis": ("Redis", _DATA),
    "azurerm_mssql_server": ("SQL server", _DATABASE),
    "azurerm_mssql_database": ("SQL database", _DATA),
    "azurerm_mssql_elasticpool": ("elastic pool", "its databases have to move first"),
    "azurerm_mssql_managed_instance": ("SQL managed instance", _DATABASE),
    "azurerm_mssql_managed_database": ("SQL database", _DATA),
    "azurerm_postgresql_server": ("PostgreSQL server", _DATABASE),
    "azurerm_postgresql_database": ("PostgreSQL database", _DATA),
    "azurerm_postgresql_flexible_server": ("PostgreSQL server", _DATABASE),
    "azurerm_postgresql_flexible_server_database": ("PostgreSQL database", _DATA),
    "azurerm_mysql_flexible_server": ("MySQL server", _DATABASE),
    "azurerm_mysql_flexible_database": ("MySQL database", _DATA),
    "azurerm_mariadb_server": ("MariaDB server", _DATABASE),
    "azurerm_mariadb_database": ("MariaDB database", _DATA),
    "azurerm_mongo_cluster": ("MongoDB cluster", _DATABASE),
    "azurerm_cosmosdb_account": ("Cosmos DB account", _DATABASE),
    "azurerm_cosmosdb_sql_database": ("Cosmos DB database", _DATA),
    "azurerm_cosmosdb_sql_container": ("Cosmos DB container", _DATA),
    "azurerm_cosmosdb_mongo_database": ("Cosmos DB database", _DATA),
    "azurerm_cosmosdb_mongo_collection": ("Cosmos DB collection", _DATA),
    "azurerm_cosmosdb_table": ("Cosmos DB table", _DATA),
    "azurerm_kusto_cluster": ("Kusto cluster", _DATABASE),
    "azurerm_kusto_database": ("Kusto database", _DATA),
    "azurerm_search_service": ("search service", "all its indexes are lost"),
    "azurerm_cognitive_account": ("AI account", "its deployments and fine-tuned models are lost"),
    "azurerm_managed_disk": ("disk", _DATA),
    "azurerm_netapp_volume": ("NetApp volume", _DATA),
    "azurerm_recovery_services_vault": ("recovery vault", "all its backups are lost"),
    "azurerm_data_protection_backup_vault": ("backup vault", "all its backups are lost"),
    "azurerm_virtual_network": ("virtual network", "resources in its subnets lose their connections"),
    "azurerm_subnet": ("subnet", "resources in it lose their connections"),
}
_RANKS: Final = {kind: rank for rank, kind in enumerate(_LOSSES)}
_LIKE_TEXT: Final = (str, int, float, bool)


def loss_of(change: Change, action: Action) -> str | None:
    """The loss when a resource is deleted or replaced, in words; None when nothing is."""
    if action not in {Action.DELETED, Action.REPLACED} or "delete" not in change.actions or change.deposed:
        return None
    return _LOSSES[change.type][1] if change.type in _LOSSES else None


def noun_of(kind: str) -> str:
    """The name of a type of resource: `storage account`."""
    if kind in _LOSSES:
        return _LOSSES[kind][0]
    return kind.removeprefix("azurerm_").replace("_", " ")


def rank_of(kind: str) -> int:
    """The place of a type of resource among those that can be lost: what holds the others comes first."""
    return _RANKS.get(kind, len(_RANKS))


def without_noise(kind: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """The attributes without the attributes that Azure adds.

    Every environment has the profile Consumption; azurerm reads it back though nobody wrote it.
    """
    profiles = values.get("workload_profile")
    if kind != ENVIRONMENT or not isinstance(profiles, list):
        return values
    own = [
        each
        for each in blocks(values, "workload_profile")
        if each.get("workload_profile_type") != CONSUMPTION
    ]
    marks = [each for each in profiles if is_mark(each)]
    own.sort(key=lambda each: f"{each.get('name')}")
    return {**values, "workload_profile": own + marks}


def value_rows(
    names: tuple[str, ...], before: Mapping[str, object], after: Mapping[str, object], secrets: PlanSecrets
) -> Iterator[Row]:
    """The attributes that change and have a value that can be shown in a line: `sku_name`, `tags.team`."""
    for name in names:
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict | None) and isinstance(new, dict | None):
            old, new = old or {}, new or {}
            for key in sorted(old.keys() | new.keys()):
                if not alike(old.get(key), new.get(key)):
                    yield from _row(f"{name}.{key}", old.get(key), new.get(key), secrets)
        else:
            yield from _row(name, old, new, secrets)


def _row(name: str, old: object, new: object, secrets: PlanSecrets) -> Iterator[Row]:
    if all(each is None or is_mark(each) or isinstance(each, _LIKE_TEXT) for each in (old, new)):
        label = HIDDEN.text if secrets.hide_name(name) else name
        before, after = (_shown(each, name, secrets) for each in (old, new))
        if before == after:
            after = Shown(after.kind, f"{after.text}, another one")
        yield Row(("", label), before, after)


def _shown(value: object, name: str, secrets: PlanSecrets) -> Shown:
    if isinstance(value, Hidden):
        return HIDDEN
    one = shown(value, secrets, name)
    return NONE if one.kind is ShownAs.WORDS else one
