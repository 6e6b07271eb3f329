"""The package as it is found elsewhere: in a zip, without its stub, without its JavaScript."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.matrix

APPHOST = """
import sys
import cdktf_aspire
assert "elsewhere" in cdktf_aspire.__file__, cdktf_aspire.__file__
from cdktf_aspire import KeyVaultSecretReference, Problem, Schedule, TriggerType, create_builder
from cdktf_aspire import *
builder = create_builder(name="a")
builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
builder.build().run()
"""


def written(folder: Path, code: str, **environment: str) -> bytes:
    (folder / "main.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return (folder / "cdktf.out" / "stacks" / "a" / "cdk.tf.json").read_bytes()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the installed package writes."""
    return written(tmp_path_factory.mktemp("expected"), APPHOST.replace("assert", "assert True or"))


@pytest.mark.parametrize("kind", ["zip", "no stub", "no stub in a zip", "no JavaScript"])
def test_it_writes_the_same_terraform(tmp_path: Path, expected: bytes, kind: str) -> None:
    left_out = ["__pycache__"]
    left_out += ["*.pyi"] if "no stub" in kind else []
    left_out += ["*.js"] if kind == "no JavaScript" else []
    package = ROOT / "constructs" / "cdktf_aspire"
    place = tmp_path / "elsewhere"
    shutil.copytree(package, place / "cdktf_aspire", ignore=shutil.ignore_patterns(*left_out))
    if "zip" in kind:
        place = shutil.make_archive(str(place), "zip", place)  # type: ignore[assignment]

    assert written(tmp_path, APPHOST, PYTHONPATH=str(place)) == expected


def test_without_a_stub_each_public_name_is_found_where_it_is() -> None:
    import cdktf_aspire
    from cdktf_aspire import public_names

    found = {
        name: module
        for module, names in public_names._defined_names(cdktf_aspire.__path__).items()
        for name in names
    }
    wanted = {
        name: module
        for module, names in public_names.public_names(cdktf_aspire.__path__).items()
        for name in names
    }

    assert {name: found.get(name) for name in wanted} == wanted
