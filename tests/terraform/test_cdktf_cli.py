"""The real cdktf CLI and the real terraform: `cdktf diff`, `deploy` and `destroy` over every stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cdktf_project import CdktfProject
from tests.terraform import examples
from tests.terraform.runner import managed_in, types_in, variables_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn
    from tests.terraform.stand_in.cloud import Cloud


def test_cdktf_deploys_compares_and_destroys_every_stack(
    tmp_path: Path, stand_in: StandIn, cloud: Cloud
) -> None:
    project = CdktfProject(tmp_path)
    (cdktf_out,) = examples.synthesize(examples.STACKS, tmp_path)
    stacks = examples.stacks_in(cdktf_out)
    variables: dict[str, str] = {}
    for stack in stacks:
        stand_in.learn(types_in(stack))
        variables |= {f"TF_VAR_{name}": str(value) for name, value in variables_of(stack).items()}
    environment = {**stand_in.environment_with_server(), **variables}

    def cdktf(*arguments: str) -> str:
        done = project.cdktf(*arguments, "--skip-synth", **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # The stack of the jobs waits for the one of the platform, whose outputs it needs.
    printed = cdktf("deploy", "*", "--auto-approve")
    assert "az containerapp job start --name backfill" in printed
    for stack in stacks:
        state = json.loads((tmp_path / f"terraform.{stack.name}.tfstate").read_text(encoding="utf-8"))
        deployed = {f"{each['type']}.{each['name']}" for each in state["resources"]}
        assert managed_in(stack) <= deployed

    assert "No changes." in cdktf("diff", "jobs")

    cdktf("destroy", "*", "--auto-approve")
    assert cloud.resources == {}
