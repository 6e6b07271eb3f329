"""Several environments from one AppHost: a stack for each, or one stack with Terraform's workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire import DistributedApplication, raw, ref_expr
from tests.terraform import examples
from tests.terraform.runner import actions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.terraform.conftest import Deployment
    from tests.terraform.runner import Terraform
    from tests.terraform.stand_in.cloud import Cloud


def test_dev_and_prod_are_deployed_side_by_side(
    tmp_path: Path, of_run: Path, cloud: Cloud, terraform_in: Callable[[Path], Terraform]
) -> None:
    (cdktf_out,), _ = examples.of_run_in(of_run, examples.STACKS, tmp_path)
    for name in ("reports-dev", "reports-prod"):
        stack = terraform_in(cdktf_out / "stacks" / name)
        stack.init()
        stack.apply()
    jobs = {
        each["resource_group_name"]: each["template"][0]["container"][0]["cpu"]
        for each in cloud.resources.values()
        if each["type"] == "azurerm_container_app_job"
    }
    assert jobs == {"rg-reports-dev": 0.5, "rg-reports-prod": 2}


def test_a_workspace_for_each_environment(deployment: Deployment) -> None:
    def apphost(builder: DistributedApplication) -> None:
        builder.add_container(
            "batch", "mcr.microsoft.com/k8se/quickstart-jobs", "1.0"
        ).publish_as_azure_container_app_job()

    group = ref_expr("rg-reports-{0}", raw("terraform.workspace"))
    terraform = deployment.synth(apphost, resource_group=group)
    for workspace in ("dev", "prod"):
        terraform.run("workspace", "new", workspace)
        planned = actions(terraform.plan())
        assert set(planned.values()) == {"create"}
        terraform.apply("tfplan")
    groups = [name for name in deployment.cloud.resources if name.rpartition("/")[2].startswith("rg-")]
    assert [name.rpartition("/")[2] for name in groups] == ["rg-reports-dev", "rg-reports-prod"]
