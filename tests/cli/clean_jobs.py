"""Jobs in Terraform JSON that no rule has anything against, each with as many blocks as it can have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.apphost import Json

IDENTITY: Final = (
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
)
VAULT: Final = "https://vault.vault.azure.net/secrets/key"

_JOB: Final[Json] = {
    "name": "batch",
    "location": "westeurope",
    "resource_group_name": "rg",
    "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
    "replica_timeout_in_seconds": 60,
    "replica_retry_limit": 1,
    "workload_profile_name": "Consumption",
    "tags": {"team": "data"},
    "identity": [{"type": "UserAssigned", "identity_ids": [IDENTITY]}],
    "secret": [
        {"name": "connection", "value": "${var.connection}"},
        {"name": "key", "key_vault_secret_id": VAULT, "identity": IDENTITY},
    ],
    "registry": [
        {"server": "mine.azurecr.io", "identity": IDENTITY},
        {"server": "other.example.com", "username": "me", "password_secret_name": "key"},
    ],
    "template": [
        {
            "container": [
                {
                    "name": "main",
                    "image": "mine.azurecr.io/batch:1",
                    "cpu": 0.5,
                    "memory": "1Gi",
                    "command": ["run"],
                    "args": ["--all", "now"],
                    "env": [
                        {"name": "LEVEL", "value": "debug"},
                        {"name": "KEY", "secret_name": "key"},
                        {"name": "QUEUE_CONNECTION", "secret_name": "connection"},
                    ],
                    "volume_mounts": [{"name": "data", "path": "/data", "sub_path": "in"}],
                }
            ],
            "init_container": [
                {
                    "name": "first",
                    "image": "mine.azurecr.io/first:1",
                    "env": [{"name": "A", "value": "1"}],
                    "volume_mounts": [{"name": "work", "path": "/work"}],
                }
            ],
            "volume": [
                {"name": "data", "storage_type": "AzureFile", "storage_name": "share"},
                {"name": "work", "storage_type": "EmptyDir"},
            ],
        }
    ],
}

TRIGGERS: Final[dict[str, Json]] = {
    "manual": {"manual_trigger_config": [{"parallelism": 1, "replica_completion_count": 2}]},
    "schedule": {
        "schedule_trigger_config": [
            {"cron_expression": "0 2 * * 0", "parallelism": 2, "replica_completion_count": 2}
        ]
    },
    **{
        f"event-{rule['custom_rule_type']}": {
            "event_trigger_config": [
                {
                    "parallelism": 1,
                    "replica_completion_count": 1,
                    "scale": [
                        {
                            "min_executions": 0,
                            "max_executions": 5,
                            "polling_interval_in_seconds": 30,
                            "rules": [{"name": "orders", **rule}],
                        }
                    ],
                }
            ]
        }
        for rule in (
            {
                "custom_rule_type": "azure-queue",
                "metadata": {"queueName": "orders", "queueLength": "5"},
                "authentication": [{"secret_name": "connection", "trigger_parameter": "connection"}],
            },
            {
                "custom_rule_type": "azure-servicebus",
                "metadata": {"topicName": "a", "subscriptionName": "b", "namespace": "bus"},
                "identity_id": IDENTITY,
            },
            {
                "custom_rule_type": "azure-pipelines",
                "metadata": {
                    "organizationURLFromEnv": "LEVEL",
                    "poolName": "pool",
                    "personalAccessTokenFromEnv": "KEY",
                },
            },
            {
                "custom_rule_type": "azure-eventhub",
                "metadata": {
                    "blobContainer": "checkpoints",
                    "checkpointStrategy": "blobMetadata",
                    "connectionFromEnv": "QUEUE_CONNECTION",
                    "storageConnectionFromEnv": "KEY",
                },
            },
            {
                "custom_rule_type": "kafka",
                "metadata": {
                    "bootstrapServers": "kafka:9092",
                    "consumerGroup": "a",
                    "topic": "orders",
                    "sasl": "plaintext",
                },
                "authentication": [
                    {"secret_name": "key", "trigger_parameter": "username"},
                    {"secret_name": "key", "trigger_parameter": "password"},
                ],
            },
            {
                "custom_rule_type": "cron",
                "metadata": {
                    "start": "0 8 * * *",
                    "end": "0 9 * * *",
                    "timezone": "Europe/Berlin",
                    "desiredReplicas": "1",
                },
            },
        )
    },
}

JOBS: Final[dict[str, Json]] = {name: {**_JOB, **trigger} for name, trigger in TRIGGERS.items()}

Place = tuple[str | int, ...]


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Every place in a value, the deepest last."""
    if at:
        yield at
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, each in children:
        yield from places(each, (*at, key))


def replaced(value: object, at: Place, by: object) -> object:
    """A copy of a value with something else in one place."""
    if not at:
        return by
    key, rest = at[0], at[1:]
    if isinstance(value, dict):
        return {name: replaced(each, rest, by) if name == key else each for name, each in value.items()}
    assert isinstance(value, list)
    return [replaced(each, rest, by) if index == key else each for index, each in enumerate(value)]


def found_in(value: object, at: Place) -> object:
    """What is in a place."""
    for key in at:
        assert isinstance(value, dict | list)
        value = value[key]  # type: ignore[index]
    return value
