"""A secret's value is nowhere to be read: not in what is written, not in what is said about a mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cdktf import Fn, TerraformLocal, TerraformStack, TerraformVariable

import cdktf_aspire
from cdktf_aspire import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerAppRegistryCredentials,
    ContainerAppWritableSecret,
    DistributedApplication,
    Infrastructure,
    ReferenceExpression,
    ScaleRule,
    SynthesisStopped,
    Value,
    create_builder,
    raw,
    ref_expr,
)
from cdktf_aspire.diagnostics.report import render_json, render_text
from cdktf_aspire.jobs.keda.attributes import keys_of
from cdktf_aspire.jobs.rules import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.values.expressions import ModelReference
    from cdktf_aspire.values.value import Reference
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
PLANTED = "hunter2"


def texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of Terraform JSON with the path to it."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{path}/{key}", key
            yield from texts(item, f"{path}/{key}")
    elif isinstance(value, list):
        for item in value:
            yield from texts(item, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


def use_secrets_in_every_way(builder: DistributedApplication, apphost: AppHost) -> None:
    """A job whose secrets come from everywhere and go everywhere."""
    parameter, mode = builder.add_parameter("sensitive-parameter", secret=True), builder.add_parameter("mode")
    connection = builder.add_connection_string("sensitive")
    mine = TerraformVariable(apphost.stack, "sensitive_mine", type="string", sensitive=True).string_value
    vault = builder.add_azure_key_vault("kv")
    composite = ref_expr("Server=x;Password={0};{1:uri}", parameter, connection)
    choice = ReferenceExpression.create_conditional(mode, "a", composite, mine)
    values: dict[str, Value] = {
        "PARAMETER": parameter,
        "CONNECTION": connection,
        "MINE": mine,
        "MINE_IN_TEXT": f"x{mine}",
        "COMPOSITE": composite,
        "NESTED": ref_expr("<{0}>", ref_expr("[{0}]", composite)),
        "CHOICE": choice,
        "CHOICE_IN_TEXT": ref_expr("<{0}>", choice),
        "RAW": raw("var.sensitive_mine"),
        "VAULT": vault.add_secret("in-vault", composite),
        "OF_STRING": builder.add_connection_string("of-composite", composite),
    }
    job = builder.add_container("batch", "ghcr.io/me/batch:1")
    for name, value in values.items():
        job.with_environment(name, value)
    job.with_environment(lambda context: context.environment_variables.update({"LATE": composite}))
    job.with_reference(connection).with_reference(builder.add_external_service("outside", parameter))
    job.with_registry_credentials("ghcr.io", username="me", password=parameter)

    references: list[ModelReference] = [parameter, connection, composite, choice]

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        variables = [
            ContainerAppEnvironmentVariable(name=f"{kind}{index}", value=value)
            for index, each in enumerate(references)
            for kind, value in (
                ("OF", each),
                ("IN", ref_expr("<{0}>", each)),
                ("AS", f"<{each.as_provisioning_parameter(infra)}>"),
            )
        ]
        job.template.containers[0].env += variables
        job.template.init_containers.append(
            ContainerAppInitContainer(name="init", image=IMAGE, env=list(variables))
        )
        job.template.containers.append(ContainerAppContainer(name="other", image=IMAGE, env=list(variables)))
        job.configuration.secrets.append(ContainerAppWritableSecret(name="own", value=composite))

    job.publish_as_azure_container_app_job(configure)


def test_sensitive_variables_are_read_by_secrets_alone(
    apphost: AppHost, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    names = ("sensitive_parameter", "sensitive_connectionstring", "sensitive_mine")
    for name in names:
        monkeypatch.setenv(f"TF_VAR_{name}", f"{PLANTED}-{name}")
    use_secrets_in_every_way(apphost.builder, apphost)
    problems = apphost.problems()

    places = {
        re.sub(r"(/azurerm_\w+)/\w+", r"\1", path)
        for path, text in texts(apphost.terraform()["resource"])
        if "sensitive_" in text
    }
    assert places == {
        "/azurerm_container_app_job/secret[]/value",
        "/azurerm_key_vault_secret/value",
        # Which only compares it, and shows neither side.
        "/azurerm_container_app_job/lifecycle/precondition[]/condition",
    }
    assert {name for name in names if apphost.terraform()["variable"][name]["sensitive"]} == set(names)
    assert "sensitive_" not in str(apphost.terraform()["output"])
    assert problems == []
    written = [file for file in apphost.folder.rglob("*") if file.is_file()]
    assert written
    assert all(PLANTED.encode() not in file.read_bytes() for file in written)
    assert PLANTED not in "".join(capfd.readouterr())


MISTAKES = [
    'builder.add_parameter("p", PLANTED, secret=True)',
    'builder.add_parameter("p", [PLANTED], secret=True)',
    'builder.add_parameter("p", value=PLANTED, secret=True, oops=1)',
    'builder.add_parameter("p", secret=True, vlaue=PLANTED)',
    'builder.add_parameter("p", None, PLANTED)',
    'builder.add_connection_string("c", {"Password": PLANTED})',
    'builder.add_connection_string("c", PLANTED.encode())',
    'builder.add_connection_string("c", secret=PLANTED)',
    'vault.add_secret("s", PLANTED)',
    'vault.add_secret("s", PLANTED.encode())',
    'vault.add_secret("s", [PLANTED])',
    'vault.add_secret("s", secret, PLANTED)',
    'vault.add_secret("s", vlaue=PLANTED)',
    'batch.with_registry_credentials("r.io", username="me", password=PLANTED)',
    'batch.with_registry_credentials("r.io", username="me", passwrod=PLANTED)',
    'batch.with_registry_credentials("r.io", "me", PLANTED)',
    'writable(ContainerAppWritableSecret(name="a", value=PLANTED))',
    'writable(ContainerAppWritableSecret(name="a", value=PLANTED.encode()))',
    'writable(ContainerAppWritableSecret(name="a", valeu=PLANTED))',
    'writable(ContainerAppWritableSecret("a", secret, None, None, PLANTED))',
    'writable(ContainerAppWritableSecret("A_b", PLANTED))',
    "writable(PLANTED)",
    'writable({"a": PLANTED})',
    "configure(lambda infra, job: setattr(job.configuration, 'secrets', {'a': PLANTED}))",
    "configure(lambda infra, job: setattr(job.configuration, 'secrets', PLANTED))",
    "configure(lambda infra, job: setattr(job.configuration, 'secret', PLANTED))",
    "configure(lambda infra, job: job.configuration.registries.append("
    "ContainerAppRegistryCredentials(server='r.io', username='me', password=PLANTED)))",
    "configure(lambda infra, job: setattr("
    "job.configuration.secrets.append(ContainerAppWritableSecret('a', secret)) or "
    "job.configuration.secrets[0], 'vlaue', PLANTED))",
    # the mistake is about something else, on the same line or another one
    'builder.add_parameter("p", PLANTED, secret=True, tpyo=1)',
    'builder.add_parameter("p",\n    PLANTED,\n    secret=True)',
    'builder.add_parameter("p", secret=PLANTED)',
    'builder.add_container("two", IMAGE, tpyo=1).with_environment("PASSWORD", PLANTED)',
    'builder.add_container("two", IMAGE, tpyo=1); password = PLANTED',
    'builder.add_container("two", IMAGE, tpyo=1)  # the password is PLANTED',
    'batch.with_environment("PASSWORD", PLANTED).with_args("--password", PLANTED, 5)',
    # arguments and attributes that nobody knows, and too many of them
    "batch.publish_as_azure_container_app_job(password=PLANTED)",
    "batch.publish_as_azure_container_app_job(PLANTED)",
    "batch.publish_as_azure_container_app_job(None, PLANTED)",
    "configure(lambda infra, job: setattr(job, 'token', PLANTED))",
    "configure(lambda infra, job: setattr(job.configuration.retry_policy, 'token', PLANTED))",
    "configure(lambda infra, job: setattr(job, 'identity', PLANTED))",
    "configure(lambda infra, job: setattr(job, 'template', PLANTED))",
    "configure(lambda infra, job: job.template.containers[0].env.append(PLANTED))",
    "configure(lambda infra, job: job.template.containers[0].env.append({'PASSWORD': PLANTED}))",
    "configure(lambda infra, job: job.template.containers[0].env.append("
    "ContainerAppEnvironmentVariable(name='A', secret_ref=PLANTED)))",
    "configure(lambda infra, job: job.template.containers[0].env.append("
    "ContainerAppEnvironmentVariable(name='A', valeu=PLANTED)))",
    "configure(lambda infra, job: job.configuration.registries.append("
    "ContainerAppRegistryCredentials(server='r.io', username='me', password_secret_ref=PLANTED)))",
    "configure(lambda infra, job: job.configuration.registries.append("
    "ContainerAppRegistryCredentials(server='me:' + PLANTED + '@r.io/x', identity='System')))",
    'writable(ContainerAppWritableSecret("a", key_vault_uri=PLANTED, identity="System"))',
    'writable(ContainerAppWritableSecret("a", secret, identity=PLANTED))',
    # values of a wrong kind, and with others inside
    'batch.with_environment("PASSWORD", [PLANTED])',
    'batch.with_environment("PASSWORD", Path(PLANTED))',
    'batch.with_environment("PASSWORD=" + PLANTED)',
    'batch.with_environment("PASSWORD=" + PLANTED, "amqp://me:" + PLANTED + "@h")',
    'batch.with_image_registry("https://me:" + PLANTED + "@r.io/x")',
    'batch.with_environment("PASSWORD", PLANTED.encode())',
    'batch.with_environment("PASSWORD", {"a": (PLANTED,)})',
    "batch.with_args([{PLANTED}])",
    'batch.with_environment({"PASSWORD": PLANTED}, "x")',
    "batch.publish_as_azure_container_app_job(tags={'password': [PLANTED]})",
    "batch.publish_as_azure_container_app_job(timeout=[PLANTED])",
    # scale rules
    'event(ScaleRule.custom("kafka", {}, {"password": PLANTED}))',
    'event(ScaleRule.custom("kafka", {"password": PLANTED}))',
    'event(ScaleRule.custom("kafka", {"pasword": PLANTED}))',
    'event(ScaleRule.custom("kafka", {"bootstrapServers": "k:1"}, secrets={"password": PLANTED}))',
    'event(ScaleRule.custom("kafka", {"bootstrapServers": "k:1"}, secrets=PLANTED))',
    'event(ScaleRule.custom("rabbitmq", {"host": "amqp://me:" + PLANTED + "@h", "queueName": "q"}))',
    'configure(trigger=ScaleRule.custom("a", {"b": PLANTED}, secrets={"c": PLANTED}))',
    "batch.publish_as_azure_container_app_job(trigger=[KafkaScaleRule(password=PLANTED)])",
    # expressions
    'batch.with_environment("A", ref_expr("Password=" + PLANTED + " {"))',
    'batch.with_environment("A", ref_expr(PLANTED, "x"))',
    'batch.with_environment("A", ref_expr(PLANTED + "{0:" + PLANTED + " }", "x"))',
    'batch.with_environment("A", ref_expr("{0}", [PLANTED]))',
    # callbacks that fail
    "configure(lambda infra, job: int(PLANTED))",
    "configure(lambda infra, job: {}[PLANTED])",
    "configure(lambda infra, job: getattr([], PLANTED))",
    "configure(lambda infra, job: fail(PLANTED))",
    "configure(lambda infra, job: exec(PLANTED))",
    "batch.with_environment(lambda context: fail(PLANTED))",
    "batch.with_args(lambda context: [].index(PLANTED))",
    "batch.configure_terraform(lambda job: fail(PLANTED))",
    # secrets that are written down inside of something
    *(
        template.format(value)
        for template in (
            'vault.add_secret("s", {})',
            'writable(ContainerAppWritableSecret(name="a", value={}))',
            'event(StorageQueueScaleRule(queue_name="q", account_name="a", queue_length=1, connection={}))',
        )
        for value in (
            "ref_expr(PLANTED)",
            "ref_expr('x' + PLANTED + '{0}', 'y')",
            "ref_expr('{0}', ref_expr('{0:uri}', PLANTED))",
            "ref_expr('Server={0};Password=' + PLANTED, mode)",
            "ref_expr('DefaultEndpointsProtocol=https;AccountKey=' + PLANTED + ';AccountName={0}', mode)",
            "ref_expr('amqp://{0}:' + PLANTED + '@h', mode)",
            "ref_expr('https://{0}/x?sv=1&sig=' + PLANTED, mode)",
            "ReferenceExpression.create_conditional(mode, 'a', PLANTED, 'x')",
            "ReferenceExpression.create_conditional(mode, 'a', 'x', ref_expr(PLANTED))",
            "ReferenceExpression.create_conditional('a', 'a', PLANTED, secret)",
            "raw('\"' + PLANTED + '\"')",
            "builder.add_parameter('default', PLANTED)",
            "ref_expr('{0}', builder.add_parameter('default', PLANTED))",
            "builder.add_connection_string('c', PLANTED)",
            # what tokens stand for
            "Fn.sensitive(PLANTED)",
            "'x' + Fn.base64encode('a b' + PLANTED)",
            "raw('upper(\"' + PLANTED + '\")')",
            'raw(\'var.mode == "prod" ? "\' + PLANTED + \'" : "x"\')',
            "Fn.conditional(mode_token, PLANTED, 'x')",
            "Fn.join(';', ['Server=x', 'Password=' + PLANTED, mode_token])",
            "Fn.jsonencode({'password': PLANTED, 'host': mode_token})",
            "ref_expr('{0}', Fn.upper(PLANTED))",
            "variable(default=PLANTED)",
            "variable(default=PLANTED, sensitive=True)",
            "ref_expr('Server={0};Password={1}', mode, variable(default=PLANTED))",
            "local(PLANTED)",
            "local(variable(default={'a': [PLANTED]}))",
        )
    ),
    'builder.add_connection_string("q", "Server=x;Password=" + PLANTED)',
    'builder.add_connection_string("q", ref_expr("Server={0};Pwd=" + PLANTED, mode))',
    'builder.add_connection_string("q", ref_expr("Pwd={0};{1}", builder.add_parameter("d", PLANTED), mode))',
]
# How the text may stand in the code.
SPELLINGS = (f'"{PLANTED}"', f"f'{PLANTED}'", f'"""{PLANTED}"""', f"(\n    '{PLANTED}'  # {PLANTED}\n)")


def run_apphost(apphost: AppHost, file: Path, code: str) -> None:
    """Runs the code from a file, as a user does: messages show lines of it."""
    builder = apphost.builder
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    def fail(text: str) -> None:
        raise ValueError(text)

    names = {
        **{name: getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__},
        "IMAGE": IMAGE,
        "Fn": Fn,
        "Path": Path,
        "builder": builder,
        "batch": batch,
        "fail": fail,
        "vault": builder.add_azure_key_vault("kv"),
        "secret": builder.add_parameter("secret", secret=True),
        "mode": builder.add_parameter("mode"),
        "mode_token": TerraformVariable(apphost.stack, "mode-token").string_value,
        "variable": lambda **config: TerraformVariable(apphost.stack, "mine", **config).string_value,
        "local": lambda value: TerraformLocal(apphost.stack, "mine-too", value).as_string,
        "configure": batch.publish_as_azure_container_app_job,
        "event": lambda *rules: batch.publish_as_azure_container_app_job(
            trigger=cdktf_aspire.Event(rules=rules)
        ),
        "writable": lambda each: batch.publish_as_azure_container_app_job(
            lambda _, job: job.configuration.secrets.append(each)
        ),
    }
    file.write_text(code, encoding="utf-8")
    exec(compile(code, str(file), "exec"), names)


def assert_nothing_shows_it(apphost: AppHost, capfd: pytest.CaptureFixture[str]) -> str:
    """Neither what a stopped synth says and writes, nor what programs see of it."""
    problems = apphost.problems()
    said = [
        repr(problems),
        render_text(problems, color=False),
        render_json(problems),
        *map(one_line, problems),
    ]
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    said += [
        str(stopped.value),
        repr(stopped.value),
        stopped.value.code,
        repr(stopped.value.problems),
        *capfd.readouterr(),
    ]
    text = "\n".join(said)
    assert PLANTED not in text
    assert not any(PLANTED in file.read_text() for file in apphost.folder.rglob("*") if file.is_file())
    return text


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_with_a_secret_is_told_without_it(
    apphost: AppHost, code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spelling = SPELLINGS[MISTAKES.index(code) % len(SPELLINGS)]
    spelling = SPELLINGS[0] if "# the" in code else spelling
    run_apphost(apphost, tmp_path / "apphost.py", code.replace("PLANTED", spelling))

    assert re.search(r"^ +\d+: \S", assert_nothing_shows_it(apphost, capfd), re.MULTILINE), "a line is shown"


FROM_ELSEWHERE: dict[str, Callable[[TerraformStack], str | Reference]] = {
    "no default": lambda stack: TerraformVariable(stack, "v").string_value,
    "empty default": lambda stack: TerraformVariable(stack, "v", default="", sensitive=True).string_value,
    "local": lambda stack: (
        TerraformLocal(stack, "l", {"a": ["x", raw_text("random_password.p.result")]}).as_string
    ),
    "format": lambda stack: Fn.format(
        "Server=%s;Password=%s", ["x", TerraformVariable(stack, "v").string_value]
    ),
    "json": lambda stack: Fn.jsonencode(
        {"user": "me", "password": TerraformVariable(stack, "v").string_value}
    ),
    "choice": lambda _: raw('var.v == "prod" ? random_password.a.result : random_password.b.result'),
    "fallback": lambda _: raw('coalesce(var.v, "fallback")'),
    "key": lambda _: raw('jsondecode(data.azurerm_key_vault_secret.s.value)["password"]'),
    "text": lambda _: raw('"Server=${azurerm_mssql_server.s.fqdn};Password=${random_password.p.result}"'),
    "file": lambda _: raw('trimspace(file("secret.txt"))'),
    "template": lambda _: raw('templatefile("secret.tpl", { user = "me and you" })'),
    "module": lambda _: raw('module.db["a"].password'),
    "generated": lambda _: raw('"p-${uuid()}"'),
}


def raw_text(expression: str) -> str:
    return f"${{{expression}}}"


@pytest.mark.parametrize("value", FROM_ELSEWHERE.values(), ids=FROM_ELSEWHERE)
def test_a_secret_that_only_terraform_knows_is_not_written_down(
    apphost: AppHost, value: Callable[[TerraformStack], str | Reference]
) -> None:
    secret = value(apphost.stack)
    apphost.builder.add_azure_key_vault("kv").add_secret("s", secret)

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.secrets.append(ContainerAppWritableSecret(name="own", value=secret))

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    assert apphost.codes() == []


SCALERS = sorted(
    name
    for name in cdktf_aspire.__all__
    if isinstance(kind := getattr(cdktf_aspire, name), type) and issubclass(kind, ScaleRule)
)


@pytest.mark.parametrize("scaler", SCALERS)
def test_the_secrets_of_a_scale_rule_are_told_nowhere(
    apphost: AppHost, scaler: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each as text, in an expression, in a list, under a wrong name and by position."""
    secrets = [name for name, key in keys_of(getattr(cdktf_aspire, scaler)) if key.secret]
    calls = [f"{scaler}('{PLANTED}')", f"{scaler}(**{{'{PLANTED[0]}': '{PLANTED}'}})"]
    for name in secrets:
        calls += [
            f"{scaler}({name}='{PLANTED}')",
            f"{scaler}({name}=ref_expr('{PLANTED}'))",
            f"{scaler}({name}=['{PLANTED}'])",
            f"{scaler}({name}=b'{PLANTED}')",
            f"{scaler}({name}x='{PLANTED}')",
        ]
    uses = ("event({})", "configure(trigger={})", "print({})")
    code = "\n".join(use.format(call) for use in uses for call in calls)
    run_apphost(apphost, tmp_path / "apphost.py", code)

    assert_nothing_shows_it(apphost, capfd)


def test_what_python_shows_of_a_value_has_no_secret(apphost: AppHost) -> None:
    builder = create_builder(scope=apphost.add_stack("other"))
    parameter = builder.add_parameter("p", PLANTED, secret=True)
    secret = builder.add_azure_key_vault("kv").add_secret("s", PLANTED)
    values = [
        parameter,
        secret,
        ref_expr("x{0}", parameter),
        ContainerAppWritableSecret(name="a", value=PLANTED),
        ContainerAppRegistryCredentials(server="r.io", username="me"),
        ContainerAppEnvironmentVariable(name="A", value=PLANTED),
        ref_expr(PLANTED),
        ReferenceExpression.create_conditional(parameter, "a", PLANTED, PLANTED),
        ScaleRule.custom("a", {"b": PLANTED}, secrets={"c": PLANTED}),
    ]

    assert PLANTED not in "".join(f"{each!r}{each}" for each in values)
