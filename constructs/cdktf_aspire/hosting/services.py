"""Endpoints that a resource declares, for others to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, cast

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.calls import reading_call, user_call
from cdktf_aspire.hosting.endpoints import Endpoint, EndpointReference
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import ApplicationModel

_MAX_PORT: Final = 65535


class HasEndpoints(Resource):
    """A resource that may serve others.

    A job serves nobody: endpoints matter on resources that run as container apps, whose addresses jobs are
    told.
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.endpoints: dict[str, Endpoint] = {}
        self._external_http = False

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
            self.report(problem)

        for path, text in (("name=", name), ("scheme=", scheme)):
            if not isinstance(text, str) or not text:
                refuse(f"The {path[:-1]} of an endpoint is text", path, text, 'for example "http"')
                return self
        for path, number in (("port=", port), ("target_port=", target_port)):
            if number is not None and not (
                isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= _MAX_PORT
            ):
                refuse("Not the number of a port", path, number, f"1 to {_MAX_PORT}")
        if name in self.endpoints:
            refuse(f"The resource has an endpoint {name!r} already", "name=", name, "each name once")
        self.endpoints[name] = Endpoint(name, scheme, port, target_port, is_external, where)
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
        for name, each in self.endpoints.items():
            if each.is_http:
                self.endpoints[name] = Endpoint(
                    name, each.scheme, each.port, each.target_port, True, each.where
                )
        return self

    @reading_call
    def get_endpoint(self, name: str) -> EndpointReference:
        """An endpoint as a value for others (Aspire's `GetEndpoint`).

        Args:
            name: of the endpoint, which may be declared later.
        """
        return EndpointReference(cast("ComputeResource", self), name, caller())
