"""Programs that a manifest has without a module, published as a job in Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost, Json

SECRET = {"value": {"type": "string", "secret": True}}
PLAIN = {"value": {"type": "string"}}


def parameter(name: str, inputs: Json) -> Json:
    return {"type": "parameter.v0", "value": f"{{{name}.inputs.value}}", "inputs": inputs}


COMMON: Json = {
    "pw": parameter("pw", SECRET),
    "size": parameter("size", PLAIN),
    "db": {
        "type": "container.v0",
        "image": "docker.io/library/postgres:17",
        "connectionString": "Host={db.bindings.tcp.host};Port={db.bindings.tcp.port};Password={pw.value}",
        "bindings": {"tcp": {"scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432}},
    },
    "orders": {"type": "value.v0", "connectionString": "{db.connectionString};Database=orders"},
    "encoded": {"type": "annotated.string", "value": "{size.value}", "filter": "uri"},
}
ENV = {
    "PLAIN": "a {{b}} ${c} %{d}",
    "SIZE": "{size.value}",
    "PW": "{pw.value}",
    "BOTH": "{size.inputs.value}-{size.value}",
    "ConnectionStrings__orders": "{orders.connectionString}",
    "DB": "{db.bindings.tcp.host}:{db.bindings.tcp.port}",
    "ENCODED": "{encoded.value}",
}
PROGRAMS: dict[str, Json] = {
    "project.v0": {"path": "../Job/Job.csproj"},
    "container.v0": {"image": "docker.io/acme/job:2"},
    "container.v1": {"build": {"context": "../job", "dockerfile": "../job/Dockerfile", "stage": "final"}},
    "dockerfile.v0": {"path": "../job/Dockerfile", "context": "../job"},
    "executable.v0": {"workingDirectory": "../job", "command": "node"},
}


def manifest(folder: Path, **programs: Json) -> Path:
    names = {name.replace("_", "-"): entry for name, entry in programs.items()}
    text = json.dumps({"resources": {**COMMON, **names}}, indent=2)
    (folder / "aspire-manifest.json").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", PROGRAMS)
def test_variables_and_arguments_are_carried_over(apphost: AppHost, tmp_path: Path, kind: str) -> None:
    args = ["--size", "{size.value}", "{{x}}"]
    output = manifest(tmp_path, job={"type": kind, **PROGRAMS[kind], "env": ENV, "args": args})
    apphost.builder.add_publish_output(output)
    apphost.builder.resource("job").publish_as_azure_container_app_job(trigger=Schedule("0 1 * * *"))

    env = apphost.env("job")
    first = {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"} if kind == "project.v0" else {}
    assert env == {
        **first,
        "PLAIN": "a {b} $${c} %%{d}",
        "SIZE": "${var.size}",
        "PW": "secret:pw",
        "BOTH": "${var.size}-${var.size}",
        "ConnectionStrings__orders": "secret:connectionstrings--orders",
        "DB": "db:5432",
        "ENCODED": '${replace(urlencode(var.size), "+", "%20")}',
    }
    assert list(env) == [*first, *ENV]
    assert apphost.container("job")["args"] == ["--size", "${var.size}", "{x}"]
    assert {each["name"]: each["value"] for each in apphost.job("job")["secret"]} == {
        "pw": "${var.pw}",
        "connectionstrings--orders": "Host=db;Port=5432;Password=${var.pw};Database=orders",
    }
    assert apphost.container("job")["image"] == (
        "docker.io/acme/job:2" if kind == "container.v0" else "${var.job_containerimage}"
    )


def test_entrypoint_and_mounts_are_carried_over(apphost: AppHost, tmp_path: Path) -> None:
    entry = {
        "type": "container.v0",
        "image": "alpine:3",
        "entrypoint": "/bin/sh",
        "args": ["-c", "echo hi"],
        "volumes": [
            {"name": "data", "target": "/data", "readOnly": False},
            {"target": "/scratch", "readOnly": False},
            {"target": "/fixed", "readOnly": True},
        ],
        "bindMounts": [{"source": "conf", "target": "/conf", "readOnly": True}],
    }
    apphost.builder.add_publish_output(manifest(tmp_path, tool=entry))
    apphost.builder.resource("tool").publish_as_azure_container_app_job()

    container = apphost.container("tool")
    assert (container["command"], container["args"]) == (["/bin/sh"], ["-c", "echo hi"])
    assert [each["path"] for each in container["volume_mounts"]] == ["/data", "/scratch", "/fixed", "/conf"]
    storages = apphost.terraform()["resource"]["azurerm_container_app_environment_storage"].values()
    modes = sorted(each["access_mode"] for each in storages)
    assert modes == ["ReadOnly", "ReadOnly", "ReadWrite", "ReadWrite"]


def test_an_executable_has_its_command(apphost: AppHost, tmp_path: Path) -> None:
    entry = {
        "type": "executable.v0",
        "workingDirectory": ".",
        "command": "node",
        "args": ["x.js", "{size.value}"],
    }
    apphost.builder.add_publish_output(manifest(tmp_path, exe=entry))
    apphost.builder.resource("exe").publish_as_azure_container_app_job()
    container = apphost.container("exe")
    assert (container["command"], container["args"]) == (["node"], ["x.js", "${var.size}"])


def test_what_a_build_needs_is_noted_for_those_who_build(apphost: AppHost, tmp_path: Path) -> None:
    build = {
        "context": "../tool",
        "dockerfile": "../tool/Dockerfile",
        "stage": "final",
        "args": {"VERSION": "1", "SIZE": "{size.value}"},
        "secrets": {"token": {"type": "env", "value": "{pw.value}"}},
    }
    apphost.builder.add_publish_output(manifest(tmp_path, tool={"type": "container.v1", "build": build}))
    tool = apphost.builder.resource("tool").publish_as_azure_container_app_job()

    noted = tool.dockerfile
    assert noted is not None
    assert (noted.context_path, noted.dockerfile_path, noted.stage) == (
        "../tool",
        "../tool/Dockerfile",
        "final",
    )
    assert noted.build_args == {"VERSION": "1", "SIZE": apphost.builder.resources[1]}
    assert noted.build_secrets == {"token": apphost.builder.resources[0]}
    assert [each for each in apphost.codes() if each != "ACJ905"] == []
    description = apphost.terraform()["variable"]["tool_containerimage"]["description"]
    assert description.endswith("Its build takes the arguments VERSION, SIZE and the secret token.")


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ({"containerFiles": {"/app": {}}}, "containerFiles"),
        ({"build": {"context": ".", "args": {"TOKEN": "{pw.value}"}}}, "build.args.TOKEN"),
        ({"build": {"context": ".", "args": {"NOTHING": None}}}, "build.args.NOTHING"),
        ({"build": {"context": ".", "secrets": {"s": {"type": "file", "source": "x"}}}}, "build.secrets.s"),
        ({"build": {"context": ".", "secrets": {"s": {"type": "env", "value": "x"}}}}, "build.secrets.s"),
        ({"build": {"context": ".", "target": "x"}}, "build.target"),
        ({"image": "a:1", "env": {"NOTHING": None}}, "env.NOTHING"),
        ({"image": "a:1", "args": [None]}, "args[0]"),
    ],
)
def test_what_is_not_carried_over_is_named_with_its_line(
    apphost: AppHost, tmp_path: Path, entry: Json, path: str
) -> None:
    whole = {"type": "container.v1", **({} if "build" in entry else {"image": "a:1"}), **entry}
    output = manifest(tmp_path, tool=whole)
    apphost.builder.add_publish_output(output)
    assert apphost.codes() == ["ACJ905", "ACJ905"]  # nobody asks for it

    apphost.builder.resource("tool").publish_as_azure_container_app_job()
    (problem,) = [each for each in apphost.problems() if each.code != "ACJ905"]
    assert (problem.code, problem.resource, problem.path) == ("ACJ815", "tool", path)
    assert problem.where is not None
    line = (output / "aspire-manifest.json").read_text().splitlines()[problem.where.line - 1]
    assert any(word in line for word in (path.rpartition(".")[2], "null", '"source": "x"', '"value": "x"'))


@pytest.mark.parametrize(
    ("env", "code", "message"),
    [
        ({"A": "{nobody.value}"}, "ACJ807", "{nobody.value} is not known, so it stays as text"),
        ({"A": 1}, "ACJ803", "'A' is text"),
        ({"A": "{loop.connectionString}"}, "ACJ806", "The connection string of 'loop' refers to itself"),
    ],
)
def test_a_wrong_value_is_a_problem_of_the_job_alone(
    apphost: AppHost, tmp_path: Path, env: Json, code: str, message: str
) -> None:
    loop = {"type": "value.v0", "connectionString": "x"}
    if "loop" in str(env):
        loop = {"type": "container.v0", "image": "a:1", "connectionString": "{loop.connectionString}"}
    tool = {"type": "container.v0", "image": "a:1", "env": env}
    apphost.builder.add_publish_output(manifest(tmp_path, loop=loop, tool=tool))
    assert code not in apphost.codes()

    apphost.builder.resource("tool").publish_as_azure_container_app_job()
    (problem,) = [each for each in apphost.problems() if each.code not in {"ACJ905"}]
    assert (problem.code, problem.resource, problem.path) == (code, "tool", "env.A")
    assert problem.message.startswith(message)
    assert apphost.problems().count(problem) == 1


def test_a_job_is_told_its_own_port_and_endpoints_are_named(apphost: AppHost, tmp_path: Path) -> None:
    bindings = {"http": {"scheme": "http", "protocol": "tcp", "transport": "http"}}
    env = {"HTTP_PORTS": "{job.bindings.http.targetPort}"}
    entry = {"type": "project.v0", "path": "a.csproj", "env": env, "bindings": bindings}
    apphost.builder.add_publish_output(manifest(tmp_path, job=entry))
    apphost.builder.resource("job").publish_as_azure_container_app_job()

    assert [each.code for each in apphost.problems() if each.resource == "job"] == ["ACJ944"]
    assert apphost.env("job")["HTTP_PORTS"] == "8080"


def test_an_image_that_the_apphost_only_builds_is_a_job_when_python_says_so(
    apphost: AppHost, tmp_path: Path
) -> None:
    entry = {"type": "container.v1", "build": {"context": ".", "buildOnly": True}, "env": {"A": "1"}}
    apphost.builder.add_publish_output(manifest(tmp_path, assets=entry))
    apphost.builder.resource("assets").publish_as_azure_container_app_job()
    assert apphost.env("assets") == {"A": "1"}


def test_what_the_user_says_comes_after_it(apphost: AppHost, tmp_path: Path) -> None:
    entry = {
        "type": "container.v0",
        "image": "a:1",
        "env": {"A": "1", "B": "2"},
        "args": ["x"],
        "entrypoint": "sh",
    }
    apphost.builder.add_publish_output(manifest(tmp_path, tool=entry))
    tool = apphost.builder.resource("tool").with_environment("A", "mine").with_args("y")
    tool.publish_as_azure_container_app_job()
    tool.with_environment("C", "3").publish_as_azure_container_app_job(timeout=60)

    assert list(apphost.env("tool").items()) == [("A", "mine"), ("B", "2"), ("C", "3")]
    assert apphost.container("tool")["args"] == ["x", "y"]


@pytest.mark.parametrize("leave_out", [["app"], True])
def test_a_program_with_a_module_that_is_left_out_keeps_what_the_manifest_says(
    apphost: AppHost, tmp_path: Path, leave_out: bool | list[str]
) -> None:
    deployment = {"type": "azure.bicep.v0", "path": "app.module.bicep"}
    app = {
        "type": "container.v1",
        "image": "acme/app:1",
        "deployment": deployment,
        "env": ENV,
        "args": ["--once"],
    }
    output = manifest(tmp_path, app=app)
    bicep = "resource app 'Microsoft.App/containerApps@2025-01-01' = {\n  name: 'app'\n}\n"
    (output / "app.module.bicep").write_text(bicep)
    apphost.builder.add_publish_output(output, leave_out=leave_out)
    apphost.builder.resource("app").publish_as_azure_container_app_job()

    assert list(apphost.env("app")) == list(ENV)
    assert apphost.container("app")["args"] == ["--once"]
    assert "azapi_resource" not in apphost.terraform()["resource"]


def test_a_program_that_nobody_publishes_asks_for_nothing(
    new_apphost: Callable[..., AppHost], tmp_path: Path
) -> None:
    red = {"type": "azure.bicep.v0", "path": "missing.bicep"}
    env = {"RED": "{red.outputs.host}"}
    output = manifest(tmp_path, red=red, tool={"type": "container.v0", "image": "a:1", "env": env})
    apphost = new_apphost()
    apphost.builder.add_publish_output(output, leave_out=["red"])
    assert "red_outputs_host" not in apphost.terraform().get("variable", {})

    apphost = new_apphost("again")
    apphost.builder.add_publish_output(output, leave_out=["red"])
    apphost.builder.resource("tool").publish_as_azure_container_app_job()
    assert apphost.env("tool") == {"RED": "${var.red_outputs_host}"}
