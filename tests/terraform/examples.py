"""What goes through the real terraform: every stack of `stacks/` and every AppHost of the documentation.

Both are found, not listed: a stack or a page that is added later is covered without a line here.
"""

from __future__ import annotations

import graphlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.apphost import ROOT, clean_environment
from tests.docs.pages import PAGES, PROJECTS, Page, blocks_of
from tests.engines import engine_in, in_engine
from tests.matrix import matrix
from tests.terraform.runner import types_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json
    from tests.terraform.runner import Terraform

STACKS: Final = "stacks"
PAGES_WITH_AN_APPHOST: Final = [
    page.relative_to(ROOT).as_posix()
    for page in PAGES
    if page.name not in PROJECTS and any(block.language == "python" for block in blocks_of(page))
]
NAMES: Final = [STACKS, *PAGES_WITH_AN_APPHOST]
# Its apply runs a job, which needs more than a provider: test_lifecycle.py has a stand-in of Azure for it.
RUNS_A_JOB: Final = "docs/run-in-order.md"
# tests/docs/test_from_apphost_to_job.py takes it through the CLI, command by command.
THROUGH_THE_CLI: Final = "docs/from-apphost-to-job.md"
# For a test of each that takes long: two of them in every run, a small one and a large one.
NAMES_OF_A_MATRIX: Final = [
    name if name in ("README.md", "docs/porting.md") else matrix(name) for name in NAMES
]


def synthesize(name: str, folder: Path, engine: str | None = None) -> list[Path]:
    """Synthesizes an example.

    Args:
        name: one of `NAMES`.
        folder: an empty one.
        engine: that it is written for; its own when not given.

    Returns:
        The folder `cdktf.out` of each app in it.
    """
    if name == STACKS:
        app = json.loads((ROOT / "cdktf.json").read_text(encoding="utf-8"))["app"].split()
        source = ROOT
        if engine is not None:
            source = folder / "of-engine"
            (source / STACKS).mkdir(parents=True)
            for file in (ROOT / STACKS).glob("*.py"):
                text = in_engine(file.read_text(encoding="utf-8"), engine)
                (source / STACKS / file.name).write_text(text, encoding="utf-8")
        environment = clean_environment(PYTHONPATH=str(source), CDKTF_ASPIRE_ENGINE=engine or "cdktf")
        subprocess.run([sys.executable, *app[1:]], cwd=folder, env=environment, check=True)
        return [folder / "cdktf.out"]
    text = (ROOT / name).read_text(encoding="utf-8")
    page = Page(folder, name, engine or engine_in(text))
    for block in blocks_of(ROOT / name):
        if block.language == "python":
            page.python(block, expects_output=True)
    return page.synth()


def manifest_of(cdktf_out: Path) -> Json:
    """What cdktf wrote about an app: by it, its CLI finds the stacks."""
    manifest: Json = json.loads((cdktf_out / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def stacks_in(cdktf_out: Path) -> list[Path]:
    """The folders of an app's stacks, each after those that it needs.

    Without `left_out_in`: what stands in here is azurerm alone.
    """
    stacks = manifest_of(cdktf_out)["stacks"]
    needs = {name: each["dependencies"] for name, each in stacks.items()}
    order = graphlib.TopologicalSorter(needs).static_order()
    folders = [cdktf_out / stacks[name]["workingDirectory"] for name in order]
    return [folder for folder in folders if not _needs_azapi(folder)]


def left_out_in(cdktf_out: Path) -> list[str]:
    """The names of an app's stacks that need azapi."""
    stacks = manifest_of(cdktf_out)["stacks"]
    return [name for name, each in stacks.items() if _needs_azapi(cdktf_out / each["workingDirectory"])]


def names_what_exists(folder: Path) -> bool:
    """Whether an example is about what its reader has at Azure already: by a data source, or by an id."""
    looked_up = {kind for kind in types_in(folder) if kind.startswith("data.")}
    text = (folder / "cdk.tf.json").read_text(encoding="utf-8")
    return bool(looked_up - {"data.azurerm_client_config"}) or '"/subscriptions/' in text


def make_what_is_imported(stack: Terraform) -> int:
    """Makes what an example imports, as if somebody else had made it; how many that are."""
    document = stack.document
    imports = document.pop("import")
    stack.rewrite(document)
    stack.apply()
    state = stack.state()
    for each in imports:
        stack.run("state", "rm", each["to"])
    document["import"] = [{**each, "id": state[each["to"]]["id"]} for each in imports]
    stack.rewrite(document)
    return len(imports)


def _needs_azapi(folder: Path) -> bool:
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return "azapi" in document["terraform"]["required_providers"]
