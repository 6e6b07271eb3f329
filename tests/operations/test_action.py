"""The GitHub action that runs a job: its own steps, run by bash as a runner runs them."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.apphost import ROOT, clean_environment
from tests.operations.stand_in.arm import FAILED, GROUP, job
from tests.platforms import needs_posix

if TYPE_CHECKING:
    from pathlib import Path

    from tests.operations.stand_in.arm import StandIn

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "run" / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}


def step(
    name: str, folder: Path, azure: StandIn | None = None, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Runs a step; what it did, and what it wrote to its outputs."""
    needs_posix("the bash of a runner")
    values = {key: str(each.get("default", "")) for key, each in ACTION["inputs"].items()}
    values |= {key.replace("_", "-"): value for key, value in inputs.items()}
    output = folder / "output"
    output.touch()

    def value(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: values[found[1]], text)

    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"]],
        cwd=folder / value(STEPS[name].get("working-directory", ".")),
        env=clean_environment(
            **{key: value(text) for key, text in STEPS[name].get("env", {}).items()},
            **(azure.environment if azure else {}),
            GITHUB_ACTION_PATH=str(ROOT / "run"),
            GITHUB_OUTPUT=str(output),
            RUNNER_TEMP=str(folder),
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    return done, output.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The step `Install`, run once."""
    folder = tmp_path_factory.mktemp("runner")
    done, _ = step("Install", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def runner(installed: Path, tmp_path: Path) -> Path:
    (tmp_path / "cdktf-aspire-run").symlink_to(installed / "cdktf-aspire-run")
    return tmp_path


def test_nothing_heavy_is_installed(installed: Path) -> None:
    names = {path.name for path in installed.glob("cdktf-aspire-run/lib/python*/site-packages/*")}
    assert "cdktf_aspire" in names
    assert not names & {"jsii", "cdktf", "constructs", "cdktf_cdktf_provider_azurerm"}


def test_it_installs_what_the_extra_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["dependency-groups"]["run"] == [
        {"include-group": "review"},
        *project["project"]["optional-dependencies"]["run"],
    ]


def test_no_input_is_pasted_into_a_script() -> None:
    assert not [name for name, each in STEPS.items() if "${{" in each["run"]]


def test_a_job_runs_with_what_the_workflow_says(runner: Path, azure: StandIn) -> None:
    azure.add(job("nightly", env={"MODE": "full"}))
    done, output = step(
        *("Run", runner, azure),
        job="nightly",
        resource_group=GROUP,
        env="MODE=part of it\nDAY=2027-01-04\n",
        args="--fast\nwith blanks\n",
        image="registry.example/nightly:2",
        timeout="5m",
        follow="true",
    )
    assert done.returncode == 0, done.stderr
    assert output == "execution=nightly-run0001\n"
    (start,) = (each.json for each in azure.requests if each.path.endswith("/start"))
    (container,) = start["containers"]
    assert container["args"] == ["--fast", "with blanks"]
    assert container["env"] == [
        {"name": "MODE", "value": "part of it"},
        {"name": "DAY", "value": "2027-01-04"},
    ]
    assert "nightly-run0001: Succeeded after 42 s.\n" in done.stderr
    assert "Its log can't be followed." in done.stderr  # there is none here


def test_a_job_that_fails_fails_the_workflow(runner: Path, azure: StandIn) -> None:
    azure.next_runs("nightly", FAILED)
    done, output = step("Run", runner, azure, job=azure.add(job("nightly")))
    assert done.returncode == 1
    assert output == "execution=nightly-run0001\n"
    assert "exit code 1" in done.stderr
