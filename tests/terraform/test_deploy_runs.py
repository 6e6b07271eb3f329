"""Jobs that the deployment runs: real Terraform, the real command, and stand-ins that share one cloud."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.operations.stand_in.arm import FAILED, Run
from tests.terraform.azure_jobs import SUCCEEDED
from tests.terraform.runner import actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cdktf_aspire import DistributedApplication
    from tests.terraform.azure_jobs import Azure
    from tests.terraform.conftest import Deployment
    from tests.terraform.runner import Terraform
    from tests.terraform.stand_in.cloud import Cloud

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs"
FAILS = Run(
    ("Failed",), reason=FAILED.reason, message=FAILED.message, exit_code=3, console=("orders is locked",)
)
RUN, CHECK = "terraform_data.migrate_run", "terraform_data.cdktf_aspire"
MIGRATE, APP = "azurerm_container_app_job.migrate", "azurerm_container_app_job.app"


@pytest.fixture
def no_command(tmp_path: Path) -> Callable[[Terraform], None]:
    """Takes the command `cdktf-aspire` from a Terraform."""
    only = tmp_path / "only"
    only.mkdir()
    terraform = shutil.which("terraform")
    assert terraform is not None
    (only / "terraform").symlink_to(terraform)

    def take(terraform: Terraform) -> None:
        before = terraform._environment
        terraform._environment = lambda: {**before(), "PATH": str(only)}

    return take


def release(version: str, **options: Any) -> Callable[[DistributedApplication], None]:  # noqa: ANN401
    """A migration, and an app and a queue that wait for it."""

    def declare(builder: DistributedApplication) -> None:
        orders = builder.add_azure_storage("data").add_queue("orders")
        migrate = builder.add_container("migrate", IMAGE, version).with_environment("TO", version)
        migrate.publish_as_azure_container_app_job().run_on_deploy(**options)
        app = builder.add_container("app", IMAGE, version).publish_as_azure_container_app_job()
        app.wait_for_completion(migrate)
        orders.wait_for_completion(migrate)

    return declare


def deploy(deployment: Deployment, version: str, **options: Any) -> Terraform:  # noqa: ANN401
    return deployment.synth(release(version, **options), resource_group="rg")


def image_of(cloud: Cloud, name: str) -> str | None:
    """The image of a job in Azure; None when it isn't there."""
    for resource_id, values in cloud.resources.items():
        if resource_id.endswith(f"/jobs/{name}"):
            return str(values["template"][0]["container"][0]["image"]).rpartition(":")[2]
    return None


def test_what_waits_is_created_only_after_the_job_has_succeeded(deployment: Deployment, azure: Azure) -> None:
    cloud = deployment.cloud
    azure.next_runs("migrate", FAILS, SUCCEEDED)

    terraform = deploy(deployment, "1")
    said = terraform.apply(fails=True)
    assert "BackoffLimitExceeded: Job has reached the specified backoff limit" in said
    assert "exit code 3" in said
    assert "orders is locked" in said, "the end of the log"
    assert image_of(cloud, "migrate") == "1"
    assert image_of(cloud, "app") is None
    assert not any(each.endswith("/queues/orders") for each in cloud.resources)

    assert actions(terraform.plan())[RUN] == "replace", "a run that failed is tainted"
    terraform.apply("tfplan")
    assert image_of(cloud, "app") == "1"
    assert any(each.endswith("/queues/orders") for each in cloud.resources)
    terraform.assert_unchanged()

    assert azure.calls() == ["migrate/start"] * 2
    assert [each.run for each in azure.executions["migrate"]] == [FAILS, SUCCEEDED]
    for calls in azure.at_start:
        assert any(each.startswith("create") and each.endswith("/jobs/migrate") for each in calls)

    terraform.destroy()
    assert azure.calls() == ["migrate/start"] * 2, "nothing runs when all is destroyed"


@pytest.mark.matrix
def test_what_waits_is_changed_only_after_the_job_has_succeeded(deployment: Deployment, azure: Azure) -> None:
    cloud = deployment.cloud
    azure.next_runs("migrate", SUCCEEDED, FAILS, SUCCEEDED)
    deploy(deployment, "1").apply()

    terraform = deploy(deployment, "2")
    assert actions(terraform.plan()) == {CHECK: "replace", MIGRATE: "update", RUN: "replace", APP: "update"}
    terraform.apply("tfplan", fails=True)
    assert (image_of(cloud, "migrate"), image_of(cloud, "app")) == ("2", "1")
    assert actions(terraform.plan()) == {RUN: "replace", APP: "update"}
    terraform.apply("tfplan")
    assert image_of(cloud, "app") == "2"
    terraform.assert_unchanged()

    assert [each.run for each in azure.executions["migrate"]] == [SUCCEEDED, FAILS, SUCCEEDED]
    containers = [each.template["containers"][0] for each in azure.executions["migrate"]]
    assert [each["env"] for each in containers] == [[{"name": "TO", "value": to}] for to in "122"]
    for calls in azure.at_start:
        assert any(each.startswith(("create", "update")) and each.endswith("/jobs/migrate") for each in calls)
    assert [sum(each.endswith("/jobs/app") for each in calls) for calls in azure.at_start] == [0, 1, 1]


@pytest.mark.matrix
def test_the_roles_and_secrets_of_the_job_are_there_before_it_runs(
    deployment: Deployment, azure: Azure
) -> None:
    def declare(builder: DistributedApplication) -> None:
        blobs = builder.add_azure_storage("data").add_blobs("blobs")
        vault = builder.add_azure_key_vault("kv")
        secret = vault.add_secret("password", builder.add_parameter("value", secret=True))
        migrate = builder.add_project("migrate", "Migrate.csproj").with_reference(blobs)
        migrate.with_environment("PASSWORD", secret).publish_as_azure_container_app_job().run_on_deploy()

    deployment.synth(declare, resource_group="rg").apply()
    (calls,) = azure.at_start
    assert [each for each in deployment.cloud.calls if each not in calls] == []
    assert sum("/roleAssignments/" in each for each in calls) >= 3
    assert any("/secrets/password" in each for each in calls)


def test_without_the_command_nothing_that_runs_or_waits_is_changed(
    deployment: Deployment, azure: Azure, no_command: Callable[[Terraform], None]
) -> None:
    deploy(deployment, "1").apply()

    terraform = deploy(deployment, "2")
    no_command(terraform)
    terraform.plan()
    said = " ".join(terraform.apply("tfplan", fails=True).split())
    assert 'exec: "cdktf-aspire": executable file not found in $PATH' in said
    assert "with terraform_data.cdktf_aspire" in said
    assert (image_of(deployment.cloud, "migrate"), image_of(deployment.cloud, "app")) == ("1", "1")

    deploy(deployment, "2").apply()
    assert (image_of(deployment.cloud, "migrate"), image_of(deployment.cloud, "app")) == ("2", "2")
    terraform.assert_unchanged()


def test_a_sign_in_that_is_refused_stops_before_anything_runs(
    deployment: Deployment, azure: Azure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARM_CLIENT_SECRET", "another")
    said = " ".join(deploy(deployment, "1").apply(fails=True).split())
    assert "because the sign-in failed" in said
    assert image_of(deployment.cloud, "migrate") is None


@pytest.mark.matrix
def test_a_run_that_takes_too_long_is_stopped_and_fails(deployment: Deployment, azure: Azure) -> None:
    azure.next_runs("migrate", Run(("Running",)))
    said = deploy(deployment, "1", timeout=1).apply(fails=True)
    assert "migrate-run0001 has not ended after 1 s and was stopped." in said
    assert azure.executions["migrate"][0].state == "Stopped"
    assert image_of(deployment.cloud, "app") is None


@pytest.mark.matrix
def test_always_runs_in_every_deployment(deployment: Deployment, azure: Azure) -> None:
    terraform = deploy(deployment, "1", when="always")
    terraform.apply()
    assert actions(terraform.plan()) == {CHECK: "replace", RUN: "replace"}
    terraform.apply("tfplan")
    assert azure.calls() == ["migrate/start"] * 2


@pytest.mark.matrix
def test_a_renamed_job_does_not_run_again(deployment: Deployment, azure: Azure) -> None:
    def named(name: str) -> Callable[[DistributedApplication], None]:
        def declare(builder: DistributedApplication) -> None:
            found = builder.add_container(name, IMAGE, "1").publish_as_azure_container_app_job()
            (found if name == "migrate" else found.moved_from("migrate")).run_on_deploy()

        return declare

    deployment.synth(named("migrate"), resource_group="rg").apply()
    terraform = deployment.synth(named("upgrade"), resource_group="rg")
    plan = terraform.plan()
    moved = {
        each["previous_address"]: each["address"]
        for each in plan["resource_changes"]
        if "previous_address" in each
    }
    assert moved == {MIGRATE: "azurerm_container_app_job.upgrade", RUN: "terraform_data.upgrade_run"}
    assert actions(plan) == {CHECK: "replace"}
    terraform.apply("tfplan")
    terraform.assert_unchanged()
    assert azure.calls() == ["migrate/start"]


@pytest.mark.matrix
def test_an_imported_job_runs_once(deployment: Deployment, azure: Azure) -> None:
    def plain(builder: DistributedApplication) -> None:
        builder.add_container("migrate", IMAGE, "1").publish_as_azure_container_app_job()

    terraform = deployment.synth(plain, resource_group="rg")
    terraform.apply()
    job_id = terraform.state()[MIGRATE]["id"]
    terraform.run("state", "rm", MIGRATE)

    def taking_over(builder: DistributedApplication) -> None:
        migrate = builder.add_container("migrate", IMAGE, "1").publish_as_azure_container_app_job()
        migrate.import_existing(job_id).run_on_deploy()

    terraform = deployment.synth(taking_over, resource_group="rg")
    assert actions(terraform.plan()) == {CHECK: "create", RUN: "create"}
    terraform.apply("tfplan")
    terraform.assert_unchanged()
    assert azure.calls() == ["migrate/start"]
