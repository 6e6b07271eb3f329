"""Rules about the probes of a job's containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.problems import show
from cdktf_aspire.diagnostics.rules import AZURE_JOBS, AZURE_PROBES, AZURERM, ERROR, WARNING, Advice
from cdktf_aspire.jobs.probes import ProbeType
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule, whole
from cdktf_aspire.jobs.settings import is_empty
from cdktf_aspire.jobs.template import ContainerAppContainer
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.probes import (
        ContainerAppHttpRequestInfo,
        ContainerAppProbe,
        ContainerAppTcpSocketRequestInfo,
    )

_MOST_FAILURES = {ProbeType.LIVENESS: 30, ProbeType.READINESS: 48, ProbeType.STARTUP: 240}
_SCHEMES = ("HTTP", "HTTPS")


def _probes(subject: Subject) -> list[ContainerAppProbe]:
    containers = subject.job.template.containers
    return [each for one in containers if isinstance(one, ContainerAppContainer) for each in one.probes]


def _attempts(
    subject: Subject,
) -> Iterator[ContainerAppHttpRequestInfo | ContainerAppTcpSocketRequestInfo]:
    """What each probe asks."""
    for probe in _probes(subject):
        for one in (probe.http_get, probe.tcp_socket):
            if not is_empty(one):
                yield one


@rule(
    "ACJ322",
    WARNING,
    "job.template.containers[].probes",
    allowed="a liveness or a startup probe",
    why="A job has no ingress and gets no requests, so nothing waits for it to be ready",
    fix=Advice("Remove the probe", "Remove the readiness_probe block"),
    source=AZURE_JOBS,
)
def readiness(subject: Subject) -> Iterator[Finding]:
    """A probe that changes nothing."""
    for probe in _probes(subject):
        if probe.probe_type is ProbeType.READINESS:
            yield Finding(probe, "probe_type", "A readiness probe does nothing in a job", show_value=False)


@rule(
    "ACJ350",
    ERROR,
    "job.template.containers[].probes[].probe_type",
    allowed="ProbeType.LIVENESS, ProbeType.READINESS or ProbeType.STARTUP",
    why="azurerm has a separate block for each type",
    fix="Give the type",
    source=AZURE_PROBES,
)
def probe_type(subject: Subject) -> Iterator[Finding]:
    """Each probe says what it is for."""
    for probe in _probes(subject):
        if probe.probe_type is None:
            yield Finding(probe, "probe_type", "The probe has no type")


@rule(
    "ACJ351",
    ERROR,
    "job.template.containers[].probes",
    allowed="one probe of each type",
    why="Azure refuses the job in the middle of the apply",
    fix="Keep one of them",
    source=AZURE_PROBES,
)
def once(subject: Subject) -> Iterator[Finding]:
    """A container has each type of probe once."""
    for container in subject.job.template.containers:
        seen = set[object]()
        for probe in container.probes if isinstance(container, ContainerAppContainer) else ():
            kind = probe.probe_type
            if isinstance(kind, ProbeType) and kind in seen:
                message = f"The container already has a {kind.name.lower()} probe"
                yield Finding(probe, "probe_type", message, show_value=False)
            seen.add(kind)


@rule(
    "ACJ352",
    ERROR,
    "job.template.containers[].probes[].http_get, tcp_socket",
    allowed="one of the two",
    why="A probe is either an HTTP request or a TCP connection",
    fix="Set one of them",
    source=AZURE_PROBES,
)
def one_way(subject: Subject) -> Iterator[Finding]:
    """A probe asks in one way."""
    for probe in _probes(subject):
        if is_empty(probe.http_get) and is_empty(probe.tcp_socket):
            yield Finding(probe, "http_get", "The probe has neither http_get nor tcp_socket")
        elif not (is_empty(probe.http_get) or is_empty(probe.tcp_socket)):
            yield Finding(probe, "tcp_socket", "The probe has both http_get and tcp_socket")


@rule(
    "ACJ353",
    ERROR,
    "job.template.containers[].probes[].http_get.port, tcp_socket.port",
    allowed="a whole number, 1 to 65535",
    why="azurerm refuses the plan",
    fix="Set the port that the program listens on",
    source=f"{AZURERM}: template.container.liveness_probe.port",
)
def port(subject: Subject) -> Iterator[Finding]:
    """The port that is probed; Azure doesn't support names of ports."""
    for attempt in _attempts(subject):
        if attempt.port is None:
            yield Finding(attempt, "port", "The probe has no port")
        yield from whole(attempt, "port", 1, "The port", 65535)


@rule(
    "ACJ354",
    ERROR,
    "job.template.containers[].probes[].http_get.scheme",
    allowed="HTTP or HTTPS",
    why="azurerm refuses the plan",
    fix=Advice("Write HTTP or HTTPS, or set tcp_socket", "Write HTTP, HTTPS or TCP"),
    source=f"{AZURERM}: template.container.liveness_probe.transport",
)
def scheme(subject: Subject) -> Iterator[Finding]:
    """How the program is asked."""
    for probe in _probes(subject):
        name = probe.http_get.scheme
        if is_literal_text(name) and name.upper() not in _SCHEMES:
            yield Finding(probe.http_get, "scheme", f"A probe can't use {show(name)}")


@rule(
    "ACJ355",
    ERROR,
    "job.template.containers[].probes[]",
    allowed="initial_delay_seconds 0 to 60; period_seconds and timeout_seconds 1 to 240; failure_threshold 1 "
    "to 30 of a liveness probe, 48 of a readiness probe, 240 of a startup probe",
    why="azurerm refuses the plan; more than 30 failures need azurerm 4.66 or newer",
    fix="Write a whole number in the range",
    source=f"{AZURERM}: template.container.liveness_probe",
)
def ranges(subject: Subject) -> Iterator[Finding]:
    """Times and numbers of failures that azurerm takes."""
    for probe in _probes(subject):
        most = _MOST_FAILURES.get(probe.probe_type or ProbeType.STARTUP, 240)
        yield from whole(probe, "initial_delay_seconds", 0, "The initial delay", 60)
        yield from whole(probe, "period_seconds", 1, "The period", 240)
        yield from whole(probe, "timeout_seconds", 1, "The timeout", 240)
        yield from whole(probe, "failure_threshold", 1, "The failure threshold", most)


@rule(
    "ACJ356",
    ERROR,
    "job.template.containers[].probes[].success_threshold",
    allowed="a whole number, 1 to 10, for a readiness probe; otherwise 1",
    why="azurerm refuses the plan, or doesn't have the attribute",
    fix="Leave it out",
    source=f"{AZURERM}: template.container.readiness_probe.success_count_threshold",
)
def success_threshold(subject: Subject) -> Iterator[Finding]:
    """Only a readiness probe counts its successes."""
    for probe in _probes(subject):
        most = 1 if probe.probe_type in {ProbeType.LIVENESS, ProbeType.STARTUP} else 10
        yield from whole(probe, "success_threshold", 1, "The success threshold", most)


@rule(
    "ACJ357",
    ERROR,
    "job.template.init_containers[].probes",
    allowed="no probes",
    why="azurerm doesn't support probes of init containers",
    fix="Remove the probes; an init container ends on its own",
    source=f"{AZURERM}: template.init_container",
)
def of_init_container(subject: Subject) -> Iterator[Finding]:
    """An init container that was made as a container."""
    for container in subject.job.template.init_containers:
        if isinstance(container, ContainerAppContainer) and container.probes:
            yield Finding(container, "probes", "An init container can't have probes")


@rule(
    "ACJ359",
    ERROR,
    "job.template.containers[].probes[].http_get",
    allowed="a path that is not empty; headers with a name and a value",
    why="azurerm refuses the plan",
    fix="Leave it out, or give it a value",
    source=f"{AZURERM}: template.container.liveness_probe.path, header",
)
def empty_text(subject: Subject) -> Iterator[Finding]:
    """Texts of a request."""
    for probe in _probes(subject):
        if probe.http_get.path == "":
            yield Finding(probe.http_get, "path", "The path is empty")
        for header in probe.http_get.http_headers:
            if header.name in {None, ""}:
                yield Finding(header, "name", "The header has no name")
            if header.value is None:
                yield Finding(header, "value", "The header has no value")
