"""References of a resource to others: connection strings, services, addresses; and what it waits for."""

from __future__ import annotations

import enum
import functools
import operator
import re
from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller, on_behalf_of
from cdktf_aspire.diagnostics.spelling import EitherSpelling
from cdktf_aspire.hosting.azure.azure_resource import AzureResource, stand_in_for
from cdktf_aspire.hosting.calls import also_named, user_call
from cdktf_aspire.hosting.endpoints import EndpointReference, HasEndpoints
from cdktf_aspire.hosting.external_service import ExternalServiceResource, uri_problem
from cdktf_aspire.hosting.ingress import HTTP_SCHEMES
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.hosting.values import has_connection_string
from cdktf_aspire.hosting.waiting import WaitsForOthers
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.values import WithConnectionString
    from cdktf_aspire.values.value import Text
    from constructs import Construct


class ReferenceEnvironmentInjectionFlags(enum.Flag, metaclass=EitherSpelling):
    """The variables that a reference sets (Aspire's enum of the same name).

    Example:
        `worker.with_reference_environment(ReferenceEnvironmentInjectionFlags.CONNECTION_STRING)`
    """

    NONE = 0
    CONNECTION_STRING = enum.auto()
    CONNECTION_PROPERTIES = enum.auto()
    SERVICE_DISCOVERY = enum.auto()
    ENDPOINTS = enum.auto()
    ALL = CONNECTION_STRING | CONNECTION_PROPERTIES | SERVICE_DISCOVERY | ENDPOINTS


_Flags = ReferenceEnvironmentInjectionFlags


@records.frozen(eq=False)
class ReferenceCall:
    """One call of `with_reference`.

    Attributes:
        source: what is referred to.
        name: that the variables get instead of the source's own.
        where: the user's line.
    """

    source: object
    name: str | None
    where: SourceLocation | None


@records.define(eq=False)
class References(Annotation):
    """What a resource refers to.

    Attributes:
        reference_flags: which variables references set.
        references: in the order of the code.
    """

    reference_flags: ReferenceEnvironmentInjectionFlags = _Flags.ALL
    references: list[ReferenceCall] = attrs.field(factory=list)


class RefersToOthers(WaitsForOthers):
    """A resource that gets references to others in its environment variables."""

    @user_call
    def with_reference(
        self,
        source: object,
        connection_name: str | None = None,
        *,
        optional: bool = False,
        name: str | None = None,
    ) -> Self:
        """Passes another resource's connection to this one (Aspire's `WithReference`).

        Args:
            source: a resource with a connection string, a resource with endpoints, an endpoint, an
                external service; or a construct of a vault or a namespace, whose id in the code is its name;
                or an address, with `name`.
            connection_name: instead of the source's name, in the variables of a connection string.
            optional: ignored; Terraform asks for every value.
            name: instead of the source's name, in the variables of a service.
        """
        where = caller()
        label = name or connection_name
        if is_literal_text(source) and label is not None:
            return self.with_reference_uri(label, source)
        known = (HasEndpoints, EndpointReference, ExternalServiceResource)
        referred = (
            stand_in_for(self._application, source, AzureResource) if is_own_construct(source) else source
        )
        if not isinstance(referred, known) and not has_connection_string(referred):
            self._refuse_argument(
                "source=",
                source,
                "a resource with a connection string or endpoints, an endpoint, an external service; an "
                "address goes to with_reference_uri(name, uri)",
                where,
            )
            return self
        if self._are_names(where, **{"connection_name=": connection_name, "name=": name}):
            self._refer(ReferenceCall(referred, connection_name or name, where))
        return self

    @user_call
    def with_reference_uri(self, name: str, uri: Text) -> Self:
        """Passes an address to the resource (Aspire's `WithReference(name, uri)`).

        Args:
            name: for the variables.
            uri: absolute, without a query and a fragment; or a reference or a token, which isn't checked.
        """
        where = caller()
        problem = uri_problem(uri, "uri=", where)
        if problem is not None:
            self._report(problem)
        if self._are_names(where, **{"name=": name or ""}) and problem is None:
            self._refer(ReferenceCall(uri, name, where))
        return self

    @user_call
    def with_reference_environment(
        self, flags: ReferenceEnvironmentInjectionFlags | Mapping[str, bool]
    ) -> Self:
        """Chooses which variables references set (Aspire's `WithReferenceEnvironment`).

        Args:
            flags: one or several, `FLAG | FLAG`; or `{"ConnectionString": True}`, from Aspire's names.
        """
        if isinstance(flags, dict) and all(map(_flag_named, flags)):
            chosen = [_flag_named(name) for name, wanted in flags.items() if wanted is True]
            flags = functools.reduce(operator.or_, filter(None, chosen), _Flags.NONE)
        if isinstance(flags, ReferenceEnvironmentInjectionFlags):
            References.of(self).reference_flags = flags
        else:
            self._refuse_argument(
                "flags=",
                flags,
                " | ".join(f"ReferenceEnvironmentInjectionFlags.{each.name}" for each in _Flags),
                caller(),
            )
        return self

    @user_call
    def wait_for(self, dependency: Resource | Construct) -> Self:
        """Makes Terraform create the other one first (Aspire's `WaitFor`).

        Terraform orders what it creates: Azure resources, their parts, jobs. Creating a job first doesn't run
        it, so for a job this is a warning; `wait_for_completion` waits for its run. A resource that Terraform
        doesn't create is a warning too.

        Args:
            dependency: a resource of the application, or a Terraform construct of yours.
        """
        self._wait(dependency, "wait_for")
        return self

    @user_call
    def wait_for_start(self, dependency: Resource | Construct) -> Self:
        """The same as `wait_for`, with the same warning (Aspire's `WaitForStart`).

        Args:
            dependency: a resource of the application.
        """
        self._wait(dependency, "wait_for_start")
        return self

    with_reference_env = also_named("with_reference_env", with_reference_environment)
    with_reference_endpoint = also_named("with_reference_endpoint", with_reference)
    with_reference_external_service = also_named("with_reference_external_service", with_reference)

    def _wait(self, dependency: object, method: str, exit_code: object = 0) -> None:
        if is_own_construct(dependency):
            dependency = stand_in_for(self._application, dependency, Resource)
        super()._wait(dependency, method, exit_code)

    def _are_names(self, where: SourceLocation | None, **names: object) -> bool:
        wrong = {
            path: name
            for path, name in names.items()
            if name is not None and (not isinstance(name, str) or not name or is_token(name))
        }
        for path, name in wrong.items():
            message = "A name for variables is text" if name != "" else "The name for the variables is empty"
            self._report(rules.problem("ACJ002", message, path=path, value=name, allowed="text", where=where))
        return not wrong

    def _refuse_argument(self, path: str, value: object, allowed: str, where: SourceLocation | None) -> None:
        message = f"{path.rstrip('=')} can't be {described(value)}"
        shown = None if is_own_construct(value) else value
        self._report(rules.problem("ACJ002", message, path=path, value=shown, allowed=allowed, where=where))

    def _refer(self, call: ReferenceCall) -> None:
        References.of(self).references.append(call)


def _flag_named(name: object) -> ReferenceEnvironmentInjectionFlags | None:
    """The flag of a name in any spelling."""
    folded = name.replace("_", "").lower() if isinstance(name, str) else None
    return next(
        (each for each in (*_Flags, _Flags.ALL) if (each.name or "").replace("_", "").lower() == folded), None
    )


def variables_of(
    call: ReferenceCall, flags: ReferenceEnvironmentInjectionFlags, taken: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """The environment variables of a reference, in Aspire's order.

    Args:
        call: of `with_reference`.
        flags: which variables are wanted.
        taken: the variables that are set already, with their values.
    """
    source = call.source
    with on_behalf_of(call.where):
        if isinstance(source, EndpointReference):
            yield from _service_variables(source.resource, call.name, flags, taken, source.endpoint_name)
        elif isinstance(source, ExternalServiceResource):
            yield from _external_variables(source, call.name, flags)
        elif has_connection_string(source):
            yield from _connection_variables(source, call.name, flags)
        elif isinstance(source, HasEndpoints):
            yield from _service_variables(source, call.name, flags, taken, None)
        elif call.name is not None:
            if _Flags.SERVICE_DISCOVERY in flags:
                yield f"services__{call.name}__default__0", source
            if _Flags.ENDPOINTS in flags:
                yield _encoded(call.name), source


def _connection_variables(
    source: WithConnectionString, name: str | None, flags: ReferenceEnvironmentInjectionFlags
) -> Iterator[tuple[str, object]]:
    if _Flags.CONNECTION_STRING in flags:
        key = source.connection_string_environment_variable if name is None else None
        yield key or f"ConnectionStrings__{name or source.name}", source.connection_string_expression
    if _Flags.CONNECTION_PROPERTIES in flags:
        prefix = _encoded(name or source.name).upper()
        for key, value in source.connection_properties.items():
            yield f"{prefix}_{key.upper()}", value


def _service_variables(
    source: HasEndpoints,
    name: str | None,
    flags: ReferenceEnvironmentInjectionFlags,
    taken: Mapping[str, object],
    only: str | None,
) -> Iterator[tuple[str, object]]:
    told = dict(taken)
    for endpoint in source._endpoints.values():
        if endpoint.exclude_reference_endpoint if only is None else endpoint.name != only:
            continue
        reference = EndpointReference(source, endpoint.name, None)
        if _Flags.ENDPOINTS in flags:
            # An explicit name keeps its case, as in Aspire.
            prefix = _encoded(name) if name else _encoded(source.name).upper()
            yield f"{prefix}_{_encoded(endpoint.name).upper()}", reference
        if _Flags.SERVICE_DISCOVERY in flags:
            # Of an endpoint with a name of its own, that is the key.
            key = endpoint.scheme if endpoint.name in HTTP_SCHEMES else endpoint.name
            service, index = f"services__{name or source.name}__{key}", 0
            while not _is_same_endpoint(told.get(f"{service}__{index}", reference), reference):
                index += 1
            told[f"{service}__{index}"] = reference
            yield f"{service}__{index}", reference


def _is_same_endpoint(value: object, reference: EndpointReference) -> bool:
    return (
        isinstance(value, EndpointReference)
        and value.resource is reference.resource
        and value.endpoint_name == reference.endpoint_name
    )


def _external_variables(
    source: ExternalServiceResource, name: str | None, flags: ReferenceEnvironmentInjectionFlags
) -> Iterator[tuple[str, object]]:
    url = source.url
    scheme = url.partition(":")[0] if is_literal_text(url) else "default"
    key = _encoded(name) if name else _encoded(source.name).upper()
    variables = {
        _Flags.ENDPOINTS: (key, url),
        _Flags.SERVICE_DISCOVERY: (f"services__{name or source.name}__{scheme}__0", url),
    }
    # Aspire's order, which depends on what it knows of the address.
    order = list(variables) if is_literal_text(url) else list(reversed(variables))
    yield from (variables[flag] for flag in order if flag in flags)


def _encoded(name: str) -> str:
    """A name in an environment variable: other characters, and a digit in front, become `_`."""
    encoded = re.sub(r"[^A-Za-z0-9]", "_", name)
    return f"_{encoded}" if encoded[:1].isdigit() else encoded
