"""The azurerm for tests that need no account: the real one where `terraform init` can install it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

import attrs

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


def install_once(version: str, of_run: Path, cache: Path) -> RealAzurerm:
    """The real azurerm for all processes of a test run: one of them installs it, the others wait and take it.

    Terraform's own cache of plugins is not made for that: each `init` in a new folder writes into it again.

    Args:
        version: of azurerm.
        of_run: a folder that the processes share, and no other run.
        cache: where it is kept for the next run; two runs at a time share it.
    """
    import fcntl  # not on Windows, where no test gets here

    cache.mkdir(parents=True, exist_ok=True)
    outcome = of_run / f"azurerm-{version}.json"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            installed = install_real(version, Path(tempfile.mkdtemp(dir=of_run)), cache)
            outcome.write_text(json.dumps(attrs.asdict(installed)), encoding="utf-8")
    return RealAzurerm(**json.loads(outcome.read_text(encoding="utf-8")))


def install_real(version: str, folder: Path, cache: Path) -> RealAzurerm:
    """Has `terraform init` install azurerm, with the user's own CLI configuration.

    Args:
        version: of azurerm.
        folder: an empty one.
        cache: where it is installed, and from where a Terraform in the environment takes it.
    """
    environment = {
        "CHECKPOINT_DISABLE": "1",
        # azurerm asks for a subscription even where it never signs in.
        "ARM_SUBSCRIPTION_ID": "00000000-0000-0000-0000-000000000000",
    }
    if os.environ.get(CHOICE) == "stand-in":
        return RealAzurerm(environment, f"{CHOICE}=stand-in")
    document = {
        "terraform": {"required_providers": {"azurerm": {"source": "hashicorp/azurerm", "version": version}}}
    }
    (folder / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
    for_installation = {"TF_PLUGIN_CACHE_DIR": str(cache), "TF_REGISTRY_CLIENT_TIMEOUT": "10"}
    try:
        done = subprocess.run(
            ["terraform", "init", "-input=false", "-no-color"],
            cwd=folder,
            env={**os.environ, **environment, **for_installation},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return RealAzurerm(environment, f"terraform init took more than {_SECONDS} seconds")
    if done.returncode == 0:
        # From here on it is a mirror, which Terraform only reads.
        configuration = folder / "terraformrc"
        mirror = f'filesystem_mirror {{ path = "{cache}" }}'
        configuration.write_text(f"provider_installation {{\n  {mirror}\n}}\n", encoding="utf-8")
        taken_from = {"TF_CLI_CONFIG_FILE": str(configuration), "TF_PLUGIN_CACHE_DIR": ""}
        return RealAzurerm({**environment, **taken_from}, "")
    words = " ".join(re.sub(r"[│╷╵]", " ", done.stderr).split())
    reason = words.partition("hashicorp/azurerm: ")[2].partition(": ")[0].partition(" To see")[0]
    if os.environ.get(CHOICE) == "real":
        raise LookupError(f"{CHOICE}=real, but {words}")
    return RealAzurerm(environment, reason or "terraform init failed")
