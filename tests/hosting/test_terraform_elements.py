"""The escape hatch: the azurerm constructs that something became, and cdktf's overrides on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_every_resource_shows_what_it_became_its_main_construct_first(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("storage")
    queue = storage.add_queue("orders")
    environment = apphost.builder.add_azure_container_app_environment("env")
    batch = apphost.builder.add_container("batch", IMAGE).with_reference(queue).with_volume("/data")
    batch.publish_as_azure_container_app_job()
    assert batch.terraform_elements == [], "nothing before the synth"
    apphost.terraform()

    def types(of: object) -> list[str]:
        return [each.terraform_resource_type for each in of.terraform_elements]  # type: ignore[attr-defined]

    assert types(storage) == ["azurerm_storage_account"]
    assert types(queue) == ["azurerm_storage_queue"]
    assert types(batch)[0] == "azurerm_container_app_job"
    assert set(types(batch)) == {
        "azurerm_container_app_job",
        "azurerm_user_assigned_identity",
        "azurerm_role_assignment",
        "azurerm_storage_share",
        "azurerm_container_app_environment_storage",
    }
    assert types(environment)[0] == "azurerm_container_app_environment"
    assert types(apphost.builder)[0] == "azurerm_resource_group"


def test_overrides_work_on_the_main_construct_and_on_those_of_a_type(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("storage")
    storage.configure_terraform(lambda account: account.add_override("is_hns_enabled", True))
    apphost.builder.add_container("batch", IMAGE).with_reference(
        storage.add_blobs("blobs")
    ).publish_as_azure_container_app_job().configure_terraform(
        lambda role: role.add_override("description", "reads orders"), "azurerm_role_assignment"
    )
    apphost.builder.configure_terraform(lambda group: group.add_override("managed_by", "team"))

    resources = apphost.terraform()["resource"]
    assert resources["azurerm_storage_account"]["storage"]["is_hns_enabled"] is True
    descriptions = {
        name: each.get("description") for name, each in resources["azurerm_role_assignment"].items()
    }
    assert [name for name, text in descriptions.items() if text == "reads orders"] == [
        "batch_roles_storage_storage_blob_data_contributor",
        "batch_roles_storage_storage_queue_data_contributor",
        "batch_roles_storage_storage_table_data_contributor",
    ]
    assert descriptions["env_mi_acr_pull"] is None
    assert resources["azurerm_resource_group"]["resource_group"]["managed_by"] == "team"


def test_a_failing_callback_is_a_problem_at_its_line_and_nothing_is_written(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.configure_terraform(lambda job: job.add_overide("timeouts", {}))

    for _ in range(2):
        with pytest.raises(SynthesisStopped) as stopped:
            apphost.app.synth()
        (problem,) = (each for each in stopped.value.problems if each.is_error)
        assert (problem.code, problem.resource) == ("ACJ003", "batch")
        assert "add_overide" in problem.message
        assert problem.where is not None
        assert problem.where.file == __file__
        assert "Traceback" not in stopped.value.code
    assert list(apphost.folder.rglob("cdk.tf.json")) == []


def test_a_type_that_is_not_there_names_those_that_are(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.configure_terraform(print, "azurerm_container_app_jobs")

    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    (problem,) = stopped.value.problems
    assert problem.code == "ACJ002"
    assert problem.allowed == "azurerm_container_app_job"
    assert problem.hint == "Did you mean 'azurerm_container_app_job'?"


def test_what_is_not_in_the_terraform_can_not_be_configured(apphost: AppHost) -> None:
    api = apphost.builder.add_container("api", IMAGE).acknowledge("ACJ905", "An app of its own.")
    api.configure_terraform(print)

    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    (problem,) = stopped.value.problems
    assert problem.code == "ACJ002"
    assert problem.resource == "api"
