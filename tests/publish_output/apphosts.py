"""AppHosts in Python, each the same as the publish output of its name in `samples/`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cdktf_aspire import (
    ContainerAppJobScaleRule,
    ContainerAppScaleRuleAuth,
    Event,
    Manual,
    Schedule,
    ref_expr,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import DistributedApplication


def nightly(builder: DistributedApplication) -> None:
    builder.add_azure_container_app_environment("env")
    builder.add_container(
        "batch", "mcr.microsoft.com/k8se/quickstart-jobs", "1.0"
    ).publish_as_azure_container_app_job(trigger=Schedule("0 2 * * 0"), retry_limit=3, cpu=1, memory="2Gi")


def worker(builder: DistributedApplication) -> None:
    builder.add_azure_container_app_environment("env")
    region = builder.add_parameter("region", "eu")
    batch_size = builder.add_parameter("batch-size")
    api_key = builder.add_parameter("api-key", secret=True)
    sql = builder.add_connection_string("sql")
    storage = builder.add_azure_storage("storage")
    vault = builder.add_azure_key_vault("vault")
    stored = vault.add_secret("stored-key", api_key)
    job = builder.add_project("worker", "../Worker/Worker.csproj")
    job.with_environment("REGION", region)
    job.with_environment("BATCH_SIZE", batch_size)
    job.with_environment("API_KEY", api_key)
    address = ref_expr("https://api.example.com/?key={0:uri}&size={1}", api_key, batch_size)
    job.with_environment("API_ADDRESS", address)
    job.with_environment("TEMPLATE", "{name} costs $5 and ${more}")
    job.with_environment("ConnectionStrings__sql", sql)
    job.with_environment("ConnectionStrings__blobs", storage.add_blobs("blobs"))
    job.with_environment("ConnectionStrings__tasks", storage.add_queue("tasks"))
    job.with_environment("VAULT_KEY", stored)
    job.with_environment("VAULT_OTHER", vault.get_secret("other"))
    job.with_args("--region", region, "--once")
    job.publish_as_azure_container_app_job(
        trigger=Manual(parallelism=5, replica_completion_count=20),
        timeout=timedelta(minutes=10),
        retry_limit=2,
        tags={"team": "data"},
    )


def events(builder: DistributedApplication) -> None:
    builder.add_azure_container_app_environment("env")
    key = builder.add_parameter("queue-key", secret=True)
    identity = builder.add_azure_user_assigned_identity("identity")
    bus = builder.add_azure_service_bus("bus")
    orders = bus.add_service_bus_queue("orders")
    rule = ContainerAppJobScaleRule(
        name="orders",
        job_scale_rule_type="azure-queue",
        metadata={"accountName": "acme", "queueName": "orders", "queueLength": "5"},
        auth=[ContainerAppScaleRuleAuth(secret_ref="queue-key", trigger_parameter="connection")],
    )
    job = builder.add_dockerfile("importer", "../importer", "../importer/Dockerfile")
    job.with_environment("QUEUE_KEY", key)
    job.with_environment("ConnectionStrings__orders", orders)
    job.with_azure_user_assigned_identity(identity)
    job.with_role_assignments(bus, "Azure Service Bus Data Receiver")
    job.with_volume("/cache", "cache").with_volume("/models", "models", is_read_only=True)
    job.with_bind_mount("../data", "/data")
    job.publish_as_azure_container_app_job(
        trigger=Event(
            [rule],
            min_executions=0,
            max_executions=10,
            polling_interval=60,
            parallelism=2,
            replica_completion_count=1,
        ),
        cpu=0.25,
        memory="0.5Gi",
    )
    cleanup = builder.add_container("Cleanup", "docker.io/library/alpine", "3.20")
    cleanup.with_entrypoint("/bin/sh").with_args("-c", "find /tmp -mtime +1 -delete")
    cleanup.publish_as_scheduled_azure_container_app_job(
        "*/30 * * * *", parallelism=1, replica_completion_count=1
    )


APPHOSTS: dict[str, Callable[[DistributedApplication], None]] = {
    "nightly": nightly,
    "worker": worker,
    "events": events,
    "worker-folder": worker,
}
