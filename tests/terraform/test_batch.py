"""Constructs that are made in Node many at once: nobody can tell, but for the number of requests."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING, Any

import jsii._runtime
import pytest
from cdktf import TerraformOutput, TerraformVariable

from cdktf_aspire.terraform.engine import batch
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.apphost import AppHost


@contextlib.contextmanager
def counted_requests() -> Iterator[list[object]]:
    """Inside, what is asked of Node is kept."""
    node = getattr(jsii._runtime.kernel.provider, "_process")  # noqa: B009 - typed as nothing of jsii is
    send, asked = node.send, []

    def counting(request: object, response_type: type) -> object:
        asked.append(request)
        return send(request, response_type)

    node.send = counting
    try:
        yield asked
    finally:
        node.send = send


def add_jobs(apphost: AppHost, count: int) -> None:
    secret = apphost.builder.add_parameter("password", secret=True)
    for number in range(count):
        job = apphost.builder.add_container(f"job-{number}", "a/b:1").with_environment("PASSWORD", secret)
        job.publish_as_scheduled_azure_container_app_job("0 2 * * *", timeout=600)


def test_a_job_more_is_no_request_more(new_apphost: Callable[..., AppHost]) -> None:
    requests = []
    for count in (10, 20):
        apphost = new_apphost(str(count))
        with counted_requests() as asked:
            add_jobs(apphost, count)
            apphost.app.synth()
        requests.append(len(asked))

    assert requests[0] == requests[1]


def test_waiting_adds_no_request(new_apphost: Callable[..., AppHost]) -> None:
    requests = []
    for count in (3, 6):
        apphost = new_apphost(str(count))
        with counted_requests() as asked:
            jobs = [apphost.builder.add_container(f"job-{number}", "a/b:1") for number in range(count)]
            for job, after in itertools.pairwise(jobs):
                after.wait_for(job)
            for job in jobs:
                job.publish_as_azure_container_app_job()
            apphost.app.synth()
        requests.append(len(asked))

    assert requests[0] == requests[1]


def test_a_tag_that_javascript_would_drop_is_not_dropped(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(
        tags={"__proto__": "x"}
    )

    with pytest.raises(RuntimeError, match="Key '__proto__' is not supported"):
        apphost.app.synth()


def test_each_construct_is_where_it_always_was(apphost: AppHost) -> None:
    add_jobs(apphost, 2)

    found = apphost.builder.node.find_child("job-1")
    apphost.app.synth()
    job = found.node.find_child("job")

    assert found is apphost.builder.resource("job-1")
    assert job.node.path == "stack/apphost/job-1/job"
    assert job is apphost.builder.resource("job-1").terraform_elements[0]


def test_constructs_of_the_users_and_of_the_library_stay_in_the_order_of_the_code(apphost: AppHost) -> None:
    apphost.builder.add_container("first", "a/b:1")
    Construct(apphost.builder, "second")
    apphost.builder.add_container("third", "a/b:1")

    ids = [each.node.id for each in apphost.builder.node.children]

    assert ids == ["synth", "first", "second", "third"]


def test_an_id_that_is_taken_gets_a_number(apphost: AppHost) -> None:
    for taken in ("job-0", "job-0-2"):
        Construct(apphost.builder, taken)
    add_jobs(apphost, 1)

    assert apphost.builder.resource("job-0").node.id == "job-0-3"
    assert apphost.job("job_0")["name"] == "job-0"


def test_a_job_keeps_the_address_that_the_outputs_have(apphost: AppHost) -> None:
    add_jobs(apphost, 1)
    apphost.builder.resource("job-0").configure_terraform(lambda job: job.override_logical_id("other"))

    document = apphost.terraform()

    assert list(document["resource"]["azurerm_container_app_job"]) == ["job_0"]
    assert document["output"]["job_ids"]["value"] == {"job-0": "${azurerm_container_app_job.job_0.id}"}


def test_what_node_has_in_a_value_is_made_by_itself(apphost: AppHost) -> None:
    """An object of Node's in the arguments: they are no JSON."""
    own = TerraformVariable(apphost.stack, "own", type="string")
    made = batch.make(
        TerraformOutput.__new__(TerraformOutput),
        TerraformOutput,
        apphost.stack,
        "mine",
        {"value": own, "dependsOn": [own]},
        address="theirs",
    )

    assert made.friendly_unique_id == "theirs"


def test_without_batches_the_terraform_is_the_same(
    new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    for folder in ("together", "alone"):
        apphost = new_apphost(folder)
        Construct(apphost.builder, "job-0")
        add_jobs(apphost, 3)
        apphost.builder.resource("job-2").wait_for(apphost.builder.resource("job-1"))
        apphost.app.synth()
        file: Path = apphost.folder / "stacks" / "stack" / "cdk.tf.json"
        written.append(file.read_bytes())
        monkeypatch.setattr(batch, "_batch", None)

    assert written[0] == written[1]
