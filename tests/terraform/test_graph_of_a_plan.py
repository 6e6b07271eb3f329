"""`cdktf-aspire graph` of a real plan: the same picture as of the Terraform JSON that was planned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_aspire import Event, Schedule, StorageQueueScaleRule
from tests.cli.test_graph import arrows, boxes, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import DistributedApplication
    from tests.terraform.conftest import Deployment


def declare(builder: DistributedApplication) -> None:
    orders = builder.add_azure_storage("storage").add_queue("orders")
    key = builder.add_parameter("key", secret=True)
    migrate = builder.add_container("migrate", "a/b:1")
    migrate.publish_as_azure_container_app_job().run_on_deploy()
    worker = builder.add_container("worker", "a/b:1").with_reference(orders).with_environment("KEY", key)
    worker.publish_as_azure_container_app_job(trigger=Event(StorageQueueScaleRule(queue_name=orders)))
    report = builder.add_container("report", "a/b:1").wait_for_completion(migrate)
    report.publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))


def test_a_plan_has_the_picture_of_its_configuration(deployment: Deployment, tmp_path: Path) -> None:
    terraform = deployment.synth(declare)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(terraform.plan()))

    planned, written = drawn(file), drawn(terraform.folder)
    assert boxes(planned) == boxes(written)
    assert arrows(planned) == arrows(written)
    assert arrows(planned)["report", "migrate"] == ["waits for its run"]
    assert "1234" not in planned + drawn(file, "--format", "html")
