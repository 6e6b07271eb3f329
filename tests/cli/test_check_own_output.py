"""`cdktf-aspire check` over what this library writes: it says what the synth said, and no error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.cli.check import check_files
from cdktf_aspire.jobs.rules import CHECKS
from tests.apphost import ROOT
from tests.terraform.examples import NAMES, manifest_of, of_run_in

if TYPE_CHECKING:
    from pathlib import Path


def acknowledged_in(name: str) -> set[str]:
    """The codes that a page or the stacks acknowledge: the Terraform does not say so."""
    files = [ROOT / name] if (ROOT / name).is_file() else (ROOT / name).glob("*.py")
    return {
        code
        for file in files
        for code in re.findall(r'acknowledge\("(ACJ\d+)"', file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_what_the_synth_found(name: str, tmp_path: Path, of_run: Path) -> None:
    of_jobs = {code for code, _ in CHECKS}
    for cdktf_out in of_run_in(of_run, name, tmp_path)[0]:
        for stack in manifest_of(cdktf_out)["stacks"].values():
            notes = [each["message"] for each in stack.get("annotations", [])]
            warned = {code for note in notes for code in re.findall(r"^\[(ACJ\d+)\]", note)}
            problems, _ = check_files([cdktf_out / stack["synthesizedStackPath"]])
            found = {each.code for each in problems}

            assert [each for each in problems if each.is_error] == []
            assert found >= warned & of_jobs
            assert found - warned <= acknowledged_in(name)
