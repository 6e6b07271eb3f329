"""Where jobs run: the environment that is created, several of them, and one in another stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_an_environment_brings_logs_a_registry_and_an_identity_that_may_pull(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("my-env")

    terraform = apphost.terraform()
    place = {
        "location": "${azurerm_resource_group.resource_group.location}",
        "resource_group_name": "${azurerm_resource_group.resource_group.name}",
    }
    resources = terraform["resource"]
    assert resources["azurerm_log_analytics_workspace"] == {
        "my_env_law": {"name": "my-env-law", "sku": "PerGB2018", **place}
    }
    assert resources["azurerm_container_registry"] == {
        "my_env_acr": {"name": "myenvacr${local.unique_suffix}", "sku": "Basic", **place}
    }
    assert resources["azurerm_user_assigned_identity"] == {"my_env_mi": {"name": "my-env-mi", **place}}
    role = resources["azurerm_role_assignment"]["my_env_mi_acr_pull"]
    assert role["scope"] == "${azurerm_container_registry.my_env_acr.id}"
    assert role["role_definition_name"] == "AcrPull"
    assert role["principal_id"] == "${azurerm_user_assigned_identity.my_env_mi.principal_id}"
    assert resources["azurerm_container_app_environment"] == {
        "my_env": {
            "name": "my-env",
            **place,
            "logs_destination": "log-analytics",
            "log_analytics_workspace_id": "${azurerm_log_analytics_workspace.my_env_law.id}",
            "workload_profile": [{"name": "Consumption", "workload_profile_type": "Consumption"}],
            "lifecycle": {"ignore_changes": ["infrastructure_resource_group_name", "workload_profile"]},
        }
    }


def test_workload_profiles_of_ones_own(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_workload_profile(
        "big", "E8", minimum_count=1, maximum_count=3
    )
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        workload_profile_name="big", cpu=7, memory="60Gi"
    )

    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment["workload_profile"] == [
        {"name": "Consumption", "workload_profile_type": "Consumption"},
        {"name": "big", "workload_profile_type": "E8", "minimum_count": 1, "maximum_count": 3},
    ]
    assert environment["lifecycle"]["ignore_changes"] == ["infrastructure_resource_group_name"]
    assert apphost.job()["workload_profile_name"] == "big"


def test_globally_unique_names_have_a_suffix_known_at_the_plan(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env")

    assert apphost.terraform()["locals"]["unique_suffix"] == (
        '${substr(sha256(join("/", [data.azurerm_client_config.current.subscription_id, '
        "azurerm_resource_group.resource_group.name])), 0, 8)}"
    )


def test_jobs_without_an_environment_get_one_named_env(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert list(apphost.terraform()["resource"]["azurerm_container_app_environment"]) == ["env"]


def test_the_default_environment_gives_way_to_a_resource_of_its_name(apphost: AppHost) -> None:
    apphost.builder.add_container("env", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job("env")["container_app_environment_id"] == (
        "${azurerm_container_app_environment.apphost_env.id}"
    )


def test_checking_first_does_not_keep_a_default_environment(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    assert apphost.problems() == []
    apphost.builder.add_azure_container_app_environment("env")

    assert list(apphost.terraform()["resource"]["azurerm_container_app_environment"]) == ["env"]


def test_of_several_environments_each_job_names_its_own(apphost: AppHost) -> None:
    first = apphost.builder.add_azure_container_app_environment("one")
    second = apphost.builder.add_azure_container_app_environment("two")
    apphost.builder.add_container("a", IMAGE).with_compute_environment(
        first
    ).publish_as_azure_container_app_job()
    apphost.builder.add_project("b", "b.csproj").with_compute_environment(
        second
    ).publish_as_azure_container_app_job()

    assert apphost.job("a")["container_app_environment_id"] == "${azurerm_container_app_environment.one.id}"
    assert apphost.job("b")["registry"][0]["server"] == "${azurerm_container_registry.two_acr.login_server}"


def test_of_several_environments_and_none_named_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("one")
    apphost.builder.add_azure_container_app_environment("two")
    apphost.builder.add_container("a", IMAGE).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert problem.code == "ACJ904"
    assert "'one', 'two'" in problem.message
    assert "with_compute_environment" in (problem.hint or "")


def test_an_environment_of_another_stack_is_referred_to_across_stacks(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    jobs = create_builder(scope=apphost.add_stack("jobs"))
    jobs.add_project("api", "a.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    terraform = apphost.terraform("jobs")
    job = terraform["resource"]["azurerm_container_app_job"]["api"]
    assert list(terraform["resource"]) == ["azurerm_container_app_job"]
    assert job["container_app_environment_id"].startswith(
        "${data.terraform_remote_state.cross-stack-reference-input-stack.outputs."
    )
    assert "depends_on" not in job
    assert any(name.startswith("cross-stack-output-") for name in apphost.read("stack")["output"])


def test_outputs_that_people_use(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    outputs = {name: each["value"] for name, each in apphost.terraform()["output"].items()}
    job = "azurerm_container_app_job.batch"
    assert outputs == {
        "registry_endpoints": {"env": "${azurerm_container_registry.env_acr.login_server}"},
        "job_names": {"batch": f"${{{job}.name}}"},
        "job_ids": {"batch": f"${{{job}.id}}"},
        "job_start_commands": {
            "batch": f"az containerapp job start --name ${{{job}.name}} "
            f"--resource-group ${{{job}.resource_group_name}}"
        },
    }


def test_tags_of_the_application_are_on_everything_and_a_jobs_own_win(tmp_path: object) -> None:
    from pathlib import Path

    from tests.apphost import AppHost

    assert isinstance(tmp_path, Path)
    apphost = AppHost(tmp_path, tags={"team": "data", "stage": "dev"})
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(tags={"stage": "prod"})

    assert apphost.job()["tags"] == {"team": "data", "stage": "prod"}
    registry = apphost.resource("azurerm_container_registry", "env_acr")
    assert registry["tags"] == {"team": "data", "stage": "dev"}
