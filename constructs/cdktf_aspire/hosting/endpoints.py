"""Endpoints: the addresses of services that run as container apps in the same environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, cast

import attrs

from cdktf_aspire.diagnostics.arguments import not_a_flag
from cdktf_aspire.diagnostics.problems import caller, closest
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.callbacks import callback_problem, check_finished
from cdktf_aspire.hosting.calls import reading_call, user_call
from cdktf_aspire.hosting.images import HasImage
from cdktf_aspire.hosting.ingress import Endpoint, EndpointProperty, endpoint_value
from cdktf_aspire.hosting.job_publishing import PublishesJobs, Publishing
from cdktf_aspire.hosting.placement import HasEnvironment, environment_of
from cdktf_aspire.hosting.unknown_names import TellsWhatItLacks
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import FallibleReference, ModelReference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel

register(
    "ACJ940",
    ERROR,
    "endpoint.property(endpoint_property)",
    allowed="url, host, port, scheme, targetPort, hostAndPort, tlsEnabled",
    why="An endpoint doesn't have a property of that name",
    fix="Correct the name, or use a member such as EndpointProperty.HOST",
    source="Aspire.Hosting: EndpointProperty",
)

_MAX_PORT: Final = 65535
_PROTOCOLS: Final = ("tcp", "udp")
_FLAGS: Final = ("is_external", "is_proxied", "exclude_reference_endpoint", "tls_enabled")

register(
    "ACJ929",
    WARNING,
    "with_endpoint(scheme=) for an endpoint that already exists",
    allowed="the scheme of the first declaration",
    why="A second declaration can change other settings, but not the scheme",
    fix="Set the scheme in the first declaration, or use another name",
    source="Aspire.Hosting 13.3: WithEndpoint",
)


@records.frozen(eq=False)
class EndpointReference(TellsWhatItLacks, ModelReference):
    """An endpoint as a value: its URL, or one of its properties.

    Attributes:
        resource: whose endpoint.
        endpoint_name: which one.
        where: the user's line.

    Example:
        ```python
        api = builder.add_project("api", "../Api/Api.csproj").with_http_endpoint()
        api.publish_as_azure_container_app().acknowledge("ACJ905", "Deployed by its own pipeline.")
        url = api.get_endpoint("http")
        worker.with_environment("API_URL", url)
        ```
    """

    resource: HasEndpoints
    endpoint_name: str
    where: SourceLocation | None

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.resource._report

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
            "An endpoint doesn't have this property",
            path="property(...)",
            value=wanted,
            hint=f"Did you mean {guess!r}?" if guess else None,
            where=caller(),
        )
        return EndpointPropertyReference(self, EndpointProperty.URL, (problem,))


@records.frozen(eq=False)
class EndpointPropertyReference(TellsWhatItLacks, FallibleReference):
    """A property of an endpoint as a value.

    Attributes:
        endpoint: of which endpoint.
        endpoint_property: which property.
        _problems: what is wrong with it.

    Example:
        ```python
        api = builder.add_project("api", "../Api/Api.csproj").with_http_endpoint()
        api.publish_as_azure_container_app().acknowledge("ACJ905", "Deployed by its own pipeline.")
        host = api.get_endpoint("http").property(EndpointProperty.HOST)
        worker.with_environment("API_HOST", host)
        ```
    """

    endpoint: EndpointReference
    endpoint_property: EndpointProperty
    _problems: tuple[Problem, ...] = ()

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.endpoint.resource._report

    @property
    def _known_text(self) -> str | None:
        """The property's text, where it does not depend on the environment; None if there is none."""
        resource, declared = self.endpoint.resource, self.endpoint.declared
        # A job has an address for nobody, but its program listens on a port all the same.
        is_known = (
            not Publishing.of(resource).customizations
            or self.endpoint_property is EndpointProperty.TARGET_PORT
        )
        if self._problems or declared is None or not is_known:
            return None
        value = endpoint_value(resource, declared, self.endpoint_property, environment_of(resource))
        return value if isinstance(value, str) else None


class HasEndpoints(HasEnvironment, HasImage, PublishesJobs):
    """A resource that others may connect to.

    A job serves nobody. Endpoints matter on resources that run as container apps, whose addresses jobs get.
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self._endpoints: dict[str, Endpoint] = {}

    @property
    def _has_deployers_port(self) -> bool:
        return False

    @property
    def _can_be_app(self) -> bool:
        """Whether it runs as a container app if it isn't published as a job."""
        return True

    @user_call
    def with_endpoint(
        self,
        endpoint_name: str | None = None,
        callback: Callable[[Endpoint], object] | None = None,
        *,
        name: str | None = None,
        scheme: str | None = None,
        port: int | None = None,
        target_port: int | None = None,
        env: str | None = None,
        is_external: bool | None = None,
        is_proxied: bool | None = None,
        protocol: str | None = None,
        transport: str | None = None,
    ) -> Self:
        """Declares an endpoint; a second call changes the settings that it gives (Aspire's `WithEndpoint`).

        Args:
            endpoint_name: name of the endpoint, if it is given by position; `name=` overrides it.
            callback: called at once with the `Endpoint`, whose attributes it may set.
            name: of the endpoint; the scheme when not given.
            scheme: `tcp`, `http`, `https`, ...; the protocol when not given. A second call can't change it.
            port: that others use; the target port when not given.
            target_port: that the program listens on. When not given, it is `port` for a container, 8080 for
                the first HTTP and the first HTTPS endpoint of a project, and otherwise the next one from
                8000.
            env: variable that gets the target port.
            is_external: whether it can be reached from outside the environment; False by default.
            is_proxied: False uses the same port for `port` and `target_port` if only one is given.
            protocol: `tcp` or `udp`; `tcp` when not given.
            transport: `http`, `http2` or `tcp`; follows from the scheme when not given.
        """
        given = {
            "port": port,
            "target_port": target_port,
            "is_external": is_external,
            "is_proxied": is_proxied,
            "protocol": protocol,
            "transport": transport,
        }
        self._declare(endpoint_name if name is None else name, scheme, given, env, callback)
        return self

    @user_call
    def with_endpoint_callback(
        self, endpoint_name: str, callback: Callable[[Endpoint], object], *, create_if_not_exists: bool = True
    ) -> Self:
        """Changes an endpoint (Aspire's `WithEndpoint(name, callback)`).

        Args:
            endpoint_name: of the endpoint.
            callback: called at once with the `Endpoint`, whose attributes it may set.
            create_if_not_exists: whether to declare a missing endpoint; otherwise nothing happens.
        """
        if self._is_refused("name", endpoint_name, caller()):
            return self
        return self._call_with(endpoint_name, None, callback, create_if_not_exists)

    @user_call
    def with_http_endpoint(
        self,
        *,
        port: int | None = None,
        target_port: int | None = None,
        name: str | None = None,
        env: str | None = None,
        is_proxied: bool | None = None,
    ) -> Self:
        """Declares an HTTP endpoint (Aspire's `WithHttpEndpoint`).

        Args:
            port: that others use.
            target_port: that the program listens on.
            name: of the endpoint; `http` when not given.
            env: variable that gets the target port.
            is_proxied: False uses the same port for `port` and `target_port` if only one is given.
        """
        given = {"port": port, "target_port": target_port, "is_proxied": is_proxied}
        self._declare(name, "http", given, env)
        return self

    @user_call
    def with_http_endpoint_callback(
        self,
        callback: Callable[[Endpoint], object],
        *,
        name: str | None = None,
        create_if_not_exists: bool = True,
    ) -> Self:
        """Changes an HTTP endpoint (Aspire's `WithHttpEndpoint(callback)`).

        Args:
            callback: called at once with the `Endpoint`, whose attributes it may set.
            name: of the endpoint; `http` when not given.
            create_if_not_exists: whether to declare a missing endpoint; otherwise nothing happens.
        """
        return self._call_with(name, "http", callback, create_if_not_exists)

    @user_call
    def with_https_endpoint(
        self,
        *,
        port: int | None = None,
        target_port: int | None = None,
        name: str | None = None,
        env: str | None = None,
        is_proxied: bool | None = None,
    ) -> Self:
        """Declares an HTTPS endpoint (Aspire's `WithHttpsEndpoint`).

        Args:
            port: that others use.
            target_port: that the program listens on.
            name: of the endpoint; `https` when not given.
            env: variable that gets the target port.
            is_proxied: False uses the same port for `port` and `target_port` if only one is given.
        """
        given = {"port": port, "target_port": target_port, "is_proxied": is_proxied}
        self._declare(name, "https", given, env)
        return self

    @user_call
    def with_https_endpoint_callback(
        self,
        callback: Callable[[Endpoint], object],
        *,
        name: str | None = None,
        create_if_not_exists: bool = True,
    ) -> Self:
        """Changes an HTTPS endpoint (Aspire's `WithHttpsEndpoint(callback)`).

        Args:
            callback: called at once with the `Endpoint`, whose attributes it may set.
            name: of the endpoint; `https` when not given.
            create_if_not_exists: whether to declare a missing endpoint; otherwise nothing happens.
        """
        return self._call_with(name, "https", callback, create_if_not_exists)

    @user_call
    def with_external_http_endpoints(self) -> Self:
        """Makes the HTTP endpoints declared so far reachable from outside (`WithExternalHttpEndpoints`)."""
        for name, each in self._endpoints.items():
            if each.has_http_scheme:
                self._endpoints[name] = attrs.evolve(each, is_external=True)
        return self

    @user_call
    def as_http2_service(self) -> Self:
        """Serves the HTTP endpoints as HTTP/2 (Aspire's `AsHttp2Service`); their addresses don't change."""
        return self

    @reading_call
    def get_endpoint(self, name: str) -> EndpointReference:
        """An endpoint as a value for others (Aspire's `GetEndpoint`).

        Args:
            name: of the endpoint, which may be declared later.
        """
        return EndpointReference(self, name, caller())

    def _call_with(
        self,
        name: str | None,
        scheme: str | None,
        callback: Callable[[Endpoint], object],
        create_if_not_exists: bool,
    ) -> Self:
        if create_if_not_exists or (scheme if name is None else name) in self._endpoints:
            self._declare(name, scheme, {}, None, _nothing if callback is None else callback)
        return self

    def _declare(
        self,
        name: str | None,
        scheme: str | None,
        given: Mapping[str, object],
        env: str | None,
        callback: Callable[[Endpoint], object] | None = None,
    ) -> None:
        """Declares an endpoint, or changes one: a setting that is None stays unchanged."""
        where = caller()
        named = {"scheme": scheme, "name": name, "env": env}
        if any(self._is_refused(path, value, where) for path, value in named.items() if value is not None):
            return
        protocol = "udp" if str(given.get("protocol")).lower() == "udp" else "tcp"
        name = name or scheme or protocol
        known = self._endpoints.get(name)
        endpoint = known or Endpoint(name, scheme or protocol, where=where)
        if known is not None and scheme not in {None, known.scheme}:
            message = f"The endpoint {name!r} keeps its scheme {known.scheme!r}"
            self._report(rules.problem("ACJ929", message, path="scheme=", value=scheme, where=where))
        settings = {key: each for key, each in given.items() if each is not None}
        changed = attrs.evolve(endpoint, **settings)  # type: ignore[arg-type]
        if callback is not None and not self._is_called(callback, changed, where):
            changed = attrs.evolve(endpoint, **settings)  # type: ignore[arg-type] # it is there all the same
        fields = attrs.asdict(changed, recurse=False, filter=lambda field, _: field.name != "where")
        refused = [path for path, value in fields.items() if self._is_refused(path, value, where)]
        changed = attrs.evolve(changed, **{path: getattr(endpoint, path) for path in refused})
        self._endpoints[name] = attrs.evolve(
            changed, port=changed.port or None, target_port=changed.target_port or None
        )
        if env is not None:
            self._tell_port(env, EndpointReference(self, name, where))

    def _is_called(
        self, callback: Callable[[Endpoint], object], endpoint: Endpoint, where: SourceLocation | None
    ) -> bool:
        """Whether the user's function has changed the endpoint; what went wrong is a problem."""
        allowed = "a function callback(endpoint) that doesn't raise"
        if not callable(callback):
            self._report(
                rules.problem(
                    "ACJ002", "callback is a function", path="callback=", allowed=allowed, where=where
                )
            )
            return False
        try:
            check_finished(callback(endpoint))
        except Exception as error:
            self._report(
                callback_problem(
                    error, "The callback failed", "callback=", where, allowed=allowed, given=endpoint
                )
            )
            return False
        return True

    def _is_refused(self, attribute: str, value: object, where: SourceLocation | None) -> bool:
        """Whether an attribute of an endpoint can't be that, which is a problem."""
        path, refusal = f"{attribute}=", _refusal(attribute, value)
        if attribute in _FLAGS and not isinstance(value, bool):
            if value is None and attribute == "tls_enabled":
                return False
            self._report(attrs.evolve(not_a_flag(attribute, value, shows_value=True), where=where))
        elif refusal is not None:
            message, allowed = refusal
            self._report(
                rules.problem("ACJ002", message, path=path, value=value, allowed=allowed, where=where)
            )
        else:
            return False
        return True

    def _tell_port(self, variable: str, endpoint: EndpointReference) -> None:
        """Gives the program its own port in a variable."""


# Stands for the None that a caller without a type checker gives as a callback.
_nothing: Final = cast("Callable[[Endpoint], object]", False)


def _refusal(attribute: str, value: object) -> tuple[str, str] | None:
    """Message and allowed values where an attribute of an endpoint can't be the value."""
    match attribute:
        case "port" | "target_port":
            is_number = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_PORT
            if value is not None and not is_number:
                return "Not a port number", f"1 to {_MAX_PORT}"
        case "protocol":
            if not isinstance(value, str) or value.lower() not in _PROTOCOLS:
                return "Not an endpoint protocol", ", ".join(_PROTOCOLS)
        case "name" | "scheme" | "transport" | "env":
            if not (isinstance(value, str) and value) and (value is not None or attribute != "transport"):
                return f"The {attribute} of an endpoint is text", 'for example "http"'
    return None
