"""`stacks/README.md`: what each module shows, how it is run, and what it creates."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment
from tests.once import made_once
from tests.terraform import examples

if TYPE_CHECKING:
    from pathlib import Path

STACKS = ROOT / "stacks"
_SECTION = re.compile(r"^## \[(\w+)\.py\]\(\1\.py\)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
SECTIONS: dict[str, str] = dict(_SECTION.findall((STACKS / "README.md").read_text(encoding="utf-8")))
DEPLOYS = re.compile(r"`cdktf deploy ([\w-]+)")


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory, of_run: Path) -> dict[str, bytes]:
    """What all stacks write in one app, by the name of the stack."""
    (cdktf_out,), _ = examples.of_run_in(of_run, examples.STACKS, tmp_path_factory.mktemp("together"))
    return written_in(cdktf_out)


def written_in(cdktf_out: Path) -> dict[str, bytes]:
    return {file.parent.name: file.read_bytes() for file in cdktf_out.glob("stacks/*/cdk.tf.json")}


def test_every_module_has_its_three_lines() -> None:
    modules = {file.stem for file in STACKS.glob("*.py") if not file.stem.startswith("__")}
    assert SECTIONS.keys() == modules
    for text in SECTIONS.values():
        assert re.findall(r"^- \*\*(\w+)\*\*", text, re.MULTILINE) == ["Shows", "Run", "Creates"]


def test_every_stack_of_the_app_is_in_a_section(together: dict[str, bytes]) -> None:
    assert {stack for text in SECTIONS.values() for stack in DEPLOYS.findall(text)} == together.keys()


# `python -m` for each module, without what the others have imported of the stacks.
_EACH_ON_ITS_OWN = """
import os, runpy, sys
from cdktf_aspire.terraform import written
for name in sys.argv[1:]:
    written._writers.clear()  # the one before has written to the same folder
    for loaded in [each for each in sys.modules if each.partition(".")[0] == "stacks"]:
        del sys.modules[loaded]
    runpy.run_module(f"stacks.{name}", run_name="__main__", alter_sys=True)
    os.rename("cdktf.out", name)
"""


@pytest.fixture(scope="module")
def on_their_own(of_run: Path) -> Path:
    """What each module writes on its own, in one process."""

    def make(folder: Path) -> None:
        subprocess.run(
            [sys.executable, "-c", _EACH_ON_ITS_OWN, *SECTIONS],
            cwd=folder,
            env=clean_environment(PYTHONPATH=str(ROOT)),
            check=True,
        )

    return made_once(of_run / "stacks-on-their-own", make)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_module_on_its_own_writes_what_its_lines_say(
    name: str, together: dict[str, bytes], on_their_own: Path
) -> None:
    assert f"`python -m stacks.{name}`" in SECTIONS[name]
    alone = written_in(on_their_own / name)
    assert alone == {stack: together[stack] for stack in alone}

    assert {*DEPLOYS.findall(SECTIONS[name])} == alone.keys()
    created = Counter[str]()
    for text in alone.values():
        for kind, resources in json.loads(text)["resource"].items():
            created[kind] += len(resources)
    said = {kind: int(count) for count, kind in re.findall(r"(\d+) `(azurerm_\w+)`", SECTIONS[name])}
    assert said == {kind: created[kind] for kind in said}
    assert said
