"""Every stack and every AppHost of the documentation, from nothing to deployed, changed and gone again."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from tests.terraform import examples
from tests.terraform.runner import actions, managed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import Json
    from tests.terraform.provider_plugin import Runs
    from tests.terraform.runner import Terraform
    from tests.terraform.stand_in.cloud import Cloud

_JOB = "azurerm_container_app_job"


def change(document: Json) -> tuple[Json, set[str]]:
    """Another timeout for every job, or another tag where there is no job; and the addresses of it."""
    changed = copy.deepcopy(document)
    resources = changed.get("resource", {})
    for job in resources.get(_JOB, {}).values():
        job["replica_timeout_in_seconds"] += 60
    if _JOB in resources:
        return changed, {f"{_JOB}.{name}" for name in resources[_JOB]}
    for kind in ("azurerm_resource_group", "azurerm_container_registry", "azurerm_storage_account"):
        for name, resource in resources.get(kind, {}).items():
            resource["tags"] = {**resource.get("tags", {}), "changed": "yes"}
            return changed, {f"{kind}.{name}"}
    return changed, set()


@pytest.mark.parametrize("name", examples.NAMES_OF_A_MATRIX)
def test_an_example_is_deployed_changed_and_destroyed(
    name: str,
    tmp_path: Path,
    of_run: Path,
    cloud: Cloud,
    terraform_in: Callable[[Path], Terraform],
    subtests: pytest.Subtests,
    runs: Runs,
    request: pytest.FixtureRequest,
) -> None:
    for cdktf_out in examples.of_run_in(of_run, name, tmp_path)[0]:
        cloud.reset()
        cloud.register_nothing()
        folders = examples.stacks_in(cdktf_out)
        if any("terraform_data" in (folder / "cdk.tf.json").read_text("utf-8") for folder in folders):
            request.getfixturevalue("azure")  # what runs in the deployment succeeds
        runs.left_out += [f"{each} of {name}" for each in examples.left_out_in(cdktf_out)]
        if any(examples.names_what_exists(folder) for folder in folders):
            cloud.assume_existing()
        stacks = [terraform_in(folder) for folder in folders]
        for stack in stacks:
            with subtests.test(stack=stack.folder.relative_to(tmp_path).as_posix()):
                live(stack)
        for stack in reversed(stacks):
            stack.destroy()
        assert cloud.resources == {}


def live(stack: Terraform) -> None:
    """Init, validate, plan, apply, a second plan without anything to do or drifted, and a change in place."""
    stack.init()
    stack.validate()
    if "import" in stack.document:
        take_over(stack)
        return
    document = stack.document
    assert actions(stack.plan()) == dict.fromkeys(managed_in(stack.folder), "create")
    stack.apply("tfplan")
    assert managed_in(stack.folder) <= set(stack.state())
    again = stack.plan()
    assert "No changes." in stack.said
    assert again.get("resource_drift", []) == []

    changed, addresses = change(document)
    if addresses:
        stack.rewrite(changed)
        assert actions(stack.plan()) == dict.fromkeys(addresses, "update")
        stack.apply("tfplan")
        stack.assert_unchanged()


def take_over(stack: Terraform) -> None:
    """What an example imports is there, as if somebody else had made it, and is imported without a change."""
    imports = examples.make_what_is_imported(stack)
    plan = stack.plan()
    assert actions(plan) == {}
    assert len([each for each in plan["resource_changes"] if "importing" in each["change"]]) == imports
    stack.apply("tfplan")
    stack.assert_unchanged()
