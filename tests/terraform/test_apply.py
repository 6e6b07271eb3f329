"""What an apply does: its order, its secrets, its failures, and what it takes over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf import TerraformVariable

from cdktf_aspire import ContainerAppInitContainer, ContainerAppProbe, ProbeType, ref_expr
from tests.terraform.runner import actions

if TYPE_CHECKING:
    from cdktf_aspire import ContainerAppJob, DistributedApplication, Infrastructure
    from tests.terraform.conftest import Deployment

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs"
JOB = "azurerm_container_app_job.batch"


def batch(builder: DistributedApplication) -> None:
    builder.add_container("batch", IMAGE, "1.0").publish_as_azure_container_app_job()


def project_with_storage(builder: DistributedApplication) -> None:
    blobs = builder.add_azure_storage("data").add_blobs("blobs")
    builder.add_project("report", "Report.csproj").with_reference(blobs).publish_as_azure_container_app_job()


def test_role_assignments_are_there_before_the_job_and_as_long_as_it(deployment: Deployment) -> None:
    deployment.deploy(project_with_storage)
    deployment.terraform.destroy()
    created = [call for call in deployment.cloud.calls if call.startswith("create")]
    deleted = [call for call in deployment.cloud.calls if call.startswith("delete")]
    job = next(call for call in created if call.endswith("/jobs/report")).removeprefix("create ")
    roles = [each.removeprefix("create ") for each in created if "/roleAssignments/" in each]
    assert len(roles) >= 2  # to pull its image, and for each role on the storage
    assert all(created.index(f"create {role}") < created.index(f"create {job}") for role in roles)
    assert all(deleted.index(f"delete {job}") < deleted.index(f"delete {role}") for role in roles)


def test_secrets_are_masked_wherever_terraform_prints(deployment: Deployment) -> None:
    def with_secret(builder: DistributedApplication) -> None:
        token = builder.add_parameter("token", secret=True)
        builder.add_container("batch", IMAGE, "1.0").with_environment(
            "TOKEN", token
        ).publish_as_azure_container_app_job()

    terraform = deployment.synth(with_secret)
    plan = terraform.plan()
    printed = [terraform.said, terraform.apply("tfplan"), terraform.run("show", "-no-color")]
    assert all("value-of-token" not in text for text in printed)
    assert re.search(r"secret +\{|secret +\(sensitive value\)|\+ secret", printed[0])
    (change,) = (each["change"] for each in plan["resource_changes"] if each["address"] == JOB)
    assert change["after_sensitive"]["secret"] is True
    assert change["after"]["secret"][0]["value"] == "value-of-token", "the plan's JSON is not to be shared"


def test_probes_are_as_azure_has_them(deployment: Deployment) -> None:
    def probed(builder: DistributedApplication) -> None:
        def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
            probe = ContainerAppProbe(probe_type=ProbeType.READINESS)
            probe.tcp_socket.port = 9090
            job.template.containers[0].probes.append(probe)

        batch = builder.add_container("batch", IMAGE, "1.0").with_http_endpoint(target_port=80)
        batch.with_http_probe(ProbeType.LIVENESS, "/health").publish_as_azure_container_app_job(configure)

    terraform = deployment.deploy(probed)
    assert terraform.drift() == {}
    assert actions(terraform.plan()) == {}


def test_after_an_apply_a_refresh_finds_nothing_changed(deployment: Deployment) -> None:
    assert deployment.deploy(project_with_storage).drift() == {}


def test_a_change_outside_of_terraform_is_found_and_undone(deployment: Deployment) -> None:
    terraform = deployment.deploy(batch)
    job_id = terraform.state()[JOB]["id"]
    deployment.cloud.change(job_id, replica_timeout_in_seconds=60)
    assert terraform.drift()[JOB]["after"]["replica_timeout_in_seconds"] == 60
    assert actions(terraform.plan()) == {JOB: "update"}
    terraform.apply("tfplan")
    assert terraform.drift() == {}


def test_a_job_that_is_there_already_is_taken_over(deployment: Deployment) -> None:
    terraform = deployment.deploy(batch)
    job_id = terraform.state()[JOB]["id"]
    terraform.run("state", "rm", JOB)  # now it is somebody else's

    assert "already exists" in terraform.apply(fails=True)

    def taking_over(builder: DistributedApplication) -> None:
        builder.add_container("batch", IMAGE, "1.0").publish_as_azure_container_app_job().import_existing(
            job_id
        )

    terraform = deployment.synth(taking_over)
    plan = terraform.plan()
    assert actions(plan) == {}
    (change,) = (each["change"] for each in plan["resource_changes"] if each["address"] == JOB)
    assert change["importing"] == {"id": job_id}
    terraform.apply("tfplan")
    terraform.assert_unchanged()
    assert deployment.cloud.calls.count(f"create {job_id}") == 1


def test_an_apply_that_fails_in_the_middle_is_completed_by_the_next(deployment: Deployment) -> None:
    def three(builder: DistributedApplication) -> None:
        for name in ("one", "two", "three"):
            builder.add_container(name, IMAGE, "1.0").publish_as_azure_container_app_job()

    deployment.cloud.fail_once("create .../jobs/two")
    terraform = deployment.synth(three)
    assert "unexpected status 503" in terraform.apply(fails=True)
    assert "azurerm_container_app_job.one" in terraform.state()
    assert "azurerm_container_app_job.two" not in terraform.state()

    assert actions(terraform.plan()) == {"azurerm_container_app_job.two": "create"}
    terraform.apply("tfplan")
    terraform.assert_unchanged()


def test_a_change_that_fails_leaves_the_job_as_it_was_and_is_planned_again(deployment: Deployment) -> None:
    deployed = deployment.deploy(batch).state()[JOB]
    deployment.cloud.fail_once("update .../jobs/batch")
    terraform = deployment.synth(
        lambda builder: builder.add_container("batch", IMAGE, "1.1").publish_as_azure_container_app_job()
    )
    terraform.apply(fails=True)
    at_azure = deployment.cloud.resources[deployed["id"]]["template"][0]["container"][0]
    assert at_azure["image"] == f"{IMAGE}:1.0"
    # azurerm writes into the state what it wanted; the refresh before the next plan finds what is there.
    assert terraform.state()[JOB]["template"][0]["container"][0]["image"] == f"{IMAGE}:1.1"
    assert actions(terraform.plan()) == {JOB: "update"}
    terraform.apply("tfplan")
    terraform.assert_unchanged()


def test_an_empty_value_is_refused_at_the_plan(deployment: Deployment) -> None:
    def with_values(builder: DistributedApplication) -> None:
        name, token = builder.add_parameter("name"), builder.add_parameter("token", secret=True)
        builder.add_container("batch", IMAGE, "1.0").with_args("--name", name).with_environment(
            "TOKEN", token
        ).publish_as_azure_container_app_job()

    terraform = deployment.synth(with_values)
    terraform.run("plan", "-input=false", "-no-color")
    for variable in ("name", "token"):
        said = terraform.run("plan", "-input=false", "-no-color", f"-var={variable}=", ends_with=(1,))
        assert f"{variable} can't be empty" in said


def test_values_that_are_empty_together_are_refused_at_the_plan(deployment: Deployment) -> None:
    def with_values(builder: DistributedApplication) -> None:
        one, two = builder.add_parameter("one"), builder.add_parameter("two", secret=True)
        own = TerraformVariable(builder.stack, "own", type="string", sensitive=True)
        builder.add_container("batch", IMAGE, "1.0").with_args(ref_expr("{0}{0}", one)).with_environment(
            "BOTH", ref_expr("{0}{1}", one, two)
        ).with_environment("OWN", own.string_value).publish_as_azure_container_app_job()

    terraform = deployment.synth(with_values)
    plan = ("plan", "-input=false", "-no-color", "-var=two=", "-var=own=x")
    terraform.run(*plan, "-var=one=x")
    for empty in (("-var=one=",), ("-var=one=x", "-var=own=")):
        said = terraform.run(*plan, *empty, ends_with=(1,))
        assert "A value of the job batch is empty." in said


def test_an_init_container_that_says_nothing_has_no_change_afterwards(deployment: Deployment) -> None:
    def with_init_container(builder: DistributedApplication) -> None:
        def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
            job.template.init_containers.append(ContainerAppInitContainer(name="init", image=f"{IMAGE}:1.0"))

        builder.add_container("batch", IMAGE, "1.0").publish_as_azure_container_app_job(
            configure, cpu=0.25, memory="0.5Gi"
        )

    terraform = deployment.deploy(with_init_container)
    (init,) = terraform.state()[JOB]["template"][0]["init_container"]
    assert (init["cpu"], init["memory"]) == (0.25, "0.5Gi")
    terraform.assert_unchanged()


def test_a_text_with_a_vaults_secret_in_it_is_deployed_and_masked(deployment: Deployment) -> None:
    def with_secrets(builder: DistributedApplication) -> None:
        new = builder.add_azure_key_vault("new")
        new.add_secret("pw", builder.add_parameter("token", secret=True))
        old = builder.add_azure_key_vault("old").as_existing("vault")
        batch = builder.add_container("batch", IMAGE, "1.0").publish_as_azure_container_app_job()
        batch.with_environment("NEW", ref_expr("Password={0}", new.get_secret("pw")))
        batch.with_environment("OLD", ref_expr("Password={0}", old.get_secret("pw")))

    deployment.cloud.assume_existing()
    terraform = deployment.synth(with_secrets)
    terraform.plan()
    printed = [terraform.said, terraform.apply("tfplan"), terraform.run("show", "-no-color")]
    assert all("value-of-token" not in text and "Password=" not in text for text in printed)
    values = {each["name"]: each["value"] for each in terraform.state()[JOB]["secret"]}
    assert values["new"] == "Password=value-of-token"
    read = "data.azurerm_key_vault_secret.old_pw"
    assert values["old"] == f"Password={terraform.state()[read]['value']}"
    created = [call for call in deployment.cloud.calls if call.startswith("create")]
    job = next(call for call in created if call.endswith("/jobs/batch"))
    secret = next(call for call in created if "/secrets/pw" in call)
    assert created.index(secret) < created.index(job)
    terraform.assert_unchanged()
