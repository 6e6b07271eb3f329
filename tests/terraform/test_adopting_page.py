"""docs/recipes/adopting.md as its reader has it: hand-written jobs, and the real terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment
from tests.docs.console import Console
from tests.docs.pages import Block, blocks_of
from tests.engines import in_engine
from tests.matrix import matrix

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn
    from tests.terraform.stand_in.cloud import Cloud

PAGE = ROOT / "docs" / "recipes" / "adopting.md"
BLOCKS = blocks_of(PAGE)
FILES = {block.title: block.text for block in BLOCKS if block.title}
# The commands of the second half of the page begin with the new program.
(OF_CDKTF,) = (index for index, block in enumerate(BLOCKS) if "python after/main.py" in block.text)
TYPES = {
    *("azurerm_resource_group", "azurerm_container_app_environment", "azurerm_container_app_job"),
    *("data.azurerm_resource_group", "data.azurerm_container_app_environment"),
}


@pytest.fixture
def console(tmp_path: Path, stand_in: StandIn) -> Console:
    stand_in.learn(TYPES)
    return Console(tmp_path, clean_environment(**stand_in.environment_with_server()), lambda _: None)


def read(console: Console, blocks: list[Block]) -> None:
    """Writes the files and types the commands, as far as the blocks go."""
    for block in blocks:
        if block.title:
            console.write(block.title, block.text)
        else:
            assert block.language == "console"
            assert console.run(block) == []


def typed(*commands: str) -> Block:
    return Block("console", "", "".join(f"$ {command}\n" for command in commands), 0)


def deploy(folder: str) -> Block:
    return typed(f"terraform -chdir={folder} init", f"terraform -chdir={folder} apply -auto-approve")


def test_a_job_moves_from_hcl_and_azure_sees_nothing_of_it(console: Console, cloud: Cloud) -> None:
    for name in ("old/main.tf", "old/job.tf"):
        console.write(name, FILES[name])
    read(console, [deploy("old")])
    before = len(cloud.calls)

    read(console, [block for block in BLOCKS[:OF_CDKTF] if not block.title.startswith(("before", "after"))])

    assert cloud.calls[before:] == []


# The app by hand imports all of the bindings, which takes a minute.
@pytest.mark.parametrize("engine", [matrix("cdktf"), matrix("cdktn")])
def test_a_job_moves_from_an_app_and_azure_sees_nothing_of_it(
    console: Console, cloud: Cloud, engine: str
) -> None:
    for name in ("before/main.py", "after/main.py"):
        console.write(name, in_engine(FILES[name], engine))
    read(console, [typed("python before/main.py"), deploy("cdktf.out/stacks/reports")])
    before = len(cloud.calls)

    read(console, [BLOCKS[OF_CDKTF], deploy("cdktf.out/stacks/reports")])

    assert cloud.calls[before:] == []


def test_a_lifecycle_is_kept_with_an_override(console: Console) -> None:
    kept = 'add_override("lifecycle.prevent_destroy", True)'
    assert f"configure_terraform(lambda job: job.{kept})" in PAGE.read_text(encoding="utf-8")
    program = FILES["main.py"].replace(
        "builder.build()",
        f'builder.resource("nightly-report").configure_terraform(lambda job: job.{kept})\nbuilder.build()',
    )
    console.write("main.py", program)
    read(
        console,
        [
            typed(
                "python main.py",
                "grep '\"prevent_destroy\": true' cdktf.out/stacks/reports/cdk.tf.json",
            )
        ],
    )
