"""What environment variables, arguments and the entrypoint take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import Fn, TerraformLocal, TerraformVariable, Token

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppJob,
    ContainerAppJobTriggerType,
    Infrastructure,
    raw,
    ref_expr,
)
from tests.terraform.evaluation import evaluate

if TYPE_CHECKING:
    from cdktf_aspire import EnvironmentCallbackContext
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_every_kind_of_value_is_an_environment_variable(apphost: AppHost) -> None:
    builder = apphost.builder
    zone = TerraformVariable(apphost.stack, "zone", type="string")
    size = TerraformVariable(apphost.stack, "size", type="number")
    parameter = builder.add_parameter("value", "eu")
    storage = builder.add_azure_storage("storage")
    api = builder.add_container("api", "myimage").with_http_endpoint()
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("TEXT", "100%{x} ${HOME}")
    batch.with_environment("EMPTY", "")
    batch.with_environment("PARAMETER", parameter)
    batch.with_environment("ENDPOINT", api.get_endpoint("http"))
    batch.with_environment("HOST", api.get_endpoint("http").property("host"))
    batch.with_environment("OUTPUT", storage.blob_endpoint)
    batch.with_environment("NAMED_OUTPUT", storage.output("queueEndpoint"))
    batch.with_environment("CONNECTION", storage.add_queue("orders"))
    batch.with_environment("EXPRESSION", ref_expr("zone={0}", parameter))
    batch.with_environment("TOKEN", zone.string_value)
    batch.with_environment("TOKEN_IN_TEXT", f"in {zone.string_value}")
    batch.with_environment("NUMBER_TOKEN", Token.as_string(size.number_value))
    batch.with_environment("FUNCTION", Fn.upper(zone.string_value))
    batch.with_environment("RAW", raw("terraform.workspace"))

    env = apphost.env()
    assert env.pop("AZURE_CLIENT_ID")
    assert env.pop("AZURE_TOKEN_CREDENTIALS") == "ManagedIdentityCredential"
    domain = "${azurerm_container_app_environment.env.default_domain}"
    assert env == {
        "TEXT": "100%%{x} $${HOME}",
        "EMPTY": "",
        "PARAMETER": "${var.value}",
        "ENDPOINT": f"https://api.internal.{domain}",
        "HOST": f"api.internal.{domain}",
        "OUTPUT": "${azurerm_storage_account.storage.primary_blob_endpoint}",
        "NAMED_OUTPUT": "${azurerm_storage_account.storage.primary_queue_endpoint}",
        "CONNECTION": "Endpoint=${azurerm_storage_account.storage.primary_queue_endpoint};QueueName=orders",
        "EXPRESSION": "zone=${var.value}",
        "TOKEN": "${var.zone}",
        "TOKEN_IN_TEXT": "in ${var.zone}",
        "NUMBER_TOKEN": "${var.size}",
        "FUNCTION": "${upper(var.zone)}",
        "RAW": "${terraform.workspace}",
    }


def test_variables_stand_in_the_order_of_the_code_and_one_that_is_set_again_keeps_its_place(
    apphost: AppHost,
) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment("B", "1").with_environment(
        "A", "2"
    ).with_environment("B", "3").publish_as_azure_container_app_job()

    assert list(apphost.env().items()) == [("B", "3"), ("A", "2")]


def test_a_variable_that_is_set_after_publishing_counts(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("LATE", "1")

    assert apphost.env() == {"LATE": "1"}


def test_a_callback_sees_and_changes_the_variables_at_the_synth(apphost: AppHost) -> None:
    parameter = apphost.builder.add_parameter("mode", "fast")
    queue = apphost.builder.add_azure_storage("storage").add_queue("orders")
    seen: list[object] = []

    def change(context: EnvironmentCallbackContext) -> None:
        seen.append(dict(context.environment_variables))
        context.environment_variables["MODE"] = parameter
        context.environment_variables["QUEUE"] = queue
        del context.environment_variables["OLD"]

    apphost.builder.add_container("batch", IMAGE).with_environment("OLD", "x").with_environment(
        change
    ).publish_as_azure_container_app_job()

    env = apphost.env()
    assert seen == [{"OLD": "x"}]
    assert list(env) == ["MODE", "QUEUE", "AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"]
    assert env["MODE"] == "${var.mode}"
    assert str(env["QUEUE"]).startswith("Endpoint=${azurerm_storage_account.storage.")


def test_an_executables_callback_sets_a_variable_of_a_parameter(apphost: AppHost) -> None:
    parameter = apphost.builder.add_parameter("env")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        hello = ContainerAppEnvironmentVariable(
            name="Hello", value=parameter.as_provisioning_parameter(infra)
        )
        job.template.containers[0].env.append(hello)

    apphost.builder.add_executable(
        "api", "node", ".", "server.js"
    ).publish_as_docker_file().publish_as_azure_container_app_job(configure)

    assert apphost.env("api") == {"Hello": "${var.env}"}
    assert apphost.container("api")["image"] == "${var.api_containerimage}"


def test_the_entrypoint_is_the_command_and_arguments_are_not_split(apphost: AppHost) -> None:
    apphost.builder.add_container("api", "myimage:1").with_entrypoint("/bin/sh").with_args(
        "my", "args with space"
    ).publish_as_azure_container_app_job()

    container = apphost.container("api")
    assert container["command"] == ["/bin/sh"]
    assert container["args"] == ["my", "args with space"]


def test_arguments_and_the_entrypoint_take_references(apphost: AppHost) -> None:
    builder = apphost.builder
    shell, level = builder.add_parameter("shell", "/bin/sh"), builder.add_parameter("level", 3)
    queue = builder.add_azure_storage("storage").add_queue("orders")
    builder.add_container("batch", IMAGE).with_entrypoint(shell).with_args(
        ref_expr("--level={0}", level), queue, raw("var.level")
    ).publish_as_azure_container_app_job()

    container = apphost.container()
    assert container["command"] == ["${var.shell}"]
    assert container["args"] == [
        "--level=${var.level}",
        "Endpoint=${azurerm_storage_account.storage.primary_queue_endpoint};QueueName=orders",
        "${var.level}",
    ]
    assert "azurerm_role_assignment" in apphost.terraform()["resource"], "arguments count for the roles"


def test_literal_arguments_beside_a_list_token_stay_what_they_are(apphost: AppHost) -> None:
    words = TerraformVariable(apphost.stack, "words", type="list(string)", default=["w"])
    texts = ['a"b', "c\\d", "${e}", "%{f}", "g\nh"]
    apphost.builder.add_container("batch", IMAGE).with_args(
        *texts, words.list_value, *texts
    ).publish_as_azure_container_app_job()

    args, variables = apphost.container()["args"], {"words": apphost.terraform()["variable"]["words"]}
    assert evaluate([args], {"variable": variables}) == [[*texts, "w", *texts]]


def test_what_cdktf_gives_without_a_type_is_a_value(apphost: AppHost) -> None:
    mode = TerraformVariable(apphost.stack, "mode", type="string")
    password = TerraformVariable(apphost.stack, "password", type="string", sensitive=True)
    local = TerraformLocal(apphost.stack, "mine", mode.string_value)
    choice = Fn.conditional(mode.string_value, password.string_value, "x")
    batch = apphost.builder.add_container("batch", IMAGE).with_environment("LOCAL", local.expression)
    batch.with_environment("CHOICE", Fn.conditional(mode.string_value, "x", "y"))
    batch.with_environment("IN_TEXT", ref_expr("<{0}>", mode.value)).with_environment("SECRET", choice)
    batch.with_args(Fn.conditional(mode.string_value, "x", "y"))
    batch.publish_as_azure_container_app_job(retry_limit=Fn.conditional(mode.string_value, 1, 2))

    assert apphost.env() == {
        "LOCAL": "${local.mine}",
        "CHOICE": '${var.mode ? "x" : "y"}',
        "IN_TEXT": "<${var.mode}>",
        "SECRET": "secret:secret",
    }
    assert apphost.container()["args"] == ['${var.mode ? "x" : "y"}']
    assert apphost.job()["replica_retry_limit"] == "${var.mode ? 1 : 2}"


def test_a_callback_changes_the_arguments_at_the_synth(apphost: AppHost) -> None:
    def change(context: EnvironmentCallbackContext) -> None:
        context.args.insert(0, "first")

    apphost.builder.add_container("batch", IMAGE).with_args("second").with_args(change).with_args(
        "third"
    ).publish_as_azure_container_app_job()

    assert apphost.container()["args"] == ["first", "second", "third"]


def test_an_expression_that_the_application_does_not_know_is_a_variable_or_raw(apphost: AppHost) -> None:
    custom = apphost.builder.add_parameter("customvalue")
    apphost.builder.add_container("api", "myimage:1").with_environment("A", custom).with_environment(
        "B", raw("var.customvalue")
    ).publish_as_azure_container_app_job()

    assert apphost.env("api") == {"A": "${var.customvalue}", "B": "${var.customvalue}"}


def test_a_resource_with_upper_case_letters_runs_under_its_name_in_lower_case(apphost: AppHost) -> None:
    front = apphost.builder.add_container("WebFrontEnd", "myimage:1").with_http_endpoint()
    apphost.builder.add_container("Batch", IMAGE).with_reference(front).publish_as_azure_container_app_job()

    address = "https://webfrontend.internal.${azurerm_container_app_environment.env.default_domain}"
    assert apphost.env("Batch") == {
        "WEBFRONTEND_HTTP": address,
        "services__WebFrontEnd__http__0": address,
    }
    assert apphost.job("Batch")["name"] == "batch"


@pytest.mark.parametrize(
    ("value", "message", "hint"),
    [
        (5, "is an int, not text", 'Write "5"'),
        (True, "is a bool, not text", 'Write "true" or "True"'),
        (b"x", "is a bytes, not text", ""),
        (["a"], "is a list, not text", "Join it"),
        ({"a": "b"}, "is a dict, not text", ""),
        (object(), "is an object, not text", ""),
    ],
)
def test_a_value_of_another_kind_is_an_error_that_lists_what_is_allowed(
    apphost: AppHost, value: object, message: str, hint: str
) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "X",
        value,  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ004"
    assert problem.path == "with_environment('X', ...)"
    assert message in problem.message
    assert "a Key Vault secret" in (problem.allowed or "")
    assert hint in (problem.hint or "")
    assert " at 0x" not in (problem.value or ""), "the same on every run"


def test_something_that_is_no_value_itself_is_an_error_with_what_to_take_of_it(apphost: AppHost) -> None:
    builder = apphost.builder
    api = builder.add_container("api", "myimage:1").acknowledge("ACJ905", "an app")
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    given: dict[str, object] = {
        "SERVICE": api,
        "STORAGE": builder.add_azure_storage("storage"),
        "EXTERNAL": builder.add_external_service("docs", "https://docs.example.com"),
        "VARIABLE": TerraformVariable(apphost.stack, "zone", type="string"),
        "LIST": TerraformVariable(apphost.stack, "zones", type="list(string)").list_value,
        "BUILDER": builder,
    }
    for name, value in given.items():
        batch.with_environment(name, value)  # type: ignore[arg-type]

    hints = {problem.path: problem.hint or "" for problem in apphost.problems()}
    assert set(apphost.codes()) == {"ACJ004"}
    assert "get_endpoint" in hints["with_environment('SERVICE', ...)"]
    assert "output(name)" in hints["with_environment('STORAGE', ...)"]
    assert "with_reference" in hints["with_environment('EXTERNAL', ...)"]
    assert ".string_value" in hints["with_environment('VARIABLE', ...)"]
    assert "Join" in hints["with_environment('LIST', ...)"]
    assert hints["with_environment('BUILDER', ...)"]


def test_none_is_an_error_where_aspire_fails_at_the_rendering(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment("X", None).with_args(
        None,  # type: ignore[arg-type]
    ).with_entrypoint(
        None,  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    assert sorted(apphost.codes()) == ["ACJ004", "ACJ004", "ACJ320"]


def test_a_callback_with_a_value_beside_it_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        lambda context: context.environment_variables.clear(), "lost"
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ002"]


def test_wrong_values_in_callbacks_are_errors_too(apphost: AppHost) -> None:
    other = (
        apphost.builder.add_container("other", "myimage:1")
        .with_http_endpoint()
        .acknowledge("ACJ905", "an app")
    )

    def change(context: EnvironmentCallbackContext) -> None:
        context.environment_variables["FIVE"] = 5
        context.environment_variables[7] = "x"  # type: ignore[index]

    def configure(_infra: Infrastructure, job: ContainerAppJob) -> None:
        container = job.template.containers[0]
        container.env.append(ContainerAppEnvironmentVariable(name="GONE", value=other.get_endpoint("gone")))
        container.env.append(ContainerAppEnvironmentVariable(name="BAD", value=ref_expr("{1}", "x")))
        container.args.append(ref_expr("{0:hex}", "x"))
        job.tags = {"note": ref_expr("{", "x")}

    apphost.builder.add_container("batch", IMAGE).with_environment(change).publish_as_azure_container_app_job(
        configure
    )

    found = [(problem.code, problem.path) for problem in apphost.problems()]
    assert ("ACJ004", "with_environment('FIVE', ...)") in found
    assert ("ACJ004", "with_environment(7, ...)") in found
    assert ("ACJ915", None) in found
    assert found.count(("ACJ910", "ref_expr(...)")) == 3
    assert len(found) == 6


@pytest.mark.parametrize("what", ["parameter", "resource", "expression", "endpoint", "raw"])
def test_an_object_that_an_f_string_makes_text_of_is_a_problem_everywhere(
    apphost: AppHost, what: str
) -> None:
    parameter = apphost.builder.add_parameter("key", secret=True)
    api = apphost.builder.add_container("api", IMAGE).with_http_endpoint()
    value = {
        "parameter": parameter,
        "resource": apphost.builder.add_azure_storage("storage"),
        "expression": ref_expr("{0}", parameter),
        "endpoint": api.get_endpoint("http"),
        "raw": raw("var.key"),
    }[what]

    def in_a_callback(_: Infrastructure, job: ContainerAppJob) -> None:
        job.tags["key"] = f"{value}"
        job.template.containers[0].env.append(ContainerAppEnvironmentVariable(name="X", value=str(value)))

    batch = apphost.builder.add_container("batch", f"{IMAGE}-{value}")
    batch.with_environment("URL", f"https://example.com/?key={value}")
    batch.with_environment("OTHER", "pre-{}".format(value))  # noqa: UP032
    batch.with_environment("MIXED", ref_expr(f"http://{value}/{{0}}", parameter))
    batch.with_args(f"--key={value}")
    batch.publish_as_azure_container_app_job(in_a_callback)

    assert [each.code for each in apphost.builder.check() if each.is_error] == ["ACJ012"] * 7


def test_an_object_beside_text_is_given_in_a_reference_expression(apphost: AppHost) -> None:
    key = apphost.builder.add_parameter("key")
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.with_environment("URL", ref_expr("https://example.com/?key={0}", key))
    batch.with_environment("TEXT", "<cdktf_aspire is a library> <object at 0x1>")

    assert apphost.codes() == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Scheduel", "Did you mean ContainerAppJobTriggerType.SCHEDULE?"),
        ("EVNT", "Did you mean ContainerAppJobTriggerType.EVENT?"),
        ("hunter2", None),
    ],
)
def test_a_member_that_an_enumeration_does_not_have(apphost: AppHost, name: str, hint: str | None) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        lambda _, job: setattr(job.configuration, "trigger_type", getattr(ContainerAppJobTriggerType, name))
    )
    (problem,) = apphost.builder.check()

    assert problem.code == "ACJ002"
    assert "ContainerAppJobTriggerType.SCHEDULE" in (problem.allowed or "")
    assert problem.hint == hint or hint is None
    assert name not in str(problem) or hint is not None
