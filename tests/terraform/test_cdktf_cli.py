"""The real cdktf CLI and the real terraform, over every stack and every AppHost of the documentation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT
from tests.cdktf_project import CdktfProject
from tests.terraform import examples
from tests.terraform.runner import Terraform, managed_in, types_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.terraform.installation import StandIn
    from tests.terraform.stand_in.cloud import Cloud


@pytest.mark.matrix(is_long=True)
def test_cdktf_takes_every_stack_and_page_to_azure_and_back(
    tmp_path: Path, of_run: Path, stand_in: StandIn, cloud: Cloud, terraform_in: Callable[[Path], Terraform]
) -> None:
    project = CdktfProject(tmp_path, "python -m tests.docs.one_app", PYTHONPATH=str(ROOT), OF_RUN=str(of_run))

    def cdktf(*arguments: str, **environment: str) -> str:
        done = project.cdktf(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    cdktf("synth")
    out = tmp_path / "cdktf.out"
    names = {
        out / each["workingDirectory"]: each["name"] for each in examples.manifest_of(out)["stacks"].values()
    }
    folders = examples.stacks_in(out)
    stand_in.learn(set().union(*map(types_in, folders)))
    cloud.assume_existing()
    for folder in folders:
        prepare(terraform_in(folder), own_group=names[folder].rpartition("-")[0])
    environment = stand_in.environment_with_server()
    stacks = [names[folder] for folder in folders]

    some = [each for each in stacks if not each.startswith("stacks-")]
    # The stack of the jobs waits for the one of the platform, whose outputs it needs.
    printed = cdktf("deploy", "stacks-*", *some, "--auto-approve", "--skip-synth", **environment)
    assert "az containerapp job start --name backfill" in printed
    made = {each["type"] for each in cloud.resources.values()}
    assert made >= set().union(*({kind.rpartition(".")[0] for kind in managed_in(each)} for each in folders))

    for folder in folders:  # what the CLI compares is Terraform's own plan
        Terraform(folder, lambda: environment).assert_unchanged()
    assert "No changes." in cdktf("diff", stacks[-1], "--skip-synth", **environment)

    cdktf("destroy", *stacks, "--auto-approve", "--skip-synth", **environment)
    assert cloud.resources == {}


def prepare(stack: Terraform, *, own_group: str) -> None:
    """Gives a stack a resource group of its own, for all are deployed to one subscription.

    One that imports a job stays in the group of that job, which no other is deployed to.
    """
    variable = stack.document.get("variable", {}).get("resource_group_name")
    if variable is not None and "import" not in stack.document:
        values = {"resource_group_name": f"{variable['default']}-{own_group}"}
        (stack.folder / "group.auto.tfvars.json").write_text(json.dumps(values), encoding="utf-8")
    if "import" in stack.document:
        stack.init()
        examples.make_what_is_imported(stack)
