"""Runs the real terraform in a folder with a stack's `cdk.tf.json`."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any, Final

from tests.apphost import Json, clean_environment
from tests.terraform.stand_in import azure
from tests.terraform.stand_in.checks import values_at
from tests.terraform.stand_in.rules import checks_of
from tests.terraform.stand_in.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from tests.terraform.stand_in.rules import Check

# What the variables of images end with: they have a default that no job is deployed with.
_IMAGE: Final = "_containerimage"
CHANGES: Final = 2  # what `terraform plan -detailed-exitcode` ends with


def types_in(folder: Path) -> set[str]:
    """The azurerm types that the Terraform JSON in a folder has: `azurerm_x`, `data.azurerm_x`."""
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return {
        f"{prefix}{kind}"
        for section, prefix in (("resource", ""), ("data", "data."))
        for kind in document.get(section, {})
        if kind.startswith("azurerm_")
    }


def constraint_in(folder: Path) -> str:
    """The version of azurerm that the Terraform JSON in a folder asks for; empty for any."""
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return str(document["terraform"].get("required_providers", {}).get("azurerm", {}).get("version", ""))


def managed_in(folder: Path) -> set[str]:
    """The addresses of all resources that the Terraform JSON in a folder has."""
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return {f"{kind}.{name}" for kind, named in document.get("resource", {}).items() for name in named}


class TerraformError(AssertionError):
    """Terraform ended with an error; its text is what Terraform printed."""


class Terraform:
    """One stack.

    Attributes:
        folder: with `cdk.tf.json`.
        said: what the last command printed.
    """

    def __init__(self, folder: Path, environment: Callable[[], Mapping[str, str]]) -> None:
        self.folder = folder
        self.said = ""
        self._environment = environment
        if "local" not in self.document["terraform"]["backend"]:
            self._keep_state_here()
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

    def run(self, *arguments: str, ends_with: Collection[int] = (0,)) -> str:
        """Runs `terraform` with arguments; returns what it printed.

        Raises:
            TerraformError: it ended with another exit code.
        """
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=clean_environment(**self._environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.said = done.stdout
        if done.returncode not in ends_with:
            raise TerraformError(
                f"terraform {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}"
            )
        return done.stdout

    def init(self) -> str:
        return self.run("init", "-input=false", "-no-color")

    def validate(self) -> str:
        return self.run("validate", "-no-color")

    def plan(self, *arguments: str) -> Json:
        """Plans into the file `tfplan`; returns the plan's JSON."""
        options = ("-input=false", "-no-color", "-detailed-exitcode", "-out=tfplan")
        said = self.run("plan", *options, *arguments, ends_with=(0, CHANGES))
        document: Json = json.loads(self.run("show", "-json", "tfplan"))
        self.said = said
        return document

    def assert_unchanged(self) -> None:
        """Asserts that there is nothing to do: no resource, no output, no move."""
        self.run("plan", "-input=false", "-no-color", "-detailed-exitcode")

    def drift(self) -> Json:
        """What a refresh finds changed, by address: what it was."""
        # The exit code is no help: 2 is also for a state whose JSON is in another order.
        plan = self.plan("-refresh-only")
        return {each["address"]: each["change"] for each in plan.get("resource_drift", [])}

    def apply(self, *arguments: str, fails: bool = False) -> str:
        """Applies without a question; `fails` when it is to end with an error."""
        options = ("-input=false", "-no-color", "-auto-approve")
        return self.run("apply", *options, *arguments, ends_with=(int(fails),))

    def state(self) -> Json:
        """The state's values by address."""
        document = json.loads(self.run("show", "-json"))
        module = document.get("values", {}).get("root_module", {})
        return {each["address"]: each["values"] for each in module.get("resources", [])}

    def destroy(self) -> str:
        return self.run("destroy", "-input=false", "-no-color", "-auto-approve")

    def _keep_state_here(self) -> None:
        """Overrides a backend that needs an account, in the way that Terraform has for it."""
        override = {"terraform": {"backend": {"local": {"path": "terraform.tfstate"}}}}
        (self.folder / "backend_override.tf.json").write_text(json.dumps(override), encoding="utf-8")

    def _write_variables(self) -> None:
        values = json.dumps(variables_of(self.folder))
        (self.folder / "test.auto.tfvars.json").write_text(values, encoding="utf-8")


def variables_of(folder: Path) -> dict[str, object]:
    """A value for every variable that needs one: what a pipeline gives with TF_VAR_..., and the images."""
    document = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    used = dict(_used_as(document))
    return {
        name: _value_for(name, variable.get("type"), used.get(name))
        for name, variable in document.get("variable", {}).items()
        if "default" not in variable or name.endswith(_IMAGE)
    }


def _used_as(document: Json) -> Iterator[tuple[str, Check]]:
    """The variables that are an attribute's whole value, with azurerm's check of it."""
    for section, prefix in (("resource", ""), ("data", "data.")):
        for kind, named in document.get(section, {}).items():
            for path, check in checks_of(f"{prefix}{kind}").items():
                for value in values_at(list(named.values()), path):
                    variable = re.fullmatch(r"\$\{var\.([\w-]+)\}", str(value))
                    if variable is not None:
                        yield variable[1], check


def _value_for(name: str, kind: object, check: Check | None) -> object:
    if kind == "number":
        return 1
    if kind == "bool":
        return True
    if name.endswith(_IMAGE):
        return "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
    usual = f"value-of-{name}"
    ids = [azure.sample_id(each) for each in TABLE]
    candidates = [usual, usual.replace("_", "-"), re.sub(r"\W|_", "", usual)[:24], azure.TENANT, *ids]
    return next((each for each in candidates if check is None or check(each) is None), usual)


def actions(plan: Json) -> dict[str, str]:
    """What a plan does, by address: `create`, `update`, `delete`, `replace`; without what stays as it is."""
    words: dict[str, str] = {}
    for each in plan["resource_changes"]:
        done: list[Any] = each["change"]["actions"]
        if done not in (["no-op"], ["read"]):
            words[each["address"]] = "replace" if len(done) > 1 else done[0]
    return words
