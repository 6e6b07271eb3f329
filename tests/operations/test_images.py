"""`cdktf-aspire images`: the commands for a stack's images, and what it does with --build.

The tools are stand-ins on the PATH, except in the last test.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from cdktf_aspire.operations.registry_sign_in import USER
from tests.operations.commands import type_in
from tests.operations.stand_in.arm import Answer
from tests.operations.stand_in.build_tools import DIGEST, HOST, TOKEN, BuildTools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.apphost import AppHost
    from tests.operations.stand_in.arm import Request, StandIn

# Where the paths of these AppHosts begin, below the folder that `--sources` names.
HERE = Path("tests/operations")
_SIGN_IN = ("ARM_CLIENT_ID", "ARM_USE_MSI", "DOCKER_CONFIG", "TERRAFORM_BINARY_NAME", "TF_VAR_token")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BuildTools:
    """No tool yet; the test installs some. Paths begin at the test's own folder."""
    monkeypatch.chdir(tmp_path)
    for name in _SIGN_IN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return BuildTools(tmp_path / "tools")


@pytest.fixture
def report(tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost]) -> Path:
    """The stack of a project `report`, which exists; its folder."""
    del tools
    return synthesized(tmp_path, new_apphost, lambda apphost: project(apphost, "report"))


def project(apphost: AppHost, name: str) -> None:
    apphost.builder.add_project(name, f"{name}/{name}.csproj").acknowledge(
        "ACJ964", "it is written where the command looks for it"
    ).publish_as_azure_container_app_job()
    write(HERE / name / f"{name}.csproj", '<Project Sdk="Microsoft.NET.Sdk" />')


def synthesized(
    tmp_path: Path, new_apphost: Callable[..., AppHost], declare: Callable[[AppHost], object]
) -> Path:
    apphost = new_apphost()
    declare(apphost)
    apphost.app.synth()
    return tmp_path / "cdktf.out" / "stacks" / "stack"


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def images_of(*words: str) -> list[str]:
    """The commands that are listed, with the paths of this test, whose AppHost's file is elsewhere."""
    listed = type_in("images", "--sources", ".", *words)
    assert listed.code == 0, listed.messages
    return listed.output.splitlines()


def variables(stack: Path) -> object:
    return json.loads((stack / "images.auto.tfvars.json").read_text(encoding="utf-8"))


# ---- the commands


def test_a_project_is_published_to_the_registry_of_its_environment(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    del report
    tools.install(monkeypatch, "terraform")
    assert images_of("--tag", "1.4") == [
        "# The stack stack",
        "az acr login --name crjobs",
        "",
        "# report: the project tests/operations/report/report.csproj, for TF_VAR_report_containerimage",
        "dotnet publish tests/operations/report/report.csproj --os linux --arch x64 -t:PublishContainer "
        "-p:ContainerRegistry=crjobs.azurecr.io -p:ContainerRepository=report -p:ContainerImageTag=1.4",
        "",
    ]


def test_a_dockerfile_is_built_with_its_stage_arguments_and_secrets_and_pushed(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(apphost: AppHost) -> None:
        builder = apphost.builder
        version = builder.add_parameter("version", "1.2")
        channel = builder.add_parameter("channel")
        token = builder.add_parameter("token", secret=True)
        builder.add_dockerfile("tool", "../tool", "build/Dockerfile", "final").with_build_arg(
            "TEXT", "a ${b} 'c'"
        ).with_build_arg("VERSION", version).with_build_arg("CHANNEL", channel).with_build_secret(
            "nuget", token
        ).acknowledge("ACJ965", "it is not read here").publish_as_azure_container_app_job()

    synthesized(tmp_path, new_apphost, declare)
    tools.install(monkeypatch, "terraform", "podman")
    arguments = (
        '--target final --build-arg "CHANNEL=${TF_VAR_channel}" '
        "--build-arg 'TEXT=a ${b} '\"'\"'c'\"'\"'' --build-arg VERSION=1.2"
    )
    assert images_of("--tag", "1")[4:] == [
        "podman build --platform linux/amd64 --tag crjobs.azurecr.io/tool:1 "
        f"--file tests/tool/build/Dockerfile {arguments} --secret id=nuget,env=TF_VAR_token tests/tool",
        "podman push crjobs.azurecr.io/tool:1",
        "",
    ]
    assert images_of("--tag", "1", "--with", "acr")[4:] == [
        "az acr build --registry crjobs --image tool:1 --platform linux/amd64 "
        f"--file build/Dockerfile {arguments} tests/tool",
        "",
    ]


def test_an_executable_is_built_of_the_dockerfile_where_it_runs(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    synthesized(
        tmp_path,
        new_apphost,
        lambda apphost: apphost.builder.add_executable(
            "Script", "python", ".", "main.py"
        ).publish_as_azure_container_app_job(),
    )
    tools.install(monkeypatch, "terraform", "docker")
    assert images_of("--tag", "1")[3:5] == [
        "# Script: the Dockerfile tests/operations/Dockerfile, for TF_VAR_script_containerimage",
        "docker build --platform linux/amd64 --tag crjobs.azurecr.io/script:1 tests/operations",
    ]


def test_before_the_registry_is_deployed_the_commands_have_a_variable_for_it(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.install(monkeypatch, "terraform", "dotnet")
    tools.set(outputs={})
    listed = images_of("--tag", "1")
    assert "-p:ContainerRegistry=$REGISTRY" in listed[-2]
    assert listed[1:3] == [
        "# Its registry is in the same stack and not deployed yet. Deploy it first alone: "
        "`terraform -chdir=cdktf.out/stacks/stack apply -target=azurerm_container_registry.env_acr`, "
        "or give it a stack of its own.",
        "REGISTRY=  # its host",
    ]
    built = type_in("images", "--build", "--sources", ".")
    assert (built.code, tools.commands("dotnet")) == (2, [])
    assert "not deployed yet" in built.messages
    assert not (report / "images.auto.tfvars.json").exists()


def test_the_images_of_a_stack_are_there_for_programs_too(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    del report
    tools.install(monkeypatch, "terraform")
    listed = json.loads(type_in("images", "--format", "json", "--tag", "1", "--sources", ".").output)
    (image,) = listed["images"]
    assert image.pop("commands")[0].startswith("dotnet publish ")
    assert image == {
        "stack": "stack",
        "resource": "report",
        "variable": "report_containerimage",
        "kind": "project",
        "source": "tests/operations/report/report.csproj",
        "registry": HOST,
        "repository": "report",
        "tag": "1",
    }


# ---- --build


def test_what_was_pushed_is_handed_to_terraform_by_its_digest(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    write(report / "images.auto.tfvars.json", '{"mine": 1, "gone_containerimage": "x"}')
    built = type_in("images", "--build", "--tag", "1.4", "--sources", ".")
    assert built.code == 0, built.messages
    assert variables(report) == {"mine": 1, "report_containerimage": f"{HOST}/report@{DIGEST}"}
    assert built.output == ""
    assert built.messages.splitlines() == [
        "Signing in to crjobs.azurecr.io ...",
        "Building report (project tests/operations/report/report.csproj) ...",
        f"Pushed {HOST}/report@{DIGEST}",
        "Wrote cdktf.out/stacks/stack/images.auto.tfvars.json: the next deployment of stack takes the images "
        "from there.",
    ]


def test_dotnet_is_signed_in_by_a_file_of_its_own_and_nobody_sees_the_password(
    report: Path, tools: BuildTools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del report
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    write(
        tmp_path / ".docker" / "config.json",
        '{"credsStore": "desktop", "auths": {"ghcr.io": {"auth": "mine"}}}',
    )
    built = type_in("images", "--build", "--sources", ".")
    assert built.code == 0, built.messages
    (publish,) = [each for each in tools.calls if each["tool"] == "dotnet"]
    assert publish["config"]["auths"]["ghcr.io"] == {"auth": "mine"}
    assert base64.b64decode(publish["config"]["auths"][HOST]["auth"]).decode().endswith(f":{TOKEN}")
    assert "credsStore" not in publish["config"]
    assert TOKEN not in built.messages + json.dumps([each["words"] for each in tools.calls])


@pytest.mark.parametrize("client", ["docker", "podman", "buildah"])
def test_a_client_gets_the_password_through_its_input(
    client: str,
    tools: BuildTools,
    tmp_path: Path,
    new_apphost: Callable[..., AppHost],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stack = synthesized(tmp_path, new_apphost, dockerfile)
    tools.install(monkeypatch, "terraform", "az", client)
    monkeypatch.setenv("TF_VAR_token", "of-the-build-of-the-stand-in")
    built = type_in("images", "--build", "--tag", "1", "--sources", ".")
    assert built.code == 0, built.messages
    assert variables(stack) == {"tool_containerimage": f"{HOST}/tool@{DIGEST}"}
    login = next(each for each in tools.calls if each["words"][0] == "login")
    assert login["words"] == ["login", HOST, "--username", USER, "--password-stdin"]
    assert login["stdin"] == TOKEN
    assert (
        f"{client} build --platform linux/amd64 --tag {HOST}/tool:1 --secret id=nuget,env=TF_VAR_token "
        in (tools.commands(client)[2])
    )


def dockerfile(apphost: AppHost) -> None:
    """A tool with a Dockerfile, which exists, and a secret of its build."""
    token = apphost.builder.add_parameter("token", secret=True)
    apphost.builder.add_dockerfile("tool", "tool").with_build_secret("nuget", token).acknowledge(
        "ACJ965", "it is written where the command looks for it"
    ).publish_as_azure_container_app_job()
    write(HERE / "tool" / "Dockerfile", "FROM scratch")


def test_a_failed_build_shows_what_its_tool_said_and_hands_nothing_on(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(apphost: AppHost) -> None:
        project(apphost, "first")
        project(apphost, "second")

    stack = synthesized(tmp_path, new_apphost, declare)
    before = '{"first_containerimage": "x/first:0"}'
    write(stack / "images.auto.tfvars.json", before)
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    tools.set(fails="second")
    monkeypatch.setenv("TF_VAR_token", "of-the-build-of-the-stand-in")
    built = type_in("images", "--build", "--sources", ".")
    assert built.code == 1
    assert f"Pushed {HOST}/first@" in built.messages
    assert "second was not built: `dotnet publish` ended with 17." in built.messages
    assert "error : something is wrong with second" in built.messages
    assert "of-the-build-of-the-stand-in" not in built.messages
    assert (stack / "images.auto.tfvars.json").read_text() == before


def test_everything_that_is_missing_is_said_before_anything_is_built(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(apphost: AppHost) -> None:
        project(apphost, "report")
        dockerfile(apphost)

    synthesized(tmp_path, new_apphost, declare)
    (HERE / "report" / "report.csproj").unlink()
    tools.install(monkeypatch, "terraform")
    built = type_in("images", "--build", "--sources", ".")
    assert built.code == 2
    assert built.messages.splitlines() == [
        "Error: The images can't be built.",
        "report: there is no project file tests/operations/report/report.csproj.",
        "tool: the secret nuget of the build has no value: set TF_VAR_token.",
        "There is no dotnet on the PATH. It builds report: https://dot.net.",
        "There is no docker, podman or buildah on the PATH. One of them builds tool; or have the registry "
        "do it: --with acr.",
    ]


def test_a_client_whose_daemon_does_not_run_is_passed_over(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    synthesized(tmp_path, new_apphost, dockerfile)
    tools.install(monkeypatch, "terraform", "az", "docker")
    tools.set(fails="docker version")
    monkeypatch.setenv("TF_VAR_token", "of-the-build-of-the-stand-in")
    built = type_in("images", "--build", "--sources", ".")
    assert built.code == 2
    assert "docker is installed and doesn't work: " in built.messages
    tools.install(monkeypatch, "podman")
    assert type_in("images", "--build", "--sources", ".").code == 0
    assert [each.split()[1] for each in tools.commands("podman")] == ["version", "login", "build", "push"]


def test_the_registry_itself_builds_a_dockerfile(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(apphost: AppHost) -> None:
        apphost.builder.add_dockerfile("tool", "tool").acknowledge(
            "ACJ965", "it is written where the command looks for it"
        ).publish_as_azure_container_app_job()
        write(HERE / "tool" / "Dockerfile", "FROM scratch")

    stack = synthesized(tmp_path, new_apphost, declare)
    tools.install(monkeypatch, "terraform", "az")
    built = type_in("images", "--build", "--with", "acr", "--tag", "1", "--sources", ".")
    assert built.code == 0, built.messages
    assert tools.commands("az") == [
        "az acr build --registry crjobs --image tool:1 --platform linux/amd64 tests/operations/tool"
    ]
    # It printed no digest, so the tag has to do, and that is said.
    assert variables(stack) == {"tool_containerimage": f"{HOST}/tool:1"}
    assert "The digest of tool is not known" in built.messages


def test_a_registry_of_ones_own_is_signed_in_to_already(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.install(monkeypatch, "dotnet")
    built = type_in("images", "--build", "--registry", "ghcr.io/acme", "--sources", ".")
    assert built.code == 0, built.messages
    assert variables(report) == {"report_containerimage": f"ghcr.io/acme/report@{DIGEST}"}
    assert [each["tool"] for each in tools.calls] == ["dotnet"]
    # .NET takes no path with the host: it would push to ghcr.io/report.
    assert "-p:ContainerRegistry=ghcr.io -p:ContainerRepository=acme/report " in tools.commands("dotnet")[0]


@pytest.mark.parametrize(
    ("registry", "tool", "words"),
    [
        ("crjobs.azurecr.io/team", "acr", "--registry crjobs --image team/tool:1 "),
        ("localhost:5000/team", "docker", "--tag localhost:5000/team/tool:1 "),
    ],
)
def test_a_registry_may_have_a_port_and_the_beginning_of_a_path(
    tools: BuildTools,
    tmp_path: Path,
    new_apphost: Callable[..., AppHost],
    registry: str,
    tool: str,
    words: str,
) -> None:
    del tools

    def declare(apphost: AppHost) -> None:
        apphost.builder.add_dockerfile("tool", "tool").acknowledge(
            "ACJ964", "only listed"
        ).publish_as_azure_container_app_job()

    synthesized(tmp_path, new_apphost, declare)
    assert words in "\n".join(images_of("--registry", registry, "--with", tool, "--tag", "1"))


def test_of_several_stacks_one_is_named(
    tools: BuildTools, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cdktf_aspire import create_builder

    apphost = new_apphost()
    project(apphost, "report")
    other = create_builder(scope=apphost.add_stack("other"))
    other.add_project("close", "close/close.csproj").acknowledge(
        "ACJ964", "it is not read here"
    ).publish_as_azure_container_app_job()
    apphost.app.synth()
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    assert [each for each in images_of() if each.startswith("# The stack")] == [
        "# The stack other",
        "# The stack stack",
    ]
    built = type_in("images", "--build", "--sources", ".")
    assert (built.code, tools.commands("dotnet")) == (2, [])
    assert "Say which one: --stack other, --stack stack." in built.messages
    wrong = type_in("images", "--stack", "othr")
    assert (wrong.code, "There is: other, stack." in wrong.messages) == (2, True)
    assert type_in("images", "--build", "--stack", "stack", "--sources", ".").code == 0
    # Or by its folder.
    assert type_in("images", str(tmp_path / "cdktf.out" / "stacks" / "other")).output.startswith(
        "# The stack other"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tag", "a b"], "--tag can't be"),
        (["--registry", "-x"], "--registry can't be"),
        (["nowhere"], "nowhere has no stack"),
    ],
)
def test_wrong_use_is_said(words: list[str], said: str, tools: BuildTools) -> None:
    del tools
    shown = type_in("images", *words)
    assert shown.code == 2
    assert said in shown.messages


def test_a_file_that_terraform_could_not_read_is_not_written_over(
    report: Path, tools: BuildTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    write(report / "images.auto.tfvars.json", "not JSON")
    built = type_in("images", "--build", "--sources", ".")
    assert (built.code, tools.commands("dotnet")) == (2, [])
    assert (report / "images.auto.tfvars.json").read_text() == "not JSON"


# ---- the registry's sign-in, over TLS


def exchanging(azure: StandIn, answer: Answer) -> list[dict[str, str]]:
    """Makes the stand-in a registry too; what it is asked for."""
    asked: list[dict[str, str]] = []

    def exchange(request: Request, _: re.Match[str]) -> Answer:
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        asked.append(form)
        is_known = form.get("access_token") in azure.tokens
        return answer if is_known else Answer(401, {"errors": [{"code": "UNAUTHORIZED"}]})

    azure.routes.append(("POST", re.compile(r"/oauth2/exchange$"), exchange))
    return asked


def test_a_pipeline_signs_in_to_the_registry_as_terraform_does(
    azure: StandIn,
    tmp_path: Path,
    new_apphost: Callable[..., AppHost],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = exchanging(azure, Answer(200, {"refresh_token": TOKEN}))
    stack = synthesized(tmp_path, new_apphost, lambda apphost: project(apphost, "report"))
    tools = BuildTools(tmp_path / "tools")
    tools.install(monkeypatch, "terraform", "dotnet", "az")
    tools.set(outputs={"registry_endpoints": {"value": {"env": azure.host}}})
    built = type_in("images", "--build", "--sources", ".")
    assert built.code == 0, built.messages
    assert variables(stack) == {"report_containerimage": f"{azure.host}/report@{DIGEST}"}
    assert [each["service"] for each in asked] == [azure.host]
    (publish,) = [each for each in tools.calls if each["tool"] == "dotnet"]
    assert base64.b64decode(publish["config"]["auths"][azure.host]["auth"]).decode() == f"{USER}:{TOKEN}"
    assert tools.commands("az") == []


def test_a_registry_that_refuses_is_said_before_anything_is_built(
    azure: StandIn,
    tmp_path: Path,
    new_apphost: Callable[..., AppHost],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    exchanging(azure, Answer(403, {"errors": [{"code": "DENIED", "message": "no push"}]}))
    stack = synthesized(tmp_path, new_apphost, lambda apphost: project(apphost, "report"))
    tools = BuildTools(tmp_path / "tools")
    tools.install(monkeypatch, "terraform", "dotnet")
    tools.set(outputs={"registry_endpoints": {"value": {"env": azure.host}}})
    built = type_in("images", "--build", "--sources", ".")
    assert (built.code, tools.commands("dotnet")) == (1, [])
    assert f"sign in to the registry {azure.host}" in built.messages
    assert not (stack / "images.auto.tfvars.json").exists()


# ---- a real build and push


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """Debian's registry on loopback; its host."""
    program, builder = shutil.which("docker-registry"), shutil.which("buildah")
    if program is None or builder is None:
        pytest.skip("buildah and docker-registry are not here: no image was really built and pushed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(tmp_path / "registry")}},
        "http": {"addr": host},
    }
    (tmp_path / "registry.yml").write_text(json.dumps(settings), encoding="utf-8")
    running = subprocess.Popen(
        [program, "serve", str(tmp_path / "registry.yml")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://{host}/v2/", timeout=5).close()
                break
            time.sleep(0.1)
        yield host
    finally:
        running.terminate()
        running.wait(timeout=60)


@pytest.mark.matrix
def test_a_real_build_is_in_the_registry_by_the_digest_that_terraform_gets(
    registry: str, tmp_path: Path, new_apphost: Callable[..., AppHost], monkeypatch: pytest.MonkeyPatch
) -> None:
    def declare(apphost: AppHost) -> None:
        token = apphost.builder.add_parameter("token", secret=True)
        apphost.builder.add_dockerfile("tool", "tool", stage="final").with_build_arg(
            "VERSION", "1.4"
        ).with_build_secret("nuget", token).acknowledge(
            "ACJ965", "it is written where the command looks for it"
        ).publish_as_azure_container_app_job()

    monkeypatch.chdir(tmp_path)
    # As in a container, where there are no namespaces to be had.
    for name, value in {
        "BUILDAH_ISOLATION": "chroot",
        "STORAGE_DRIVER": "vfs",
        "CONTAINERS_STORAGE_CONF": str(tmp_path / "storage.conf"),
        "CONTAINERS_REGISTRIES_CONF": str(tmp_path / "registries.conf"),
        "TF_VAR_token": "of-the-build-of-this-test",
    }.items():
        monkeypatch.setenv(name, value)
    write(
        tmp_path / "storage.conf",
        f'[storage]\ndriver = "vfs"\ngraphroot = "{tmp_path}/images"\nrunroot = "{tmp_path}/run"\n',
    )
    write(tmp_path / "registries.conf", f'[[registry]]\nlocation = "{registry}"\ninsecure = true\n')
    stack = synthesized(tmp_path, new_apphost, declare)
    write(HERE / "tool" / "hello", "hello")
    write(
        HERE / "tool" / "Dockerfile",
        "FROM scratch AS base\nARG VERSION\nCOPY hello /hello\nLABEL version=$VERSION\n"
        "FROM base AS final\nFROM base AS other\nCOPY nothing /\n",
    )
    words = ("--build", "--with", "buildah", "--registry", registry, "--tag", "1.4", "--sources", ".")
    built = type_in("images", *words)
    assert built.code == 0, built.messages
    reference = json.loads((stack / "images.auto.tfvars.json").read_text())["tool_containerimage"]
    repository, _, digest = reference.partition("@")
    assert repository == f"{registry}/tool"
    asked = urllib.request.Request(
        f"http://{registry}/v2/tool/manifests/{digest}",
        headers={"Accept": "application/vnd.oci.image.manifest.v1+json"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        manifest = answer.read()
    assert f"sha256:{hashlib.sha256(manifest).hexdigest()}" == digest
    configuration = json.loads(manifest)["config"]["digest"]
    with urllib.request.urlopen(f"http://{registry}/v2/tool/blobs/{configuration}", timeout=60) as answer:
        image = json.loads(answer.read())
    assert image["config"]["Labels"]["version"] == "1.4"
    assert (image["os"], image["architecture"]) == ("linux", "amd64")
    write(HERE / "tool" / "Dockerfile", "FROM scratch AS final\nCOPY not-there /\n")
    failed = type_in("images", *words)
    assert failed.code == 1
    assert "tool was not built: `buildah build` ended with" in failed.messages
    assert "not-there" in failed.messages
    assert json.loads((stack / "images.auto.tfvars.json").read_text())["tool_containerimage"] == reference
