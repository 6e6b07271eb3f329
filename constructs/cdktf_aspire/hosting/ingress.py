"""A container app's endpoints on the platform: ports, the ingress, and the addresses of both."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, NoReturn, Protocol

import attrs

from cdktf_aspire.diagnostics.fixed import fixed_problem
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.diagnostics.uncaught import unknown_attribute
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment

register(
    "ACJ925",
    ERROR,
    "with_endpoint(transport=, protocol=)",
    allowed="http, http2, tcp",
    why="The ingress of a container app doesn't support other transports",
    fix="Correct the transport, or remove the endpoint",
    source="Aspire.Hosting.Azure.AppContainers: NotSupportedException for the transport",
)

register(
    "ACJ926",
    ERROR,
    "the endpoints of a container app",
    allowed="one external target port, for HTTP endpoints only; HTTP and TCP on different ports; a target "
    "port for each endpoint that the ingress doesn't serve",
    why="A container app has one ingress, and outside callers can reach only that",
    fix="Use the same target_port= for endpoints that belong together, or make one of them internal",
    source="Aspire.Hosting.Azure.AppContainers: NotSupportedException for the endpoints",
)

register(
    "ACJ927",
    WARNING,
    "the endpoints of a container app",
    allowed="the ingress and up to 5 additional ports",
    why="Azure allows more only on request",
    fix="Remove endpoints, or have the limit raised and acknowledge the warning",
    source="https://learn.microsoft.com/azure/container-apps/ingress-overview",
)

HTTP_SCHEMES: Final = ("http", "https")
_HTTP_TRANSPORTS: Final = ("http", "http2")
_TRANSPORTS: Final = (*_HTTP_TRANSPORTS, "tcp")
# The port that the deployer gives a project, and the first default port for other resources.
DEPLOYERS_PORT: Final = 8080
_FIRST_PORT: Final = 8000
_MOST_ADDITIONAL_PORTS: Final = 5


class EndpointProperty(PublicEnum):
    """The part of an endpoint that a value is (Aspire's `EndpointProperty`).

    Example:
        ```python
        api = builder.add_project("api", "../Api/Api.csproj").with_http_endpoint()
        api.publish_as_azure_container_app().acknowledge("ACJ905", "Deployed by its own pipeline.")
        worker.with_environment("API_PORT", api.get_endpoint("http").property(EndpointProperty.PORT))
        ```
    """

    URL = "url"
    HOST = "host"
    PORT = "port"
    SCHEME = "scheme"
    TARGET_PORT = "targetPort"
    HOST_AND_PORT = "hostAndPort"
    TLS_ENABLED = "tlsEnabled"


def _keep(endpoint: Endpoint, attribute: attrs.Attribute[str], value: str) -> NoReturn:
    """The name that others use for the endpoint."""
    raise unknown_attribute(fixed_problem(endpoint, attribute.name))


@records.define(eq=False)
class Endpoint:
    """An endpoint that a resource declares; a callback may change everything except the name.

    Attributes:
        name: of the endpoint, once per resource.
        scheme: `http`, `https`, `tcp`, ...
        port: that others use; the target port when None.
        target_port: that the program listens on; chosen by the platform when None.
        is_external: whether it can be reached from outside the environment.
        protocol: `tcp` or `udp`.
        transport: `http`, `http2` or `tcp`; follows from the scheme and the protocol when None.
        is_proxied: False if `port` and `target_port` are the same when only one is given.
        exclude_reference_endpoint: whether a reference to the whole resource leaves the endpoint out.
        tls_enabled: whether it is encrypted; follows from the scheme when None.
        where: the user's line.

    Example:
        ```python
        def on_port_8080(endpoint: Endpoint) -> None:
            endpoint.target_port = 8080


        api = builder.add_project("api", "../Api/Api.csproj").with_http_endpoint_callback(on_port_8080)
        api.publish_as_azure_container_app().acknowledge("ACJ905", "Deployed by its own pipeline.")
        ```
    """

    name: str = attrs.field(on_setattr=_keep)
    scheme: str
    port: int | None = None
    target_port: int | None = None
    is_external: bool = False
    protocol: str = "tcp"
    transport: str | None = None
    is_proxied: bool = True
    exclude_reference_endpoint: bool = False
    tls_enabled: bool | None = None
    where: SourceLocation | None = None

    @property
    def has_http_scheme(self) -> bool:
        """Whether its addresses start with `http:` or `https:`."""
        return self.scheme in HTTP_SCHEMES

    @property
    def spoken(self) -> str:
        """The effective transport."""
        return self.transport or ("http" if self.has_http_scheme else self.protocol.lower())

    @property
    def is_http(self) -> bool:
        """Whether the platform's ingress serves it as HTTP."""
        return self.spoken in _HTTP_TRANSPORTS

    @property
    def is_tls(self) -> bool:
        """Whether it is declared as encrypted."""
        return self.scheme == "https" if self.tls_enabled is None else self.tls_enabled


class Serves(Protocol):
    """The part of a resource that concerns its endpoints."""

    name: str
    _endpoints: dict[str, Endpoint]

    # Whether the deployer chooses the port of its first HTTP and its first HTTPS endpoint.
    @property
    def _has_deployers_port(self) -> bool: ...


@records.frozen
class Ports:
    """The ports of an endpoint.

    Attributes:
        target: that the program listens on; None where the deployer chooses.
        exposed: that others use; None where the deployer chooses.
    """

    target: int | None
    exposed: int | None


def ports_of(resource: Serves) -> dict[Endpoint, Ports]:
    """The ports of each endpoint, in the order of declaration: one without a port gets the next from 8000."""
    found: dict[Endpoint, Ports] = {}
    used: set[int] = set()
    chosen_by_deployer = set(HTTP_SCHEMES if resource._has_deployers_port else ())
    for endpoint in resource._endpoints.values():
        target, port = endpoint.target_port, endpoint.port
        if not endpoint.is_proxied:
            target, port = target or port, port or target
        is_deployers = endpoint.scheme in chosen_by_deployer
        chosen_by_deployer.discard(endpoint.scheme)
        if target is None and not is_deployers:
            is_given = port is not None and not resource._has_deployers_port
            target = port if is_given else next(n for n in range(_FIRST_PORT, 65536) if n not in used)
        exposed = port or target
        used |= {each for each in (target, exposed) if each is not None}
        found[endpoint] = Ports(target, exposed)
    return found


@records.frozen
class Group:
    """Endpoints with one target port.

    Attributes:
        target: the port; None where the deployer chooses.
        endpoints: in the order of the declarations.
    """

    target: int | None
    endpoints: tuple[Endpoint, ...]

    @property
    def is_http(self) -> bool:
        """Whether all of it is HTTP."""
        return all(each.is_http for each in self.endpoints)

    @property
    def is_external(self) -> bool:
        """Whether it is reached from outside."""
        return any(each.is_external for each in self.endpoints)


def groups_of(resource: Serves) -> list[Group]:
    """The endpoints by their target ports."""
    found: dict[int | None, list[Endpoint]] = {}
    for endpoint, ports in ports_of(resource).items():
        found.setdefault(ports.target, []).append(endpoint)
    return [Group(target, tuple(endpoints)) for target, endpoints in found.items()]


def ingress_of(groups: Iterable[Group]) -> Group | None:
    """What the ingress serves, by Aspire's choice: the external HTTP group, or the first one.

    Without HTTP it is the first group of all.
    """
    all_of_them = list(groups)
    http = [group for group in all_of_them if group.is_http] or all_of_them
    external = [group for group in http if group.is_external]
    return external[0] if len(external) == 1 else http[0] if http else None


def ingress_problems(resource: Serves) -> Iterator[Problem]:
    """The endpoints of a container app that Aspire refuses.

    Args:
        resource: that runs as a container app.
    """
    endpoints = resource._endpoints.values()
    unknown = [each for each in endpoints if each.spoken not in _TRANSPORTS]
    if unknown:
        names = _listed(unknown)
        yield _problem(
            resource, "ACJ925", unknown[0], f"Unsupported transport: {names}", value=unknown[0].spoken
        )
        return
    groups = groups_of(resource)
    external = [group for group in groups if group.is_external]
    if len(external) > 1:
        names = _listed(each for group in external for each in group.endpoints if each.is_external)
        message = f"Multiple external endpoints are not supported: {names} have different target ports"
        yield _problem(resource, "ACJ926", external[1].endpoints[0], message)
    for group in groups:
        tcp = [each for each in group.endpoints if not each.is_http]
        if group.is_external and tcp:
            message = f"External non-HTTP(s) endpoints are not supported: {_listed(tcp)}"
            yield _problem(resource, "ACJ926", tcp[0], message)
        elif tcp and len(tcp) < len(group.endpoints):
            message = (
                f"HTTP(s) and TCP endpoints cannot be mixed on one target port: {_listed(group.endpoints)}"
            )
            yield _problem(resource, "ACJ926", group.endpoints[-1], message)
        if group.target is None and len(external) < 2 and group != ingress_of(groups):
            message = (
                f"Container port is required for all endpoints: {_listed(group.endpoints)} "
                "are not served by the ingress"
            )
            yield _problem(resource, "ACJ926", group.endpoints[0], message)
    if len(groups) > 1 + _MOST_ADDITIONAL_PORTS:
        message = f"The app has {len(groups) - 1} additional ports"
        yield _problem(resource, "ACJ927", groups[-1].endpoints[0], message)


def _listed(endpoints: Iterable[Endpoint]) -> str:
    return ", ".join(repr(each.name) for each in endpoints)


def _problem(resource: Serves, code: str, endpoint: Endpoint, message: str, value: object = None) -> Problem:
    return rules.problem(
        code, message, resource=resource.name, path="with_endpoint", value=value, where=endpoint.where
    )


# Where the reader of an address runs: by default, in the environment of the endpoint.
_READER: ContextVar[tuple[AzureContainerAppEnvironment | None, ...]] = ContextVar("_READER", default=())


@contextlib.contextmanager
def read_in(environment: AzureContainerAppEnvironment | None) -> Iterator[None]:
    """Makes endpoints give their addresses for a reader in an environment.

    Args:
        environment: of the reader; None outside of all.
    """
    token = _READER.set((environment,))
    try:
        yield
    finally:
        _READER.reset(token)


def endpoint_value(
    resource: Serves,
    endpoint: Endpoint,
    endpoint_property: EndpointProperty,
    environment: AzureContainerAppEnvironment | None,
) -> str | ReferenceExpression | None:
    """The value of an endpoint's property; None if it depends on the environment, which isn't known.

    Args:
        resource: that declares it.
        endpoint: the declaration.
        endpoint_property: which property.
        environment: where the resource runs.
    """
    reader = _READER.get()
    elsewhere = environment is not None and bool(reader) and reader[0] is not environment
    address = _address(resource, endpoint, environment, elsewhere=elsewhere)
    match endpoint_property:
        case EndpointProperty.SCHEME:
            return address.scheme
        case EndpointProperty.PORT:
            return str(address.port)
        case EndpointProperty.TARGET_PORT:
            return str(address.target_port)
        case EndpointProperty.TLS_ENABLED:
            return str(address.is_tls)
    host: str | ReferenceExpression = resource.name.lower()
    if address.is_in_domain:
        if environment is None:
            return None
        internal = "" if address.is_external else "internal."
        host = ref_expr(f"{host}.{internal}{{0}}", Output(environment, "default_domain"))
    match endpoint_property:
        case EndpointProperty.HOST:
            return host
        case EndpointProperty.HOST_AND_PORT:
            return ref_expr(f"{{0}}:{address.port}", host)
        case _:
            url = "{0}://{1}" if address.is_in_domain else f"{{0}}://{{1}}:{address.port}"
            return ref_expr(url, address.scheme, host)


@records.frozen
class _Address:
    scheme: str
    port: int
    target_port: int
    is_tls: bool
    is_in_domain: bool
    is_external: bool


def _address(
    resource: Serves,
    endpoint: Endpoint,
    environment: AzureContainerAppEnvironment | None,
    *,
    elsewhere: bool,
) -> _Address:
    groups = groups_of(resource)
    ports = ports_of(resource)[endpoint]
    ingress = ingress_of(groups)
    upgrade = environment is None or environment.https_upgrade
    target_port = ports.target or DEPLOYERS_PORT
    if elsewhere:  # Aspire looks at the declaration alone then
        scheme = "http" if endpoint.scheme == "http" and not upgrade else "https"
        port, target_port = (80 if scheme == "http" else 443), endpoint.target_port or DEPLOYERS_PORT
        return _Address(scheme, port, target_port, scheme == "https", True, endpoint.is_external)
    if ingress is None or endpoint not in ingress.endpoints or not ingress.is_http:
        exposed = ports.exposed or target_port
        return _Address(endpoint.scheme, exposed, target_port, endpoint.is_tls, False, False)
    scheme = "https" if upgrade else endpoint.scheme
    port = 80 if scheme == "http" else 443
    return _Address(scheme, port, target_port, endpoint.is_tls, True, ingress.is_external)
