"""A queue and its worker: jobs that start on events, and one that cleans up every night."""

from datetime import timedelta

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import Event, Schedule, ServiceBusScaleRule, StorageQueueScaleRule, create_builder
from constructs import Construct


class QueueWorker(TerraformStack):
    """Jobs that start when there are messages, and one that starts every night."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        LocalBackend(self, path=f"../../../terraform.{id}.tfstate")
        builder = create_builder(scope=self, location="westeurope", resource_group="rg-orders")

        orders = builder.add_azure_storage("storage").add_queue("orders")
        builder.add_project("worker", "services/Worker/Worker.csproj").with_reference(
            orders
        ).publish_as_azure_container_app_job(
            # An execution for every five orders, at most twenty; the queue is read every 15 seconds.
            trigger=Event(
                StorageQueueScaleRule(queue_name=orders, queue_length=5),
                max_executions=20,
                polling_interval=timedelta(seconds=15),
            ),
            timeout=timedelta(minutes=10),
            retry_limit=1,
        )

        sales = builder.add_azure_service_bus("bus").add_service_bus_topic("sales")
        billing = sales.add_service_bus_subscription("billing")
        builder.add_project("biller", "services/Biller/Biller.csproj").with_reference(
            billing
        ).publish_as_azure_container_app_job(
            trigger=Event(ServiceBusScaleRule(subscription_name=billing, message_count=50)),
            timeout=timedelta(minutes=30),
        )

        builder.add_project("undertaker", "services/Undertaker/Undertaker.csproj").with_reference(
            orders
        ).publish_as_azure_container_app_job(trigger=Schedule("0 3 * * *"), timeout=timedelta(hours=1))


if __name__ == "__main__":
    app = App()
    QueueWorker(app, "queue-worker")
    app.synth()
