"""Service Bus and Event Hubs: namespaces, what is in them, and what a job is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cdktf_aspire import AzureServiceBusSubscriptionResource
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLACE = {
    "location": "${azurerm_resource_group.resource_group.location}",
    "resource_group_name": "${azurerm_resource_group.resource_group.name}",
}
BUS = "${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net"
HUBS = "${azurerm_eventhub_namespace.hubs.name}.servicebus.windows.net"


def test_namespaces_take_identities_only(apphost: AppHost) -> None:
    apphost.builder.add_azure_service_bus("bus")
    apphost.builder.add_azure_event_hubs("hubs")

    assert apphost.resource("azurerm_servicebus_namespace", "bus") == {
        "name": "bus-${local.unique_suffix}",
        **PLACE,
        "sku": "Standard",
        "local_auth_enabled": False,
        "minimum_tls_version": "1.2",
    }
    assert apphost.resource("azurerm_eventhub_namespace", "hubs") == {
        "name": "hubs-${local.unique_suffix}",
        **PLACE,
        "sku": "Standard",
        "local_authentication_enabled": False,
        "minimum_tls_version": "1.2",
    }


def test_a_queue_and_a_topic_with_a_subscription(apphost: AppHost) -> None:
    bus = apphost.builder.add_azure_service_bus("bus")
    queue = bus.add_service_bus_queue("work", "incoming/orders")
    topic = bus.add_service_bus_topic("news")
    subscription: AzureServiceBusSubscriptionResource = topic.add_service_bus_subscription("mine")
    apphost.builder.add_container("batch", IMAGE).with_reference(queue).with_reference(topic).with_reference(
        subscription
    ).publish_as_azure_container_app_job()

    namespace = "${azurerm_servicebus_namespace.bus.id}"
    assert apphost.resource("azurerm_servicebus_queue", "work") == {
        "name": "incoming/orders",
        "namespace_id": namespace,
    }
    assert apphost.resource("azurerm_servicebus_topic", "news") == {"name": "news", "namespace_id": namespace}
    assert apphost.resource("azurerm_servicebus_subscription", "mine") == {
        "name": "mine",
        "topic_id": "${azurerm_servicebus_topic.news.id}",
        "max_delivery_count": 10,
    }
    env = apphost.env()
    endpoint = f"Endpoint=https://{BUS}:443/"
    assert env["ConnectionStrings__work"] == f"{endpoint};EntityPath=incoming/orders"
    assert env["ConnectionStrings__news"] == f"{endpoint};EntityPath=news"
    assert env["ConnectionStrings__mine"] == f"{endpoint};EntityPath=news/Subscriptions/mine"
    assert env["WORK_HOST"] == BUS
    assert env["WORK_URI"] == f"sb://{BUS}/"
    assert env["WORK_QUEUENAME"] == "incoming/orders"
    assert (env["MINE_TOPICNAME"], env["MINE_SUBSCRIPTIONNAME"]) == ("news", "mine")


def test_a_hub_with_a_consumer_group(apphost: AppHost) -> None:
    hub = apphost.builder.add_azure_event_hubs("hubs").add_hub("clicks")
    group = hub.add_consumer_group("nightly")
    apphost.builder.add_container("batch", IMAGE).with_reference(hub).with_reference(
        group
    ).publish_as_azure_container_app_job()

    assert apphost.resource("azurerm_eventhub", "clicks") == {
        "name": "clicks",
        "namespace_id": "${azurerm_eventhub_namespace.hubs.id}",
        "partition_count": 4,
        "message_retention": 1,
    }
    assert apphost.resource("azurerm_eventhub_consumer_group", "nightly") == {
        "name": "nightly",
        "eventhub_name": "${azurerm_eventhub.clicks.name}",
        "namespace_name": "${azurerm_eventhub_namespace.hubs.name}",
        "resource_group_name": PLACE["resource_group_name"],
    }
    env = apphost.env()
    endpoint = f"Endpoint=https://{HUBS}:443/;EntityPath=clicks"
    assert env["ConnectionStrings__clicks"] == endpoint
    assert env["ConnectionStrings__nightly"] == f"{endpoint};ConsumerGroup=nightly"
    assert env["CLICKS_EVENTHUBNAME"] == "clicks"
    assert env["NIGHTLY_CONSUMERGROUPNAME"] == "nightly"


def test_a_hub_has_as_many_partitions_as_one_says(apphost: AppHost) -> None:
    apphost.builder.add_azure_event_hubs("hubs").add_hub("clicks", partition_count=32)

    assert apphost.resource("azurerm_eventhub", "clicks")["partition_count"] == 32


@pytest.mark.parametrize("count", [0, 33, 2.5])
def test_a_hub_with_a_number_of_partitions_that_azure_refuses_is_an_error(
    apphost: AppHost, count: float
) -> None:
    apphost.builder.add_azure_event_hubs("hubs").add_hub("clicks", partition_count=count)

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "partition_count=")


def test_a_job_waits_for_the_entity_that_it_names(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_service_bus("bus").add_service_bus_queue("work")
    apphost.builder.add_container("batch", IMAGE).wait_for(queue).publish_as_azure_container_app_job()

    # Waiting is no reference: no role, no identity.
    assert apphost.job()["depends_on"] == ["azurerm_servicebus_queue.work"]
    assert "identity" not in apphost.job()


def test_outputs_of_a_namespace(apphost: AppHost) -> None:
    bus = apphost.builder.add_azure_service_bus("bus")
    apphost.builder.add_container("batch", IMAGE).with_environment("HOST", bus.host_name).with_environment(
        "URL", bus.endpoint
    ).with_environment("NAME", bus.name_output).with_reference(bus).publish_as_azure_container_app_job()

    env = apphost.env()
    assert env["HOST"] == BUS
    assert env["URL"] == env["ConnectionStrings__bus"] == f"https://{BUS}:443/"
    assert env["NAME"] == "${azurerm_servicebus_namespace.bus.name}"


def test_a_subscription_named_after_a_long_resource_needs_a_name_of_its_own(apphost: AppHost) -> None:
    topic = apphost.builder.add_azure_service_bus("bus").add_service_bus_topic("news")
    topic.add_service_bus_subscription("a" * 51)

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ950", "subscription_name=")
    assert "50" in (problem.allowed or "")


def test_braces_in_a_name_stay_braces(apphost: AppHost) -> None:
    hub = apphost.builder.add_azure_event_hubs("hubs").add_hub("clicks", "{0}")

    assert hub.connection_string_expression._problems == ()
    assert apphost.codes() == ["ACJ950"]


def test_a_number_of_partitions_that_nobody_knows_is_an_error(apphost: AppHost) -> None:
    unknown = apphost.builder.add_azure_storage("storage").output("nothing")
    apphost.builder.add_azure_event_hubs("hubs").add_hub("clicks", partition_count=unknown)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ924", "clicks")
