"""Jobs that start by events: a scale rule in Python, the Terraform that comes out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformVariable
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

from cdktf_aspire import (
    AzureMonitorScaleRule,
    AzurePipelinesScaleRule,
    BlobScaleRule,
    ContainerAppJobScaleRule,
    ContainerAppJobTriggerType,
    CronScaleRule,
    Event,
    EventHubsScaleRule,
    GitHubRunnerScaleRule,
    KafkaSasl,
    KafkaScaleRule,
    MetricAggregation,
    PostgreSQLScaleRule,
    QueueLengthStrategy,
    RunnerScope,
    ScaleRule,
    ServiceBusScaleRule,
    StorageQueueScaleRule,
    create_builder,
    raw,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import ContainerAppJob, Infrastructure
    from cdktf_aspire.values.value import Reference
    from tests.apphost import AppHost, Json

IMAGE = "r.io/worker:1"
IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"


def publish(apphost: AppHost, *rules: ScaleRule | ContainerAppJobScaleRule, name: str = "worker") -> None:
    apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job(trigger=Event(list(rules)))


def rules_of(apphost: AppHost, name: str = "worker") -> list[Json]:
    rules: list[Json] = apphost.job(name)["event_trigger_config"]["scale"][0]["rules"]
    return rules


def roles_of(apphost: AppHost) -> dict[str, tuple[str, str]]:
    """Address of each role assignment -> role, and what it is given on."""
    found = apphost.terraform()["resource"].get("azurerm_role_assignment", {})
    return {
        address: (each["role_definition_name"], each["scope"])
        for address, each in found.items()
        if each["role_definition_name"] != "AcrPull"
    }


def variable(apphost: AppHost, name: str) -> str:
    return str(TerraformVariable(apphost.stack, name, type="string").string_value)


class TestSourcesOfTheApplication:
    def test_a_storage_queue_brings_rule_identity_role_and_order(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        publish(apphost, StorageQueueScaleRule(queue_name=orders, queue_length=3))

        assert rules_of(apphost) == [
            {
                "name": "orders",
                "custom_rule_type": "azure-queue",
                "metadata": {
                    "queueName": "${azurerm_storage_queue.orders.name}",
                    "queueLength": "3",
                    "accountName": "${azurerm_storage_account.storage.name}",
                },
                "identity_id": "${azurerm_user_assigned_identity.worker_identity.id}",
            }
        ]
        assert apphost.job("worker")["identity"] == {
            "type": "UserAssigned",
            "identity_ids": ["${azurerm_user_assigned_identity.worker_identity.id}"],
        }
        role = "worker_roles_storage_storage_queue_data_reader"
        assert roles_of(apphost) == {
            role: ("Storage Queue Data Reader", "${azurerm_storage_account.storage.id}")
        }
        assert apphost.job("worker")["depends_on"] == [f"azurerm_role_assignment.{role}"]
        assert apphost.env("worker")["AZURE_CLIENT_ID"] == (
            "${azurerm_user_assigned_identity.worker_identity.client_id}"
        )

    def test_a_role_that_the_program_has_anyway_is_not_given_twice(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        apphost.builder.add_container("worker", IMAGE).with_reference(
            orders
        ).publish_as_azure_container_app_job(trigger=Event(StorageQueueScaleRule(queue_name=orders)))

        assert {role for role, _ in roles_of(apphost).values()} == {
            "Storage Blob Data Contributor",
            "Storage Table Data Contributor",
            "Storage Queue Data Contributor",
        }

    def test_a_program_with_less_than_the_scaler_needs_gets_more(self, apphost: AppHost) -> None:
        storage = apphost.builder.add_azure_storage("storage")
        apphost.builder.add_container("worker", IMAGE).with_role_assignments(
            storage, "Storage Queue Data Message Processor"
        ).publish_as_azure_container_app_job(
            trigger=Event(StorageQueueScaleRule(queue_name=storage.add_queue("orders")))
        )

        assert {role for role, _ in roles_of(apphost).values()} == {
            "Storage Queue Data Message Processor",
            "Storage Queue Data Reader",
        }

    def test_a_service_bus_queue(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_service_bus("bus").add_service_bus_queue("orders")
        publish(apphost, ServiceBusScaleRule(queue_name=orders))

        (rule,) = rules_of(apphost)
        assert rule["metadata"] == {
            "queueName": "${azurerm_servicebus_queue.orders.name}",
            "namespace": "${azurerm_servicebus_namespace.bus.name}",
        }
        assert list(roles_of(apphost).values()) == [
            ("Azure Service Bus Data Owner", "${azurerm_servicebus_namespace.bus.id}")
        ]

    def test_a_service_bus_subscription_brings_its_topic(self, apphost: AppHost) -> None:
        topic = apphost.builder.add_azure_service_bus("bus").add_service_bus_topic("orders")
        publish(
            apphost,
            ServiceBusScaleRule(
                subscription_name=topic.add_service_bus_subscription("billing"), message_count=20
            ),
        )

        (rule,) = rules_of(apphost)
        assert rule["name"] == "billing"
        assert rule["metadata"] == {
            "topicName": "${azurerm_servicebus_topic.orders.name}",
            "subscriptionName": "${azurerm_servicebus_subscription.billing.name}",
            "messageCount": "20",
            "namespace": "${azurerm_servicebus_namespace.bus.name}",
        }

    def test_an_event_hub_with_its_checkpoints(self, apphost: AppHost) -> None:
        hub = apphost.builder.add_azure_event_hubs("telemetry").add_hub("readings")
        checkpoints = apphost.builder.add_azure_storage("storage").add_blob_container("checkpoints")
        publish(
            apphost,
            EventHubsScaleRule(
                consumer_group=hub.add_consumer_group("worker-group"),
                blob_container=checkpoints,
                checkpoint_strategy="blobMetadata",
            ),
        )

        (rule,) = rules_of(apphost)
        assert rule["metadata"] == {
            "eventHubName": "${azurerm_eventhub.readings.name}",
            "consumerGroup": "${azurerm_eventhub_consumer_group.worker_group.name}",
            "blobContainer": "${azurerm_storage_container.checkpoints.name}",
            "checkpointStrategy": "blobMetadata",
            "eventHubNamespace": "${azurerm_eventhub_namespace.telemetry.name}",
            "storageAccountName": "${azurerm_storage_account.storage.name}",
        }
        assert set(roles_of(apphost).values()) == {
            ("Azure Event Hubs Data Receiver", "${azurerm_eventhub_namespace.telemetry.id}"),
            ("Storage Blob Data Reader", "${azurerm_storage_account.storage.id}"),
        }

    def test_a_blob_container(self, apphost: AppHost) -> None:
        inbox = apphost.builder.add_azure_storage("storage").add_blob_container("inbox")
        publish(apphost, BlobScaleRule(blob_container_name=inbox, recursive=True))

        (rule,) = rules_of(apphost)
        assert rule["custom_rule_type"] == "azure-blob"
        assert rule["metadata"]["recursive"] == "true"
        assert [role for role, _ in roles_of(apphost).values()] == ["Storage Blob Data Reader"]

    def test_a_queue_of_an_account_that_exists(self, apphost: AppHost) -> None:
        storage = apphost.builder.add_azure_storage("storage").as_existing("storders", "rg-shared")
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name=storage))

        (rule,) = rules_of(apphost)
        assert rule["metadata"] == {
            "queueName": "orders",
            "accountName": "${data.azurerm_storage_account.storage.name}",
        }
        assert list(roles_of(apphost).values()) == [
            ("Storage Queue Data Reader", "${data.azurerm_storage_account.storage.id}")
        ]

    def test_a_queue_that_exists_too(self, apphost: AppHost) -> None:
        storage = apphost.builder.add_azure_storage("storage").as_existing("storders")
        publish(apphost, StorageQueueScaleRule(queue_name=storage.add_queue("orders").as_existing()))

        (rule,) = rules_of(apphost)
        assert rule["metadata"] == {
            "queueName": "orders",
            "accountName": "${data.azurerm_storage_account.storage.name}",
        }
        assert "azurerm_storage_queue" not in apphost.terraform()["resource"]

    def test_a_source_of_another_application_is_refused(self, apphost: AppHost) -> None:
        other = create_builder(scope=apphost.stack, name="other")
        publish(apphost, StorageQueueScaleRule(queue_name=other.add_azure_storage("st").add_queue("orders")))

        assert set(apphost.codes()) == {"ACJ921"}

    def test_a_source_in_the_place_of_another_kind_is_refused(self, apphost: AppHost) -> None:
        bus = apphost.builder.add_azure_service_bus("bus")
        publish(apphost, ServiceBusScaleRule(topic_name=bus.add_service_bus_queue("orders")))

        (problem,) = (each for each in apphost.problems() if each.code == "ACJ612")
        assert problem.message == (
            "topic_name of ServiceBusScaleRule can't be 'orders', an AzureServiceBusQueueResource"
        )
        assert problem.hint == "Pass it as queue_name="


class TestSourcesByName:
    def test_the_role_is_given_on_the_account_of_that_name(self, apphost: AppHost) -> None:
        publish(
            apphost,
            StorageQueueScaleRule(queue_name="orders", account_name="storders", resource_group="rg-shared"),
        )

        (rule,) = rules_of(apphost)
        assert rule["name"] == "azure-queue"
        assert rule["metadata"] == {"queueName": "orders", "accountName": "storders"}
        assert rule["identity_id"] == "${azurerm_user_assigned_identity.worker_identity.id}"
        (scope,) = (scope for _, scope in roles_of(apphost).values())
        assert scope == (
            '${join("/", ["/subscriptions", data.azurerm_client_config.current.subscription_id,'
            ' "resourceGroups", "rg-shared", "providers", "Microsoft.Storage/storageAccounts", "storders"])}'
        )

    def test_without_a_group_it_is_the_application_s(self, apphost: AppHost) -> None:
        publish(apphost, ServiceBusScaleRule(queue_name="orders", namespace="sb-orders"))

        (scope,) = (scope for _, scope in roles_of(apphost).values())
        assert '"resourceGroups", azurerm_resource_group.resource_group.name' in scope
        assert '"Microsoft.ServiceBus/namespaces", "sb-orders"' in scope

    def test_a_name_may_be_a_parameter(self, apphost: AppHost) -> None:
        account = apphost.builder.add_parameter("account")
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name=account))

        assert rules_of(apphost)[0]["metadata"]["accountName"] == "${var.account}"
        assert len(roles_of(apphost)) == 1

    def test_two_accounts_have_two_roles(self, apphost: AppHost) -> None:
        publish(
            apphost,
            StorageQueueScaleRule(queue_name="orders", account_name="storders"),
            StorageQueueScaleRule(queue_name="returns", account_name="streturns"),
        )

        assert [rule["name"] for rule in rules_of(apphost)] == ["azure-queue", "azure-queue-2"]
        assert len(roles_of(apphost)) == 2

    def test_one_account_in_two_rules_has_one_role(self, apphost: AppHost) -> None:
        account = apphost.builder.add_parameter("account")
        publish(
            apphost,
            StorageQueueScaleRule(queue_name="orders", account_name=account),
            StorageQueueScaleRule(queue_name="returns", account_name=account),
        )

        assert list(roles_of(apphost)) == ["worker_roles_account_storage_queue_data_reader"]

    def test_a_token_of_the_user_s_own_stack(self, apphost: AppHost) -> None:
        publish(
            apphost,
            StorageQueueScaleRule(queue_name="orders", account_name=raw("local.account")),
            StorageQueueScaleRule(queue_name="returns", account_name=raw("local.other")),
        )

        assert set(roles_of(apphost)) == {
            "worker_roles_worker_azure_queue_account_name_storage_queue_data_reader",
            "worker_roles_worker_azure_queue_2_account_name_storage_queue_data_reader",
        }


class TestIdentities:
    def test_an_identity_of_the_application_gets_the_role(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        watcher = apphost.builder.add_azure_user_assigned_identity("watcher")
        publish(apphost, StorageQueueScaleRule(queue_name=orders, identity=watcher))

        assert rules_of(apphost)[0]["identity_id"] == "${azurerm_user_assigned_identity.watcher.id}"
        assert apphost.job("worker")["identity"]["identity_ids"] == [
            "${azurerm_user_assigned_identity.watcher.id}"
        ]
        assert list(roles_of(apphost)) == ["watcher_roles_storage_storage_queue_data_reader"]
        assert "AZURE_CLIENT_ID" not in apphost.env("worker")

    def test_the_program_s_own_identity_signs_in_for_the_scaler_too(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        mine = apphost.builder.add_azure_user_assigned_identity("mine")
        apphost.builder.add_container("worker", IMAGE).with_azure_user_assigned_identity(
            mine
        ).publish_as_azure_container_app_job(trigger=Event(StorageQueueScaleRule(queue_name=orders)))

        assert rules_of(apphost)[0]["identity_id"] == "${azurerm_user_assigned_identity.mine.id}"
        assert list(roles_of(apphost)) == ["mine_roles_storage_storage_queue_data_reader"]

    def test_an_identity_of_elsewhere_is_put_on_the_job(self, apphost: AppHost) -> None:
        publish(
            apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders", identity=IDENTITY)
        )

        assert rules_of(apphost)[0]["identity_id"] == IDENTITY
        assert apphost.job("worker")["identity"] == {"type": "UserAssigned", "identity_ids": [IDENTITY]}
        assert roles_of(apphost) == {}

    def test_the_job_s_own_identity_gets_the_role_after_the_job(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        publish(apphost, StorageQueueScaleRule(queue_name=orders, identity="System"))

        assert rules_of(apphost)[0]["identity_id"] == "System"
        assert apphost.job("worker")["identity"] == {"type": "SystemAssigned"}
        role = apphost.resource("azurerm_role_assignment", "worker_roles_storage_storage_queue_data_reader")
        assert role["principal_id"] == "${azurerm_container_app_job.worker.identity[0].principal_id}"
        assert "depends_on" not in apphost.job("worker")

    def test_both_kinds_of_identity_at_once(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        publish(
            apphost,
            StorageQueueScaleRule(queue_name=orders),
            StorageQueueScaleRule(name="again", queue_name=orders, identity="System"),
        )

        assert apphost.job("worker")["identity"] == {
            "type": "SystemAssigned, UserAssigned",
            "identity_ids": ["${azurerm_user_assigned_identity.worker_identity.id}"],
        }

    def test_the_job_s_own_identity_beside_one_that_a_callback_adds(self, apphost: AppHost) -> None:
        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            job.identity.user_assigned_identities.append(IDENTITY)

        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        apphost.builder.add_container("worker", IMAGE).publish_as_azure_container_app_job(
            configure, trigger=Event(StorageQueueScaleRule(queue_name=orders, identity="system"))
        )

        assert apphost.codes() == []
        assert apphost.job("worker")["identity"] == {
            "type": "SystemAssigned, UserAssigned",
            "identity_ids": [IDENTITY],
        }

    def test_a_built_image_s_pull_identity_stays_behind_the_program_s(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        apphost.builder.add_project("worker", "Worker.csproj").publish_as_azure_container_app_job(
            trigger=Event(StorageQueueScaleRule(queue_name=orders))
        )

        assert apphost.job("worker")["identity"]["identity_ids"] == [
            "${azurerm_user_assigned_identity.worker_identity.id}",
            "${azurerm_user_assigned_identity.env_mi.id}",
        ]

    def test_a_scaler_without_a_source_of_azure_takes_an_identity_too(self, apphost: AppHost) -> None:
        watcher = apphost.builder.add_azure_user_assigned_identity("watcher")
        publish(
            apphost,
            PostgreSQLScaleRule(
                query="SELECT count(*) FROM jobs",
                target_query_value=1,
                host="db.postgres.database.azure.com",
                port=5432,
                user_name="watcher",
                db_name="orders",
                ssl_mode="require",
                identity=watcher,
            ),
        )

        assert rules_of(apphost)[0]["identity_id"] == "${azurerm_user_assigned_identity.watcher.id}"


class TestProvider:
    def version(self, apphost: AppHost) -> str:
        version: str = apphost.terraform()["terraform"]["required_providers"]["azurerm"]["version"]
        return version

    def test_it_stays_where_no_rule_has_an_identity(self, apphost: AppHost) -> None:
        publish(apphost, KafkaScaleRule(bootstrap_servers=["kafka:9092"], consumer_group="orders"))

        assert self.version(apphost) == ">= 4.55, < 6"

    def test_it_is_raised_for_a_rule_with_an_identity(self, apphost: AppHost) -> None:
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))

        assert self.version(apphost) == ">= 4.73.0, < 6"

    def test_it_is_raised_for_the_user_s_own_provider_too(self, apphost: AppHost) -> None:
        AzurermProvider(apphost.stack, "mine", features=[AzurermProviderFeatures()])
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))

        assert self.version(apphost) == ">= 4.73.0, < 6"

    def test_it_is_raised_beside_the_user_s_own_constraint(self, new_apphost: Callable[..., AppHost]) -> None:
        apphost = new_apphost(provider_version="~> 4.60")
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))

        assert self.version(apphost) == ">= 4.73.0, ~> 4.60"

    def test_a_second_application_of_the_stack_does_not_lower_it(self, apphost: AppHost) -> None:
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))
        create_builder(scope=apphost.stack, name="other", provider_version=">= 4.56").add_parameter("zone")

        assert self.version(apphost) == ">= 4.73.0, >= 4.56"

    @pytest.mark.parametrize("version", ["4.55.0", "= 4.72.1", "~> 4.60.0", ">= 4.55, < 4.73", "<= 4.72"])
    def test_a_constraint_that_keeps_it_out_is_an_error(
        self, new_apphost: Callable[..., AppHost], version: str
    ) -> None:
        apphost = new_apphost(provider_version=version)
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))

        (problem,) = apphost.problems()
        assert problem.code == "ACJ630"
        assert problem.message == f"azurerm {version} doesn't have identity in a scale rule"

    @pytest.mark.parametrize("version", ["4.73.0", "~> 4.0", "~> 4.73.0", ">= 4.55", "< 5, != 4.74.0"])
    def test_a_constraint_that_lets_it_in_is_none(
        self, new_apphost: Callable[..., AppHost], version: str
    ) -> None:
        apphost = new_apphost(provider_version=version)
        publish(apphost, StorageQueueScaleRule(queue_name="orders", account_name="storders"))

        assert apphost.codes() == []


class TestSecrets:
    def test_a_secret_parameter_becomes_a_secret_of_the_job(self, apphost: AppHost) -> None:
        token = apphost.builder.add_parameter("token", secret=True)
        publish(
            apphost,
            GitHubRunnerScaleRule(
                name="runner",
                owner="me",
                runner_scope=RunnerScope.REPOSITORY,
                repos=["site", "api"],
                personal_access_token=token,
            ),
        )

        assert apphost.job("worker")["secret"] == [
            {"name": "runner-personal-access-token", "value": "${var.token}"}
        ]
        assert rules_of(apphost) == [
            {
                "name": "runner",
                "custom_rule_type": "github-runner",
                "metadata": {"owner": "me", "runnerScope": "repo", "repos": "site,api"},
                "authentication": [
                    {
                        "secret_name": "runner-personal-access-token",
                        "trigger_parameter": "personalAccessToken",
                    }
                ],
            }
        ]

    def test_a_vault_s_secret_is_read_by_the_job_s_identity(self, apphost: AppHost) -> None:
        vault = apphost.builder.add_azure_key_vault("vault").as_existing("kv-mine")
        publish(
            apphost,
            StorageQueueScaleRule(queue_name="orders", connection=vault.get_secret("queue-connection")),
        )

        assert apphost.job("worker")["secret"] == [
            {
                "name": "azure-queue-connection",
                "key_vault_secret_id": "${data.azurerm_key_vault.vault.vault_uri}secrets/queue-connection",
                "identity": "${azurerm_user_assigned_identity.worker_identity.id}",
            }
        ]
        assert "identity_id" not in rules_of(apphost)[0]
        assert [role for role, _ in roles_of(apphost).values()] == ["Key Vault Secrets User"]

    def test_a_secret_where_text_would_do_is_a_secret_all_the_same(self, apphost: AppHost) -> None:
        organization = apphost.builder.add_parameter("organization", secret=True)
        token = apphost.builder.add_parameter("token", secret=True)
        publish(
            apphost,
            AzurePipelinesScaleRule(
                organization_url=organization, personal_access_token=token, pool_name="agents"
            ),
        )

        assert rules_of(apphost)[0]["metadata"] == {"poolName": "agents"}
        assert [each["trigger_parameter"] for each in rules_of(apphost)[0]["authentication"]] == [
            "organizationURL",
            "personalAccessToken",
        ]

    def test_what_keda_does_not_read_from_the_metadata_is_a_secret_though_it_is_none(
        self, apphost: AppHost
    ) -> None:
        publish(
            apphost,
            AzurePipelinesScaleRule(
                organization_url="https://dev.azure.com/octo", pool_name="agents", identity="System"
            ),
        )

        assert apphost.codes() == []
        assert rules_of(apphost)[0]["metadata"] == {"poolName": "agents"}
        assert rules_of(apphost)[0]["authentication"] == [
            {"secret_name": "azure-pipelines-organization-url", "trigger_parameter": "organizationURL"}
        ]

    def test_an_organization_with_a_slash_at_the_end_is_told_with_the_address_that_works(
        self, apphost: AppHost
    ) -> None:
        publish(
            apphost,
            AzurePipelinesScaleRule(
                organization_url="https://dev.azure.com/octo/", pool_name="agents", identity="System"
            ),
        )

        (problem,) = apphost.problems()
        assert (problem.code, problem.path) == ("ACJ612", "organization_url=")
        assert problem.hint == "Did you mean 'https://dev.azure.com/octo'?"

    def test_text_that_keda_takes_from_secrets_only_is_no_mistake(self, apphost: AppHost) -> None:
        password = apphost.builder.add_parameter("password", secret=True)
        publish(
            apphost,
            KafkaScaleRule(
                bootstrap_servers=["kafka:9092"],
                consumer_group="orders",
                sasl=KafkaSasl.PLAINTEXT,
                tls=True,
                username="me ${x}",
                password=password,
            ),
        )

        assert apphost.codes() == []
        assert rules_of(apphost)[0]["metadata"]["tls"] == "enable"
        assert apphost.job("worker")["secret"] == [
            {"name": "kafka-username", "value": '${"me $\\u007bx\\u007d"}'},
            {"name": "kafka-password", "value": "${var.password}"},
        ]

    def test_a_secret_in_the_code_is_refused_and_never_shown(self, apphost: AppHost) -> None:
        publish(apphost, StorageQueueScaleRule(queue_name="orders", connection="hunter2"))

        (problem,) = apphost.problems()
        assert (problem.code, problem.path) == ("ACJ402", "connection=")
        assert "hunter2" not in repr(problem)


class TestTriggers:
    def test_executions_interval_and_replicas(self, apphost: AppHost) -> None:
        apphost.builder.add_container("worker", IMAGE).publish_as_azure_container_app_job(
            trigger=Event(
                CronScaleRule(
                    start="0 8 * * *", end="0 18 * * *", timezone="Europe/Berlin", desired_replicas=2
                ),
                min_executions=1,
                max_executions=4,
                polling_interval=timedelta(minutes=2),
                parallelism=2,
                replica_completion_count=3,
            )
        )

        trigger = apphost.job("worker")["event_trigger_config"]
        assert (trigger["parallelism"], trigger["replica_completion_count"]) == (2, 3)
        (scale,) = trigger["scale"]
        assert {key: value for key, value in scale.items() if key != "rules"} == {
            "min_executions": 1,
            "max_executions": 4,
            "polling_interval_in_seconds": 120,
        }

    def test_azure_s_defaults_are_written(self, apphost: AppHost) -> None:
        publish(apphost, ScaleRule.custom("kubernetes-workload", {"podSelector": "app=api"}))

        trigger = apphost.job("worker")["event_trigger_config"]
        assert (trigger["parallelism"], trigger["replica_completion_count"]) == (1, 1)
        assert trigger["scale"][0]["min_executions"] == 0
        assert trigger["scale"][0]["max_executions"] == 100
        assert trigger["scale"][0]["polling_interval_in_seconds"] == 30

    def test_values_of_every_kind_are_written_as_keda_expects_them(self, apphost: AppHost) -> None:
        publish(
            apphost,
            AzureMonitorScaleRule(
                target_value=0.5,
                resource_uri="Microsoft.Web/sites/api",
                tenant_id=raw("var.tenant"),
                subscription_id="s",
                resource_group_name="rg",
                metric_name="Requests",
                metric_aggregation_interval=timedelta(minutes=15),
                metric_aggregation_type=MetricAggregation.TOTAL,
                identity=IDENTITY,
            ),
            StorageQueueScaleRule(
                queue_name="orders",
                account_name="storders",
                queue_length_strategy=QueueLengthStrategy.VISIBLE_ONLY,
                identity=IDENTITY,
            ),
        )

        monitor, queue = rules_of(apphost)
        assert monitor["metadata"] == {
            "targetValue": "0.5",
            "resourceURI": "Microsoft.Web/sites/api",
            "tenantId": "${var.tenant}",
            "subscriptionId": "s",
            "resourceGroupName": "rg",
            "metricName": "Requests",
            "metricAggregationInterval": "0:15:0",
            "metricAggregationType": "Total",
        }
        assert queue["metadata"]["queueLengthStrategy"] == "visibleonly"

    def test_tokens_pass_everywhere(self, apphost: AppHost) -> None:
        lag = TerraformVariable(apphost.stack, "lag", type="number")
        brokers = TerraformVariable(apphost.stack, "brokers", type="list(string)")
        topic = apphost.builder.add_parameter("topic")
        publish(
            apphost,
            KafkaScaleRule(
                bootstrap_servers=brokers.list_value,
                consumer_group=f"billing-{variable(apphost, 'zone')}",
                topic=topic,
                lag_threshold=lag.number_value,
                activation_lag_threshold=raw("var.lag"),
                allow_idle_consumers=raw("var.idle"),
            ),
            GitHubRunnerScaleRule(
                owner="me",
                runner_scope=raw("var.scope"),
                repos=["site ${x}", topic, raw("var.repo")],
                personal_access_token=raw("var.token"),
            ),
        )

        assert apphost.codes() == []
        kafka, github = rules_of(apphost)
        assert kafka["metadata"] == {
            "bootstrapServers": '${join(",", var.brokers)}',
            "consumerGroup": "billing-${var.zone}",
            "topic": "${var.topic}",
            "lagThreshold": "${var.lag}",
            "activationLagThreshold": "${var.lag}",
            "allowIdleConsumers": "${var.idle}",
        }
        assert github["metadata"] == {
            "owner": "me",
            "runnerScope": "${var.scope}",
            "repos": 'site ${"$"}{x},${var.topic},${var.repo}',
        }

    def test_a_callback_sees_azure_s_rule_and_may_change_it(self, apphost: AppHost) -> None:
        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            job.configuration.event_trigger_config.scale.rules[0].metadata["queueLength"] = "9"

        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        apphost.builder.add_container("worker", IMAGE).publish_as_azure_container_app_job(
            configure, trigger=Event(StorageQueueScaleRule(queue_name=orders))
        )

        assert rules_of(apphost)[0]["metadata"]["queueLength"] == "9"

    def test_a_callback_may_add_a_typed_rule(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")

        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            job.configuration.trigger_type = ContainerAppJobTriggerType.EVENT
            job.configuration.event_trigger_config.scale.rules.append(
                StorageQueueScaleRule(queue_name=orders)  # type: ignore[arg-type]
            )

        apphost.builder.add_container("worker", IMAGE).publish_as_azure_container_app_job(configure)

        assert rules_of(apphost)[0]["name"] == "orders"
        assert apphost.env("worker")["AZURE_TOKEN_CREDENTIALS"] == "ManagedIdentityCredential"
        assert len(roles_of(apphost)) == 1

    def test_a_hand_written_rule_with_an_identity(self, apphost: AppHost) -> None:
        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            job.identity.user_assigned_identities.append(IDENTITY)

        apphost.builder.add_container("worker", IMAGE).publish_as_azure_container_app_job(
            configure,
            trigger=Event(
                ContainerAppJobScaleRule(
                    name="orders",
                    job_scale_rule_type="azure-queue",
                    metadata={"queueName": "orders", "accountName": "storders"},
                    identity=IDENTITY,
                )
            ),
        )

        assert rules_of(apphost)[0]["identity_id"] == IDENTITY

    def test_checking_twice_finds_the_same(self, apphost: AppHost) -> None:
        orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
        publish(apphost, StorageQueueScaleRule(queue_name=orders, queue_length=0))

        assert apphost.codes() == apphost.codes() == ["ACJ613"]


class TestMessages:
    def test_a_wrong_value_is_told_at_the_attribute_that_was_written(self, apphost: AppHost) -> None:
        publish(apphost, KafkaScaleRule(bootstrap_servers=["k:9"], consumer_group="g", lag_threshold=0))

        (problem,) = apphost.problems()
        assert (problem.code, problem.resource, problem.path) == ("ACJ613", "worker", "lag_threshold=")
        assert problem.value == "'0'"
        assert problem.allowed == "1 or more"
        assert problem.hint == "Write 1 or more; KEDA's default is 10"
        assert problem.where is not None
        assert problem.where.file == __file__

    def test_a_missing_attribute(self, apphost: AppHost) -> None:
        publish(apphost, KafkaScaleRule(bootstrap_servers=["k:9"]))  # type: ignore[call-arg]

        (problem,) = apphost.problems()
        assert (problem.code, problem.path) == ("ACJ610", "consumer_group=")
        assert problem.message == "kafka needs consumerGroup"

    def test_a_misspelt_attribute(self, apphost: AppHost) -> None:
        publish(
            apphost,
            KafkaScaleRule(bootstrap_servers=["k:9"], consumer_group="g", lag_treshold=5),  # type: ignore[call-arg]
        )

        (problem,) = apphost.problems()
        assert (problem.code, problem.path) == ("ACJ002", "lag_treshold=")
        assert problem.hint == "Did you mean 'lag_threshold'?"

    def test_a_misspelt_key_of_a_custom_rule(self, apphost: AppHost) -> None:
        publish(
            apphost,
            ScaleRule.custom("kubernetes-workload", {"podSelector": "app=api", "activationvalue": "1"}),
        )

        (problem,) = apphost.problems()
        assert problem.code == "ACJ611"
        assert problem.path == 'metadata["activationvalue"]'
        assert problem.hint == "Did you mean 'activationValue'?"

    def test_no_way_to_sign_in(self, apphost: AppHost) -> None:
        publish(apphost, GitHubRunnerScaleRule(owner="me", runner_scope="repo"))

        (problem,) = apphost.problems()
        assert (problem.code, problem.path) == ("ACJ615", "personal_access_token=")
        assert problem.allowed == ("personalAccessToken, or applicationID with installationID with appKey")
        assert problem.hint == "Give it personalAccessToken from a secret of the job, not in the metadata"

    def test_the_attribute_without_a_way_to_sign_in_is_never_the_metadata(self, apphost: AppHost) -> None:
        """A connection in the metadata would be the next error."""
        metadata: dict[str, str | Reference] = {"queueName": "orders", "accountName": "storage"}
        for name, rule in (
            ("custom", ScaleRule.custom("azure-queue", metadata)),
            (
                "by-hand",
                ContainerAppJobScaleRule(name="q", job_scale_rule_type="azure-queue", metadata=metadata),
            ),
        ):
            publish(apphost, rule, name=name)

        assert [(each.code, each.path) for each in apphost.problems()] == [
            ("ACJ615", "rules=[0]"),
            ("ACJ615", "rules=[0].auth"),
        ]
        assert {each.hint for each in apphost.problems()} == {
            "Give it connection from a secret of the job, not in the metadata. Or set the rule's identity, "
            "which needs the role Storage Queue Data Reader on the source"
        }
