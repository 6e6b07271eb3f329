"""Where jobs run: the environment that is created, several of them, and one in another stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import create_builder

if TYPE_CHECKING:
    from cdktf_aspire import ContainerAppJob
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
            "lifecycle": {"ignore_changes": ["infrastructure_resource_group_name"]},
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
        "job_logs_commands": {"batch": f"cdktf-aspire logs ${{{job}.id}}"},
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


def test_azd_naming_names_everything_by_kind(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_azd_resource_naming()

    resources = apphost.terraform()["resource"]
    assert {
        kind: [each["name"] for each in found.values()]
        for kind, found in resources.items()
        if kind not in {"azurerm_resource_group", "azurerm_role_assignment"}
    } == {
        "azurerm_container_app_environment": ["cae-${local.unique_suffix}"],
        "azurerm_container_registry": ["acr${local.unique_suffix}"],
        "azurerm_log_analytics_workspace": ["law-${local.unique_suffix}"],
        "azurerm_user_assigned_identity": ["mi-${local.unique_suffix}"],
    }


def test_azd_naming_leaves_a_registry_of_the_users_alone(apphost: AppHost) -> None:
    registry = apphost.builder.add_azure_container_registry("images")
    apphost.builder.add_azure_container_app_environment(
        "env"
    ).with_azd_resource_naming().with_azure_container_registry(registry)

    registries = apphost.terraform()["resource"]["azurerm_container_registry"]
    assert {name: each["name"] for name, each in registries.items()} == {
        "images": "images${local.unique_suffix}"
    }


def test_compact_naming_is_what_names_are_anyway(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_compact_resource_naming()
    apphost.builder.add_container("batch", IMAGE).with_volume(
        "/data", "data"
    ).publish_as_azure_container_app_job()

    account = apphost.resource("azurerm_storage_account", "env_volumes")
    assert account["name"] == "envvol${local.unique_suffix}"
    storage = apphost.resource("azurerm_container_app_environment_storage", "batch_data")
    assert storage["name"] == "batch-data"


def test_a_delegated_subnet_is_the_environments_network(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.subnet import (
        Subnet,
        SubnetDelegation,
        SubnetDelegationServiceDelegation,
    )

    service = SubnetDelegationServiceDelegation(name="Microsoft.App/environments")
    subnet = Subnet(
        apphost.stack,
        "jobs",
        name="jobs",
        resource_group_name="rg",
        virtual_network_name="vnet",
        address_prefixes=["10.0.0.0/27"],
        delegation=[SubnetDelegation(name="jobs", service_delegation=service)],
    )
    apphost.builder.add_azure_container_app_environment("env").with_delegated_subnet(subnet.id)

    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment["infrastructure_subnet_id"] == "${azurerm_subnet.jobs.id}"
    # Azure makes a group for the network's parts, which azurerm would replace the environment for.
    assert "infrastructure_resource_group_name" in environment["lifecycle"]["ignore_changes"]


@pytest.mark.parametrize("subnet", [None, "", "jobs", "/subscriptions/s/resourceGroups/r", 5])
def test_something_else_as_a_subnet_is_an_error(apphost: AppHost, subnet: object) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_delegated_subnet(subnet)  # type: ignore[arg-type]

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "subnet_id=")


def test_the_dashboard_is_a_warning_and_its_absence_none(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").with_dashboard(enable=False)
    assert apphost.codes() == []
    environment.with_dashboard()

    (problem,) = apphost.problems()
    assert (problem.code, problem.is_error) == ("ACJ918", False)
    assert problem.message == "The environment will have no Aspire dashboard"


def test_outputs_of_an_environment(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env")
    job = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for name, output in (
        ("ID", environment.id),
        ("NAME", environment.name_output),
        ("DOMAIN", environment.default_domain),
        ("REGISTRY", environment.registry_endpoint),
        ("PULLER", environment.pull_identity_id),
        ("LOGS", environment.log_analytics_workspace_id),
    ):
        job.with_environment(name, output)

    assert apphost.env() == {
        "ID": "${azurerm_container_app_environment.env.id}",
        "NAME": "${azurerm_container_app_environment.env.name}",
        "DOMAIN": "${azurerm_container_app_environment.env.default_domain}",
        "REGISTRY": "${azurerm_container_registry.env_acr.login_server}",
        "PULLER": "${azurerm_user_assigned_identity.env_mi.id}",
        "LOGS": "${azurerm_log_analytics_workspace.env_law.id}",
    }


def test_a_resource_of_another_environment_is_no_concern_of_this_one(apphost: AppHost) -> None:
    first = apphost.builder.add_azure_container_app_environment("one")
    apphost.builder.add_azure_container_app_environment("two")
    apphost.builder.add_project("a", "a.csproj").with_compute_environment(
        first
    ).publish_as_azure_container_app_job()

    assert apphost.job("a")["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.one_mi.id}"]
    assert apphost.job("a")["depends_on"] == ["azurerm_role_assignment.one_mi_acr_pull"]


def test_something_else_as_an_environment_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_compute_environment(
        "env"  # type: ignore[arg-type]
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", "environment=")


def test_a_job_that_waits_for_another_environment(apphost: AppHost) -> None:
    first = apphost.builder.add_azure_container_app_environment("one")
    second = apphost.builder.add_azure_container_app_environment("two")
    apphost.builder.add_container("a", IMAGE).with_compute_environment(first).wait_for(
        second
    ).publish_as_azure_container_app_job()

    assert apphost.job("a")["depends_on"] == ["azurerm_container_app_environment.two"]


def test_an_environment_in_another_stack_knows_of_images_built_there(apphost: AppHost) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").as_existing("cae", "platform")
    jobs = create_builder(scope=apphost.add_stack("jobs"))
    jobs.add_project("api", "a.csproj").with_compute_environment(
        environment
    ).publish_as_azure_container_app_job()

    job = apphost.terraform("jobs")["resource"]["azurerm_container_app_job"]["api"]
    assert job["resource_group_name"] == "${azurerm_resource_group.resource_group.name}"
    assert job["location"].startswith("${data.terraform_remote_state.")
    assert list(apphost.read("stack")["resource"]["azurerm_container_registry"]) == ["env_acr"]


def test_none_on_purpose_leaves_the_profile_out_where_the_environment_may_have_none(apphost: AppHost) -> None:
    def of_the_older_kind(_: object, job: ContainerAppJob) -> None:
        job.workload_profile_name = None

    apphost.builder.add_azure_container_app_environment("env").as_existing("shared", "rg-platform")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(of_the_older_kind)
    apphost.builder.add_container("other", IMAGE).publish_as_azure_container_app_job()

    assert "workload_profile_name" not in apphost.job()
    assert apphost.job("other")["workload_profile_name"] == "Consumption"


def test_none_is_the_default_where_the_environment_is_known_to_have_profiles(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        lambda _, job: setattr(job, "workload_profile_name", None)
    )

    assert apphost.job()["workload_profile_name"] == "Consumption"


@pytest.mark.parametrize("is_existing", [True, False])
def test_an_environment_without_profiles(apphost: AppHost, is_existing: bool) -> None:
    environment = apphost.builder.add_azure_container_app_environment("env").without_workload_profiles()
    if is_existing:
        environment.as_existing("shared", "rg-platform")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert "workload_profile_name" not in apphost.job()
    if not is_existing:
        assert "workload_profile" not in apphost.resource("azurerm_container_app_environment", "env")


def test_an_environment_without_profiles_has_no_profile_to_choose(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").without_workload_profiles()
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        workload_profile_name="Consumption"
    )
    apphost.builder.add_container("large", IMAGE).publish_as_azure_container_app_job(cpu=4, memory="8Gi")

    assert apphost.codes() == ["ACJ506", "ACJ313"]


def test_the_id_of_a_subnet_is_written_as_azurerm_reads_it(apphost: AppHost) -> None:
    subnet = "/subscriptions/s/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/V/subnets/S"
    apphost.builder.add_azure_container_app_environment("env").with_delegated_subnet(
        subnet.replace("resourceGroups", "resourcegroups").replace("virtualNetworks", "virtualnetworks")
    )

    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment["infrastructure_subnet_id"] == subnet


def test_an_environment_of_one_letter_exists_or_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("e")
    apphost.builder.add_azure_container_app_environment("f").as_existing("f", "platform")
    apphost.builder.add_azure_container_app_environment("g").with_azd_resource_naming()

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource, problem.path) == ("ACJ950", "e", "name=")


ID = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-platform"
    "/providers/Microsoft.App/managedEnvironments/shared"
)


def in_the_shared_one(_: object, job: ContainerAppJob) -> None:
    job.environment_id = ID


def test_a_job_with_the_id_of_an_environment_creates_none(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(in_the_shared_one)

    assert apphost.codes() == []
    assert set(apphost.terraform()["resource"]) == {"azurerm_container_app_job", "azurerm_resource_group"}
    assert apphost.job()["container_app_environment_id"] == ID
    assert apphost.job()["location"] == "${azurerm_resource_group.resource_group.location}"


def test_an_image_that_is_built_still_gets_its_registry(apphost: AppHost) -> None:
    apphost.builder.add_project("batch", "batch.csproj").publish_as_azure_container_app_job(in_the_shared_one)

    resources = apphost.terraform()["resource"]
    assert apphost.job()["registry"] == [
        {
            "identity": "${azurerm_user_assigned_identity.env_mi.id}",
            "server": "${azurerm_container_registry.env_acr.login_server}",
        }
    ]
    assert "azurerm_container_app_environment" not in resources
    assert "azurerm_log_analytics_workspace" not in resources


def test_a_job_beside_it_without_an_id_has_the_default_environment(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(in_the_shared_one)
    apphost.builder.add_container("other", IMAGE).publish_as_azure_container_app_job()

    assert apphost.job()["container_app_environment_id"] == ID
    assert apphost.job("other")["container_app_environment_id"] == (
        "${azurerm_container_app_environment.env.id}"
    )


def test_volumes_are_those_of_the_environment_that_the_job_has_in_the_end(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_volume(
        "/data", "data"
    ).publish_as_azure_container_app_job(in_the_shared_one)

    storage = apphost.resource("azurerm_container_app_environment_storage", "batch_data")
    assert storage["container_app_environment_id"] == ID


def test_what_only_a_known_environment_can_tell_is_an_error_then(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", "a/b:1").with_http_endpoint(target_port=80)
    api.publish_as_azure_container_app().acknowledge("ACJ905", "Deployed elsewhere.")
    apphost.builder.add_container("batch", IMAGE).with_reference(api).publish_as_azure_container_app_job(
        in_the_shared_one
    ).alert_on_failure(
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg"
        "/providers/Microsoft.Insights/actionGroups/on-call"
    )

    assert set(apphost.codes()) == {"ACJ924", "ACJ931"}


def test_a_job_without_an_environment_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(
        lambda _, job: setattr(job, "environment_id", None)
    )
    assert [(each.code, each.path) for each in apphost.problems()] == [("ACJ006", "job.environment_id")]
