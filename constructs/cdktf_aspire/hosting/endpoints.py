"""Endpoints: what others are told about a service that runs as a container app in the same environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller, closest
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.hosting.calls import reading_call, user_call
from cdktf_aspire.hosting.images import HasImage
from cdktf_aspire.hosting.job_publishing import PublishesJobs, Publishing
from cdktf_aspire.hosting.placement import HasEnvironment, environment_of
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.expressions import FallibleReference, ModelReference

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.model import ApplicationModel

register(
    "ACJ940",
    ERROR,
    "endpoint.property(endpoint_property)",
    allowed="url, host, port, scheme, targetPort, hostAndPort, tlsEnabled",
    why="An endpoint has nothing of that name",
    fix="Correct the name, or use EndpointProperty.HOST and its like",
    source="Aspire.Hosting: EndpointProperty",
)

_HTTP: Final = ("http", "https")
# What a program listens on when nobody says: ASP.NET's port for what is built, HTTP's for other images.
_BUILT_PORT: Final = 8080
_HTTP_PORT: Final = 80
_MAX_PORT: Final = 65535


class EndpointProperty(PublicEnum):
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

    @property
    def has_port(self) -> bool:
        """Whether it is clear which port others use: HTTP has usual ones, anything else names its own."""
        return self.is_http or self.port is not None or self.target_port is not None


@attrs.frozen(eq=False)
class EndpointReference(ModelReference):
    """An endpoint as a value: its URL, unless a property is taken of it.

    Attributes:
        resource: whose endpoint.
        endpoint_name: which one.
        where: the user's line.
    """

    resource: HasEndpoints
    endpoint_name: str
    where: SourceLocation | None

    @property
    def declared(self) -> Endpoint | None:
        """What the resource declares under the name, if it does."""
        name: object = self.endpoint_name
        return self.resource._endpoints.get(name) if isinstance(name, str) else None

    def property(self, endpoint_property: EndpointProperty | str) -> EndpointPropertyReference:
        """One property of the endpoint.

        Args:
            endpoint_property: an `EndpointProperty`, or its text, for example `"host"`.
        """
        wanted = endpoint_property
        folded = wanted.replace("_", "").lower() if isinstance(wanted, str) else wanted
        for each in EndpointProperty:
            if folded in (each, each.value.lower()):
                return EndpointPropertyReference(self, each)
        names = [each.value for each in EndpointProperty]
        guess = closest(wanted, names) if isinstance(wanted, str) else None
        problem = rules.problem(
            "ACJ940",
            "An endpoint has no such property",
            path="property(...)",
            value=wanted,
            hint=f"Did you mean {guess!r}?" if guess else None,
            where=caller(),
        )
        return EndpointPropertyReference(self, EndpointProperty.URL, (problem,))


@attrs.frozen(eq=False)
class EndpointPropertyReference(FallibleReference):
    """A property of an endpoint as a value.

    Attributes:
        endpoint: of which endpoint.
        endpoint_property: which property.
        problems: what is wrong with it.
    """

    endpoint: EndpointReference
    endpoint_property: EndpointProperty
    problems: tuple[Problem, ...] = ()

    @property
    def _known_text(self) -> str | None:
        """The property's text, where it does not depend on the environment; None if there is none."""
        resource = self.endpoint.resource
        if self.problems or self.endpoint.declared is None or Publishing.of(resource).customizations:
            return None
        environment = environment_of(resource)
        value = endpoint_value(self.endpoint, self.endpoint_property, environment)
        return value if isinstance(value, str) else None


class HasEndpoints(HasEnvironment, HasImage, PublishesJobs):
    """A resource that may serve others.

    A job serves nobody: endpoints matter on resources that run as container apps, whose addresses jobs are
    told.
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self._endpoints: dict[str, Endpoint] = {}

    @user_call
    def with_endpoint(
        self,
        *,
        name: str | None = None,
        scheme: str = "tcp",
        port: int | None = None,
        target_port: int | None = None,
        is_external: bool = False,
    ) -> Self:
        """Declares an endpoint (Aspire's `WithEndpoint`).

        Args:
            name: of the endpoint; the scheme when not given.
            scheme: `tcp`, `http`, `https`, ...
            port: that others use; the target port when not given.
            target_port: that the program listens on.
            is_external: whether it is reached from outside the environment.
        """
        where = caller()
        name = scheme if name is None else name

        def refuse(message: str, path: str, value: object, allowed: str) -> None:
            problem = rules.problem("ACJ002", message, path=path, value=value, allowed=allowed, where=where)
            self._report(problem)

        for path, text in (("name=", name), ("scheme=", scheme)):
            if not isinstance(text, str) or not text:
                refuse(f"The {path[:-1]} of an endpoint is text", path, text, 'for example "http"')
                return self
        for path, number in (("port=", port), ("target_port=", target_port)):
            if number is not None and not (
                isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= _MAX_PORT
            ):
                refuse("Not the number of a port", path, number, f"1 to {_MAX_PORT}")
        if name in self._endpoints:
            refuse(f"The resource has an endpoint {name!r} already", "name=", name, "each name once")
        self._endpoints[name] = Endpoint(name, scheme, port, target_port, is_external, where)
        return self

    @user_call
    def with_http_endpoint(
        self, *, port: int | None = None, target_port: int | None = None, name: str | None = None
    ) -> Self:
        """Declares an HTTP endpoint (Aspire's `WithHttpEndpoint`).

        Args:
            port: that others use.
            target_port: that the program listens on.
            name: of the endpoint; `http` when not given.
        """
        return self.with_endpoint(name=name, scheme="http", port=port, target_port=target_port)

    @user_call
    def with_https_endpoint(
        self, *, port: int | None = None, target_port: int | None = None, name: str | None = None
    ) -> Self:
        """Declares an HTTPS endpoint (Aspire's `WithHttpsEndpoint`).

        Args:
            port: that others use.
            target_port: that the program listens on.
            name: of the endpoint; `https` when not given.
        """
        return self.with_endpoint(name=name, scheme="https", port=port, target_port=target_port)

    @user_call
    def with_external_http_endpoints(self) -> Self:
        """Has the HTTP endpoints declared so far reached from outside (`WithExternalHttpEndpoints`)."""
        for name, each in self._endpoints.items():
            if each.is_http:
                self._endpoints[name] = Endpoint(
                    name, each.scheme, each.port, each.target_port, True, each.where
                )
        return self

    @reading_call
    def get_endpoint(self, name: str) -> EndpointReference:
        """An endpoint as a value for others (Aspire's `GetEndpoint`).

        Args:
            name: of the endpoint, which may be declared later.
        """
        return EndpointReference(self, name, caller())


def ingress_endpoints(resource: HasEndpoints) -> list[Endpoint]:
    """The endpoints that the platform's ingress serves, by Aspire's choice.

    The only group of HTTP endpoints with one target port; else the single external one; else the first.
    """
    http = [endpoint for endpoint in resource._endpoints.values() if endpoint.is_http]
    if not http:
        return []
    groups: dict[int | None, list[Endpoint]] = {}
    for endpoint in http:
        groups.setdefault(endpoint.target_port, []).append(endpoint)
    if len(groups) == 1:
        return http
    external = [group for group in groups.values() if any(each.external for each in group)]
    return external[0] if len(external) == 1 else next(iter(groups.values()))


def endpoint_value(
    reference: EndpointReference,
    endpoint_property: EndpointProperty,
    environment: AzureContainerAppEnvironment | None,
) -> str | ReferenceExpression | None:
    """What a property of an endpoint is; None where the environment is not known and it depends on it."""
    resource, endpoint = reference.resource, reference.declared
    if endpoint is None:
        return None
    name = resource.name.lower()
    ingress = endpoint in ingress_endpoints(resource)
    upgrade = environment.https_upgrade if environment else True
    scheme = ("https" if upgrade else "http") if ingress else endpoint.scheme
    target_port = endpoint.target_port or (_BUILT_PORT if resource._is_built else _HTTP_PORT)
    port = (443 if upgrade else 80) if ingress else endpoint.port or target_port
    match endpoint_property:
        case EndpointProperty.SCHEME:
            return scheme
        case EndpointProperty.PORT:
            return str(port)
        case EndpointProperty.TARGET_PORT:
            return str(target_port)
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
            return ref_expr("{0}://{1}" if ingress else f"{{0}}://{{1}}:{port}", scheme, host)
