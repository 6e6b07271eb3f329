"""HTTP probes of a resource's own container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.endpoints import HasEndpoints
from cdktf_aspire.hosting.model import Annotation
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from datetime import timedelta

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.jobs.probes import ProbeType
    from cdktf_aspire.values.value import Number, Text


@records.frozen
class Probe:
    """An HTTP probe of a resource.

    Attributes:
        settings: the probe's attributes, by their names in a job.
        path: of the request.
        endpoint_name: the endpoint that is probed.
        where: the user's line.
    """

    settings: dict[str, object]
    path: Text | None
    endpoint_name: str | None
    where: SourceLocation | None


@records.define(eq=False)
class Probes(Annotation):
    """The probes of a resource.

    Attributes:
        probes: one of each type.
    """

    probes: list[Probe] = attrs.field(factory=list)


class HasProbes(HasEndpoints):
    """A resource whose container Azure probes."""

    @user_call
    def with_http_probe(
        self,
        type: ProbeType,
        path: Text | None = None,
        initial_delay_seconds: Number | timedelta | None = None,
        period_seconds: Number | timedelta | None = None,
        timeout_seconds: Number | timedelta | None = None,
        failure_threshold: Number | None = None,
        success_threshold: Number | None = None,
        endpoint_name: str | None = None,
    ) -> Self:
        """Makes Azure check the container's health over HTTP (Aspire's `WithHttpProbe`).

        The last probe of each type counts.

        Args:
            type: liveness, readiness or startup, which decides what a failure means.
            path: of the request; `/` when not given.
            initial_delay_seconds: before the first attempt; 5 when not given.
            period_seconds: from one attempt to the next; 5 when not given.
            timeout_seconds: of an attempt; 1 when not given.
            failure_threshold: failures in a row that make the probe fail; 3 when not given.
            success_threshold: successes in a row after a failure; 1 when not given; only readiness has more.
            endpoint_name: whose target port is probed; when not given, `https`, or `http` if there is no
                `https`.
        """
        settings: dict[str, object] = {
            "probe_type": type,
            "initial_delay_seconds": 5 if initial_delay_seconds is None else initial_delay_seconds,
            "period_seconds": 5 if period_seconds is None else period_seconds,
            "timeout_seconds": timeout_seconds,
            "failure_threshold": failure_threshold,
            "success_threshold": success_threshold,
        }
        probes = Probes.of(self).probes
        probes[:] = [each for each in probes if each.settings["probe_type"] is not type]
        probes.append(Probe(settings, path, endpoint_name, caller()))
        return self
