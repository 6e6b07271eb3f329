"""What needs no account and so runs with the real azurerm where it is: `validate`, and `terraform test`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.terraform import examples
from tests.terraform.stand_in.azure import SUBSCRIPTION
from tests.terraform.stand_in.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import Json
    from tests.terraform.runner import Terraform


@pytest.mark.parametrize("name", examples.NAMES)
def test_an_example_is_valid_and_can_be_applied_to_a_mock(
    name: str, tmp_path: Path, without_account: Callable[[Path], Terraform], subtests: pytest.Subtests
) -> None:
    for cdktf_out in examples.synthesize(name, tmp_path):
        for folder in examples.stacks_in(cdktf_out):
            with subtests.test(stack=str(folder.relative_to(tmp_path))):
                stack = without_account(folder)
                document = stack.document
                document.pop("import", None)  # a mock has nothing to import from, as Terraform says
                stack.rewrite(document)
                (folder / "mocked.tftest.json").write_text(json.dumps(mocked(document)))
                stack.init()
                stack.validate()
                assert "1 passed, 0 failed" in stack.run("test", "-no-color")


def mocked(document: Json) -> Json:
    """An apply with a mock of azurerm, which has the provider's schema and makes up what is computed."""
    jobs = document.get("resource", {}).get("azurerm_container_app_job", {})
    others = document.get("data", {}).get("terraform_remote_state", {})
    wanted = re.findall(r"\.outputs\.([\w-]+)", json.dumps(document))
    return {
        "mock_provider": {"azurerm": {}},
        "override_data": [
            {
                "target": f"data.terraform_remote_state.{name}",
                "values": {"outputs": {output: value_of(output) for output in wanted}},
            }
            for name in others
        ],
        "run": {
            "applied": {
                "command": "apply",
                "assert": [
                    {
                        "condition": f'${{azurerm_container_app_job.{address}.name == "{job["name"]}"}}',
                        "error_message": "another name",
                    }
                    for address, job in jobs.items()
                    if "$" not in job["name"]
                ],
            }
        },
    }


def value_of(output: str) -> str:
    """What another stack's output would be: an id of Azure's, or a text."""
    kinds = [kind for kind in TABLE if f"{kind}" in output]
    if not kinds or not output.endswith("id"):
        return "westeurope"
    pattern = TABLE[max(kinds, key=len)].id
    return pattern.format(subscription=SUBSCRIPTION, resource_group_name="rg", name="shared")
