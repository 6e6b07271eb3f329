"""What the stand-in refuses as azurerm does: each rule broken, and its nearest legal neighbour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest
from tf.types import Unknown

from tests.apphost import ROOT
from tests.terraform.stand_in import checks
from tests.terraform.stand_in.azure import SUBSCRIPTION
from tests.terraform.stand_in.rules import EVERYWHERE, RULES

if TYPE_CHECKING:
    from tests.apphost import Json

GROUP: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg"
ENVIRONMENT: Final = f"{GROUP}/providers/Microsoft.App/managedEnvironments/env"
WORKSPACE: Final = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs"
IDENTITY: Final = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
ACCOUNT: Final = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/data"
VAULT: Final = f"{GROUP}/providers/Microsoft.KeyVault/vaults/vault"
SUBNET: Final = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/apps"
BUS: Final = f"{GROUP}/providers/Microsoft.ServiceBus/namespaces/bus"
HUBS: Final = f"{GROUP}/providers/Microsoft.EventHub/namespaces/hubs"
UUID: Final = "11111111-2222-3333-4444-555555555555"

# A value that is refused, and its nearest neighbour that is not.
Pair = tuple[Any, Any]

NOT_EMPTY: Final = ("", "x")
AT_LEAST_ONE: Final = (0, 1)
GROUP_NAME: Final = ("rg.", "rg.1")
SECRET_NAME: Final = ("API_KEY", "api-key")
STORAGE_NAME: Final = ("files--a", "files-a")
NAMESPACE_NAME: Final = ("short", "longer")
ACCOUNT_NAME: Final = ("Data", "data")
IN_ACCOUNT: Final[dict[str, Pair]] = {
    "storage_account_id": (WORKSPACE, ACCOUNT),
    "storage_account_name": ACCOUNT_NAME,
}
IDENTITY_BLOCK: Final[dict[str, Pair]] = {
    "identity.type": ("SystemAssigned,UserAssigned", "SystemAssigned, UserAssigned"),
    "identity.identity_ids": ([IDENTITY.replace("resourceGroups", "resourcegroups")], [IDENTITY]),
}

CASES: Final[dict[str, dict[str, Pair]]] = {
    "": {
        "location": NOT_EMPTY,
        "resource_group_name": GROUP_NAME,
        "tags": ({f"t{i}": "" for i in range(51)}, {f"t{i}": "" for i in range(50)}),
    },
    "azurerm_resource_group": {"name": ("x" * 91, "x" * 90)},
    "azurerm_container_app_job": {
        "name": ("a" * 33, "a" * 32),
        "container_app_environment_id": (f"{ENVIRONMENT}/storages/x", ENVIRONMENT),
        "replica_timeout_in_seconds": AT_LEAST_ONE,
        "replica_retry_limit": (-1, 0),
        "workload_profile_name": NOT_EMPTY,
        "secret.name": SECRET_NAME,
        "secret.identity": ("system", "System"),
        "secret.key_vault_secret_id": (VAULT, "https://v.vault.azure.net/secrets/key"),
        "registry.server": NOT_EMPTY,
        "schedule_trigger_config.cron_expression": NOT_EMPTY,
        **{
            f"{trigger}_trigger_config.{name}": AT_LEAST_ONE
            for trigger in ("event", "manual", "schedule")
            for name in ("parallelism", "replica_completion_count")
        },
        "event_trigger_config.scale.max_executions": AT_LEAST_ONE,
        "event_trigger_config.scale.min_executions": (-1, 0),
        "event_trigger_config.scale.polling_interval_in_seconds": AT_LEAST_ONE,
        "event_trigger_config.scale.rules.name": ("Queue", "queue.1"),
        "event_trigger_config.scale.rules.custom_rule_type": ("apache-kafka", "kafka"),
        "event_trigger_config.scale.rules.identity_id": ("id", IDENTITY),
        "event_trigger_config.scale.rules.authentication.secret_name": SECRET_NAME,
        "event_trigger_config.scale.rules.authentication.trigger_parameter": NOT_EMPTY,
        "template.volume.name": NOT_EMPTY,
        "template.volume.storage_type": ("AzureDisk", "AzureFile"),
        "template.volume.storage_name": STORAGE_NAME,
        "template.volume.mount_options": NOT_EMPTY,
        **{
            f"template.{container}.{name}": pair
            for container in ("container", "init_container")
            for name, pair in {
                "name": ("main_1", "Main.1"),
                "image": NOT_EMPTY,
                "cpu": (0.09, 0.1),
                "memory": NOT_EMPTY,
                "env.name": NOT_EMPTY,
                "volume_mounts.name": NOT_EMPTY,
                "volume_mounts.path": NOT_EMPTY,
                "volume_mounts.sub_path": NOT_EMPTY,
            }.items()
        },
        **{
            f"template.container.{probe}_probe.{name}": pair
            for probe in ("liveness", "readiness", "startup")
            for name, pair in {
                "transport": ("GRPC", "https"),
                "port": (65536, 65535),
                "initial_delay": (61, 60),
                "interval_seconds": (241, 240),
                "timeout": (0, 1),
                "failure_count_threshold": (31, 30),
                "success_count_threshold": (11, 10),
                "header.name": NOT_EMPTY,
            }.items()
        },
        **IDENTITY_BLOCK,
    },
    "azurerm_container_app_environment": {
        "name": ("1env", "env1"),
        "dapr_application_insights_connection_string": NOT_EMPTY,
        "infrastructure_resource_group_name": GROUP_NAME,
        "infrastructure_subnet_id": (SUBNET.replace("resourceGroups", "resourcegroups"), SUBNET),
        "log_analytics_workspace_id": (UUID, WORKSPACE),
        "logs_destination": ("none", "azure-monitor"),
        "public_network_access": ("enabled", "Enabled"),
        "workload_profile.name": NOT_EMPTY,
        "workload_profile.workload_profile_type": ("D2", "D4"),
        **IDENTITY_BLOCK,
    },
    "azurerm_container_app_environment_storage": {
        "name": STORAGE_NAME,
        "container_app_environment_id": (WORKSPACE, ENVIRONMENT),
        "account_name": ACCOUNT_NAME,
        "access_key": NOT_EMPTY,
        "access_mode": ("readonly", "ReadOnly"),
        "nfs_server_url": NOT_EMPTY,
    },
    "azurerm_container_registry": {
        "name": ("acr-1", "acr01"),
        "sku": ("Classic", "Basic"),
        **IDENTITY_BLOCK,
    },
    "azurerm_container_registry_task": {
        "name": ("task", "purge"),
        "container_registry_id": (ACCOUNT, f"{GROUP}/providers/Microsoft.ContainerRegistry/registries/acr01"),
        "platform.os": ("linux", "Linux"),
        "platform.architecture": ("x64", "amd64"),
        "encoded_step.task_content": NOT_EMPTY,
        "timer_trigger.name": NOT_EMPTY,
        "timer_trigger.schedule": NOT_EMPTY,
        "timeout_in_seconds": (299, 300),
    },
    "azurerm_log_analytics_workspace": {
        "name": ("log", "logs"),
        "sku": ("PerGB", "PerGB2018"),
        "retention_in_days": (29, 7),
        "daily_quota_gb": (-2, -1),
    },
    "azurerm_role_assignment": {
        "name": ("pull", UUID),
        "scope": ("kd9f2mxa", GROUP),
        "principal_id": ("kd9f2mxa", UUID),
        "principal_type": ("Application", "ServicePrincipal"),
        "role_definition_name": NOT_EMPTY,
        "condition_version": ("3.0", "2.0"),
    },
    "azurerm_storage_account": {
        "name": ACCOUNT_NAME,
        "account_tier": ("Basic", "Standard"),
        "account_kind": ("StorageV3", "StorageV2"),
        "account_replication_type": ("Standard_LRS", "LRS"),
        "access_tier": ("Archive", "Cold"),
        "min_tls_version": ("1.2", "TLS1_2"),
        "tags": ({"k" * 129: ""}, {"k" * 128: ""}),
        **IDENTITY_BLOCK,
    },
    "azurerm_storage_container": {
        "name": ("-blobs", "$web"),
        "container_access_type": ("none", "private"),
        **IN_ACCOUNT,
    },
    "azurerm_storage_queue": {"name": ("work-", "work"), **IN_ACCOUNT},
    "azurerm_storage_share": {
        "name": ("a--b", "a-b"),
        "quota": (102401, 102400),
        "access_tier": ("Cold", "Cool"),
        "enabled_protocol": ("nfs", "NFS"),
        **IN_ACCOUNT,
    },
    "azurerm_key_vault": {
        "name": ("1vault", "vault1"),
        "sku_name": ("Standard", "standard"),
        "tenant_id": ("tenant", UUID),
        "soft_delete_retention_days": (6, 7),
        "network_acls.bypass": ("All", "None"),
        "network_acls.default_action": ("allow", "Allow"),
    },
    "azurerm_key_vault_secret": {
        "name": ("api_key", "api-key"),
        "key_vault_id": (ACCOUNT, VAULT),
    },
    "azurerm_servicebus_namespace": {
        "name": ("orders-sb", "orders-bus"),
        "sku": ("basic", "Basic"),
        "capacity": (3, 4),
        "premium_messaging_partitions": (3, 2),
        "minimum_tls_version": ("1.3", "1.2"),
        **IDENTITY_BLOCK,
    },
    "azurerm_servicebus_queue": {
        "name": ("-work", "work/1"),
        "namespace_id": (HUBS, BUS),
        "max_delivery_count": AT_LEAST_ONE,
    },
    "azurerm_servicebus_topic": {
        "name": ("news-", "news/all"),
        "namespace_id": (HUBS, BUS),
        "status": ("active", "Active"),
    },
    "azurerm_servicebus_subscription": {
        "name": ("a" * 52, "a" * 50),
        "topic_id": (BUS, f"{BUS}/topics/news"),
        "max_delivery_count": AT_LEAST_ONE,
    },
    "azurerm_eventhub_namespace": {
        "name": NAMESPACE_NAME,
        "sku": ("Dedicated", "Standard"),
        **IDENTITY_BLOCK,
    },
    "azurerm_eventhub": {
        "name": ("events-", "events"),
        "namespace_id": (BUS, HUBS),
        "namespace_name": NAMESPACE_NAME,
        "partition_count": (1025, 1024),
        "message_retention": (91, 90),
        "status": ("ReceiveDisabled", "SendDisabled"),
    },
    "azurerm_eventhub_consumer_group": {
        "name": ("a" * 51, "a" * 50),
        "namespace_name": NAMESPACE_NAME,
    },
    "azurerm_monitor_scheduled_query_rules_alert_v2": {
        "name": NOT_EMPTY,
        "scopes": (["logs"], [WORKSPACE]),
        "severity": (5, 4),
        "evaluation_frequency": ("P2D", "P1D"),
        "window_duration": ("PT20M", "P2D"),
        "mute_actions_after_alert_duration": ("PT1M", "PT5M"),
        "query_time_range_override": ("PT1M", "PT20M"),
        "action.action_groups": (["ops"], [f"{GROUP}/providers/Microsoft.Insights/actionGroups/ops"]),
        "criteria.query": NOT_EMPTY,
        "criteria.operator": ("Equals", "Equal"),
        "criteria.time_aggregation_method": ("Sum", "Total"),
        "criteria.dimension.operator": ("Is", "Include"),
        "criteria.failing_periods.minimum_failing_periods_to_trigger_alert": (7, 6),
        "criteria.failing_periods.number_of_evaluation_periods": (0, 1),
    },
    "azurerm_user_assigned_identity": {"isolation_scope": ("None", "Regional")},
    "data.azurerm_resource_group": {"name": GROUP_NAME},
    "data.azurerm_container_app_environment": {"name": ("1env", "env1")},
    "data.azurerm_container_registry": {"name": ("acr-1", "acr01")},
    "data.azurerm_key_vault": {"name": ("1vault", "vault1")},
    "data.azurerm_key_vault_secret": {"key_vault_id": (ACCOUNT, VAULT)},
    "data.azurerm_storage_account": {"name": ACCOUNT_NAME},
}


def test_every_type_that_this_library_writes_has_rules() -> None:
    pattern = re.compile(r"from cdktf_cdktf_provider_azurerm\.(?!data_|provider)(\w+) import")
    sources = (ROOT / "constructs" / "cdktf_aspire").rglob("*.py")
    written = {f"azurerm_{name}" for source in sources for name in pattern.findall(source.read_text())}
    assert "azurerm_container_app_job" in written
    assert written <= set(RULES)


def test_every_rule_has_a_case() -> None:
    assert {kind: set(pairs) for kind, pairs in CASES.items()} == {
        "": set(EVERYWHERE),
        **{kind: set(rules.values) for kind, rules in RULES.items()},
    }


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind, pairs in CASES.items() for path in pairs], ids=lambda each: each
)
def test_a_value_is_refused_and_its_neighbour_is_not(kind: str, path: str) -> None:
    refused, allowed = CASES[kind][path]
    assert judged(kind, path, refused)
    assert not judged(kind, path, allowed)


def judged(kind: str, path: str, value: object) -> list[str]:
    """What is said of a value at a path."""
    name, *outside = reversed(path.split("."))
    config: Json = {name: value}
    for block in outside:
        config = {block: [config]}
    found = list(checks.problems(kind, config))
    said = [problem for _, problem in found if problem.startswith(f"invalid value for {path}: ")]
    assert all(top == path.partition(".")[0] for top, problem in found if problem in said)
    return said


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"k" * 513: "v"}, "tag key is 512 characters: 513"),
        ({"k" * 512: "v" * 257}, "tag value is 256 characters"),
        ({"k" * 512: "v" * 256}, None),
    ],
)
def test_a_tag_has_a_longest_key_and_a_longest_value(tags: dict[str, str], words: str | None) -> None:
    said = judged("azurerm_container_app_job", "tags", tags)
    assert words in said[0] if words else not said


TOGETHER: Final[dict[str, list[tuple[Json, str | None]]]] = {
    "azurerm_container_app_job": [
        ({}, "exactly one of `event_trigger_config,manual_trigger_config,schedule_trigger_config`"),
        ({"manual_trigger_config": [{}], "event_trigger_config": [{}]}, "exactly one of"),
        ({"manual_trigger_config": [{}], "event_trigger_config": []}, None),
    ],
    "azurerm_container_app_environment": [
        ({"zone_redundancy_enabled": False}, "all of `zone_redundancy_enabled,infrastructure_subnet_id`"),
        ({"zone_redundancy_enabled": False, "infrastructure_subnet_id": SUBNET}, None),
        ({"internal_load_balancer_enabled": True}, "all of `internal_load_balancer_enabled,infra"),
        ({"internal_load_balancer_enabled": True, "infrastructure_subnet_id": SUBNET}, None),
        ({"infrastructure_resource_group_name": "rg"}, "all of `infrastructure_resource_group_name,workload"),
        (
            {
                "infrastructure_resource_group_name": "rg",
                "workload_profile": [{"name": "a", "workload_profile_type": "D4"}],
            },
            None,
        ),
        ({}, None),
    ],
    "azurerm_container_app_environment_storage": [
        ({"account_name": "data"}, "all of `account_name,access_key`"),
        ({"access_key": "k"}, "all of `access_key,account_name`"),
        ({"access_key": "k", "account_name": "data"}, None),
        ({"access_key": "k", "account_name": "data", "nfs_server_url": "x"}, "conflicts with nfs_server_url"),
        ({"nfs_server_url": "x"}, None),
    ],
    "azurerm_container_registry_task": [
        ({"encoded_step": [{}]}, None),
        ({"encoded_step": [{}], "docker_step": [{}]}, "docker_step conflicts with encoded_step"),
        ({"file_step": [{}], "docker_step": [{}]}, "docker_step conflicts with file_step"),
        ({"file_step": [{}], "encoded_step": [{}]}, "encoded_step conflicts with file_step"),
    ],
    "azurerm_role_assignment": [
        ({}, "exactly one of `role_definition_id,role_definition_name`"),
        ({"role_definition_name": "Reader"}, None),
        ({"role_definition_name": "Reader", "role_definition_id": "x"}, "exactly one of"),
    ],
    **{
        f"azurerm_storage_{kind}": [
            ({}, "exactly one of `storage_account_id,storage_account_name`"),
            ({"storage_account_id": ACCOUNT}, None),
        ]
        for kind in ("container", "queue", "share")
    },
    "azurerm_key_vault": [
        ({"enable_rbac_authorization": True, "rbac_authorization_enabled": True}, "conflicts with"),
        ({"rbac_authorization_enabled": True}, None),
    ],
    "azurerm_key_vault_secret": [
        ({}, "exactly one of `value,value_wo`"),
        ({"value": "x"}, None),
        ({"value_wo": "x"}, "all of `value_wo,value_wo_version`"),
        ({"value_wo": "x", "value_wo_version": 1}, None),
        ({"value": "x", "value_wo_version": 1}, "all of `value_wo_version,value_wo`"),
    ],
    "azurerm_eventhub": [
        ({"resource_group_name": "rg"}, "exactly one of `namespace_id,namespace_name`"),
        ({"namespace_name": "longer"}, "exactly one of `namespace_id,resource_group_name`"),
        ({"namespace_id": HUBS}, None),
        (
            {"namespace_id": HUBS, "message_retention": 1, "retention_description": [{}]},
            "message_retention conflicts with retention_description",
        ),
    ],
}


def test_every_rule_for_several_attributes_has_a_case() -> None:
    assert set(TOGETHER) == {
        kind
        for kind, rules in RULES.items()
        if rules.exactly_one_of or rules.required_with or rules.conflicts
    }


@pytest.mark.parametrize(
    ("kind", "config", "words"), [(kind, *case) for kind, cases in TOGETHER.items() for case in cases]
)
def test_what_goes_together(kind: str, config: Json, words: str | None) -> None:
    said = [problem for _, problem in checks.problems(kind, config)]
    assert any(words in problem for problem in said) if words else not said


def test_what_is_not_known_yet_is_not_judged() -> None:
    config = dict.fromkeys(("scope", "principal_id", "role_definition_id", "role_definition_name"), Unknown)
    assert not list(checks.problems("azurerm_role_assignment", config))
    storage = {"account_name": Unknown, "access_key": Unknown, "nfs_server_url": Unknown}
    assert not list(checks.problems("azurerm_container_app_environment_storage", storage))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({}, "have to specify `platform`"),
        ({"platform": [{"os": "Linux"}]}, "have to specify one of"),
        ({"platform": [{"os": "Linux"}], "encoded_step": [{}]}, None),
        ({"is_system_task": True}, None),
        ({"is_system_task": True, "platform": [{"os": "Linux"}]}, "can't specify `platform`"),
    ],
)
def test_a_task_has_what_its_kind_needs(config: Json, words: str | None) -> None:
    said = list(checks.plan_problems("azurerm_container_registry_task", config))
    assert words in said[0] if words else not said


@pytest.mark.parametrize(
    ("config", "is_refused"),
    [
        ({"logs_destination": "log-analytics"}, True),
        ({"logs_destination": "log-analytics", "log_analytics_workspace_id": WORKSPACE}, False),
        ({"logs_destination": "azure-monitor", "log_analytics_workspace_id": WORKSPACE}, True),
        ({"logs_destination": "azure-monitor"}, False),
        ({"log_analytics_workspace_id": WORKSPACE}, False),
    ],
)
def test_where_logs_go_is_looked_at_in_the_plan(config: Json, is_refused: bool) -> None:
    assert bool(list(checks.plan_problems("azurerm_container_app_environment", config))) == is_refused
