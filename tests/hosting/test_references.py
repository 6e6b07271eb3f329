"""`with_reference`: what a job is told of others, in environment variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformVariable

from cdktf_aspire import ReferenceEnvironmentInjectionFlags as Flags
from cdktf_aspire import raw, ref_expr

if TYPE_CHECKING:
    from cdktf_aspire import Endpoint
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
QUEUES = "${azurerm_storage_account.storage.primary_queue_endpoint}"
_IDENTITY = {"AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"}


def told(apphost: AppHost) -> dict[str, object]:
    """The job's variables, without those of its identity."""
    return {name: value for name, value in apphost.env().items() if name not in _IDENTITY}


# ---- connection strings


def test_a_connection_string_comes_with_its_properties(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("storage").add_queue("my-orders")
    apphost.builder.add_container("batch", IMAGE).with_reference(queue).publish_as_azure_container_app_job()

    assert list(told(apphost).items()) == [
        ("ConnectionStrings__my-orders", f"Endpoint={QUEUES};QueueName=my-orders"),
        ("MY_ORDERS_URI", QUEUES),
        ("MY_ORDERS_QUEUENAME", "my-orders"),
    ]


def test_a_connection_name_takes_the_place_of_the_resources_own(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("storage").add_queue("orders")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        queue, connection_name="1st-queue"
    ).publish_as_azure_container_app_job()

    assert list(told(apphost)) == ["ConnectionStrings__1st-queue", "_1ST_QUEUE_URI", "_1ST_QUEUE_QUEUENAME"]


def test_a_connection_string_may_have_a_variable_name_of_its_own(apphost: AppHost) -> None:
    own = apphost.builder.add_connection_string("db", environment_variable_name="DATABASE_URL")
    apphost.builder.add_container("batch", IMAGE).with_reference(own).publish_as_azure_container_app_job()

    assert told(apphost) == {"DATABASE_URL": "secret:database-url"}


def test_a_connection_name_wins_over_that_name(apphost: AppHost) -> None:
    own = apphost.builder.add_connection_string("db", environment_variable_name="DATABASE_URL")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        own, "other"
    ).publish_as_azure_container_app_job()

    assert told(apphost) == {"ConnectionStrings__other": "secret:connectionstrings--other"}


def test_a_connection_string_may_be_made_of_an_endpoint_and_a_password(apphost: AppHost) -> None:
    builder = apphost.builder
    password = builder.add_parameter("redis-password", secret=True)
    redis = builder.add_container("redis", "redis:7").with_endpoint(
        name="tcp", scheme="tcp", target_port=6379
    )
    address = redis.get_endpoint("tcp").property("hostAndPort")
    cache = builder.add_connection_string("cache", ref_expr("{0},password={1}", address, password))
    builder.add_container("batch", IMAGE).with_reference(cache).publish_as_azure_container_app_job()

    assert told(apphost) == {"ConnectionStrings__cache": "secret:connectionstrings--cache"}
    assert apphost.job()["secret"] == [
        {"name": "connectionstrings--cache", "value": "redis:6379,password=${var.redis_password}"}
    ]


def test_the_whole_of_what_a_project_is_told_in_an_environment_of_its_own(apphost: AppHost) -> None:
    builder = apphost.builder
    cae = builder.add_azure_container_app_environment("cae")
    db = builder.add_azure_storage("mydb").add_tables("tables")
    secret, public = builder.add_parameter("value0", secret=True), builder.add_parameter("value1")
    raw_cs = builder.add_connection_string("cs", ref_expr("Value={0};Public={1}", secret, public))
    api = builder.add_project("api", "api.csproj").with_http_endpoint().with_compute_environment(cae)
    other = builder.add_project("project1", "p.csproj").with_http_endpoint().with_compute_environment(cae)
    batch = builder.add_project("batch", "b.csproj").with_compute_environment(cae)
    batch.with_reference(db).with_reference(api).with_environment("cs", raw_cs)
    batch.with_environment("HOST", other.get_endpoint("http").property("host"))
    batch.with_environment("HP", ref_expr("{0}/{1}", other.get_endpoint("http"), public))
    batch.publish_as_azure_container_app_job()

    domain = "${azurerm_container_app_environment.cae.default_domain}"
    tables = "${azurerm_storage_account.mydb.primary_table_endpoint}"
    assert list(apphost.env().items()) == [
        ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
        ("ConnectionStrings__tables", tables),
        ("TABLES_URI", tables),
        ("API_HTTP", f"https://api.internal.{domain}"),
        ("services__api__http__0", f"https://api.internal.{domain}"),
        ("cs", "secret:cs"),
        ("HOST", f"project1.internal.{domain}"),
        ("HP", f"https://project1.internal.{domain}/${{var.value1}}"),
        ("AZURE_CLIENT_ID", "${azurerm_user_assigned_identity.batch_identity.client_id}"),
        ("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential"),
    ]
    assert apphost.job()["secret"] == [{"name": "cs", "value": "Value=${var.value0};Public=${var.value1}"}]


# ---- services


def test_a_service_is_selected_by_endpoint_and_by_its_name_or_its_scheme(apphost: AppHost) -> None:
    project = (
        apphost.builder.add_container("project-a", "myimage:1")
        .with_https_endpoint(name="mybinding", port=2000)
        .with_https_endpoint(name="my-other2", port=3000)
        .with_http_endpoint(port=4000)
    )
    apphost.builder.add_container("batch", IMAGE).with_reference(project).publish_as_azure_container_app_job()

    assert list(told(apphost)) == [
        "PROJECT_A_MYBINDING",
        "services__project-a__mybinding__0",
        "PROJECT_A_MY_OTHER2",
        "services__project-a__my-other2__0",
        "PROJECT_A_HTTP",
        "services__project-a__http__0",
    ]


def test_an_endpoint_named_http_or_https_is_found_by_its_scheme(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_endpoint(name="http", scheme="https", port=1)
    api.with_http_endpoint(name="prometheus", target_port=9090).with_endpoint(name="HTTP", target_port=3)
    apphost.builder.add_container("batch", IMAGE).with_reference(api).publish_as_azure_container_app_job()

    domain = "${azurerm_container_app_environment.env.default_domain}"
    assert list(told(apphost).items()) == [
        ("API_HTTP", "tcp://api:3"),
        ("services__api__https__0", f"https://api.internal.{domain}"),
        ("API_PROMETHEUS", "http://api:9090"),
        ("services__api__prometheus__0", "http://api:9090"),
        ("services__api__HTTP__0", "tcp://api:3"),
    ]


def test_an_endpoint_may_be_left_out_of_references(apphost: AppHost) -> None:
    def exclude(endpoint: Endpoint) -> None:
        endpoint.exclude_reference_endpoint = True

    keycloak = apphost.builder.add_container("keycloak", "keycloak:26").with_http_endpoint(target_port=8080)
    keycloak.with_http_endpoint(name="management", target_port=9000).with_endpoint("management", exclude)
    batch = apphost.builder.add_container("batch", IMAGE).with_reference(keycloak)
    batch.publish_as_azure_container_app_job().with_reference(keycloak.get_endpoint("management"), name="kc")

    assert list(told(apphost)) == [
        "KEYCLOAK_HTTP",
        "services__keycloak__http__0",
        "kc_MANAGEMENT",
        "services__kc__management__0",
    ]


def test_a_service_that_leaves_all_of_them_out_is_an_error(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "an app")
    api.with_http_endpoint_callback(lambda http: setattr(http, "exclude_reference_endpoint", True))
    apphost.builder.add_container("batch", IMAGE).with_reference(api).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ915"]


def test_an_explicit_name_is_not_upper_cased(apphost: AppHost) -> None:
    project = apphost.builder.add_container("project-a", "myimage:1").with_https_endpoint(name="mybinding")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        project, name="custom-name"
    ).publish_as_azure_container_app_job()

    assert list(told(apphost)) == ["custom_name_MYBINDING", "services__custom-name__mybinding__0"]


def test_a_digit_in_front_gets_an_underscore(apphost: AppHost) -> None:
    project = apphost.builder.add_container("api", "myimage:1").with_http_endpoint(name="2nd")
    apphost.builder.add_container("batch", IMAGE).with_reference(
        project, name="1st"
    ).publish_as_azure_container_app_job()

    assert list(told(apphost)) == ["_1st__2ND", "services__1st__2nd__0"]


def test_one_endpoint_is_told_alone(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1")
        .with_http_endpoint(name="one", target_port=81)
        .with_http_endpoint(name="two", target_port=82)
        .with_http_endpoint(name="three", target_port=83)
    )
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(api.get_endpoint("two")).with_reference(api.get_endpoint("three"))

    assert told(apphost) == {
        "API_TWO": "http://api:82",
        "services__api__two__0": "http://api:82",
        "API_THREE": "http://api:83",
        "services__api__three__0": "http://api:83",
    }


def test_a_second_reference_to_the_same_service_changes_nothing(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint(name="one")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(api).with_reference(api.get_endpoint("one")).with_reference(api)

    assert list(told(apphost)) == ["API_ONE", "services__api__one__0"]


def test_two_services_under_one_name_are_counted(apphost: AppHost) -> None:
    one = apphost.builder.add_container("one", "myimage:1").with_http_endpoint()
    two = apphost.builder.add_container("two", "myimage:1").with_http_endpoint()
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(one, name="api").with_reference(two, name="api")

    assert list(told(apphost)) == ["api_HTTP", "services__api__http__0", "services__api__http__1"]


def test_a_variable_of_the_users_own_is_not_written_over_by_the_index(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint()
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("services__api__http__0", "https://mine").with_reference(api)

    assert list(told(apphost)) == ["services__api__http__0", "API_HTTP", "services__api__http__1"]
    assert told(apphost)["services__api__http__0"] == "https://mine"


def test_a_job_refers_to_an_app_and_gets_no_role_for_it(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").with_http_endpoint()
    apphost.builder.add_container("batch", IMAGE).with_reference(api).publish_as_azure_container_app_job()

    assert "identity" not in apphost.job()


# ---- addresses and external services


def test_an_address_is_selected_by_its_name(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_reference_uri(
        "petstore", "https://petstore.swagger.io/"
    ).publish_as_azure_container_app_job()

    assert list(told(apphost).items()) == [
        ("services__petstore__default__0", "https://petstore.swagger.io/"),
        ("petstore", "https://petstore.swagger.io/"),
    ]


def test_an_address_may_have_a_path_and_a_name_that_is_no_variable(apphost: AppHost) -> None:
    docs = apphost.builder.add_external_service("docs", "https://example.com/v1/docs/")
    apphost.builder.add_container("batch", IMAGE).with_reference_uri(
        "my-ext", "https://example.com/v2"
    ).with_reference(docs).publish_as_azure_container_app_job()

    assert list(told(apphost).items()) == [
        ("services__my-ext__default__0", "https://example.com/v2"),
        ("my_ext", "https://example.com/v2"),
        ("DOCS", "https://example.com/v1/docs/"),
        ("services__docs__https__0", "https://example.com/v1/docs/"),
    ]


def test_an_address_may_be_a_token_or_a_reference(apphost: AppHost) -> None:
    zone = TerraformVariable(apphost.stack, "zone", type="string")
    host = apphost.builder.add_parameter("host")
    apphost.builder.add_container("batch", IMAGE).with_reference_uri(
        "a", f"https://{zone.string_value}/"
    ).with_reference_uri("b", ref_expr("https://{0}", host)).publish_as_azure_container_app_job()

    assert told(apphost) == {
        "services__a__default__0": "https://${var.zone}/",
        "a": "https://${var.zone}/",
        "services__b__default__0": "https://${var.host}",
        "b": "https://${var.host}",
    }


def test_an_external_service_is_selected_by_name_and_scheme(apphost: AppHost) -> None:
    nuget = apphost.builder.add_external_service("nuget-org", "https://nuget.org/")
    apphost.builder.add_container("batch", IMAGE).with_reference(nuget).publish_as_azure_container_app_job()

    assert list(told(apphost).items()) == [
        ("NUGET_ORG", "https://nuget.org/"),
        ("services__nuget-org__https__0", "https://nuget.org/"),
    ]


def test_an_external_service_with_a_parameter_has_the_scheme_default(apphost: AppHost) -> None:
    url = apphost.builder.add_parameter("nuget-url")
    nuget = apphost.builder.add_external_service("nuget", url)
    apphost.builder.add_container("batch", IMAGE).with_reference(nuget).publish_as_azure_container_app_job()

    assert list(told(apphost).items()) == [
        ("services__nuget__default__0", "${var.nuget_url}"),
        ("NUGET", "${var.nuget_url}"),
    ]


def test_an_external_service_may_be_a_token_and_a_secret_one_stays_secret(apphost: AppHost) -> None:
    secret = apphost.builder.add_parameter("url", secret=True)
    builder = apphost.builder
    builder.add_container("batch", IMAGE).with_reference(
        builder.add_external_service("a", raw("local.address"))
    ).with_reference(builder.add_external_service("b", secret)).publish_as_azure_container_app_job()

    assert told(apphost) == {
        "services__a__default__0": "${local.address}",
        "A": "${local.address}",
        "services__b__default__0": "secret:services--b--default--0",
        "B": "secret:b",
    }


@pytest.mark.parametrize(
    "uri",
    [
        "/relative",
        "example.com",
        "https://x/?q",
        "https://x/path?q",
        "https://x/#f",
        "",
        "http://[",
        "https://a b/",
        "https://${host}/",
        "https://x:99999/",
        "https://x:port/",
        "https://:80/",
        None,
        5,
    ],
)
def test_an_address_that_aspire_refuses_is_an_error(apphost: AppHost, uri: str) -> None:
    apphost.builder.add_external_service("api", uri)
    apphost.builder.add_container("batch", IMAGE).with_reference_uri(
        "api", uri
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ911", "ACJ911"]


@pytest.mark.parametrize("uri", ["https://bücher.example/", "http://[::1]:8080/", "amqp://user@my_host/v"])
def test_the_host_of_an_address_is_a_name_in_any_language_or_a_number(apphost: AppHost, uri: str) -> None:
    apphost.builder.add_external_service("api", uri)

    assert apphost.codes() == []


# ---- which variables


@pytest.mark.parametrize(
    ("flags", "names"),
    [
        (Flags.NONE, []),
        (Flags.CONNECTION_STRING, ["ConnectionStrings__orders"]),
        (Flags.CONNECTION_PROPERTIES, ["ORDERS_URI", "ORDERS_QUEUENAME"]),
        (
            Flags.SERVICE_DISCOVERY,
            ["services__api__http__0", "services__docs__https__0", "services__uri__default__0"],
        ),
        (Flags.ENDPOINTS, ["API_HTTP", "DOCS", "uri"]),
        (Flags.CONNECTION_STRING | Flags.ENDPOINTS, ["ConnectionStrings__orders", "API_HTTP", "DOCS", "uri"]),
    ],
)
def test_flags_choose_the_variables_of_all_references(
    apphost: AppHost, flags: Flags, names: list[str]
) -> None:
    builder = apphost.builder
    api = builder.add_container("api", "myimage:1").with_http_endpoint()
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(builder.add_azure_storage("storage").add_queue("orders")).with_reference(api)
    batch.with_reference(builder.add_external_service("docs", "https://docs.example.com"))
    batch.with_reference_uri("uri", "https://example.com").with_reference_environment(flags)

    assert list(told(apphost)) == names


def test_wrong_arguments_are_errors(apphost: AppHost) -> None:
    api = (
        apphost.builder.add_container("api", "myimage:1").with_http_endpoint().acknowledge("ACJ905", "an app")
    )
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference("api")
    batch.with_reference(None)
    batch.with_reference(apphost.builder)
    batch.with_reference(api, name="")
    batch.with_reference(api, 5)  # type: ignore[arg-type]
    batch.with_reference_uri("", "https://example.com")
    batch.with_reference_uri(None, "https://example.com")  # type: ignore[arg-type]
    batch.with_reference_environment("all")  # type: ignore[arg-type]

    assert apphost.codes() == ["ACJ002"] * 8
    assert "CONNECTION_STRING" in (apphost.problems()[-1].allowed or "")


def test_a_service_without_endpoints_is_an_error(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "myimage:1").acknowledge("ACJ905", "an app")
    apphost.builder.add_container("batch", IMAGE).with_reference(api).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ915"]


def test_a_wrong_connection_string_is_told_once_where_it_was_made(apphost: AppHost) -> None:
    broken = apphost.builder.add_connection_string("db", ref_expr("{1}", "x"))
    apphost.builder.add_connection_string("number", 5)  # type: ignore[arg-type]
    apphost.builder.add_container("batch", IMAGE).with_reference(broken).publish_as_azure_container_app_job()

    assert [(problem.code, problem.resource) for problem in apphost.problems()] == [
        ("ACJ910", "db"),
        ("ACJ004", "number"),
    ]
