"""The real cdktf CLI with the real terraform: `cdktf diff`, `deploy` and `destroy` over two stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cdktf_project import CdktfProject
from tests.terraform.examples import stacks_in
from tests.terraform.runner import types_in
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn

IMAGES = {
    "TF_VAR_report_containerimage": "mcr.microsoft.com/k8se/quickstart-jobs:1.0",
    "TF_VAR_backfill_containerimage": "mcr.microsoft.com/k8se/quickstart-jobs:1.0",
}


def test_cdktf_deploys_compares_and_destroys_what_it_synthesized(tmp_path: Path, stand_in: StandIn) -> None:
    cloud = Cloud(tmp_path / "cloud.json")
    folder = tmp_path / "project"
    folder.mkdir()
    project = CdktfProject(folder, **stand_in.environment(tmp_path / "cloud.json"), **IMAGES)

    def cdktf(*arguments: str) -> str:
        done = project.cdktf(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    cdktf("synth")
    for stack in stacks_in(folder / "cdktf.out"):
        stand_in.learn(types_in(stack))

    # Given in the wrong order: the stack of the jobs needs the other one's outputs.
    printed = cdktf("deploy", "jobs", "platform", "--auto-approve", "--skip-synth")
    assert "Apply complete! Resources: 6 added" in printed
    assert "Apply complete! Resources: 2 added" in printed
    assert "az containerapp job start --name report" in printed
    assert {each["type"] for each in cloud.resources.values()} >= {
        "azurerm_container_app_environment",
        "azurerm_container_app_job",
    }
    assert (folder / "terraform.platform.tfstate").exists(), "state lies beside cdktf.json"

    assert "No changes." in cdktf("diff", "jobs", "--skip-synth")

    printed = cdktf("destroy", "jobs", "platform", "--auto-approve", "--skip-synth")
    assert "Destroy complete! Resources: 6 destroyed." in printed
    assert cloud.resources == {}
