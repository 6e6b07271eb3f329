"""Secrets: whatever must stay out of sight becomes a secret of the job, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from cdktf import Fn, TerraformResource, TerraformVariable

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerAppWritableSecret,
    Infrastructure,
    Parameter,
    ReferenceExpression,
    create_builder,
    raw,
    ref_expr,
)
from cdktf_aspire.values.written_secrets import is_written_secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import Value
    from cdktf_aspire.values.expressions import ConditionalExpression
    from cdktf_aspire.values.value import Text
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def secrets(apphost: AppHost) -> dict[str, object]:
    """The job's secrets: name to value."""
    return {each["name"]: each["value"] for each in apphost.job().get("secret", [])}


def test_the_secret_has_the_variables_name_in_lower_case_with_hyphens(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ConnectionStrings__db", password
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"ConnectionStrings__db": "secret:connectionstrings--db"}
    assert secrets(apphost) == {"connectionstrings--db": "${var.password}"}


def test_a_text_with_a_secret_in_it_is_a_secret_as_a_whole(apphost: AppHost) -> None:
    user = apphost.builder.add_parameter("user")
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB", ref_expr("Server=db;User={0};Password={1}", user, ref_expr("{0}", password))
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"DB": "secret:db"}
    assert secrets(apphost) == {"db": "Server=db;User=${var.user};Password=${var.password}"}


def test_a_choice_with_a_secret_branch_is_a_secret(apphost: AppHost) -> None:
    mode = apphost.builder.add_parameter("mode")
    password = apphost.builder.add_parameter("password", secret=True)
    choice = ReferenceExpression.create_conditional(mode, "tls", password, "none")
    by_secret = ReferenceExpression.create_conditional(password, "x", "yes", "no")
    apphost.builder.add_container("batch", IMAGE).with_environment("A", choice).with_environment(
        "B", by_secret
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "secret:a", "B": "secret:b"}


def test_a_choice_that_leaves_the_secret_out_is_no_secret(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ReferenceExpression.create_conditional("no", "yes", password, "none")
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "none"}
    assert secrets(apphost) == {}


def test_a_connection_string_is_a_secret_that_the_deployment_gives(apphost: AppHost) -> None:
    orders = apphost.builder.add_connection_string("orders-db")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB", orders
    ).publish_as_azure_container_app_job()

    assert secrets(apphost) == {"db": "${var.orders_db_connectionstring}"}
    variable = apphost.terraform()["variable"]["orders_db_connectionstring"]
    assert variable.pop("validation")[0]["condition"] == '${var.orders_db_connectionstring != ""}'
    assert variable == {
        "type": "string",
        "nullable": False,
        "sensitive": True,
        "description": "Connection string orders-db of the AppHost.",
    }


def test_a_connection_string_of_public_parts_is_public(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    public = apphost.builder.add_connection_string("public", ref_expr("Zone={0}", zone))
    apphost.builder.add_container("batch", IMAGE).with_reference(public).publish_as_azure_container_app_job()

    assert apphost.env() == {"ConnectionStrings__public": "Zone=${var.zone}"}


def test_a_connection_string_of_a_token_is_a_secret_for_nobody_knows_what_is_in_it(apphost: AppHost) -> None:
    cache = TerraformVariable(apphost.stack, "cache", type="string")
    builder = apphost.builder
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_reference(builder.add_connection_string("cache-1", cache.string_value))
    batch.with_reference(builder.add_connection_string("cache-2", ref_expr("{0};x", raw("var.cache"))))

    assert secrets(apphost) == {
        "connectionstrings--cache-1": "${var.cache}",
        "connectionstrings--cache-2": "${var.cache};x",
    }
    [precondition] = apphost.job()["lifecycle"]["precondition"]
    assert precondition["condition"] == '${var.cache != null && var.cache != ""}'


# ---- names


def test_two_keys_of_one_value_share_a_secret(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment("MY_KEY", password).with_environment(
        "my-key", password
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"MY_KEY": "secret:my-key", "my-key": "secret:my-key"}


def test_keys_that_azure_does_not_take_as_a_secrets_name_get_one_where_aspire_writes_an_illegal_name(
    apphost: AppHost,
) -> None:
    builder = apphost.builder
    first, second = (builder.add_parameter(name, secret=True) for name in ("first", "second"))
    keys = ("_X", "X__", "A.B", "__", "L" * 300)
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for index, key in enumerate(keys):
        batch.with_environment(key, (first, second)[index % 2])

    assert list(apphost.env().values()) == [
        "secret:x",
        "secret:x-2",
        "secret:a-b",
        "secret:secret",
        f"secret:{'l' * 249}",
    ]
    assert apphost.codes() == []


def test_a_secret_of_the_users_own_keeps_its_name(apphost: AppHost) -> None:
    first = apphost.builder.add_parameter("first", secret=True)
    second = apphost.builder.add_parameter("second", secret=True)

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.secrets.append(ContainerAppWritableSecret(name="key", value=first))

    apphost.builder.add_container("batch", IMAGE).with_environment(
        "KEY", second
    ).publish_as_azure_container_app_job(configure)

    assert apphost.env() == {"KEY": "secret:key-2"}
    assert secrets(apphost) == {"key": "${var.first}", "key-2": "${var.second}"}


# ---- callbacks


@pytest.mark.parametrize(
    "make",
    [
        lambda password, mode: password,
        lambda password, mode: ref_expr("x{0}", password),
        lambda password, mode: ref_expr("{0:uri}", password),
        lambda password, mode: ref_expr("x{0}", ref_expr("{0:uri}", ref_expr("y{0}", password))),
        lambda password, mode: ReferenceExpression.create_conditional(mode, "a", password, "b"),
    ],
)
def test_a_secret_as_a_token_in_a_callback_stays_one_where_aspire_writes_it_in_clear(
    apphost: AppHost, make: Callable[[Parameter, Parameter], Parameter | ReferenceExpression]
) -> None:
    value = make(
        apphost.builder.add_parameter("password", secret=True), apphost.builder.add_parameter("mode")
    )

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        token = value.as_provisioning_parameter(infra)
        env = job.template.containers[0].env
        env.append(ContainerAppEnvironmentVariable(name="TOKEN", value=token))
        env.append(ContainerAppEnvironmentVariable(name="TEXT", value=f"in {token}"))
        env.append(ContainerAppEnvironmentVariable(name="VALUE", value=value))

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.env() == {
        "TOKEN": "secret:token",
        "TEXT": "secret:text",
        "VALUE": "secret:value",
    }
    assert all("var.password" in str(value) for value in secrets(apphost).values())


def test_a_function_of_a_secret_parameters_token_is_a_secret(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        encoded = Fn.base64encode(password.as_provisioning_parameter(infra))
        job.template.containers[0].env.append(ContainerAppEnvironmentVariable(name="KEY", value=encoded))

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert secrets(apphost) == {"key": "${base64encode(var.password)}"}


def test_secrets_of_init_containers_are_secrets_of_the_job(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        variables = [
            ContainerAppEnvironmentVariable(name="DB_PASSWORD", value=password),
            ContainerAppEnvironmentVariable(name="db-password", value=ref_expr("x{0}", password)),
        ]
        job.template.init_containers.append(
            ContainerAppInitContainer(name="init", image=IMAGE, env=variables)
        )

    apphost.builder.add_container("batch", IMAGE).with_environment(
        "DB_PASSWORD", password
    ).publish_as_azure_container_app_job(configure)

    init = apphost.job()["template"]["init_container"][0]
    assert init["env"] == [
        {"name": "DB_PASSWORD", "secret_name": "db-password"},
        {"name": "db-password", "secret_name": "db-password-2"},
    ]
    assert secrets(apphost) == {"db-password": "${var.password}", "db-password-2": "x${var.password}"}


# ---- what Terraform calls sensitive


def test_a_sensitive_variable_of_the_users_own_is_a_secret(apphost: AppHost) -> None:
    token = TerraformVariable(apphost.stack, "token", type="string", sensitive=True)
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("TOKEN", token.string_value)
    batch.with_environment("ENCODED", Fn.base64encode(token.string_value))
    batch.with_environment("TEXT", ref_expr("x{0}y", token.string_value))
    batch.with_environment("FORMAT", ref_expr(f"x{token.string_value}y"))
    batch.with_environment("RAW", raw("upper(var.token)"))

    assert secrets(apphost) == {
        "token": "${var.token}",
        "encoded": "${base64encode(var.token)}",
        "text": "x${var.token}y",
        "format": "x${var.token}y",
        "raw": "${upper(var.token)}",
    }
    assert all(str(value).startswith("secret:") for value in apphost.env().values())


def test_a_variable_that_turns_sensitive_between_two_checks_is_seen(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    first = TerraformVariable(apphost.stack, "first", type="string")
    batch.with_environment("FIRST", first.string_value)
    assert apphost.codes() == []
    second = TerraformVariable(apphost.stack, "second", type="string", sensitive=True)
    batch.with_environment("SECOND", second.string_value)

    assert apphost.env() == {"FIRST": "${var.first}", "SECOND": "secret:second"}


def test_what_providers_mark_as_sensitive_is_a_secret(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount

    account = StorageAccount(
        apphost.stack,
        "account",
        name="account",
        resource_group_name="group",
        location="westeurope",
        account_tier="Standard",
        account_replication_type="LRS",
    )
    password = TerraformResource(apphost.stack, "made", terraform_resource_type="random_password")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("KEY", account.primary_access_key)
    batch.with_environment("CONNECTION", account.primary_blob_connection_string)
    batch.with_environment("PASSWORD", password.get_string_attribute("result"))
    batch.with_environment("VAULT", raw("data.azurerm_key_vault_secret.mine.value"))
    batch.with_environment("MARKED", Fn.sensitive(account.name))
    batch.with_environment("NAME", account.name)
    batch.with_environment("ENDPOINT", account.primary_blob_endpoint)

    assert apphost.env() == {
        "KEY": "secret:key",
        "CONNECTION": "secret:connection",
        "PASSWORD": "secret:password",
        "VAULT": "secret:vault",
        "MARKED": "secret:marked",
        "NAME": "${azurerm_storage_account.account.name}",
        "ENDPOINT": "${azurerm_storage_account.account.primary_blob_endpoint}",
    }


def test_text_that_only_looks_like_a_sensitive_expression_is_text(apphost: AppHost) -> None:
    apphost.builder.add_parameter("password", secret=True)
    zone = apphost.builder.add_parameter("zone")
    text = "${var.password} sensitive(x) .primary_access_key"
    apphost.builder.add_container("batch", IMAGE).with_environment("A", text).with_environment(
        "B", ref_expr("var.password {0}", zone)
    ).with_environment("C", raw("nonsensitive(var.zone)")).publish_as_azure_container_app_job()

    assert apphost.env() == {
        "A": "$${var.password} sensitive(x) .primary_access_key",
        "B": "var.password ${var.zone}",
        "C": "${nonsensitive(var.zone)}",
    }


def test_secrets_of_another_stacks_application_stay_secrets(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    password, database = other.add_parameter("password", secret=True), other.add_connection_string("db")
    other.add_container("batch", IMAGE).with_environment("DB", database).publish_as_azure_container_app_job()
    apphost.builder.add_container("batch", IMAGE).with_environment("PASSWORD", password).with_environment(
        "DB", database
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"PASSWORD": "secret:password", "DB": "secret:db"}
    outputs = apphost.read("other")["output"]
    assert [each["sensitive"] for name, each in outputs.items() if name.startswith("cross-stack")] == [
        True,
        True,
    ]


# ---- anywhere else


@pytest.mark.parametrize("attribute", ["args", "command"])
def test_a_secret_on_a_command_line_is_an_error_in_init_containers_too(
    apphost: AppHost, attribute: str
) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    sensitive = TerraformVariable(apphost.stack, "words", type="list(string)", sensitive=True)

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.template.init_containers.append(ContainerAppInitContainer(name="init", image=IMAGE))
        for container in (job.template.containers[0], job.template.init_containers[0]):
            values = getattr(container, attribute)
            values.append(password)
            values.append(ref_expr("--password={0}", password))
            values.append(password.as_provisioning_parameter(infra))
            values.append(sensitive.list_value)

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    problems = apphost.problems()
    assert [problem.code for problem in problems] == ["ACJ403"] * 8
    assert all("with_environment" in (problem.hint or "") for problem in problems)


def test_a_secret_in_the_entrypoint_is_an_error(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_entrypoint(
        password
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ403"]


def test_a_secret_in_the_tags_of_all_jobs_is_an_error(apphost: AppHost) -> None:
    builder = create_builder(scope=apphost.add_stack("other"), tags={"zone": "eu", "token": raw("var.token")})
    builder.add_parameter("token", secret=True)
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    (problem,) = builder.check()
    assert problem.code == "ACJ403"
    assert problem.path == "tags=['token']"


# ---- text in the code


@pytest.mark.parametrize(
    "make",
    [
        lambda password, mode: ref_expr("Server=x;Password={0}", password),
        lambda password, mode: ref_expr("Server={0};Password={1};Encrypt=true", mode, password),
        lambda password, mode: ref_expr("amqp://guest:{0}@host", password),
        lambda password, mode: ref_expr("https://{0}/x?sig={1:uri}", mode, password),
        lambda password, mode: ReferenceExpression.create_conditional(mode, "dev", "none", password),
        lambda password, mode: ReferenceExpression.create_conditional(password, "dev", "a", "b"),
        lambda password, mode: ReferenceExpression.create_conditional("a", "b", "none", password),
        lambda password, mode: ref_expr("{0}", ref_expr("{0:uri}", password)),
        lambda password, mode: mode,
        lambda password, mode: raw("var.mode"),
        lambda password, mode: raw('"${var.mode}"'),
    ],
)
def test_a_secret_with_text_around_what_only_terraform_knows_is_fine(
    apphost: AppHost, make: Callable[[Parameter, Parameter], Value]
) -> None:
    value = make(
        apphost.builder.add_parameter("password", secret=True), apphost.builder.add_parameter("mode")
    )
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.publish_as_azure_container_app_job(
        lambda _, job: job.configuration.secrets.append(
            ContainerAppWritableSecret(name="a", value=cast("Text", value))
        )
    )
    apphost.builder.add_azure_key_vault("kv").add_secret("s", value)

    assert apphost.codes() == []


def test_a_connection_string_without_a_password_may_be_text(apphost: AppHost) -> None:
    builder = apphost.builder
    one = builder.add_connection_string("one", "Server=x;Authentication=Active Directory Default")
    two = builder.add_connection_string("two", ref_expr("Endpoint={0};Password=", builder.add_parameter("e")))
    builder.add_container("batch", IMAGE).with_reference(one).with_reference(
        two
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {
        "ConnectionStrings__one": "Server=x;Authentication=Active Directory Default",
        "ConnectionStrings__two": "Endpoint=${var.e};Password=",
    }


def test_choices_inside_of_choices_are_judged_quickly(apphost: AppHost) -> None:
    mode, value = apphost.builder.add_parameter("mode"), ref_expr("hunter2")
    choice: ReferenceExpression | ConditionalExpression = value
    for step in range(8):
        choice = ReferenceExpression.create_conditional(mode, f"{step}", ref_expr("{0}a", choice), choice)

    assert is_written_secret(choice)


# ---- secrets that are written down, in what is not a secret


def test_a_password_in_the_text_around_a_reference_is_a_warning(apphost: AppHost) -> None:
    builder = apphost.builder
    host = builder.add_parameter("host")
    zone = TerraformVariable(apphost.stack, "zone", type="string").string_value
    api = (
        builder.add_container("db", "postgres:18")
        .with_endpoint(target_port=5432)
        .acknowledge("ACJ905", "an app")
    )
    written = "Password=correct-horse-7"
    values: dict[str, Value] = {
        "A": ref_expr(f"Server={{0}};{written}", host),
        "B": ref_expr(f"Server={{0}};{{1}};{written}", api.get_endpoint("tcp"), ref_expr("Port={0}", "1")),
        "C": f"Server={zone};{written}",
        "D": ReferenceExpression.create_conditional(host, "x", f"Server=x;{written}", "Server=y"),
        "E": builder.add_parameter("default", f"Server=z;{written}"),
        "F": raw(f'"Server=a;{written}"'),
        "DB_PASSWORD": ref_expr("{0}", "correct-horse-7"),
    }
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for name, value in values.items():
        batch.with_environment(name, value)
    batch.with_args("--password", ref_expr("correct{0}", "-horse"), ref_expr(f"{{0}};{written}", host))

    problems = apphost.problems()
    assert [problem.code for problem in problems] == ["ACJ406"] * 9
    assert not any("horse" in str(problem) for problem in problems)


def test_a_reference_in_the_place_of_the_password_is_none(apphost: AppHost) -> None:
    builder = apphost.builder
    host, secret = builder.add_parameter("host"), builder.add_parameter("secret", secret=True)
    zone = TerraformVariable(apphost.stack, "zone", type="string").string_value
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("A", ref_expr("Server={0};Password={0}", host))
    batch.with_environment("B", ref_expr("Server={0};Password={1}", host, secret))
    batch.with_environment("C", f"Server=x;Password={zone}").with_environment("DB_PASSWORD", host)
    batch.with_environment("ConnectionStrings__db", ref_expr("Server={0};Database=orders", host))
    batch.with_args("--password", host, ref_expr("--token={0}", host))

    assert apphost.codes() == []
