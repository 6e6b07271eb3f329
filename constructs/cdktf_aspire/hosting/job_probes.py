"""The HTTP probes of a resource in its job: the port that they use, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import closest, on_behalf_of, show
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.ingress import DEPLOYERS_PORT, groups_of, ingress_of, ports_of
from cdktf_aspire.hosting.probes import Probes
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.probes import ContainerAppProbe

if TYPE_CHECKING:
    from cdktf_aspire.hosting.endpoints import HasEndpoints
    from cdktf_aspire.hosting.ingress import Endpoint
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.hosting.probes import Probe
    from cdktf_aspire.jobs.template import ContainerAppContainer

register(
    "ACJ358",
    ERROR,
    "with_http_probe()",
    allowed="an HTTP or HTTPS endpoint of the resource",
    why="It isn't clear which port to probe",
    fix="Add with_http_endpoint(target_port=...), or name one of the resource's endpoints",
    source="Aspire.Hosting: WithHttpProbe",
)

# The endpoint that is asked when none is named.
_USUAL: Final = ("https", "http")


def add_probes(prepared: PreparedJob, container: ContainerAppContainer) -> None:
    """Adds the probes of a resource to its container.

    Args:
        prepared: the job.
        container: the resource's own.
    """
    resource = prepared.resource
    for probe in Probes.of(resource).probes:
        endpoint = _endpoint(resource, probe.endpoint_name)
        if endpoint is None or not endpoint.has_http_scheme:
            _refuse(prepared, probe, endpoint)
            continue
        with on_behalf_of(probe.where):
            written = ContainerAppProbe()
            for name, value in probe.settings.items():
                argument = "type=" if name == "probe_type" else f"{name}="
                written._assign(name, value, written=argument, where=probe.where)
            request = written.http_get
            request.port = ports_of(resource)[endpoint].target or DEPLOYERS_PORT
            request._assign("path", probe.path, written="path=", where=probe.where)
            # An app's ingress talks HTTP to the program, and the program of a job listens alike.
            ingress = ingress_of(groups_of(resource))
            if endpoint.scheme == "https" and (ingress is None or endpoint not in ingress.endpoints):
                request.scheme = "HTTPS"
            container.probes.append(written)


def _endpoint(resource: HasEndpoints, name: str | None) -> Endpoint | None:
    declared = resource._endpoints
    if name is not None:
        return declared.get(name) if isinstance(name, str) else None
    usual = (declared.get(each) for each in _USUAL)
    http = (each for scheme in _USUAL for each in declared.values() if each.scheme == scheme)
    return next((each for each in (*usual, *http) if each is not None and each.has_http_scheme), None)


def _refuse(prepared: PreparedJob, probe: Probe, endpoint: Endpoint | None) -> None:
    name, declared = probe.endpoint_name, prepared.resource._endpoints
    hint = None
    if endpoint is not None:
        message = f"The endpoint {name!r} is {endpoint.scheme}, not http or https"
    elif name is None:
        message = "The resource has no HTTP endpoint to probe"
    else:
        message = f"The resource doesn't have an endpoint {show(name)}"
        guess = closest(name, declared) if isinstance(name, str) else None
        hint = f"Did you mean {guess!r}?" if guess else None
    path = "with_http_probe()" if name is None else "endpoint_name="
    problem = rules.problem("ACJ358", message, path=path, value=name, hint=hint, where=probe.where)
    prepared.resource_problem(problem)
