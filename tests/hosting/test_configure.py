"""The configure callback: Azure.Provisioning's job, finished, in the user's hands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cdktf import Fn

from cdktf_aspire import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerAppJobRetryLimitPolicy,
    ContainerAppJobScaleRule,
    ContainerAppJobTriggerType,
    ContainerAppRegistryCredentials,
    ContainerAppScaleRuleAuth,
    ContainerAppVolume,
    ContainerAppVolumeMount,
    ContainerAppWritableSecret,
    Infrastructure,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_callbacks_run_last_in_the_order_of_the_calls(apphost: AppHost) -> None:
    seen: list[object] = []

    def first(_: Infrastructure, job: ContainerAppJob) -> None:
        seen.append(job.configuration.replica_timeout)
        job.configuration.replica_timeout = 60

    def second(_: Infrastructure, job: ContainerAppJob) -> None:
        seen.append(job.configuration.replica_timeout)
        job.configuration.replica_timeout = 90

    batch = apphost.builder.add_container("batch", IMAGE)
    batch.publish_as_azure_container_app_job(first).publish_as_azure_container_app_job(second, timeout=30)

    assert apphost.job()["replica_timeout_in_seconds"] == 90
    assert seen[:2] == [30, 60]


def test_the_infrastructure_lists_the_fully_wired_job(apphost: AppHost) -> None:
    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        assert infra.get_provisionable_resources() == [job]
        assert job.name == "batch"
        assert job.environment_id is not None
        assert [each.name for each in job.template.containers[0].env] == ["A"]
        job.tags["metadata"] = "value"

    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", "1"
    ).publish_as_scheduled_azure_container_app_job("*/5 * * * *", configure)

    assert apphost.job()["schedule_trigger_config"]["cron_expression"] == "*/5 * * * *"
    assert apphost.job()["tags"] == {"metadata": "value"}


def test_the_documentation_pages_own_names_land_in_the_same_place(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        configuration = job.configuration
        configuration.trigger_type = ContainerAppJobTriggerType.EVENT
        configuration.timeout_in_seconds = 600
        configuration.retry_policy.retry_limit = 3
        configuration.retry_policy.retry_limit_policy = (
            ContainerAppJobRetryLimitPolicy.RESTART_FAILED_CONTAINERS
        )
        configuration.event_trigger_config.completion_count = 2
        configuration.event_trigger_config.scale.min_replicas = 0
        configuration.event_trigger_config.scale.max_replicas = 10
        job.template.containers[0].resources.cpu = "1.0"
        job.template.containers[0].resources.memory = "2Gi"

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    job = apphost.job()
    assert (job["replica_timeout_in_seconds"], job["replica_retry_limit"]) == (600, 3)
    assert job["event_trigger_config"] == {
        "parallelism": 1,
        "replica_completion_count": 2,
        "scale": [{"min_executions": 0, "max_executions": 10, "polling_interval_in_seconds": 30}],
    }
    assert apphost.container()["cpu"] == 1.0


def test_azures_own_names_land_there_too(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_workload_profile("big", "D8")

    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
        job.configuration.replica_timeout = 600
        job.configuration.replica_retry_limit = 3
        job.configuration.schedule_trigger_config.cron_expression = "0 */6 * * *"
        job.configuration.schedule_trigger_config.replica_completion_count = 2
        job.workload_profile_name = "big"

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    job = apphost.job()
    assert (job["replica_timeout_in_seconds"], job["replica_retry_limit"]) == (600, 3)
    assert job["schedule_trigger_config"]["replica_completion_count"] == 2
    assert job["workload_profile_name"] == "big"


def test_init_containers_of_a_job_without_any_point_to_the_container(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.template.init_containers[0].resources.memory = "2Gi"

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    (problem,) = apphost.problems()
    assert problem.hint is not None
    assert "template.containers[0]" in problem.hint
    assert problem.where is not None
    assert problem.where.line == configure.__code__.co_firstlineno + 1


def test_exactly_one_trigger_block_is_written_whatever_was_touched(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.manual_trigger_config.parallelism = 3
        job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
        job.configuration.schedule_trigger_config.cron_expression = "0 0 * * *"

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert [key for key in apphost.job() if key.endswith("_trigger_config")] == ["schedule_trigger_config"]
    assert "ACJ207" in apphost.codes()  # the parallelism does nothing


def test_everything_that_the_model_has_is_written(apphost: AppHost) -> None:
    identity = (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller"
    )
    password = apphost.builder.add_parameter("password", secret=True)

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.identity.user_assigned_identities.add(identity)  # type: ignore[attr-defined]
        job.configuration.trigger_type = ContainerAppJobTriggerType.EVENT
        scale = job.configuration.event_trigger_config.scale
        scale.polling_interval_in_seconds = 60
        scale.rules.append(
            ContainerAppJobScaleRule(
                name="queue",
                job_scale_rule_type="azure-queue",
                metadata={"queueName": "orders", "queueLength": "5", "accountName": "x"},
                auth=[ContainerAppScaleRuleAuth(secret_ref="password", trigger_parameter="connection")],
            )
        )
        job.configuration.secrets.append(
            ContainerAppWritableSecret(name="password", value=password.as_provisioning_parameter(infra))
        )
        job.configuration.secrets.append(
            ContainerAppWritableSecret(
                name="vaulted", key_vault_uri="https://v.vault.azure.net/secrets/x", identity=identity
            )
        )
        job.configuration.registries.append(
            ContainerAppRegistryCredentials(
                server="r.azurecr.io", username="me", password_secret_ref="password"
            )
        )
        job.template.volumes.append(
            ContainerAppVolume(
                name="data", storage_type="AzureFile", storage_name="share", mount_options="ro"
            )
        )
        job.template.init_containers.append(ContainerAppInitContainer(name="init", image="a/b:1"))
        job.template.containers[0].volume_mounts.append(
            ContainerAppVolumeMount(volume_name="data", mount_path="/data", sub_path="in")
        )
        job.template.containers.append(ContainerAppContainer(name="side", image="a/side:1"))
        job.template.containers[0].env.append(
            ContainerAppEnvironmentVariable(name="PASSWORD", secret_ref="password")
        )

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        configure, cpu=0.25, memory="0.5Gi"
    )

    job = apphost.job()
    assert job["identity"] == {"type": "UserAssigned", "identity_ids": [identity]}
    assert job["event_trigger_config"]["scale"] == [
        {
            "min_executions": 0,
            "max_executions": 100,
            "polling_interval_in_seconds": 60,
            "rules": [
                {
                    "name": "queue",
                    "custom_rule_type": "azure-queue",
                    "metadata": {"queueName": "orders", "queueLength": "5", "accountName": "x"},
                    "authentication": [{"secret_name": "password", "trigger_parameter": "connection"}],
                }
            ],
        }
    ]
    assert job["secret"] == [
        {"name": "password", "value": "${var.password}"},
        {
            "name": "vaulted",
            "key_vault_secret_id": "https://v.vault.azure.net/secrets/x",
            "identity": identity,
        },
    ]
    assert job["registry"] == [
        {"server": "r.azurecr.io", "username": "me", "password_secret_name": "password"}
    ]
    template = job["template"]
    assert template["volume"] == [
        {"name": "data", "storage_type": "AzureFile", "storage_name": "share", "mount_options": "ro"}
    ]
    assert [each["name"] for each in template["init_container"]] == ["init"]
    assert [each["name"] for each in template["container"]] == ["batch", "side"]
    assert template["container"][0]["volume_mounts"] == [{"name": "data", "path": "/data", "sub_path": "in"}]
    assert apphost.env() == {"PASSWORD": "secret:password"}


def test_configure_terraform_reaches_the_azurerm_resource(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.configure_terraform(lambda job: job.add_override("timeouts", {"create": "1h"}))

    assert apphost.job()["timeouts"] == {"create": "1h"}


def test_what_is_made_once_may_be_put_into_several_jobs_and_checked_several_times(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    shared = ContainerAppEnvironmentVariable(name="PASSWORD", value=password)

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].env.append(shared)

    for name in ("one", "two"):
        apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == apphost.codes() == []
    assert apphost.env("one") == apphost.env("two") == {"PASSWORD": "secret:password"}


def test_a_wrong_part_that_is_made_once_is_told_for_each_job_and_on_each_check(apphost: AppHost) -> None:
    wrong = ContainerAppEnvironmentVariable(name="SIZE", value=5)  # type: ignore[arg-type]

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].env.append(wrong)

    for name in ("one", "two"):
        apphost.builder.add_container(name, IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == apphost.codes() == ["ACJ004", "ACJ004"]


@pytest.mark.parametrize("fail", [lambda: json.loads("{"), lambda: Fn.join(5, 5)], ids=["json", "cdktf"])  # type: ignore[arg-type]
def test_a_callback_that_fails_in_somebody_elses_code_is_told_with_the_users_line(
    apphost: AppHost, fail: Callable[[], object]
) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.publish_as_azure_container_app_job(lambda infra, job: fail() and None)

    (problem,) = apphost.problems()
    assert problem.where is not None
    assert problem.where.file == __file__
