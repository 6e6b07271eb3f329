"""The page on plan reviews: its first commands, typed in the folder of a stack, review the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tests.apphost import ROOT, clean_environment
from tests.docs.console import Console
from tests.docs.pages import blocks_of
from tests.terraform.runner import types_in

if TYPE_CHECKING:
    from cdktf_aspire import DistributedApplication
    from tests.terraform.conftest import Deployment
    from tests.terraform.installation import StandIn

PAGE = ROOT / "docs" / "plan-review.md"


def test_the_commands_of_the_page_review_a_plan(deployment: Deployment, stand_in: StandIn) -> None:
    def apphost(builder: DistributedApplication) -> None:
        builder.add_container("batch", "ghcr.io/acme/batch:1.0").publish_as_azure_container_app_job()

    folder = deployment.synth(apphost).folder
    stand_in.learn(types_in(folder))
    console = Console(folder, clean_environment(**stand_in.environment_with_server()), lambda _: None)
    (block,) = [each for each in blocks_of(PAGE) if each.language == "console"]
    console.run(block)
    # The last command again, with what it prints.
    verdict = "1 job is new; 6 other resources change"
    last = attrs.evolve(block, text=f"{block.text.splitlines()[-1]}\n{verdict}\n...\n")
    assert console.run(last) == []
