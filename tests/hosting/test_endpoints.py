"""Endpoints of services that run as container apps: the addresses that a job is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import ContainerResource, EndpointProperty, ReferenceExpression, create_builder

if TYPE_CHECKING:
    from cdktf_aspire import ProjectResource
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


def properties(scheme: str, host: str, port: int, target_port: int, *, ingress: bool) -> dict[str, object]:
    """The properties of one endpoint."""
    return {
        "url": f"{scheme}://{host}" if ingress else f"{scheme}://{host}:{port}",
        "host": host,
        "port": str(port),
        "scheme": scheme,
        "targetPort": str(target_port),
        "hostAndPort": f"{host}:{port}",
        "tlsEnabled": "True" if scheme == "https" else "False",
    }


def test_the_only_http_endpoint_is_the_ingress(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint()

    assert told(apphost, api) == {
        "http": properties("https", f"api.internal.{DOMAIN}", 443, 80, ingress=True)
    }


def test_http_and_https_of_one_target_port_are_one_ingress(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1")
        .with_http_endpoint(target_port=8000)
        .with_https_endpoint(target_port=8000)
    )
    ingress = properties("https", f"api.internal.{DOMAIN}", 443, 8000, ingress=True)

    assert told(apphost, api) == {"http": ingress, "https": ingress}


def test_an_external_endpoint_is_reached_without_internal(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    )

    assert told(apphost, api) == {"http": properties("https", f"api.{DOMAIN}", 443, 80, ingress=True)}


def test_the_external_endpoint_is_the_ingress(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1")
        .with_http_endpoint(name="metrics", target_port=9090)
        .with_endpoint(name="web", scheme="http", target_port=8080, is_external=True)
    )

    assert told(apphost, api) == {
        "metrics": properties("http", "api", 9090, 9090, ingress=False),
        "web": properties("https", f"api.{DOMAIN}", 443, 8080, ingress=True),
    }


def test_else_the_first_http_endpoint_is_the_ingress(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1")
        .with_http_endpoint(name="one", port=1000, target_port=81)
        .with_http_endpoint(name="two", port=2000, target_port=82)
        .with_https_endpoint(name="three", target_port=83)
    )

    assert told(apphost, api) == {
        "one": properties("https", f"api.internal.{DOMAIN}", 443, 81, ingress=True),
        "two": properties("http", "api", 2000, 82, ingress=False),
        "three": properties("https", "api", 83, 83, ingress=False),
    }


def test_an_environment_without_the_https_upgrade_is_reached_over_http(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_https_upgrade(False)
    api = apphost.builder.add_container("api", "myimage:1").with_https_endpoint().with_http_endpoint()
    ingress = properties("http", f"api.internal.{DOMAIN}", 80, 80, ingress=True)

    assert told(apphost, api) == {"https": ingress, "http": ingress}


def test_tcp_is_the_bare_host_with_its_port(apphost: AppHost) -> None:
    cache = (
        apphost.builder.add_container("Cache", "redis:7")
        .with_endpoint(name="tcp", scheme="tcp", port=1234, target_port=6379)
        .with_endpoint(name="redis", scheme="redis", target_port=6380)
    )

    assert told(apphost, cache) == {
        "tcp": properties("tcp", "cache", 1234, 6379, ingress=False),
        "redis": properties("redis", "cache", 6380, 6380, ingress=False),
    }


def test_a_projects_target_port_is_its_own_where_aspire_gives_the_jobs(apphost: AppHost) -> None:
    project = apphost.builder.add_project("project1", "p.csproj").with_http_endpoint()

    assert told(apphost, project) == {
        "http": properties("https", f"project1.internal.{DOMAIN}", 443, 8080, ingress=True)
    }


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
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint().exclude_from_manifest()
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
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint().exclude_from_manifest()
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


def test_a_job_drops_its_own_endpoints_with_a_warning_whatever_they_are(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_http_endpoint(name="one", target_port=80).with_http_endpoint(name="two", target_port=81)
    batch.with_external_http_endpoints().with_endpoint(name="tcp", scheme="tcp", target_port=80)
    batch.with_endpoint(name="odd", scheme="quic", is_external=True)
    batch.publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ944"] * 4
    assert "ingress" not in apphost.job()


def test_an_endpoint_without_a_port_is_an_error_where_aspire_asks_for_one_too(apphost: AppHost) -> None:
    cache = apphost.builder.add_container("cache", "redis:7").with_endpoint(scheme="tcp")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        cache.exclude_from_manifest()
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ915"
    assert "target_port" in (problem.hint or "")


def test_a_wrong_declaration_is_an_error(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").exclude_from_manifest()
    api.with_endpoint(scheme="")
    api.with_endpoint(scheme=None)  # type: ignore[arg-type]
    api.with_endpoint(name="")
    api.with_http_endpoint(port=0)
    api.with_http_endpoint(name="b", target_port=65536)
    api.with_http_endpoint(name="c", target_port="80")  # type: ignore[arg-type]
    api.with_http_endpoint(name="c", target_port=80)

    assert apphost.codes() == ["ACJ002"] * 7


# ---- several environments


def test_an_internal_endpoint_of_another_environment_is_an_error(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().with_compute_environment(two)
    api.with_endpoint(scheme="tcp", target_port=5000).exclude_from_manifest()
    web = builder.add_container("web", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    web.with_endpoint(scheme="tcp", target_port=5000).with_compute_environment(two).exclude_from_manifest()
    batch = builder.add_container("batch", IMAGE).with_compute_environment(one)
    batch.with_environment("A", api.get_endpoint("http")).with_reference(api.get_endpoint("tcp"))
    batch.with_environment("B", web.get_endpoint("http")).with_environment("C", web.get_endpoint("tcp"))
    batch.publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ942", "ACJ942", "ACJ942"]
    assert "'tcp'" in apphost.problems()[2].message
    assert "'env2'" in apphost.problems()[0].message


def test_an_external_endpoint_of_another_environment_has_the_domain_of_that_environment(
    apphost: AppHost,
) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    two = builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().with_external_http_endpoints()
    api.with_compute_environment(two)
    builder.add_container("batch", IMAGE).with_compute_environment(one).with_environment(
        "A", api.get_endpoint("http")
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "https://api.${azurerm_container_app_environment.env2.default_domain}"}


def test_a_service_that_chose_no_environment_of_several_has_no_address(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_azure_container_app_environment("env1")
    builder.add_azure_container_app_environment("env2")
    api = builder.add_container("api", "myimage:1").with_http_endpoint().exclude_from_manifest()
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
