"""Which azurerm a test has, and what a run says about it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.terraform.azurerm import CHOICE, install_real
from tests.terraform.provider_plugin import Runs
from tests.terraform.runner import Terraform

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terraform.installation import StandIn


def test_azurerm_is_taken_from_where_the_users_terraform_takes_it(
    tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(stand_in.configuration))  # the stand-in's mirror will do
    assert install_real(stand_in.version, tmp_path, tmp_path).missing == ""


def test_without_it_the_reason_is_kept(
    tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(stand_in.configuration))
    assert "no available releases match" in install_real("0.0.1", tmp_path, tmp_path).missing
    monkeypatch.setenv(CHOICE, "real")
    with pytest.raises(LookupError, match="AZURERM=real, but"):
        install_real("0.0.1", tmp_path, tmp_path)
    monkeypatch.setenv(CHOICE, "stand-in")
    monkeypatch.setenv("PATH", os.devnull)  # no terraform is asked
    assert install_real("0.0.1", tmp_path, tmp_path).missing == "AZURERM=stand-in"


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
    (tmp_path / "cdk.tf.json").write_text(
        '{"terraform": {"backend": {"local": {}}, "required_providers": '
        '{"azurerm": {"source": "azurerm", "version": "~> 4.55.0"}}}}'
    )
    terraform = Terraform(tmp_path, lambda: stand_in.environment(tmp_path / "cloud.json"))
    terraform.init()
    lock = (tmp_path / ".terraform.lock.hcl").read_text()
    assert 'provider "registry.terraform.io/hashicorp/azurerm"' in lock
    assert f'version     = "{stand_in.version}"' in lock
