"""Which job is meant: by the AppHost's name through Terraform's outputs, by Azure's name, by id."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.operations import terraform_outputs
from cdktf_aspire.operations.job_lookup import JobId, JobNotFound, find_job, output_folder
from tests.platforms import needs_posix

if TYPE_CHECKING:
    from collections.abc import Mapping

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
NIGHTLY = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-data/providers/Microsoft.App/jobs/nightly-prod"


def write_stack(folder: Path, name: str, ids: Mapping[str, str], *, output: str = "job_ids") -> Path:
    """A stack as the synth writes it, of which the state holds the given ids once it is applied."""
    stack = folder / "stacks" / name
    stack.mkdir(parents=True)
    state = folder.parent / f"terraform.{name}.tfstate"
    document = {
        "terraform": {"backend": {"local": {"path": str(state)}}},
        "output": {output: {"value": ids}, "mine": {"value": "job_ids"}},
    }
    (stack / "cdk.tf.json").write_text(json.dumps(document), encoding="utf-8")
    return stack


def terraform(stack: Path, *arguments: str) -> None:
    subprocess.run(["terraform", *arguments], cwd=stack, capture_output=True, timeout=60, check=True)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two stacks with a job `nightly` in both and `migrate` in one, applied by the real terraform."""
    folder = tmp_path_factory.mktemp("deployed") / "cdktf.out"
    migrate = NIGHTLY.replace("nightly-prod", "migrate")
    for stack in (
        write_stack(folder, "prod", {"nightly": NIGHTLY, "migrate": migrate}),
        write_stack(
            folder, "test", {"nightly": NIGHTLY.replace("rg-data", "rg-test")}, output="second_job_ids"
        ),
    ):
        terraform(stack, "init", "-input=false")
        terraform(stack, "apply", "-input=false", "-auto-approve")
    return folder


def find(
    job: str,
    folder: Path,
    stack: str | None = None,
    resource_group: str | None = None,
    subscription: str | None = None,
) -> JobId:
    return find_job(job, stack=stack, resource_group=resource_group, subscription=subscription, folder=folder)


def refusal(
    job: str, folder: Path = Path("cdktf.out"), stack: str | None = None, resource_group: str | None = None
) -> str:
    with pytest.raises(JobNotFound) as refused:
        find(job, folder, stack, resource_group)
    return str(refused.value)


def test_a_job_of_the_apphost_is_found_in_the_outputs_of_its_stack(deployed: Path) -> None:
    assert str(find("migrate", deployed)) == NIGHTLY.replace("nightly-prod", "migrate")
    assert find("Migrate", deployed).name == "migrate"
    assert find("nightly", deployed, stack="prod") == JobId(SUBSCRIPTION, "rg-data", "nightly-prod")
    assert find("nightly", deployed, stack="test").resource_group == "rg-test"  # of a second application


def test_a_name_in_several_stacks_asks_which(deployed: Path) -> None:
    assert refusal("nightly", deployed) == (
        "2 stacks have a job 'nightly'. Say which one: --stack prod, --stack test."
    )


def test_an_unknown_name_says_what_there_is(deployed: Path) -> None:
    assert refusal("migrat", deployed) == (
        "None of the 2 stacks has a job 'migrat'. Did you mean migrate? Known jobs: migrate, nightly. "
        "For a name in Azure, add --resource-group."
    )
    assert refusal("migrate", deployed, stack="test").startswith("The stack test has no job 'migrate'.")
    assert refusal("x", deployed, stack="dev") == "No stack 'dev' has a job. Stacks with jobs: prod, test."


def test_a_stack_that_is_not_initialized_or_deployed_says_what_to_run(tmp_path: Path) -> None:
    folder = tmp_path / "cdktf.out"
    assert "Synthesize first" in refusal("nightly", folder)
    stack = write_stack(folder, "prod", {"nightly": NIGHTLY})
    assert refusal("nightly", folder) == (
        "Terraform is not initialized for the stack prod on this machine: run "
        f"`terraform -chdir={stack} init`, or deploy the stack from here."
    )
    terraform(stack, "init", "-input=false")
    assert refusal("nightly", folder) == (
        "The stack prod declares nightly, but its state has no jobs. Deploy the stack first."
    )


def test_what_terraform_says_is_passed_on_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cdktf.out"
    write_stack(folder, "prod", {"nightly": NIGHTLY})
    fake(
        tmp_path,
        monkeypatch,
        "terraform",
        "echo 'Error: 403 for '$ARM_ACCESS_KEY at the storage account >&2; exit 1",
    )
    monkeypatch.setenv("ARM_ACCESS_KEY", "c3RvcmFnZS1hY2NvdW50LWtleQ==")
    said = refusal("nightly", folder)
    assert said.splitlines()[-1] == "Error: 403 for (hidden) at the storage account"
    assert said.startswith(f"`terraform output` in {folder / 'stacks' / 'prod'} failed:")


def test_terraform_has_a_bounded_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "cdktf.out"
    write_stack(folder, "prod", {"nightly": NIGHTLY})
    fake(tmp_path, monkeypatch, "terraform", "exec sleep 60")
    monkeypatch.setattr(terraform_outputs, "_QUIET_SECONDS", 0.05)
    monkeypatch.setattr(terraform_outputs, "_MOST_SECONDS", 0.1)
    assert "did not finish within 0.1 seconds" in refusal("nightly", folder)
    assert capsys.readouterr().err.startswith("Waiting for `terraform output` in")


def test_tofu_reads_where_terraform_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cdktf.out"
    write_stack(folder, "prod", {"nightly": NIGHTLY})
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert refusal("nightly", folder).startswith("Neither terraform nor tofu is on the PATH")
    answer = json.dumps({"job_ids": {"value": {"nightly": NIGHTLY}}})
    fake(tmp_path, monkeypatch, "tofu", f"echo '{answer}'")
    assert str(find("nightly", folder)) == NIGHTLY


def test_an_id_names_its_job_in_any_case() -> None:
    assert (
        find(NIGHTLY.lower().replace("microsoft.app", "MICROSOFT.APP"), Path("none")).name == "nightly-prod"
    )
    other = NIGHTLY.replace("jobs", "containerApps")
    assert refusal(other) == (
        f"{other} is not the id of a job. Write "
        "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.App/jobs/<name>."
    )


def test_a_name_in_azure_needs_its_group_and_a_subscription(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ARM_SUBSCRIPTION_ID", raising=False)
    fake(tmp_path, monkeypatch, "az", f"echo {SUBSCRIPTION}")
    assert str(find("nightly-prod", tmp_path, resource_group="rg-data")) == NIGHTLY
    fake(tmp_path, monkeypatch, "az", "echo 'Please run az login' >&2; exit 1")
    assert refusal("nightly-prod", resource_group="rg-data").startswith("The subscription is not known")
    monkeypatch.setenv("ARM_SUBSCRIPTION_ID", "b")
    assert find("nightly-prod", tmp_path, resource_group="rg-data").subscription == "b"
    assert find("n", tmp_path, resource_group="rg-data", subscription="c").subscription == "c"
    assert "can't be a resource group and a job" in refusal("a b", resource_group="rg-data")
    assert "Give either --resource-group" in refusal("a", stack="prod", resource_group="rg-data")


def test_the_folder_is_the_one_that_cdktf_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CDKTF_OUTDIR", raising=False)
    assert output_folder() == Path("cdktf.out")
    (tmp_path / "cdktf.json").write_text('{"output": "build"}')
    assert output_folder() == Path("build")
    monkeypatch.setenv("CDKTF_OUTDIR", "elsewhere")
    assert output_folder() == Path("elsewhere")


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    """Puts a program of this name first on the PATH."""
    needs_posix("a shell script in place of a program")
    program = folder / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
