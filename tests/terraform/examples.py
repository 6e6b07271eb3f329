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
from tests.docs.pages import PAGES, Page, blocks_of

if TYPE_CHECKING:
    from pathlib import Path

STACKS: Final = "stacks"
NAMES: Final = [
    STACKS,
    *(
        str(page.relative_to(ROOT))
        for page in PAGES
        if any(block.language == "python" for block in blocks_of(page))
    ),
]


def synthesize(name: str, folder: Path) -> list[Path]:
    """Synthesizes an example.

    Args:
        name: one of `NAMES`.
        folder: an empty one.

    Returns:
        The folder `cdktf.out` of each app in it.
    """
    if name == STACKS:
        app = json.loads((ROOT / "cdktf.json").read_text(encoding="utf-8"))["app"].split()
        subprocess.run(
            [sys.executable, *app[1:]], cwd=folder, env=clean_environment(PYTHONPATH=str(ROOT)), check=True
        )
        return [folder / "cdktf.out"]
    page = Page(folder, name)
    for block in blocks_of(ROOT / name):
        if block.language == "python":
            page.python(block, expects_output=True)
    return page.synth()


def stacks_in(cdktf_out: Path) -> list[Path]:
    """The folders of an app's stacks, each after those that it needs.

    Those that need azapi are left out: what stands in here is azurerm alone.
    """
    manifest = json.loads((cdktf_out / "manifest.json").read_text(encoding="utf-8"))
    needs = {name: each["dependencies"] for name, each in manifest["stacks"].items()}
    order = graphlib.TopologicalSorter(needs).static_order()
    folders = [cdktf_out / manifest["stacks"][name]["workingDirectory"] for name in order]
    return [folder for folder in folders if "azapi" not in _providers_of(folder)]


def _providers_of(folder: Path) -> list[str]:
    """The providers that a stack needs, by their local names."""
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return list(document["terraform"]["required_providers"])
