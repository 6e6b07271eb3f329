"""The GitHub action: its own steps, run by bash as a runner runs them, against a stand-in for `gh`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from typing import TYPE_CHECKING, Any

import attrs
import pytest
import yaml

from tests.apphost import ROOT, clean_environment
from tests.platforms import needs_posix
from tests.review.plans import REAL

if TYPE_CHECKING:
    from pathlib import Path

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
needs_jq = pytest.mark.skipif(
    shutil.which("jq") is None, reason="no jq on this machine, which every runner has"
)

# Stands in for GitHub's command line: keeps comments in a file, and answers the calls of the action only.
GH = """#!/usr/bin/env python3
import json, os, pathlib, sys
store = pathlib.Path(os.environ["FAKE_GH"])
comments = json.loads(store.read_text())
arguments = sys.argv[1:]
assert arguments.pop(0) == "api" and os.environ["GH_TOKEN"] == "token"
body = next((pathlib.Path(a[6:]).read_text() for a in arguments if a.startswith("body=@")), None)
if "graphql" in arguments:
    print("github-actions[bot]")
elif "PATCH" in arguments:
    wanted = int(arguments[arguments.index("PATCH") + 1].rpartition("/")[2])
    next(c for c in comments if c["id"] == wanted)["body"] = body
elif "POST" in arguments:
    assert "repos/o/r/issues/7/comments" in arguments
    comments.append({"id": len(comments) + 1, "login": "github-actions[bot]", "body": body})
else:
    assert "repos/o/r/issues/7/comments?per_page=100" in arguments
    for comment in comments:
        # GitHub takes blanks off the end of a comment.
        mine = comment["login"] == os.environ["LOGIN"]
        if mine and comment["body"].strip().endswith(os.environ["MARK"]):
            print(comment["id"])
store.write_text(json.dumps(comments))
"""


@attrs.define
class Runner:
    """A runner of GitHub, as far as the action sees it."""

    folder: Path
    comments: list[dict[str, Any]] = attrs.field(factory=list)
    outputs: dict[str, str] = attrs.field(factory=dict)

    def run(
        self, step: str, event: dict[str, Any] | None = None, **inputs: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs one step with the inputs of the action."""
        binaries = self.folder / "bin"
        binaries.mkdir(exist_ok=True)
        needs_posix("the bash of a runner")
        (binaries / "gh").write_text(GH)
        (binaries / "gh").chmod(0o755)
        store, event_file = self.folder / "comments.json", self.folder / "event.json"
        store.write_text(json.dumps(self.comments))
        event_file.write_text(json.dumps({"pull_request": {"number": 7}} if event is None else event))
        defaults = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        values = {**defaults, "github-token": "token", **{k.replace("_", "-"): v for k, v in inputs.items()}}
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        environment = clean_environment(
            **{name: self._value(text, values) for name, text in STEPS[step].get("env", {}).items()},
            **{name: str(file) for name, file in files.items()},
            GITHUB_ACTION_PATH=str(ROOT),
            GITHUB_EVENT_PATH=str(event_file),
            GITHUB_REPOSITORY="o/r",
            RUNNER_TEMP=str(self.folder),
            FAKE_GH=str(store),
        )
        environment["PATH"] = f"{binaries}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.comments = json.loads(store.read_text())
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        self.outputs |= dict(line.split("=", 1) for line in lines)
        return done

    def reviewed(self, text: str, marker: str = "cdktf-aspire-review") -> None:
        """As if the step `Review` had written this."""
        file = self.folder / "review.md"
        file.write_text(f"{text}\n\n<!-- {marker} -->\n")
        self.outputs["markdown"] = str(file)

    def _value(self, text: str, inputs: dict[str, str]) -> str:
        """An expression of the action."""
        found = re.fullmatch(r"\$\{\{ (inputs|steps\.review\.outputs)\.([a-z-]+) \}\}", text)
        assert found, text
        return inputs[found[2]] if found[1] == "inputs" else self.outputs[found[2]]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The step `Install`, run once."""
    folder = tmp_path_factory.mktemp("runner")
    done = Runner(folder).run("Install")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def runner(installed: Path, tmp_path: Path) -> Runner:
    (tmp_path / "cdktf-aspire").symlink_to(installed / "cdktf-aspire")
    for plan in ("trigger-switch", "cron-change"):
        shutil.copy(REAL / f"{plan}.json", tmp_path)
    return Runner(tmp_path)


def test_nothing_heavy_is_installed(installed: Path) -> None:
    names = {path.name for path in installed.glob("cdktf-aspire/lib/python*/site-packages/*")}

    assert "cdktf_aspire" in names
    assert not names & {"jsii", "cdktf", "constructs", "cdktf_cdktf_provider_azurerm"}


def test_the_group_of_the_review_is_part_of_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert set(project["dependency-groups"]["review"]) < set(project["project"]["dependencies"])


def test_no_input_is_pasted_into_a_script() -> None:
    assert not [name for name, step in STEPS.items() if "${{" in step["run"]]


@needs_jq
def test_a_plan_in_and_a_comment_out(runner: Runner) -> None:
    """And what is dangerous fails after the comment."""
    reviewed = runner.run("Review", plan="trigger-switch.json", fail_on="delete, replace")
    commented = runner.run("Comment")

    assert (reviewed.returncode, commented.returncode) == (0, 0), reviewed.stderr + commented.stderr
    assert runner.outputs["verdict"] == "1 job is replaced"
    assert runner.outputs["dangers"] == "replace warning"
    (comment,) = runner.comments
    assert comment["body"].startswith("### 1 job is replaced\n")
    assert (runner.folder / "GITHUB_STEP_SUMMARY").read_text() == comment["body"]
    verdict = runner.run("Verdict")
    assert (verdict.returncode, verdict.stdout.splitlines()[0]) == (2, "1 job is replaced")


@needs_jq
def test_the_next_run_updates_the_comment(runner: Runner) -> None:
    someone = {"id": 1, "login": "someone", "body": "a trap <!-- cdktf-aspire-review -->"}
    runner.comments = [someone]
    for text in ("### first", "### second"):
        runner.reviewed(text)
        assert runner.run("Comment").returncode == 0

    assert runner.comments[0] == someone
    assert [each["body"].partition("\n")[0] for each in runner.comments[1:]] == ["### second"]


@needs_jq
def test_two_markers_are_two_comments(runner: Runner) -> None:
    for marker in ("dev", "prod"):
        runner.reviewed("### review", marker)
        runner.run("Comment", marker=marker)

    assert len(runner.comments) == 2


@needs_jq
def test_several_plans_by_a_pattern_and_by_lines(runner: Runner) -> None:
    runner.run("Review", plan="*-*.json")
    by_pattern = runner.outputs["verdict"]
    runner.run("Review", plan="cron-change.json\n\ntrigger-switch.json\n", html="review.html")

    assert by_pattern == runner.outputs["verdict"] == "1 job is replaced, 1 changes"
    assert (runner.folder / "review.html").read_text().startswith("<!doctype html>")


@needs_jq
def test_a_plan_that_is_none_fails_at_once(runner: Runner) -> None:
    (runner.folder / "bad.json").write_text("{")
    done = runner.run("Review", plan="bad.json")

    assert done.returncode == 1
    assert "ends in the middle" in done.stderr
    assert "No such file" in runner.run("Review", plan="missing/*.json").stderr


@needs_jq
def test_outside_of_a_pull_request_there_is_no_comment(runner: Runner) -> None:
    runner.run("Review", plan="cron-change.json", ignore="ACJ302,acj403", vcpu_hour="0.1", gib_hour="0.01")
    done = runner.run("Comment", event={"push": {}})

    assert done.returncode == 0
    assert "::notice::" in done.stdout
    assert runner.comments == []
    assert runner.outputs["dangers"] == ""
    verdict = runner.run("Verdict")
    assert (verdict.returncode, verdict.stdout) == (0, "1 job changes\n")


@pytest.mark.parametrize(
    "file", [ROOT / "action.yml", ROOT / "run" / "action.yml"], ids=lambda file: file.parent.name
)
def test_every_foreign_action_is_pinned_by_its_commit(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if re.match(r"\s*-? *uses: ", line):
            assert re.search(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d", line), line


def test_the_workflow_may_no_more_than_it_needs() -> None:
    file = ROOT / "docs" / "workflows" / "plan-review.yml"
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))

    assert workflow["permissions"] == {}
    assert workflow["jobs"]["review"]["permissions"] == {
        "contents": "read",
        "id-token": "write",
        "pull-requests": "write",
    }
