"""Parameters are Terraform variables; secret ones never stand in the JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import Fn, TerraformVariable

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerResource,
    Infrastructure,
    Parameter,
    ReferenceExpression,
    raw,
    ref_expr,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


@pytest.mark.parametrize(
    "name", ["source", "version", "providers", "count", "for-each", "lifecycle", "depends-on", "locals"]
)
def test_a_parameter_with_a_name_that_terraform_reserves_has_a_variable_with_aspires_ending(
    apphost: AppHost, name: str
) -> None:
    wanted = f"{name.replace('-', '_')}_value"
    parameter = apphost.builder.add_parameter(name, secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "GIVEN", parameter
    ).publish_as_azure_container_app_job()

    assert apphost.job()["secret"] == [{"name": "given", "value": f"${{var.{wanted}}}"}]
    assert wanted in apphost.terraform()["variable"]


def test_a_parameter_is_a_variable_of_its_values_type(apphost: AppHost) -> None:
    builder = apphost.builder
    builder.add_parameter("connectionString")
    builder.add_parameter("my-zone", "eu", description="Zone of the data.")
    builder.add_parameter("size", 5)
    builder.add_parameter("debug", False)

    assert apphost.terraform()["variable"] == {
        "connectionString": {
            "type": "string",
            "nullable": False,
            "description": "Parameter connectionString of the AppHost.",
        },
        "my_zone": {
            "type": "string",
            "nullable": False,
            "description": "Zone of the data.",
            "default": "eu",
        },
        "size": {
            "type": "number",
            "nullable": False,
            "description": "Parameter size of the AppHost.",
            "default": 5,
        },
        "debug": {
            "type": "bool",
            "nullable": False,
            "description": "Parameter debug of the AppHost.",
            "default": False,
        },
    }


def test_a_parameter_is_an_environment_variable_by_reference(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone", "eu")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ZONE", zone
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"ZONE": "${var.zone}"}
    assert "secret" not in apphost.job()


def test_a_secret_parameter_is_a_secret_of_the_job(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("db-password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB_PASSWORD", password
    ).publish_as_azure_container_app_job()

    assert apphost.terraform()["variable"]["db_password"]["sensitive"] is True
    assert apphost.job()["secret"] == [{"name": "db-password", "value": "${var.db_password}"}]
    assert apphost.env() == {"DB_PASSWORD": "secret:db-password"}


def test_two_variables_of_one_secret_name_get_two_secrets_where_aspire_mixes_them_up(
    apphost: AppHost,
) -> None:
    first = apphost.builder.add_parameter("first", secret=True)
    second = apphost.builder.add_parameter("second", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment("MY_KEY", first).with_environment(
        "my-key", second
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"MY_KEY": "secret:my-key", "my-key": "secret:my-key-2"}
    assert [each["value"] for each in apphost.job()["secret"]] == ["${var.first}", "${var.second}"]


def test_a_parameter_in_a_callback_is_the_variables_token(apphost: AppHost) -> None:
    connection_string = apphost.builder.add_parameter("connectionString")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.containers[0].env.append(
            ContainerAppEnvironmentVariable(
                name="ConnectionString", value=connection_string.as_provisioning_parameter(infra)
            )
        )

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.env() == {"ConnectionString": "${var.connectionString}"}


def test_a_secret_parameter_in_a_callback_is_a_secret_too_where_aspire_writes_it_in_clear(
    apphost: AppHost,
) -> None:
    password = apphost.builder.add_parameter("password", secret=True)

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        text = f"user=me;password={password.as_provisioning_parameter(infra)}"
        job.template.containers[0].env.append(ContainerAppEnvironmentVariable(name="DB", value=text))

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.env() == {"DB": "secret:db"}
    assert apphost.job()["secret"] == [{"name": "db", "value": "user=me;password=${var.password}"}]


def test_a_number_parameter_is_a_timeout(apphost: AppHost) -> None:
    seconds = apphost.builder.add_parameter("seconds", 600)
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(timeout=seconds)

    assert apphost.job()["replica_timeout_in_seconds"] == "${var.seconds}"


def test_a_parameter_in_a_callback_keeps_the_case_of_its_name(apphost: AppHost) -> None:
    least = apphost.builder.add_parameter("minReplicas", 1)
    value = apphost.builder.add_parameter("value")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.manual_trigger_config.parallelism = least
        job.template.containers[0].args.append(value.as_provisioning_parameter(infra))

    apphost.builder.add_container("api", "myimage:1").publish_as_azure_container_app_job(configure)

    assert apphost.job("api")["manual_trigger_config"]["parallelism"] == "${var.minReplicas}"
    assert apphost.container("api")["args"] == ["${var.value}"]


def test_a_secret_with_a_value_in_the_code_is_an_error_that_does_not_show_it(apphost: AppHost) -> None:
    apphost.builder.add_parameter("password", "hunter2", secret=True)

    (problem,) = apphost.problems()
    assert problem.code == "ACJ908"
    assert "hunter2" not in repr(problem)


def test_a_secret_in_the_arguments_is_an_error_with_the_way_out(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_args(
        "--password", password
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ403"
    assert "with_environment" in (problem.hint or "")


def in_an_init_container(batch: ContainerResource, name: Parameter) -> None:
    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        init = ContainerAppInitContainer(
            name="init", image=IMAGE, args=[name.as_provisioning_parameter(infra)]
        )
        job.template.init_containers.append(init)

    batch.publish_as_azure_container_app_job(configure)


@pytest.mark.parametrize(
    "use",
    [
        lambda batch, name: batch.with_args("--name", name),
        lambda batch, name: batch.with_args(lambda context: context.args.append(name)),
        lambda batch, name: batch.with_args(ref_expr("{0}", ref_expr("{0}", name))),
        lambda batch, name: batch.with_entrypoint(name),
        in_an_init_container,
    ],
)
def test_a_parameter_that_is_a_whole_argument_must_not_be_empty(
    apphost: AppHost, use: Callable[[ContainerResource, Parameter], object]
) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    use(batch, apphost.builder.add_parameter("db-name"))
    batch.publish_as_azure_container_app_job()

    assert apphost.terraform()["variable"]["db_name"]["validation"] == [
        {
            "condition": '${var.db_name != ""}',
            "error_message": (
                "db-name can't be empty. It is a whole argument or entrypoint of a job, and azurerm can't "
                "pass an empty one."
            ),
        }
    ]


@pytest.mark.parametrize(
    "use",
    [
        lambda batch, name: batch.with_environment("NAME", name),
        lambda batch, name: batch.with_args(ref_expr("--name={0}", name)),
    ],
)
def test_a_parameter_that_may_be_empty_is_not_validated(
    apphost: AppHost, use: Callable[[ContainerResource, Parameter], object]
) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    use(batch, apphost.builder.add_parameter("db-name"))
    batch.publish_as_azure_container_app_job()

    assert "validation" not in apphost.terraform()["variable"]["db_name"]


def test_a_secret_of_a_job_must_not_be_empty(apphost: AppHost) -> None:
    builder = apphost.builder
    password, database = builder.add_parameter("password", secret=True), builder.add_connection_string("db")
    builder.add_container("batch", IMAGE).with_environment("PASSWORD", password).with_environment(
        "AGAIN", ref_expr("{0}", password)
    ).with_reference(database).with_registry_credentials(
        "ghcr.io", username="me", password=builder.add_parameter("token", secret=True)
    ).publish_as_azure_container_app_job()
    builder.add_parameter("unused", secret=True)

    variables = apphost.terraform()["variable"]
    validated = {name: each["validation"] for name, each in variables.items() if "validation" in each}
    assert validated == {
        variable: [
            {
                "condition": f'${{var.{variable} != ""}}',
                "error_message": f"{name} can't be empty. It is the value of a job's secret, and Azure "
                "refuses an empty one.",
            }
        ]
        for variable, name in (
            ("password", "password"),
            ("db_connectionstring", "db"),
            ("token", "token"),
        )
    }


def chosen(when_true: object, when_false: object, by: Parameter) -> ReferenceExpression:
    choice = ReferenceExpression.create_conditional(by, "yes", when_true, when_false)  # type: ignore[arg-type]
    return ref_expr("{0}", choice)


TOGETHER: dict[str, tuple[Callable[[AppHost, Parameter, Parameter], object], str]] = {
    "two parameters": (
        lambda apphost, one, two: ref_expr("{0}{1}", one, two),
        '${join("", [var.one, var.two]) != ""}',
    ),
    "a branch": (
        lambda apphost, one, two: chosen(one, "text", two),
        '${(lower(var.two) == "yes" ? var.one : "text") != ""}',
    ),
    "in an address": (
        lambda apphost, one, two: ref_expr("{0:uri}", one),
        '${replace(urlencode(var.one), "+", "%20") != ""}',
    ),
    "their own variable": (
        lambda apphost, one, two: TerraformVariable(apphost.stack, "own", type="string").string_value,
        '${var.own != null && var.own != ""}',
    ),
    "raw": (lambda apphost, one, two: raw(" var.own "), '${( var.own ) != null && ( var.own ) != ""}'),
}


@pytest.mark.parametrize("case", TOGETHER)
@pytest.mark.parametrize("method", ["with_args", "with_entrypoint"])
def test_what_is_empty_only_together_is_refused_by_the_job(apphost: AppHost, case: str, method: str) -> None:
    make, condition = TOGETHER[case]
    one, two = apphost.builder.add_parameter("one"), apphost.builder.add_parameter("two")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    getattr(batch, method)(make(apphost, one, two))

    assert apphost.job()["lifecycle"]["precondition"] == [
        {
            "condition": condition,
            "error_message": (
                "A value of the job batch is empty. It is a whole argument or entrypoint of a job, and "
                "azurerm can't pass an empty one."
            ),
        }
    ]


def test_what_is_never_empty_is_not_looked_at(apphost: AppHost) -> None:
    one, two = apphost.builder.add_parameter("one"), apphost.builder.add_parameter("two")
    variable = TerraformVariable(apphost.stack, "own", type="string").string_value
    storage = apphost.builder.add_azure_storage("storage")
    apphost.builder.add_container("batch", IMAGE).with_args(
        ref_expr("--name={0}{1}", one, two),
        f"--own={variable}",
        chosen("a", "b", one),
        storage.blob_endpoint,
        Fn.upper("a"),
    ).with_environment("MAY_BE_EMPTY", ref_expr("{0}{1}", one, two)).publish_as_azure_container_app_job()

    assert "lifecycle" not in apphost.job()


@pytest.mark.parametrize("value", [raw('""'), raw(' "" '), ref_expr("{0}", raw('""'))])
def test_an_expression_that_is_empty_is_an_error(apphost: AppHost, value: object) -> None:
    apphost.builder.add_container("batch", IMAGE).with_args(value).publish_as_azure_container_app_job()  # type: ignore[arg-type]
    assert apphost.codes() == ["ACJ331"]


def test_defaults_that_are_empty_together_are_an_error(apphost: AppHost) -> None:
    one, two = apphost.builder.add_parameter("one", ""), apphost.builder.add_parameter("two", "")
    full = apphost.builder.add_parameter("full", "x")
    apphost.builder.add_container("batch", IMAGE).with_args(
        ref_expr("{0}{1}", one, two), ref_expr("{0}{1}", one, full)
    ).publish_as_azure_container_app_job()

    assert [(each.code, each.path) for each in apphost.problems()] == [("ACJ331", "args[0]")]


@pytest.mark.parametrize("is_read", [True, False])
def test_a_secret_that_a_job_reads_from_a_vault_must_not_be_empty(apphost: AppHost, is_read: bool) -> None:
    vault = apphost.builder.add_azure_key_vault("vault")
    key = vault.add_secret("key", apphost.builder.add_parameter("value", secret=True))
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    if is_read:
        batch.with_environment("KEY", key).with_environment("AGAIN", vault.get_secret("KEY"))

    assert ("validation" in apphost.terraform()["variable"]["value"]) == is_read
