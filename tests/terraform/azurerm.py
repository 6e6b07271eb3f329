"""The azurerm for tests that need no account: the real one where `terraform init` can install it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from pathlib import Path

# `real` and `stand-in` insist on one of the two; without it the real one is taken where it can be had.
CHOICE: Final = "AZURERM"
_SECONDS: Final = 600


@attrs.frozen
class RealAzurerm:
    """The real azurerm, or why it is not there.

    Attributes:
        environment: for a Terraform that is to use it.
        missing: why it can't be installed; empty when it can.
    """

    environment: dict[str, str]
    missing: str


def install_real(version: str, folder: Path, cache: Path) -> RealAzurerm:
    """Has `terraform init` install azurerm, with the user's own CLI configuration.

    Args:
        version: of azurerm.
        folder: an empty one.
        cache: where Terraform keeps what it downloaded, for the next run.
    """
    environment = {
        "CHECKPOINT_DISABLE": "1",
        "TF_PLUGIN_CACHE_DIR": os.environ.get("TF_PLUGIN_CACHE_DIR", str(cache)),
        "TF_REGISTRY_CLIENT_TIMEOUT": "10",
        # azurerm asks for a subscription even where it never signs in.
        "ARM_SUBSCRIPTION_ID": "00000000-0000-0000-0000-000000000000",
    }
    if os.environ.get(CHOICE) == "stand-in":
        return RealAzurerm(environment, f"{CHOICE}=stand-in")
    document = {
        "terraform": {"required_providers": {"azurerm": {"source": "hashicorp/azurerm", "version": version}}}
    }
    (folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
    try:
        done = subprocess.run(
            ["terraform", "init", "-input=false", "-no-color"],
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return RealAzurerm(environment, f"terraform init took more than {_SECONDS} seconds")
    if done.returncode == 0:
        return RealAzurerm(environment, "")
    words = " ".join(re.sub(r"[│╷╵]", " ", done.stderr).split())
    reason = words.partition("hashicorp/azurerm: ")[2].partition(": ")[0].partition(" To see")[0]
    if os.environ.get(CHOICE) == "real":
        raise LookupError(f"{CHOICE}=real, but {words}")
    return RealAzurerm(environment, reason or "terraform init failed")
