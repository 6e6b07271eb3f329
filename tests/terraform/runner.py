"""Runs the real terraform in a folder with a stack's `cdk.tf.json`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import attrs

from tests.apphost import ROOT, Json, clean_environment
from tests.terraform import stand_in
from tests.terraform.stand_in import bindings
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NO_CHANGES: Final = 0
CHANGES: Final = 2
_SOURCE: Final = "registry.terraform.io/hashicorp/azurerm"


@attrs.define
class StandIn:
    """The stand-in as installed for Terraform: a mirror that `terraform init` takes azurerm from.

    Attributes:
        folder: of the mirror, the schemas and the CLI configuration.
    """

    folder: Path
    _types: set[str] = attrs.field(factory=set)

    def install(self) -> None:
        """Lays the mirror out, so that `terraform init` finds the version that the bindings ask for."""
        version = bindings.provider_version()
        system = {"darwin": "darwin", "win32": "windows"}.get(sys.platform, "linux")
        machine = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "amd64")
        place = self.folder / "mirror" / _SOURCE / version / f"{system}_{machine}"
        place.mkdir(parents=True)
        executable = place / f"terraform-provider-azurerm_v{version}"
        executable.write_text(
            f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m {stand_in.__name__} "$@"\n',
            encoding="utf-8",
        )
        executable.chmod(0o755)
        self.configuration.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{self.folder / "mirror"}"\n  }}\n}}\n',
            encoding="utf-8",
        )

    @property
    def configuration(self) -> Path:
        """Terraform's CLI configuration file."""
        return self.folder / "terraformrc"

    @property
    def schemas(self) -> Path:
        """The schemas that the provider's process reads."""
        return self.folder / "schemas.json"

    def learn(self, types: Iterable[str]) -> None:
        """Makes the stand-in know more types."""
        new = set(types) - self._types
        if new:
            self._types |= new
            bindings.write_schemas(self._types, self.schemas)

    def environment(self, cloud: Path) -> dict[str, str]:
        """What a process needs so that the Terraform in it works with the stand-in."""
        return {
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(self.configuration),
            "TF_IN_AUTOMATION": "1",
            stand_in.SCHEMAS: str(self.schemas),
            stand_in.CLOUD: str(cloud),
        }


def types_in(document: Json) -> set[str]:
    """The azurerm types that Terraform JSON has: `azurerm_x`, `data.azurerm_x`."""
    return {
        f"{prefix}{kind}"
        for section, prefix in (("resource", ""), ("data", "data."))
        for kind in document.get(section, {})
        if kind.startswith("azurerm_")
    }


class Failed(AssertionError):
    """Terraform ended with an error; its text is what Terraform printed."""


class Terraform:
    """One stack and the cloud that it is deployed to.

    Attributes:
        folder: with `cdk.tf.json`.
        cloud: what exists; several stacks may share it.
        variables: for each of the configuration's variables that has no default.
    """

    def __init__(self, folder: Path, installed: StandIn, cloud: Path) -> None:
        self.folder = folder
        self.cloud = Cloud(cloud)
        self._environment = clean_environment(**installed.environment(cloud))
        installed.learn(types_in(self.document))
        self._write_variables()

    @property
    def document(self) -> Json:
        """The stack's Terraform JSON."""
        document: Json = json.loads((self.folder / "cdk.tf.json").read_text(encoding="utf-8"))
        return document

    def rewrite(self, document: Json) -> None:
        """Puts other Terraform JSON in its place, as the next synth would."""
        (self.folder / "cdk.tf.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
        self._write_variables()

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Runs `terraform` with arguments; returns what it printed.

        Raises:
            Failed: it ended with another exit code.
        """
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != expect:
            raise Failed(f"terraform {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}")
        return done.stdout

    def init(self) -> str:
        return self.run("init", "-input=false", "-no-color")

    def validate(self) -> str:
        return self.run("validate", "-no-color")

    def plan(self, *arguments: str, expect: int = CHANGES) -> Json:
        """Plans into `tfplan`; returns the plan's JSON."""
        self.last_plan_text = self.run(
            "plan", "-input=false", "-no-color", "-detailed-exitcode", "-out=tfplan", *arguments, expect=expect
        )
        document: Json = json.loads(self.run("show", "-json", "tfplan"))
        return document

    def is_unchanged(self, *arguments: str) -> None:
        """Asserts that a plan has nothing to do."""
        self.run("plan", "-input=false", "-no-color", "-detailed-exitcode", *arguments, expect=NO_CHANGES)

    def apply(self, *arguments: str, expect: int = 0) -> str:
        """Applies without a question."""
        return self.run("apply", "-input=false", "-no-color", "-auto-approve", *arguments, expect=expect)

    def state(self) -> Json:
        """The state's values by address."""
        document = json.loads(self.run("show", "-json"))
        module = document.get("values", {}).get("root_module", {})
        return {each["address"]: each["values"] for each in module.get("resources", [])}

    def destroy(self) -> str:
        return self.run("destroy", "-input=false", "-no-color", "-auto-approve")

    def _write_variables(self) -> None:
        """A value for every variable that has none: what a pipeline gives with TF_VAR_..."""
        needed = {
            name: each for name, each in self.document.get("variable", {}).items() if "default" not in each
        }
        values = {name: _value_for(name, each.get("type")) for name, each in needed.items()}
        (self.folder / "test.auto.tfvars.json").write_text(json.dumps(values), encoding="utf-8")


def _value_for(name: str, kind: object) -> object:
    if kind == "number":
        return 1
    if kind == "bool":
        return True
    return "mcr.microsoft.com/k8se/quickstart-jobs:1.0" if name.endswith("_containerimage") else f"value-of-{name}"


def actions(plan: Json) -> dict[str, str]:
    """What a plan does, by address: `create`, `update`, `delete`, `replace`; without what stays as it is."""
    words: dict[str, str] = {}
    for each in plan["resource_changes"]:
        done: list[Any] = each["change"]["actions"]
        if done not in (["no-op"], ["read"]):
            words[each["address"]] = "replace" if len(done) > 1 else done[0]
    return words


def has_terraform() -> bool:
    """Whether the binary is there."""
    return any((os.access(f"{folder}/terraform", os.X_OK)) for folder in os.environ["PATH"].split(os.pathsep))
