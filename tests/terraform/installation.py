"""Gives the stand-in to Terraform: in a mirror that `terraform init` installs from, or as a server."""

from __future__ import annotations

import platform
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from tests.apphost import ROOT, clean_environment
from tests.terraform import stand_in
from tests.terraform.stand_in import bindings
from tests.terraform.stand_in.table import later_versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SOURCE: Final = "registry.terraform.io/hashicorp/azurerm"
_REATTACH: Final = "TF_REATTACH_PROVIDERS"


class StandIn:
    """The stand-in on this machine.

    Terraform starts it from the mirror, as it starts every provider, for each of its commands. That costs a
    second a command; where it is not the matter of a test, one server answers them all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._types: set[str] = set()
        self._server: subprocess.Popen[str] | None = None
        self._reattach = ""
        self.version = bindings.provider_version()
        newest_last = sorted({self.version, *later_versions()}, key=bindings.in_order)
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
        """The cloud that the server works on."""
        return self._folder / "cloud.json"

    def learn(self, types: Iterable[str]) -> None:
        """Makes the stand-in know more types; the running server does not."""
        new = set(types) - self._types
        if new:
            self._types |= new
            bindings.write_schemas(self._types, self._schemas)
            self.stop()

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

    def environment_with_server(self) -> dict[str, str]:
        """What a Terraform needs that talks to the running server, which is started when there is none."""
        if self._server is None:
            self._start()
        return {**self.environment(self.cloud_of_server), _REATTACH: self._reattach}

    def stop(self) -> None:
        """Ends the server."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            if self._server.stdout is not None:
                self._server.stdout.close()
            self._server = None

    def _start(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", stand_in.__name__, "--dev"],
            env=clean_environment(
                PYTHONPATH=str(ROOT),
                **self.environment(self.cloud_of_server),
                **{stand_in.SCHEMAS: str(list(self._schemas.values())[-1])},
            ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._server.stdout is not None
        for line in self._server.stdout:
            # The framework prints what to put into the shell: export TF_REATTACH_PROVIDERS='{...}'.
            if _REATTACH in line:
                self._reattach = line.partition("=")[2].strip().strip("'")
                return
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
