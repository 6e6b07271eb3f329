"""Endpoints of services that run as container apps: the addresses that a job is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import (
    ContainerResource,
    EndpointProperty,
    ProjectResource,
    ReferenceExpression,
    create_builder,
    ref_expr,
)

if TYPE_CHECKING:
    from cdktf_aspire import Endpoint, EnvironmentCallbackContext
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
DOMAIN = "${azurerm_container_app_environment.env.default_domain}"


def told(apphost: AppHost, service: ContainerResource | ProjectResource) -> dict[str, dict[str, object]]:
    """What a job is told of each endpoint of a service: every property."""
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for name in service._endpoints:
        for each in EndpointProperty:
            batch.with_environment(f"{name}.{each.value}", service.get_endpoint(name).property(each))
    env = apphost.env()
    return {
        name: {each.value: env[f"{name}.{each.value}"] for each in EndpointProperty}
        for name in service._endpoints
    }


def address(url: str, target_port: int, *, tls: bool, port: int | None = None) -> dict[str, object]:
    """The properties of one endpoint; the port of an ingress is not in its URL."""
    scheme, _, rest = url.partition("://")
    host, _, own_port = rest.partition(":")
    shown = port or int(own_port)
    return {
        "url": url,
        "host": host,
        "port": str(shown),
        "scheme": scheme,
        "targetPort": str(target_port),
        "hostAndPort": f"{host}:{shown}",
        "tlsEnabled": str(tls),
    }


def internal(target_port: int, *, tls: bool = False, name: str = "api") -> dict[str, object]:
    """An endpoint of the ingress."""
    return address(f"https://{name}.internal.{DOMAIN}", target_port, tls=tls, port=443)


def external(target_port: int, *, tls: bool = False) -> dict[str, object]:
    """The same, reached from outside."""
    return address(f"https://api.{DOMAIN}", target_port, tls=tls, port=443)


# ---- containers: the AppHost, and the addresses that a job of the environment is told


Declare = Callable[[ContainerResource], ContainerResource]
CONTAINERS: dict[str, tuple[Declare, dict[str, dict[str, object]]]] = {
    "an endpoint without ports listens on 8000": (
        lambda api: api.with_http_endpoint(),
        {"http": internal(8000)},
    ),
    "a second one on 8001, beside the ingress": (
        lambda api: api.with_http_endpoint(name="one").with_http_endpoint(name="two"),
        {"one": internal(8000), "two": address("http://api:8001", 8001, tls=False)},
    ),
    "http and https without ports are two": (
        lambda api: api.with_http_endpoint().with_https_endpoint(),
        {"http": internal(8000), "https": address("https://api:8001", 8001, tls=True)},
    ),
    "a port alone is the target port": (
        lambda api: api.with_http_endpoint(port=1004),
        {"http": internal(1004)},
    ),
    "ports 5000 and 6000": (
        lambda api: api.with_http_endpoint(name="a", port=5000).with_http_endpoint(name="b", port=6000),
        {"a": internal(5000), "b": address("http://api:6000", 6000, tls=False)},
    ),
    "port 8081 and target port 8080": (
        lambda api: api.with_http_endpoint(port=8081, target_port=8080),
        {"http": internal(8080)},
    ),
    "target ports 8080 and 8081": (
        lambda api: api.with_http_endpoint(name="one", target_port=8080).with_http_endpoint(
            name="two", target_port=8081
        ),
        {"one": internal(8080), "two": address("http://api:8081", 8081, tls=False)},
    ),
    "an additional endpoint is reached by its port, not by its target port": (
        lambda api: (
            api.with_http_endpoint(port=1000, target_port=81)
            .with_http_endpoint(name="two", port=2000, target_port=82)
            .with_https_endpoint(name="three", target_port=83)
        ),
        {
            "http": internal(81),
            "two": address("http://api:2000", 82, tls=False),
            "three": address("https://api:83", 83, tls=True),
        },
    ),
    "http and https of one target port are one ingress, and TLS is each one's own": (
        lambda api: api.with_http_endpoint(target_port=8000).with_https_endpoint(target_port=8000),
        {"http": internal(8000), "https": internal(8000, tls=True)},
    ),
    "an allocated port is free": (
        lambda api: (
            api.with_endpoint(name="a", target_port=8000)
            .with_endpoint(name="b", port=8001, target_port=90)
            .with_endpoint(name="c")
        ),
        {
            "a": address("tcp://api:8000", 8000, tls=False),
            "b": address("tcp://api:8001", 90, tls=False),
            "c": address("tcp://api:8002", 8002, tls=False),
        },
    ),
    "port 0 is none": (
        lambda api: api.with_http_endpoint(port=0, target_port=0),
        {"http": internal(8000)},
    ),
    "an external endpoint is reached without internal": (
        lambda api: api.with_http_endpoint().with_external_http_endpoints(),
        {"http": external(8000)},
    ),
    "one external endpoint makes its group external": (
        lambda api: api.with_http_endpoint(target_port=80).with_endpoint(
            name="https", scheme="https", target_port=80, is_external=True
        ),
        {"http": external(80), "https": external(80, tls=True)},
    ),
    "the external group is the ingress": (
        lambda api: api.with_http_endpoint(name="admin", target_port=9000).with_endpoint(
            name="web", scheme="http", target_port=8080, is_external=True
        ),
        {"admin": address("http://api:9000", 9000, tls=False), "web": external(8080)},
    ),
    "http takes the ingress from tcp that is declared first": (
        lambda api: api.with_endpoint(name="amqp", target_port=5672).with_http_endpoint(
            name="management", target_port=15672
        ),
        {"amqp": address("tcp://api:5672", 5672, tls=False), "management": internal(15672)},
    ),
    "tcp has the bare host and its port": (
        lambda api: api.with_endpoint(port=8080, target_port=3000),
        {"tcp": address("tcp://api:8080", 3000, tls=False)},
    ),
    "another scheme is tcp": (
        lambda api: api.with_endpoint(name="redis", scheme="redis", target_port=6380),
        {"redis": address("redis://api:6380", 6380, tls=False)},
    ),
    "another scheme with the transport http is the ingress": (
        lambda api: api.with_endpoint(scheme="ws", transport="http", target_port=90),
        {"ws": internal(90)},
    ),
    "http with the transport tcp is not": (
        lambda api: api.with_endpoint(scheme="http", transport="tcp", target_port=90),
        {"http": address("http://api:90", 90, tls=False)},
    ),
    "the transport http2 is the ingress": (
        lambda api: api.with_endpoint(scheme="http", transport="http2", is_external=True),
        {"http": external(8000)},
    ),
    "so is an HTTP/2 service": (
        lambda api: api.with_http_endpoint().as_http2_service(),
        {"http": internal(8000)},
    ),
    "TLS may be set": (
        lambda api: api.with_endpoint_callback(
            "http", lambda http: setattr(http, "tls_enabled", True)
        ).with_endpoint_callback("http", lambda http: setattr(http, "scheme", "http")),
        {"http": internal(8000, tls=True)},
    ),
    "without a proxy, port and target port are one": (
        lambda api: api.with_endpoint(port=5000, is_proxied=False),
        {"tcp": address("tcp://api:5000", 5000, tls=False)},
    ),
}


@pytest.mark.parametrize("case", CONTAINERS)
def test_the_addresses_of_a_container(apphost: AppHost, case: str) -> None:
    declare, addresses = CONTAINERS[case]

    assert told(apphost, declare(apphost.builder.add_container("api", "myimage:1"))) == addresses


def test_the_host_is_the_name_in_lower_case(apphost: AppHost) -> None:
    cache = apphost.builder.add_container("Cache", "redis:7").with_endpoint(target_port=6379)

    assert told(apphost, cache) == {"tcp": address("tcp://cache:6379", 6379, tls=False)}


def test_a_container_from_a_dockerfile_and_an_executable_too_listen_on_8000(apphost: AppHost) -> None:
    builder = apphost.builder
    web = builder.add_dockerfile("web", "../web").with_http_endpoint().acknowledge("ACJ905", "an app")
    run = builder.add_executable("run", "node", "../run").publish_as_docker_file().with_http_endpoint()
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", web.get_endpoint("http").property("targetPort"))
    batch.with_environment("B", run.get_endpoint("http").property("targetPort"))

    assert apphost.env() == {"A": "8000", "B": "8000"}


# ---- projects


PROJECTS: dict[str, tuple[Callable[[ProjectResource], ProjectResource], dict[str, dict[str, object]]]] = {
    "the first http endpoint has the deployer's port": (
        lambda api: api.with_http_endpoint(),
        {"http": internal(8080)},
    ),
    "so has the first https endpoint, and further ones have 8000 and up": (
        lambda api: (
            api.with_http_endpoint()
            .with_https_endpoint()
            .with_http_endpoint(name="internal")
            .with_https_endpoint(name="more")
        ),
        {
            "http": internal(8080),
            "https": internal(8080, tls=True),
            "internal": address("http://api:8000", 8000, tls=False),
            "more": address("https://api:8001", 8001, tls=True),
        },
    ),
    "the first by its scheme, whatever its name": (
        lambda api: api.with_http_endpoint(name="web").with_http_endpoint(),
        {"web": internal(8080), "http": address("http://api:8000", 8000, tls=False)},
    ),
    "a port alone of the first is ignored": (
        lambda api: api.with_http_endpoint(port=5000).with_https_endpoint(port=5001),
        {"http": internal(8080), "https": internal(8080, tls=True)},
    ),
    "a port alone of a further one is what others use": (
        lambda api: api.with_http_endpoint().with_http_endpoint(name="two", port=5000),
        {"http": internal(8080), "two": address("http://api:5000", 8000, tls=False)},
    ),
    "a target port counts": (
        lambda api: api.with_https_endpoint(target_port=1111),
        {"https": internal(1111, tls=True)},
    ),
    "tcp has the next port": (
        lambda api: api.with_endpoint(name="one").with_endpoint(name="two", port=90),
        {
            "one": address("tcp://api:8000", 8000, tls=False),
            "two": address("tcp://api:90", 8001, tls=False),
        },
    ),
    "http and https are one external ingress": (
        lambda api: api.with_http_endpoint().with_https_endpoint().with_external_http_endpoints(),
        {"http": external(8080), "https": external(8080, tls=True)},
    ),
    "an image of a Dockerfile has 8080 for http and https declared before": (
        lambda api: (
            api.with_http_endpoint()
            .with_https_endpoint()
            .with_http_endpoint(name="more")
            .publish_as_docker_file()
        ),
        {
            "http": internal(8080),
            "https": internal(8080, tls=True),
            "more": address("http://api:8000", 8000, tls=False),
        },
    ),
    "and a container's ports for those declared later": (
        lambda api: api.publish_as_docker_file().with_http_endpoint(),
        {"http": internal(8000)},
    ),
}


@pytest.mark.parametrize("case", PROJECTS)
def test_the_addresses_of_a_project(apphost: AppHost, case: str) -> None:
    declare, addresses = PROJECTS[case]

    assert told(apphost, declare(apphost.builder.add_project("api", "api.csproj"))) == addresses


def test_azure_functions_listen_on_8080(apphost: AppHost) -> None:
    functions = apphost.builder.add_azure_functions_project("api", "api.csproj")

    assert told(apphost, functions) == {"http": internal(8080), "https": internal(8080, tls=True)}


# ---- without the HTTPS upgrade


def test_without_the_https_upgrade_http_is_http_and_https_stays(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_https_upgrade(False)
    api = apphost.builder.add_project("api", "p.csproj").with_http_endpoint().with_https_endpoint()

    assert told(apphost, api) == {
        "http": address(f"http://api.internal.{DOMAIN}", 8080, tls=False, port=80),
        "https": internal(8080, tls=True),
    }


def test_without_it_the_same_holds_outside_and_on_any_port(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_https_upgrade(False)
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint(port=8080, target_port=80)

    assert told(apphost, api.with_external_http_endpoints()) == {
        "http": address(f"http://api.{DOMAIN}", 80, tls=False, port=80)
    }


# ---- what Aspire refuses of a container app


REFUSED: dict[str, tuple[Declare, str, str]] = {
    "quic": (
        lambda api: api.with_endpoint(scheme="http", transport="quic"),
        "ACJ925",
        "Unsupported transport",
    ),
    "udp": (lambda api: api.with_endpoint(protocol="udp", target_port=53), "ACJ925", "Unsupported transport"),
    "two external groups": (
        lambda api: api.with_http_endpoint().with_https_endpoint().with_external_http_endpoints(),
        "ACJ926",
        "Multiple external endpoints are not supported: 'http', 'https'",
    ),
    "external tcp": (
        lambda api: api.with_endpoint(target_port=5000, is_external=True),
        "ACJ926",
        "External non-HTTP(s) endpoints are not supported: 'tcp'",
    ),
    "http and tcp on one port": (
        lambda api: api.with_http_endpoint(target_port=80).with_endpoint(target_port=80),
        "ACJ926",
        "HTTP(s) and TCP endpoints cannot be mixed on one target port: 'http', 'tcp'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_endpoints_that_no_container_app_can_have_are_errors(apphost: AppHost, case: str) -> None:
    declare, code, message = REFUSED[case]
    declare(apphost.builder.add_container("api", "myimage:1")).acknowledge("ACJ905", "not here")

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == (code, "api")
    assert problem.message.startswith(message)
    assert str(problem.where and problem.where.file) == __file__


def test_a_projects_port_has_to_be_known_beside_the_ingress(apphost: AppHost) -> None:
    api = apphost.builder.add_project("api", "p.csproj").acknowledge("ACJ905", "not here")
    api.with_endpoint(name="web", scheme="http", target_port=5000, is_external=True).with_https_endpoint()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ926"
    assert problem.message.startswith("Container port is required for all endpoints: 'https'")


def test_six_additional_ports_are_a_warning(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "not here")
    for port in range(6):
        api.with_endpoint(name=f"p{port}", target_port=5000 + port)
    assert apphost.codes() == []

    api.with_endpoint(name="p6", target_port=5006)
    assert apphost.codes() == ["ACJ927"]


def test_one_external_and_several_internal_groups_are_fine(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "not here")
    api.with_endpoint(name="web", scheme="http", transport="http2", target_port=80, is_external=True)
    api.with_http_endpoint(target_port=81).with_endpoint(target_port=82).with_https_endpoint(target_port=80)

    assert apphost.codes() == []


# ---- declaring an endpoint again, and callbacks


def test_declaring_an_endpoint_again_changes_what_is_given(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint(target_port=8080)
    api.with_endpoint(name="admin", port=90, is_external=False).with_endpoint(name="admin", target_port=91)
    api.with_http_endpoint(port=5000).with_endpoint(name="http", is_external=True)

    assert told(apphost, api) == {"http": external(8080), "admin": address("tcp://api:90", 91, tls=False)}


def test_its_scheme_stays_with_a_warning(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_https_endpoint(name="web")
    api.with_http_endpoint(name="web", target_port=90).with_endpoint(name="web", scheme="https")

    assert told(apphost, api) == {"web": internal(90, tls=True)}
    assert apphost.codes() == ["ACJ929", "ACJ905"]


def test_a_callback_changes_an_endpoint(apphost: AppHost) -> None:
    def change(endpoint: Endpoint) -> None:
        endpoint.port, endpoint.target_port, endpoint.is_external = 5000, 6000, True
        endpoint.transport = "http2"

    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint()
    api.with_endpoint("http", change)
    api.with_http_endpoint_callback(lambda web: setattr(web, "port", 81), name="admin")
    api.with_https_endpoint_callback(change, create_if_not_exists=False)

    assert told(apphost, api) == {
        "http": external(6000),
        "admin": address("http://api:81", 81, tls=False),
    }


def as_in_csharp(endpoint: Endpoint) -> None:
    endpoint.targetPort = 80  # type: ignore[attr-defined]


def test_a_callback_that_fails_or_gives_what_an_endpoint_cannot_have_is_an_error(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "an app")
    api.with_http_endpoint_callback(lambda endpoint: endpoint.nope)  # type: ignore[attr-defined]
    api.with_http_endpoint_callback(lambda endpoint: setattr(endpoint, "name", "other"))
    api.with_http_endpoint_callback(as_in_csharp)
    api.with_http_endpoint_callback(lambda endpoint: setattr(endpoint, "port", "80"))
    api.with_http_endpoint_callback(lambda endpoint: setattr(endpoint, "is_external", "yes"))
    api.with_http_endpoint_callback(lambda endpoint: setattr(endpoint, "scheme", None))
    api.with_http_endpoint_callback(lambda endpoint: setattr(endpoint, "protocol", 6))
    api.with_http_endpoint_callback("http")  # type: ignore[arg-type]

    assert apphost.codes() == ["ACJ013", "ACJ017", "ACJ013", *["ACJ002"] * 5]


# ---- a program's own ports, also as a job


def test_a_program_is_told_its_port_where_the_endpoint_is_declared(apphost: AppHost) -> None:
    builder = apphost.builder
    batch = builder.add_executable("batch", "node", "../batch").publish_as_docker_file()
    batch.with_environment("A", "1").with_http_endpoint(env="PORT").with_environment("B", "2")
    batch.with_endpoint(target_port=9000, env="OTHER").acknowledge("ACJ944", "it is about the ports")
    batch.acknowledge("ACJ965", "nothing is built").publish_as_azure_container_app_job()

    assert list(apphost.env().items()) == [("A", "1"), ("PORT", "8000"), ("B", "2"), ("OTHER", "9000")]
    assert apphost.codes() == []


def test_the_port_of_another_job_is_no_ones_business(apphost: AppHost) -> None:
    other = apphost.builder.add_container("other", IMAGE).with_http_endpoint()
    other.publish_as_azure_container_app_job().acknowledge("ACJ944", "it is about the others")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", other.get_endpoint("http").property("targetPort"))

    assert apphost.codes() == ["ACJ914"]


FORWARDED = {"ASPNETCORE_FORWARDEDHEADERS_ENABLED": "true"}


@pytest.mark.parametrize(
    ("declare", "variables"),
    [
        (lambda api: api, {}),
        (lambda api: api.with_http_endpoint(), FORWARDED | {"HTTP_PORTS": "8080"}),
        (
            lambda api: api.with_http_endpoint().with_https_endpoint().with_http_endpoint(name="internal"),
            FORWARDED | {"HTTP_PORTS": "8080;8000", "HTTPS_PORTS": "8080"},
        ),
        (lambda api: api.with_https_endpoint(target_port=1111), FORWARDED | {"HTTPS_PORTS": "1111"}),
        (lambda api: api.with_endpoint(target_port=1111), FORWARDED),
        (lambda api: api.with_http_endpoint().disable_forwarded_headers(), {"HTTP_PORTS": "8080"}),
        (
            lambda api: (
                api.with_http_endpoint()
                .with_http_endpoint(name="admin")
                .with_endpoints_in_environment(lambda endpoint: endpoint.name != "admin")
            ),
            FORWARDED | {"HTTP_PORTS": "8080"},
        ),
    ],
)
def test_a_project_is_told_its_ports(
    apphost: AppHost, declare: Callable[[ProjectResource], ProjectResource], variables: dict[str, str]
) -> None:
    batch = declare(apphost.builder.add_project("batch", "b.csproj").with_environment("OWN", "1"))
    batch.publish_as_azure_container_app_job()

    assert list(apphost.env().items()) == [
        ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
        *variables.items(),
        ("OWN", "1"),
    ]


# ---- names and mistakes


def test_endpoints_are_declared_in_any_order(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", api.get_endpoint("http")
    ).publish_as_azure_container_app_job()
    api.with_http_endpoint().with_external_http_endpoints()

    assert apphost.env() == {"A": f"https://api.{DOMAIN}"}


@pytest.mark.parametrize(
    "name", ["hostAndPort", "host_and_port", "HOSTANDPORT", EndpointProperty.HOST_AND_PORT]
)
def test_a_property_is_named_as_in_aspire_or_as_in_python(
    apphost: AppHost, name: str | EndpointProperty
) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_endpoint(scheme="tcp", target_port=5000)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", api.get_endpoint("tcp").property(name)
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "api:5000"}


@pytest.mark.parametrize(
    ("name", "hint"), [("hots", "Did you mean 'host'?"), ("zzz", "EndpointProperty.HOST"), (5, ""), ([], "")]
)
def test_an_unknown_property_is_an_error_with_the_closest_one(apphost: AppHost, name: str, hint: str) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1").with_http_endpoint().acknowledge("ACJ905", "an app")
    )
    bogus = api.get_endpoint("http").property(name)
    apphost.builder.add_container("batch", IMAGE).with_environment("A", bogus).with_environment(
        "B", ReferenceExpression.create_conditional(bogus, "x", "yes", "no")
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ940"
    assert "hostAndPort" in (problem.allowed or "")
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(("name", "hint"), [("htpp", "'http'"), ("grpc", "with_http_endpoint"), (5, "")])
def test_an_unknown_endpoint_is_an_error_with_the_closest_one(apphost: AppHost, name: str, hint: str) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1").with_http_endpoint().acknowledge("ACJ905", "an app")
    )
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", api.get_endpoint(name))
    batch.with_environment("B", api.get_endpoint(name).property("host"))
    batch.with_reference(api.get_endpoint(name))
    batch.with_environment(
        "C",
        ReferenceExpression.create_conditional(
            api.get_endpoint(name).property("tlsEnabled"), "true", "yes", "no"
        ),
    )

    problems = apphost.problems()
    assert {problem.code for problem in problems} == {"ACJ915"}
    assert all(hint in (problem.hint or "") for problem in problems)


def test_an_endpoint_of_a_job_is_an_error_where_aspire_crashes(apphost: AppHost) -> None:
    other = apphost.builder.add_container("other", IMAGE).with_http_endpoint()
    other.publish_as_azure_container_app_job().acknowledge("ACJ944", "it is about the others")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", other.get_endpoint("http"))
    batch.with_environment("B", other.get_endpoint("http").property("port"))
    batch.with_reference(other)
    batch.with_reference(other.get_endpoint("http"))

    assert set(apphost.codes()) == {"ACJ914"}
    assert {str(problem.where and problem.where.file) for problem in apphost.problems()} == {__file__}


def test_an_endpoint_of_what_is_not_deployed_is_an_error_as_in_aspire(apphost: AppHost) -> None:
    out = apphost.builder.add_container("out", IMAGE).with_http_endpoint().exclude_from_manifest()
    run = apphost.builder.add_executable("run", "node", ".").with_http_endpoint()
    run.acknowledge("ACJ905", "Aspire leaves it out")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(out).with_environment("A", run.get_endpoint("http").property("host"))
    apphost.builder.add_container("web", IMAGE).acknowledge("ACJ905", "an app").with_reference(out)

    problems = apphost.problems()
    assert {(each.code, each.resource, each.is_error) for each in problems} == {
        ("ACJ016", "batch", True),
        ("ACJ016", "web", True),
    }
    assert {each.message for each in problems if each.resource == "batch"} == {
        "'out' is left out of the deployment, so its endpoint 'http' has no address",
        "'run' is not built by a Dockerfile, so its endpoint 'http' has no address",
    }


def test_what_is_not_deployed_may_refer_to_itself(apphost: AppHost) -> None:
    out = apphost.builder.add_container("out", IMAGE).with_http_endpoint().exclude_from_manifest()
    out.with_reference(out).with_environment("A", out.get_endpoint("http"))
    there = apphost.builder.add_external_service("there", "https://out.example")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(there)

    assert apphost.env()["THERE"] == "https://out.example"


def test_an_app_cannot_reach_a_job_either(apphost: AppHost) -> None:
    def callback(context: EnvironmentCallbackContext) -> None:
        context.environment_variables["D"] = job.get_endpoint("http").property("host")

    job = apphost.builder.add_container("job", IMAGE).with_http_endpoint()
    job.publish_as_azure_container_app_job().acknowledge("ACJ944", "it is about the others")
    web = apphost.builder.add_project("web", "w.csproj").with_http_endpoint().acknowledge("ACJ905", "an app")
    web.with_reference(job)
    web.with_environment("B", ref_expr("{0}/x", job.get_endpoint("http"))).with_args(job.get_endpoint("http"))
    web.with_environment(callback).publish_as_azure_container_app()

    problems = apphost.problems()
    assert {(each.code, each.resource, each.is_error) for each in problems} == {("ACJ914", "web", True)}
    assert len({each.where for each in problems}) == 3

    web.exclude_from_manifest()  # and nobody looks at it
    assert "ACJ914" not in apphost.codes()


def test_an_app_that_refers_to_others_has_no_problem_of_that(apphost: AppHost) -> None:
    def fails(_: EnvironmentCallbackContext) -> None:
        raise ValueError

    api = (
        apphost.builder.add_container("api", "myimage:1").with_http_endpoint().acknowledge("ACJ905", "an app")
    )
    web = apphost.builder.add_project("web", "w.csproj").with_reference(api).acknowledge("ACJ905", "an app")
    web.with_environment("A", api.get_endpoint("http")).with_environment(fails)

    assert apphost.codes() == []


def test_a_job_drops_its_own_endpoints_with_a_warning_whatever_they_are(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_http_endpoint(name="one", target_port=80).with_http_endpoint(name="two", target_port=81)
    batch.with_external_http_endpoints().with_endpoint(name="tcp", scheme="tcp", target_port=80)
    batch.with_endpoint(name="odd", scheme="quic", is_external=True)
    batch.publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ944"] * 4
    assert "ingress" not in apphost.job()


def test_a_wrong_declaration_is_an_error(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "an app")
    api.with_endpoint(scheme="")
    api.with_endpoint(scheme=5)  # type: ignore[arg-type]
    api.with_endpoint(name="")
    api.with_http_endpoint(port=-1)
    api.with_http_endpoint(port=True)
    api.with_http_endpoint(name="b", target_port=65536)
    api.with_http_endpoint(name="c", target_port="80")  # type: ignore[arg-type]
    api.with_http_endpoint(env="")
    api.with_endpoint(protocol="sctp")
    api.with_endpoint(is_external="yes")  # type: ignore[arg-type]
    api.with_endpoint(transport="")

    assert apphost.codes() == ["ACJ002"] * 11


# ---- several environments


def test_an_endpoint_of_another_environment_is_in_the_domain_of_that_one(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2")
    api = (
        builder.add_container("api", "myimage:1")
        .with_compute_environment(two)
        .acknowledge("ACJ905", "an app")
    )
    api.with_http_endpoint(port=8080, target_port=5000).with_external_http_endpoints()
    api.with_http_endpoint(name="internal", port=90).with_endpoint(target_port=6379)
    batch = builder.add_container("batch", IMAGE).with_compute_environment(one)
    for name in api._endpoints:
        for each in EndpointProperty:
            batch.with_environment(f"{name}.{each.value}", api.get_endpoint(name).property(each))
    batch.publish_as_azure_container_app_job()
    domain = "${azurerm_container_app_environment.env2.default_domain}"

    env = apphost.env()
    assert {
        name: {each.value: env[f"{name}.{each.value}"] for each in EndpointProperty}
        for name in api._endpoints
    } == {
        "http": address(f"https://api.{domain}", 5000, tls=True, port=443),
        "internal": address(f"https://api.internal.{domain}", 8080, tls=True, port=443),
        "tcp": address(f"https://api.internal.{domain}", 6379, tls=True, port=443),
    }


def test_without_the_https_upgrade_of_that_one_http_is_http(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2").with_https_upgrade(False)
    api = builder.add_project("api", "p.csproj").with_compute_environment(two).acknowledge("ACJ905", "an app")
    api.with_http_endpoint().with_https_endpoint().with_external_http_endpoints()
    batch = builder.add_container("batch", IMAGE).with_compute_environment(one).with_reference(api)
    batch.publish_as_azure_container_app_job()
    domain = "api.${azurerm_container_app_environment.env2.default_domain}"

    assert apphost.env()["API_HTTP"] == f"http://{domain}"
    assert apphost.env()["API_HTTPS"] == f"https://{domain}"


def test_an_internal_endpoint_of_another_environment_is_a_warning(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().with_compute_environment(two)
    api.with_endpoint(scheme="tcp", target_port=5000).acknowledge("ACJ905", "an app")
    web = builder.add_container("web", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    web.with_endpoint(scheme="tcp", target_port=5000).with_compute_environment(two).acknowledge(
        "ACJ905", "an app"
    )
    batch = builder.add_container("batch", IMAGE).with_compute_environment(one)
    batch.with_environment("A", api.get_endpoint("http")).with_reference(api.get_endpoint("tcp"))
    batch.with_environment("B", web.get_endpoint("http")).with_environment("C", web.get_endpoint("tcp"))
    batch.publish_as_azure_container_app_job()

    problems = apphost.problems()
    assert [(each.code, each.is_error) for each in problems] == [("ACJ942", False)] * 3
    assert "'tcp'" in problems[2].message
    assert "'env2'" in problems[0].message


def test_a_choice_by_an_endpoint_is_made_for_whoever_is_told(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    tls = (
        api.with_compute_environment(two)
        .acknowledge("ACJ905", "an app")
        .get_endpoint("http")
        .property("tlsEnabled")
    )
    ssl = ReferenceExpression.create_conditional(tls, "true", "ssl", "plain")
    for environment, name in ((one, "far"), (two, "near")):
        job = builder.add_container(name, IMAGE).with_compute_environment(environment)
        job.with_environment("A", ssl).publish_as_azure_container_app_job()

    assert apphost.env("far") == {"A": "ssl"}
    assert apphost.env("near") == {"A": "plain"}


def test_a_vault_is_told_what_everybody_can_reach(apphost: AppHost) -> None:
    builder = apphost.builder
    api = builder.add_container("api", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    http = api.acknowledge("ACJ905", "an app").get_endpoint("http")
    password = builder.add_parameter("pw", secret=True)
    builder.add_azure_key_vault("vault").add_secret(
        "address", ref_expr("{0};tls={1};{2}", http, http.property("tlsEnabled"), password)
    )
    builder.add_azure_container_app_environment("env")

    secret = apphost.terraform()["resource"]["azurerm_key_vault_secret"]["address"]
    assert secret["value"] == f"https://api.{DOMAIN};tls=True;${{var.pw}}"


def test_a_service_that_chose_no_environment_of_several_has_no_address(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().acknowledge("ACJ905", "an app")
    builder.add_container("batch", IMAGE).with_compute_environment(one).with_environment(
        "A", api.get_endpoint("http")
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ904"
    assert "'api'" in (problem.hint or "")


def test_a_service_of_another_stacks_application_is_told_with_that_environments_domain(
    apphost: AppHost,
) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    environment = other.add_azure_container_app_environment("env")
    api = other.add_container("api", "myimage:1").with_http_endpoint()
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(environment).with_reference(
        api
    ).publish_as_azure_container_app_job()

    domain = "cross-stack-output-azurerm_container_app_environmentenvdefault_domain"
    assert str(apphost.env()["API_HTTP"]).startswith("https://api.internal.${data.terraform_remote_state.")
    assert domain in str(apphost.env()["API_HTTP"])


def test_an_external_port_with_both_is_one_mistake(apphost: AppHost) -> None:
    web = apphost.builder.add_container("web", "a/b:1").with_http_endpoint(target_port=80)
    web.with_endpoint(name="t", target_port=80, is_external=True)
    batch = apphost.builder.add_container("batch", "a/b:1").with_reference(web)
    batch.publish_as_azure_container_app_job()
    assert [each.code for each in apphost.problems() if each.is_error] == ["ACJ926"]
