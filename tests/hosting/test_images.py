"""Which image a job runs: one that exists, with tag or digest, or one that a Dockerfile makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf import TerraformVariable

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import ContainerResource, DistributedApplication
    from tests.apphost import AppHost

SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("change", "image"),
    [
        (lambda builder: builder.add_container("c", "myimage"), "myimage:latest"),
        (lambda builder: builder.add_container("c", "myimage:1"), "myimage:1"),
        (lambda builder: builder.add_container("c", "myimage", "2"), "myimage:2"),
        (lambda builder: builder.add_container("c", "r.io:5000/a/b"), "r.io:5000/a/b:latest"),
        (lambda builder: builder.add_container("c", f"a/b@sha256:{SHA}"), f"a/b@sha256:{SHA}"),
        (lambda builder: builder.add_container("c", f"a/b:1@sha256:{SHA}"), f"a/b:1@sha256:{SHA}"),
        (lambda builder: builder.add_container("c", "a:1").with_image("d/e", "3"), "d/e:3"),
        (lambda builder: builder.add_container("c", "a", "1").with_image("d/e"), "d/e:latest"),
        (lambda builder: builder.add_container("c", "a:1").with_image_tag("4"), "a:4"),
        (lambda builder: builder.add_container("c", "r.io:50/a").with_image_tag("4"), "r.io:50/a:4"),
        (lambda builder: builder.add_container("c", f"a@sha256:{SHA}").with_image_tag("4"), "a:4"),
        (lambda builder: builder.add_container("c", "a:1").with_image_sha256(SHA), f"a@sha256:{SHA}"),
        (
            lambda builder: builder.add_container("c", "a:1").with_image_sha256(f"sha256:{SHA}"),
            f"a@sha256:{SHA}",
        ),
        (
            lambda builder: builder.add_container("c", "a:1").with_image_sha256(SHA).with_image_tag("5"),
            "a:5",
        ),
        (lambda builder: builder.add_container("c", "a/b:1").with_image_registry("r.io"), "r.io/a/b:1"),
        (
            lambda builder: builder.add_container("c", "q.io/a/b:1").with_image_registry("r.io:5"),
            "r.io:5/a/b:1",
        ),
        (
            lambda builder: builder.add_container("c", "q.io/a", "1").with_image_registry("r.io"),
            "r.io/a:1",
        ),
    ],
)
def test_an_image_that_exists(
    apphost: AppHost, change: Callable[[DistributedApplication], ContainerResource], image: str
) -> None:
    change(apphost.builder).publish_as_azure_container_app_job()

    assert apphost.container("c")["image"] == image
    assert "registry" not in apphost.job("c")
    assert "identity" not in apphost.job("c")


def test_parts_of_an_image_may_be_parameters_and_tokens_and_none_is_lost(apphost: AppHost) -> None:
    builder = apphost.builder
    repository, tag = builder.add_parameter("repository"), builder.add_parameter("tag")
    token = TerraformVariable(apphost.stack, "token", type="string").string_value
    images = {
        "plain": (builder.add_container("plain", repository), "${var.repository}"),
        "tagged": (builder.add_container("tagged", repository, "1"), "${var.repository}:1"),
        "both": (builder.add_container("both", repository, tag), "${var.repository}:${var.tag}"),
        "tag": (builder.add_container("tag-only", "a/b", tag), "a/b:${var.tag}"),
        "token": (builder.add_container("with-token", token, tag), "${var.token}:${var.tag}"),
        "text": (builder.add_container("text", "a/b", token), "a/b:${var.token}"),
        "later": (builder.add_container("later", "a/b:1").with_image_tag(tag), "a/b:${var.tag}"),
        "digest": (builder.add_container("digest", "a:1").with_image_sha256(tag), "a@sha256:${var.tag}"),
        "host": (builder.add_container("host", "a:1").with_image_registry(token), "${var.token}/a:1"),
        "of": (
            builder.add_container("of-both", repository).with_image_registry("r.io").with_image_tag(tag),
            "r.io/${var.repository}:${var.tag}",
        ),
    }
    for container, _ in images.values():
        container.publish_as_azure_container_app_job()

    for container, image in images.values():
        assert apphost.container(container.identifier)["image"] == image


def test_a_tag_beside_a_tag_or_a_digest_is_an_error(apphost: AppHost) -> None:
    builder = apphost.builder
    builder.add_container("one", "a:1", "2").publish_as_azure_container_app_job()
    builder.add_container("two", f"a@sha256:{SHA}", "2").publish_as_azure_container_app_job()
    builder.add_container("three", "a:1").with_image("b:1", "2").publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ907"] * 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda builder: builder.add_container("c", "a", 5),
        lambda builder: builder.add_container("c", "a").with_image_tag(5),
        lambda builder: builder.add_container("c", "a").with_image_tag(None),
        lambda builder: builder.add_container("c", "a").with_image_tag(""),
        lambda builder: builder.add_container("c", "a").with_image_sha256(5),
        lambda builder: builder.add_container("c", "a").with_image_registry(builder),
        lambda builder: builder.add_container("c", "a").with_dockerfile(5),
        lambda builder: builder.add_container("c", "a").with_dockerfile(".", 5),
        lambda builder: builder.add_container("c", "a").with_dockerfile(".", stage=5),
        lambda builder: builder.add_dockerfile("c", ""),
    ],
)
def test_what_is_no_text_is_an_error(
    apphost: AppHost, wrong: Callable[[DistributedApplication], ContainerResource]
) -> None:
    wrong(apphost.builder).publish_as_azure_container_app_job()

    assert [each.code for each in apphost.problems() if each.is_error] == ["ACJ919"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda builder: builder.add_container("c", "a").with_image_sha256("zz"),
        lambda builder: builder.add_container("c", "a").with_image_registry("https://r.io"),
        lambda builder: builder.add_container("c", "a").with_image("A B"),
        lambda builder: builder.add_container("c", "a:"),
    ],
)
def test_what_is_no_image_is_an_error(
    apphost: AppHost, wrong: Callable[[DistributedApplication], ContainerResource]
) -> None:
    wrong(apphost.builder).publish_as_azure_container_app_job()

    assert [code for code in apphost.codes() if code != "ACJ302"] == ["ACJ301"]


# ---- built images

REGISTRY = {
    "server": "${azurerm_container_registry.env_acr.login_server}",
    "identity": "${azurerm_user_assigned_identity.env_mi.id}",
}


def test_a_dockerfile_makes_an_image_that_is_pulled_from_the_environments_registry(apphost: AppHost) -> None:
    apphost.builder.add_dockerfile("My-Api", "./api").publish_as_azure_container_app_job()

    job = apphost.job("My_Api")
    assert job["template"]["container"][0]["image"] == "${var.my_api_containerimage}"
    assert job["registry"] == [REGISTRY]
    assert job["identity"] == {"type": "UserAssigned", "identity_ids": [REGISTRY["identity"]]}
    assert job["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]


def test_a_dockerfile_wins_over_the_image_and_entrypoint_and_arguments_stay(apphost: AppHost) -> None:
    apphost.builder.add_container("api", "myimage:1").with_entrypoint("/bin/sh").with_args(
        "a"
    ).with_dockerfile("./api", "Dockerfile.job", stage="job").publish_as_azure_container_app_job()

    container = apphost.container("api")
    assert container["image"] == "${var.api_containerimage}"
    assert (container["command"], container["args"]) == (["/bin/sh"], ["a"])


def test_an_executable_with_a_dockerfile_keeps_the_arguments_that_come_after(apphost: AppHost) -> None:
    apphost.builder.add_executable("api", "node", "./api", "server.js").with_args("old").with_environment(
        "A", "1"
    ).publish_as_docker_file(lambda api: api.with_args("inner")).with_args(
        "outer"
    ).publish_as_azure_container_app_job()

    container = apphost.container("api")
    assert "command" not in container
    assert container["args"] == ["inner", "outer"]
    assert container["env"] == [{"name": "A", "value": "1"}]


def test_a_project_with_a_dockerfile_keeps_the_arguments_that_come_after(apphost: AppHost) -> None:
    project = apphost.builder.add_project("api", "src/api/Api.csproj").with_args("old")
    project.publish_as_docker_file(lambda each: each.with_args("new")).publish_as_azure_container_app_job()

    assert apphost.container("api")["args"] == ["new"]
    assert apphost.container("api")["image"] == "${var.api_containerimage}"
    assert project.dockerfile is not None
    assert project.dockerfile.context_path == "src/api"


def test_publishing_as_a_dockerfile_twice_does_no_harm(apphost: AppHost) -> None:
    apphost.builder.add_executable("api", "node", ".").publish_as_docker_file(
        lambda api: api.with_args("one")
    ).publish_as_docker_file(lambda api: api.with_args("two")).publish_as_azure_container_app_job()

    assert apphost.container("api")["args"] == ["one", "two"]


def test_arguments_and_secrets_of_a_build_are_kept_for_those_who_build(apphost: AppHost) -> None:
    version = apphost.builder.add_parameter("version", "1.0")
    token = apphost.builder.add_parameter("token", secret=True)
    tool = apphost.builder.add_executable("tool", "run", "./tool").publish_as_docker_file(
        lambda it: it.with_build_arg("VERSION", version).with_build_secret("TOKEN", token)
    )
    tool.publish_as_docker_file().publish_as_azure_container_app_job()

    assert tool.dockerfile is not None
    assert tool.dockerfile.context_path == "./tool"
    assert tool.dockerfile.build_args == {"VERSION": version}
    assert tool.dockerfile.build_secrets == {"TOKEN": token}
    assert "secret" not in apphost.job("tool"), "the job itself does not need them"


def test_what_can_be_no_argument_or_secret_of_a_build_is_an_error(apphost: AppHost) -> None:
    token = apphost.builder.add_parameter("token", secret=True)
    plain = apphost.builder.add_container("plain", "a:1").with_build_arg("A", "1")
    plain.publish_as_azure_container_app_job()
    apphost.builder.add_dockerfile("built", ".").with_build_arg("TOKEN", token).with_build_secret(
        "TOKEN",
        "hunter2",  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    assert [(each.code, each.path) for each in apphost.problems() if each.is_error] == [
        ("ACJ919", "with_build_arg"),
        ("ACJ919", "value="),
        ("ACJ919", "value="),
    ]
    assert "hunter2" not in repr(apphost.problems())


def test_a_configure_that_is_no_function_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_executable("api", "node", ".").publish_as_docker_file(
        5  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    assert [each.code for each in apphost.problems() if each.is_error] == ["ACJ002"]


def test_a_projects_image_is_a_variable_without_which_nothing_is_deployed(apphost: AppHost) -> None:
    apphost.builder.add_project("api", "api.csproj").publish_as_azure_container_app_job()

    assert apphost.terraform()["variable"]["api_containerimage"] == {
        "type": "string",
        "nullable": False,
        "default": "not-built",
        "description": "Image of api, as pushed: registry/repository:tag or @digest.",
    }
    assert apphost.job("api")["lifecycle"]["precondition"] == [
        {
            "condition": '${!contains(["", "not-built"], var.api_containerimage)}',
            "error_message": "The image of api is not known. `cdktf-aspire images --stack stack --build` "
            "builds and pushes it; or set TF_VAR_api_containerimage.",
        }
    ]
    assert apphost.env("api") == {"OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY": "in_memory"}


# ---- private registries


def test_a_private_registry_takes_a_user_name_and_a_password_which_is_a_secret(apphost: AppHost) -> None:
    token = apphost.builder.add_parameter("ghcr-token", secret=True)
    apphost.builder.add_container("api", "ghcr.io/me/api:1").with_registry_credentials(
        "ghcr.io", username="me", password=token
    ).publish_as_azure_container_app_job()

    job = apphost.job("api")
    assert job["registry"] == [
        {"server": "ghcr.io", "username": "me", "password_secret_name": "ghcr-token-registry"}
    ]
    assert job["secret"] == [{"name": "ghcr-token-registry", "value": "${var.ghcr_token}"}]


def test_one_password_for_two_registries_is_one_secret(apphost: AppHost) -> None:
    token = apphost.builder.add_parameter("token", secret=True)
    apphost.builder.add_container("api", "ghcr.io/me/api:1").with_registry_credentials(
        "ghcr.io", username="me", password=token
    ).with_registry_credentials("docker.io", username="me", password=token).with_environment(
        "TOKEN_REGISTRY", token
    ).publish_as_azure_container_app_job()

    assert apphost.codes() == []
    assert apphost.job("api")["secret"] == [{"name": "token-registry", "value": "${var.token}"}]


def test_a_private_registry_takes_an_identity_which_the_job_then_has(apphost: AppHost) -> None:
    me = apphost.builder.add_azure_user_assigned_identity("me")
    apphost.builder.add_container("api", "mine.azurecr.io/api:1").with_registry_credentials(
        "mine.azurecr.io", identity=me
    ).publish_as_azure_container_app_job()

    identity = "${azurerm_user_assigned_identity.me.id}"
    assert apphost.codes() == ["ACJ424"]  # for nobody can have given it a role
    assert apphost.job("api")["registry"] == [{"server": "mine.azurecr.io", "identity": identity}]
    assert apphost.job("api")["identity"]["identity_ids"] == [identity]


def test_the_programs_identity_comes_before_those_that_pull(apphost: AppHost) -> None:
    puller = apphost.builder.add_azure_user_assigned_identity("puller")
    me = apphost.builder.add_azure_user_assigned_identity("me")
    apphost.builder.add_project("api", "a.csproj").with_registry_credentials(
        "mine.azurecr.io", identity=puller
    ).with_azure_user_assigned_identity(me).publish_as_azure_container_app_job()

    assert apphost.job("api")["identity"]["identity_ids"] == [
        "${azurerm_user_assigned_identity.me.id}",
        "${azurerm_user_assigned_identity.env_mi.id}",
        "${azurerm_user_assigned_identity.puller.id}",
    ]


def test_wrong_credentials_are_errors_in_the_users_words(apphost: AppHost) -> None:
    builder = apphost.builder
    token, public = builder.add_parameter("token", secret=True), builder.add_parameter("public")
    me = builder.add_azure_user_assigned_identity("me")
    api = builder.add_container("api", "ghcr.io/me/api:1").publish_as_azure_container_app_job()
    api.with_registry_credentials("a.io")
    api.with_registry_credentials("b.io", username="me")
    api.with_registry_credentials("c.io", password=token)
    api.with_registry_credentials("d.io", username="me", password=public)
    api.with_registry_credentials("e.io", username="me", password="hunter2")  # type: ignore[arg-type]
    api.with_registry_credentials("f.io", username="me", password=token, identity=me)
    api.with_registry_credentials("g.io", identity="me")
    api.with_registry_credentials("h.io", identity=me)
    api.with_registry_credentials("h.io", username="me", password=token)
    api.with_registry_credentials("https://i.io/me", identity=me)

    problems = apphost.problems()
    assert [problem.code for problem in problems] == ["ACJ919"] * 8 + ["ACJ421"]
    assert (problems[-1].path, problems[-1].hint) == ("server=", "Write 'i.io'")
    assert "hunter2" not in repr(problems)


def test_two_stacks_with_a_resource_of_one_name_have_an_image_each(apphost: AppHost) -> None:
    other = create_builder(scope=apphost.add_stack("other"))
    other.add_project("api", "api.csproj").publish_as_azure_container_app_job()
    apphost.builder.add_project("api", "api.csproj").publish_as_azure_container_app_job()

    assert apphost.container("api")["image"] == "${var.api_containerimage}"
    assert "api_containerimage" in apphost.terraform()["variable"]
    assert "api_containerimage" in apphost.read("other")["variable"]
