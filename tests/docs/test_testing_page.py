"""docs/recipes/testing.md as its reader has it: a project with these files, under pytest."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import Schedule, SynthesisStopped
from tests.apphost import ROOT, clean_environment
from tests.docs.pages import blocks_of
from tests.engines import in_engine
from tests.matrix import matrix
from tests.terraform.runner import types_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost
    from tests.terraform.installation import StandIn

PAGE = ROOT / "docs" / "recipes" / "testing.md"
(MESSAGE,) = (block.text for block in blocks_of(PAGE) if not block.title)


@pytest.mark.parametrize("engine", ["cdktf", matrix("cdktn")])
def test_the_tests_of_the_page_pass(engine: str, tmp_path: Path, stand_in: StandIn) -> None:
    files = {block.title: in_engine(block.text, engine) for block in blocks_of(PAGE) if block.title}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def python(*arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=clean_environment(
                CDKTF_ASPIRE_ENGINE=engine, **stand_in.environment(tmp_path / "cloud.json"), **environment
            ),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert python("main.py") == "Wrote the stack reports to cdktf.out.\n"
    stand_in.learn(types_in(tmp_path / "cdktf.out" / "stacks" / "reports"))
    pytest_quietly = ("-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider")
    said = python(*pytest_quietly, "-k", "reviewed", UPDATE_SNAPSHOTS="1")
    assert said.splitlines()[-1].startswith("1 passed, 7 deselected in "), said
    said = python(*pytest_quietly)
    assert said.splitlines()[-1].startswith("8 passed in "), said


def test_the_message_is_the_one_on_the_page(apphost: AppHost) -> None:
    apphost.builder.add_container("report", "ghcr.io/acme/report:1.4").publish_as_azure_container_app_job(
        trigger=Schedule("0 0 5 * * 1-5"), memory="1GB"
    )

    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    assert f"{stopped.value}\n" == MESSAGE
