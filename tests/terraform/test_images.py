"""A deployment without its images, and with those that `cdktf-aspire images` has handed to Terraform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.apphost import PROJECT

if TYPE_CHECKING:
    from cdktf_aspire import DistributedApplication
    from tests.terraform.conftest import Deployment

IMAGE = "crjobs.azurecr.io/report@sha256:" + "0" * 64


def two_projects(builder: DistributedApplication) -> None:
    for name in ("report", "backfill"):
        builder.add_project(name, PROJECT).publish_as_azure_container_app_job()


def test_without_the_images_a_plan_names_the_command_and_the_platform_can_go_first(
    deployment: Deployment,
) -> None:
    terraform = deployment.synth(two_projects)
    (terraform.folder / "test.auto.tfvars.json").unlink()
    said = " ".join(terraform.apply(fails=True).replace("│", " ").split())
    for name in ("report", "backfill"):
        assert (
            f"The image of {name} is not known. `cdktf-aspire images --stack stack --build` builds and "
            f"pushes it; or set TF_VAR_{name}_containerimage." in said
        )
    assert deployment.cloud.resources == {}
    # What the message of the command says of a registry in the same stack.
    terraform.apply("-target=azurerm_container_registry.env_acr")
    assert json.loads(terraform.run("output", "-json"))["registry_endpoints"]["value"]["env"]
    variables = {"report_containerimage": IMAGE, "backfill_containerimage": IMAGE}
    (terraform.folder / "images.auto.tfvars.json").write_text(json.dumps(variables), encoding="utf-8")
    terraform.apply()
    assert (
        terraform.state()["azurerm_container_app_job.report"]["template"][0]["container"][0]["image"] == IMAGE
    )
    terraform.assert_unchanged()


def test_an_empty_variable_of_a_pipeline_is_no_image(deployment: Deployment) -> None:
    terraform = deployment.synth(two_projects)
    assert "The image of report is not known." in terraform.run(
        "plan", "-input=false", "-no-color", "-var=report_containerimage=", ends_with=(1,)
    )


def test_a_stack_is_destroyed_without_the_images(deployment: Deployment) -> None:
    terraform = deployment.deploy(two_projects)
    (terraform.folder / "test.auto.tfvars.json").unlink()
    terraform.destroy()
    assert deployment.cloud.resources == {}
