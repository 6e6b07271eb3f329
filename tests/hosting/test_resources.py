"""Projects, containers and executables: what each becomes as a job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cdktf_aspire import Manual, Schedule, raw

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_a_container_becomes_a_manual_job_with_azures_defaults(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job() == {
        "name": "batch",
        "location": "${azurerm_resource_group.resource_group.location}",
        "resource_group_name": "${azurerm_resource_group.resource_group.name}",
        "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
        "workload_profile_name": "Consumption",
        "replica_timeout_in_seconds": 1800,
        "replica_retry_limit": 0,
        "manual_trigger_config": {"parallelism": 1, "replica_completion_count": 1},
        "template": {"container": [{"name": "batch", "image": IMAGE, "cpu": 0.5, "memory": "1Gi"}]},
    }


def test_a_project_runs_a_built_image_that_it_pulls_with_the_environments_identity(apphost: AppHost) -> None:
    apphost.builder.add_project(
        "data-processor", "../DataProcessor/DataProcessor.csproj"
    ).publish_as_azure_container_app_job()

    job = apphost.job("data_processor")
    assert apphost.container("data_processor")["image"] == "${var.data_processor_containerimage}"
    assert job["registry"] == [
        {
            "server": "${azurerm_container_registry.env_acr.login_server}",
            "identity": "${azurerm_user_assigned_identity.env_mi.id}",
        }
    ]
    assert job["identity"] == {
        "type": "UserAssigned",
        "identity_ids": ["${azurerm_user_assigned_identity.env_mi.id}"],
    }
    assert job["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]
    assert "data_processor_containerimage" in apphost.terraform()["variable"]


def test_a_project_has_aspires_retry_of_telemetry_first(apphost: AppHost) -> None:
    apphost.builder.add_project("api", "a.csproj").with_environment(
        "MODE", "batch"
    ).publish_as_azure_container_app_job()

    assert list(apphost.env("api").items()) == [
        ("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory"),
        ("MODE", "batch"),
    ]


def test_an_executable_starts_its_command_with_its_arguments(apphost: AppHost) -> None:
    apphost.builder.add_executable(
        "data-script", "python", ".", "process_data.py", "--all files"
    ).publish_as_azure_container_app_job()

    container = apphost.container("data_script")
    assert container["image"] == "${var.data_script_containerimage}"
    assert container["command"] == ["python"]
    assert container["args"] == ["process_data.py", "--all files"]


def test_an_executable_takes_its_arguments_as_one_list_too(apphost: AppHost) -> None:
    apphost.builder.add_executable("job", "python", ".", ["a.py", "b"]).publish_as_azure_container_app_job()

    assert apphost.container("job")["args"] == ["a.py", "b"]


def test_a_container_has_the_tag_that_is_given_or_latest(apphost: AppHost) -> None:
    apphost.builder.add_container("a", "myimage").publish_as_azure_container_app_job()
    apphost.builder.add_container("b", "localhost:5000/myimage", "1.4").publish_as_azure_container_app_job()
    digest = "myimage@sha256:" + "0" * 64
    apphost.builder.add_container("c", digest).publish_as_azure_container_app_job()

    assert [apphost.container(name)["image"] for name in "abc"] == [
        "myimage:latest",
        "localhost:5000/myimage:1.4",
        digest,
    ]


def test_entrypoint_and_arguments_keep_their_spaces(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_entrypoint("/bin/sh").with_args(
        "my", "args with space"
    ).publish_as_azure_container_app_job()

    assert apphost.container()["command"] == ["/bin/sh"]
    assert apphost.container()["args"] == ["my", "args with space"]


def test_setting_an_environment_variable_again_keeps_its_place(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_environment("A", "1").with_environment("B", "2").with_environment("A", "3")
    batch.publish_as_azure_container_app_job()

    assert list(apphost.env().items()) == [("A", "3"), ("B", "2")]


def test_an_upper_case_name_is_a_lower_case_job_and_keeps_its_case_in_the_address(apphost: AppHost) -> None:
    apphost.builder.add_container("WebFrontEnd", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job("WebFrontEnd")["name"] == "webfrontend"
    assert apphost.container("WebFrontEnd")["name"] == "webfrontend"


def test_options_of_the_publish_call(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_workload_profile("big", "D8")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        trigger=Schedule("0 2 * * 0", parallelism=2, replica_completion_count=4),
        timeout=timedelta(minutes=30),
        retry_limit=3,
        cpu=1,
        memory="2Gi",
        workload_profile_name="big",
        tags={"team": "data"},
    )

    job = apphost.job()
    assert job["schedule_trigger_config"] == {
        "cron_expression": "0 2 * * 0",
        "parallelism": 2,
        "replica_completion_count": 4,
    }
    assert (job["replica_timeout_in_seconds"], job["replica_retry_limit"]) == (1800, 3)
    assert (apphost.container()["cpu"], apphost.container()["memory"]) == (1, "2Gi")
    assert job["workload_profile_name"] == "big"
    assert job["tags"] == {"team": "data"}


def test_a_scheduled_job_in_one_call(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_scheduled_azure_container_app_job("0 0 * * *")

    assert apphost.job()["schedule_trigger_config"]["cron_expression"] == "0 0 * * *"
    assert "manual_trigger_config" not in apphost.job()


def test_what_is_set_after_publishing_counts(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        trigger=Manual(parallelism=5)
    )
    batch.with_environment("LATE", "yes").with_args("--late")

    assert apphost.env() == {"LATE": "yes"}
    assert apphost.container()["args"] == ["--late"]


def test_literal_text_reaches_the_container_byte_for_byte(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_args("echo ${HOME} 100%{x} {0}").with_environment(
        "A", "$${a} %%{b}"
    ).publish_as_azure_container_app_job()

    assert apphost.container()["args"] == ["echo $${HOME} 100%%{x} {0}"]
    assert apphost.env() == {"A": "$$${a} %%%{b}"}


def test_a_raw_expression_is_not_escaped(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "ZONE", raw('upper("a")')
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"ZONE": '${upper("a")}'}
