"""The plan of the documentation: `uv run python -m tests.review.example` writes it."""

from __future__ import annotations

import json
from typing import Final

from tests.apphost import ROOT
from tests.review.plans import (
    Json,
    a_change,
    a_job,
    a_plan,
    a_rule,
    a_secret,
    an_event,
    changed,
    env,
    identity_id,
)

FILE: Final = ROOT / "docs" / "plan-review" / "plan.json"
REGISTRY: Final = "contoso.azurecr.io"


def example() -> Json:
    """A pull request that does a bit of everything."""
    report = a_job(
        "nightly-report",
        cron="0 1 * * *",
        container={"name": "report", "image": f"{REGISTRY}/report:2.0", "cpu": 1, "memory": "2Gi"},
        replica_timeout_in_seconds=3600,
    )
    report_then = changed(
        report,
        schedule_trigger_config=[],
        manual_trigger_config=[{"parallelism": 1, "replica_completion_count": 1}],
    )
    invoices = a_job(
        "invoices",
        cron="*/15 * * * *",
        container={
            "name": "invoices",
            "image": f"{REGISTRY}/invoices:1.4",
            "env": env(LOG_LEVEL="debug", SMTP_HOST="mail.contoso.example", API_KEY="secret:api-key"),
        },
        secret=[a_secret("api-key", "n0t-a-real-key-old")],
    )
    invoices_then = changed(
        invoices,
        schedule={"cron_expression": "0 3 * * *"},
        container={
            "image": f"{REGISTRY}/invoices:1.5",
            "env": env(LOG_LEVEL="info", RETRY_DELAY="30", API_KEY="secret:api-key"),
        },
        secret=[a_secret("api-key", "n0t-a-real-key-new")],
    )
    orders = a_job(
        "import-orders",
        cron="*/10 * * * *",
        container={
            "name": "import",
            "image": f"{REGISTRY}/import@sha256:{'4f' * 32}",
            "args": ["--batch", "100"],
        },
        replica_timeout_in_seconds=300,
        tags={"team": "sales"},
    )
    orders_then = changed(
        orders,
        replica_timeout_in_seconds=900,
        replica_retry_limit=2,
        container={"args": ["--batch", "500"], "cpu": 1, "memory": "2Gi"},
        tags={"team": "orders"},
    )
    queue = a_rule(kind="azure-servicebus", queueName="mails", messageCount="5") | {
        "authentication": [{"secret_name": "bus", "trigger_parameter": "connection"}]
    }
    mailer = a_job(
        "mailer",
        cron=None,
        container={"name": "mailer", "image": f"{REGISTRY}/mailer:latest", "env": env(MODE="smtp")},
        replica_timeout_in_seconds=120,
        secret=[a_secret("bus", "Endpoint=sb://not-real/;SharedAccessKey=n0t-a-real-key")],
        identity=[{"type": "UserAssigned", "identity_ids": [identity_id("mailer-identity")]}],
        **an_event(queue, max_executions=10),
    )
    cleanup = a_job(
        "cleanup", cron="30 4 * * 0", container={"name": "cleanup", "image": f"{REGISTRY}/cleanup:1.0"}
    )
    thumbnails = a_job(
        "thumbnails",
        cron=None,
        container={"name": "thumbnails", "image": f"{REGISTRY}/thumbnails:3.1", "cpu": 2, "memory": "4Gi"},
    )
    thumbnails_in_azure = changed(thumbnails, container={"cpu": 1, "memory": "2Gi"})
    audit = a_job("audit", cron="15 */6 * * *", container={"name": "audit", "image": f"{REGISTRY}/audit:1.0"})
    archive = {"id": "/archive", "name": "stcontosoarchive", "location": "westeurope"}
    registry = {"id": "/registry", "name": "contoso", "location": "westeurope", "sku": "Basic"}
    law = {"id": "/law", "name": "law-demo", "retention_in_days": 30, "tags": None}
    return a_plan(
        a_change(invoices, invoices_then, name="invoices"),
        a_change(orders, orders_then, name="import_orders"),
        a_change(
            report,
            report_then,
            name="nightly_report",
            replace=["schedule_trigger_config", "manual_trigger_config"],
            unknown={"id": True, "event_stream_endpoint": True, "outbound_ip_addresses": True},
        ),
        a_change(
            None,
            mailer,
            name="mailer",
            unknown={"id": True, "event_stream_endpoint": True, "outbound_ip_addresses": True},
        ),
        a_change(cleanup, None, name="cleanup", action_reason="delete_because_no_resource_config"),
        a_change(thumbnails, thumbnails, name="thumbnails"),
        a_change(audit, audit, name="audit", previous_address="azurerm_container_app_job.audit_log"),
        a_change(
            archive,
            None,
            name="archive",
            type="azurerm_storage_account",
            action_reason="delete_because_no_resource_config",
        ),
        a_change(
            registry,
            {**registry, "sku": "Premium"},
            name="contoso",
            type="azurerm_container_registry",
        ),
        a_change(
            None, {"name": "mails"}, name="mails", type="azurerm_servicebus_queue", unknown={"id": True}
        ),
        a_change(
            None,
            {"role_definition_name": "Azure Service Bus Data Receiver"},
            name="mailer_receiver",
            type="azurerm_role_assignment",
            unknown={"id": True, "principal_id": True},
        ),
        a_change(
            law,
            {**law, "retention_in_days": 90},
            name="env_law",
            type="azurerm_log_analytics_workspace",
        ),
        drift=[
            a_change(thumbnails, thumbnails_in_azure, name="thumbnails"),
            a_change(
                {**law, "tags": {"owner": "ops"}},
                law,
                name="env_law",
                type="azurerm_log_analytics_workspace",
            ),
        ],
    )


def text() -> str:
    return json.dumps(example(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
