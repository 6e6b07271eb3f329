"""Which azurerm a test has, and what a run says about it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment
from tests.matrix import matrix
from tests.terraform.azurerm import CHOICE, install_real
from tests.terraform.provider_plugin import Runs
from tests.terraform.runner import Terraform

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn

ASKS_FOR_4_55 = (
    '{"terraform": {"backend": {"local": {}}, "required_providers": '
    '{"azurerm": {"source": "azurerm", "version": "~> 4.55.0"}}}}'
)


@pytest.fixture
def no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a run that insists on neither of the two, however this one was started."""
    monkeypatch.delenv(CHOICE, raising=False)


@pytest.fixture
def from_mirror(no_choice: None, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's Terraform takes azurerm from a mirror; the stand-in's will do."""
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(stand_in.configuration))


@pytest.mark.usefixtures("from_mirror")
def test_azurerm_is_taken_from_where_the_users_terraform_takes_it(tmp_path: Path, stand_in: StandIn) -> None:
    assert install_real(stand_in.version, tmp_path, tmp_path).missing == ""


@pytest.mark.usefixtures("from_mirror")
def test_without_it_the_reason_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no available releases match" in install_real("0.0.1", tmp_path, tmp_path).missing
    monkeypatch.setenv(CHOICE, "real")
    with pytest.raises(LookupError, match="AZURERM=real, but"):
        install_real("0.0.1", tmp_path, tmp_path)
    monkeypatch.setenv(CHOICE, "stand-in")
    monkeypatch.setenv("PATH", os.devnull)  # no terraform is asked
    assert install_real("0.0.1", tmp_path, tmp_path).missing == "AZURERM=stand-in"


INSTALL_ONCE = """
import json, sys
from pathlib import Path
from tests.apphost import ROOT, clean_environment
from tests.terraform.azurerm import install_once
installed = install_once(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
print(json.dumps([installed.environment, installed.missing]))
"""


@pytest.mark.usefixtures("from_mirror")
def test_the_processes_of_a_run_install_it_once_and_then_only_read_it(
    tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    terraform, log, cache = shutil.which("terraform"), tmp_path / "log", tmp_path / "cache"
    counting = tmp_path / "bin" / "terraform"
    counting.parent.mkdir()
    counting.write_text(f'#!/bin/sh\necho "$1" >> "{log}"\nexec "{terraform}" "$@"\n', encoding="utf-8")
    counting.chmod(0o755)
    monkeypatch.setenv("PATH", f"{counting.parent}{os.pathsep}{os.environ['PATH']}")

    process = [sys.executable, "-c", INSTALL_ONCE, stand_in.version, str(tmp_path), str(cache)]
    running = [
        subprocess.Popen(process, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    first, *others = [json.loads(each.communicate()[0]) for each in running]
    environment, missing = first
    assert missing == ""
    assert others == [first, first]
    assert log.read_text(encoding="utf-8").split() == ["init"]

    before = {path: path.lstat().st_mtime_ns for path in cache.rglob("*")}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cdk.tf.json").write_text(ASKS_FOR_4_55, encoding="utf-8")
        Terraform(tmp_path / name, lambda: environment).init()
    assert {path: path.lstat().st_mtime_ns for path in cache.rglob("*")} == before


TINY_RUN = """
def test_it(real_azurerm):
    assert real_azurerm.missing == "AZURERM=stand-in"
"""


@pytest.mark.parametrize("options", [matrix([]), ["-p", "no:cacheprovider"]])
def test_a_run_needs_no_cache_of_pytest(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "test_tiny.py").write_text(TINY_RUN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-p", "tests.terraform.provider_plugin", "test_tiny.py"],
        cwd=tmp_path,
        env=clean_environment(PYTHONPATH=str(ROOT), **{CHOICE: "stand-in"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_a_run_says_which_provider_it_had_and_what_did_not_run() -> None:
    assert list(Runs().summary()) == []
    assert list(Runs(version="4.55.0", stand_in=3, without_account=2, missing="no network").summary()) == [
        "terraform: 3 tests with the stand-in for azurerm 4.55.0, 0 with the real azurerm",
        "terraform: 2 of them would run with the real azurerm, which is not here: no network",
    ]
    assert list(Runs(left_out=["b of docs/x.md", "a of docs/x.md"]).summary()) == [
        "terraform: not planned, for azapi has no stand-in: a of docs/x.md, b of docs/x.md"
    ]
    assert list(Runs(skipped="terraform is not on the PATH").summary()) == [
        "terraform: the tests with it did not run: terraform is not on the PATH"
    ]


def test_init_installs_the_stand_in_for_the_version_that_the_stack_asks_for(
    tmp_path: Path, stand_in: StandIn
) -> None:
    (tmp_path / "cdk.tf.json").write_text(ASKS_FOR_4_55, encoding="utf-8")
    terraform = Terraform(tmp_path, lambda: stand_in.environment(tmp_path / "cloud.json"))
    terraform.init()
    lock = (tmp_path / ".terraform.lock.hcl").read_text()
    assert 'provider "registry.terraform.io/hashicorp/azurerm"' in lock
    assert f'version     = "{stand_in.version}"' in lock
