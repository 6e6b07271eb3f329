"""The types that a user's editor and type checker see; mypy and pyright check this file, nothing runs it."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_type

from cdktf import App, TerraformStack

from cdktf_aspire import (
    AzureBlobStorageContainerResource,
    AzureContainerAppEnvironment,
    AzureEventHubConsumerGroupResource,
    AzureKeyVaultResource,
    AzureQueueStorageQueueResource,
    AzureServiceBusQueueResource,
    AzureStorageResource,
    ConditionalExpression,
    ContainerAppContainer,
    ContainerAppJob,
    ContainerAppJobConfiguration,
    ContainerResource,
    DistributedApplication,
    EndpointReference,
    Event,
    ExecutableResource,
    Infrastructure,
    KafkaScaleRule,
    KeyVaultSecretReference,
    Output,
    Parameter,
    Problem,
    ProjectResource,
    ReferenceExpression,
    Schedule,
    Severity,
    SourceLocation,
    StorageQueueScaleRule,
    SynthesisStopped,
    TriggerType,
    conditional_expr,
    create_builder,
    ref_expr,
)


def the_builder() -> None:
    builder = create_builder(name="jobs", location="westeurope", tags={"team": "data"})
    assert_type(builder, DistributedApplication)
    assert_type(create_builder(scope=TerraformStack(App(), "jobs")), DistributedApplication)
    assert_type(builder.add_project("report", "../Report/Report.csproj"), ProjectResource)
    assert_type(builder.add_container("batch", "a/b", "1"), ContainerResource)
    assert_type(builder.add_executable("migrate", "alembic", ".", "upgrade"), ExecutableResource)
    assert_type(builder.add_parameter("key", secret=True), Parameter)
    assert_type(builder.add_azure_container_app_environment("env"), AzureContainerAppEnvironment)
    assert_type(builder.check(), list[Problem])
    assert_type(builder.resource("vault", AzureKeyVaultResource), AzureKeyVaultResource)


def a_chain_keeps_its_class() -> None:
    batch = create_builder().add_container("batch", "a/b", "1")
    assert_type(batch.with_environment("A", "b").with_args("c").with_image_tag("2"), ContainerResource)
    assert_type(
        batch.publish_as_azure_container_app_job(
            trigger=Schedule("0 2 * * 0", parallelism=2),
            timeout=timedelta(minutes=30),
            retry_limit=3,
            cpu=1,
            memory="2Gi",
        ),
        ContainerResource,
    )
    assert_type(batch.with_http_endpoint().get_endpoint("http"), EndpointReference)


def azure_resources() -> None:
    builder = create_builder()
    storage = builder.add_azure_storage("storage").as_existing("stprod", "rg-shared")
    assert_type(storage, AzureStorageResource)
    assert_type(storage.add_queue("orders"), AzureQueueStorageQueueResource)
    assert_type(storage.add_blob_container("reports"), AzureBlobStorageContainerResource)
    assert_type(storage.blob_endpoint, Output)
    queue = builder.add_azure_service_bus("bus").add_service_bus_queue("orders")
    assert_type(queue, AzureServiceBusQueueResource)
    group = builder.add_azure_event_hubs("hubs").add_hub("clicks").add_consumer_group("reports")
    assert_type(group, AzureEventHubConsumerGroupResource)
    assert_type(builder.add_azure_key_vault("vault").get_secret("key"), KeyVaultSecretReference)


def a_callback(infra: Infrastructure, job: ContainerAppJob) -> None:
    assert_type(job.configuration, ContainerAppJobConfiguration)
    job.configuration.trigger_type = TriggerType.SCHEDULE
    job.configuration.schedule_trigger_config.cron_expression = "0 2 * * 0"
    job.configuration.replica_timeout = timedelta(minutes=30)
    assert_type(job.template.containers[0], ContainerAppContainer)
    job.template.containers[0].resources.memory = "1Gi"
    job.tags["team"] = "data"


def values_and_rules() -> None:
    builder = create_builder()
    key = builder.add_parameter("key", secret=True)
    expression = ref_expr("Key={0}", key)
    assert_type(expression, ReferenceExpression)
    choice = conditional_expr(key, match="a", when_true="b", when_false=expression)
    assert_type(choice, ConditionalExpression)
    batch = builder.add_container("batch", "a/b", "1").with_environment("KEY", choice)
    orders = builder.add_azure_storage("storage").add_queue("orders")
    kafka = KafkaScaleRule(bootstrap_servers="kafka:9092", consumer_group="a", password=key)
    batch.publish_as_azure_container_app_job(
        a_callback,
        trigger=Event([StorageQueueScaleRule(queue_name=orders, queue_length=5), kafka], max_executions=3),
    )


def problems() -> None:
    try:
        create_builder().build().run()
    except SynthesisStopped as stopped:
        for problem in stopped.problems:
            assert_type(problem.severity, Severity)
            assert_type(problem.where, SourceLocation | None)


def what_is_wrong() -> None:
    """Each line is an error of a type checker; a `type: ignore` that isn't needed would be one too."""
    builder = create_builder()
    builder.add_container("batch", "a/b").publish_as_azure_container_app_job(retry_limit="three")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    builder.add_container("batch", "a/b").with_memory("1Gi")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    Schedule()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    Event(rule=[])  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
