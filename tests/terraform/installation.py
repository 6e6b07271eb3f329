"""Gives the stand-in to Terraform: in a mirror that `terraform init` installs from, or as a server."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import attrs
from packaging.specifiers import SpecifierSet

from cdktf_aspire.terraform.engine.engines import VARIABLE
from tests.apphost import ROOT, clean_environment
from tests.terraform import stand_in
from tests.terraform.stand_in import bindings
from tests.terraform.stand_in.table import later_versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.terraform.stand_in.bindings import Block

SOURCE: Final = "registry.terraform.io/hashicorp/azurerm"
_REATTACH: Final = "TF_REATTACH_PROVIDERS"


def _is_on_cdktn() -> bool:
    """Whether the tests run on cdktn, whose bindings were made for azurerm 5: its stacks meet that one."""
    return os.environ.get(VARIABLE) == "cdktn"


@attrs.frozen
class _Server:
    process: subprocess.Popen[str]
    reattach: str


class StandIn:
    """The stand-in on this machine.

    Terraform starts it from the mirror, as it starts every provider, for each of its commands. That costs a
    second a command; where it is not the matter of a test, one server of each version answers them all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._types: set[str] = set()
        self._servers: dict[str, _Server] = {}
        self.version = bindings.provider_version()
        newest = {bindings.provider_version(bindings.PACKAGES[1])} if _is_on_cdktn() else set()
        newest_last = sorted({self.version, *later_versions(), *newest}, key=bindings.in_order)
        self._schemas = {version: folder / f"schemas-{version}.json" for version in newest_last}
        for version in newest_last:
            self._lay_out_mirror(version)
        mirror = f'filesystem_mirror {{ path = "{folder / "mirror"}" }}'
        self.configuration.write_text(f"provider_installation {{\n  {mirror}\n}}\n", encoding="utf-8")

    @property
    def configuration(self) -> Path:
        """Terraform's CLI configuration file with the mirror."""
        return self._folder / "terraformrc"

    @property
    def cloud_of_server(self) -> Path:
        """The cloud that the servers work on."""
        return self._folder / "cloud.json"

    @property
    def versions(self) -> str:
        """The versions of azurerm that it stands in for, for people."""
        return f"{min(self._schemas, key=bindings.in_order)} to {max(self._schemas, key=bindings.in_order)}"

    def learn(self, types: Iterable[str]) -> None:
        """Makes the stand-in know more types; a running server does not."""
        new = set(types) - self._types
        if new:
            self._types |= new
            bindings.write_schemas(self._types, self._schemas)
            self.stop()

    def schemas_of(self, types: Iterable[str]) -> dict[str, Block]:
        """The schemas that the bindings' own version has, of types: every later one has them too."""
        wanted = set(types)
        self.learn(wanted)
        known = bindings.read_schemas(self._schemas[self.version])
        return {kind: block for kind, block in known.items() if kind in wanted}

    def environment(self, cloud: Path) -> dict[str, str]:
        """What a Terraform needs that starts the stand-in itself."""
        return {
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(self.configuration),
            # The cdktf CLI runs it after init; by itself it asks the registry, whatever the file says.
            "TF_CLI_ARGS_providers_lock": f"-fs-mirror={self._folder / 'mirror'}",
            "TF_IN_AUTOMATION": "1",
            stand_in.CLOUD: str(cloud),
        }

    def version_for(self, constraint: str) -> str:
        """The version that `terraform init` installs from the mirror; of none that fits, the newest.

        Args:
            constraint: for azurerm, as a stack has it; empty for any version.
        """
        # Terraform's `~>` and `=` are Python's `~=` and `==`; a version alone is that version.
        parts = [part.strip() for part in constraint.split(",") if part.strip()]
        words = [f"=={part}" if part[0].isdigit() else part for part in parts]
        words = [f"=={word.lstrip('= ')}" if word.startswith("=") else word for word in words]
        specifiers = SpecifierSet(",".join(word.replace("~>", "~=") for word in words))
        fitting = [version for version in self._schemas if version in specifiers]
        return (fitting or list(self._schemas))[-1]

    def environment_with_server(self, constraint: str = "") -> dict[str, str]:
        """What a Terraform needs that talks to a running server, which is started when there is none.

        Args:
            constraint: the stack's for azurerm: a server that runs already is not chosen by it, but here.
        """
        version = self.version_for(constraint)
        if version not in self._servers:
            self._servers[version] = self._start(version)
        return {**self.environment(self.cloud_of_server), _REATTACH: self._servers[version].reattach}

    def stop(self) -> None:
        """Ends the servers."""
        for server in self._servers.values():
            server.process.terminate()
            server.process.wait()
            if server.process.stdout is not None:
                server.process.stdout.close()
        self._servers.clear()

    def _start(self, version: str) -> _Server:
        process = subprocess.Popen(
            [sys.executable, "-m", stand_in.__name__, "--dev"],
            env=clean_environment(
                PYTHONPATH=str(ROOT),
                **self.environment(self.cloud_of_server),
                **{stand_in.SCHEMAS: str(self._schemas[version])},
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            # The framework prints what to put into the shell: export TF_REATTACH_PROVIDERS='{...}'.
            if _REATTACH in line:
                return _Server(process, line.partition("=")[2].strip().strip("'"))
        raise RuntimeError("the stand-in did not start")

    def _lay_out_mirror(self, version: str) -> None:
        system = {"darwin": "darwin", "win32": "windows"}.get(sys.platform, "linux")
        machine = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "amd64")
        place = self._folder / "mirror" / SOURCE / version / f"{system}_{machine}"
        place.mkdir(parents=True)
        executable = place / f"terraform-provider-azurerm_v{version}"
        variables = f'PYTHONPATH="{ROOT}" {stand_in.SCHEMAS}="{self._schemas[version]}"'
        executable.write_text(
            f'#!/bin/sh\n{variables} exec "{sys.executable}" -m {stand_in.__name__} "$@"\n', encoding="utf-8"
        )
        executable.chmod(0o755)
