"""Endpoints: what others are told about a service that runs as a container app in the same environment."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.expressions import ReferenceExpression, ref_expr
from cdktf_aspire.hosting.references import ModelReference, Output

if TYPE_CHECKING:
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.environment import AzureContainerAppEnvironment
    from cdktf_aspire.jobs.problems import SourceLocation

_HTTP: Final = ("http", "https")


class EndpointProperty(enum.Enum):
    """What of an endpoint a value is (Aspire's `EndpointProperty`)."""

    URL = "url"
    HOST = "host"
    PORT = "port"
    SCHEME = "scheme"
    TARGET_PORT = "targetPort"
    HOST_AND_PORT = "hostAndPort"
    TLS_ENABLED = "tlsEnabled"


@attrs.frozen(eq=False)
class Endpoint:
    """An endpoint that a resource declares.

    Attributes:
        name: of the endpoint, once per resource.
        scheme: `http`, `https`, `tcp`, ...
        port: that others use; the target port when None.
        target_port: that the program listens on.
        external: whether it is reached from outside the environment.
        where: the user's line.
    """

    name: str
    scheme: str
    port: int | None
    target_port: int | None
    external: bool
    where: SourceLocation | None

    @property
    def is_http(self) -> bool:
        """Whether the platform's ingress can serve it."""
        return self.scheme in _HTTP


@attrs.frozen(eq=False)
class EndpointReference(ModelReference):
    """An endpoint as a value: its URL, unless a property is taken of it.

    Attributes:
        resource: whose endpoint.
        endpoint_name: which one.
        where: the user's line.
    """

    resource: ComputeResource
    endpoint_name: str
    where: SourceLocation | None

    def property(self, endpoint_property: EndpointProperty | str) -> EndpointPropertyReference:
        """One property of the endpoint.

        Args:
            endpoint_property: an `EndpointProperty`, or its text, for example `"host"`.
        """
        return EndpointPropertyReference(self, EndpointProperty(endpoint_property))


@attrs.frozen(eq=False)
class EndpointPropertyReference(ModelReference):
    """A property of an endpoint as a value.

    Attributes:
        endpoint: of which endpoint.
        endpoint_property: which property.
    """

    endpoint: EndpointReference
    endpoint_property: EndpointProperty

    @property
    def known_text(self) -> str | None:
        """The property's text, where it does not depend on the environment."""
        resource = self.endpoint.resource
        environment = resource.application.environment_of(resource)
        value = resolve(self.endpoint, self.endpoint_property, environment)
        return value if isinstance(value, str) else None


def ingress_endpoints(resource: ComputeResource) -> list[Endpoint]:
    """The endpoints that the platform's ingress serves, by Aspire's choice.

    The only group of HTTP endpoints with one target port; else the single external one; else the first.
    """
    http = [endpoint for endpoint in resource.endpoints.values() if endpoint.is_http]
    if not http:
        return []
    groups: dict[int | None, list[Endpoint]] = {}
    for endpoint in http:
        groups.setdefault(endpoint.target_port, []).append(endpoint)
    if len(groups) == 1:
        return http
    external = [group for group in groups.values() if any(each.external for each in group)]
    return external[0] if len(external) == 1 else next(iter(groups.values()))


def resolve(
    reference: EndpointReference,
    endpoint_property: EndpointProperty,
    environment: AzureContainerAppEnvironment | None,
) -> str | ReferenceExpression | None:
    """What a property of an endpoint is; None where the environment is not known and it depends on it."""
    resource = reference.resource
    endpoint = resource.endpoints.get(reference.endpoint_name)
    if endpoint is None:
        return ""
    name = resource.name.lower()
    ingress = endpoint in ingress_endpoints(resource)
    upgrade = environment.https_upgrade if environment else True
    scheme = ("https" if upgrade else "http") if ingress else endpoint.scheme
    port = str((443 if upgrade else 80) if ingress else endpoint.port or endpoint.target_port or "")
    match endpoint_property:
        case EndpointProperty.SCHEME:
            return scheme
        case EndpointProperty.PORT:
            return port
        case EndpointProperty.TARGET_PORT:
            return str(endpoint.target_port or (8080 if resource.is_built else 80))
        case EndpointProperty.TLS_ENABLED:
            return str(scheme == "https")
    if not ingress:
        host: str | ReferenceExpression = name
    elif environment is None:
        return None
    else:
        external = any(each.external for each in ingress_endpoints(resource))
        domain = Output(environment, "default_domain")
        host = ref_expr(f"{name}.{'' if external else 'internal.'}{{0}}", domain)
    match endpoint_property:
        case EndpointProperty.HOST:
            return host
        case EndpointProperty.HOST_AND_PORT:
            return ref_expr(f"{{0}}:{port}", host)
        case _:
            return ref_expr(f"{scheme}://{{0}}" if ingress else f"{scheme}://{{0}}:{port}", host)
