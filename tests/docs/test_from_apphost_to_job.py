"""The page "From an AppHost to a running job": typed from an empty folder on, it prints what it says.

Real are uv, cdktf, Terraform, the command and Azure's SDKs. Stand-ins are azurerm and Azure, over one cloud,
and the programs `dotnet` and `az`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import attrs
import pytest

from tests.apphost import ROOT, clean_environment
from tests.docs.console import Console
from tests.docs.pages import blocks_of
from tests.operations.stand_in.arm import Run
from tests.operations.stand_in.build_tools import TOKEN, BuildTools
from tests.terraform.azure_jobs import SUCCEEDED, Azure
from tests.terraform.runner import types_in
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn

PAGE = ROOT / "docs" / "from-apphost-to-job.md"


@pytest.mark.matrix(is_long=True)
def test_the_page_leads_from_an_empty_folder_to_a_run_that_succeeded(
    tmp_path: Path, wheel: Path, stand_in: StandIn
) -> None:
    folder = tmp_path / "console"
    folder.mkdir()
    tools = BuildTools(tmp_path / "tools")
    tools.write("dotnet", "az")
    tools.set()
    azure = Azure(tmp_path, Cloud(tmp_path / "cloud.json"))
    azure.tokens.add(TOKEN)
    azure.next_runs("report", attrs.evolve(SUCCEEDED, console=("The report is written.",)), Run())
    environment = clean_environment(
        CI="1", UV_FIND_LINKS=str(wheel.parent), **stand_in.environment(tmp_path / "cloud.json")
    )
    environment |= {
        **{name: value for name, value in azure.environment.items() if not name.startswith("ARM_")},
        "ARM_METADATA_HOSTNAME": azure.host,
        # The reader has signed in with `az login`; the machine of the tests may have other ways.
        "AZURE_TOKEN_CREDENTIALS": "AzureCliCredential",
        "PATH": f"{tools.folder}{os.pathsep}{environment['PATH']}",
    }
    environment.pop("VIRTUAL_ENV", None)

    def learn(here: Path) -> None:
        for written in here.glob("*/cdktf.out/stacks/*"):
            stand_in.learn(types_in(written))

    console = Console(folder, environment, learn)
    try:
        for block in blocks_of(PAGE):
            if block.title:
                console.write(block.title, block.text)
            if block.language == "console":
                for problem in console.run(block):
                    pytest.fail(f"{PAGE.name}:{block.line}: {problem}")
    finally:
        azure.close()
    assert [each.state for each in azure.executions["report"]] == ["Succeeded"]
    (publish,) = tools.commands("dotnet")
    assert "-t:PublishContainer" in publish
