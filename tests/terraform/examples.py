"""What goes through the real terraform: every stack of `stacks/` and every AppHost of the documentation.

Both are found, not listed: a stack or a page that is added later is covered without a line here.
"""

from __future__ import annotations

import graphlib
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.apphost import ROOT, clean_environment, without_notes
from tests.docs.pages import PAGES, PROJECTS, Page, blocks_of
from tests.engines import engine_in, in_engine
from tests.matrix import matrix
from tests.once import made_once
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
    return read_page(name, folder, engine)[0]


def engine_of(name: str) -> str:
    """The engine that an example is written for."""
    return "cdktf" if name == STACKS else engine_in((ROOT / name).read_text(encoding="utf-8"))


def read_page(name: str, folder: Path, engine: str | None = None) -> tuple[list[Path], list[str]]:
    """Synthesizes a page, as `synthesize`; with what each of its Python blocks prints."""
    page = Page(folder, name, engine or engine_of(name))
    printed: list[str] = []
    blocks = blocks_of(ROOT / name)
    for index, block in enumerate(blocks):
        if block.language == "python":
            next_language = blocks[index + 1].language if index + 1 < len(blocks) else ""
            page.python(block, expects_output=next_language == "text")
            printed.append(page.printed)
    return page.synth(), printed


def of_run_in(of_run: Path, name: str, folder: Path) -> tuple[list[Path], list[str]]:
    """A copy of an example that is synthesized once in a run, for its own engine.

    Args:
        of_run: what the processes of the run share.
        name: one of `NAMES`.
        folder: of the copy.

    Returns:
        The folder `cdktf.out` of each app in it, and what each Python block of a page prints.
    """

    def make(place: Path) -> None:
        apps, printed = (synthesize(name, place), []) if name == STACKS else read_page(name, place)
        noted = [[each.relative_to(place).as_posix() for each in apps], printed]
        (place / "noted.json").write_text(json.dumps(noted), encoding="utf-8")

    place = made_once(of_run / "examples" / name.replace("/", "-"), make)
    shutil.copytree(place, folder, dirs_exist_ok=True)
    for file in folder.rglob("cdk.tf.json"):  # the state lies where the app says, below its own folder
        text = file.read_text(encoding="utf-8")
        there, here = (json.dumps(str(each))[1:-1] for each in (place, folder))
        file.write_text(text.replace(there, here), encoding="utf-8")
    apps, printed = json.loads((folder / "noted.json").read_text(encoding="utf-8"))
    return [folder / each for each in apps], printed


def documents_in(apps: list[Path]) -> list[Json]:
    """The Terraform JSON of all stacks of apps, without cdktf's notes."""
    return [
        without_notes(json.loads(file.read_text(encoding="utf-8")))
        for cdktf_out in apps
        for file in sorted(cdktf_out.rglob("cdk.tf.json"))
    ]


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
