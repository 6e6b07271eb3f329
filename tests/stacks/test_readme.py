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


@pytest.mark.parametrize("name", SECTIONS)
def test_a_module_on_its_own_writes_what_its_lines_say(
    name: str, together: dict[str, bytes], tmp_path: Path
) -> None:
    assert f"`python -m stacks.{name}`" in SECTIONS[name]
    subprocess.run(
        [sys.executable, "-m", f"stacks.{name}"],
        cwd=tmp_path,
        env=clean_environment(PYTHONPATH=str(ROOT)),
        check=True,
    )
    alone = written_in(tmp_path / "cdktf.out")
    assert alone == {stack: together[stack] for stack in alone}

    assert {*DEPLOYS.findall(SECTIONS[name])} == alone.keys()
    created = Counter[str]()
    for text in alone.values():
        for kind, resources in json.loads(text)["resource"].items():
            created[kind] += len(resources)
    said = {kind: int(count) for count, kind in re.findall(r"(\d+) `(azurerm_\w+)`", SECTIONS[name])}
    assert said == {kind: created[kind] for kind in said}
    assert said
