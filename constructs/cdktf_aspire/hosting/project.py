"""A .NET project: built into an image, pushed to the environment's registry."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.callbacks import CallbackError, callback_problem
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.docker_file import PublishesAsDockerFile
from cdktf_aspire.hosting.ingress import DEPLOYERS_PORT, HTTP_SCHEMES, ports_of
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.hosting.ingress import Endpoint
    from cdktf_aspire.hosting.model import ApplicationModel


class ProjectResource(PublishesAsDockerFile):
    """A .NET project (Aspire's `AddProject`).

    Attributes:
        path: of the project file, in the user's spelling; nothing is built from it here.

    Example:
        ```python
        builder.add_project("report", "../Report/Report.csproj").with_environment(
            "FORMAT", "pdf"
        ).publish_as_azure_container_app_job(trigger=Schedule("0 2 * * 0"))
        ```
    """

    def __init__(self, application: ApplicationModel, name: str, path: str | os.PathLike[str]) -> None:
        super().__init__(application, name)
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):
            self._report(
                rules.problem(
                    "ACJ002",
                    "A project needs the path of its project file",
                    path="path=",
                    value=path,
                    allowed='for example "../DataProcessor/DataProcessor.csproj"',
                    where=self._declared_at,
                )
            )
            path = ""
        self.path = os.fspath(path)
        self._forwards_headers = True
        self._filters: list[Callable[[Endpoint], bool]] = []

    @user_call
    def with_replicas(self, replicas: int) -> Self:
        """Sets how many replicas a container app has; not for a job (Aspire's `WithReplicas`).

        Args:
            replicas: more than one is a warning for a job, which uses its trigger's `parallelism`.
        """
        if type(replicas) is not int or replicas < 0:
            message, allowed = "Not a number of replicas", "a whole number, 0 or more"
            self._report(
                rules.problem(
                    "ACJ002", message, path="replicas=", value=replicas, allowed=allowed, where=caller()
                )
            )
        elif replicas != 1:
            Publishing.of(self).replicas_set_at = caller()
        return self

    @user_call
    def publish_as_container(self) -> Self:
        """Has no effect: a project is always an image here (Aspire's `PublishAsContainer`)."""
        return self

    @property
    def _docker_context(self) -> str:
        """The folder of the project file."""
        return os.path.dirname(self.path) or os.curdir  # noqa: PTH120 - pathlib would change the user's spelling

    @property
    def _default_environment_variables(self) -> dict[str, str]:
        """The variables that Aspire gives every project: telemetry settings, and the ports it listens on."""
        variables = {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"}
        if self._endpoints and self._forwards_headers:
            variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true"
        for scheme in HTTP_SCHEMES:
            ports = [
                str(each.target or DEPLOYERS_PORT)
                for endpoint, each in ports_of(self).items()
                if endpoint.scheme == scheme and self._is_wanted(endpoint)
            ]
            if ports:
                variables[f"{scheme.upper()}_PORTS"] = ";".join(dict.fromkeys(ports))
        return variables

    @user_call
    def disable_forwarded_headers(self) -> Self:
        """Leaves out `ASPNETCORE_FORWARDEDHEADERS_ENABLED` (Aspire's `DisableForwardedHeaders`)."""
        self._forwards_headers = False
        return self

    @user_call
    def with_endpoints_in_environment(self, filter: Callable[[Endpoint], bool]) -> Self:
        """Chooses the endpoints in `HTTP_PORTS` and `HTTPS_PORTS` (Aspire's `WithEndpointsInEnvironment`).

        Args:
            filter: called at the synth with each `Endpoint`; returns whether to pass its port.
        """
        if callable(filter):
            self._filters.append(filter)
        else:
            message, allowed = "filter is a function", "a function filter(endpoint) that returns a bool"
            where = caller()
            self._report(rules.problem("ACJ002", message, path="filter=", allowed=allowed, where=where))
        return self

    with_endpoints_in_env = also_named("with_endpoints_in_env", with_endpoints_in_environment)

    def _is_wanted(self, endpoint: Endpoint) -> bool:
        try:
            return all(is_wanted(endpoint) for is_wanted in self._filters)
        except Exception as error:
            message, allowed = "The filter failed", "a function filter(endpoint) that returns a bool"
            raise CallbackError(
                callback_problem(error, message, "filter=", self._declared_at, allowed=allowed)
            ) from error

    @property
    def _has_deployers_port(self) -> bool:
        return self.dockerfile is None

    def _settle_ports(self) -> None:
        for name in HTTP_SCHEMES:
            endpoint = self._endpoints.get(name)
            if endpoint is not None and endpoint.target_port is None:
                self._endpoints[name] = attrs.evolve(endpoint, target_port=DEPLOYERS_PORT)
