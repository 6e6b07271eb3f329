"""What images are built of is looked for at the synth, beside the AppHost's file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

JOB = ".publish_as_azure_container_app_job()"


def problems(apphost: AppHost, folder: Path, code: str) -> list[str]:
    """The problems of an AppHost that is a file in this folder: code, attribute and message or guess."""
    file = folder / "main.py"
    file.write_text(code, encoding="utf-8")
    exec(compile(code, str(file), "exec"), {"__name__": "main", "builder": apphost.builder})
    return [f"{each.code} {each.path} {each.message}. {each.hint}" for each in apphost.problems()]


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_typo_in_the_path_of_a_project_warns_with_what_was_meant(apphost: AppHost, tmp_path: Path) -> None:
    write(tmp_path / "Report" / "Report.csproj")
    code = f"builder.add_project('report', '../Reprot/Report.csproj'){JOB}"
    (tmp_path / "apphost").mkdir()
    assert problems(apphost, tmp_path / "apphost", code) == [
        "ACJ964 path= The project file ../Reprot/Report.csproj doesn't exist. Did you mean "
        "'../Report/Report.csproj'?"
    ]


@pytest.mark.parametrize("path", ["Report/Report.csproj", "Report", "job.cs"])
def test_a_project_a_folder_with_one_and_a_program_of_one_file_are_there(
    apphost: AppHost, tmp_path: Path, path: str
) -> None:
    write(tmp_path / "Report" / "Report.csproj")
    write(tmp_path / "job.cs")
    assert problems(apphost, tmp_path, f"builder.add_project('report', '{path}'){JOB}") == []


DOCKERFILE = """\
# syntax=docker/dockerfile:1
ARG BASE=alpine
FROM --platform=$BUILDPLATFORM ${BASE}:3 AS Build
RUN echo 'FROM x AS no-stage'
from build \\
  as final
FROM final
"""


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("'tool', 'tool'", []),
        ("'tool', 'tool', stage='build'", []),
        ("'tool', 'tool', stage='final'", []),
        ("'tool', 'tool', stage='2'", []),
        ("'tool', 'tol'", ["ACJ965 context_path= The folder tol doesn't exist. Did you mean 'tool'?"]),
        (
            "'tool', 'tool', 'Dockerfil'",
            [
                "ACJ966 dockerfile_path= The file Dockerfil doesn't exist in the folder tool. Did you mean "
                "'Dockerfile'?"
            ],
        ),
        (
            "'tool', 'tool', stage='finl'",
            ["ACJ967 stage= Dockerfile doesn't have a stage finl. Did you mean 'final'?"],
        ),
        ("'tool', 'tool', stage='3'", ["ACJ967 stage= Dockerfile doesn't have a stage 3. Correct the name"]),
        (
            "'tool', 'tool', stage='no-stage'",
            ["ACJ967 stage= Dockerfile doesn't have a stage no-stage. Correct the name"],
        ),
    ],
)
def test_folder_file_and_stage_of_a_dockerfile_are_there(
    apphost: AppHost, tmp_path: Path, call: str, found: list[str]
) -> None:
    write(tmp_path / "tool" / "Dockerfile", DOCKERFILE)
    assert problems(apphost, tmp_path, f"builder.add_dockerfile({call}){JOB}") == found


def test_an_executable_runs_in_a_folder_and_its_dockerfile_is_there_once_it_is_named(
    apphost: AppHost, tmp_path: Path
) -> None:
    (tmp_path / "scripts").mkdir()
    code = f"""
builder.add_executable('one', 'python', 'scripts', 'main.py'){JOB}
builder.add_executable('two', 'python', 'scripts', 'main.py').publish_as_docker_file(){JOB}
builder.add_executable('three', 'python', 'script', 'main.py'){JOB}
"""
    assert [each[:30] for each in problems(apphost, tmp_path, code)] == [
        "ACJ966 dockerfile_path= The fi",
        "ACJ965 working_directory= The ",
    ]


def test_where_the_sources_are_elsewhere_it_is_accepted_once_for_all(
    apphost: AppHost, tmp_path: Path
) -> None:
    code = f"""
builder.acknowledge("ACJ964", "the services have a repository of their own")
builder.add_project("one", "../One/One.csproj"){JOB}
builder.add_project("two", "../Two/Two.csproj"){JOB}
builder.add_dockerfile("tool", "../tool").acknowledge("ACJ965", "so has this"){JOB}
"""
    assert problems(apphost, tmp_path, code) == []


def test_an_accepted_warning_that_does_not_apply_any_more_is_said(apphost: AppHost, tmp_path: Path) -> None:
    write(tmp_path / "One.csproj")
    code = f"""
builder.acknowledge("ACJ964", "the services have a repository of their own")
builder.add_project("one", "One.csproj"){JOB}
"""
    assert [each[:6] for each in problems(apphost, tmp_path, code)] == ["ACJ005"]


def test_only_what_is_a_job_is_looked_for_and_only_beside_a_file(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.acknowledge("ACJ905", "they are not deployed")
    code = "builder.add_project('api', 'Api.csproj').acknowledge('ACJ905', 'only referred to')"
    assert [each for each in problems(apphost, tmp_path, code) if "ACJ96" in each] == []
    # As in a notebook or a shell.
    code = f"builder.add_project('report', 'Report.csproj'){JOB}"
    exec(compile(code, str(tmp_path / "not_there.py"), "exec"), {"__name__": "x", "builder": apphost.builder})
    assert [each.code for each in apphost.problems() if each.code[:5] == "ACJ96"] == []


def test_what_is_built_stands_beside_the_variable_of_the_image(apphost: AppHost, tmp_path: Path) -> None:
    del tmp_path
    apphost.builder.add_azure_container_app_environment("env")
    release = apphost.builder.add_parameter("release", "1.0")
    apphost.builder.add_dockerfile("tool", "../tool", stage="final").with_build_arg(
        "VERSION", release
    ).publish_as_azure_container_app_job()
    apphost.terraform()
    file = apphost.folder / "stacks" / "stack" / "cdk.tf.json"
    assert json.loads(file.read_text())["variable"]["tool_containerimage"]["//"]["image"] == {
        "resource": "tool",
        "folder": "tests/hosting",
        "context": "../tool",
        "dockerfile": "Dockerfile",
        "stage": "final",
        "arguments": {"VERSION": {"variable": "release"}},
        "registry": {"stack": "stack", "output": "registry_endpoints", "environment": "env"},
    }
