"""Probes of a job's containers: Aspire's call, and Azure's settings in a callback."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import (
    ContainerAppHttpHeaderInfo,
    ContainerAppHttpRequestInfo,
    ContainerAppJob,
    ContainerAppProbe,
    ContainerAppProbeType,
    Infrastructure,
    ProbeType,
)

if TYPE_CHECKING:
    from cdktf_aspire import ContainerResource
    from tests.apphost import AppHost, Json

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
# What is written of every probe where nothing else is said.
USUAL = {"initial_delay": 5, "interval_seconds": 5, "timeout": 1, "failure_count_threshold": 3}


def batch(apphost: AppHost) -> ContainerResource:
    return apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()


def test_a_probe_asks_the_target_port_of_the_http_endpoint(apphost: AppHost) -> None:
    batch(apphost).with_http_endpoint(target_port=8081).with_http_probe(ProbeType.LIVENESS, "/health")

    assert apphost.container()["liveness_probe"] == [
        {"transport": "HTTP", "port": 8081, "path": "/health", **USUAL}
    ]


def test_everything_of_a_probe_can_be_given(apphost: AppHost) -> None:
    batch(apphost).with_http_endpoint(target_port=80).with_http_endpoint(
        target_port=81, name="admin"
    ).with_http_probe(
        ProbeType.STARTUP,
        initial_delay_seconds=0,
        period_seconds=timedelta(minutes=1),
        timeout_seconds=2,
        failure_threshold=30,
        endpoint_name="admin",
    )

    assert apphost.container()["startup_probe"] == [
        {
            "transport": "HTTP",
            "port": 81,
            "path": "/",
            "initial_delay": 0,
            "interval_seconds": 60,
            "timeout": 2,
            "failure_count_threshold": 30,
        }
    ]


def test_only_readiness_counts_successes_and_does_nothing_in_a_job(apphost: AppHost) -> None:
    job = batch(apphost).with_http_endpoint(target_port=80)
    job.with_http_probe(ProbeType.READINESS, success_threshold=2)

    (problem,) = [each for each in apphost.problems() if each.code == "ACJ322"]
    assert problem.message == "A readiness probe does nothing in a job"
    assert apphost.container()["readiness_probe"] == [
        {"transport": "HTTP", "port": 80, "path": "/", **USUAL, "success_count_threshold": 2}
    ]


def test_the_last_probe_of_a_type_counts(apphost: AppHost) -> None:
    job = batch(apphost).with_http_endpoint(target_port=80)
    job.with_http_probe(ProbeType.LIVENESS, "/a").with_http_probe(ProbeType.LIVENESS, "/b")

    assert [each["path"] for each in apphost.container()["liveness_probe"]] == ["/b"]


def test_an_https_endpoint_beside_the_ingress_is_asked_with_https(apphost: AppHost) -> None:
    job = batch(apphost).with_http_endpoint(target_port=80).with_https_endpoint(target_port=81)
    job.with_http_probe(ProbeType.LIVENESS).with_http_probe(ProbeType.STARTUP, endpoint_name="http")

    container = apphost.container()
    assert [(each["transport"], each["port"]) for each in container["liveness_probe"]] == [("HTTPS", 81)]
    assert [(each["transport"], each["port"]) for each in container["startup_probe"]] == [("HTTP", 80)]


def test_azures_settings_in_a_callback(apphost: AppHost) -> None:
    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        request = ContainerAppHttpRequestInfo(port=8080, path="/up", scheme="HTTPS", host="localhost")
        request.http_headers.append(ContainerAppHttpHeaderInfo(name="X-Probe", value="yes"))
        probes = job.template.containers[0].probes
        probes.append(ContainerAppProbe(probe_type=ContainerAppProbeType.LIVENESS, http_get=request))
        startup = ContainerAppProbe(probe_type=ProbeType.STARTUP, failure_threshold=9)
        startup.tcp_socket.port = 9090
        probes.append(startup)

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    azures = {"initial_delay": 0, "interval_seconds": 10, "timeout": 1, "failure_count_threshold": 3}
    assert apphost.container()["liveness_probe"] == [
        {
            "transport": "HTTPS",
            "port": 8080,
            "path": "/up",
            "host": "localhost",
            "header": [{"name": "X-Probe", "value": "yes"}],
            **azures,
        }
    ]
    assert apphost.container()["startup_probe"] == [
        {"transport": "TCP", "port": 9090, **azures, "failure_count_threshold": 9}
    ]


@pytest.mark.parametrize(
    ("endpoint", "arguments", "message"),
    [
        (None, {}, "The resource has no HTTP endpoint to probe"),
        (None, {"endpoint_name": "htp"}, "The resource doesn't have an endpoint 'htp'"),
        ("tcp", {"endpoint_name": "tcp"}, "The endpoint 'tcp' is tcp, not http or https"),
        ("tcp", {}, "The resource has no HTTP endpoint to probe"),
    ],
)
def test_a_probe_needs_an_http_endpoint(
    apphost: AppHost, endpoint: str | None, arguments: Json, message: str
) -> None:
    job = batch(apphost)
    if endpoint:
        job.with_endpoint(scheme=endpoint, port=80)
    job.with_http_probe(ProbeType.LIVENESS, **arguments)

    (problem,) = [each for each in apphost.problems() if each.code == "ACJ358"]
    assert problem.message == message
    assert problem.where is not None


def test_what_azurerm_does_not_take_is_told_at_the_argument(apphost: AppHost) -> None:
    batch(apphost).with_http_endpoint(target_port=80).with_http_probe(
        ProbeType.LIVENESS, "", period_seconds=0, success_threshold=2
    )

    found = {(each.code, each.path) for each in apphost.problems() if each.is_error}
    assert found == {("ACJ355", "period_seconds="), ("ACJ356", "success_threshold="), ("ACJ359", "path=")}
