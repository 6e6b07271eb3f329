"""A secret's value is nowhere to be read: not in what is written, not in what is said about a mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformVariable

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
    SynthesisStopped,
    Value,
    create_builder,
    raw,
    ref_expr,
)
from cdktf_aspire.jobs.report import render_text
from cdktf_aspire.jobs.rules import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.hosting.references import ModelReference
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
    assert places == {"/azurerm_container_app_job/secret[]/value", "/azurerm_key_vault_secret/value"}
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
]


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_with_a_secret_is_told_without_it(
    apphost: AppHost, code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    builder = apphost.builder
    batch = builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    names = {
        **{name: getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__},
        "PLANTED": PLANTED,
        "builder": builder,
        "batch": batch,
        "vault": builder.add_azure_key_vault("kv"),
        "secret": builder.add_parameter("secret", secret=True),
        "configure": batch.publish_as_azure_container_app_job,
        "writable": lambda each: batch.publish_as_azure_container_app_job(
            lambda _, job: job.configuration.secrets.append(each)
        ),
    }
    exec(compile(code, "apphost.py", "exec"), names)

    problems = apphost.problems()
    assert any(problem.is_error for problem in problems)
    said = [repr(problems), render_text(problems, color=False), *map(one_line, problems)]
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    said += [repr(stopped.value), repr(stopped.value.problems), *capfd.readouterr()]
    assert PLANTED not in "\n".join(said)
    assert not any(PLANTED in file.read_text() for file in apphost.folder.rglob("*") if file.is_file())


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
    ]

    assert PLANTED not in "".join(f"{each!r}{each}" for each in values)
