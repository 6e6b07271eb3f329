"""The probes of a container in Azure's terms; azurerm has a block for each type of probe."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.schema import NUMBER, SECONDS, TEXT, Block, Blocks, Choice, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from cdktf_aspire.values.value import Number, Text


class ProbeType(PublicEnum):
    """What Azure does when a probe fails.

    Azure restarts a container whose liveness or startup probe fails; the other probes wait until the startup
    probe succeeds. A container that isn't ready gets no requests, and a job never gets any.

    Example:
        ```python
        job.template.containers[0].probes.append(
            ContainerAppProbe(probe_type=ProbeType.LIVENESS, http_get=ContainerAppHttpRequestInfo(port=8080))
        )
        ```
    """

    LIVENESS = "Liveness"
    READINESS = "Readiness"
    STARTUP = "Startup"


ContainerAppProbeType = ProbeType


@records.define(slots=False)
class ContainerAppHttpHeaderInfo(Settings):
    """A header of a probe's request.

    Attributes:
        name: of the header.
        value: of the header.

    Example:
        ```python
        probe = ContainerAppHttpRequestInfo(port=8080, path="/health")
        probe.http_headers.append(ContainerAppHttpHeaderInfo(name="Host", value="worker"))
        ```
    """

    name: Text | None = setting(TEXT, required=True)
    value: Text | None = setting(TEXT, required=True, secret=True, shown=False)


@records.define(slots=False)
class ContainerAppHttpRequestInfo(Settings):
    """A probe that sends an HTTP request; any status from 200 to 399 is a success.

    Attributes:
        port: 1 to 65535.
        path: of the request; `/` when not set.
        scheme: `HTTP` or `HTTPS`; `HTTP` when not set.
        host: that gets the request; the replica itself when not set.
        http_headers: of the request.

    Example:
        `ContainerAppHttpRequestInfo(port=8080, path="/health")`
    """

    port: Number | None = setting(NUMBER, required=True)
    path: Text | None = setting(TEXT, default="/")
    scheme: Text | None = setting(TEXT, "transport", default="HTTP", required=True)
    host: Text | None = setting(TEXT)
    http_headers: list[ContainerAppHttpHeaderInfo] = setting(Blocks(ContainerAppHttpHeaderInfo), "header")


@records.define(slots=False)
class ContainerAppTcpSocketRequestInfo(Settings):
    """A probe that opens a connection.

    Attributes:
        port: 1 to 65535.
        host: that is connected to; the replica itself when not set.

    Example:
        ```python
        ContainerAppProbe(
            probe_type=ProbeType.STARTUP, tcp_socket=ContainerAppTcpSocketRequestInfo(port=8080)
        )
        ```
    """

    port: Number | None = setting(NUMBER, required=True)
    host: Text | None = setting(TEXT)


@records.define(slots=False)
class ContainerAppProbe(Settings):
    """A probe of a container: each type once, with an HTTP request or a TCP connection.

    All values are written, with Azure's defaults, because azurerm has other defaults.

    Attributes:
        probe_type: liveness, readiness or startup, which decides what a failure means.
        http_get: the request, instead of `tcp_socket`.
        tcp_socket: the connection, instead of `http_get`.
        initial_delay_seconds: before the first attempt: 0 to 60, or a timedelta; 0 when not set.
        period_seconds: from one attempt to the next: 1 to 240; 10 when not set.
        timeout_seconds: of an attempt: 1 to 240; 1 when not set.
        failure_threshold: failures in a row that make the probe fail: 1 to 30; 3 when not set.
        success_threshold: successes in a row after a failure: 1 to 10 for readiness, otherwise 1; 1 when not
            set.

    Example:
        ```python
        probe = ContainerAppProbe(probe_type="Startup", period_seconds=5, failure_threshold=30)
        probe.http_get.port = 8080
        probe.http_get.path = "/health"
        job.template.containers[0].probes.append(probe)
        ```
    """

    probe_type: ProbeType | None = setting(Choice(ProbeType, None), None, bicep="type")
    http_get: ContainerAppHttpRequestInfo = setting(
        Block(ContainerAppHttpRequestInfo), "", selected_by=("transport", "HTTP", "HTTPS")
    )
    tcp_socket: ContainerAppTcpSocketRequestInfo = setting(
        Block(ContainerAppTcpSocketRequestInfo), "", selected_by=("transport", "TCP")
    )
    initial_delay_seconds: Number | timedelta | None = setting(SECONDS, "initial_delay", default=0)
    period_seconds: Number | timedelta | None = setting(SECONDS, "interval_seconds", default=10)
    timeout_seconds: Number | timedelta | None = setting(SECONDS, "timeout", default=1)
    failure_threshold: Number | None = setting(NUMBER, "failure_count_threshold", default=3)
    success_threshold: Number | None = setting(
        NUMBER, "success_count_threshold", default=1, when=("probe_type", ProbeType.READINESS)
    )

    type = Alias["ProbeType | None"]("probe_type")

    _not_here: ClassVar[Mapping[str, str]] = {
        "termination_grace_period_seconds": "azurerm can't set it: Azure decides",
        "exec": "Azure has no probes that run a command; use http_get or tcp_socket",
        "grpc": "Azure has no gRPC probes; use http_get or tcp_socket",
    }


# azurerm's names, each with the type of probe that it stands for.
PROBES: Mapping[str, ProbeType] = {f"{each.name.lower()}_probe": each for each in ProbeType}
